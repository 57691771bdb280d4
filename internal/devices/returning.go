package devices

import (
	"slices"
	"time"

	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// Remind reminds the member of the old device at the instant of the next
// reminder (N-5). False where none is to go out.
func Remind(book *terms.Book, r Replacement) (Step, bool) {
	d, ok := r.open(DeadlineReturn)
	if !ok || len(r.Returns[0].Reminders) == 0 {
		return Step{}, false
	}
	at := r.Returns[0].Reminders[0]
	s := begin(r, d.Terms, "return-reminded/"+jst.DayOf(at).String(), at, journal.Timer, terms.N5)
	s.Case.Returns[0].Reminders = r.Returns[0].Reminders[1:]
	s.tell(letters.ReturnReminder{
		Case: r.Claim, OldDevice: r.old().letter(), Slip: r.Returns[0].Slip, DaysLeft: d.Count.Remaining(jst.DayOf(at)),
		LastGoodDay: d.Count.LastGoodDay, Lapse: d.Lapse, NonReturn: book.At(d.Lapse).N5.Amount,
	})
	return s.done(r.State), true
}

// Booking is an entry of the return centre's books (C-11).
type Booking struct {
	Reference  string
	Return     string
	BookedAt   time.Time
	ReportedAt time.Time
	Actor      journal.Actor
}

// BookIn takes in a device that the return centre has booked in. The old one
// settles N-5 where it counts as back in time (C-11, C-12). A later one is
// recorded, the charge stands, and the billing desk may ask for a waiver; so too
// where the centre dated it in time but reported it after the lapse was settled.
func BookIn(t *terms.Version, r Replacement, b Booking) (Step, error) {
	i := slices.IndexFunc(r.Returns, func(back Return) bool { return back.ID == b.Return })
	if i < 0 {
		return Step{}, refusal.New(refusal.NotFound, terms.N5,
			"この返却は登録されていません。", "There is no such return.")
	}
	s := begin(r, t.Name, "parcel-booked-in/"+b.Reference, b.BookedAt, b.Actor, terms.N5, terms.C11)
	s.Entry.Facts = journal.Facts{
		"return": b.Return, "reference": b.Reference, "booked_at": b.BookedAt, "reported_at": b.ReportedAt,
	}
	back := &s.Case.Returns[i]
	if back.booked() {
		s.Entry.Facts["booked_before"] = back.Reference
		s.ask(journal.Task{Kind: TaskParcel, Desk: journal.DeskSupport, Rule: terms.N5, Why: journal.Facts{"return": b.Return}})
		return s.done(r.State), nil
	}
	back.Reference, back.BookedAt, back.ReportedAt = b.Reference, b.BookedAt, b.ReportedAt
	if !s.Case.takeBack(back.Device) || i > 0 {
		return s.done(r.State), nil
	}
	due, open := r.open(DeadlineReturn)
	switch {
	case open && s.Case.inTime(due):
		s.back(due)
	case !open:
		if due, ok := r.deadline(DeadlineReturn); ok {
			s.cameLate(t, due)
		}
	}
	return s.done(r.State), nil
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
func (s *Step) back(due Deadline) {
	told := slices.ContainsFunc(s.Case.Deadlines, func(d Deadline) bool {
		return d.Name == DeadlineReturn && d.Outcome == journal.Met
	})
	s.settle(DeadlineReturn, journal.Met)
	s.Case.Returns[0].Reminders = nil
	s.Entry.Facts["last_good_day"] = due.Count.LastGoodDay
	if !told {
		s.tell(letters.ReturnReceived{Case: s.Case.Claim, OldDevice: s.Case.old().letter(), BookedAt: s.Case.Returns[0].BookedAt})
	}
}

// cameLate records a device that is back after its return was charged. The
// letter goes out only where the centre's own date is late: else the member was
// in time, the report was not, and the desk's answer is the next the member hears.
func (s *Step) cameLate(t *terms.Version, due Deadline) {
	charge, ok := s.Case.standing()
	if !ok {
		return
	}
	back := s.Case.Returns[0]
	dated := due.Count.InTime(back.BookedAt)
	s.Entry.Rules = append(s.Entry.Rules, terms.C12)
	s.Entry.Facts["dated_in_time"], s.Entry.Facts["charge"] = dated, charge.ID
	s.ask(journal.Task{
		Kind: TaskWaiver, Desk: journal.DeskBilling, Rule: terms.N5,
		Due: jst.Within(jst.DayOf(back.ReportedAt), t.N5.Within).Lapse,
		Why: journal.Facts{
			"charge": charge.ID, "amount": charge.Amount, "booked_at": back.BookedAt, "reported_at": back.ReportedAt,
			"lapse": due.Lapse, "dated_in_time": dated,
		},
	})
	if !dated {
		s.tell(letters.LateReturnRecorded{
			Case: s.Case.Claim, OldDevice: s.Case.old().letter(), Charge: charge.ID, BookedAt: back.BookedAt,
			LastGoodDay: due.Count.LastGoodDay, Lapse: due.Lapse, Amount: charge.Amount,
		})
	}
}

// SettleReturn decides N-5 once the centre's books are in (C-12): the old
// device counts as back, or the 端末保守調定金 is charged at the instant of the
// lapse, under the terms then in force (C-10), once: not where a charge stands
// or was waived. ChargeID makes the ID of a charge from the step and the
// charge's name. False where the deadline is not open.
func SettleReturn(book *terms.Book, r Replacement, chargeID func(step, name string) string) (Step, bool) {
	due, ok := r.open(DeadlineReturn)
	if !ok {
		return Step{}, false
	}
	t := book.At(due.Lapse)
	name := "return-settled/" + due.ArmedBy
	if r.inTime(due) {
		s := begin(r, t.Name, name, later(r.Returns[0].BookedAt, due.ArmedAt), journal.Timer, terms.N5, terms.C11, terms.C12)
		s.Case.old().State = Returned
		s.back(due)
		return s.done(r.State), true
	}
	s := begin(r, t.Name, name, later(due.Lapse, due.ArmedAt), journal.Timer, terms.N5, terms.C12)
	s.settle(DeadlineReturn, journal.Lapsed)
	s.Case.Returns[0].Reminders = nil
	s.Entry.Facts["last_good_day"], s.Entry.Facts["lapse"] = due.Count.LastGoodDay, due.Lapse
	if !r.Returns[0].booked() {
		s.Case.old().State = NotReturned
	}
	if r.chargedForGood() {
		s.Entry.Facts["charged_before"] = true
		return s.done(r.State), true
	}
	charge := Charge{ID: chargeID(name, ChargeNonReturn), Amount: t.N5.Amount, Tax: t.N5.TaxClass}
	s.Case.Charges = append(s.Case.Charges, charge)
	s.Entry.Charges = []journal.Charge{{
		Name: ChargeNonReturn, Rule: terms.N5, Kind: journal.Posted, Amount: charge.Amount, Tax: charge.Tax, At: due.Lapse,
		Why: journal.Facts{
			"device": r.old().ID, "delivered": due.Count.Event, "within": due.Count.N,
			"last_good_day": due.Count.LastGoodDay, "lapse": due.Lapse, "settled_at": due.SettlesAt,
		},
	}}
	s.tell(letters.NonReturnCharged{
		Case: r.Claim, OldDevice: r.old().letter(), Charge: charge.ID,
		LastGoodDay: due.Count.LastGoodDay, Lapse: due.Lapse, Amount: charge.Amount,
	})
	if r.Returns[0].booked() {
		s.cameLate(t, due)
	}
	return s.done(r.State), true
}

// chargedForGood tells that N-5 was charged and not reversed: it stands, or two
// people waived it.
func (r *Replacement) chargedForGood() bool {
	return slices.ContainsFunc(r.Charges, func(c Charge) bool { return c.TakenBack != journal.Reversal })
}
