package repair_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/casefile"
	"kigen/internal/devices"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/repair"
	"kigen/internal/stock"
	"kigen/internal/terms"
)

const second = time.Second

func refused(t *testing.T, err error, code string, rule terms.ID) {
	t.Helper()
	r, ok := refusal.As(err)
	require.True(t, ok, "not a refusal: %v", err)
	require.Equal(t, code, r.Code)
	require.Equal(t, rule, r.Rule)
	require.NotEmpty(t, r.JA)
	require.NotEmpty(t, r.EN)
}

// U-4, U-5, C-12: the loaner arrived on 3 November. The broken device is in on
// day 7, 8, 14, 15, at the last second and the first that is too late.
func TestDeviceAfterTheLoaner(t *testing.T) {
	day7, day14 := on(11, 11, 0, 0), on(11, 18, 0, 0)
	for name, c := range map[string]struct {
		booked, reported time.Time
		asked, charged   bool
	}{
		"day 7, last second":           {day7.Add(-second), day7.Add(-second), false, false},
		"day 7, reported at noon":      {day7.Add(-second), day7.Add(12 * time.Hour), false, false},
		"day 7, reported after noon":   {day7.Add(-second), day7.Add(12*time.Hour + second), true, false},
		"day 8, first second":          {day7, day7, true, false},
		"day 14, last second":          {day14.Add(-second), day14.Add(-second), true, false},
		"day 14, reported at noon":     {day14.Add(-second), day14.Add(12 * time.Hour), true, false},
		"day 14, reported after noon":  {day14.Add(-second), day14.Add(12*time.Hour + second), true, true},
		"day 15, first second":         {day14, day14, true, true},
		"day 15, reported within noon": {day14.Add(time.Hour), day14.Add(2 * time.Hour), true, true},
	} {
		t.Run(name, func(t *testing.T) {
			w := receive(t, 1, wantsLoaner)
			w.lent(on(11, 3, 15, 0))
			w.booked(c.booked, c.reported, w.last(repair.ReturnBroken))
			w.until(on(11, 30, 0, 0))
			require.Equal(t, c.asked, slices.Contains(w.letters(), "device-inquiry"))
			if !c.charged {
				require.Empty(t, w.charges())
				return
			}
			require.Equal(t, []string{"loaner-price U-5 20000 2026-11-18"}, w.charges())
			require.Equal(t, day14, w.r.Charges[0].At)
		})
	}
}

// U-5: the loaner back in time is enough though the device never comes; then U-12
// runs again, and closes at once where its days are over.
func TestLoanerBackWithoutTheDevice(t *testing.T) {
	lapse := on(11, 18, 0, 0)
	for name, c := range map[string]struct {
		back    time.Time
		charged bool
	}{
		"before": {on(11, 10, 9, 0), false}, "last second": {lapse.Add(-second), false}, "at the lapse": {lapse, true},
	} {
		t.Run(name, func(t *testing.T) {
			w := receive(t, 1, wantsLoaner)
			w.lent(on(11, 3, 15, 0))
			w.back(c.back)
			require.NoError(t, w.inspectLoaner(c.back.Add(24*time.Hour), 0))
			w.until(on(12, 1, 23, 59))
			require.False(t, w.r.Closed)
			w.ends()
			require.Equal(t, c.charged, len(w.charges()) == 1)
			require.Equal(t, c.charged, slices.Contains(w.letters(), "repair-return-late"))
			require.Nil(t, w.r.Use)
			require.Contains(t, w.deadlines(), "device-in 2026-12-01 lapsed")
		})
	}
	w := receive(t, 1, wantsLoaner)
	w.lent(on(11, 30, 15, 0))
	w.back(on(12, 10, 9, 0))
	require.NoError(t, w.inspectLoaner(on(12, 11, 9, 0), 0))
	require.True(t, w.r.Closed, "the 30 days were over")
	require.Empty(t, w.charges())
}

