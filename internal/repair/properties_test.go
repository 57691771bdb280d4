package repair_test

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"kigen/internal/casefile"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/repair"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// chaos plays commands and facts in any order, most of them impossible where
// the case stands; rules refuse those.
type chaos struct {
	*world
	t *rapid.T
	// correcting lets days be corrected (C-13).
	correcting bool
}

// later is an instant ahead: hours or days, or at the edge of what is due next.
func (c chaos) later() time.Time {
	at := c.now.Add(time.Duration(rapid.IntRange(1, 120).Draw(c.t, "hours")) * time.Hour)
	due := c.r.Progress().Due
	if len(due) == 0 || rapid.IntRange(0, 2).Draw(c.t, "edge") > 0 {
		return at
	}
	edge := rapid.SampledFrom(due).Draw(c.t, "due").Lapse.Add(time.Duration(rapid.IntRange(-1, 1).Draw(c.t, "second")) * time.Second)
	if edge.Before(c.now.Add(time.Minute)) {
		return at
	}
	return edge
}

// act does one thing; what the rules refuse leaves no trace.
func (c chaos) act() {
	at := c.later()
	c.until(at.Add(-time.Second))
	act := func(made repair.Made, err error) {
		if err == nil {
			c.take(made)
		}
	}
	t := book.At(at)
	if rapid.Bool().Draw(c.t, "desk") && c.work(at) {
		return
	}
	switch rapid.IntRange(0, 17).Draw(c.t, "act") {
	case 0, 1, 2:
		c.bookAny(at)
	case 3, 10:
		c.underWay(func(p *casefile.Shipment) { c.delivered(at, p.ID) })
	case 4:
		c.underWay(func(p *casefile.Shipment) {
			act(repair.ComeBack(t, c.r, casefile.Report{Reference: "b" + p.ID, Shipment: p.ID, At: at, ReportedAt: at, Actor: courier}))
		})
	case 5:
		_ = c.agreement(at, rapid.Bool().Draw(c.t, "present"))
	case 6:
		_ = c.inspect(at, rapid.SampledFrom([]repair.Finding{repair.Confirmed, repair.NotConfirmed}).Draw(c.t, "finding"), "")
	case 7:
		_ = c.decide(at, rapid.SampledFrom([]repair.Outcome{repair.Repaired, repair.Exchanged}).Draw(c.t, "outcome"))
	case 9:
		_ = c.inspect(at, repair.NotCovered, "papers_missing")
	case 8:
		act(repair.RequestLoaner(t, c.r, repair.Deed{At: at, Actor: member}))
	case 11:
		act(repair.ReportTrouble(t, c.r, repair.Report{ID: at.String(), At: at, Actor: member}))
	case 12:
		_ = c.recur(at)
	case 13:
		_ = c.fault(at)
	case 14:
		_ = c.decideFault(at, rapid.Bool().Draw(c.t, "confirmed"))
	case 15:
		_ = c.inspectLoaner(at, 0)
	case 16:
		if rapid.IntRange(0, 5).Draw(c.t, "rarely") == 0 {
			act(repair.Withdraw(t, c.r, repair.Withdrawal{At: at, Actor: member}))
		}
	case 17:
		if c.correcting {
			c.correct(at)
		}
	}
}

// bookAny has the centre book in any return, reported hours later.
func (c chaos) bookAny(at time.Time) {
	var open []casefile.Return
	for _, r := range c.r.Returns {
		if !r.Booked() {
			open = append(open, r)
		}
	}
	if len(open) == 0 {
		return
	}
	back := rapid.SampledFrom(open).Draw(c.t, "return")
	if sent := c.arrived(back.ID); back.Kind != repair.ReturnBroken && !sent {
		return
	}
	c.booked(at, at.Add(time.Duration(rapid.SampledFrom([]int{0, 0, 1, 11, 12, 13, 20}).Draw(c.t, "reported"))*time.Hour), back.ID)
}

// arrived tells that what is to come back is with the member.
func (c chaos) arrived(back string) bool {
	for _, l := range c.r.Loaners {
		if p, _ := c.r.Shipment(l.Shipment); l.Return == back {
			return !p.DeliveredAt.IsZero()
		}
	}
	return true
}

func (c chaos) underWay(do func(*casefile.Shipment)) {
	for i := range c.r.Shipments {
		if p := &c.r.Shipments[i]; p.UnderWay() {
			do(p)
			return
		}
	}
}

