package repair

import (
	"slices"
	"time"

	"kigen/internal/casefile"
	"kigen/internal/ids"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/terms"
)

// promise is a deadline that the facts of the case ask for.
type promise struct {
	name  string
	base  string // its name without a number
	no    int    // of the loaner or exchange device that it is about; 0 for none
	rule  terms.ID
	event jst.Day
	n     func(*terms.Version) int
	desk  string
	// awaits are the returns that it hangs on (C-12); nil where it hangs on none.
	awaits []string
	// met tells whether the facts fulfil the deadline as it was armed.
	met func(casefile.Deadline) bool
}

// never is met by no fact: what fulfils it settles it in its own step.
func never(casefile.Deadline) bool { return false }

// promises are what the facts ask for.
func (r *Repair) promises() []promise {
	if r.round() == nil {
		return nil
	}
	all := slices.Concat(r.ofDevice(), r.ofLoaners(), r.ofFaults(), r.ofExchanges())
	for i := range all {
		p := &all[i]
		p.name = ordinal(p.base, p.no)
		if p.met == nil {
			p.met = never
		}
	}
	return all
}

// ofDevice are U-12, while nothing is under way, and U-4, while a loaner is lent.
func (r *Repair) ofDevice() []promise {
	d := r.round()
	var all []promise
	_, waiting := r.Open(DeadlineDeviceIn)
	if r.awaited() && !r.lending() || waiting && r.isIn(d) {
		all = append(all, promise{
			base: DeadlineDeviceIn, rule: terms.U12, event: jst.DayOf(d.ReportedAt), desk: journal.DeskRepair,
			n:      func(t *terms.Version) int { return t.U12.Within },
			awaits: []string{d.Return}, met: r.back(d.Return),
		})
	}
	if d.Ended != "" {
		return all
	}
	if l, ok := r.asking(d); ok {
		at, _ := r.lentAt(l)
		awaits := []string{d.Return}
		for _, l := range r.Loaners {
			awaits = append(awaits, l.Return)
		}
		all = append(all, promise{
			base: DeadlineAfterLoaner, rule: terms.U4, event: latest(jst.DayOf(at), jst.DayOf(d.ReportedAt)), desk: journal.DeskSupport,
			n:      func(t *terms.Version) int { return t.U4.Within },
			awaits: awaits, met: anyOf(r.back(d.Return), r.allBack),
		})
	}
	return all
}

// asking is the loaner whose arrival has the member asked for the device (U-4):
// the last that arrived in the round, unless it has trouble.
func (r *Repair) asking(d *Round) (*Loaner, bool) {
	for i := len(r.Loaners) - 1; i >= 0; i-- {
		l := &r.Loaners[i]
		if _, ok := r.lentAt(l); ok {
			return l, l.TroubleAt.IsZero() && !r.backBefore(l, d.ReportedAt)
		}
	}
	return nil, false
}

// ofLoaners are U-3, U-5 and U-6, of each loaner that arrived.
func (r *Repair) ofLoaners() []promise {
	var all []promise
	for i := range r.Loaners {
		l := &r.Loaners[i]
		at, ok := r.lentAt(l)
		if !ok {
			continue
		}
		lent := jst.DayOf(at)
		charge, _ := r.charged(l)
		if l.TroubleAt.IsZero() && r.gone(l) {
			all = append(all, promise{
				base: DeadlineTrouble, no: l.No, rule: terms.U3, event: lent, desk: journal.DeskRepair,
				n: func(t *terms.Version) int { return t.U3.TroubleWithin },
			})
		}
		if charge.Rule != terms.U6 {
			d := r.roundOf(l)
			all = append(all, promise{
				base: DeadlineDeviceOrLoaner, no: l.No, rule: terms.U5, event: latest(lent, jst.DayOf(d.ReportedAt)), desk: journal.DeskBilling,
				n:      func(t *terms.Version) int { return t.U5.Within },
				awaits: []string{d.Return, l.Return}, met: anyOf(r.back(d.Return), r.back(l.Return)),
			})
		}
		if arrived, ok := r.arrivalOf(l); ok && charge.Rule != terms.U5 {
			event := latest(lent, jst.DayOf(arrived))
			all = append(all, promise{
				base: DeadlineLoanerAsked, no: l.No, rule: terms.U6, event: event, desk: journal.DeskSupport,
				n:      func(t *terms.Version) int { return t.U6.AskWithin },
				awaits: []string{l.Return}, met: r.back(l.Return),
			}, promise{
				base: DeadlineLoanerBack, no: l.No, rule: terms.U6, event: event, desk: journal.DeskBilling,
				n:      func(t *terms.Version) int { return t.U6.Within },
				awaits: []string{l.Return}, met: r.back(l.Return),
			})
		}
	}
	return all
}

