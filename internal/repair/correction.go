package repair

import (
	"slices"
	"strings"
	"time"

	"kigen/internal/casefile"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/terms"
)

// CorrectDelivery replaces a delivery that was recorded wrongly by a new fact
// that names it (C-13): L, R or Y. What was counted from the wrong day is counted
// from the true one, a charge that no longer stands is reversed, and the process
// settles anew what has lapsed by then. A fault that was taken in stays taken in.
func CorrectDelivery(book *terms.Book, r Repair, c casefile.DeliveryCorrection) (Made, error) {
	if err := r.MayCorrectDelivery(c); err != nil {
		return Made{}, err
	}
	s := begin(book.At(c.DeliveredAt), r, c.Step(), c.At, c.Actor, terms.C13)
	p, wrong := s.CorrectDelivery(c)
	return s.redate(p.Kind+"-delivered", s.named(p.Item), wrong, c.DeliveredAt), nil
}

// CorrectBooking replaces the instant at which the return centre had a parcel
// (C-13): the broken device, a loaner or an exchange device. Charges and deadlines
// follow as with [CorrectDelivery].
func CorrectBooking(book *terms.Book, r Repair, c casefile.BookingCorrection) (Made, error) {
	if err := r.MayCorrectBooking(c); err != nil {
		return Made{}, err
	}
	s := begin(book.At(c.BookedAt), r, c.Step(), c.At, c.Actor, terms.C13, terms.C11)
	back, wrong := s.CorrectBooking(c)
	return s.redate(back.Kind+"-booked", s.named(back.Item), wrong, c.BookedAt), nil
}

// named is what a parcel holds, as a letter names it.
func (s *step) named(i casefile.Item) letters.Device {
	for _, l := range s.Case.Loaners {
		if i.Unit == l.Unit.ID {
			return l.letter()
		}
	}
	for _, e := range s.Case.Exchanges {
		if i.Device == e.Device.ID || e.Unit != nil && i.Unit == e.Unit.ID {
			return letterOf(e.Device)
		}
	}
	return letterOf(*s.Case.broken())
}

// redate works out what follows from a day that is another, and tells the member.
func (s *step) redate(what string, item letters.Device, wrong, right time.Time) Made {
	recorded, day := jst.DayOf(wrong), jst.DayOf(right)
	if recorded == day {
		return s.made()
	}
	s.correcting = true
	s.unfounded()
	s.keep()
	l := letters.RepairDateCorrected{Case: s.Case.Case, What: what, Device: item, Recorded: recorded, Day: day}
	for _, d := range s.Entry.Armed {
		l.Deadlines = append(l.Deadlines, letters.CorrectedDeadline{What: d.Name, LastGoodDay: d.Count.LastGoodDay, Lapse: d.Lapse})
	}
	s.Tell(l)
	return s.made()
}

// unfounded reverses the prices that were charged on a lapse which did not
// happen so (B-9: by new entries).
func (s *step) unfounded() {
	r := s.Case
	promises := r.promises()
	for i := range r.Charges {
		c := &r.Charges[i]
		if c.TakenBack != "" {
			continue
		}
		name := basis(c)
		if name == "" {
			continue
		}
		d, _ := r.Deadline(name)
		founded := slices.ContainsFunc(promises, func(p promise) bool {
			return p.name == name && d.Outcome == journal.Lapsed && d.Count.Event == p.event && !p.met(d)
		})
		if !founded {
			s.reverse(c)
			s.Finish("reversed", TaskWaiver)
		}
	}
}

// basis is the name of the deadline on whose lapse a price was charged; empty
// for an amount that a desk entered.
func basis(c *casefile.Charge) string {
	no := strings.TrimPrefix(strings.TrimPrefix(c.Name, ChargeLoaner), ChargeExchange)
	switch {
	case strings.HasPrefix(c.Name, ChargeExchange):
		return DeadlineExchangeBack + no
	case strings.HasPrefix(c.Name, ChargeLoaner) && c.Rule == terms.U5:
		return DeadlineDeviceOrLoaner + no
	case strings.HasPrefix(c.Name, ChargeLoaner):
		return DeadlineLoanerBack + no
	}
	return ""
}

// reverse takes a charge back and tells the member.
func (s *step) reverse(c *casefile.Charge) {
	s.Under(c.Rule)
	s.Reverse(c, journal.Facts{"rule": terms.C13})
	s.Tell(letters.ChargeReversed{
		Case: s.Case.Case, Charge: c.ID, What: c.Name, ChargedUnder: c.Rule, Amount: c.Amount, ReversedAt: s.Entry.At,
	})
}

// CorrectAmount replaces an amount that a desk entered (C-13): the cost of a
// repair without a reception (U-1), or of damage to a loaner (U-7). The price of a
// loaner or an exchange device follows from dates and is corrected by them.
func CorrectAmount(t *terms.Version, r Repair, c casefile.AmountCorrection) (Made, error) {
	if err := r.MayCorrectAmount(c); err != nil {
		return Made{}, err
	}
	if charge, _ := r.Charge(c.Charge); basis(charge) != "" {
		return Made{}, wrongState(terms.C13,
			"この金額は期限から定まるため、金額の訂正はできません。お届けまたは受付の日時を訂正してください。",
			"This amount follows from a deadline. Correct the day of the delivery or the booking.")
	}
	s := begin(t, r, c.Step(), c.At, c.Actor, terms.C13)
	wrong, id := s.CorrectAmount(c, journal.Facts{"corrects": c.Charge})
	s.Under(wrong.Rule)
	s.Tell(letters.AmountCorrected{
		Case: r.Case, What: wrong.Name, ChargedUnder: wrong.Rule, Wrong: wrong.ID, Recorded: wrong.Amount,
		Charge: id, Amount: c.Amount, Tax: wrong.Tax, CorrectedAt: c.At,
	})
	return s.made(), nil
}
