package devices_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/casefile"
	"kigen/internal/devices"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// C-13: a correction names a fact that stands and an instant that can be.
func TestCorrectionRefused(t *testing.T) {
	r := delivered(t, day(2026, 11, 1).At(10, 0))
	now := day(2026, 11, 5).At(12, 0)
	for name, c := range map[string]struct {
		fact int
		at   time.Time
		code string
	}{
		"no such fact":        {2, day(2026, 11, 2).At(10, 0), refusal.NotFound},
		"the same instant":    {1, day(2026, 11, 1).At(10, 0), refusal.Invalid},
		"in the future":       {1, now.Add(time.Second), refusal.Invalid},
		"before the shipment": {1, day(2026, 10, 31).At(21, 59), refusal.Invalid},
	} {
		_, err := devices.CorrectDelivery(book, r, casefile.DeliveryCorrection{Fact: c.fact, DeliveredAt: c.at, At: now})
		require.ErrorIs(t, err, &refusal.Error{Code: c.code, Rule: terms.C13}, name)
	}
	s, err := devices.CorrectDelivery(book, r, casefile.DeliveryCorrection{Fact: 1, DeliveredAt: now, At: now})
	require.NoError(t, err)
	_, err = devices.CorrectDelivery(book, s.Case, casefile.DeliveryCorrection{Fact: 1, DeliveredAt: now.Add(-time.Hour), At: now})
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.Conflict, Rule: terms.C13})
	require.Equal(t, []int{2}, s.Case.Progress().Deliveries)
}

// C-13: another hour of the same day is recorded and moves nothing.
func TestCorrectionWithinTheDay(t *testing.T) {
	r := delivered(t, day(2026, 11, 1).At(10, 0))
	s, err := devices.CorrectDelivery(book, r, casefile.DeliveryCorrection{Fact: 1, DeliveredAt: day(2026, 11, 1).At(23, 59), At: day(2026, 11, 2).Start()})
	require.NoError(t, err)
	require.Empty(t, s.Entry.Armed)
	require.Empty(t, s.Entry.Settled)
	require.Empty(t, s.Entry.Notices)
	require.Len(t, s.Case.Deliveries, 2)
}

// C-13, N-4, N-5: whatever the true day, the open deadlines become those that
// a delivery on that day would have armed, and the member is told both days.
func TestCorrectionMovesTheDeadlines(t *testing.T) {
	recorded := day(2026, 11, 10)
	now := recorded.AddDays(14).At(20, 0)
	for n := -1; n <= 14; n++ {
		if n == 0 {
			continue
		}
		truth := recorded.AddDays(n)
		r := accepted(recorded.AddDays(-3).At(10, 0))
		s, err := devices.Ship(rules, r, parcel(recorded.AddDays(-2).At(10, 0)))
		require.NoError(t, err)
		r = devices.Deliver(book, s.Case, casefile.Report{Reference: "d-1", Shipment: "shp_1", At: recorded.At(10, 0), ReportedAt: recorded.At(10, 0)}).Case
		s, err = devices.CorrectDelivery(book, r, casefile.DeliveryCorrection{Fact: 1, DeliveredAt: truth.At(10, 0), At: now})
		require.NoError(t, err)
		require.Equal(t, []journal.Settlement{
			{Name: devices.DeadlineCheck, Outcome: journal.Moved}, {Name: devices.DeadlineReturn, Outcome: journal.Moved},
		}, s.Entry.Settled)
		for _, d := range s.Entry.Armed {
			require.Equal(t, jst.Within(truth, 14), d.Count)
		}
		l := s.Entry.Notices[0].Letter.(letters.DeliveryCorrected)
		require.Equal(t, []jst.Day{recorded, truth, recorded.AddDays(14), truth.AddDays(14)},
			[]jst.Day{l.Recorded, l.Delivered, l.LastGoodDayBefore, l.LastGoodDay})
		require.Empty(t, s.Entry.Charges)
	}
}

