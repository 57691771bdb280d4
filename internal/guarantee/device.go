package guarantee

import (
	"time"

	"kigen/internal/casefile"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/stock"
	"kigen/internal/terms"
)

// RemindOfDevice reminds the member of the broken device (W-11). False where
// no reminder is to go out.
func RemindOfDevice(c Claim) (casefile.Outcome[Claim], bool) {
	due, open := c.Open(DeadlineDevice)
	back, ok := c.LastReturn(ReturnBroken)
	if !open || !ok || len(back.Reminders) == 0 {
		return casefile.Outcome[Claim]{}, false
	}
	at := back.Reminders[0]
	s := c.begin(due.Terms, "device-reminded/"+jst.DayOf(at).String(), at, journal.Timer, terms.W11)
	mine, _ := s.c.LastReturn(ReturnBroken)
	mine.Reminders = back.Reminders[1:]
	s.Tell(letters.GuaranteeDeviceReminder{
		Case: c.Case, Device: c.claimed().letter(), Slip: back.Slip, DaysLeft: due.Count.Remaining(jst.DayOf(at)),
		LastGoodDay: due.Count.LastGoodDay, Lapse: due.Lapse,
	})
	return s.done(), true
}

// SettleDevice decides, when the centre's books are in, whether the broken
// device came in time (W-11, C-12). Where it did not, the claim ends without a
// use; a loaner that is out is asked for. False where the deadline is not open.
func SettleDevice(book *terms.Book, c Claim) (casefile.Outcome[Claim], bool) {
	due, open := c.Open(DeadlineDevice)
	if !open {
		return casefile.Outcome[Claim]{}, false
	}
	t := book.At(due.Lapse)
	s := c.begin(t.Name, "device-settled/"+due.ArmedBy, casefile.Later(due.Lapse, due.ArmedAt), journal.Timer, terms.W11, terms.C12)
	s.Settle(DeadlineDevice, journal.Lapsed)
	if back, ok := s.c.LastReturn(ReturnBroken); ok {
		back.Reminders = nil
	}
	s.close(t, letters.DeviceNotIn, due.Count.LastGoodDay)
	return s.done(), true
}

// close ends a claim for which the member did not do what it needs, without a use.
func (s *step) close(t *terms.Version, reason string, last jst.Day) {
	s.To(StateLapsed)
	s.Entry.Facts["reason"], s.Entry.Facts["last_good_day"] = reason, last
	s.Tell(letters.GuaranteeClaimClosed{Case: s.c.Case, Device: s.c.claimed().letter(), Reason: reason, LastGoodDay: last})
	s.leaveLoaner(t, jst.DayOf(s.Entry.At), s.Entry.At)
}

// BookIn takes in what the return centre has booked in (C-11): the broken
// device, whose agreement is looked for; the loaner, which waits for its check; a
// faulty exchange device. A broken device that comes after the claim had ended
// takes the claim up again, or goes back where another claim is open (house).
func BookIn(book *terms.Book, c Claim, b casefile.Booking) (casefile.Outcome[Claim], error) {
	t := book.At(b.BookedAt)
	s := c.begin(t.Name, casefile.StepBookedIn(b.Reference), b.BookedAt, b.Actor, terms.W11, terms.C11)
	back, fresh, err := s.BookIn(b)
	if err != nil {
		return casefile.Outcome[Claim]{}, err
	}
	if !fresh {
		return s.done(), nil
	}
	switch back.Kind {
	case ReturnBroken:
		s.deviceIn(b)
	case ReturnLoaner:
		return s.loanerIn(back)
	case ReturnFaulty:
		s.faultyIn()
	}
	return s.done(), nil
}

