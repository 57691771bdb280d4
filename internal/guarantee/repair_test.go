package guarantee_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/casefile"
	"kigen/internal/devices"
	"kigen/internal/guarantee"
	"kigen/internal/journal"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/stock"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

func bookIn(t *testing.T, c guarantee.Claim, back string, at time.Time) guarantee.Claim {
	t.Helper()
	return must(t)(guarantee.BookIn(book, c, casefile.Booking{
		Reference: "bk-" + back + at.String(), Return: back, BookedAt: at, ReportedAt: at, Actor: centre,
	}))
}

func repairFor(cost yen.Amount) guarantee.Repair {
	return guarantee.Repair{ID: "1", Cost: cost, At: day("2026-12-15").At(10, 0), Actor: repair}
}

// W-6, W-7: a repair is free up to ¥50,000; what is over it is charged, 不課税.
func TestExcessOfARepair(t *testing.T) {
	for cost, excess := range map[yen.Amount]yen.Amount{0: 0, 49_999: 0, 50_000: 0, 50_001: 1, 62_300: 12_300} {
		o, err := guarantee.RecordRepair(inForce, confirmed(t, registered(), guarantee.Repaired), repairFor(cost))
		require.NoError(t, err)
		require.Equal(t, guarantee.StateSendBack, o.Case.State)
		if excess == 0 {
			require.Empty(t, o.Entry.Charges)
			continue
		}
		c := o.Entry.Charges[0]
		require.Equal(t, []any{terms.W7, excess, terms.NotTaxed, day("2026-12-15").At(10, 0)}, []any{c.Rule, c.Amount, c.Tax, c.At})
		require.Equal(t, []any{cost, inForce.W7.Limit}, []any{c.Why["cost"], c.Why["limit"]})
	}
}

// W-7: a maker's exchange in the course of a repair is a repair; the new device
// is the covered one.
func TestMakersExchangeIsARepair(t *testing.T) {
	c := confirmed(t, registered(), guarantee.Repaired)
	x := repairFor(30_000)
	x.Maker = &guarantee.MakerDevice{
		IMEI: "356938035643809", Model: guarantee.Model{Code: "kaze-8", Name: "Kaze 8", OS: "android"}, Colour: "black",
	}
	o, err := guarantee.RecordRepair(inForce, c, x)
	require.NoError(t, err)
	require.Empty(t, o.Entry.Charges)
	require.Len(t, o.Case.Devices, 2)
	require.Equal(t, devices.Returned, o.Case.Devices[0].State)
	require.Equal(t, []any{"dev_1", devices.InUse}, []any{o.Case.Devices[1].Replaces, o.Case.Devices[1].State})
	require.Equal(t, 1, o.Case.Use.No)

	for code, change := range map[string]func(*guarantee.MakerDevice){
		refusal.Invalid: func(m *guarantee.MakerDevice) { m.IMEI = "356938035643808" },
		refusal.Used:    func(m *guarantee.MakerDevice) { m.Taken = true },
	} {
		wrong := *x.Maker
		change(&wrong)
		bad := x
		bad.Maker = &wrong
		_, err := guarantee.RecordRepair(inForce, c, bad)
		require.ErrorIs(t, err, &refusal.Error{Code: code})
	}
}

// W-5, W-6: an exchange costs by the number of this use in the use year, repairs
// counted too, and the courier collects it with the fee.
func TestPriceOfAnExchange(t *testing.T) {
	for used, price := range map[int]yen.Amount{0: 4_400, 1: 8_800} {
		g := registered()
		for no := range used {
			g.Uses = append(g.Uses, devices.Use{YearFrom: day("2026-11-01"), No: no + 1})
		}
		u := unit(50_000)
		o, err := sent(t, confirmed(t, g, guarantee.Exchanged), "shp_1", &u, day("2026-12-08").At(18, 0))
		require.NoError(t, err)
		require.Len(t, o.Entry.Charges, 2)
		fee, cod := o.Entry.Charges[0], o.Entry.Charges[1]
		require.Equal(t, []any{terms.W6, price, terms.Taxed, "cod"}, []any{fee.Rule, fee.Amount, fee.Tax, fee.Why["collect"]})
		require.Equal(t, []any{terms.W6, yen.Amount(330), terms.Taxed, "cod"}, []any{cod.Rule, cod.Amount, cod.Tax, cod.Why["collect"]})
		require.Equal(t, price+330, o.Entry.Notices[0].Letter.(letters.GuaranteeExchangeShipped).Collected())
	}
}

