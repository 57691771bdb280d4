package casefile

import (
	"slices"
	"time"

	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/terms"
)

// Step is a step of a case that is being made: what it does to the file, it
// writes into the entry too.
type Step struct {
	Entry journal.Entry
	file  *File
}

// Outcome is what a rule made of a case: the entry that says what it did, and
// the case as it stands after.
type Outcome[C any] struct {
	Entry journal.Entry
	Case  C
}

// Begin starts a step under its name, at a business instant, in a version of
// the terms. The file is that of a copy of the case, which the step may change:
// what the copy shares with the original is cloned.
func Begin(f *File, version, name string, at time.Time, actor journal.Actor, rules ...terms.ID) *Step {
	f.Steps++
	f.Deadlines = slices.Clone(f.Deadlines)
	f.Tasks = slices.Clone(f.Tasks)
	f.Charges = slices.Clone(f.Charges)
	f.Shipments = slices.Clone(f.Shipments)
	f.Deliveries = slices.Clone(f.Deliveries)
	f.Returns = slices.Clone(f.Returns)
	return &Step{
		Entry: journal.Entry{
			Case: f.Case, Step: name, At: at, Actor: actor, Terms: version, Rules: rules, Facts: journal.Facts{},
		},
		file: f,
	}
}

// Under adds rules that the step applied besides.
func (s *Step) Under(rules ...terms.ID) {
	for _, r := range rules {
		if !slices.Contains(s.Entry.Rules, r) {
			s.Entry.Rules = append(s.Entry.Rules, r)
		}
	}
}

// To says in which state the step leaves the case.
func (s *Step) To(state string) { s.file.State = state }

// Done closes the case where it is over, or opens it again where it is not,
// and states where it stands. Before is the case as the step found it.
func (s *Step) Done(before File, over bool) journal.Entry {
	switch {
	case over && !before.Closed:
		s.Entry.Ends = true
	case !over && before.Closed:
		s.Entry.Reopens = true
	}
	s.file.Closed = over
	if s.file.State != before.State || s.Entry.Opens != nil {
		s.Entry.State = s.file.State
	}
	return s.Entry
}

// Arm opens a deadline under the terms of the entry (C-10).
func (s *Step) Arm(d journal.Deadline) {
	s.Entry.Armed = append(s.Entry.Armed, d)
	if d.SettlesAt.IsZero() {
		d.SettlesAt = d.Lapse
	}
	s.file.Deadlines = append(s.file.Deadlines, Deadline{
		Deadline: d, Terms: s.Entry.Terms, ArmedBy: s.Entry.Step, ArmedAt: s.Entry.At,
	})
}

// ArmReturn opens a deadline that hangs on a parcel: it is settled when the
// centre's books of the last good day are in, and no earlier than what opened
// it is known (C-12).
func (s *Step) ArmReturn(t *terms.Version, name string, rule terms.ID, count jst.Count, desk string, knownAt time.Time) Deadline {
	d := journal.Due(name, rule, count)
	d.SettlesAt = Later(count.Lapse.Add(t.Settle()), knownAt)
	d.Desk = desk
	s.Arm(d)
	return s.file.Deadlines[len(s.file.Deadlines)-1]
}

// Settle ends the open deadline of that name; where there is none it does nothing.
func (s *Step) Settle(name string, outcome journal.Outcome) {
	i := slices.IndexFunc(s.file.Deadlines, func(d Deadline) bool { return d.Name == name && d.Outcome == "" })
	if i < 0 {
		return
	}
	s.file.Deadlines[i].Outcome = outcome
	s.Entry.Settled = append(s.Entry.Settled, journal.Settlement{Name: name, Outcome: outcome})
}

// Redecide ends the latest deadline of that name otherwise than it ended, since
// the fact it was decided by was corrected (C-13). Where it is open, was moved or
// void, or ended so already, it does nothing. False tells that it did nothing.
func (s *Step) Redecide(name string, outcome journal.Outcome) bool {
	d, ok := s.file.Deadline(name)
	if !ok || d.Outcome == outcome || d.Outcome != journal.Met && d.Outcome != journal.Lapsed {
		return false
	}
	s.Entry.Redecided = append(s.Entry.Redecided, journal.Redecision{Deadline: d.Deadline, Terms: d.Terms, Outcome: outcome})
	d.ArmedBy, d.ArmedAt, d.Outcome = s.Entry.Step, s.Entry.At, outcome
	s.file.Deadlines = append(s.file.Deadlines, d)
	return true
}

// Ask gives a desk a task, unless one of that kind is open.
func (s *Step) Ask(t journal.Task) {
	if s.file.Asked(t.Kind) {
		return
	}
	s.file.Tasks = append(s.file.Tasks, t.Kind)
	s.Entry.Tasks = append(s.Entry.Tasks, t)
}

// Finish closes the open tasks of those kinds, where there are any.
func (s *Step) Finish(outcome string, kinds ...string) {
	for _, kind := range kinds {
		i := slices.Index(s.file.Tasks, kind)
		if i < 0 {
			continue
		}
		s.file.Tasks = slices.Delete(s.file.Tasks, i, i+1)
		s.Entry.Closed = append(s.Entry.Closed, journal.Closing{Kind: kind, Outcome: outcome})
	}
}

// Tell sends a letter to the member of the case.
func (s *Step) Tell(l journal.Letter) {
	s.Entry.Notices = append(s.Entry.Notices, journal.Notice{Letter: l})
}

// Charge posts a charge and gives its ID. Its name is unique within the step (B-9).
func (s *Step) Charge(c journal.Charge) string {
	c.Kind = journal.Posted
	s.Entry.Charges = append(s.Entry.Charges, c)
	id := journal.ChargeID(s.Entry.Case, s.Entry.Step, c.Name)
	s.file.Charges = append(s.file.Charges, Charge{ID: id, Name: c.Name, Rule: c.Rule, Amount: c.Amount, Tax: c.Tax, At: c.At})
	return id
}

// Reverse takes a charge back by an entry of its own, since the fact that it
// stood on was corrected (C-13, B-9).
func (s *Step) Reverse(charge *Charge, why journal.Facts) {
	charge.TakenBack = journal.Reversal
	s.Under(terms.B9)
	s.Entry.Charges = append(s.Entry.Charges, journal.Charge{
		Name: charge.Name, Rule: charge.Rule, Kind: journal.Reversal, Amount: charge.Amount.Neg(), Tax: charge.Tax,
		At: s.Entry.At, Cancels: charge.ID, Why: why,
	})
}

// Later is the later of two instants.
func Later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
