package member

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"kigen/internal/jst"
	"kigen/internal/options"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
)

func optionRoutes(r routes) {
	r.signedIn("GET "+root+"/options/{id}/cancel", r.optionEnd)
	r.signedIn("POST "+root+"/options/{id}/cancel", r.endOption)
}

// ending is what an option's cancellation would bring.
type ending struct {
	api.Option
	now     time.Time
	terms   *terms.Version
	lastDay jst.Day // O-3, W-1: of the month
	course  *course
	problem *api.Problem
	key     string
}

// operation is that which cancels the option.
func (e ending) operation() string {
	if e.Kind == string(options.Guarantee) {
		return "cancelGuarantee"
	}
	return "cancelOption"
}

// back is the page that the option stands on.
func (e ending) back() []string {
	if e.Kind == string(options.Guarantee) {
		return []string{"guarantees", e.ID}
	}
	return []string{"devices", e.Device}
}

func (m *Pages) optionEnd(v *visit) error {
	e, err := v.ending(v.R.PathValue("id"))
	if err != nil {
		return err
	}
	if e.course, e.problem, err = v.foresee(e.operation(), pages.ByID(e.ID)); err != nil {
		return err
	}
	if e.course != nil {
		e.course.whole = true
	}
	return v.Show(http.StatusOK, optionEndView(v, e))
}

func (m *Pages) endOption(v *visit) error {
	e, err := v.ending(v.R.PathValue("id"))
	if err != nil {
		return err
	}
	in := pages.ByID(e.ID)
	in.Key = v.R.PostFormValue("key")
	made, err := pages.Ask[api.OptionCancellation](v.Visit, e.operation(), in)
	if err == nil {
		return v.Redirect(receiptOf(made.ID))
	}
	if e.problem, err = v.refused(err); err != nil {
		return err
	}
	e.key = v.keyAfter(e.problem)
	return v.Show(e.problem.Status, optionEndView(v, e))
}

func (v *visit) ending(id string) (e ending, err error) {
	list, err := mine[api.Option](v, "listOptions", url.Values{})
	if err != nil {
		return e, err
	}
	i := slices.IndexFunc(list, func(o api.Option) bool { return o.ID == id })
	if i < 0 {
		return e, pages.Missing()
	}
	e.Option, e.key = list[i], pages.NewKey()
	if e.now, err = v.instant(); err != nil {
		return e, err
	}
	e.terms, e.lastDay = v.termsAt(e.now), jst.MonthOf(e.now).Last()
	return e, nil
}

// rules are those that the cancellation rests on.
func (e ending) rules() []terms.ID {
	if e.Kind == string(options.Guarantee) {
		return []terms.ID{terms.W1, terms.W2}
	}
	return []terms.ID{terms.O3, terms.O5, terms.O8, terms.O2}
}
