package guarantee

import (
	"time"

	"kigen/internal/casefile"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/terms"
)

// Move says that the use start day of a guarantee's line was corrected, by the
// case of that correction.
type Move struct {
	Correction string
	At         time.Time
	Actor      journal.Actor
}

// Step is the same for the same correction.
func (m Move) Step() string { return "use-start-corrected/" + m.Correction }

// MoveRegistration counts the registration anew from the guarantee's use start
// day, which was corrected (C-13, W-3). An open deadline moves. A guarantee that
// had lapsed by the wrong day runs again where the true day leaves time; where it
// does not, it has lapsed at the true instant. What is registered stays so. The
// member is told by the correction's own letter.
func MoveRegistration(book *terms.Book, r Registration, m Move) casefile.Outcome[Registration] {
	t := book.At(r.Guarantee.UseStart.Start())
	before := r
	s, after := r.begin(t.Name, m.Step(), m.At, m.Actor, terms.C13, terms.W3)
	g := &after.Guarantee
	due, armed := r.Deadline(DeadlineRegistration)
	count := jst.Within(g.UseStart, t.W3.Within)
	s.Entry.Facts = journal.Facts{"line": g.Line, "option": g.Option, "use_start": g.UseStart, "correction": m.Correction}
	lapsed := due.Outcome == journal.Lapsed && r.State == RegistrationOver
	if !armed || due.Count == count || due.Outcome != "" && !lapsed {
		s.Entry.Facts["without_effect"] = r.State
		return casefile.Outcome[Registration]{Entry: s.Done(before.File, before.Closed), Case: *after}
	}
	s.Entry.Facts["last_good_day"] = count.LastGoodDay
	if lapsed && !count.InTime(m.At) {
		d := casefile.Deadline{Deadline: journal.Due(DeadlineRegistration, terms.W3, count), Terms: t.Name, ArmedBy: m.Step(), ArmedAt: m.At}
		d.SettlesAt, d.Outcome = d.Lapse, journal.Lapsed
		after.Deadlines = append(after.Deadlines, d)
		s.Entry.Redecided = append(s.Entry.Redecided, journal.Redecision{Deadline: d.Deadline, Terms: d.Terms, Outcome: d.Outcome})
		g.LapsedAt, g.EndsAt = count.Lapse, count.Lapse
		return casefile.Outcome[Registration]{Entry: s.Done(before.File, true), Case: *after}
	}
	s.Settle(DeadlineRegistration, journal.Moved)
	s.Arm(journal.Due(DeadlineRegistration, terms.W3, count))
	if lapsed {
		g.LapsedAt, g.EndsAt = time.Time{}, time.Time{}
		s.To(RegistrationOpen)
	}
	g.Reminders = reminders(t, count, m.At)
	return casefile.Outcome[Registration]{Entry: s.Done(before.File, false), Case: *after}
}