// ofFaults are U-8 after a repair, and U-9 of the covered exchange device.
func (r *Repair) ofFaults() []promise {
	d := r.round()
	at, ok := r.arrival()
	if !ok {
		return nil
	}
	if d.Outcome == Repaired {
		return []promise{{
			base: DeadlineRecurrence, rule: terms.U8, event: jst.DayOf(at), desk: journal.DeskRepair,
			n: func(t *terms.Version) int { return t.U8.Within },
		}}
	}
	if d.Outcome != Exchanged || r.looked(at) {
		return nil
	}
	return []promise{{
		base: DeadlineExchangeCheck, rule: terms.U9, event: jst.DayOf(at), desk: journal.DeskRepair,
		n: func(t *terms.Version) int { return t.U9.FaultWithin },
	}}
}

// looked tells that a fault of the covered device is being looked into, or was
// settled when its days were over.
func (r *Repair) looked(arrived time.Time) bool {
	check, armed := r.Deadline(DeadlineExchangeCheck)
	return slices.ContainsFunc(r.Faults, func(f Fault) bool {
		return f.Device == r.covered().ID &&
			(f.Outcome == "" || armed && check.Count.Event == jst.DayOf(arrived) && !check.Count.InTime(f.DecidedAt))
	})
}

// ofExchanges is U-9 of each exchange device that another one took the place of.
func (r *Repair) ofExchanges() []promise {
	var all []promise
	no := 0
	for _, f := range r.Faults {
		if f.Outcome != Confirmed {
			continue
		}
		no++
		at, ok := r.delivered(f.Shipment)
		if !ok {
			continue
		}
		back := returnOf(f.ID)
		all = append(all, promise{
			base: DeadlineExchangeBack, no: no, rule: terms.U9, event: jst.DayOf(at), desk: journal.DeskBilling,
			n:      func(t *terms.Version) int { return t.U9.ReturnWithin },
			awaits: []string{back}, met: r.back(back),
		})
	}
	return all
}

// back tells whether a return counts as back within a deadline (C-11, C-12).
func (r *Repair) back(id string) func(casefile.Deadline) bool {
	return func(d casefile.Deadline) bool {
		back, ok := r.Return(id)
		return ok && back.InTime(d)
	}
}

// allBack tells whether every loaner that arrived counts as back.
func (r *Repair) allBack(d casefile.Deadline) bool {
	return !slices.ContainsFunc(r.Loaners, func(l Loaner) bool {
		_, lent := r.lentAt(&l)
		return lent && !r.back(l.Return)(d)
	})
}

func anyOf(met ...func(casefile.Deadline) bool) func(casefile.Deadline) bool {
	return func(d casefile.Deadline) bool {
		return slices.ContainsFunc(met, func(is func(casefile.Deadline) bool) bool { return is(d) })
	}
}

// roundOf is the round whose device a loaner was to be exchanged for (U-5): the
// one in which its price was charged, else the last that began before it was back.
func (r *Repair) roundOf(l *Loaner) *Round {
	if c, ok := r.charged(l); ok && c.Rule == terms.U5 {
		return r.roundAt(c.At)
	}
	if back, _ := r.Return(l.Return); back.Booked() {
		return r.roundAt(back.BookedAt)
	}
	return r.round()
}

// arrivalOf is the day R from which a loaner's return is counted (U-6): the one
// on whose lapse its price was charged, else the latest, unless the loaner was
// back before its round began.
func (r *Repair) arrivalOf(l *Loaner) (time.Time, bool) {
	if c, ok := r.charged(l); ok && c.Rule == terms.U6 {
		return r.arrivalBefore(c.At)
	}
	if r.backBefore(l, r.round().ReportedAt) {
		return time.Time{}, false
	}
	return r.arrival()
}

