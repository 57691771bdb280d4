package usestart

import (
	"slices"
	"strconv"
	"time"

	"kigen/internal/casefile"
	"kigen/internal/guarantee"
	"kigen/internal/ids"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/supply"
	"kigen/internal/terms"
)

// Case is the ID of the case that corrects a fact of an application.
func Case(application string, fact int) string {
	return ids.Derived("usc", application, strconv.Itoa(fact))
}

// Step is the same for the same words.
func Step(c casefile.DeliveryCorrection) string {
	return StepCorrected + "/" + c.DeliveredAt.UTC().Format(time.RFC3339Nano)
}

// Moved is what a correction moves.
type Moved struct {
	Activated bool // the fact is an activation: the parcel's delivery stands
	At        time.Time
	Lines     []string // those in use from At
	// Device is the use start day of the device; none where it stands.
	Device jst.Day
	// Guarantees are the options of the lines whose use start day is another.
	Guarantees []string
}

// Correct replaces a fact from which lines or a device are in use by a true one
// (C-13, S-19). The device is in use with the first line, or from its own
// delivery. What is counted from the day follows: the maker's warranty (P-6,
// N-2), the days for an exchange (P-7), the options' start and use years (O-3,
// C-8), the guarantee's registration and claims (W-3, W-4). Cases that were
// decided by the wrong day stay as they are; the support desk is told of them.
//
// It is refused with code not_found for no fact, conflict for one that was
// corrected before, and invalid for an instant that is the same, before the
// shipment, in the future, or after the line's end.
func Correct(book *terms.Book, a Application, c casefile.DeliveryCorrection) (journal.Entry, Moved, error) {
	f := a.file(Case(a.ID, c.Fact))
	if err := f.MayCorrectDelivery(c); err != nil {
		return journal.Entry{}, Moved{}, err
	}
	fact, _ := a.fact(c.Fact)
	for _, l := range fact.Lines {
		if known, ok := a.line(l.Line); ok && !known.EndedAt.IsZero() && !c.DeliveredAt.Before(known.EndedAt) {
			return journal.Entry{}, Moved{}, refusal.New(refusal.Invalid, terms.C13,
				"回線の契約が終了した後の日時です。", "The line had ended by then.").
				With("delivered_at", "回線の終了より前の日時をご入力ください。", "It lies before the line's end.")
		}
	}
	t := book.At(c.DeliveredAt)
	before := f
	s := casefile.Begin(&f, t.Name, Step(c), c.At, c.Actor, terms.C13, terms.S19)
	s.CorrectDelivery(c)
	s.To(StateCorrected)
	if fact.Activated {
		s.Entry.Facts["activated_at"] = c.DeliveredAt
		delete(s.Entry.Facts, "delivered_at")
	}
	was, is := jst.DayOf(fact.At), jst.DayOf(c.DeliveredAt)
	m := Moved{Activated: fact.Activated, At: c.DeliveredAt}
	letter := letters.UseStartCorrected{Case: a.ID, Activated: fact.Activated, Recorded: was, UseStart: is}
	for _, l := range fact.Lines {
		l.UseStart = is
		m.Lines = append(m.Lines, l.Line)
		letter.Lines = append(letter.Lines, l)
	}
	s.Entry.Facts["use_start"], s.Entry.Facts["lines"] = is, letter.Lines
	if was != is {
		w := &work{Step: s, a: a, book: book, at: c.At, moved: &m, letter: &letter}
		w.device(c)
		w.guarantees(is)
		w.review(was, is)
		s.Tell(letter)
	}
	return s.Done(before, true), m, nil
}

// work is a correction under way.
type work struct {
	*casefile.Step
	a      Application
	book   *terms.Book
	at     time.Time // of the correction
	moved  *Moved
	letter *letters.UseStartCorrected
}

// device moves the use start of the device, which is that of the first use.
func (w *work) device(c casefile.DeliveryCorrection) {
	d := w.a.Device
	if d == nil {
		return
	}
	first := c.DeliveredAt
	for _, f := range w.a.current() {
		if f.No != c.Fact && f.At.Before(first) {
			first = f.At
		}
	}
	day := jst.DayOf(first)
	if day == d.UseStart {
		return
	}
	w.moved.Device = day
	w.letter.Device, w.letter.DeviceFrom = &d.Name, day
	t := w.book.At(day.Start())
	switch d.Class {
	case terms.NewDevice:
		w.Under(terms.P6, terms.N2)
		w.letter.WarrantyThrough = supply.Warranty(t, day).LastGoodDay
	case terms.UsedDevice:
		w.Under(terms.P7)
		w.letter.ExchangeThrough = supply.ExchangePeriod(t, day).LastGoodDay
	}
	if d.Compensated {
		w.Under(terms.O3, terms.C8)
		w.letter.OptionFrom = day
	}
	w.Entry.Facts["device"], w.Entry.Facts["device_use_start"] = d.ID, day
}

