package console

import (
	"net/http"

	"kigen/internal/refusal"
	"kigen/starter/api"
	"kigen/starter/pages"
)

// lineEnd is the page on which a line is cancelled at its member's wish, with
// what would follow.
type lineEnd struct {
	api.Line
	course  *api.Rehearsal // nil where it would be refused
	problem *api.Problem
}

// lineEndPage says what the cancellation of a line would bring (K-1, K-2, K-5).
func (c *Console) lineEndPage(v *visit) error { return c.showLineEnd(v, http.StatusOK, nil) }

func (c *Console) showLineEnd(v *visit, status int, no *api.Problem) error {
	in := pages.ByID(v.R.PathValue("id"))
	line, err := pages.Ask[api.Line](v.Visit, "getLine", in)
	if err != nil {
		return err
	}
	s := lineEnd{Line: line, problem: no}
	course, err := pages.Rehearse(v.Visit, "cancelLine", in)
	if err == nil {
		s.course = &course
	} else if s.problem == nil {
		s.problem = c.Problem(v.Visit, err)
		if status = s.problem.Status; s.problem.Code == refusal.Unauthenticated {
			return s.problem
		}
	}
	return v.Show(status, lineEndView(v, s))
}

// cancelLine takes in a member's wish to cancel a line (K-1, K-3).
func (c *Console) cancelLine(v *visit) error {
	in := pages.ByID(v.R.PathValue("id"))
	in.Key = v.R.PostFormValue("key")
	made, err := pages.Ask[api.Cancellation](v.Visit, "cancelLine", in)
	if err == nil {
		v.Say(v.T("解約のお申し出を受け付けました。", "The cancellation was taken in."))
		return v.Redirect(casePage(made.ID))
	}
	p := c.Problem(v.Visit, err)
	if p.Code == refusal.Unauthenticated {
		return p
	}
	return c.showLineEnd(v, p.Status, p)
}