// C-13, B-9: a charge on the wrong lapse is reversed by an entry of its own; if
// the true lapse has passed too, the return is decided anew at the correction
// and the new charge bears the true lapse.
func TestCorrectionReversesTheCharge(t *testing.T) {
	r := settled(t, delivered(t, day(2026, 11, 1).At(10, 0))).Case
	now := day(2026, 12, 1).At(12, 0)
	s, err := devices.CorrectDelivery(book, r, casefile.DeliveryCorrection{Fact: 1, DeliveredAt: day(2026, 11, 3).At(9, 0), At: now, Actor: desk})
	require.NoError(t, err)
	require.Len(t, s.Entry.Charges, 1)
	c := s.Entry.Charges[0]
	require.Equal(t, []any{journal.Reversal, r.Charges[0].Amount.Neg(), r.Charges[0].ID, now}, []any{c.Kind, c.Amount, c.Cancels, c.At})
	require.Equal(t, devices.ToReturn, s.Case.Devices[0].State)
	require.Equal(t, now, s.Case.Progress().Return.SettlesAt)

	anew := settled(t, s.Case)
	require.Equal(t, now, anew.Entry.At)
	require.Equal(t, day(2026, 11, 18).Start(), anew.Entry.Charges[0].At)
	require.NotEqual(t, r.Charges[0].ID, anew.Case.Charges[1].ID)
}

// C-13, N-5: a waived return is not charged anew on the corrected day.
func TestCorrectionLeavesAWaiver(t *testing.T) {
	r := settled(t, delivered(t, day(2026, 11, 1).At(10, 0))).Case
	r.Charges[0].TakenBack = journal.Waiver
	s, err := devices.CorrectDelivery(book, r, casefile.DeliveryCorrection{Fact: 1, DeliveredAt: day(2026, 11, 3).At(9, 0), At: day(2026, 12, 1).At(12, 0)})
	require.NoError(t, err)
	require.Empty(t, s.Entry.Charges)
	require.Empty(t, settled(t, s.Case).Entry.Charges)
}

// C-13, N-4: a fault that was taken in stays taken in.
func TestCorrectionLeavesAFault(t *testing.T) {
	r := delivered(t, day(2026, 11, 3).At(10, 0))
	f, err := devices.ReportFault(rules, r, devices.FaultReport{ID: "flt_1", At: day(2026, 11, 17).At(23, 0)})
	require.NoError(t, err)
	s, err := devices.CorrectDelivery(book, f.Case, casefile.DeliveryCorrection{Fact: 1, DeliveredAt: day(2026, 11, 2).At(23, 0), At: day(2026, 11, 17).At(23, 30)})
	require.NoError(t, err)
	require.Equal(t, devices.CaseFault, s.Case.State)
	require.Len(t, s.Entry.Armed, 1)
	require.Equal(t, devices.DeadlineReturn, s.Entry.Armed[0].Name)
}

// C-13, N-4: a corrected delivery of the exchange device moves its own check, and
// leaves the return of the old device as it is.
func TestCorrectionOfAnExchangeLeavesTheReturn(t *testing.T) {
	r := delivered(t, day(2026, 11, 1).At(10, 0))
	s, err := devices.ReportFault(rules, r, devices.FaultReport{ID: "flt_1", At: day(2026, 11, 2).At(10, 0)})
	require.NoError(t, err)
	s, err = devices.DecideFault(rules, s.Case, devices.FaultDecision{Outcome: "replaced", At: day(2026, 11, 3).At(10, 0)})
	require.NoError(t, err)
	exchange := parcel(day(2026, 11, 4).At(10, 0))
	exchange.Shipment, exchange.Tracking = "shp_2", "trk-2"
	s, err = devices.Ship(rules, s.Case, exchange)
	require.NoError(t, err)
	at := day(2026, 11, 7).At(10, 0)
	s = devices.Deliver(book, s.Case, casefile.Report{Reference: "d-2", Shipment: "shp_2", At: at, ReportedAt: at})
	s, err = devices.CorrectDelivery(book, s.Case, casefile.DeliveryCorrection{Fact: 2, DeliveredAt: day(2026, 11, 5).At(9, 0), At: at.Add(time.Hour)})
	require.NoError(t, err)
	p := s.Case.Progress()
	require.Equal(t, day(2026, 11, 16).Start(), p.Return.Lapse)
	require.Equal(t, day(2026, 11, 20).Start(), p.Check.Lapse)
	require.Len(t, s.Entry.Armed, 1)
}

