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