// U-6, C-12: the repaired device arrived on 10 November. The loaner is back on
// day 7, 8, 14, 15.
func TestLoanerAfterTheRepair(t *testing.T) {
	day7, day14 := on(11, 18, 0, 0), on(11, 25, 0, 0)
	for name, c := range map[string]struct {
		booked, reported time.Time
		asked, charged   bool
	}{
		"day 7, last second":          {day7.Add(-second), day7.Add(12 * time.Hour), false, false},
		"day 8, first second":         {day7, day7, true, false},
		"day 14, last second":         {day14.Add(-second), day14.Add(12 * time.Hour), true, false},
		"day 14, reported after noon": {day14.Add(-second), day14.Add(12*time.Hour + second), true, true},
		"day 15, first second":        {day14, day14, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			w := receive(t, 1, wantsLoaner)
			w.in(on(11, 2, 9, 0))
			w.lent(on(11, 3, 15, 0))
			w.arrives(on(11, 10, 15, 0), repair.Repaired)
			w.booked(c.booked, c.reported, w.last(repair.ReturnLoaner))
			require.Equal(t, c.asked, slices.Contains(w.letters(), "loaner-asked"))
			require.NoError(t, w.inspectLoaner(c.reported.Add(time.Hour), 0))
			w.ends()
			if !c.charged {
				require.Empty(t, w.charges())
				return
			}
			require.Equal(t, []string{"loaner-price U-6 20000 2026-11-25"}, w.charges())
			require.Equal(t, []string{repair.TaskWaiver}, w.r.Tasks)
			dated := c.booked.Before(day14)
			require.Equal(t, !dated, slices.Contains(w.letters(), "repair-return-late"))
		})
	}
}

// U-5 then U-6: a loaner's price is charged once, and one that was lent only
// after day R counts from its own arrival.
func TestLoanerIsChargedOnce(t *testing.T) {
	w := receive(t, 1, wantsLoaner)
	w.lent(on(11, 3, 15, 0))
	w.in(on(11, 20, 9, 0))
	w.arrives(on(11, 25, 15, 0), repair.Repaired)
	w.ends()
	require.Equal(t, []string{"loaner-price U-5 20000 2026-11-18"}, w.charges())
	require.NotContains(t, w.letters(), "loaner-asked")
	require.Equal(t, "lost", string(w.units["stu_1"].State))
}

// U-6: a loaner that arrives after the repaired device counts from its own arrival.
func TestLoanerArrivesLast(t *testing.T) {
	w := receive(t, 1, wantsLoaner)
	id := w.parcel()
	w.must(on(11, 2, 9, 0), func(v *terms.Version) (repair.Made, error) {
		return repair.ShipLoaner(v, w.r, repair.LoanerParcel{Shipment: id, Tracking: id, At: on(11, 2, 9, 0), Actor: desk})
	})
	w.in(on(11, 3, 9, 0))
	w.arrives(on(11, 6, 9, 0), repair.Repaired)
	w.delivered(on(11, 8, 9, 0), id)
	told := letter[letters.RepairDelivered](w)
	require.Equal(t, jst.MakeDay(2026, 11, 6), told.Delivered)
	require.Equal(t, jst.MakeDay(2026, 11, 22), told.Loaner.LastGoodDay)
	w.ends()
	require.Equal(t, []string{"loaner-price U-6 20000 2026-11-23"}, w.charges())
}

// U-3: trouble with the loaner is told through day 2; another one is reserved and
// the troubled one is to come back. Later it is noted and refused.
func TestLoanerTrouble(t *testing.T) {
	lapse := on(11, 6, 0, 0)
	trouble := func(w *world, at time.Time) {
		w.must(at, func(v *terms.Version) (repair.Made, error) {
			return repair.ReportTrouble(v, w.r, repair.Report{ID: "trb_1", At: at, Actor: member})
		})
	}
	w := receive(t, 2, wantsLoaner)
	w.lent(on(11, 3, 15, 0))
	trouble(w, lapse.Add(-second))
	require.Nil(t, w.r.Refusal)
	require.NotNil(t, w.r.Reserved)
	require.Equal(t, "stu_2", w.r.Reserved.ID)
	require.Contains(t, w.deadlines(), "loaner-trouble 2026-11-05 met")
	require.Contains(t, w.deadlines(), "device-after-loaner 2026-11-10 void")
	w.lent(on(11, 8, 15, 0))
	require.Contains(t, w.deadlines(), "device-after-loaner 2026-11-15 ")
	require.Contains(t, w.deadlines(), "device-or-loaner-back-2 2026-11-22 ")
	w.in(on(11, 14, 9, 0))
	w.arrives(on(11, 20, 9, 0), repair.Repaired)
	w.ends()
	require.Equal(t, []string{"loaner-price U-6 20000 2026-12-05", "loaner-price-2 U-6 20000 2026-12-05"}, w.charges())

	late := receive(t, 2, wantsLoaner)
	late.lent(on(11, 3, 15, 0))
	trouble(late, lapse)
	refused(t, late.r.Refusal, refusal.TooLate, terms.U3)
	require.Nil(t, late.r.Reserved)
	require.Equal(t, true, late.entries[len(late.entries)-1].Facts["late"])

	queued := receive(t, 1, wantsLoaner)
	queued.lent(on(11, 3, 15, 0))
	trouble(queued, on(11, 4, 9, 0))
	require.Equal(t, 1, queued.r.Place)
	queued.ends()
	require.Equal(t, []string{"loaner-price U-5 20000 2026-11-18"}, queued.charges())
	require.Empty(t, queued.line, "the line is left at the end")
}