// booked is the case after the return centre booked the old device in.
func booked(t *testing.T, r devices.Replacement, at, reported time.Time) devices.Replacement {
	t.Helper()
	s, err := devices.BookIn(rules, r, casefile.Booking{Reference: "bk-1", Return: devices.ReturnOf("clm_1"), BookedAt: at, ReportedAt: reported})
	require.NoError(t, err)
	return s.Case
}

func rebook(to, at time.Time) casefile.BookingCorrection {
	return casefile.BookingCorrection{Return: devices.ReturnOf("clm_1"), BookedAt: to, At: at, Actor: desk}
}

// C-13, C-11: only what is booked in can be corrected, to an instant that can be.
func TestBookingCorrectionRefused(t *testing.T) {
	r := delivered(t, day(2026, 11, 1).At(10, 0))
	in := day(2026, 11, 10).At(10, 0)
	now := day(2026, 11, 12).At(10, 0)
	_, err := devices.CorrectBooking(book, r, rebook(in, now))
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.NotFound, Rule: terms.C13})
	r = booked(t, r, in, in)
	for name, to := range map[string]time.Time{
		"the same instant": in, "in the future": now.Add(time.Second), "before it was asked for": day(2026, 10, 31).At(21, 59),
	} {
		_, err := devices.CorrectBooking(book, r, rebook(to, now))
		require.ErrorIs(t, err, &refusal.Error{Code: refusal.Invalid, Rule: terms.C13}, name)
	}
}

// C-13, N-5, C-5: the true instant of the booking decides the return anew, to
// the second: in time the charge is reversed, else it is posted at the lapse.
func TestBookingCorrectionDecidesTheReturnAnew(t *testing.T) {
	lapse := day(2026, 11, 16).Start()
	now := day(2026, 11, 25).At(12, 0)
	for _, c := range []struct {
		name      string
		from, to  time.Time
		settled   bool // the lapse was settled before the booking
		outcome   journal.Outcome
		kind      journal.ChargeKind
		templates []string
	}{
		{"late, in truth the last second", lapse.Add(time.Hour), lapse.Add(-time.Second), true, journal.Met, journal.Reversal, []string{"booking-corrected", "charge-reversed"}},
		{"late, in truth at the lapse", lapse.Add(time.Hour), lapse, true, "", "", nil},
		{"days late, in truth at the lapse", lapse.AddDate(0, 0, 2), lapse, true, "", "", []string{"booking-corrected"}},
		{"the last second, in truth at the lapse", lapse.Add(-time.Second), lapse, false, journal.Lapsed, journal.Posted, []string{"booking-corrected", "non-return-charged"}},
		{"the last second, in truth a second earlier", lapse.Add(-time.Second), lapse.Add(-2 * time.Second), false, "", "", nil},
		{"in time, in truth days earlier", lapse.Add(-time.Second), lapse.AddDate(0, 0, -5), false, "", "", []string{"booking-corrected"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := delivered(t, day(2026, 11, 1).At(10, 0))
			if c.settled {
				r = settled(t, r).Case
			}
			r = booked(t, r, c.from, c.from)
			s, err := devices.CorrectBooking(book, r, rebook(c.to, now))
			require.NoError(t, err)
			var told []string
			for _, n := range s.Entry.Notices {
				told = append(told, n.Letter.Template())
			}
			require.Equal(t, c.templates, told)
			back, _ := s.Case.Return(devices.ReturnOf("clm_1"))
			require.Equal(t, c.to, back.BookedAt)
			require.Equal(t, devices.Returned, s.Case.Devices[0].State)
			if c.outcome == "" {
				require.Empty(t, s.Entry.Redecided)
				require.Empty(t, s.Entry.Charges)
				return
			}
			require.Equal(t, c.outcome, s.Entry.Redecided[0].Outcome)
			require.Equal(t, lapse, s.Entry.Redecided[0].Lapse)
			due, _ := s.Case.Deadline(devices.DeadlineReturn)
			require.Equal(t, c.outcome, due.Outcome)
			require.Len(t, s.Entry.Charges, 1)
			require.Equal(t, c.kind, s.Entry.Charges[0].Kind)
			require.Equal(t, terms.N5, s.Entry.Charges[0].Rule)
			if c.kind == journal.Posted {
				require.Equal(t, lapse, s.Entry.Charges[0].At)
				require.Equal(t, []string{devices.TaskWaiver}, s.Case.Tasks)
			} else {
				require.NotContains(t, s.Case.Tasks, devices.TaskWaiver)
			}
			// Corrected back, everything stands as it did, by entries of its own.
			again, err := devices.CorrectBooking(book, s.Case, rebook(c.from, now.Add(time.Minute)))
			require.NoError(t, err)
			_, stands := again.Case.Standing(devices.ChargeNonReturn)
			require.Equal(t, c.settled, stands)
			require.Len(t, again.Entry.Charges, 1)
		})
	}
}