// W-7: the value of an exchange device over the limit is charged too.
func TestExcessOfAnExchange(t *testing.T) {
	u := unit(54_800)
	o, err := sent(t, confirmed(t, registered(), guarantee.Exchanged), "shp_1", &u, day("2026-12-08").At(18, 0))
	require.NoError(t, err)
	require.Equal(t, guarantee.ChargeExcess, o.Entry.Charges[2].Name)
	require.Equal(t, yen.Amount(4_800), o.Entry.Charges[2].Amount)
}

// W-6: an exchange device is a replacement of the stock, of the same OS; the
// member's own device goes back without one.
func TestWhatIsSent(t *testing.T) {
	c := confirmed(t, registered(), guarantee.Exchanged)
	at := day("2026-12-08").At(18, 0)
	for name, change := range map[string]func(*stock.Unit){
		"a loaner":   func(u *stock.Unit) { u.Pool = stock.Loaner },
		"another OS": func(u *stock.Unit) { u.OS = "ios" },
	} {
		u := unit(40_000)
		change(&u)
		_, err := sent(t, c, "shp_1", &u, at)
		require.ErrorIs(t, err, &refusal.Error{Code: refusal.Mismatch}, name)
	}
	_, err := sent(t, c, "shp_1", nil, at)
	refusedAs(t, err, refusal.Invalid, terms.W6)
	u := unit(40_000)
	repaired := must(t)(guarantee.RecordRepair(inForce, confirmed(t, registered(), guarantee.Repaired), repairFor(0)))
	_, err = sent(t, repaired, "shp_1", &u, at)
	refusedAs(t, err, refusal.Invalid, terms.W6)
}

// W-6, B-9: what was not collected, as the parcel came back, is taken back and
// charged anew with the next parcel; the unit is on the shelf again.
func TestExchangeThatCameBack(t *testing.T) {
	u := unit(54_800)
	c := must(t)(sent(t, confirmed(t, registered(), guarantee.Exchanged), "shp_1", &u, day("2026-12-08").At(18, 0)))
	at := day("2026-12-12").At(9, 0)
	o, err := guarantee.ComeBack(inForce, c, casefile.Report{Reference: "b-1", Shipment: "shp_1", At: at, ReportedAt: at, Actor: courier})
	require.NoError(t, err)
	require.Equal(t, guarantee.StateCameBack, o.Case.State)
	require.Len(t, o.Entry.Charges, 3)
	for _, charge := range o.Entry.Charges {
		require.Equal(t, journal.Reversal, charge.Kind)
		require.NotEmpty(t, charge.Cancels)
	}
	require.Equal(t, stock.OnShelf, o.Case.Moves[0].Steps[0].To)
	again, err := sent(t, o.Case, "shp_2", &u, day("2026-12-13").At(9, 0))
	require.NoError(t, err)
	require.Len(t, again.Entry.Charges, 3)

	o.Case.Charges[0].TakenBack = journal.Waiver // what two people let go is not charged anew
	again, err = sent(t, o.Case, "shp_2", &u, day("2026-12-13").At(9, 0))
	require.NoError(t, err)
	require.Len(t, again.Entry.Charges, 2)
}

// W-8, C-2, C-5: the exchange device is the covered one; trouble with it is
// told until the end of the 2nd day after its arrival, and is a new claim from then on.
func TestTroubleWithTheExchangeDevice(t *testing.T) {
	c := exchanged(t)
	require.Equal(t, stock.Issued, c.Units[0].State)
	require.Equal(t, "dev_1", c.Devices[1].Replaces)
	require.Equal(t, devices.Returned, c.Devices[0].State)
	due, _ := c.Open(guarantee.DeadlineCheck)
	require.Equal(t, day("2026-12-13").Start(), due.Lapse)
	for at, good := range map[time.Time]bool{
		due.Lapse.Add(-time.Second): true, due.Lapse: false, due.Lapse.Add(time.Second): false,
	} {
		o, err := guarantee.ReportTrouble(inForce, c, guarantee.TroubleReport{ID: "flt_1", At: at, Actor: member})
		if !good {
			refusedAs(t, err, refusal.TooLate, terms.W8)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, guarantee.StateTrouble, o.Case.State)
		require.Equal(t, c.Use, o.Case.Use)
		_, err = guarantee.ReportTrouble(inForce, o.Case, guarantee.TroubleReport{ID: "flt_2", At: at, Actor: member})
		refusedAs(t, err, refusal.AlreadyOpen, terms.W8)
	}
	o, ok := guarantee.EndCheck(c)
	require.True(t, ok)
	require.True(t, o.Case.Closed)
	_, err := guarantee.ReportTrouble(inForce, confirmed(t, registered(), guarantee.Exchanged), guarantee.TroubleReport{ID: "flt_1", At: due.Lapse})
	refusedAs(t, err, refusal.State, terms.W8)
}

