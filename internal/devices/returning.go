package devices

import (
	"slices"

	"kigen/internal/casefile"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/terms"
)

// Remind reminds the member of the old device at the instant of the next
// reminder (N-5). False where none is to go out.
func Remind(book *terms.Book, r Replacement) (Step, bool) {
	d, ok := r.Open(DeadlineReturn)
	if !ok {
		return Step{}, false
	}
	old, _ := r.back()
	if len(old.Reminders) == 0 {
		return Step{}, false
	}
	at := old.Reminders[0]
	s := begin(r, d.Terms, "return-reminded/"+jst.DayOf(at).String(), at, journal.Timer, terms.N5)
	back, _ := s.Case.back()
	back.Reminders = old.Reminders[1:]
	s.Tell(letters.ReturnReminder{
		Case: r.Case, OldDevice: r.old().letter(), Slip: back.Slip, DaysLeft: d.Count.Remaining(jst.DayOf(at)),
		LastGoodDay: d.Count.LastGoodDay, Lapse: d.Lapse, NonReturn: book.At(d.Lapse).N5.Amount,
	})
	return s.done(r), true
}

// BookIn takes in a device that the return centre has booked in. The old one
// settles N-5 where it counts as back in time (C-11, C-12). A later one is
// recorded, the charge stands, and the billing desk may ask for a waiver; so too
// where the centre dated it in time but reported it after the lapse was settled.
func BookIn(t *terms.Version, r Replacement, b casefile.Booking) (Step, error) {
	s := begin(r, t.Name, casefile.StepBookedIn(b.Reference), b.BookedAt, b.Actor, terms.N5, terms.C11)
	back, first, err := s.BookIn(b)
	if err != nil {
		return Step{}, err
	}
	if !first || !s.Case.takeBack(back.Item.Device) || back.Kind != ReturnOld {
		return s.done(r), nil
	}
	due, open := r.Open(DeadlineReturn)
	switch {
	case open && back.InTime(due):
		s.back(due)
	case !open:
		if due, ok := r.Deadline(DeadlineReturn); ok {
			s.cameLate(t, due)
		}
	}
	return s.done(r), nil
}

// takeBack marks a device as returned once another took its place; false
// while it is the covered one: sent back before the delivery is known.
func (r *Replacement) takeBack(device string) bool {
	i := slices.IndexFunc(r.Devices, func(d Device) bool { return d.ID == device })
	if i < 0 || i == len(r.Devices)-1 {
		return false
	}
	r.Devices[i].State = Returned
	return true
}

// back meets N-5 and confirms it, unless that was told before.
func (s *step) back(due casefile.Deadline) {
	told := slices.ContainsFunc(s.Case.Deadlines, func(d casefile.Deadline) bool {
		return d.Name == DeadlineReturn && d.Outcome == journal.Met
	})
	s.Settle(DeadlineReturn, journal.Met)
	back, _ := s.Case.back()
	back.Reminders = nil
	s.Entry.Facts["last_good_day"] = due.Count.LastGoodDay
	if !told {
		s.Tell(letters.ReturnReceived{Case: s.Case.Case, OldDevice: s.Case.old().letter(), BookedAt: back.BookedAt})
	}
}

// cameLate records a device that is back after its return was charged. The
// letter goes out only where the centre's own date is late: else the member was
// in time, the report was not, and the desk's answer is the next the member hears.
func (s *step) cameLate(t *terms.Version, due casefile.Deadline) {
	charge, ok := s.considerWaiver(t, due)
	back, _ := s.Case.back()
	if !ok || due.Count.InTime(back.BookedAt) {
		return
	}
	s.Tell(letters.LateReturnRecorded{
		Case: s.Case.Case, OldDevice: s.Case.old().letter(), Charge: charge.ID, BookedAt: back.BookedAt,
		LastGoodDay: due.Count.LastGoodDay, Lapse: due.Lapse, Amount: charge.Amount,
	})
}

// considerWaiver asks the billing desk whether to waive the charge of a device
// that is back; false where no charge stands.
func (s *step) considerWaiver(t *terms.Version, due casefile.Deadline) (casefile.Charge, bool) {
	charge, ok := s.Case.Standing(ChargeNonReturn)
	if !ok {
		return casefile.Charge{}, false
	}
	back, _ := s.Case.back()
	dated := due.Count.InTime(back.BookedAt)
	s.Under(terms.C12)
	s.Entry.Facts["dated_in_time"], s.Entry.Facts["charge"] = dated, charge.ID
	s.Ask(journal.Task{
		Kind: TaskWaiver, Desk: journal.DeskBilling, Rule: terms.N5,
		Due: jst.Within(jst.DayOf(casefile.Later(back.ReportedAt, s.Entry.At)), t.N5.Within).Lapse,
		Why: journal.Facts{
			"charge": charge.ID, "amount": charge.Amount, "booked_at": back.BookedAt, "reported_at": back.ReportedAt,
			"lapse": due.Lapse, "dated_in_time": dated,
		},
	})
	return *charge, true
}

// SettleReturn decides N-5 once the centre's books are in (C-12): the old
// device counts as back, or the 端末保守調定金 is charged. False where the
// deadline is not open.
func SettleReturn(book *terms.Book, r Replacement) (Step, bool) {
	due, ok := r.Open(DeadlineReturn)
	if !ok {
		return Step{}, false
	}
	t := book.At(due.Lapse)
	name := "return-settled/" + due.ArmedBy
	old, _ := r.back()
	if old.InTime(due) {
		s := begin(r, t.Name, name, casefile.Later(old.BookedAt, due.ArmedAt), journal.Timer, terms.N5, terms.C11, terms.C12)
		s.Case.old().State = Returned
		s.back(due)
		return s.done(r), true
	}
	s := begin(r, t.Name, name, casefile.Later(due.Lapse, due.ArmedAt), journal.Timer, terms.N5, terms.C12)
	s.Settle(DeadlineReturn, journal.Lapsed)
	back, _ := s.Case.back()
	back.Reminders = nil
	s.Entry.Facts["last_good_day"], s.Entry.Facts["lapse"] = due.Count.LastGoodDay, due.Lapse
	if !back.Booked() {
		s.Case.old().State = NotReturned
	}
	s.chargeNonReturn(t, due)
	if back.Booked() {
		s.cameLate(t, due)
	}
	return s.done(r), true
}

// chargeNonReturn charges the 端末保守調定金 at the instant of the lapse, under
// the terms then in force (N-5, C-10), once: not where a charge stands or was
// waived.
func (s *step) chargeNonReturn(t *terms.Version, due casefile.Deadline) {
	if s.Case.ChargedForGood(ChargeNonReturn) {
		s.Entry.Facts["charged_before"] = true
		return
	}
	id := s.Charge(journal.Charge{
		Name: ChargeNonReturn, Rule: terms.N5, Amount: t.N5.Amount, Tax: t.N5.TaxClass, At: due.Lapse,
		Why: journal.Facts{
			"device": s.Case.old().ID, "delivered": due.Count.Event, "within": due.Count.N,
			"last_good_day": due.Count.LastGoodDay, "lapse": due.Lapse, "settled_at": due.SettlesAt,
		},
	})
	s.Tell(letters.NonReturnCharged{
		Case: s.Case.Case, OldDevice: s.Case.old().letter(), Charge: id,
		LastGoodDay: due.Count.LastGoodDay, Lapse: due.Lapse, Amount: t.N5.Amount,
	})
}
