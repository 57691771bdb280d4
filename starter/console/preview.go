package console

import (
	"net/http"

	"kigen/starter/api"
	"kigen/starter/pages"
)

// previewAct shows beside an action's form what would follow if it were sent:
// charges, deadlines, letters and tasks. Nothing is done.
func (c *Console) previewAct(v *visit) error {
	shown, a, err := c.called(v)
	if err != nil {
		return err
	}
	since, err := c.meanwhile(v, shown)
	if err != nil {
		return err
	}
	r, p := c.rehearsed(v, shown.subject, a)
	if p != nil && p.Status == http.StatusUnauthorized {
		return p
	}
	shown = shown.again(v, a, p, since)
	status := http.StatusOK
	if p != nil {
		status = p.Status
	}
	for i, o := range shown.offers {
		if o.name == a.name {
			shown.offers[i].preview = r
		}
	}
	return v.Show(status, caseView(v, shown))
}

// rehearsed plays the action as its form was filled in.
func (c *Console) rehearsed(v *visit, s subject, a action) (*api.Rehearsal, *api.Problem) {
	in, err := a.input(v.Site, s, v.R.PostForm)
	if err != nil {
		return nil, c.Problem(v.Visit, err)
	}
	r, err := pages.Rehearse(v.Visit, a.operation, in)
	if err != nil {
		return nil, c.Problem(v.Visit, err)
	}
	return &r, nil
}

// immediate are the steps that an action takes at once, and after those that would
// follow if nobody did anything more.
func immediate(r *api.Rehearsal) (now, after []api.RehearsedStep) {
	for i, s := range r.Steps {
		if s.At.After(r.From) && s.Actor.Role == "timer" {
			return r.Steps[:i], r.Steps[i:]
		}
	}
	return r.Steps, nil
}