// W-8: confirmed trouble has another device sent, without a use, a price or a
// collection; the one that did not work comes back, else the desk asks for it.
func TestExchangeOfAnExchange(t *testing.T) {
	c := must(t)(guarantee.ReportTrouble(inForce, exchanged(t), guarantee.TroubleReport{ID: "flt_1", At: day("2026-12-11").At(9, 0), Actor: member}))
	c = must(t)(guarantee.DecideTrouble(inForce, c, guarantee.TroubleDecision{ID: "1", Outcome: "replaced", At: day("2026-12-12").At(9, 0), Actor: repair}))
	require.Equal(t, guarantee.StateExchangeDue, c.State)
	u := unit(54_800)
	u.ID, u.IMEI = "unt_2", "352099001761481"
	o, err := sent(t, c, "shp_2", &u, day("2026-12-12").At(18, 0))
	require.NoError(t, err)
	require.Empty(t, o.Entry.Charges)
	require.True(t, o.Case.Busy())
	c = delivered(t, o.Case, "shp_2", day("2026-12-14").At(9, 0))
	require.True(t, c.Busy())
	checked, _ := guarantee.EndCheck(c)
	require.False(t, checked.Case.Busy(), "what is to come back bars no new claim")
	require.False(t, checked.Case.Closed)
	require.Equal(t, devices.ToReturn, c.Devices[1].State)
	back, _ := c.LastReturn(guarantee.ReturnFaulty)
	due, _ := c.Open(guarantee.DeadlineFaulty)
	require.Equal(t, day("2026-12-29").Start(), due.Lapse)

	in := bookIn(t, c, back.ID, day("2026-12-20").At(9, 0))
	require.Equal(t, devices.Returned, in.Devices[1].State)
	_, open := in.Open(guarantee.DeadlineFaulty)
	require.False(t, open)

	lapsed, ok := guarantee.SettleFaulty(c)
	require.True(t, ok)
	require.Empty(t, lapsed.Entry.Charges)
	require.Equal(t, guarantee.TaskAskFaulty, lapsed.Entry.Tasks[0].Kind)
}

// W-8: trouble that was not confirmed lets the days go on for what is left of them.
func TestTroubleThatWasNone(t *testing.T) {
	c := must(t)(guarantee.ReportTrouble(inForce, exchanged(t), guarantee.TroubleReport{ID: "flt_1", At: day("2026-12-11").At(9, 0), Actor: member}))
	for decided, open := range map[string]bool{"2026-12-12": true, "2026-12-13": false} {
		d := guarantee.TroubleDecision{ID: "1", Outcome: "solved", At: day(decided).At(0, 0), Actor: repair}
		after := must(t)(guarantee.DecideTrouble(inForce, c, d))
		_, checked := after.Open(guarantee.DeadlineCheck)
		require.Equal(t, open, checked)
		require.Equal(t, !open, after.Closed)
	}
	_, err := guarantee.DecideTrouble(inForce, c, guarantee.TroubleDecision{ID: "1", Outcome: "boredom"})
	refusedAs(t, err, refusal.Invalid, terms.W8)
}

