package guarantee

import (
	"time"

	"kigen/internal/casefile"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// CorrectDelivery replaces a delivery that was recorded wrongly (C-13). Where
// the day is another, what was counted from it is counted anew under the terms of
// the true day: the days for trouble with an exchange device (W-8) and for the
// loaner (W-11). Trouble that was taken in stays taken in.
func CorrectDelivery(book *terms.Book, c Claim, x casefile.DeliveryCorrection) (casefile.Outcome[Claim], error) {
	if err := c.MayCorrectDelivery(x); err != nil {
		return casefile.Outcome[Claim]{}, err
	}
	t := book.At(x.DeliveredAt)
	s := c.begin(t.Name, x.Step(), x.At, x.Actor, terms.C13)
	p, recorded := s.CorrectDelivery(x)
	before, after := jst.DayOf(recorded), jst.DayOf(x.DeliveredAt)
	if before == after || p.Kind == ParcelLoaner {
		return s.done(), nil
	}
	letter := letters.GuaranteeDeliveryCorrected{Case: c.Case, Device: s.c.covered().letter(), Recorded: before, Delivered: after}
	if due, ok := s.moveCheck(t, p, x.DeliveredAt); ok {
		letter.CheckLastGoodDay, letter.CheckLapse = &due.LastGoodDay, &due.Lapse
	}
	if due, ok := s.moveReturn(t, DeadlineLoaner, terms.W11, t.W11.LoanerWithin, before, x); ok {
		letter.LoanerLastGoodDay, letter.LoanerLapse = &due.LastGoodDay, &due.Lapse
	}
	if due, ok := s.moveReturn(t, DeadlineFaulty, terms.W8, t.W11.FaultyWithin, before, x); ok {
		letter.FaultyLastGoodDay, letter.FaultyLapse = &due.LastGoodDay, &due.Lapse
	}
	s.Tell(letter)
	return s.done(), nil
}

// moveCheck counts W-8 anew where the corrected parcel is the covered device's
// and no trouble was taken in.
func (s *step) moveCheck(t *terms.Version, p *casefile.Shipment, deliveredAt time.Time) (jst.Count, bool) {
	check, ok := s.c.Deadline(DeadlineCheck)
	last, sent := s.c.LastShipment(ParcelExchange)
	if !ok || !sent || last.ID != p.ID || check.Outcome == journal.Met {
		return jst.Count{}, false
	}
	s.Under(terms.W8)
	return s.armCheck(t, deliveredAt), true
}

// moveReturn counts a return anew that was counted from the wrong day and is
// not back.
func (s *step) moveReturn(t *terms.Version, name string, rule terms.ID, within int, from jst.Day, x casefile.DeliveryCorrection) (jst.Count, bool) {
	due, ok := s.c.Deadline(name)
	if !ok || due.Count.Event != from || due.Outcome == journal.Met || s.isBack(name) {
		return jst.Count{}, false
	}
	s.Under(rule)
	s.Settle(name, journal.Moved)
	s.Finish("moved", map[string]string{DeadlineLoaner: TaskAskLoaner, DeadlineFaulty: TaskAskFaulty}[name])
	moved := s.ArmReturn(t, name, rule, jst.Within(jst.DayOf(x.DeliveredAt), within), journal.DeskSupport, x.At)
	return moved.Count, true
}

func (s *step) isBack(deadline string) bool {
	kind := ReturnLoaner
	if deadline == DeadlineFaulty {
		kind = ReturnFaulty
	}
	back, ok := s.c.LastReturn(kind)
	return !ok || back.Booked()
}

// CorrectBooking replaces the instant at which the return centre had a parcel
// (C-13). Nothing is charged for what comes late under W: the member is told, and
// a deadline that was met or missed stays as it was decided.
func CorrectBooking(t *terms.Version, c Claim, x casefile.BookingCorrection) (casefile.Outcome[Claim], error) {
	if err := c.MayCorrectBooking(x); err != nil {
		return casefile.Outcome[Claim]{}, err
	}
	s := c.begin(t.Name, x.Step(), x.At, x.Actor, terms.C13, terms.C11)
	back, recorded := s.CorrectBooking(x)
	name := map[string]string{ReturnBroken: DeadlineDevice, ReturnLoaner: DeadlineLoaner, ReturnFaulty: DeadlineFaulty}[back.Kind]
	due, ok := c.Deadline(name)
	if !ok || jst.DayOf(recorded) == jst.DayOf(x.BookedAt) {
		return s.done(), nil
	}
	s.Tell(letters.BookingCorrected{
		Case: c.Case, Device: c.inParcel(back.Item), Recorded: recorded, BookedAt: x.BookedAt, LastGoodDay: due.Count.LastGoodDay,
		Lapse: due.Lapse, InTime: due.Count.InTime(x.BookedAt), ReturnedUnder: due.Rule,
	})
	return s.done(), nil
}

// inParcel names what is in a parcel for a letter.
func (c *Claim) inParcel(i casefile.Item) letters.Device {
	if u, ok := c.unit(i.Unit); ok {
		return letters.Device{Model: u.Name, Colour: u.Colour}
	}
	for _, d := range c.Devices {
		if d.ID == i.Device {
			return d.letter()
		}
	}
	return c.claimed().letter()
}

// CorrectAmount replaces the excess of a repair by the true one (C-13, W-7): the
// cost is what is over the limit, and the limit.
func CorrectAmount(t *terms.Version, c Claim, x casefile.AmountCorrection) (casefile.Outcome[Claim], error) {
	if err := c.MayCorrectAmount(x); err != nil {
		return casefile.Outcome[Claim]{}, err
	}
	if charge, _ := c.Charge(x.Charge); charge.Name != ChargeExcess || !c.Done {
		return casefile.Outcome[Claim]{}, refusal.New(refusal.NotFound, terms.C13,
			"このご請求の金額は約款で定まっており、訂正の対象ではありません。", "No desk entered the amount of this charge; the terms fix it.")
	}
	return correctCost(t, c, CostCorrection{Cost: t.W7.Limit.Add(x.Amount), At: x.At, Actor: x.Actor}, x.Step())
}

// CostCorrection says that a repair cost another amount than was entered.
type CostCorrection struct {
	ID    string
	Cost  yen.Amount
	At    time.Time
	Actor journal.Actor
}

// CorrectCost replaces the cost of a repair that was entered wrongly (C-13):
// the excess of W-7 is worked out again, what was charged is reversed, and the
// member is told. An excess that two people waived stays waived.
func CorrectCost(t *terms.Version, c Claim, x CostCorrection) (casefile.Outcome[Claim], error) {
	switch {
	case !c.Done:
		return casefile.Outcome[Claim]{}, refusal.New(refusal.NotFound, terms.C13, "訂正する修理の記録が見つかりません。", "There is no repair to correct.")
	case x.Cost < 0 || x.Cost == c.Cost:
		return casefile.Outcome[Claim]{}, refusal.New(refusal.Invalid, terms.C13,
			"正しい修理費用には、記録と異なる0円以上の金額をご入力ください。", "The true cost is not negative, and differs from the one recorded.").
			With("cost", "ありえない金額です。", "This amount is impossible.")
	}
	return correctCost(t, c, x, "cost-corrected/"+x.ID)
}

func correctCost(t *terms.Version, c Claim, x CostCorrection, name string) (casefile.Outcome[Claim], error) {
	s := c.begin(t.Name, name, x.At, x.Actor, terms.C13, terms.W7)
	s.Entry.Facts = journal.Facts{"recorded": c.Cost, "cost": x.Cost}
	letter := letters.GuaranteeCostCorrected{
		Case: c.Case, Device: c.covered().letter(), Recorded: c.Cost, Cost: x.Cost, Limit: t.W7.Limit, CorrectedAt: x.At,
	}
	s.c.Cost = x.Cost
	if wrong, standing := s.c.Standing(ChargeExcess); standing {
		letter.Reversed = wrong.Amount
		s.Reverse(wrong, journal.Facts{"recorded": c.Cost, "cost": x.Cost, "rule": terms.C13})
	}
	letter.Excess = s.excess(t)
	s.Tell(letter)
	return s.done(), nil
}
