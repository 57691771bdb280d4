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
// has lapsed by then. A fault that was taken in stays taken in. It is refused
// as casefile.File.MayCorrectDelivery says.
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
		Case: s.Case.Case, Charge: charge.ID, ChargedUnder: terms.N5, Amount: charge.Amount, ReversedAt: s.Entry.At,
	})
	s.Finish("reversed", TaskWaiver)
}

// reopen lets a case that had ended go on.
func (s *step) reopen() {
	if s.Case.State == CaseClosed {
		s.To(CaseDelivered)
	}
}
