package devices_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"kigen/internal/casefile"
	"kigen/internal/devices"
	"kigen/internal/journal"
	"kigen/internal/yen"
)

// N-5, C-12, C-13, B-9: whatever is reported, settled, corrected and waived in
// whatever order, the return is charged exactly while its latest decision says
// that it lapsed, unless two people waived it; no step is taken twice.
func TestTheReturnIsChargedAsItWasDecidedLast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := day(2026, 11, 1).At(10, 0)
		s, err := devices.Ship(rules, accepted(now.Add(-24*time.Hour)), parcel(now.Add(-12*time.Hour)))
		require.NoError(t, err)
		s = devices.Deliver(book, s.Case, casefile.Report{Reference: "d-1", Shipment: "shp_1", At: now, ReportedAt: now})
		r := s.Case
		taken := map[string]bool{}
		posted := yen.Amount(0)
		for range rapid.IntRange(1, 30).Draw(t, "facts") {
			now = now.Add(time.Duration(rapid.IntRange(1, 4*24*60).Draw(t, "minutes")) * time.Minute)
			for {
				due, ok := lapsed(r, now)
				if !ok {
					break
				}
				r = take(t, due, taken, &posted)
			}
			before := now.Add(-time.Duration(rapid.IntRange(0, 20*24*60).Draw(t, "ago")) * time.Minute)
			switch rapid.SampledFrom([]string{"book in", "correct the booking", "correct the delivery", "waive"}).Draw(t, "fact") {
			case "book in":
				if back, ok := r.Return(devices.ReturnOf("clm_1")); ok && !back.Booked() && before.After(back.RequestedAt) {
					s, err := devices.BookIn(book.At(before), r, casefile.Booking{Reference: "bk-1", Return: back.ID, BookedAt: before, ReportedAt: now})
					require.NoError(t, err)
					r = take(t, s, taken, &posted)
				}
			case "correct the booking":
				if s, err := devices.CorrectBooking(book, r, rebook(before, now)); err == nil {
					r = take(t, s, taken, &posted)
				}
			case "correct the delivery":
				c := casefile.DeliveryCorrection{Fact: len(r.Deliveries), DeliveredAt: before, At: now, Actor: desk}
				if s, err := devices.CorrectDelivery(book, r, c); err == nil {
					r = take(t, s, taken, &posted)
				}
			case "waive":
				if _, ok := r.Standing(devices.ChargeNonReturn); ok {
					r.Charges = slices.Clone(r.Charges)
					c, _ := r.Standing(devices.ChargeNonReturn)
					c.TakenBack, posted = journal.Waiver, posted-c.Amount
				}
			}
			due, _ := r.Deadline(devices.DeadlineReturn)
			charge, stands := r.Standing(devices.ChargeNonReturn)
			require.Equal(t, due.Outcome == journal.Lapsed && !waived(r), stands, "outcome %q", due.Outcome)
			if stands {
				require.Equal(t, posted, charge.Amount)
				require.Equal(t, due.Lapse, charge.At)
			} else {
				require.Zero(t, posted)
			}
			require.Equal(t, r.State == devices.CaseClosed, r.Closed)
		}
	})
}

// take notes a step and gives the case after it.
func take(t *rapid.T, s devices.Step, taken map[string]bool, posted *yen.Amount) devices.Replacement {
	require.False(t, taken[s.Entry.Step], s.Entry.Step)
	taken[s.Entry.Step] = true
	for _, c := range s.Entry.Charges {
		*posted += c.Amount
	}
	return s.Case
}

// lapsed is the step of a deadline whose time has come, as the process takes it.
func lapsed(r devices.Replacement, now time.Time) (devices.Step, bool) {
	p := r.Progress()
	switch {
	case !p.Return.RemindAt.IsZero() && !p.Return.RemindAt.After(now):
		return devices.Remind(book, r)
	case !p.Return.SettlesAt.IsZero() && !p.Return.SettlesAt.After(now):
		return devices.SettleReturn(book, r)
	case !p.Check.SettlesAt.IsZero() && !p.Check.SettlesAt.After(now):
		return devices.EndCheck(r)
	}
	return devices.Step{}, false
}

func waived(r devices.Replacement) bool {
	for _, c := range r.Charges {
		if c.Name == devices.ChargeNonReturn && c.TakenBack == journal.Waiver {
			return true
		}
	}
	return false
}
