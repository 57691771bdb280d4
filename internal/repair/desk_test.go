package repair_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/repair"
	"kigen/internal/terms"
)

func shop(repairs bool) repair.Shop {
	return repair.Shop{Code: "shop-1", Shop: letters.Shop{Title: "修理店", Place: "東京都千代田区1-1", Hours: "10:00–18:00"}, Repairs: repairs}
}

func ids(items []terms.Item) []string {
	all := make([]string, len(items))
	for i, item := range items {
		all[i] = item.ID
	}
	return all
}

// U-1, U-10: without the agreement the case is on hold; the checklist is for the
// member to confirm, and the letter says where nobody did.
func TestAgreementAndChecklist(t *testing.T) {
	w := receive(t, 0)
	w.in(on(11, 3, 9, 0))
	require.Equal(t, []string{repair.TaskAgreement}, w.r.Tasks)
	refused(t, w.inspect(on(11, 3, 10, 0), repair.Confirmed, ""), refusal.State, terms.U11)
	require.NoError(t, w.agreement(on(11, 3, 11, 0), false))
	require.Equal(t, repair.CaseOnHold, w.r.State)
	require.Equal(t, []string{repair.TaskMissing}, w.r.Tasks)
	require.Contains(t, w.letters(), "agreement-missing")
	refused(t, w.agreement(on(11, 4, 11, 0), false), refusal.State, terms.U1)
	w.must(on(11, 5, 9, 0), func(v *terms.Version) (repair.Made, error) {
		return repair.ConfirmChecklist(v, w.r, repair.Checklist{Items: ids(v.U10.Checklist), At: on(11, 5, 9, 0), Actor: member})
	})
	require.NoError(t, w.agreement(on(11, 6, 11, 0), true))
	require.Equal(t, []string{repair.TaskInspect}, w.r.Tasks)
	require.False(t, letter[letters.RepairDeviceReceived](w).ChecklistMissing)

	papers := receive(t, 0)
	papers.in(on(11, 3, 9, 0))
	require.NoError(t, papers.agreement(on(11, 3, 11, 0), false))
	refused(t, papers.inspect(on(11, 20, 9, 0), repair.Confirmed, ""), refusal.State, terms.U11)
	require.NoError(t, papers.inspect(on(11, 20, 9, 0), repair.NotCovered, "papers_missing"))
	papers.delivered(on(11, 22, 9, 0), papers.send(on(11, 21, 9, 0)))
	papers.ends()
	require.Nil(t, papers.r.Use)
}

// U-1: a device at a named shop has its agreement there, and is handed over there.
func TestShop(t *testing.T) {
	w := receive(t, 0)
	refused(t, w.do(on(11, 3, 9, 0), func(v *terms.Version) (repair.Made, error) {
		return repair.TakeInAtShop(v, w.r, repair.TakenIn{Shop: shop(false), At: on(11, 3, 9, 0), Actor: desk})
	}), refusal.NotOffered, terms.U1)
	w.must(on(11, 3, 10, 0), func(v *terms.Version) (repair.Made, error) {
		return repair.TakeInAtShop(v, w.r, repair.TakenIn{Shop: shop(true), At: on(11, 3, 10, 0), Actor: desk})
	})
	require.True(t, letter[letters.RepairDeviceReceived](w).ChecklistMissing)
	require.NoError(t, w.inspect(on(11, 3, 11, 0), repair.Confirmed, ""))
	require.NoError(t, w.decide(on(11, 3, 12, 0), repair.Repaired))
	w.must(on(11, 3, 13, 0), func(*terms.Version) (repair.Made, error) {
		return repair.HandOver(book, w.r, repair.HandedOver{Shipment: "shp_s", Shop: shop(true), At: on(11, 3, 13, 0), Actor: desk})
	})
	require.Contains(t, w.deadlines(), "recurrence 2026-11-10 ")
	w.ends()

	at := on(11, 1, 10, 0)
	made, v, err := repair.FileUnreceived(book.At(at), repair.Received{Claimed: used()}, repair.Unreceived{
		Case: "rpr_1", Shop: shop(true), Cost: 8800, At: at, Actor: desk,
	})
	require.NoError(t, err)
	require.True(t, made.Entry.Ends)
	require.Equal(t, repair.CaseUnreceived, made.Entry.State)
	require.Equal(t, terms.Taxed, made.Entry.Charges[0].Tax)
	require.EqualValues(t, 8800, v.Amount)
	open := used()
	open.OpenClaim = "rpr_0"
	_, _, err = repair.FileUnreceived(book.At(at), repair.Received{Claimed: open}, repair.Unreceived{Shop: shop(true), Cost: 8800, At: at})
	refused(t, err, refusal.AlreadyOpen, terms.U1)
}

// U-11: what is not confirmed or not covered goes back without a use; the loaner
// rules run on.
func TestNotConfirmed(t *testing.T) {
	for name, c := range map[string]struct {
		finding repair.Finding
		ground  string
		rule    terms.ID
	}{"not confirmed": {repair.NotConfirmed, "", terms.U11}, "not covered": {repair.NotCovered, "abroad", terms.O7}} {
		t.Run(name, func(t *testing.T) {
			w := receive(t, 1, wantsLoaner)
			w.in(on(11, 2, 9, 0))
			w.lent(on(11, 3, 15, 0))
			require.NoError(t, w.agreement(on(11, 4, 9, 0), true))
			refused(t, w.inspect(on(11, 4, 10, 0), repair.NotCovered, "after_end"), refusal.Invalid, terms.O7)
			require.NoError(t, w.inspect(on(11, 4, 11, 0), c.finding, c.ground))
			require.Equal(t, c.rule, letter[letters.RepairNotCovered](w).RefusedUnder)
			w.delivered(on(11, 6, 9, 0), w.send(on(11, 5, 9, 0)))
			refused(t, w.recur(on(11, 7, 9, 0)), refusal.State, terms.U8)
			w.ends()
			require.Equal(t, []string{"loaner-price U-6 20000 2026-11-21"}, w.charges())
			require.Nil(t, w.r.Use)
		})
	}
}

