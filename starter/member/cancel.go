package member

import (
	"net/http"

	"kigen/internal/jst"
	"kigen/internal/lines"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
)

// leaving is what a line's cancellation would bring.
type leaving struct {
	shownLine
	terms *terms.Version
	// plan are the instants of a cancellation that is received now (K-1, K-2).
	plan lines.Reservation
	// goingOn are the line's devices whose payment or compensation does not end
	// with it (P-3, O-5).
	goingOn []api.Device
	// last tells that the member has no other line and nothing goes on (K-6).
	last bool
	// initial is the last good day of the initial contract cancellation that the
	// use start alone gives; none for a line that has none (I-1).
	initial jst.Day
	course  *course
	problem *api.Problem
	key     string
}

func (m *Pages) cancelPage(v *visit) error {
	l, err := v.leaving(v.R.PathValue("id"))
	if err != nil {
		return err
	}
	if l.State != "active" {
		return v.Redirect(here("lines", l.ID))
	}
	if l.course, l.problem, err = v.foresee("cancelLine", pages.ByID(l.ID)); err != nil {
		return err
	}
	if l.course != nil {
		l.course.whole = true
	}
	return v.Show(http.StatusOK, cancelView(v, l))
}

func (v *visit) leaving(id string) (l leaving, err error) {
	if l.shownLine, err = v.shownLine(id); err != nil {
		return l, err
	}
	l.key, l.terms = pages.NewKey(), v.termsAt(l.now)
	l.plan = lines.MonthOf(l.terms, jst.MonthOf(l.now))
	l.plan.Withdrawable = l.now.Before(l.plan.WithdrawUntil)
	for _, d := range l.devices {
		d, err := pages.Ask[api.Device](v.Visit, "getDevice", pages.ByID(d.ID))
		if err != nil {
			return l, err
		}
		if owes(d) || compensated(d) {
			l.goingOn = append(l.goingOn, d)
		}
	}
	if period := jst.Counting(l.UseStart, l.terms.I1.Counting); l.Kind == string(terms.VoiceSIM) && period.InTime(l.now) {
		l.initial = period.LastGoodDay
	}
	l.last, err = v.onlyLine(l)
	return l, err
}

// onlyLine tells that the member would have no contract left.
func (v *visit) onlyLine(l leaving) (bool, error) {
	all, err := mine[api.Line](v, "listLines", nil)
	if err != nil || len(l.goingOn) > 0 {
		return false, err
	}
	for _, other := range all {
		if other.ID != l.ID && other.State != "ended" {
			return false, nil
		}
	}
	devices, err := mine[api.Device](v, "listDevices", nil)
	for _, d := range devices {
		if compensated(d) {
			return false, err
		}
	}
	return true, err
}

func (m *Pages) cancel(v *visit) error {
	in := pages.ByID(v.R.PathValue("id"))
	in.Key = v.R.PostFormValue("key")
	made, err := pages.Ask[api.Cancellation](v.Visit, "cancelLine", in)
	if err == nil {
		return v.Redirect(receiptOf(made.ID))
	}
	problem, err := v.refused(err)
	if err != nil {
		return err
	}
	l, err := v.leaving(v.R.PathValue("id"))
	if err != nil {
		return err
	}
	l.problem, l.key = problem, v.keyAfter(problem)
	return v.Show(problem.Status, cancelView(v, l))
}

// owes tells that parts of the device's price are still to be paid (P-3).
func owes(d api.Device) bool { return d.Purchase != nil && d.Purchase.Remaining > 0 }

// compensated tells that a compensation option covers the device and was not
// cancelled.
func compensated(d api.Device) bool {
	return d.Compensation != nil && d.Compensation.State == "running"
}

// monthOf is a month as people read it.
func (v *visit) monthOf(m jst.Month) string { return v.T(m.JA(), m.EN()) }

// returnBy is the last day for equipment to come back after the line's end (K-5).
func (l leaving) returnBy() jst.Day {
	return jst.Within(jst.DayOf(l.plan.EffectAt), l.terms.K5.ReturnWithin).LastGoodDay
}