// C-12, C-13: what the centre dated in time but reported too late was charged;
// who corrects the date vouches for it, and the charge is reversed.
func TestBookingCorrectionOfALateReport(t *testing.T) {
	lapse := day(2026, 11, 16).Start()
	r := booked(t, settled(t, delivered(t, day(2026, 11, 1).At(10, 0))).Case, lapse.Add(-time.Hour), lapse.Add(20*time.Hour))
	s, err := devices.CorrectBooking(book, r, rebook(lapse.AddDate(0, 0, -3), day(2026, 11, 25).At(12, 0)))
	require.NoError(t, err)
	require.Equal(t, journal.Reversal, s.Entry.Charges[0].Kind)
}

// C-13, B-9: a charge that two people waived is neither reversed nor posted
// again, however often the booking is corrected.
func TestBookingCorrectionLeavesAWaiver(t *testing.T) {
	lapse := day(2026, 11, 16).Start()
	now := day(2026, 11, 25).At(12, 0)
	r := booked(t, settled(t, delivered(t, day(2026, 11, 1).At(10, 0))).Case, lapse.Add(time.Hour), lapse.Add(time.Hour))
	r.Charges[len(r.Charges)-1].TakenBack = journal.Waiver
	s, err := devices.CorrectBooking(book, r, rebook(lapse.Add(-time.Hour), now))
	require.NoError(t, err)
	require.Empty(t, s.Entry.Charges)
	due, _ := s.Case.Deadline(devices.DeadlineReturn)
	require.Equal(t, journal.Met, due.Outcome)
	s, err = devices.CorrectBooking(book, s.Case, rebook(lapse.Add(time.Hour), now.Add(time.Minute)))
	require.NoError(t, err)
	require.Empty(t, s.Entry.Charges)
}

// N-6, C-5, C-13: whether the target was met is decided anew by the true
// delivery, to the second, under the terms it was armed under.
func TestCorrectionRedecidesTheTarget(t *testing.T) {
	lapse := day(2026, 11, 4).Start()
	now := day(2026, 11, 10).At(10, 0)
	for _, c := range []struct {
		recorded, truth time.Time
		outcome         journal.Outcome // empty where it stands as it is
	}{
		{lapse.Add(-time.Second), lapse, journal.Lapsed},
		{lapse.Add(-time.Second), lapse.AddDate(0, 0, -1), ""},
		{lapse, lapse.Add(-time.Second), journal.Met},
		{lapse, lapse.AddDate(0, 0, 1), ""},
	} {
		s, err := devices.Ship(rules, accepted(day(2026, 11, 1).At(10, 0)), parcel(day(2026, 11, 2).At(10, 0)))
		require.NoError(t, err)
		r := devices.Deliver(book, s.Case, casefile.Report{Reference: "d-1", Shipment: "shp_1", At: c.recorded, ReportedAt: c.recorded}).Case
		s, err = devices.CorrectDelivery(book, r, casefile.DeliveryCorrection{Fact: 1, DeliveredAt: c.truth, At: now, Actor: desk})
		require.NoError(t, err)
		if c.outcome == "" {
			require.Empty(t, s.Entry.Redecided)
			continue
		}
		require.Len(t, s.Entry.Redecided, 1)
		d := s.Entry.Redecided[0]
		require.Equal(t, []any{devices.DeadlineDelivered, terms.N6, lapse, c.outcome}, []any{d.Name, d.Rule, d.Lapse, d.Outcome})
		require.Contains(t, s.Entry.Rules, terms.N6)
	}
}
