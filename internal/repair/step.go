package repair

import (
	"slices"
	"time"

	"kigen/internal/casefile"
	"kigen/internal/journal"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/stock"
	"kigen/internal/terms"
)

// Made is what a rule made of a case.
type Made = casefile.Outcome[Repair]

// step is a step of a case that is being made.
type step struct {
	*casefile.Step
	Case    *Repair
	before  Repair
	terms   *terms.Version
	knownAt time.Time // when the carrier learned what the step is about
	// correcting tells that the step replaces a fact (C-13).
	correcting bool
	// again is the deadline that goes on although it was met before.
	again string
	// outcome is how a desk's task ends with the step.
	outcome string
}

func begin(t *terms.Version, r Repair, name string, at time.Time, actor journal.Actor, rules ...terms.ID) *step {
	s := &step{before: r, terms: t, knownAt: at, outcome: "done"}
	r.Devices = slices.Clone(r.Devices)
	r.Rounds = slices.Clone(r.Rounds)
	r.Exchanges = slices.Clone(r.Exchanges)
	r.Faults = slices.Clone(r.Faults)
	r.Loaners = slices.Clone(r.Loaners)
	r.Shelf.Held = slices.Clone(r.Shelf.Held)
	r.Registered, r.Moves, r.Refusal = nil, nil, nil
	s.Case = &r
	s.Step = casefile.Begin(&s.Case.File, t.Name, name, at, actor, rules...)
	return s
}

// made brings deadlines, stock, tasks and state in line with the facts.
func (s *step) made() Made {
	s.keep()
	s.release()
	s.work()
	over := s.Case.over()
	if s.Case.round() != nil {
		if over {
			s.To(CaseClosed)
		} else {
			s.To(s.Case.leg())
		}
	}
	s.Done(s.before.File, over)
	return Made{Entry: s.Entry, Case: *s.Case}
}

// move takes a move of the stock; one that the stock refuses is refused.
func (s *step) move(m stock.Move, err error) error {
	if err != nil {
		return err
	}
	s.Case.Moves = append(s.Case.Moves, m)
	for _, taken := range m.Steps {
		s.moved(taken)
	}
	for _, g := range m.Given {
		if g.Case == s.Case.Case {
			s.given(m, g)
		}
	}
	return nil
}

// given takes in that the case itself, which waits in line, got the loaner that
// its own step put on the shelf (U-3).
func (s *step) given(m stock.Move, g stock.Given) {
	i := slices.IndexFunc(m.Steps, func(taken stock.Movement) bool { return taken.Unit.ID == g.Unit })
	u := m.Steps[i].Unit
	u.State, u.Case, u.Since = stock.Reserved, g.Case, g.At
	s.Case.Place, s.Case.Reserved = 0, &u
	s.Entry.Facts["given_to"] = g.Case
	s.Tell(letters.LoanerReserved{
		Case: g.Case, Loaner: letters.Device{Model: u.Name, Colour: u.Colour}, ReservedAt: g.At,
	})
}

// moved lets the case's own units stand where the move leaves them.
func (s *step) moved(m stock.Movement) {
	for i := range s.Case.Shelf.Held {
		if u := &s.Case.Shelf.Held[i]; u.ID == m.Unit.ID {
			u.State, u.Case, u.Since = m.To, m.Case, m.At
		}
	}
	for i := range s.Case.Loaners {
		if u := &s.Case.Loaners[i].Unit; u.ID == m.Unit.ID {
			u.State, u.Case, u.Since = m.To, m.Case, m.At
		}
	}
	for i := range s.Case.Exchanges {
		if u := s.Case.Exchanges[i].Unit; u != nil && u.ID == m.Unit.ID {
			after := *u
			after.State, after.Case, after.Since = m.To, m.Case, m.At
			s.Case.Exchanges[i].Unit = &after
		}
	}
}

// release takes the case out of the line and frees the loaner that is reserved
// for it once the device is on its way to the member or does not come (U-3).
func (s *step) release() {
	r := s.Case
	if r.Place == 0 && r.Reserved == nil || r.awaited() || r.held() || r.leg() == CaseToShip {
		return
	}
	m := r.Shelf.Release(r.act(s.Entry.At, s.Entry.Actor))
	_ = s.move(m, nil)
	s.Entry.Facts["loaner_released"] = true
	r.Place, r.Reserved = 0, nil
}

