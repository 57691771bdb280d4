package console

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"kigen/internal/terms"
	"kigen/starter/api"
)

// shownCase is a case as it is shown.
type shownCase struct {
	subject
	now     time.Time
	open    []deadlineRow
	settled []deadlineRow
	offers  []offer
	parcels []api.Parcel
	returns []api.Return
	member  *api.MemberPage // nil where the person may not see it
	problem *api.Problem    // why an action was refused that is not offered any more
	engine  string          // where the process is in the Temporal UI; empty for nowhere
}

func (c *Console) caseOf(v *visit) error {
	shown, err := c.shown(v, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, caseView(v, shown))
}

func (c *Console) shown(v *visit, id string) (s shownCase, err error) {
	if s.CasePage, err = ask[api.CasePage](v, "getCase", byID(id)); err != nil {
		return s, err
	}
	if s.now, err = v.clock(s.Clock); err != nil {
		return s, err
	}
	for _, d := range s.Deadlines {
		if row := (deadlineRow{d, s.now}); d.Outcome == "open" {
			s.open = append(s.open, row)
		} else {
			s.settled = append(s.settled, row)
		}
	}
	slices.SortStableFunc(s.open, func(a, b deadlineRow) int { return a.Lapse.Compare(b.Lapse) })
	if s.parcels, err = v.parcelsOf(id); err != nil {
		return s, err
	}
	if s.returns, err = v.returnsOf(id); err != nil {
		return s, err
	}
	if c.TemporalUI != nil {
		s.engine = c.TemporalUI.String() + "/workflows/" + url.PathEscape(s.Workflow)
	}
	s.Terms = c.API.Terms.At(s.now)
	if s.Kind == "signup" && v.may("getApplication") {
		application, err := ask[api.Application](v, "getApplication", byID(id))
		if err != nil {
			return s, err
		}
		s.Application = &application
	}
	if s.Kind == "repair" {
		if s.Shops, err = v.shops(); err != nil {
			return s, err
		}
	}
	if s.Member != "" && v.may("getMember") {
		member, err := ask[api.MemberPage](v, "getMember", byID(s.Member))
		if err != nil {
			return s, err
		}
		s.member = &member
	}
	s.offers = v.offers(s.subject)
	return s, nil
}

// tasksOpen are the case's tasks that are not done.
func (s shownCase) tasksOpen() (rows []taskRow) {
	for _, t := range s.Tasks {
		if t.ClosedAt == nil {
			rows = append(rows, taskRow{t, s.now})
		}
	}
	return rows
}

func (s shownCase) tasksDone() (rows []taskRow) {
	for _, t := range s.Tasks {
		if t.ClosedAt != nil {
			rows = append(rows, taskRow{t, s.now})
		}
	}
	return rows
}

// proofs are the application's proofs of identity, the latest first.
func (s shownCase) proofs() []api.SubmittedProof {
	if s.Application == nil {
		return nil
	}
	latest := slices.Clone(s.Application.Submissions)
	slices.Reverse(latest)
	return latest
}

// arithmetic are the facts behind an amount.
func (v *visit) arithmetic(c api.Charge) []fact { return v.facts(c.Why) }

// place is where a clause stands in the terms.
func (v *visit) place(c api.Clause) string { return v.t(c.PlaceJA, c.PlaceEN) }

// ruleNames are the IDs of rules in a row.
func ruleNames(rules []terms.ID) string {
	names := make([]string, len(rules))
	for i, r := range rules {
		names[i] = string(r)
	}
	return strings.Join(names, " · ")
}

// registered are the facts that a document is compared with.
func (v *visit) registered(m *api.MemberPage) []fact {
	name, address := m.Names, m.Address
	return []fact{
		{label: v.t("氏名", "Name"), value: name.Family + " " + name.Given},
		{label: v.t("フリガナ", "Reading"), value: name.FamilyKana + " " + name.GivenKana},
		{label: v.t("ローマ字", "Roman letters"), value: name.FamilyRoman + " " + name.GivenRoman},
		{label: v.t("生年月日", "Birth date"), value: v.day(m.BirthDate)},
		{label: v.t("住所", "Address"), value: "〒" + address.PostalCode + " " + address.Prefecture + address.City + address.Street + " " + address.Building},
		{label: v.t("メールアドレス", "E-mail"), value: m.Email},
	}
}

// declared is what the applicant said of the documents, or what the chip equals.
func (v *visit) declared(p api.SubmittedProof) []fact {
	var all map[string]any
	if json.Unmarshal(p.Declared, &all) != nil {
		return nil
	}
	return v.facts(all)
}
