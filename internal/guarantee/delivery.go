package guarantee

import (
	"time"

	"kigen/internal/casefile"
	"kigen/internal/devices"
	"kigen/internal/ids"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/terms"
)

// Deliver takes in that a parcel was delivered. With the device the loaner is
// asked for (W-11); an exchange device is the covered one from then on, and the
// days for trouble with it begin (W-8).
func Deliver(book *terms.Book, c Claim, r casefile.Report) (casefile.Outcome[Claim], error) {
	t := book.At(r.At)
	s := c.begin(t.Name, casefile.StepDelivered(r.Reference), r.At, r.Actor, terms.W11)
	p, ok := s.Deliver(r)
	if !ok {
		return s.done(), nil
	}
	switch p.Kind {
	case ParcelBack:
		s.To(StateDelivered)
		s.askForLoaner(t, jst.DayOf(r.At), r.ReportedAt)
	case ParcelExchange:
		if err := s.exchanged(t, p, r); err != nil {
			return casefile.Outcome[Claim]{}, err
		}
	}
	return s.done(), nil
}

// exchanged makes the exchange device the covered one (W-8).
func (s *step) exchanged(t *terms.Version, p *casefile.Shipment, r casefile.Report) error {
	u, _ := s.c.unit(p.Item.Unit)
	m, err := u.Issue(s.act())
	if err != nil {
		return err
	}
	s.move(m)
	trouble, again := s.c.troubled()
	faulty := *s.c.covered()
	d := s.take(ids.Derived("dev", p.ID), devices.Device{
		IMEI: u.IMEI, Model: u.Model, Name: u.Name, Colour: u.Colour, Refurbished: u.Refurbished,
	}, Model{OS: u.OS})
	s.Under(terms.W8)
	s.To(StateDelivered)
	s.Entry.Facts["covered"], s.Entry.Facts["replaced"] = d.ID, d.Replaces
	check := s.armCheck(t, r.At)
	letter := letters.GuaranteeExchangeDelivered{
		Case: s.c.Case, Device: d.letter(), Delivered: jst.DayOf(r.At), LastGoodDay: check.LastGoodDay, Lapse: check.Lapse,
	}
	if again {
		back := s.expectFaulty(t, trouble, faulty, r)
		device := faulty.letter()
		letter.Faulty, letter.Slip, letter.FaultyBy = &device, back.Slip, jst.Within(jst.DayOf(r.At), t.W11.FaultyWithin).LastGoodDay
	}
	s.Tell(letter)
	s.askForLoaner(t, jst.DayOf(r.At), r.ReportedAt)
	return nil
}

func (s *step) armCheck(t *terms.Version, deliveredAt time.Time) jst.Count {
	count := jst.Within(jst.DayOf(deliveredAt), t.W8.Within)
	due := journal.Due(DeadlineCheck, terms.W8, count)
	due.Desk = journal.DeskRepair
	s.Settle(DeadlineCheck, journal.Moved)
	s.Arm(due)
	return count
}

// expectFaulty asks for the exchange device that did not work (W-8, house).
func (s *step) expectFaulty(t *terms.Version, x Trouble, d Device, r casefile.Report) casefile.Return {
	s.c.Devices[len(s.c.Devices)-2].State = devices.ToReturn
	back := casefile.Return{
		ID: ids.Derived("ret", x.ID), Kind: ReturnFaulty, Item: casefile.Item{Device: d.ID}, Slip: ids.Derived("slip", x.ID),
	}
	s.Expect(back)
	s.ArmReturn(t, DeadlineFaulty, terms.W8, jst.Within(jst.DayOf(r.At), t.W11.FaultyWithin), journal.DeskSupport, r.ReportedAt)
	return back
}

func (s *step) faultyIn() {
	s.Under(terms.W8)
	back, _ := s.c.LastReturn(ReturnFaulty)
	for i := range s.c.Devices {
		if s.c.Devices[i].ID == back.Item.Device {
			s.c.Devices[i].State = devices.Returned
		}
	}
	if due, open := s.c.Open(DeadlineFaulty); open && back.InTime(due) {
		s.Settle(DeadlineFaulty, journal.Met)
	} else {
		s.Settle(DeadlineFaulty, journal.Lapsed)
	}
	s.Finish("done", TaskAskFaulty)
}

// SettleFaulty has the support desk ask for a faulty exchange device that is
// not back (W-8, house: the rulebook names no charge). False where the deadline is
// not open.
func SettleFaulty(c Claim) (casefile.Outcome[Claim], bool) {
	due, open := c.Open(DeadlineFaulty)
	if !open {
		return casefile.Outcome[Claim]{}, false
	}
	s := c.begin(due.Terms, "faulty-settled/"+due.ArmedBy, casefile.Later(due.Lapse, due.ArmedAt), journal.Timer, terms.W8, terms.C12)
	s.Settle(DeadlineFaulty, journal.Lapsed)
	back, _ := c.LastReturn(ReturnFaulty)
	s.Entry.Facts["device"], s.Entry.Facts["last_good_day"] = back.Item.Device, due.Count.LastGoodDay
	s.Ask(journal.Task{
		Kind: TaskAskFaulty, Desk: journal.DeskSupport, Rule: terms.W8, Why: journal.Facts{"device": back.Item.Device, "last_good_day": due.Count.LastGoodDay},
	})
	return s.done(), true
}

// ComeBack takes in that a parcel came back undelivered: the shipping desk
// sends it again. What was to be collected for an exchange was not, and is
// charged anew with the next parcel (B-9).
func ComeBack(t *terms.Version, c Claim, r casefile.Report) (casefile.Outcome[Claim], error) {
	s := c.begin(t.Name, casefile.StepCameBack(r.Reference), r.At, r.Actor, terms.W6)
	p, ok := s.ComeBack(r)
	if !ok {
		return s.done(), nil
	}
	u, _ := s.c.unit(p.Item.Unit)
	if p.Item.Unit != "" {
		m, err := u.Undelivered(s.act())
		if err != nil {
			return casefile.Outcome[Claim]{}, err
		}
		s.move(m)
	}
	switch p.Kind {
	case ParcelLoaner:
		s.loanerUndelivered(u)
	case ParcelBack:
		s.To(StateCameBack)
		s.Ask(journal.Task{Kind: TaskShipBack, Desk: journal.DeskShipping, Rule: terms.W11, Why: journal.Facts{"tracking": p.Tracking}})
	case ParcelExchange:
		s.To(StateCameBack)
		s.Ask(journal.Task{Kind: TaskShipExchange, Desk: journal.DeskShipping, Rule: terms.W6, Why: journal.Facts{"tracking": p.Tracking}})
		for _, name := range []string{ChargeExchange, ChargeCOD, ChargeExcess} {
			if charge, ok := s.c.Standing(name); ok {
				s.Reverse(charge, journal.Facts{"shipment": p.ID, "came_back_at": r.At})
			}
		}
	}
	return s.done(), nil
}

// EndCheck ends the days for trouble with an exchange device of which none was
// told (W-8). False where the deadline is not open.
func EndCheck(c Claim) (casefile.Outcome[Claim], bool) {
	due, open := c.Open(DeadlineCheck)
	if !open {
		return casefile.Outcome[Claim]{}, false
	}
	s := c.begin(due.Terms, "check-lapsed/"+due.ArmedBy, casefile.Later(due.Lapse, due.ArmedAt), journal.Timer, terms.W8)
	s.Settle(DeadlineCheck, journal.Lapsed)
	s.Entry.Facts["device"] = c.covered().ID
	return s.done(), true
}
