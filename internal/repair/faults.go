package repair

import (
	"time"

	"kigen/internal/casefile"
	"kigen/internal/ids"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// StepRecurrence is the step of a recurrence.
func StepRecurrence(id string) string { return "recurrence-reported/" + id }

// ReportRecurrence takes in that the same symptom is back within (R, 7) after a
// repair: the device is awaited again, free and without a new use or agreement
// (U-8). From the lapse on it is a new claim (C-5). Where a loaner is still
// out, its days of U-6 are void, and those of U-4 and U-5 run from the report (house).
func ReportRecurrence(t *terms.Version, r Repair, c Report) (Made, error) {
	due, ok := r.Deadline(DeadlineRecurrence)
	if _, here := r.arrival(); !ok || !here || r.round().Outcome != Repaired {
		return Made{}, wrongState(terms.U8, "修理が完了してお届けした端末はありません。", "No repaired device was delivered.")
	}
	if !due.Count.InTime(c.At) {
		return Made{}, tooLate(terms.U8, due)
	}
	if r.Elsewhere {
		return Made{}, claimedAnew(terms.U8)
	}
	s := begin(t, r, StepRecurrence(c.ID), c.At, c.Actor, terms.U8)
	s.Settle(DeadlineRecurrence, journal.Met)
	s.open(Round{No: len(r.Rounds) + 1, ReportedAt: c.At, Report: c.ID, Agreement: AgreementPresent}, c.ID)
	s.Entry.Facts["device"], s.Entry.Facts["round"] = r.covered().ID, itoa(len(s.Case.Rounds))
	back, _ := s.Case.Return(s.Case.round().Return)
	s.Tell(letters.RecurrenceReceived{
		Case: r.Case, Device: letterOf(*r.covered()), ReportedAt: c.At, LastGoodDay: due.Count.LastGoodDay, Slip: back.Slip,
	})
	return s.made(), nil
}

// claimedAnew refuses a fault of a device for which another claim is open.
func claimedAnew(rule terms.ID) *refusal.Error {
	return refusal.New(refusal.AlreadyOpen, rule,
		"この端末は、別の受付で補償の手続き中です。そちらの受付でお知らせください。", "Another claim for this device is open: please report it there.")
}

func tooLate(rule terms.ID, due casefile.Deadline) *refusal.Error {
	return refusal.New(refusal.TooLate, rule,
		"ご連絡の期限（"+jst.InstantJA(due.Lapse)+"）を過ぎているため、新たな補償のご利用として承ります。",
		"A fault was to be told before "+jst.InstantEN(due.Lapse)+"; from then on it is a new claim.")
}

// StepExchangeFault is the step of a fault of an exchange device.
func StepExchangeFault(id string) string { return "exchange-fault-reported/" + id }

// ReportExchangeFault takes in a fault of the covered exchange device that was
// reported within (R, 7): the repair desk looks into it (U-9). From the lapse on
// it is a new claim (C-5).
func ReportExchangeFault(t *terms.Version, r Repair, c Report) (Made, error) {
	if _, open := r.openFault(); open {
		return Made{}, refusal.New(refusal.AlreadyOpen, terms.U9,
			"お知らせいただいた不具合を確認しております。結果をお待ちください。", "A fault of this device is being looked into already.")
	}
	due, ok := r.Deadline(DeadlineExchangeCheck)
	if _, here := r.arrival(); !ok || !here || r.round().Outcome != Exchanged {
		return Made{}, wrongState(terms.U9, "お届けした交換端末はありません。", "No exchange device was delivered.")
	}
	if !due.Count.InTime(c.At) {
		return Made{}, tooLate(terms.U9, due)
	}
	if r.Elsewhere {
		return Made{}, claimedAnew(terms.U9)
	}
	s := begin(t, r, StepExchangeFault(c.ID), c.At, c.Actor, terms.U9)
	s.Settle(DeadlineExchangeCheck, journal.Met)
	s.Case.Faults = append(s.Case.Faults, Fault{ID: c.ID, Device: r.covered().ID, ReportedAt: c.At})
	s.Entry.Facts["fault"], s.Entry.Facts["device"] = c.ID, r.covered().ID
	s.Tell(letters.RecurrenceReceived{
		Case: r.Case, Device: letterOf(*r.covered()), Exchange: true, ReportedAt: c.At, LastGoodDay: due.Count.LastGoodDay,
	})
	return s.made(), nil
}

// FaultDecision is how the repair desk settles a fault of an exchange device.
type FaultDecision struct {
	Fault     string // empty for the open one
	Confirmed bool
	At        time.Time
	Actor     journal.Actor
}

// StepFaultDecided is the step of a decision on a fault.
func StepFaultDecided(c FaultDecision) string {
	finding := NotConfirmed
	if c.Confirmed {
		finding = Confirmed
	}
	return "exchange-fault-decided/" + ids.Derived("dec", c.Fault, casefile.Stamp(c.At)) + "/" + string(finding)
}

// DecideExchangeFault settles a fault (U-9). Where it is confirmed another
// exchange device goes out, and where a loaner is still out its days of U-6 count
// from that one's arrival (house). Else the check goes on for the days it has left.
func DecideExchangeFault(t *terms.Version, r Repair, c FaultDecision) (Made, error) {
	open, ok := r.openFault()
	if !ok || c.Fault != "" && c.Fault != open.ID {
		return Made{}, wrongState(terms.U9, "確認中の不具合はありません。", "No such fault is open.")
	}
	s := begin(t, r, StepFaultDecided(c), c.At, c.Actor, terms.U9)
	f, _ := s.Case.openFault()
	f.DecidedAt, f.Outcome = c.At, NotConfirmed
	s.again = DeadlineExchangeCheck
	if c.Confirmed {
		f.Outcome = Confirmed
	} else {
		s.notCovered(terms.U9, "お知らせいただいた交換端末の不具合を確認できませんでした。端末はそのままお使いください。",
			"The fault of the exchange device could not be confirmed. Please go on using it.", "")
	}
	s.outcome = string(f.Outcome)
	s.Entry.Facts["fault"], s.Entry.Facts["outcome"] = f.ID, f.Outcome
	return s.made(), nil
}
