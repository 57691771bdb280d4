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

// Correction says that a parcel was delivered at another instant than recorded.
type Correction struct {
	Fact        int // the number of the delivery that is wrong
	DeliveredAt time.Time
	At          time.Time
	Actor       journal.Actor
}

// CorrectDelivery replaces a delivery that was recorded wrongly by a new fact
// that names it (C-13). Where the day is another, the deadlines that were counted
// from it move: they are armed anew under the terms of the true day, a charge of
// N-5 that stood on the wrong lapse is reversed, and the process settles what
// has lapsed by then. A fault that was taken in stays taken in. It is refused
// with code conflict where the fact was corrected before.
func CorrectDelivery(book *terms.Book, r Replacement, c Correction) (Step, error) {
	t := book.At(c.DeliveredAt)
	i := slices.IndexFunc(r.Deliveries, func(d Delivery) bool { return d.No == c.Fact })
	if err := correctable(r, i, c); err != nil {
		return Step{}, err
	}
	wrong := r.Deliveries[i]
	s := begin(r, t.Name, CorrectionStep(c), c.At, c.Actor, terms.C13)
	fact := Delivery{
		No: len(r.Deliveries) + 1, Shipment: wrong.Shipment, DeliveredAt: c.DeliveredAt, RecordedAt: c.At, Corrects: c.Fact,
	}
	s.Case.Deliveries = append(s.Case.Deliveries, fact)
	shipment, _ := s.Case.shipment(wrong.Shipment)
	shipment.DeliveredAt = c.DeliveredAt
	s.Entry.Facts = journal.Facts{
		"corrects": c.Fact, "fact": fact.No, "recorded": wrong.DeliveredAt, "delivered_at": c.DeliveredAt,
	}
	recorded, delivered := jst.DayOf(wrong.DeliveredAt), jst.DayOf(c.DeliveredAt)
	if recorded == delivered {
		return s.done(r.State), nil
	}
	before, _ := r.deadline(DeadlineReturn)
	s.moveCheck(t, shipment.Device.ID, c)
	if shipment.Fault == "" {
		s.moveReturn(t, c)
	}
	after, _ := s.Case.deadline(DeadlineReturn)
	check, _ := s.Case.deadline(DeadlineCheck)
	s.tell(letters.DeliveryCorrected{
		Case: r.Claim, OldDevice: r.old().letter(), Recorded: recorded, Delivered: delivered,
		LastGoodDayBefore: before.Count.LastGoodDay, LastGoodDay: after.Count.LastGoodDay, Lapse: after.Lapse,
		CheckLastGoodDay: check.Count.LastGoodDay, CheckLapse: check.Lapse, NonReturn: book.At(after.Lapse).N5.Amount,
	})
	return s.done(r.State), nil
}

// CorrectionStep is the step of a correction: the same for the same words.
func CorrectionStep(c Correction) string {
	return "delivery-corrected/" + itoa(c.Fact) + "/" + c.DeliveredAt.UTC().Format(time.RFC3339Nano)
}

func correctable(r Replacement, i int, c Correction) error {
	if i < 0 {
		return refusal.New(refusal.NotFound, terms.C13, "訂正するお届けの記録が見つかりません。", "There is no such delivery to correct.")
	}
	if r.corrected(c.Fact) {
		return refusal.New(refusal.Conflict, terms.C13,
			"この記録はすでに訂正されています。最新の記録を指定してください。", "This delivery was corrected before; name the latest one.")
	}
	wrong := r.Deliveries[i]
	shipment, _ := r.shipment(wrong.Shipment)
	if c.DeliveredAt.Equal(wrong.DeliveredAt) || c.DeliveredAt.After(c.At) || c.DeliveredAt.Before(shipment.ShippedAt) {
		return refusal.New(refusal.Invalid, terms.C13,
			"正しいお届けの日時には、発送より後で現在より前の、記録と異なる日時をご入力ください。",
			"The true delivery lies between the shipment and the present, and differs from the one recorded.").
			With("delivered_at", "ありえない日時です。", "This instant is impossible.")
	}
	return nil
}

// moveCheck counts N-4 anew where the corrected parcel is the one being
// checked and no fault was taken in.
func (s *Step) moveCheck(t *terms.Version, device string, c Correction) {
	check, ok := s.Case.deadline(DeadlineCheck)
	if !ok || s.Case.covered().ID != device || check.Outcome == journal.Met {
		return
	}
	s.settle(DeadlineCheck, journal.Moved)
	s.armCheck(t, c.DeliveredAt)
	s.reopen()
}

// moveReturn counts N-5 anew and reverses the charge that stood on the wrong
// lapse (B-9: by a new entry).
func (s *Step) moveReturn(t *terms.Version, c Correction) {
	s.Entry.Rules = append(s.Entry.Rules, terms.N5)
	s.settle(DeadlineReturn, journal.Moved)
	s.armReturn(t, c.DeliveredAt, c.At)
	s.reopen()
	charge, ok := s.Case.standing()
	if !ok {
		return
	}
	charge.TakenBack = journal.Reversal
	s.Entry.Rules = append(s.Entry.Rules, terms.B9)
	s.Entry.Charges = append(s.Entry.Charges, journal.Charge{
		Name: ChargeNonReturn, Rule: terms.N5, Kind: journal.Reversal, Amount: charge.Amount.Neg(), Tax: charge.Tax,
		At: c.At, Cancels: charge.ID, Why: journal.Facts{"corrects": c.Fact, "rule": terms.C13},
	})
	s.tell(letters.ChargeReversed{
		Case: s.Case.Claim, Charge: charge.ID, ChargedUnder: terms.N5, Amount: charge.Amount, ReversedAt: c.At,
	})
	s.finish("reversed", TaskWaiver)
	if s.Case.old().State == NotReturned {
		s.Case.old().State = ToReturn
	}
}

// reopen lets a case that had ended go on.
func (s *Step) reopen() {
	if s.Case.State == CaseClosed {
		s.Case.State = CaseDelivered
	}
}