// work gives the desks the tasks that the facts ask for and ends the others.
func (s *step) work() {
	r := s.Case
	leg := r.leg()
	loaner, toInspect := r.toInspect()
	was, inspected := s.before.toInspect()
	if toInspect && inspected && was.No != loaner.No {
		s.Finish(s.outcome, TaskInspectLoaner)
	}
	reship := r.Reserved != nil && r.again(r.Reserved.ID) != nil
	for _, w := range []struct {
		kind   string
		desk   string
		rule   terms.ID
		wanted bool
	}{
		{TaskAgreement, journal.DeskRepair, terms.U1, leg == CaseDeviceIn},
		{TaskMissing, journal.DeskRepair, terms.U1, leg == CaseOnHold},
		{TaskInspect, journal.DeskRepair, terms.U11, leg == CaseInspecting},
		{TaskDecide, journal.DeskRepair, terms.U11, leg == CaseRepairing},
		{TaskShip, journal.DeskShipping, terms.U1, leg == CaseToShip},
		{TaskReship, journal.DeskShipping, terms.U1, leg == CaseCameBack},
		{TaskFault, journal.DeskRepair, terms.U9, leg == CaseFault},
		{TaskShipLoaner, journal.DeskShipping, terms.U3, r.Reserved != nil && !reship},
		{TaskReshipLoaner, journal.DeskShipping, terms.U3, reship},
		{TaskInspectLoaner, journal.DeskRepair, terms.U7, toInspect},
		{TaskInquiry, journal.DeskSupport, terms.U4, r.Asked(TaskInquiry) && r.awaited() && r.lending()},
	} {
		switch asked := r.Asked(w.kind); {
		case w.wanted && !asked:
			s.Ask(journal.Task{Kind: w.kind, Desk: w.desk, Rule: w.rule, Why: s.why(w.kind)})
		case asked && !w.wanted:
			s.Finish(s.outcome, w.kind)
		}
	}
}

// why is what the desk needs to know of a task.
func (s *step) why(kind string) journal.Facts {
	r := s.Case
	f := journal.Facts{"device": r.covered().ID, "model": r.covered().Model, "colour": r.covered().Colour}
	switch kind {
	case TaskInspect, TaskDecide:
		f["cause"], f["symptom"], f["checklist"] = r.Cause, r.Symptom, !r.Checklist.IsZero()
	case TaskShip:
		f["outcome"] = Exchanged
		if _, due := r.unanswered(); !due {
			f["outcome"] = r.round().Outcome
		}
	case TaskShipLoaner, TaskReshipLoaner:
		return journal.Facts{"unit": r.Reserved.ID, "model": r.Reserved.Model, "colour": r.Reserved.Colour}
	case TaskInspectLoaner:
		l, _ := r.toInspect()
		return journal.Facts{"unit": l.Unit.ID, "model": l.Unit.Model, "colour": l.Unit.Colour}
	}
	return f
}

// due is the deadline of that name as the step leaves it; zero where there is none.
func (s *step) due(name string) casefile.Deadline {
	d, _ := s.Case.Open(name)
	return d
}

// loanerDue says by when a loaner is to be back (U-6); nil where none is.
func (s *step) loanerDue() *letters.LoanerDue {
	for i := range s.Case.Loaners {
		l := &s.Case.Loaners[i]
		last, ok := s.Case.Open(ordinal(DeadlineLoanerBack, l.No))
		if !ok {
			continue
		}
		back, _ := s.Case.Return(l.Return)
		return &letters.LoanerDue{
			Device: l.letter(), Slip: back.Slip, AskLastGoodDay: s.due(ordinal(DeadlineLoanerAsked, l.No)).Count.LastGoodDay,
			LastGoodDay: last.Count.LastGoodDay, Lapse: last.Lapse, Price: l.Price,
		}
	}
	return nil
}

// wrongState refuses an act that has no meaning where the case stands.
func wrongState(rule terms.ID, ja, en string) *refusal.Error {
	return refusal.New(refusal.State, rule, ja, en)
}