// U-8: the same symptom is repaired again free through day 7, and is a new claim
// from day 8. A loaner that is still out counts from the new day R.
func TestRecurrence(t *testing.T) {
	lapse := on(11, 18, 0, 0)
	w := receive(t, 1, wantsLoaner)
	w.in(on(11, 2, 9, 0))
	w.lent(on(11, 3, 15, 0))
	w.arrives(on(11, 10, 15, 0), repair.Repaired)
	require.NoError(t, w.recur(lapse.Add(-second)))
	require.Equal(t, repair.CaseRecurred, w.r.State)
	require.Contains(t, w.deadlines(), "loaner-back 2026-11-24 void")
	require.Contains(t, w.deadlines(), "device-or-loaner-back 2026-12-01 ")
	w.in(on(11, 20, 9, 0))
	require.Equal(t, repair.CaseInspecting, w.r.State, "the agreement is there already")
	w.arrives(on(11, 25, 15, 0), repair.Repaired)
	require.Contains(t, w.deadlines(), "loaner-back 2026-12-09 ")
	require.Equal(t, 1, w.r.Use.No)
	w.back(on(12, 9, 23, 59))
	require.NoError(t, w.inspectLoaner(on(12, 10, 9, 0), 0))
	w.ends()
	require.Empty(t, w.charges())

	late := receive(t, 0)
	late.in(on(11, 2, 9, 0))
	late.arrives(on(11, 10, 15, 0), repair.Repaired)
	refused(t, late.recur(lapse), refusal.TooLate, terms.U8)
	late.ends()
}

// U-8, U-12: a device that recurred and does not come ends the round; the use of
// the claim stays.
func TestRecurrenceNothingComes(t *testing.T) {
	w := receive(t, 0)
	w.in(on(11, 2, 9, 0))
	w.arrives(on(11, 10, 15, 0), repair.Repaired)
	require.NoError(t, w.recur(on(11, 12, 9, 0)))
	w.ends()
	require.Contains(t, w.deadlines(), "device-in 2026-12-12 lapsed")
	require.NotNil(t, w.r.Use)
}