// C-13, W-8: a corrected arrival counts the days for trouble anew, also where
// they had ended; trouble that was taken in stays taken in.
func TestCorrectedArrival(t *testing.T) {
	c := exchanged(t)
	closed, _ := guarantee.EndCheck(c)
	for _, before := range []guarantee.Claim{c, closed.Case} {
		o, err := guarantee.CorrectDelivery(book, before, casefile.DeliveryCorrection{
			Fact: 1, DeliveredAt: day("2026-12-12").At(9, 0), At: day("2026-12-13").At(9, 0), Actor: sender,
		})
		require.NoError(t, err)
		due, open := o.Case.Open(guarantee.DeadlineCheck)
		require.True(t, open)
		require.Equal(t, day("2026-12-15").Start(), due.Lapse)
		require.Equal(t, before.Closed, o.Entry.Reopens)
		letter := o.Entry.Notices[0].Letter.(letters.GuaranteeDeliveryCorrected)
		require.Equal(t, day("2026-12-14"), *letter.CheckLastGoodDay)
	}
	told := must(t)(guarantee.ReportTrouble(inForce, c, guarantee.TroubleReport{ID: "flt_1", At: day("2026-12-11").At(9, 0), Actor: member}))
	o, err := guarantee.CorrectDelivery(book, told, casefile.DeliveryCorrection{
		Fact: 1, DeliveredAt: day("2026-12-09").At(9, 0), At: day("2026-12-12").At(9, 0), Actor: sender,
	})
	require.NoError(t, err)
	require.Equal(t, guarantee.StateTrouble, o.Case.State)
	require.Empty(t, o.Entry.Armed)
}

// C-13, W-7: a cost that was entered wrongly is replaced: the excess is reversed
// and posted anew, down to nothing and up from nothing. What was waived stays waived.
func TestCorrectedCost(t *testing.T) {
	for _, x := range []struct{ recorded, cost, reversed, excess yen.Amount }{
		{62_300, 52_300, 12_300, 2_300}, {62_300, 40_000, 12_300, 0}, {40_000, 60_000, 0, 10_000}, {40_000, 30_000, 0, 0},
	} {
		c := must(t)(guarantee.RecordRepair(inForce, confirmed(t, registered(), guarantee.Repaired), repairFor(x.recorded)))
		fix := guarantee.CostCorrection{ID: "1", Cost: x.cost, At: day("2026-12-20").At(9, 0), Actor: repair}
		o, err := guarantee.CorrectCost(inForce, c, fix)
		require.NoError(t, err)
		var reversed, posted yen.Amount
		for _, charge := range o.Entry.Charges {
			if charge.Kind == journal.Reversal {
				reversed = charge.Amount.Neg()
			} else {
				posted = charge.Amount
			}
		}
		require.Equal(t, []yen.Amount{x.reversed, x.excess}, []yen.Amount{reversed, posted})
		letter := o.Entry.Notices[0].Letter.(letters.GuaranteeCostCorrected)
		require.Equal(t, []yen.Amount{x.recorded, x.cost, x.reversed, x.excess}, []yen.Amount{letter.Recorded, letter.Cost, letter.Reversed, letter.Excess})
		fix.Cost = x.cost
		_, err = guarantee.CorrectCost(inForce, o.Case, fix)
		refusedAs(t, err, refusal.Invalid, terms.C13)
	}
	c := must(t)(guarantee.RecordRepair(inForce, confirmed(t, registered(), guarantee.Repaired), repairFor(62_300)))
	amount, err := guarantee.CorrectAmount(inForce, c, casefile.AmountCorrection{Charge: c.Charges[0].ID, Amount: 2_300, At: day("2026-12-20").At(9, 0), Actor: repair})
	require.NoError(t, err)
	require.Equal(t, yen.Amount(52_300), amount.Case.Cost)
	c.Charges[0].TakenBack = journal.Waiver
	o, err := guarantee.CorrectCost(inForce, c, guarantee.CostCorrection{ID: "1", Cost: 70_000, At: day("2026-12-20").At(9, 0)})
	require.NoError(t, err)
	require.Empty(t, o.Entry.Charges)
	_, err = guarantee.CorrectCost(inForce, exchanged(t), guarantee.CostCorrection{ID: "1", Cost: 1})
	refusedAs(t, err, refusal.NotFound, terms.C13)
}

// C-11, C-13: another instant at the centre is recorded and told.
func TestCorrectedBooking(t *testing.T) {
	c := inspecting(t, registered(), nil, ask())
	o, err := guarantee.CorrectBooking(inForce, c, casefile.BookingCorrection{
		Return: c.Returns[0].ID, BookedAt: day("2026-12-02").At(9, 0), At: day("2026-12-10").At(9, 0), Actor: centre,
	})
	require.NoError(t, err)
	require.Equal(t, guarantee.StateInspection, o.Case.State)
	require.True(t, o.Entry.Notices[0].Letter.(letters.BookingCorrected).InTime)
}
