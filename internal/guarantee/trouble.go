package guarantee

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

// troubleReplaced is the outcome of trouble after which another device goes out.
const troubleReplaced = "replaced"

// TroubleReport is the member's word that an exchange device does not work (W-8).
type TroubleReport struct {
	ID    string
	At    time.Time
	Actor journal.Actor
}

// MayReportTrouble refuses trouble with an exchange device before its delivery,
// and from the lapse of W-8 on, when it is a new claim (C-5).
func MayReportTrouble(c Claim, at time.Time) error {
	due, delivered := c.Deadline(DeadlineCheck)
	switch _, open := c.openTrouble(); {
	case open:
		return refusal.New(refusal.AlreadyOpen, terms.W8,
			"お知らせいただいた不具合を確認しております。結果をお待ちください。", "Trouble with this device is being looked into already.")
	case !delivered || c.State == StateShipped || c.State == StateCameBack || c.State == StateExchangeDue:
		return wrongState(terms.W8, "ご確認いただく交換用の端末は、まだお届けしておりません。", "The exchange device has not been delivered yet.")
	case !at.Before(due.Lapse):
		return refusal.New(refusal.TooLate, terms.W8,
			"交換用の端末の不具合のご連絡の期限（"+jst.InstantJA(due.Lapse)+"）を過ぎているため、新たな保証のご利用として承ります。",
			"Trouble with the exchange device was to be told before "+jst.InstantEN(due.Lapse)+"; from then on it is a new claim.")
	}
	return nil
}

// ReportTrouble takes in trouble that was told in time: it is looked into
// without a new use (W-8).
func ReportTrouble(t *terms.Version, c Claim, r TroubleReport) (casefile.Outcome[Claim], error) {
	if err := MayReportTrouble(c, r.At); err != nil {
		return casefile.Outcome[Claim]{}, err
	}
	due, _ := c.Deadline(DeadlineCheck)
	s := c.begin(t.Name, "trouble-reported/"+r.ID, r.At, r.Actor, terms.W8)
	d := s.c.covered()
	s.c.Troubles = append(s.c.Troubles, Trouble{ID: r.ID, Device: d.ID, ReportedAt: r.At})
	s.To(StateTrouble)
	s.Settle(DeadlineCheck, journal.Met)
	s.Entry.Facts = journal.Facts{"fault": r.ID, "device": d.ID}
	s.Ask(journal.Task{
		Kind: TaskTrouble, Desk: journal.DeskRepair, Rule: terms.W8, Why: journal.Facts{"fault": r.ID, "device": d.ID, "model": d.Model},
	})
	s.Tell(letters.GuaranteeTroubleReceived{Case: c.Case, Device: d.letter(), ReportedAt: r.At, LastGoodDay: due.Count.LastGoodDay})
	return s.done(), nil
}

// TroubleDecision is how the repair desk settles trouble.
type TroubleDecision struct {
	ID      string
	Outcome string // a code of letters.FaultOutcomes
	At      time.Time
	Actor   journal.Actor
}

// DecideTrouble settles trouble (W-8). Where it was confirmed another exchange
// device goes out, without a new use or price; else the days for trouble go on for
// what is left of them.
func DecideTrouble(t *terms.Version, c Claim, d TroubleDecision) (casefile.Outcome[Claim], error) {
	if err := MayAct(c.Progress(), terms.W8, StateTrouble); err != nil {
		return casefile.Outcome[Claim]{}, err
	}
	if !slices.Contains(letters.FaultOutcomes(), d.Outcome) {
		return casefile.Outcome[Claim]{}, refusal.New(refusal.Invalid, terms.W8,
			"対応の結果を一覧からお選びください。", "Choose the outcome from the list.").
			With("outcome", "一覧にない結果です。", "There is no such outcome.")
	}
	s := c.begin(t.Name, "trouble-decided/"+d.ID, d.At, d.Actor, terms.W8)
	trouble, _ := s.c.openTrouble()
	trouble.Outcome, trouble.DecidedAt = d.Outcome, d.At
	s.Entry.Facts = journal.Facts{"fault": trouble.ID, "device": trouble.Device, "outcome": d.Outcome}
	s.Finish(d.Outcome, TaskTrouble)
	s.Tell(letters.GuaranteeTroubleClosed{Case: c.Case, Device: s.c.covered().letter(), Outcome: d.Outcome, ClosedAt: d.At})
	if d.Outcome == troubleReplaced {
		s.To(StateExchangeDue)
		s.Ask(journal.Task{
			Kind: TaskShipExchange, Desk: journal.DeskShipping, Rule: terms.W8, Why: journal.Facts{"fault": trouble.ID, "model": s.c.covered().Model},
		})
		return s.done(), nil
	}
	s.To(StateDelivered)
	if check, ok := c.Deadline(DeadlineCheck); ok && check.Count.InTime(d.At) {
		s.Entry.Terms = check.Terms // C-10: it is still the same deadline
		s.Arm(check.Deadline)
	}
	return s.done(), nil
}