// guarantees moves those of the lines, each with its registration.
func (w *work) guarantees(day jst.Day) {
	t := w.book.At(day.Start())
	for _, id := range w.moved.Lines {
		l, _ := w.a.line(id)
		g := l.Guarantee
		if g == nil {
			continue
		}
		w.Under(terms.W3, terms.W4, terms.C8)
		w.moved.Guarantees = append(w.moved.Guarantees, g.Option)
		moved := letters.GuaranteeMoved{
			Line: id, From: day, ClaimsFrom: jst.DayOf(guarantee.ClaimsFrom(t, day)), FeeFrom: guarantee.FeeFrom(t, day).First(),
		}
		count := jst.Within(day, t.W3.Within)
		over := g.LapsedAt.IsZero() && !g.Runs(w.at) // it ended with its line, or on its own
		switch {
		case g.Device != nil || over:
		case count.InTime(w.at):
			moved.RegisterBy, moved.Lapse, moved.Revived = &count.LastGoodDay, &count.Lapse, !g.LapsedAt.IsZero()
		default:
			moved.LapsedAt = &count.Lapse
		}
		w.letter.Guarantees = append(w.letter.Guarantees, moved)
	}
}

// review asks the support desk to look at the cases that would have been
// decided otherwise by the true day.
func (w *work) review(was, is jst.Day) {
	var cases []string
	for _, d := range w.a.Decided {
		if w.otherwise(d, was, is) && !slices.Contains(cases, d.Case) {
			cases = append(cases, d.Case)
		}
	}
	for _, id := range w.moved.Lines {
		if l, _ := w.a.line(id); l.Guarantee != nil && l.Guarantee.Device != nil {
			if count := jst.Within(is, w.book.At(is.Start()).W3.Within); !count.InTime(l.Guarantee.RegisteredAt) {
				cases = append(cases, guarantee.RegistrationOf(l.Guarantee.Option))
			}
		}
	}
	if len(cases) == 0 {
		return
	}
	w.Entry.Facts["to_review"] = cases
	w.Ask(journal.Task{
		Kind: TaskReview, Desk: journal.DeskSupport, Rule: terms.C13,
		Why: journal.Facts{"application": w.a.ID, "recorded": was, "use_start": is, "to_review": cases},
	})
}

// otherwise tells whether the true day decides a case otherwise than the wrong one.
func (w *work) otherwise(d Decided, was, is jst.Day) bool {
	if d.Line != "" {
		t := w.book.At(d.ReceivedAt)
		early := func(start jst.Day) bool { return d.ReceivedAt.Before(guarantee.ClaimsFrom(t, start)) }
		return slices.Contains(w.moved.Lines, d.Line) &&
			(early(was) != early(is) || year(was, d.ReceivedAt) != year(is, d.ReceivedAt))
	}
	if w.moved.Device.IsZero() {
		return false
	}
	was, is = w.a.Device.UseStart, w.moved.Device
	if d.Kind == "exchange" {
		late := func(start jst.Day) bool {
			return !supply.ExchangePeriod(w.book.At(start.Start()), start).InTime(d.ReceivedAt)
		}
		return d.Malfunction != supply.NetworkRestriction && late(was) != late(is)
	}
	if w.a.Device.Compensated && year(was, d.ReceivedAt) != year(is, d.ReceivedAt) {
		return true
	}
	months := w.book.At(d.ReceivedAt).N2.Months
	maker := func(start jst.Day) bool { return !d.FaultDay.After(jst.Months(start, months).LastGoodDay) }
	return d.Kind == "replacement" && d.Cause == terms.NaturalFailure && maker(was) != maker(is)
}

// year counts the use year of an option that started on a day, 0 the first (C-8).
func year(start jst.Day, at time.Time) int {
	from, _ := jst.UseYear(start, jst.DayOf(at))
	return from.Year() - start.Year()
}

// YearFrom is the first day of the use year of an option that starts on another
// day than was recorded: a use stays in its year, the first in the first (C-8).
func YearFrom(was, is, from jst.Day) jst.Day {
	first, _ := jst.UseYear(is, is)
	for range from.Year() - was.Year() {
		_, last := jst.UseYear(is, first)
		first = last.AddDays(1)
	}
	return first
}