// U-9: a fault of an exchange device through day 7 that is confirmed brings
// another one; the first is back within 7 days of that one's arrival. So in chains.
func TestExchangeOfAnExchange(t *testing.T) {
	check, due := on(11, 18, 0, 0), on(11, 28, 0, 0)
	exchanged := func(t *testing.T) *world {
		w := receive(t, 0)
		w.in(on(11, 2, 9, 0))
		w.arrives(on(11, 10, 15, 0), repair.Exchanged)
		return w
	}
	refused(t, exchanged(t).fault(check), refusal.TooLate, terms.U9)
	for name, c := range map[string]struct {
		booked, reported time.Time
		charged          bool
	}{
		"day 7, last second":         {due.Add(-second), due.Add(12 * time.Hour), false},
		"day 7, reported after noon": {due.Add(-second), due.Add(12*time.Hour + second), true},
		"day 8, first second":        {due, due, true},
		"before the second is there": {on(11, 19, 9, 0), on(11, 19, 9, 0), false},
	} {
		t.Run(name, func(t *testing.T) {
			w := exchanged(t)
			require.NoError(t, w.fault(check.Add(-second)))
			require.NoError(t, w.decideFault(on(11, 18, 10, 0), true))
			id := w.send(on(11, 18, 12, 0))
			if c.booked.Before(on(11, 20, 15, 0)) {
				w.booked(c.booked, c.reported, w.last(repair.ReturnExchange))
			}
			w.delivered(on(11, 20, 15, 0), id)
			if !c.booked.Before(on(11, 20, 15, 0)) {
				w.booked(c.booked, c.reported, w.last(repair.ReturnExchange))
			}
			w.ends()
			require.Len(t, w.r.Devices, 3)
			require.Equal(t, "returned", string(w.r.Devices[1].State))
			if c.charged {
				require.Equal(t, []string{"exchange-price U-9 30000 2026-11-28"}, w.charges())
				require.Equal(t, []string{repair.TaskWaiver}, w.r.Tasks)
			} else {
				require.Empty(t, w.charges())
				require.Empty(t, w.r.Tasks)
			}
		})
	}

	w := exchanged(t)
	require.NoError(t, w.fault(on(11, 12, 9, 0)))
	refused(t, w.fault(on(11, 12, 10, 0)), refusal.AlreadyOpen, terms.U9)
	require.NoError(t, w.decideFault(on(11, 13, 9, 0), false))
	require.NoError(t, w.fault(on(11, 14, 9, 0)), "the check goes on")
	require.NoError(t, w.decideFault(on(11, 14, 10, 0), true))
	w.delivered(on(11, 16, 9, 0), w.send(on(11, 15, 9, 0)))
	require.NoError(t, w.fault(on(11, 20, 9, 0)))
	require.NoError(t, w.decideFault(on(11, 20, 10, 0), true))
	w.delivered(on(11, 22, 9, 0), w.send(on(11, 21, 9, 0)))
	w.ends()
	require.Equal(t, []string{"exchange-price U-9 30000 2026-11-24", "exchange-price-2 U-9 30000 2026-11-30"}, w.charges())
	require.Equal(t, 1, w.r.Use.No)
}

// U-12: reminders at 09:00 of day 7 and 14; in on day 30 is in time, from day 31
// the claim is closed and the device goes back as it is.
func TestDeviceIn(t *testing.T) {
	lapse := on(12, 2, 0, 0)
	for name, c := range map[string]struct {
		booked time.Time
		late   bool
	}{"last second": {lapse.Add(-second), false}, "at the lapse": {lapse, true}, "weeks later": {on(12, 20, 9, 0), true}} {
		t.Run(name, func(t *testing.T) {
			w := receive(t, 0)
			w.in(c.booked)
			require.Equal(t, []string{"repair-reminder", "repair-reminder"}, w.letters()[1:3])
			if !c.late {
				require.Equal(t, repair.CaseDeviceIn, w.r.State)
				return
			}
			require.Equal(t, repair.CaseToShip, w.r.State)
			require.Contains(t, w.letters(), "repair-not-covered")
			w.delivered(c.booked.Add(48*time.Hour), w.send(c.booked.Add(24*time.Hour)))
			w.ends()
			require.Nil(t, w.r.Use)
		})
	}
}

