package console

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"kigen/internal/jst"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
	"kigen/starter/words"
)

const auditPath = root + "/audit"

// auditShown is a page of the audit list, and what it can be narrowed by.
type auditShown struct {
	api.Page[api.Audited]
	Actors  []pages.Option
	Actions []pages.Option
	// Fault says which day is not one.
	Fault *api.Problem
}

func (c *Console) audit(v *visit) error {
	shown := auditShown{Actions: c.auditActions(v)}
	in := v.Listed("actor", "action", "case", "subject", "outcome")
	shown.Fault = days(in.Query, v.R.FormValue("from"), v.R.FormValue("to"))
	staff, err := pages.Ask[api.Page[api.StaffMember]](v.Visit, "listStaff", pages.Input{Query: url.Values{"limit": {"200"}}})
	if err != nil {
		return err
	}
	for _, m := range staff.Items {
		shown.Actors = append(shown.Actors, pages.Option{Value: m.ID, Label: terms.Text{JA: m.Name, EN: m.Name}})
	}
	// A token, or a person beyond the list, that the address names.
	if actor := v.R.FormValue("actor"); actor != "" && !slices.ContainsFunc(shown.Actors, func(o pages.Option) bool { return o.Value == actor }) {
		short := pages.Short(actor)
		shown.Actors = append(shown.Actors, pages.Option{Value: actor, Label: terms.Text{JA: short, EN: short}})
	}
	if shown.Fault != nil {
		return v.Show(shown.Fault.Status, auditView(v, shown))
	}
	shown.Page, err = pages.Ask[api.Page[api.Audited]](v.Visit, "listAudit", in)
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, auditView(v, shown))
}

// days narrows a query to days of Japan, both inclusive.
func days(q url.Values, from, to string) *api.Problem {
	for name, text := range map[string]string{"from": from, "to": to} {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		day, err := jst.ParseDay(text)
		if err != nil {
			return &api.Problem{
				Status: http.StatusUnprocessableEntity, Code: refusal.Invalid,
				JA: "「いつから」と「いつまで」には日付を入力してください。", EN: "From and to are days.",
			}
		}
		if name == "to" {
			day = day.AddDays(1)
		}
		q.Set(name, day.Start().UTC().Format(time.RFC3339))
	}
	return nil
}

// auditActions are all that the audit list can hold, by their names in the
// language of the page.
func (c *Console) auditActions(v *visit) []pages.Option {
	var all []pages.Option
	for _, action := range c.API.AuditActions() {
		all = append(all, pages.Option{Value: action, Label: c.actionName(action)})
	}
	slices.SortFunc(all, func(a, b pages.Option) int { return strings.Compare(v.Text(a.Label), v.Text(b.Label)) })
	return all
}

// actionName says in words what was done.
func (c *Console) actionName(action string) terms.Text {
	if text, ok := words.Action(action); ok {
		return text
	}
	said := c.API.Says(action)
	ja, _, _ := strings.Cut(said.JA, "。")
	en, _, _ := strings.Cut(said.EN, "; ")
	return terms.Text{JA: ja, EN: en}
}

func auditRefused(line api.Audited) bool { return line.Outcome == postgres.AuditRefused }