// correct moves a delivery or a booking by some days.
func (c chaos) correct(at time.Time) {
	days := time.Duration(rapid.IntRange(-20, 20).Draw(c.t, "days")) * 24 * time.Hour
	if n := len(c.r.Deliveries); n > 0 && rapid.Bool().Draw(c.t, "delivery") {
		d := c.r.Deliveries[rapid.IntRange(0, n-1).Draw(c.t, "fact")]
		if made, err := repair.CorrectDelivery(book, c.r, casefile.DeliveryCorrection{
			Fact: d.No, DeliveredAt: d.DeliveredAt.Add(days), At: at, Actor: desk,
		}); err == nil {
			c.take(made)
		}
		return
	}
	back := rapid.SampledFrom(c.r.Returns).Draw(c.t, "return")
	if made, err := repair.CorrectBooking(book, c.r, casefile.BookingCorrection{
		Return: back.ID, BookedAt: back.BookedAt.Add(days), At: at, Actor: desk,
	}); err == nil {
		c.take(made)
	}
}

// work does a desk's open task, with some outcome; false where there is none.
func (c chaos) work(at time.Time) bool {
	yes := func() bool { return rapid.IntRange(0, 2).Draw(c.t, "yes") > 0 }
	switch {
	case c.r.Asked(repair.TaskAgreement), c.r.Asked(repair.TaskMissing):
		require.NoError(c.t, c.agreement(at, true))
	case c.r.Asked(repair.TaskInspect):
		if !yes() {
			require.NoError(c.t, c.inspect(at, repair.NotCovered, "abroad"))
			return true
		}
		require.NoError(c.t, c.inspect(at, repair.Confirmed, ""))
	case c.r.Asked(repair.TaskDecide):
		outcome := repair.Exchanged
		if yes() {
			outcome = repair.Repaired
		}
		require.NoError(c.t, c.decide(at, outcome))
	case c.r.Asked(repair.TaskShip), c.r.Asked(repair.TaskReship):
		c.send(at)
	case c.r.Asked(repair.TaskFault):
		require.NoError(c.t, c.decideFault(at, yes()))
	case c.r.Asked(repair.TaskInspectLoaner):
		cost := yen.Amount(0)
		if !yes() {
			cost = 3000
		}
		require.NoError(c.t, c.inspectLoaner(at, cost))
	case c.r.Reserved != nil && yes():
		id := c.parcel()
		err := c.do(at, func(t *terms.Version) (repair.Made, error) {
			return repair.ShipLoaner(t, c.r, repair.LoanerParcel{Shipment: id, Tracking: id, At: at, Actor: desk})
		})
		return err == nil
	default:
		return false
	}
	return true
}

// finish lets the desks do their work until nothing is left but what time brings.
func (c chaos) finish() {
	for range 100 {
		at := c.now.Add(time.Hour)
		c.until(at.Add(-time.Second))
		switch {
		case slices.ContainsFunc(c.r.Shipments, casefile.Shipment.UnderWay):
			c.underWay(func(p *casefile.Shipment) { c.delivered(at, p.ID) })
		case c.work(at):
		case c.r.Place > 0 || c.r.Reserved != nil:
			c.must(at, func(t *terms.Version) (repair.Made, error) {
				return repair.LeaveLine(t, c.r, repair.Deed{At: at, Actor: member})
			})
		default:
			c.ends()
			return
		}
	}
	require.Fail(c.t, "the desks' work has no end")
}

// basis are the deadlines of a loaner on whose lapse its price is charged.
func basis(no int) map[terms.ID]string {
	suffix := ""
	if no > 1 {
		suffix = "-" + strconv.Itoa(no)
	}
	return map[terms.ID]string{
		terms.U5: repair.DeadlineDeviceOrLoaner + suffix,
		terms.U6: repair.DeadlineLoanerBack + suffix,
	}
}

// U-5, U-6, U-9, U-12, B-9: whatever happens in whatever order, a case ends; a
// loaner's and an exchange device's price is charged once at most, on a lapse; what
// is not back is charged; what came back in time is not.
func TestAnyOrderEnds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := play(t, false)
		for _, l := range c.r.Loaners {
			back, _ := c.r.Return(l.Return)
			p, _ := c.r.Shipment(l.Shipment)
			charge, charged := c.r.Standing(price(l.No))
			if !p.DeliveredAt.IsZero() && !back.Booked() {
				require.True(t, charged, "loaner %d is gone for nothing", l.No)
			}
			if !charged {
				continue
			}
			due := lapsed(c.r, basis(l.No)[charge.Rule])
			require.Equal(t, due.Lapse, charge.At)
			require.False(t, back.InTime(due), "loaner %d was back in time", l.No)
			if charge.Rule == terms.U5 {
				require.False(t, inBefore(c.r, due), "the device was in in time")
			}
		}
	})
}