// U-4: the support desk asks for the loaner once the device is overdue.
func TestLoanerDemanded(t *testing.T) {
	demand := func(w *world, hour int) error {
		at := on(11, 11, hour, 0)
		return w.do(at, func(v *terms.Version) (repair.Made, error) {
			return repair.Demand(v, w.r, repair.Deed{At: at, Actor: desk})
		})
	}
	w := receive(t, 1, wantsLoaner)
	w.lent(on(11, 3, 15, 0))
	refused(t, demand(w, 9), refusal.State, terms.U4)
	require.NoError(t, demand(w, 13))
	require.Empty(t, w.r.Tasks)
	require.Contains(t, w.letters(), "loaner-demanded")
}

// U-3: an empty shelf puts the case in line; it may leave it, and is told when its
// turn has come. The line is left when the device is on its way back.
func TestLine(t *testing.T) {
	w := receive(t, 0, wantsLoaner)
	require.Equal(t, repair.LoanerQueued, w.r.Progress().Loaner.Standing)
	refused(t, w.do(on(11, 2, 9, 0), func(v *terms.Version) (repair.Made, error) {
		return repair.RequestLoaner(v, w.r, repair.Deed{At: on(11, 2, 9, 0), Actor: member})
	}), refusal.AlreadyOpen, terms.U3)
	leave := func(day int) error {
		return w.do(on(11, day, 10, 0), func(v *terms.Version) (repair.Made, error) {
			return repair.LeaveLine(v, w.r, repair.Deed{At: on(11, day, 10, 0), Actor: member})
		})
	}
	require.NoError(t, leave(2))
	require.Empty(t, w.line)
	refused(t, leave(3), refusal.State, terms.U3)
	w.must(on(11, 4, 9, 0), func(v *terms.Version) (repair.Made, error) {
		return repair.RequestLoaner(v, w.r, repair.Deed{At: on(11, 4, 9, 0), Actor: member})
	})
	require.Contains(t, w.letters(), "loaner-in-line")

	unit := receive(t, 1, wantsLoaner).units["stu_1"]
	w.line, w.units[unit.ID] = nil, unit
	w.r.Shelf = w.shelf("rpr_1")
	w.r.Wait()
	w.must(on(11, 5, 9, 0), func(v *terms.Version) (repair.Made, error) {
		return repair.Reserve(v, w.r, repair.Reservation{Unit: unit.ID, At: on(11, 5, 9, 0), Actor: desk})
	})
	require.Equal(t, []string{repair.TaskShipLoaner}, w.r.Tasks)
	require.Contains(t, w.letters(), "loaner-reserved")
	w.in(on(11, 6, 9, 0))
	w.arrives(on(11, 9, 9, 0), repair.Repaired)
	require.Nil(t, w.r.Reserved)
	require.Empty(t, w.r.Tasks)
	require.Equal(t, "on_shelf", string(w.units[unit.ID].State))
}

// U-3: the troubled loaner is back and whole while the case itself is first in
// line: it gets that one again.
func TestOwnLoanerAgain(t *testing.T) {
	w := receive(t, 1, wantsLoaner)
	w.lent(on(11, 3, 15, 0))
	w.must(on(11, 4, 9, 0), func(v *terms.Version) (repair.Made, error) {
		return repair.ReportTrouble(v, w.r, repair.Report{ID: "trb_1", At: on(11, 4, 9, 0), Actor: member})
	})
	w.back(on(11, 6, 9, 0))
	require.NoError(t, w.inspectLoaner(on(11, 6, 10, 0), 0))
	require.Equal(t, repair.LoanerReserved, w.r.Progress().Loaner.Standing)
	require.Empty(t, w.r.Progress().Given)
	require.Equal(t, []string{repair.TaskShipLoaner}, w.r.Tasks)
	w.lent(on(11, 8, 9, 0))
	require.Len(t, w.r.Loaners, 2)
	w.ends()
	require.Equal(t, []string{"loaner-price-2 U-5 20000 2026-11-23"}, w.charges())
}

// A claim may be taken back before the inspection (house): a loaner that is out
// comes back by U-5, a device that is in goes back.
func TestWithdrawn(t *testing.T) {
	withdraw := func(w *world, day int) error {
		return w.do(on(11, day, 9, 0), func(v *terms.Version) (repair.Made, error) {
			return repair.Withdraw(v, w.r, repair.Withdrawal{At: on(11, day, 9, 0), Actor: member})
		})
	}
	w := receive(t, 1, wantsLoaner)
	w.lent(on(11, 3, 15, 0))
	require.NoError(t, withdraw(w, 5))
	require.Equal(t, repair.CaseWithdrawn, w.r.State)
	w.ends()
	require.Equal(t, []string{"loaner-price U-5 20000 2026-11-18"}, w.charges())
	require.NotContains(t, w.letters(), "device-inquiry")

	in := receive(t, 0)
	in.in(on(11, 3, 9, 0))
	require.NoError(t, withdraw(in, 5))
	require.Equal(t, repair.CaseToShip, in.r.State)
	refused(t, withdraw(in, 6), refusal.State, terms.U11)
	in.delivered(on(11, 8, 9, 0), in.send(on(11, 7, 9, 0)))
	in.ends()
}
