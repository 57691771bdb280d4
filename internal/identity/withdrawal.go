package identity

import (
	"time"

	"kigen/internal/journal"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// StepWithdrawn is the step that takes an application back.
const StepWithdrawn = "withdrawn"

// Withdraw takes an application back before its parcel is sent; its entry codes
// are free again (S-4). With a device it is refused from the application on: an
// order cannot be cancelled once it is placed, whatever has come of it so far
// (P-4).
func Withdraw(t *terms.Version, p Progress, at time.Time, actor journal.Actor) (journal.Entry, Progress, error) {
	if err := p.in(terms.S4, StateInviting, StateInvited, StateSubmitted, StateApproved, StateCameBack); err != nil {
		return journal.Entry{}, p, err
	}
	if p.Device != nil {
		return journal.Entry{}, p, refusal.New(refusal.NotOffered, terms.P4,
			"端末のご注文は、お申し込み後に取り消すことができません。", "An order for a device cannot be cancelled once it is placed.")
	}
	e := journal.Entry{
		Case: p.Case, Step: StepWithdrawn, At: at, Actor: actor, Terms: t.Name, Rules: []terms.ID{terms.S4},
		Notices: []journal.Notice{{Letter: letters.ApplicationWithdrawn{Case: p.Case, WithdrawnAt: at, EntryCodeFreed: p.holdsCode()}}},
	}
	p.end(&e, StateWithdrawn)
	return e, p.after(t, e), nil
}