// arrivalBefore is the last day R, or Y, before an instant.
func (r *Repair) arrivalBefore(at time.Time) (last time.Time, ok bool) {
	for _, p := range r.Shipments {
		if p.Kind != ParcelLoaner && !p.DeliveredAt.IsZero() && p.DeliveredAt.Before(at) && p.DeliveredAt.After(last) {
			last, ok = p.DeliveredAt, true
		}
	}
	return last, ok
}

// backBefore tells that a loaner was back before an instant.
func (r *Repair) backBefore(l *Loaner, at time.Time) bool {
	back, _ := r.Return(l.Return)
	return back.Booked() && back.BookedAt.Before(at)
}

// charged is the charge of a loaner's price that was not reversed; false for none.
func (r *Repair) charged(l *Loaner) (casefile.Charge, bool) {
	i := slices.IndexFunc(r.Charges, func(c casefile.Charge) bool {
		return c.Name == l.price() && c.TakenBack != journal.Reversal
	})
	if i < 0 {
		return casefile.Charge{}, false
	}
	return r.Charges[i], true
}

// returnOf is the ID of the return that belongs to parts: a round, a loaner, a fault.
func returnOf(parts ...string) string { return ids.Derived("ret", parts...) }

// slipOf is the number of its slip.
func slipOf(parts ...string) string { return ids.Derived("slip", parts...) }

func latest(a, b jst.Day) jst.Day {
	if a.After(b) {
		return a
	}
	return b
}

// keep brings the deadlines in line with what the facts ask for: it arms those
// that are asked for, meets those that are fulfilled, moves those whose day is
// another (C-13) and voids the rest. One that is fulfilled already is armed only
// where a correction changed what it rests on, so that both versions are on record.
func (s *step) keep() {
	asked := s.Case.promises()
	for _, p := range asked {
		d, had := s.Case.Deadline(p.name)
		switch {
		case had && d.Outcome == "" && d.Count.Event == p.event:
			if p.met(d) && d.ArmedBy != s.Entry.Step { // one armed just before has a step of its own
				s.Settle(p.name, journal.Met)
			}
		case had && d.Outcome == "":
			s.Settle(p.name, journal.Moved)
			s.arm(p)
		case had && d.Count.Event == p.event && d.Outcome == journal.Lapsed:
			if s.correcting && p.met(d) {
				s.arm(p)
			}
		case had && d.Count.Event == p.event && d.Outcome == journal.Met:
			if p.awaits != nil && !p.met(d) || p.awaits == nil && s.again == p.base {
				s.arm(p)
			}
		case s.correcting && had && d.Outcome != journal.Void:
			s.arm(p)
		case !p.met(s.deadline(p)):
			s.arm(p)
		}
	}
	for _, d := range s.Case.Deadlines {
		if d.Outcome == "" && !slices.ContainsFunc(asked, func(p promise) bool { return p.name == d.Name }) {
			s.Settle(d.Name, journal.Void)
			s.forget(d)
		}
	}
}

// deadline is a promise as it would be armed.
func (s *step) deadline(p promise) casefile.Deadline {
	count := jst.Within(p.event, p.n(s.terms))
	d := journal.Due(p.name, p.rule, count)
	d.Desk, d.SettlesAt = p.desk, count.Lapse
	if p.awaits != nil {
		d.SettlesAt = casefile.Later(count.Lapse.Add(s.terms.Settle()), s.knownAt)
	}
	return casefile.Deadline{Deadline: d, Terms: s.terms.Name, ArmedBy: s.Entry.Step, ArmedAt: s.Entry.At}
}

func (s *step) arm(p promise) {
	d := s.deadline(p)
	s.Arm(d.Deadline)
	if p.base == DeadlineDeviceIn {
		s.remind()
	}
}

// remind plans the reminders of U-12 that are ahead: at the house's hour of the
// last good days of its periods.
func (s *step) remind() {
	d := s.Case.round()
	back, _ := s.Case.Return(d.Return)
	back.Reminders = nil
	for _, n := range s.terms.U12.Reminders {
		day := jst.Within(jst.DayOf(d.ReportedAt), n).LastGoodDay
		if at := day.AtClock(s.terms.House.ReminderAt); at.After(s.knownAt) {
			back.Reminders = append(back.Reminders, at)
		}
	}
}

// forget takes back what was planned with a deadline that is void.
func (s *step) forget(d casefile.Deadline) {
	if d.Name != DeadlineDeviceIn {
		return
	}
	if back, ok := s.Case.Return(s.Case.round().Return); ok {
		back.Reminders = nil
	}
}
