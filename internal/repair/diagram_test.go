package repair_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/casefile"
	"kigen/internal/refusal"
	"kigen/internal/repair"
	"kigen/internal/terms"
)

// ways are the changes of state that a case went through.
func (w *world) ways() []casefile.Transition {
	var all []casefile.Transition
	from := ""
	for _, e := range w.entries {
		if e.State == "" || e.State == from {
			continue
		}
		step, _, _ := strings.Cut(e.Step, "/")
		all = append(all, casefile.Transition{From: from, Step: step, To: e.State})
		from = e.State
	}
	return all
}

func (w *world) withdraw(at time.Time) {
	w.must(at, func(v *terms.Version) (repair.Made, error) {
		return repair.Withdraw(v, w.r, repair.Withdrawal{At: at, Actor: member})
	})
}

// TestStatesOfRareCases shows changes of state that the scenarios don't: what comes before its
// deadline is decided, and what is corrected after the end (U-3, U-5, U-8, U-9, C-13).
func TestStatesOfRareCases(t *testing.T) {
	for _, c := range []struct {
		from, step, to string
		play           func() *world
	}{
		{repair.CaseClosed, "recurrence-reported", repair.CaseRecurred, func() *world {
			w := receive(t, 0)
			w.in(on(11, 2, 9, 0))
			w.arrives(on(11, 10, 15, 0), repair.Repaired)
			w.until(on(11, 18, 0, 0))
			require.NoError(t, w.recur(on(11, 18, 0, 0).Add(-second)))
			return w
		}},
		{repair.CaseClosed, "exchange-fault-reported", repair.CaseFault, func() *world {
			w := receive(t, 0)
			w.in(on(11, 2, 9, 0))
			w.arrives(on(11, 10, 15, 0), repair.Exchanged)
			w.until(on(11, 18, 0, 0))
			require.NoError(t, w.fault(on(11, 18, 0, 0).Add(-second)))
			return w
		}},
		{repair.CaseDelivered, "came-back", repair.CaseClosed, func() *world {
			w := receive(t, 1, wantsLoaner)
			id := w.parcel()
			w.must(on(11, 1, 15, 0), func(v *terms.Version) (repair.Made, error) {
				return repair.ShipLoaner(v, w.r, repair.LoanerParcel{Shipment: id, Tracking: id, At: on(11, 1, 15, 0), Actor: desk})
			})
			w.in(on(11, 2, 9, 0))
			w.arrives(on(11, 10, 15, 0), repair.Repaired)
			at := on(11, 20, 9, 0)
			w.must(at, func(v *terms.Version) (repair.Made, error) {
				return repair.ComeBack(v, w.r, casefile.Report{Reference: "back", Shipment: id, At: at, ReportedAt: at, Actor: courier})
			})
			return w
		}},
		{repair.CaseClosed, "delivery-corrected", repair.CaseWithdrawn, func() *world {
			w := receive(t, 1, wantsLoaner)
			w.lent(on(11, 3, 15, 0))
			w.withdraw(on(11, 5, 9, 0))
			w.until(on(11, 19, 0, 0))
			require.NoError(t, w.redeliver(on(11, 19, 9, 0), 1, on(11, 8, 9, 0)))
			return w
		}},
		{repair.CaseClosed, "booking-corrected", repair.CaseWithdrawn, func() *world {
			w := receive(t, 1, wantsLoaner)
			w.lent(on(11, 3, 15, 0))
			w.withdraw(on(11, 5, 9, 0))
			w.back(on(11, 10, 9, 0))
			require.NoError(t, w.inspectLoaner(on(11, 11, 9, 0), 0))
			require.NoError(t, w.rebook(on(11, 19, 9, 0), repair.ReturnLoaner, on(11, 18, 9, 0)))
			return w
		}},
	} {
		t.Run(c.from+" "+c.step+" "+c.to, func(t *testing.T) {
			require.Contains(t, c.play().ways(), casefile.Transition{From: c.from, Step: c.step, To: c.to})
		})
	}
}

// U-12, C-5: a device that is brought to a shop at the lapse or later is late, though the lapse is
// settled at noon.
func TestShopAtTheLapse(t *testing.T) {
	lapse := on(12, 2, 0, 0)
	take := func(at time.Time) error {
		w := receive(t, 0, func(c *repair.Reception) { c.Route = repair.ByShop })
		return w.do(at, func(v *terms.Version) (repair.Made, error) {
			return repair.TakeInAtShop(v, w.r, repair.TakenIn{Shop: repair.Shop{Code: "heiwajima", Repairs: true}, At: at, Actor: desk})
		})
	}
	require.NoError(t, take(lapse.Add(-second)))
	refused(t, take(lapse), refusal.TooLate, terms.U12)
	refused(t, take(lapse.Add(11*time.Hour)), refusal.TooLate, terms.U12)
}