// U-2, O-4, C-4, C-8: what the reception refuses.
func TestReceptionRefuses(t *testing.T) {
	at := on(11, 1, 10, 0)
	file := func(d repair.Received, change ...func(*repair.Reception)) (repair.Made, repair.Verdict, error) {
		return repair.File(book.At(at), d, claim(at, change...))
	}
	old := used()
	old.PurchasedOn = jst.MakeDay(2024, 10, 31)
	natural := func(fault jst.Day) func(*repair.Reception) {
		return func(c *repair.Reception) { c.Cause, c.FaultDay = terms.NaturalFailure, fault }
	}
	old.Cover.StartedOn = jst.MakeDay(2024, 10, 31)
	_, v, err := file(repair.Received{Claimed: old}, natural(jst.MakeDay(2026, 10, 31)))
	require.NoError(t, err)
	require.Nil(t, v.Refusal, "the last day of 24 months")
	made, v, err := file(repair.Received{Claimed: old}, natural(jst.MakeDay(2026, 11, 1)))
	require.NoError(t, err)
	refused(t, v.Refusal, refusal.NotCovered, terms.U2)
	require.True(t, made.Entry.Ends)
	require.Equal(t, repair.CaseRefused, made.Entry.State)
	_, v, err = file(repair.Received{Claimed: old}, func(c *repair.Reception) { c.FaultDay = jst.MakeDay(2026, 11, 1) })
	require.NoError(t, err)
	require.Nil(t, v.Refusal, "water is covered later, too")

	year := jst.MakeDay(2026, 6, 1)
	full := used()
	full.Cover.Uses = []devices.Use{{YearFrom: year, No: 1}, {YearFrom: year, No: 2}}
	_, v, err = file(repair.Received{Claimed: full})
	require.NoError(t, err)
	refused(t, v.Refusal, refusal.LimitReached, terms.O4)
	full.Cover.Uses = []devices.Use{{YearFrom: jst.MakeDay(2025, 6, 1), No: 1}, {YearFrom: jst.MakeDay(2025, 6, 1), No: 2}}
	_, v, err = file(repair.Received{Claimed: full})
	require.NoError(t, err)
	require.Nil(t, v.Refusal, "after the anniversary")
	require.Equal(t, 1, v.Use)

	_, v, err = file(repair.Received{Claimed: used()}, func(c *repair.Reception) { c.Exclusion = "abroad" })
	require.NoError(t, err)
	refused(t, v.Refusal, refusal.NotCovered, terms.O7)
	_, _, err = file(repair.Received{Claimed: used()}, func(c *repair.Reception) { c.Exclusion = "after_end" })
	refused(t, err, refusal.Invalid, terms.O7)
	_, _, err = file(repair.Received{Claimed: used()}, func(c *repair.Reception) { c.Symptom = "moody" })
	refused(t, err, refusal.Invalid, terms.U1)
	_, _, err = file(repair.Received{Claimed: used()}, func(c *repair.Reception) { c.Checklist = []string{"wiped"} })
	refused(t, err, refusal.Invalid, terms.U10)
	open := used()
	open.OpenClaim = "rpr_0"
	_, _, err = file(repair.Received{Claimed: open})
	refused(t, err, refusal.AlreadyOpen, "")
	fresh := used()
	fresh.Cover.Class = terms.NewDevice
	_, _, err = file(repair.Received{Claimed: fresh})
	refused(t, err, refusal.NotOffered, terms.U1)
}

// N-3, U-9: an exchange device that the stock does not know is registered as it
// goes out, becomes the member's with its delivery, and lies on the shelf where its
// parcel comes back; one that the stock has for something else cannot go out.
func TestExchangeDeviceFromElsewhere(t *testing.T) {
	w := receive(t, 0)
	w.in(on(11, 2, 9, 0))
	require.NoError(t, w.agreement(on(11, 2, 10, 0), true))
	require.NoError(t, w.inspect(on(11, 2, 11, 0), repair.Confirmed, ""))
	require.NoError(t, w.decide(on(11, 2, 12, 0), repair.Exchanged))
	for _, state := range []stock.State{stock.Out, stock.Damaged, stock.WrittenOff, stock.Back} {
		_, err := repair.Ship(book.At(w.now), w.r, repair.Parcel{Price: 30000, Parcel: devices.Parcel{
			Shipment: "shp_x", At: w.now, Actor: desk, Unit: stock.Unit{ID: "stu_x", Pool: stock.Replacement, State: state, Price: 30000},
			Device: devices.Device{IMEI: imeis[0], Model: "used-7", Name: "Used 7", Colour: "black"},
		}})
		refused(t, err, refusal.Used, terms.N3)
	}

	first := w.send(on(11, 3, 9, 0))
	unit := w.r.Exchanges[0].Unit
	require.Equal(t, []stock.State{stock.Back, stock.Out}, []stock.State{w.r.Registered.State, w.units[unit.ID].State})
	require.Equal(t, casefile.Item{Unit: unit.ID}, w.r.Shipments[0].Item)
	w.must(on(11, 5, 9, 0), func(t *terms.Version) (repair.Made, error) {
		return repair.ComeBack(t, w.r, casefile.Report{Reference: "b", Shipment: first, At: w.now, ReportedAt: w.now, Actor: courier})
	})
	require.Equal(t, stock.OnShelf, w.units[unit.ID].State)
	w.delivered(on(11, 8, 9, 0), w.send(on(11, 6, 9, 0)))
	require.Equal(t, stock.Issued, w.units[w.r.Exchanges[1].Unit.ID].State)
	w.ends()
}
