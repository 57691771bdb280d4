package identity

import (
	"slices"
	"time"

	"kigen/internal/journal"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// Outcome is what the identity desk decides.
type Outcome string

// Outcomes of a decision.
const (
	Approve Outcome = "approve" // S-13
	Refuse  Outcome = "refuse"  // S-14: the applicant may submit again
	Reject  Outcome = "reject"  // S-18: the application is closed
)

// Decision is the identity desk's, on a submission or, where it rejects, on the
// application as a whole.
type Decision struct {
	Submission string   `json:"submission,omitempty" doc:"The submission that is decided; a rejection may do without."`
	Outcome    Outcome  `json:"outcome" doc:"approve, refuse or reject."`
	Reasons    []string `json:"reasons,omitempty" doc:"What is wrong with the proof, where it is refused: unreadable, document_expired, name_mismatch …"`
	Ground     string   `json:"ground,omitempty" doc:"The ground, where the application is rejected: one of those in the terms under S-18."`
	OutOfTurn  string   `json:"out_of_turn,omitempty" doc:"Why an application that came in later is taken first: number_runs_out, result_overdue, earlier_needs_inquiry or escalated."`
}

// outOfTurn are the reasons for which an application may be taken before one
// that came in earlier (G-1).
var outOfTurn = []string{"number_runs_out", "result_overdue", "earlier_needs_inquiry", "escalated"}

// OutOfTurn lists the reasons of G-1.
func OutOfTurn() []string { return slices.Clone(outOfTurn) }

// Step is the key of the decision: a submission is decided once, and an
// application rejected once.
func (d Decision) Step() string {
	if d.Outcome == Reject {
		return "rejected"
	}
	return "decided/" + d.Submission + "/" + string(d.Outcome)
}

// Decide decides a proof of identity (S-13, S-14) or rejects the application
// (S-18). Earlier tells that an application which came in before still waits:
// then the desk says why it is not taken first (G-1). Link is the new upload
// link that goes out with a refusal.
func Decide(t *terms.Version, p Progress, d Decision, earlier bool, link Link, at time.Time, actor journal.Actor) (journal.Entry, Progress, error) {
	if err := d.check(t, p, earlier); err != nil {
		return journal.Entry{}, p, err
	}
	e := journal.Entry{
		Case: p.Case, Step: d.Step(), At: at, Actor: actor, Terms: t.Name,
		Facts: journal.Facts{"outcome": d.Outcome},
	}
	if earlier && d.Outcome != Reject {
		e.Rules, e.Facts["out_of_turn"] = append(e.Rules, terms.G1), d.OutOfTurn
	}
	p.done(&e, DeadlineResult)
	p.close(&e, string(d.Outcome), TaskReview, TaskHasten, TaskOverdue)
	switch d.Outcome {
	case Approve:
		e.Rules = append(e.Rules, terms.S12, terms.S13)
		if p.Device != nil {
			e.Rules = append(e.Rules, terms.P5)
		}
		e.State = StateApproved
		target := p.shipBy(t, &e, at)
		e.Notices = []journal.Notice{{Letter: letters.IdentityApproved{
			Case: p.Case, DeliverBy: target.Count.LastGoodDay, Device: p.letterDevice(), DeviceOnly: len(p.SIMs) == 0,
		}}}
	case Refuse:
		e.Rules = append(e.Rules, terms.S12, terms.S14, terms.S15)
		e.State = StateInvited
		e.Facts["reasons"] = d.Reasons
		p.askAgain(t, &e, d.Reasons, link, at)
		p.Link = link
	case Reject:
		e.Rules = append(e.Rules, terms.S14, terms.S18, terms.S4)
		if p.Device != nil {
			e.Rules = append(e.Rules, terms.P4)
		}
		e.Facts["ground"] = d.Ground
		e.Notices = []journal.Notice{{Letter: letters.ApplicationRefused{Case: p.Case, Ground: d.Ground, DecidedAt: at}}}
		p.end(&e, StateRejected)
	}
	p.Submission = Submission{}
	return e, p.after(t, e), nil
}

// askAgain asks for another proof of identity and starts the wait anew (S-14, S-15).
func (p Progress) askAgain(t *terms.Version, e *journal.Entry, reasons []string, link Link, at time.Time) {
	wait := waitForProof(t, at)
	e.Armed = append(e.Armed, wait)
	e.Notices = append(e.Notices, journal.Notice{Letter: letters.IdentityRefused{
		Case: p.Case, Reasons: reasons, Link: link.ID, Login: p.Login, Expires: link.Expires,
		LastGoodDay: wait.Count.LastGoodDay, Lapse: wait.Lapse,
	}})
}

func (d Decision) check(t *terms.Version, p Progress, earlier bool) error {
	switch d.Outcome {
	case Approve, Refuse:
		if err := p.in(terms.S12, StateSubmitted); err != nil {
			return err
		}
		if d.Submission != p.Submission.ID {
			return refusal.New(refusal.Conflict, terms.S12,
				"この提出はすでに審査済みか、別の提出に替わっています。", "This submission was decided already, or another one took its place.").
				With("submission", "最新の提出をご確認ください。", "Please look at the latest submission.")
		}
	case Reject:
		if err := p.in(terms.S18, StateInviting, StateInvited, StateSubmitted, StateApproved, StateCameBack); err != nil {
			return err
		}
		if !slices.ContainsFunc(t.S18.Grounds, func(g terms.Ground) bool { return g.ID == d.Ground }) {
			return refusal.New(refusal.Invalid, terms.S18,
				"お断りの理由を、約款に定める事由から選択してください。", "A rejection names one of the grounds of the terms.").
				With("ground", "事由を選択してください。", "Please choose a ground.")
		}
		return nil
	default:
		return refusal.New(refusal.Invalid, terms.S12,
			"審査の結果を選択してください。", "Please choose the result.").
			With("outcome", "approve、refuse、reject のいずれかです。", "One of approve, refuse and reject.")
	}
	if earlier && !slices.Contains(outOfTurn, d.OutOfTurn) {
		return refusal.New(refusal.State, terms.G1,
			"先に受け付けたお申し込みがあります。先に審査する理由を選択してください。",
			"An application that came in earlier still waits. Please say why this one is taken first.").
			With("out_of_turn", "理由を選択してください。", "Please choose a reason.")
	}
	if d.Outcome == Approve {
		return nil
	}
	known := letters.IdentityReasons()
	unknown := slices.ContainsFunc(d.Reasons, func(r string) bool { return !slices.Contains(known, r) })
	if len(d.Reasons) == 0 || unknown {
		return refusal.New(refusal.Invalid, terms.S14,
			"再提出をお願いする理由を選択してください。", "A refusal says why.").
			With("reasons", "所定の理由から選択してください。", "Please choose among the known reasons.")
	}
	return nil
}
