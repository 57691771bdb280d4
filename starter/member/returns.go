package member

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"kigen/internal/papers"
	"kigen/internal/repair"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
	"kigen/starter/words"
)

func returnRoutes(r routes) {
	r.signedIn("GET "+root+"/returns", r.returns)
	r.signedIn("GET "+root+"/returns/{id}", r.returnOf)
	r.signedIn("GET "+root+"/returns/{id}/slip.pdf", r.slip)
	r.signedIn("GET "+root+"/returns/{id}/deadline.ics", r.calendar)
}

// shownReturn is something that the member is to send, or has sent.
type shownReturn struct {
	api.ReturnPage
	now   time.Time
	terms *terms.Version
	// faulty tells of a loaner with which trouble was reported in time (U-3).
	faulty bool
}

// next is its open deadline that comes first; false where no day runs.
func (s shownReturn) next() (api.ReturnDue, bool) {
	i := slices.IndexFunc(s.Due, func(d api.ReturnDue) bool { return d.Outcome == "open" })
	if i < 0 {
		return api.ReturnDue{}, false
	}
	return s.Due[i], true
}

// late tells that a day by which it was due has passed.
func (s shownReturn) late() bool {
	return slices.ContainsFunc(s.Due, func(d api.ReturnDue) bool { return d.Outcome == "lapsed" })
}

// waits tells of a loaner that is not to come back yet: the repair goes on.
func (s shownReturn) waits() bool {
	_, runs := s.next()
	return s.Kind == papers.Loaner && !runs && !s.late() && !s.faulty
}

// eitherWay tells of a loaner whose day the broken device in its place keeps, too (U-5).
func (s shownReturn) eitherWay(d api.ReturnDue) bool {
	return s.Kind == papers.Loaner && strings.HasPrefix(d.Name, repair.DeadlineDeviceOrLoaner)
}

// what is to be sent by a day.
func (s shownReturn) what(d api.ReturnDue) terms.Text {
	if s.eitherWay(d) {
		return text("故障した端末または貸出機", "Your broken device, or else the loaner")
	}
	return words.Return(s.Kind)
}

// undated says of a return without a day that runs what is known of its day.
func (s shownReturn) undated(v *visit) string {
	switch {
	case s.waits():
		return v.T("いまお返しいただく必要はありません。ご返却の期限は、お客様の端末をお届けしたときにお知らせします。", "You need not send it back yet. You are told the day when your device is delivered to you.")
	case s.faulty:
		return v.T("不具合のある貸出機は、お早めにお返しください。", "Please send the loaner with which there is trouble back soon.")
	case s.late():
		return v.T("ご返却の期限を過ぎています。お早めにお送りください。", "The day by which it was due has passed. Please send it soon.")
	}
	return v.T("ご返却の期限は、決まりしだいお知らせします。", "You are told the day as soon as it is known.")
}

// rule is the one that the return rests on.
func (s shownReturn) rule() terms.ID {
	ofGuarantee := s.CaseKind == "guarantee-claim"
	switch s.Kind {
	case papers.OldDevice:
		return terms.N5
	case papers.Equipment:
		return terms.K5
	case papers.ExchangeDevice:
		return terms.U9
	case papers.FaultyExchange:
		return terms.W8
	case papers.FaultyReplacement:
		return terms.N4
	case papers.UsedDevice:
		return terms.P7
	case papers.Loaner:
		if ofGuarantee {
			return terms.W11
		}
		return terms.U6
	}
	if ofGuarantee {
		return terms.W11
	}
	return terms.U1
}

// withAgreement tells that the signed repair agreement goes into the parcel.
func (s shownReturn) withAgreement() bool {
	return s.Kind == papers.BrokenDevice && (s.CaseKind == "repair" || s.CaseKind == "guarantee-claim")
}

// returnLists are what the member is to send, and has sent.
type returnLists struct {
	open   []shownReturn
	booked []api.Return
}

func (m *Pages) returns(v *visit) error {
	lists, err := v.returnLists()
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, returnsView(v, lists))
}

func (v *visit) returnLists() (lists returnLists, err error) {
	if lists.open, err = v.openReturns(); err != nil {
		return lists, err
	}
	lists.booked, err = mine[api.Return](v, "listReturns", url.Values{"state": {"booked"}})
	return lists, err
}

// openReturns are what the member is to send, the most pressing first.
func (v *visit) openReturns() ([]shownReturn, error) {
	all, err := mine[api.Return](v, "listReturns", url.Values{"state": {"open"}})
	if err != nil {
		return nil, err
	}
	open := make([]shownReturn, len(all))
	for i, r := range all {
		if open[i], err = v.shownReturn(r.ID); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(open, func(a, b shownReturn) int {
		x, hasX := a.next()
		y, hasY := b.next()
		switch {
		case hasX && hasY:
			return x.Lapse.Compare(y.Lapse)
		case hasX:
			return -1
		case hasY:
			return 1
		}
		return 0
	})
	return open, nil
}

func (v *visit) shownReturn(id string) (s shownReturn, err error) {
	if s.ReturnPage, err = pages.Ask[api.ReturnPage](v.Visit, "getReturn", pages.ByID(id)); err != nil {
		return s, err
	}
	if s.now, err = v.Clock(s.Clock); err != nil {
		return s, err
	}
	s.terms = v.termsAt(s.now)
	if s.waits() {
		c, err := pages.Ask[api.CasePage](v.Visit, "getCase", pages.ByID(s.Case))
		if err != nil {
			return s, err
		}
		s.faulty = slices.ContainsFunc(c.Timeline, func(e api.Entry) bool {
			return first(e.Step) == first(repair.StepTrouble("")) && e.Facts["unit"] == s.Unit && e.Facts["late"] == false
		})
	}
	return s, nil
}

func (m *Pages) returnOf(v *visit) error {
	s, err := v.shownReturn(v.R.PathValue("id"))
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, returnView(v, s))
}

// slip is the return slip as a PDF.
func (m *Pages) slip(v *visit) error { return v.Paper("getReturnSlip") }

// checklist is what is done before it is sent (U-10, W-11).
func (s shownReturn) checklist() []terms.Item {
	if s.CaseKind == "guarantee-claim" && s.Kind == papers.BrokenDevice {
		return s.terms.W11.Checklist
	}
	return s.terms.U10.Checklist
}
