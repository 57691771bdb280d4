package devices

import (
	"kigen/internal/casefile"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/terms"
)

// CorrectDelivery replaces a delivery that was recorded wrongly by a new fact
// that names it (C-13). Where the day is another, the deadlines that were counted
// from it move: they are armed anew under the terms of the true day, a charge of
// N-5 that stood on the wrong lapse is reversed, and the process settles what
// has lapsed by then. Whether the target of N-6 was met is decided anew. A fault
// that was taken in stays taken in. It is refused as
// casefile.File.MayCorrectDelivery says.
func CorrectDelivery(book *terms.Book, r Replacement, c casefile.DeliveryCorrection) (Step, error) {
	if err := r.MayCorrectDelivery(c); err != nil {
		return Step{}, err
	}
	t := book.At(c.DeliveredAt)
	s := begin(r, t.Name, c.Step(), c.At, c.Actor, terms.C13)
	shipment, wrong := s.CorrectDelivery(c)
	recorded, delivered := jst.DayOf(wrong), jst.DayOf(c.DeliveredAt)
	if recorded == delivered {
		return s.done(r), nil
	}
	sent, _ := r.sent(shipment.ID)
	before, _ := r.Deadline(DeadlineReturn)
	s.moveCheck(t, sent.Device.ID, c)
	if sent.Fault == "" {
		s.redecideTarget(c)
		s.moveReturn(t, c)
	}
	after, _ := s.Case.Deadline(DeadlineReturn)
	check, _ := s.Case.Deadline(DeadlineCheck)
	s.Tell(letters.DeliveryCorrected{
		Case: r.Case, OldDevice: r.old().letter(), Recorded: recorded, Delivered: delivered,
		LastGoodDayBefore: before.Count.LastGoodDay, LastGoodDay: after.Count.LastGoodDay, Lapse: after.Lapse,
		CheckLastGoodDay: check.Count.LastGoodDay, CheckLapse: check.Lapse, NonReturn: book.At(after.Lapse).N5.Amount,
	})
	return s.done(r), nil
}

// redecideTarget tells anew whether the replacement came by the target (N-6, C-5).
func (s *step) redecideTarget(c casefile.DeliveryCorrection) {
	target, ok := s.Case.Deadline(DeadlineDelivered)
	if !ok {
		return
	}
	outcome := journal.Lapsed
	if c.DeliveredAt.Before(target.Lapse) {
		outcome = journal.Met
	}
	if s.Redecide(DeadlineDelivered, outcome) {
		s.Under(terms.N6)
	}
}

// moveCheck counts N-4 anew where the corrected parcel is the one being
// checked and no fault was taken in.
func (s *step) moveCheck(t *terms.Version, device string, c casefile.DeliveryCorrection) {
	check, ok := s.Case.Deadline(DeadlineCheck)
	if !ok || s.Case.covered().ID != device || check.Outcome == journal.Met {
		return
	}
	s.Settle(DeadlineCheck, journal.Moved)
	s.armCheck(t, c.DeliveredAt)
	s.reopen()
}

// moveReturn counts N-5 anew and reverses the charge that stood on the wrong
// lapse.
func (s *step) moveReturn(t *terms.Version, c casefile.DeliveryCorrection) {
	s.Under(terms.N5)
	s.Settle(DeadlineReturn, journal.Moved)
	s.armReturn(t, c.DeliveredAt, c.At)
	s.reopen()
	s.reverse(journal.Facts{"corrects": c.Fact, "rule": terms.C13})
	if s.Case.old().State == NotReturned {
		s.Case.old().State = ToReturn
	}
}

// reverse takes the charge of N-5 back where it stands (B-9: by a new entry).
func (s *step) reverse(why journal.Facts) {
	charge, ok := s.Case.Standing(ChargeNonReturn)
	if !ok {
		return
	}
	s.Reverse(charge, why)
	s.Tell(letters.ChargeReversed{
		Case: s.Case.Case, Charge: charge.ID, What: charge.Name, ChargedUnder: terms.N5, Amount: charge.Amount, ReversedAt: s.Entry.At,
	})
	s.Finish("reversed", TaskWaiver)
}

// CorrectBooking replaces the instant at which the return centre had a device
// (C-13). Where that decides the return of the old device otherwise (N-5), the
// charge is reversed, or posted at the lapse as it would have been; the member is
// told. It is decided by the true instant alone: whoever corrects it vouches that
// the centre had the device then, however late the centre said so. A charge that
// was waived is neither reversed nor posted again. It is refused as
// casefile.File.MayCorrectBooking says.
func CorrectBooking(book *terms.Book, r Replacement, c casefile.BookingCorrection) (Step, error) {
	if err := r.MayCorrectBooking(c); err != nil {
		return Step{}, err
	}
	s := begin(r, book.At(c.At).Name, c.Step(), c.At, c.Actor, terms.C13, terms.C11)
	back, recorded := s.CorrectBooking(c)
	due, ok := r.Deadline(DeadlineReturn)
	if !ok || back.Kind != ReturnOld {
		return s.done(r), nil
	}
	inTime := due.Count.InTime(c.BookedAt)
	if jst.DayOf(recorded) != jst.DayOf(c.BookedAt) {
		s.Under(terms.N5)
		s.Tell(letters.BookingCorrected{
			Case: r.Case, Device: r.old().letter(), Recorded: recorded, BookedAt: c.BookedAt,
			LastGoodDay: due.Count.LastGoodDay, Lapse: due.Lapse, InTime: inTime, ReturnedUnder: terms.N5,
		})
	}
	switch {
	case due.Outcome == "": // the process settles it
	case inTime && s.Redecide(DeadlineReturn, journal.Met):
		s.reverse(journal.Facts{"corrects": c.Return, "rule": terms.C13})
	case !inTime && s.Redecide(DeadlineReturn, journal.Lapsed):
		t := book.At(due.Lapse)
		s.Entry.Terms = t.Name // C-10: the charge arose at the lapse
		s.chargeNonReturn(t, due)
		s.considerWaiver(t, due)
	}
	return s.done(r), nil
}

// reopen lets a case that had ended go on.
func (s *step) reopen() {
	if s.Case.State == CaseClosed {
		s.To(CaseDelivered)
	}
}
