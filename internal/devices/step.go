package devices

import (
	"slices"
	"time"

	"kigen/internal/journal"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// Step is what a rule made of a case: the entry that says what it did, and the
// case as it stands after.
type Step struct {
	Entry journal.Entry
	Case  Replacement
}

// begin starts a step of the case under its name, at a business instant, in a
// version of the terms.
func begin(r Replacement, version, name string, at time.Time, actor journal.Actor, rules ...terms.ID) *Step {
	r.Steps++
	r.Devices = slices.Clone(r.Devices)
	r.Deadlines = slices.Clone(r.Deadlines)
	r.Tasks = slices.Clone(r.Tasks)
	r.Shipments = slices.Clone(r.Shipments)
	r.Deliveries = slices.Clone(r.Deliveries)
	r.Returns = slices.Clone(r.Returns)
	r.Faults = slices.Clone(r.Faults)
	r.Charges = slices.Clone(r.Charges)
	return &Step{
		Entry: journal.Entry{
			Case: r.Claim, Step: name, At: at, Actor: actor, Terms: version, Rules: rules, Facts: journal.Facts{},
		},
		Case: r,
	}
}

// done states where the case stands and closes it when nothing is left, or
// opens it again when something is.
func (s *Step) done(before CaseState) Step {
	switch settled := s.Case.settled(); {
	case settled && before != CaseClosed:
		s.Case.State, s.Entry.Ends = CaseClosed, true
	case settled:
		s.Case.State = CaseClosed
	case before == CaseClosed:
		s.Entry.Reopens = true
	}
	if s.Case.State != before {
		s.Entry.State = string(s.Case.State)
	}
	return *s
}

// arm opens a deadline under the terms of the entry (C-10).
func (s *Step) arm(d journal.Deadline) {
	s.Entry.Armed = append(s.Entry.Armed, d)
	if d.SettlesAt.IsZero() {
		d.SettlesAt = d.Lapse
	}
	s.Case.Deadlines = append(s.Case.Deadlines, Deadline{
		Deadline: d, Terms: s.Entry.Terms, ArmedBy: s.Entry.Step, ArmedAt: s.Entry.At,
	})
}

// settle ends the open deadline of that name; where there is none it does nothing.
func (s *Step) settle(name string, outcome journal.Outcome) {
	i := slices.IndexFunc(s.Case.Deadlines, func(d Deadline) bool { return d.Name == name && d.Outcome == "" })
	if i < 0 {
		return
	}
	s.Case.Deadlines[i].Outcome = outcome
	s.Entry.Settled = append(s.Entry.Settled, journal.Settlement{Name: name, Outcome: outcome})
}

// ask gives a desk a task, unless one of that kind is open.
func (s *Step) ask(t journal.Task) {
	if slices.Contains(s.Case.Tasks, t.Kind) {
		return
	}
	s.Case.Tasks = append(s.Case.Tasks, t.Kind)
	s.Entry.Tasks = append(s.Entry.Tasks, t)
}

// finish closes the open tasks of those kinds, where there are any.
func (s *Step) finish(outcome string, kinds ...string) {
	for _, kind := range kinds {
		i := slices.Index(s.Case.Tasks, kind)
		if i < 0 {
			continue
		}
		s.Case.Tasks = slices.Delete(s.Case.Tasks, i, i+1)
		s.Entry.Closed = append(s.Entry.Closed, journal.Closing{Kind: kind, Outcome: outcome})
	}
}

func (s *Step) tell(l journal.Letter) {
	s.Entry.Notices = append(s.Entry.Notices, journal.Notice{Letter: l})
}

// wrongState refuses an act that has no meaning where the case stands.
func wrongState(rule terms.ID, ja, en string) *refusal.Error {
	return refusal.New(refusal.State, rule, ja, en)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