func (s *step) deviceIn(b casefile.Booking) {
	due, open := s.c.Open(DeadlineDevice)
	outcome := journal.Lapsed
	if open && casefile.CountsAsBack(b.BookedAt, b.ReportedAt, due.Lapse, due.SettlesAt) {
		outcome = journal.Met
	}
	s.Settle(DeadlineDevice, outcome)
	if other := s.c.Guarantee.OpenClaim; !open && other != "" && other != s.c.Case {
		s.Entry.Facts["open_claim"] = other
		s.sendBack()
		return
	}
	s.To(StateDeviceIn)
	s.Ask(journal.Task{
		Kind: TaskAgreement, Desk: journal.DeskRepair, Rule: terms.W11, Why: journal.Facts{"device": s.c.claimed().ID, "model": s.c.claimed().Model},
	})
	s.Tell(letters.GuaranteeDeviceReceived{Case: s.c.Case, Device: s.c.claimed().letter(), BookedAt: b.BookedAt})
}

// sendBack has the shipping desk send the device back to the member.
func (s *step) sendBack() {
	s.To(StateSendBack)
	s.Ask(journal.Task{
		Kind: TaskShipBack, Desk: journal.DeskShipping, Rule: terms.W11, Why: journal.Facts{"device": s.c.covered().ID, "model": s.c.covered().Model},
	})
}

// Agreement is the repair desk's word on the signed repair agreement (修理同意書).
type Agreement struct {
	ID      string
	Present bool
	At      time.Time
	Actor   journal.Actor
}

// RecordAgreement notes whether the repair agreement is there (W-11). With it the
// device is inspected; without it the member is asked for it.
func RecordAgreement(t *terms.Version, c Claim, a Agreement) (casefile.Outcome[Claim], error) {
	if err := MayAct(c.Progress(), terms.W11, StateDeviceIn, StateAgreementDue); err != nil {
		return casefile.Outcome[Claim]{}, err
	}
	s := c.begin(t.Name, "agreement-recorded/"+a.ID, a.At, a.Actor, terms.W11)
	s.Entry.Facts = journal.Facts{"agreement": a.Present}
	if a.Present {
		s.Settle(DeadlineAgreement, journal.Met)
		s.Finish("done", TaskAgreement)
		s.To(StateInspection)
		s.Ask(journal.Task{
			Kind: TaskInspect, Desk: journal.DeskRepair, Rule: terms.W6,
			Why: journal.Facts{"device": c.claimed().ID, "model": c.claimed().Model, "cause": c.Cause},
		})
		return s.done(), nil
	}
	if _, open := c.Open(DeadlineAgreement); open {
		return casefile.Outcome[Claim]{}, wrongState(terms.W11, "修理同意書は、すでにお客様にお願いしています。", "The member has been asked for the agreement already.")
	}
	s.To(StateAgreementDue)
	due := journal.Due(DeadlineAgreement, terms.W11, jst.Within(jst.DayOf(a.At), t.W11.AgreementWithin))
	due.Desk = journal.DeskRepair
	s.Arm(due)
	s.Tell(letters.GuaranteeAgreementMissing{
		Case: c.Case, Device: c.claimed().letter(), LastGoodDay: due.Count.LastGoodDay, Lapse: due.Lapse,
	})
	return s.done(), nil
}

// LapseAgreement sends a device back for which no agreement came, without a use
// (W-11). False where the deadline is not open.
func LapseAgreement(c Claim) (casefile.Outcome[Claim], bool) {
	due, open := c.Open(DeadlineAgreement)
	if !open {
		return casefile.Outcome[Claim]{}, false
	}
	s := c.begin(due.Terms, "agreement-lapsed/"+due.ArmedBy, casefile.Later(due.Lapse, due.ArmedAt), journal.Timer, terms.W11)
	s.Settle(DeadlineAgreement, journal.Lapsed)
	s.Finish("lapsed", TaskAgreement)
	s.Entry.Facts["last_good_day"] = due.Count.LastGoodDay
	s.sendBack()
	s.Tell(letters.GuaranteeClaimClosed{
		Case: c.Case, Device: c.claimed().letter(), Reason: letters.AgreementNotIn, LastGoodDay: due.Count.LastGoodDay,
	})
	return s.done(), true
}

