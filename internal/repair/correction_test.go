package repair_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/casefile"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/repair"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// redeliver corrects the no-th delivery.
func (w *world) redeliver(at time.Time, no int, delivered time.Time) error {
	return w.do(at, func(*terms.Version) (repair.Made, error) {
		return repair.CorrectDelivery(book, w.r, casefile.DeliveryCorrection{Fact: no, DeliveredAt: delivered, At: at, Actor: desk})
	})
}

func (w *world) rebook(at time.Time, kind string, booked time.Time) error {
	return w.do(at, func(*terms.Version) (repair.Made, error) {
		return repair.CorrectBooking(book, w.r, casefile.BookingCorrection{Return: w.last(kind), BookedAt: booked, At: at, Actor: desk})
	})
}

// C-13: day L was later than recorded: the charge of U-5 is reversed, and posted
// anew at the lapse of the true day, which nothing met either.
func TestLoanersDayCorrected(t *testing.T) {
	w := receive(t, 1, wantsLoaner)
	w.lent(on(11, 3, 15, 0))
	w.until(on(11, 20, 0, 0))
	require.Equal(t, []string{"loaner-price U-5 20000 2026-11-18"}, w.charges())
	refused(t, w.redeliver(on(11, 20, 9, 0), 2, on(11, 8, 9, 0)), refusal.NotFound, terms.C13)
	require.NoError(t, w.redeliver(on(11, 20, 9, 0), 1, on(11, 8, 9, 0)))
	refused(t, w.redeliver(on(11, 20, 10, 0), 1, on(11, 9, 9, 0)), refusal.Conflict, terms.C13)
	require.Equal(t, []string{"loaner-price U-5 20000 2026-11-18 reversal"}, w.charges())
	require.Contains(t, w.letters(), "charge-reversed")
	corrected := letter[letters.RepairDateCorrected](w)
	require.Equal(t, "loaner-delivered", corrected.What)
	require.Equal(t, jst.MakeDay(2026, 11, 3), corrected.Recorded)
	require.Contains(t, corrected.Deadlines, letters.CorrectedDeadline{
		What: repair.DeadlineDeviceOrLoaner, LastGoodDay: jst.MakeDay(2026, 11, 22), Lapse: on(11, 23, 0, 0),
	})
	w.ends()
	require.Equal(t, []string{"loaner-price U-5 20000 2026-11-18 reversal", "loaner-price U-5 20000 2026-11-23"}, w.charges())

	same := receive(t, 1, wantsLoaner)
	same.lent(on(11, 3, 15, 0))
	require.NoError(t, same.redeliver(on(11, 4, 9, 0), 1, on(11, 3, 18, 0)))
	require.NotContains(t, same.letters(), "repair-date-corrected", "another hour of the same day moves nothing")
}

// C-13: day R, and with it U-6 and U-8. After the end the case goes on.
func TestRepairedDevicesDayCorrected(t *testing.T) {
	repaired := func() *world {
		w := receive(t, 1, wantsLoaner)
		w.in(on(11, 2, 9, 0))
		w.lent(on(11, 3, 15, 0))
		w.arrives(on(11, 10, 15, 0), repair.Repaired)
		return w
	}
	w := repaired()
	w.back(on(11, 26, 9, 0))
	require.NoError(t, w.inspectLoaner(on(11, 26, 12, 0), 0))
	require.True(t, w.r.Closed)
	require.Equal(t, []string{repair.TaskWaiver}, w.r.Tasks)
	require.NoError(t, w.redeliver(on(11, 27, 9, 0), 2, on(11, 12, 9, 0)))
	require.Equal(t, []string{"loaner-price U-6 20000 2026-11-25 reversal"}, w.charges())
	w.ends()
	require.Contains(t, w.deadlines(), "loaner-back 2026-11-26 met")
	require.Len(t, w.charges(), 1)
	require.Empty(t, w.r.Tasks, "there is nothing to waive")

	late := repaired()
	late.back(on(11, 24, 9, 0))
	require.NoError(t, late.inspectLoaner(on(11, 24, 12, 0), 4000))
	require.NoError(t, late.redeliver(on(11, 27, 9, 0), 2, on(11, 9, 20, 0)))
	late.ends()
	require.Equal(t, []string{"loaner-damage U-7 4000 2026-11-24 reversal", "loaner-price U-6 20000 2026-11-24"}, late.charges(),
		"the price holds the damage")
	require.NoError(t, repairRecurs(late), "the true day gave the member until 16 November")
}

