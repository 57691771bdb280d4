package guarantee

import (
	"slices"
	"time"

	"kigen/internal/casefile"
	"kigen/internal/ids"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// DeadlineRegistration is W-3.
const DeadlineRegistration = "device-registered"

// States of a registration.
const (
	RegistrationOpen = "open"       // waits for the member
	Registered       = "registered" // the device is covered
	RegistrationOver = "lapsed"     // no device came in time; the option ended unbilled
	RegistrationVoid = "void"       // the option ended before, with its line or on its own
)

// Registration is the case of a device's registration (W-3).
type Registration struct {
	casefile.File
	Guarantee Guarantee
}

// RegistrationOf is the case ID of an option's registration.
func RegistrationOf(option string) string { return ids.Derived("grg", option) }

// Progress is what the process goes by: besides the deadline, the next reminder.
func (r Registration) Progress() casefile.Progress {
	p := r.File.Progress()
	if len(r.Guarantee.Reminders) > 0 {
		p.Due = append(p.Due, casefile.Due{Name: casefile.Reminder(DeadlineRegistration), At: r.Guarantee.Reminders[0]})
	}
	return p
}

// OpenRegistration opens the case at the instant from which the line is in use:
// the device is registered within the days of W-3.
func OpenRegistration(t *terms.Version, g Guarantee, clock, workflowID string, at time.Time) casefile.Outcome[Registration] {
	r := Registration{File: casefile.File{Case: RegistrationOf(g.Option), Member: g.Member}, Guarantee: g}
	before := r.File
	s := casefile.Begin(&r.File, t.Name, "opened", at, journal.Timer, terms.W2, terms.W3)
	s.Entry.Opens = &journal.Case{
		Kind: "guarantee-registration", WorkflowID: workflowID, Member: g.Member, Clock: clock, Subject: g.Line,
	}
	s.To(RegistrationOpen)
	count := jst.Within(g.UseStart, t.W3.Within)
	s.Arm(journal.Due(DeadlineRegistration, terms.W3, count))
	r.Guarantee.Reminders = reminders(t, count, at)
	s.Entry.Facts = journal.Facts{"line": g.Line, "option": g.Option, "use_start": g.UseStart}
	s.Tell(letters.GuaranteeStarted{
		Case: r.Case, Line: g.Line, UseStart: g.UseStart, Option: g.Option, LastGoodDay: count.LastGoodDay, Lapse: count.Lapse,
		ClaimsFrom: jst.DayOf(ClaimsFrom(t, g.UseStart)), FeeFrom: FeeFrom(t, g.UseStart).First(), Fee: t.W1.Fee.TaxIncluded,
		ReleasedMonths: t.W9.ReleasedWithinMonths,
	})
	return casefile.Outcome[Registration]{Entry: s.Done(before, false), Case: r}
}

// reminders are the instants after at on which the member is reminded, the earliest first (W-3).
func reminders(t *terms.Version, count jst.Count, at time.Time) (all []time.Time) {
	for _, n := range slices.Backward(slices.Sorted(slices.Values(t.W3.ReminderDaysBefore))) {
		if i := count.LastGoodDay.AddDays(-n).AtClock(t.House.ReminderAt); i.After(at) {
			all = append(all, i)
		}
	}
	return all
}

// begin starts a step of the case.
func (r Registration) begin(version, name string, at time.Time, actor journal.Actor, rules ...terms.ID) (*casefile.Step, *Registration) {
	return casefile.Begin(&r.File, version, name, at, actor, rules...), &r
}

// end states that the case is over.
func (r *Registration) end(s *casefile.Step, before Registration) casefile.Outcome[Registration] {
	r.Guarantee.Reminders = nil
	return casefile.Outcome[Registration]{Entry: s.Done(before.File, true), Case: *r}
}

// MayRegister refuses a registration of a case that is over, or at the lapse or
// later (W-3, C-5).
func MayRegister(p casefile.Progress, at time.Time) error {
	due, open := p.Open(DeadlineRegistration)
	switch {
	case p.State == Registered:
		return refusal.New(refusal.Used, terms.W2,
			"このオプションの保証対象端末は、すでにご登録いただいています。", "A device is registered under this option already.")
	case p.State == RegistrationOver:
		return refusal.New(refusal.TooLate, terms.W3,
			"端末の登録期限を過ぎ、つながる端末保証は終了しています。", "The time for the registration has lapsed, and the guarantee has ended.")
	case !open:
		return wrongState(terms.W1, "つながる端末保証はすでに終了しています。", "The guarantee has already ended.")
	case !at.Before(due.Lapse):
		return refusal.New(refusal.TooLate, terms.W3,
			"端末の登録期限（"+jst.InstantJA(due.Lapse)+"）を過ぎているため、ご登録いただけません。",
			"The device was to be registered before "+jst.InstantEN(due.Lapse)+".")
	}
	return nil
}

// Register takes in the device that the guarantee is to cover, where it meets
// the conditions (W-3, W-9, O-6).
func Register(t *terms.Version, r Registration, x Submission) (casefile.Outcome[Registration], error) {
	var none casefile.Outcome[Registration]
	if err := MayRegister(r.Progress(), x.At); err != nil {
		return none, err
	}
	if !r.Guarantee.Runs(x.At) {
		return none, wrongState(terms.W1, "つながる端末保証はすでに終了しています。", "The guarantee has already ended.")
	}
	if err := x.unfit(t, r.Guarantee); err != nil {
		return none, err
	}
	before := r
	s, after := r.begin(t.Name, "registered/"+x.ID, x.At, x.Actor, terms.W3, terms.W9, terms.O6)
	d := x.device(r.Guarantee)
	after.Guarantee.Device, after.Guarantee.RegisteredAt = &d, x.At
	s.Settle(DeadlineRegistration, journal.Met)
	s.To(Registered)
	s.Entry.Facts = journal.Facts{
		"device": d.ID, "model": d.Model, "confirmed": x.Confirmed, "released_on": d.ReleasedOn,
		"released_good_through": x.released(t).LastGoodDay,
	}
	s.Tell(letters.GuaranteeRegistered{
		Case: r.Case, Line: r.Guarantee.Line, Device: d.letter(), RegisteredAt: x.At,
		ClaimsFrom: jst.DayOf(ClaimsFrom(t, r.Guarantee.UseStart)), FeeFrom: FeeFrom(t, r.Guarantee.UseStart).First(),
		Fee: t.W1.Fee.TaxIncluded, NaturalThrough: NaturalThrough(t, d.ReleasedOn), UsedWithinDays: t.W9.SIMUsedWithinDays,
	})
	return after.end(s, before), nil
}

// RemindOfRegistration reminds the member at the instant of the next reminder
// (W-3). False where none is to go out.
func RemindOfRegistration(r Registration) (casefile.Outcome[Registration], bool) {
	due, open := r.Open(DeadlineRegistration)
	if !open || len(r.Guarantee.Reminders) == 0 {
		return casefile.Outcome[Registration]{}, false
	}
	at := r.Guarantee.Reminders[0]
	before := r
	s, after := r.begin(due.Terms, "reminded/"+jst.DayOf(at).String(), at, journal.Timer, terms.W3)
	after.Guarantee.Reminders = r.Guarantee.Reminders[1:]
	if !r.Guarantee.Runs(at) {
		return after.ended(s, before), true
	}
	s.Tell(letters.GuaranteeReminder{
		Case: r.Case, Line: r.Guarantee.Line, Option: r.Guarantee.Option, DaysLeft: due.Count.Remaining(jst.DayOf(at)),
		LastGoodDay: due.Count.LastGoodDay, Lapse: due.Lapse,
	})
	return casefile.Outcome[Registration]{Entry: s.Done(before.File, false), Case: *after}, true
}

// LapseRegistration ends the option, unbilled, where no device was registered
// in time (W-3). False where the deadline is not open.
func LapseRegistration(r Registration) (casefile.Outcome[Registration], bool) {
	due, open := r.Open(DeadlineRegistration)
	if !open {
		return casefile.Outcome[Registration]{}, false
	}
	before := r
	s, after := r.begin(due.Terms, "registration-lapsed", casefile.Later(due.Lapse, due.ArmedAt), journal.Timer, terms.W3)
	if !r.Guarantee.Runs(due.Lapse) {
		return after.ended(s, before), true
	}
	s.Settle(DeadlineRegistration, journal.Lapsed)
	s.To(RegistrationOver)
	after.Guarantee.LapsedAt = due.Lapse
	s.Under(terms.W1)
	s.Entry.Facts = journal.Facts{"line": r.Guarantee.Line, "option": r.Guarantee.Option, "last_good_day": due.Count.LastGoodDay}
	s.Tell(letters.GuaranteeLapsed{
		Case: r.Case, Line: r.Guarantee.Line, LastGoodDay: due.Count.LastGoodDay, Lapse: due.Lapse,
	})
	return after.end(s, before), true
}

// ended closes the case of an option that ended meanwhile, with its line (K-5) or on its own (W-1).
func (r *Registration) ended(s *casefile.Step, before Registration) casefile.Outcome[Registration] {
	s.Under(terms.W1, terms.K5)
	s.Settle(DeadlineRegistration, journal.Void)
	s.To(RegistrationVoid)
	s.Entry.Facts["ended_at"] = r.Guarantee.EndsAt
	return r.end(s, before)
}
