package console

import (
	"net/http"
	"net/url"

	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
)

// maxPasted bounds a form into which something long is pasted, in bytes.
const maxPasted = 1 << 20

// groundField has a person pick the ground for which a rule leaves a device of
// a class uncovered (O-7, P-7, W-9), from a list that shows each clause.
func groundField(s subject, name string, rule terms.ID, class terms.DeviceClass, required bool) pages.Field {
	return pages.Field{
		Name: name, Input: pages.Ground, Required: required, Grounds: s.Terms.Exclusions(rule, class),
		Label: terms.Text{JA: "補償の対象とならない事由", EN: "Ground for which it is not covered"},
		Hint: terms.Text{
			JA: "お客様への通知には、この説明と原文を記載します。",
			EN: "The member is told these words and the clause.",
		},
	}
}

// trackingNo is the number of a parcel that goes out.
var trackingNo = pages.Field{Name: "tracking_no", Label: terms.Text{JA: "お問い合わせ番号", EN: "Tracking number"}, Required: true}

func trackingField(subject) []pages.Field { return []pages.Field{trackingNo} }

// act has an action done. What the API refuses is told beside the form, which
// keeps what was filled in; so is that the case has moved on since it was shown.
func (c *Console) act(v *visit) error {
	shown, a, err := c.called(v)
	if err != nil {
		return err
	}
	since, err := c.meanwhile(v, shown)
	if err != nil {
		return err
	}
	in, err := a.input(v.Site, shown.subject, v.R.PostForm)
	if len(since) > 0 {
		return v.Show(http.StatusConflict, caseView(v, shown.again(v, a, c.faults(v, err), since)))
	}
	if err == nil {
		_, err = pages.Ask[any](v.Visit, a.operation, in)
	}
	if err == nil {
		v.Say(v.Text(a.done))
		if v.R.PostFormValue("back") != "" {
			return v.Redirect(v.Back())
		}
		return v.Redirect(casePage(shown.ID))
	}
	p := c.Problem(v.Visit, err)
	if p.Status == http.StatusUnauthorized {
		return p
	}
	// The case may have moved on meanwhile: it is shown as it stands now.
	if shown, err = c.shown(v, shown.ID); err != nil {
		return err
	}
	return v.Show(p.Status, caseView(v, shown.again(v, a, p, nil)))
}

// called is the case and the action that a form was sent for.
func (c *Console) called(v *visit) (shown shownCase, a action, err error) {
	if shown, err = c.shown(v, v.R.PathValue("id")); err != nil {
		return shown, a, err
	}
	a, ok := find(shown.subject, v.R.PathValue("action"))
	if !ok || !v.May(a.operation) {
		return shown, a, pages.Missing()
	}
	return shown, a, v.R.ParseForm()
}

// again is the case with the form as it was sent: with why it was refused, and
// what has happened since it was shown.
func (s shownCase) again(v *visit, a action, p *api.Problem, since []api.Entry) shownCase {
	for i, o := range s.offers {
		if o.name == a.name {
			s.offers[i].Values, s.offers[i].Problem, s.offers[i].meanwhile = v.R.PostForm, p, since
			return s
		}
	}
	s.problem, s.meanwhile = p, since
	return s
}

// faults are what is wrong with a form; nil where nothing is.
func (c *Console) faults(v *visit, err error) *api.Problem {
	if err == nil {
		return nil
	}
	return c.Problem(v.Visit, err)
}

func find(s subject, name string) (action, bool) {
	for _, a := range actions {
		if a.concerns(s) && a.name == name {
			return a, true
		}
	}
	return action{}, false
}

// input is what the action's operation is called with.
func (a action) input(site *pages.Site, s subject, form url.Values) (pages.Input, error) {
	in := pages.ByID(s.ID)
	body := map[string]any{}
	for name, value := range a.fixed {
		pages.Put(body, name, value)
	}
	in.Body = body
	in, err := site.Fill(a.operation, in, a.offered(s).Fields, form)
	if err == nil && a.shape != nil {
		a.shape(body)
	}
	return in, err
}
