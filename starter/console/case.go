package console

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"kigen/internal/identity"
	"kigen/internal/postgres"
	"kigen/starter/api"
	"kigen/starter/pages"
)

// shownCase is a case as it is shown.
type shownCase struct {
	subject
	now     time.Time
	pulse   postgres.Pulse // of the case as it is shown, or a little before
	open    []deadlineRow
	settled []deadlineRow
	offers  []offer
	barred  []barred
	parcels []api.Parcel
	returns []api.Return
	member  *api.MemberPage   // nil where the person may not see it
	device  *api.Device       // that the case is about; nil for none
	charged *api.Charge       // that a waiver is about; nil for none
	linked  []api.Case        // about the same thing, or its charges
	others  []api.Case        // of the same member, still open
	names   map[string]string // of the staff and machines that acted
	problem *api.Problem      // why an action was refused that is not offered any more
	engine  string            // where the process is in the Temporal UI; empty for nowhere
	// meanwhile are the steps since the form was shown that was refused for them,
	// of an action that is not offered any more.
	meanwhile []api.Entry
}

// caseRoutes are the pages of a case, and those of decisions about cases.
func (c *Console) caseRoutes(signedIn func(pattern string, p page)) {
	signedIn("GET /cases/{id}", c.caseOf)
	signedIn("GET /cases/{id}/events", c.caseEvents)
	signedIn("GET /events", c.deskEvents)
	signedIn("POST /cases/{id}/actions/{action}", c.act)
	signedIn("POST /cases/{id}/actions/{action}/preview", c.previewAct)
	signedIn("POST /devices/{id}/actions/{action}/preview", c.previewOnDevice)
	c.reviewRoutes(signedIn)
	signedIn("GET /waivers", c.waivers)
	signedIn("GET /cases/{id}/what-if", c.whatIf)
	signedIn("POST /cases/{id}/what-if", c.whatIf)
}

func (c *Console) caseOf(v *visit) error {
	shown, err := c.shown(v, v.R.PathValue("id"))
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, caseView(v, shown))
}

func (c *Console) shown(v *visit, id string) (s shownCase, err error) {
	// First of all, so that what comes while the rest is read is told of.
	pulses, err := postgres.Pulses(v.Ctx(), c.API.Pool, []string{id})
	if err != nil {
		return s, err
	}
	if len(pulses) > 0 {
		s.pulse = pulses[0]
	}
	if s.CasePage, err = pages.Ask[api.CasePage](v.Visit, "getCase", pages.ByID(id)); err != nil {
		return s, err
	}
	if s.now, err = v.Clock(s.Clock); err != nil {
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
	s.Terms, s.Who = c.API.Terms.At(s.now), v.Who.Token
	if s.Kind == "repair" {
		if s.Shops, err = v.shops(); err != nil {
			return s, err
		}
	}
	if err := v.about(&s); err != nil {
		return s, err
	}
	if s.names, err = v.namesIn(s); err != nil {
		return s, err
	}
	s.offers, s.barred = v.offers(s.subject), v.barred(s.subject)
	return s, nil
}

// namesIn are those of the staff and machines that the case names.
func (v *visit) namesIn(s shownCase) (map[string]string, error) {
	var ids []string
	for _, e := range s.Timeline {
		ids = append(ids, e.Actor.ID)
	}
	for _, t := range s.Tasks {
		ids = append(ids, people(t)...)
	}
	return v.staffNames(ids)
}

// tasksOpen are the case's tasks that are not done.
func (s shownCase) tasksOpen() (rows []taskRow) {
	for _, t := range s.Tasks {
		if t.ClosedAt == nil {
			rows = append(rows, taskRow{t, s.now, s.names})
		}
	}
	return rows
}

func (s shownCase) tasksDone() (rows []taskRow) {
	for _, t := range s.Tasks {
		if t.ClosedAt != nil {
			rows = append(rows, taskRow{t, s.now, s.names})
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

// toReview tells whether a proof of identity waits for the person's decision.
func (s shownCase) toReview(v *visit) bool {
	return s.Kind == "signup" && s.State == identity.StateSubmitted && v.May("decideIdentity") && v.May("getDocument")
}

// latest is the timeline, the last step first.
func (s shownCase) latest() []api.Entry {
	list := slices.Clone(s.Timeline)
	slices.Reverse(list)
	return list
}

// arithmetic are the facts behind an amount.
func (v *visit) arithmetic(c api.Charge) []pages.Fact { return v.Facts(c.Why) }

// registered are the facts that a document is compared with.
func (v *visit) registered(m *api.MemberPage) []pages.Fact {
	name, address := m.Names, m.Address
	return []pages.Fact{
		{Label: v.T("氏名", "Name"), Value: name.Family + " " + name.Given},
		{Label: v.T("フリガナ", "Reading"), Value: name.FamilyKana + " " + name.GivenKana},
		{Label: v.T("ローマ字", "Roman letters"), Value: name.FamilyRoman + " " + name.GivenRoman},
		{Label: v.T("生年月日", "Birth date"), Value: v.Day(m.BirthDate)},
		{Label: v.T("住所", "Address"), Value: "〒" + address.PostalCode + " " + address.Prefecture + address.City + address.Street + " " + address.Building},
		{Label: v.T("メールアドレス", "E-mail"), Value: m.Email},
	}
}

// comparable are those of the facts that may stand on a document.
func (v *visit) comparable(m *api.MemberPage) []pages.Fact {
	all := v.registered(m)
	return all[:len(all)-1] // but for the e-mail address
}
