package activities

import (
	"context"
	"errors"
	"time"

	"kigen/internal/ekyc"
	"kigen/internal/identity"
	"kigen/internal/ids"
	"kigen/internal/journal"
	"kigen/internal/message"
	"kigen/internal/payment"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// Signups commits the steps of S.
type Signups struct {
	Ledger *postgres.Ledger
	Terms  *terms.Book
	Cards  payment.Cards
	EKYC   ekyc.Providers
}

// AcceptApplication decides an application that waits as a draft (S-1…S-6) and
// opens its case. The draft is gone afterwards, also where it is refused. A
// process that begins anew with an application that was accepted goes on where
// that one stands.
func (a *Signups) AcceptApplication(ctx context.Context, in message.SignupInput) (identity.Standing, error) {
	p, err := postgres.LoadProgress(ctx, a.Ledger.Pool, a.Terms, in.Application)
	if err == nil {
		return p.Standing(), postgres.DropDraft(ctx, a.Ledger.Pool, in.Draft)
	}
	if !errors.Is(err, &refusal.Error{Code: refusal.NotFound}) {
		return identity.Standing{}, err
	}
	return answer(a.drafted(ctx, in.Draft)(postgres.Step(ctx, a.Ledger, in.Application, identity.StepAccepted,
		func(ctx context.Context) (d postgres.Decision[identity.Standing], err error) {
			application, err := postgres.LoadDraft[identity.Application](ctx, a.Ledger.Pool, in.Draft)
			if err != nil {
				return d, err
			}
			known, err := postgres.LoadKnown(ctx, a.Ledger.Pool, application, in.At)
			if err != nil {
				return d, err
			}
			t := a.Terms.At(in.At)
			entry, p, err := identity.Accept(t, application, known, identity.Filing{Case: in.Application, Member: in.Member, At: in.At, Actor: in.Actor})
			if err != nil {
				return d, err
			}
			entry.Opens = &journal.Case{
				Kind: "signup", WorkflowID: message.SignupID(in.Application), Member: in.Member, Clock: in.Clock, Subject: in.Application,
			}
			d.Entry, d.Result = entry, p.Standing()
			d.Changes = postgres.AcceptApplication(t, application, p, in.Draft, in.Clock)
			return d, nil
		})))
}

// ApplicationDue is something that happens to an application by itself.
type ApplicationDue struct {
	Application string       `json:"application"`
	Due         identity.Due `json:"due"`
}

// InviteApplicant sends the invitation to prove the identity (S-8, S-9).
func (a *Signups) InviteApplicant(ctx context.Context, in ApplicationDue) (identity.Standing, error) {
	link := ids.Derived("upl", in.Application, in.Due.Step())
	return a.due(ctx, in, func(t *terms.Version, p identity.Progress) (stepped, error) {
		l := identity.Link{ID: link, Expires: identity.LinkLapse(t, in.Due.At)}
		e, p, err := identity.Invite(t, p, in.Due, l)
		return stepped{e, p, postgres.ReplaceLink(t, in.Application, l, in.Due.At)}, err
	})
}

// RemindApplicant reminds of the proof of identity (S-15).
func (a *Signups) RemindApplicant(ctx context.Context, in ApplicationDue) (identity.Standing, error) {
	return a.due(ctx, in, plain(in.Due, identity.Remind))
}

// LapseApplication ends an application without proof of identity (S-15).
func (a *Signups) LapseApplication(ctx context.Context, in ApplicationDue) (identity.Standing, error) {
	return a.due(ctx, in, func(t *terms.Version, p identity.Progress) (stepped, error) {
		e, p, err := identity.Lapse(t, p, in.Due)
		return stepped{e, p, []postgres.Change{postgres.FreeCodes(in.Application, in.Due.At)}}, err
	})
}

// RemindIdentityDesk reminds the desk of a result that is due (S-12).
func (a *Signups) RemindIdentityDesk(ctx context.Context, in ApplicationDue) (identity.Standing, error) {
	return a.due(ctx, in, plain(in.Due, identity.RemindDesk))
}

// EscalateIdentity escalates a result that is late (S-12).
func (a *Signups) EscalateIdentity(ctx context.Context, in ApplicationDue) (identity.Standing, error) {
	return a.due(ctx, in, plain(in.Due, identity.Escalate))
}

// AlertShippingDesk alerts the desk to a parcel that is late (S-13).
func (a *Signups) AlertShippingDesk(ctx context.Context, in ApplicationDue) (identity.Standing, error) {
	return a.due(ctx, in, plain(in.Due, identity.AlertDelivery))
}

// AskForNumber asks for a new reservation number (S-7).
func (a *Signups) AskForNumber(ctx context.Context, in ApplicationDue) (identity.Standing, error) {
	return a.due(ctx, in, plain(in.Due, identity.NumberRanOut))
}

// GiveUpNumber ends the wait for a new reservation number (S-7).
func (a *Signups) GiveUpNumber(ctx context.Context, in ApplicationDue) (identity.Standing, error) {
	return a.due(ctx, in, func(t *terms.Version, p identity.Progress) (stepped, error) {
		e, p, err := identity.NumberNotRenewed(t, p, in.Due)
		changes := []postgres.Change{postgres.DropSIM(in.Application, in.Due.SIM, in.Due.At)}
		if p.State == identity.StateLapsed {
			changes = append(changes, postgres.FreeCodes(in.Application, in.Due.At))
		}
		return stepped{e, p, changes}, err
	})
}

// stepped is what a rule made of a step.
type stepped struct {
	entry   journal.Entry
	after   identity.Progress
	changes []postgres.Change
}

type rule func(*terms.Version, identity.Progress) (stepped, error)

// plain is a due step that writes nothing but its entry.
func plain(due identity.Due, decide func(*terms.Version, identity.Progress, identity.Due) (journal.Entry, identity.Progress, error)) rule {
	return func(t *terms.Version, p identity.Progress) (stepped, error) {
		e, p, err := decide(t, p, due)
		return stepped{entry: e, after: p}, err
	}
}

func (a *Signups) due(ctx context.Context, in ApplicationDue, decide rule) (identity.Standing, error) {
	return answer(a.step(ctx, in.Application, in.Due.Step(), in.Due.At, decide))
}

// step commits a step of an application under way.
func (a *Signups) step(ctx context.Context, application, step string, at time.Time, decide rule) (identity.Standing, error) {
	return postgres.Step(ctx, a.Ledger, application, step, func(ctx context.Context) (d postgres.Decision[identity.Standing], err error) {
		p, err := postgres.LoadProgress(ctx, a.Ledger.Pool, a.Terms, application)
		if err != nil {
			return d, err
		}
		s, err := decide(a.Terms.At(at), p)
		if err != nil {
			return d, err
		}
		d.Entry, d.Result, d.Changes = s.entry, s.after.Standing(), s.changes
		return d, nil
	})
}

// drafted takes the draft of a refused command away, so that nothing personal
// stays behind.
func (a *Signups) drafted(ctx context.Context, draft string) func(identity.Standing, error) (identity.Standing, error) {
	return func(s identity.Standing, err error) (identity.Standing, error) {
		err = constrained(err)
		if _, refused := refusal.As(err); refused && draft != "" {
			if dropped := postgres.DropDraft(ctx, a.Ledger.Pool, draft); dropped != nil {
				return s, dropped
			}
		}
		return s, err
	}
}
