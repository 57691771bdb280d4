package devices

import (
	"slices"
	"time"

	"kigen/internal/casefile"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// faultReplaced is the outcome of a fault after which another device goes out.
const faultReplaced = "replaced"

// FaultReport is the member's word that the replacement does not work (N-4).
type FaultReport struct {
	ID    string
	At    time.Time
	Actor journal.Actor
}

// MayReportFault refuses a fault of the replacement before its delivery, and
// from the lapse of its check on (N-4, C-5).
func MayReportFault(p Progress, at time.Time) error {
	switch {
	case p.Fault != "":
		return refusal.New(refusal.AlreadyOpen, terms.N4,
			"お知らせいただいた不具合を確認しております。結果をお待ちください。", "A fault of this device is being looked into already.")
	case p.Checked.IsZero() || p.ToShip || p.State == CaseShipped:
		return wrongState(terms.N4,
			"確認いただく交換用の端末は、まだお届けしておりません。", "The replacement has not been delivered yet.")
	case !at.Before(p.Checked):
		return refusal.New(refusal.TooLate, terms.N4,
			"交換用の端末の動作確認の期限（"+jst.InstantJA(p.Checked)+"）を過ぎているため、不具合のお申し出は新たな補償のご利用として承ります。",
			"The replacement was to be checked before "+jst.InstantEN(p.Checked)+"; from then on a fault is a new claim.")
	}
	return nil
}

// ReportFault takes in a fault that the member reported within the check: it
// is looked into without a new use (N-4).
func ReportFault(t *terms.Version, r Replacement, f FaultReport) (Step, error) {
	if err := MayReportFault(r.Progress(), f.At); err != nil {
		return Step{}, err
	}
	check, _ := r.Deadline(DeadlineCheck)
	s := begin(r, t.Name, "fault-reported/"+f.ID, f.At, f.Actor, terms.N4)
	s.Case.Faults = append(s.Case.Faults, Fault{ID: f.ID, Device: r.covered().ID, ReportedAt: f.At})
	s.Case.State = CaseFault
	s.Settle(DeadlineCheck, journal.Met)
	s.Entry.Facts["fault"], s.Entry.Facts["device"] = f.ID, r.covered().ID
	s.Ask(journal.Task{
		Kind: TaskFault, Desk: journal.DeskRepair, Rule: terms.N4,
		Why: journal.Facts{"fault": f.ID, "device": r.covered().ID, "model": r.covered().Model},
	})
	s.Tell(letters.ReplacementFaultReceived{
		Case: r.Case, Device: r.covered().letter(), ReportedAt: f.At, LastGoodDay: check.Count.LastGoodDay,
	})
	return s.done(r), nil
}

// FaultDecision is how the repair desk settles a fault.
type FaultDecision struct {
	Fault   string
	Outcome string // a code of letters.FaultOutcomes
	At      time.Time
	Actor   journal.Actor
}

// MayDecideFault refuses a decision on a fault that is not open.
func MayDecideFault(p Progress, d FaultDecision) error {
	if p.Fault != "" && (d.Fault == "" || d.Fault == p.Fault) {
		return nil
	}
	return wrongState(terms.N4, "確認中の不具合はありません。", "No such fault is open.")
}

// DecideFault settles a fault (N-4). Where it was confirmed and another device
// is to go out, the shipping desk sends it, without a new use or burden. Else the
// check goes on for the days it has left.
func DecideFault(t *terms.Version, r Replacement, d FaultDecision) (Step, error) {
	if err := MayDecideFault(r.Progress(), d); err != nil {
		return Step{}, err
	}
	if !slices.Contains(letters.FaultOutcomes(), d.Outcome) {
		return Step{}, refusal.New(refusal.Invalid, terms.N4,
			"対応の結果を一覧からお選びください。", "Choose the outcome from the list.").
			With("outcome", "一覧にない結果です。", "There is no such outcome.")
	}
	s := begin(r, t.Name, "fault-decided/"+r.Progress().Fault, d.At, d.Actor, terms.N4)
	fault, _ := s.Case.openFault()
	fault.Outcome, fault.DecidedAt = d.Outcome, d.At
	s.Entry.Facts["fault"], s.Entry.Facts["outcome"] = fault.ID, d.Outcome
	s.Finish(d.Outcome, TaskFault)
	if d.Outcome == faultReplaced {
		s.Case.State = CaseExchangeDue
		s.Ask(journal.Task{
			Kind: TaskShip, Desk: journal.DeskShipping, Rule: terms.N4, Due: jst.Within(jst.DayOf(d.At), t.N6.Within).Lapse,
			Why: journal.Facts{"fault": fault.ID, "model": r.old().Model, "colour": r.old().Colour},
		})
		return s.done(r), nil
	}
	s.Case.State = CaseDelivered
	if check, _ := r.Deadline(DeadlineCheck); check.Count.InTime(d.At) {
		s.Entry.Terms = check.Terms // C-10: it is still the same deadline
		s.Arm(check.Deadline)
	}
	s.Tell(letters.ReplacementFaultClosed{Case: r.Case, Device: r.covered().letter(), Outcome: d.Outcome, ClosedAt: d.At})
	return s.done(r), nil
}

// EndCheck ends the check of a replacement of which no fault was reported
// (N-4). False where it is not open.
func EndCheck(r Replacement) (Step, bool) {
	due, ok := r.Open(DeadlineCheck)
	if !ok {
		return Step{}, false
	}
	s := begin(r, due.Terms, "check-lapsed/"+due.ArmedBy, casefile.Later(due.Lapse, due.ArmedAt), journal.Timer, terms.N4)
	s.Settle(DeadlineCheck, journal.Lapsed)
	s.Entry.Facts["device"] = r.covered().ID
	return s.done(r), true
}