// C-13: so it is when days are corrected in between, any number of times: what
// stands in the end stands on a lapse that no correction took back.
func TestAnyCorrectionEnds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := play(t, true)
		for _, l := range c.r.Loaners {
			back, _ := c.r.Return(l.Return)
			p, _ := c.r.Shipment(l.Shipment)
			charge, charged := c.r.Standing(price(l.No))
			if !p.DeliveredAt.IsZero() && !back.Booked() {
				require.True(t, charged, "loaner %d is gone for nothing", l.No)
			}
			if charged {
				due, _ := c.r.Deadline(basis(l.No)[charge.Rule])
				require.Equal(t, journal.Lapsed, due.Outcome)
				require.Equal(t, due.Lapse, charge.At)
			}
		}
	})
}

// U-5, U-6, C-13: where the device came once and no exchange device had a fault, what
// a loaner costs in the end is what the facts say in the end, in whatever order
// they came and however often they were corrected.
func TestPricesFollowFromFacts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := play(t, rapid.Bool().Draw(t, "correcting"))
		if len(c.r.Rounds) > 1 || len(c.r.Faults) > 0 {
			return
		}
		device, _ := c.r.Return(c.r.Rounds[0].Return)
		for _, l := range c.r.Loaners {
			p, _ := c.r.Shipment(l.Shipment)
			if p.DeliveredAt.IsZero() {
				continue
			}
			back, _ := c.r.Return(l.Return)
			lent := jst.DayOf(p.DeliveredAt)
			neither := jst.Within(lent, 14)
			owed := !c.inTime(neither, basis(l.No)[terms.U5], device) && !c.inTime(neither, basis(l.No)[terms.U5], back)
			if p, ok := c.r.Shipment(c.r.Rounds[0].Shipment); ok && !p.DeliveredAt.IsZero() {
				from := jst.DayOf(p.DeliveredAt)
				if lent.After(from) {
					from = lent
				}
				owed = owed || !c.inTime(jst.Within(from, 14), basis(l.No)[terms.U6], back)
			}
			require.Equal(t, owed, c.r.ChargedForGood(price(l.No)), "loaner %d of %s", l.No, lent)
		}
	})
}

// inTime tells whether a return is booked before the lapse of a count, and
// reported while it could still be heard.
func (c chaos) inTime(count jst.Count, name string, back *casefile.Return) bool {
	heard := count.Lapse.Add(12 * time.Hour)
	for _, d := range c.r.Deadlines {
		if d.Name == name && d.Count.Event == count.Event && d.SettlesAt.After(heard) {
			heard = d.SettlesAt
		}
	}
	return back.Booked() && back.BookedAt.Before(count.Lapse) && !back.ReportedAt.After(heard)
}

func play(t *rapid.T, correcting bool) chaos {
	var change []func(*repair.Reception)
	if rapid.Bool().Draw(t, "loaner") {
		change = append(change, wantsLoaner)
	}
	c := chaos{receive(t, rapid.IntRange(0, 2).Draw(t, "loaners"), change...), t, correcting}
	if len(change) > 0 && c.r.Reserved != nil && rapid.Bool().Draw(t, "lent") {
		c.lent(c.now.Add(26 * time.Hour))
	}
	for range rapid.IntRange(1, 30).Draw(t, "acts") {
		c.act()
	}
	c.finish()
	standing := map[string]int{}
	for _, charge := range c.r.Charges {
		if charge.TakenBack == "" {
			standing[charge.Name]++
		}
	}
	for name, n := range standing {
		require.Equal(t, 1, n, "%s is charged twice", name)
	}
	if !correcting {
		require.Len(t, c.r.Charges, len(standing), "nothing is reversed without a correction")
	}
	return c
}

func price(no int) string {
	if no == 1 {
		return repair.ChargeLoaner
	}
	return repair.ChargeLoaner + "-" + strconv.Itoa(no)
}

// lapsed is the deadline of that name that lapsed.
func lapsed(r repair.Repair, name string) casefile.Deadline {
	for _, d := range slices.Backward(r.Deadlines) {
		if d.Name == name && d.Outcome == journal.Lapsed {
			return d
		}
	}
	return casefile.Deadline{}
}

// inBefore tells whether a broken device was in within a deadline that was
// armed after its round had begun.
func inBefore(r repair.Repair, due casefile.Deadline) bool {
	in := false
	for _, d := range r.Rounds {
		back, _ := r.Return(d.Return)
		if !d.ReportedAt.After(due.Lapse) {
			in = back.InTime(due)
		}
	}
	return in
}
