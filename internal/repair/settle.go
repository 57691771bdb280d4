package repair

import (
	"slices"

	"kigen/internal/casefile"
	"kigen/internal/devices"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// Settle decides the deadline of that name when it is due (C-12): what it asks
// for is there, or what follows from its lapse, at the instant of the lapse and
// under the terms then in force (C-10). False where it is not open.
func Settle(book *terms.Book, r Repair, name string) (Made, bool) {
	due, ok := r.Open(name)
	if !ok {
		return Made{}, false
	}
	promises := r.promises()
	i := slices.IndexFunc(promises, func(p promise) bool { return p.name == name })
	s := begin(book.At(due.Lapse), r, name+"/"+due.ArmedBy, casefile.Later(due.Lapse, due.ArmedAt), journal.Timer, due.Rule)
	s.knownAt = casefile.Later(due.SettlesAt, due.ArmedAt)
	s.Entry.Facts["last_good_day"], s.Entry.Facts["lapse"] = due.Count.LastGoodDay, due.Lapse
	if i < 0 {
		s.Settle(name, journal.Void)
		return s.made(), true
	}
	if due.SettlesAt.After(due.Lapse) {
		s.Under(terms.C11, terms.C12)
	}
	if promises[i].met(due) {
		s.Entry.At = due.ArmedAt
		s.Settle(name, journal.Met)
		return s.made(), true
	}
	s.Settle(name, journal.Lapsed)
	s.lapsed(promises[i], due)
	return s.made(), true
}

// lapsed does what follows from a lapse.
func (s *step) lapsed(p promise, due casefile.Deadline) {
	switch p.base {
	case DeadlineDeviceIn:
		s.end(due)
	case DeadlineAfterLoaner:
		s.inquire(due)
	case DeadlineDeviceOrLoaner:
		s.chargeLoaner(&s.Case.Loaners[p.no-1], due)
	case DeadlineLoanerAsked:
		s.askBack(&s.Case.Loaners[p.no-1], due)
	case DeadlineLoanerBack:
		s.chargeLoaner(&s.Case.Loaners[p.no-1], due)
	case DeadlineExchangeBack:
		s.chargeExchange(p.no, due)
	}
}

// end closes a claim whose device never came, without a use (U-12). A device that
// is in too late goes back as it is.
func (s *step) end(due casefile.Deadline) {
	r := s.Case
	d := r.round()
	d.Ended = CaseLapsed
	s.outcome = CaseLapsed
	if r.isIn(d) {
		s.sendBack(d)
		return
	}
	s.Tell(letters.RepairLapsed{
		Case: r.Case, Device: letterOf(*r.covered()), ReceivedAt: d.ReportedAt,
		LastGoodDay: due.Count.LastGoodDay, Lapse: due.Lapse,
	})
}

// inquire asks the member about the device and gives the support desk the case (U-4).
func (s *step) inquire(due casefile.Deadline) {
	r := s.Case
	l, lent := r.lent()
	if !lent || !r.awaited() {
		return
	}
	charge, _ := r.Deadline(ordinal(DeadlineDeviceOrLoaner, l.No))
	back, _ := r.Return(r.round().Return)
	loaner, _ := r.Return(l.Return)
	at, _ := r.lentAt(l)
	s.Ask(journal.Task{
		Kind: TaskInquiry, Desk: journal.DeskSupport, Rule: terms.U4, Due: charge.Lapse,
		Why: journal.Facts{"device": r.covered().ID, "unit": l.Unit.ID, "last_good_day": due.Count.LastGoodDay, "lapse": charge.Lapse},
	})
	s.Tell(letters.DeviceInquiry{
		Case: r.Case, Device: letterOf(*r.covered()), Loaner: l.letter(), Delivered: jst.DayOf(at),
		DeviceLastGoodDay: due.Count.LastGoodDay, LastGoodDay: charge.Count.LastGoodDay, Lapse: charge.Lapse,
		Price: l.Price, Slip: back.Slip, LoanerSlip: loaner.Slip,
	})
}

// askBack asks the member for a loaner that is not back within the first days of U-6.
func (s *step) askBack(l *Loaner, due casefile.Deadline) {
	r := s.Case
	back, _ := r.Return(l.Return)
	charge, open := r.Open(ordinal(DeadlineLoanerBack, l.No))
	arrived, _ := r.arrival()
	if back.Booked() || !open {
		return
	}
	s.Tell(letters.LoanerAsked{
		Case: r.Case, Loaner: l.letter(), Delivered: jst.DayOf(arrived), AskLastGoodDay: due.Count.LastGoodDay, Slip: back.Slip,
		LastGoodDay: charge.Count.LastGoodDay, Lapse: charge.Lapse, Price: l.Price,
	})
}

// chargeLoaner charges a loaner's price, once: not where it was charged before
// and the charge stands or was waived (U-5, U-6). Damage of it that was charged
// is part of the price.
func (s *step) chargeLoaner(l *Loaner, due casefile.Deadline) {
	r := s.Case
	if r.ChargedForGood(l.price()) {
		return
	}
	if damage, ok := r.Standing(l.damage()); ok {
		s.reverse(damage)
	}
	tax := s.terms.U6.TaxClass
	if due.Rule == terms.U5 {
		tax = s.terms.U5.TaxClass
	}
	id := s.charge(l.price(), l.Price, tax, due, journal.Facts{"unit": l.Unit.ID})
	s.Tell(letters.LoanerCharged{
		Case: r.Case, Loaner: l.letter(), ChargedUnder: due.Rule, Charge: id,
		LastGoodDay: due.Count.LastGoodDay, Lapse: due.Lapse, Amount: l.Price,
	})
	if m, err := l.Unit.Lose(r.act(s.Entry.At, s.Entry.Actor)); err == nil {
		_ = s.move(m, nil)
	}
	if back, _ := r.Return(l.Return); back.Booked() {
		charge, _ := r.Standing(l.price())
		s.cameLate(l.letter(), charge, due, *back)
	}
}

// chargeExchange charges the price of an exchange device that did not come back, once (U-9).
func (s *step) chargeExchange(no int, due casefile.Deadline) {
	r := s.Case
	name := ordinal(ChargeExchange, no)
	if r.ChargedForGood(name) {
		return
	}
	f := r.confirmed(no)
	e, _ := r.exchanged(f.Device)
	id := s.charge(name, e.Price, s.terms.U9.TaxClass, due, journal.Facts{"device": f.Device})
	s.Tell(letters.ExchangeReturnCharged{
		Case: r.Case, Device: letterOf(e.Device), Charge: id,
		LastGoodDay: due.Count.LastGoodDay, Lapse: due.Lapse, Amount: e.Price,
	})
	back, _ := r.Return(returnOf(f.ID))
	if back.Booked() {
		charge, _ := r.Standing(name)
		s.cameLate(letterOf(e.Device), charge, due, *back)
		return
	}
	s.mark(f.Device, devices.NotReturned)
}

func (s *step) mark(device string, state devices.State) {
	i := slices.IndexFunc(s.Case.Devices, func(d devices.Device) bool { return d.ID == device })
	s.Case.Devices[i].State = state
}

// confirmed is the no-th confirmed fault, from 1.
func (r *Repair) confirmed(no int) Fault {
	for _, f := range r.Faults {
		if f.Outcome == Confirmed {
			if no--; no == 0 {
				return f
			}
		}
	}
	return Fault{}
}

// charge posts the price of something that is not back.
func (s *step) charge(name string, amount yen.Amount, tax terms.TaxClass, due casefile.Deadline, why journal.Facts) string {
	why["event"], why["within"], why["last_good_day"] = due.Count.Event, due.Count.N, due.Count.LastGoodDay
	why["lapse"], why["settled_at"] = due.Lapse, due.SettlesAt
	return s.Charge(journal.Charge{Name: name, Rule: due.Rule, Amount: amount, Tax: tax, At: due.Lapse, Why: why})
}

// Remind reminds the member of the broken device at the instant of the next
// reminder (U-12). False where none is to go out.
func Remind(book *terms.Book, r Repair) (Made, bool) {
	due, ok := r.Open(DeadlineDeviceIn)
	if !ok {
		return Made{}, false
	}
	back, _ := r.Return(r.round().Return)
	if len(back.Reminders) == 0 {
		return Made{}, false
	}
	at := back.Reminders[0]
	day := jst.DayOf(at)
	s := begin(book.At(at), r, "device-reminded/"+due.ArmedBy+"/"+day.String(), at, journal.Timer, terms.U12)
	mine, _ := s.Case.Return(back.ID)
	mine.Reminders = back.Reminders[1:]
	s.Tell(letters.RepairReminder{
		Case: r.Case, Device: letterOf(*r.covered()), ReceivedAt: r.round().ReportedAt, Shop: r.shop(), Slip: back.Slip,
		DaysLeft: due.Count.Remaining(day), LastGoodDay: due.Count.LastGoodDay, Lapse: due.Lapse,
	})
	return s.made(), true
}