// Parcel is a device on its way to the member, as the shipping desk hands it to
// the courier.
type Parcel struct {
	Shipment string
	Tracking string
	// Unit is the exchange device of the stock, nil where the member's own goes back.
	Unit  *stock.Unit
	At    time.Time
	Actor journal.Actor
}

// MayShip refuses a parcel where none is to be sent.
func MayShip(p Progress) error {
	return MayAct(p, terms.W6, StateSendBack, StateExchangeDue, StateCameBack)
}

// exchanging tells that a unit of the stock is to be sent, not the member's device.
func (c *Claim) exchanging() bool { return c.Way == Exchanged }

// Ship sends the device back, or an exchange device: its price is collected on
// delivery (W-6), what is over the limit is charged besides (W-7). For trouble
// with the first exchange device another one goes out without a price (W-8). A
// loaner that was not sent is freed.
func Ship(t *terms.Version, c Claim, p Parcel) (casefile.Outcome[Claim], error) {
	if err := MayShip(c.Progress()); err != nil {
		return casefile.Outcome[Claim]{}, err
	}
	if err := suitable(c, p); err != nil {
		return casefile.Outcome[Claim]{}, err
	}
	s := c.begin(t.Name, "shipped/"+p.Shipment, p.At, p.Actor, terms.W6)
	s.To(StateShipped)
	s.Finish("shipped", TaskShipBack, TaskShipExchange)
	if p.Unit == nil {
		d := s.c.covered()
		s.Ship(casefile.Shipment{ID: p.Shipment, Kind: ParcelBack, Tracking: p.Tracking, Item: casefile.Item{Device: d.ID}})
		s.Tell(letters.GuaranteeDeviceShipped{Case: c.Case, Device: d.letter(), Tracking: p.Tracking})
		s.freeLoaner()
		return s.done(), nil
	}
	m, err := p.Unit.Out(s.act())
	if err != nil {
		return casefile.Outcome[Claim]{}, err
	}
	s.move(m)
	s.Ship(casefile.Shipment{ID: p.Shipment, Kind: ParcelExchange, Tracking: p.Tracking, Item: casefile.Item{Unit: p.Unit.ID}})
	letter := letters.GuaranteeExchangeShipped{
		Case: c.Case, Device: letters.Device{Model: p.Unit.Name, Colour: p.Unit.Colour}, Refurbished: p.Unit.Refurbished, Tracking: p.Tracking,
		TroubleDays: t.W8.Within,
	}
	if _, again := c.troubled(); again {
		s.Under(terms.W8)
	} else {
		s.c.Cost = p.Unit.Price
		letter.Fee, letter.CODFee = s.collect(t)
		letter.Excess = s.excess(t)
		letter.Value, letter.Limit = p.Unit.Price, t.W7.Limit
	}
	s.Tell(letter)
	s.freeLoaner()
	return s.done(), nil
}

func suitable(c Claim, p Parcel) error {
	switch {
	case !c.exchanging() && p.Unit != nil:
		return refusal.New(refusal.Invalid, terms.W6,
			"お客様の端末をお返しします。在庫の端末は指定できません。", "The member's own device goes back; name no unit of the stock.").
			With("unit_id", "指定できません。", "Name none.")
	case c.exchanging() && p.Unit == nil:
		return refusal.New(refusal.Invalid, terms.W6,
			"お送りする交換用の端末を在庫から指定してください。", "Name the unit of the stock that is sent.").
			With("unit_id", "在庫の端末を指定してください。", "Name a unit.")
	case p.Unit != nil && (p.Unit.Pool != stock.Replacement || p.Unit.OS != c.claimed().OS):
		return refusal.New(refusal.Mismatch, terms.W6,
			"対象の端末と同じOSの、交換用の在庫を指定してください。", "Name a replacement unit of the same OS as the device.").
			With("unit_id", "交換用の端末ではないか、OSが異なります。", "It is no replacement, or of another OS.")
	}
	return nil
}