func repairRecurs(w *world) error {
	made, err := repair.ReportRecurrence(book.At(w.now), w.r, repair.Report{ID: "rec_late", At: on(11, 16, 23, 59), Actor: member})
	if err == nil {
		w.take(made)
	}
	return err
}

// C-13: when the return centre had a parcel. In time after all, the charge is
// reversed; late after all, it is charged.
func TestBookingsCorrected(t *testing.T) {
	w := receive(t, 1, wantsLoaner)
	w.lent(on(11, 3, 15, 0))
	w.booked(on(11, 18, 9, 0), on(11, 18, 9, 0), w.last(repair.ReturnBroken))
	require.Equal(t, []string{"loaner-price U-5 20000 2026-11-18"}, w.charges())
	require.NoError(t, w.rebook(on(11, 19, 9, 0), repair.ReturnBroken, on(11, 17, 9, 0)))
	require.Equal(t, []string{"loaner-price U-5 20000 2026-11-18 reversal"}, w.charges())
	w.until(on(11, 20, 0, 0))
	require.Contains(t, w.deadlines(), "device-or-loaner-back 2026-11-17 met")

	late := receive(t, 1, wantsLoaner)
	late.in(on(11, 2, 9, 0))
	late.lent(on(11, 3, 15, 0))
	late.arrives(on(11, 10, 15, 0), repair.Repaired)
	late.back(on(11, 24, 23, 0))
	require.Empty(t, late.charges())
	require.NoError(t, late.rebook(on(11, 28, 9, 0), repair.ReturnLoaner, on(11, 25, 0, 0)))
	late.until(on(11, 29, 0, 0))
	require.Equal(t, []string{"loaner-price U-6 20000 2026-11-25"}, late.charges())
	require.NoError(t, late.rebook(on(11, 29, 9, 0), repair.ReturnLoaner, on(11, 24, 22, 0)))
	require.NoError(t, late.inspectLoaner(on(11, 30, 9, 0), 0))
	late.ends()
	require.Equal(t, []string{"loaner-price U-6 20000 2026-11-25 reversal"}, late.charges())

	exchanged := receive(t, 0)
	exchanged.in(on(11, 2, 9, 0))
	exchanged.arrives(on(11, 10, 15, 0), repair.Exchanged)
	require.NoError(t, exchanged.fault(on(11, 12, 9, 0)))
	require.NoError(t, exchanged.decideFault(on(11, 13, 9, 0), true))
	exchanged.delivered(on(11, 16, 9, 0), exchanged.send(on(11, 15, 9, 0)))
	exchanged.until(on(11, 25, 0, 0))
	require.Equal(t, []string{"exchange-price U-9 30000 2026-11-24"}, exchanged.charges())
	require.NoError(t, exchanged.redeliver(on(11, 25, 9, 0), 2, on(11, 20, 9, 0)))
	exchanged.booked(on(11, 27, 9, 0), on(11, 27, 9, 0), exchanged.last(repair.ReturnExchange))
	exchanged.ends()
	require.Equal(t, []string{"exchange-price U-9 30000 2026-11-24 reversal"}, exchanged.charges())
}

// C-13, U-1, U-7: amounts that a desk entered. A price follows from its deadline.
func TestAmountsCorrected(t *testing.T) {
	correct := func(w *world, at time.Time, charge string, amount yen.Amount) error {
		return w.do(at, func(v *terms.Version) (repair.Made, error) {
			return repair.CorrectAmount(v, w.r, casefile.AmountCorrection{Charge: charge, Amount: amount, At: at, Actor: desk})
		})
	}
	w := receive(t, 1, wantsLoaner)
	w.lent(on(11, 3, 15, 0))
	w.back(on(11, 5, 9, 0))
	require.NoError(t, w.inspectLoaner(on(11, 6, 9, 0), 4000))
	require.Equal(t, terms.NotTaxed, w.r.Charges[0].Tax)
	require.NoError(t, correct(w, on(11, 7, 9, 0), w.r.Charges[0].ID, 2500))
	require.Equal(t, []string{"loaner-damage U-7 4000 2026-11-06 reversal", "loaner-damage U-7 2500 2026-11-07"}, w.charges())
	require.NoError(t, correct(w, on(11, 8, 9, 0), w.r.Charges[1].ID, 0))
	require.Len(t, w.charges(), 2)

	gone := receive(t, 1, wantsLoaner)
	gone.lent(on(11, 3, 15, 0))
	gone.until(on(11, 20, 0, 0))
	refused(t, correct(gone, on(11, 20, 9, 0), gone.r.Charges[0].ID, 1), refusal.State, terms.C13)
}
