package activities

import (
	"context"

	"kigen/internal/billing"
	"kigen/internal/journal"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/terms"
)

// Waivers commits the steps of a waiver (N-5, B-9).
type Waivers struct {
	Ledger *postgres.Ledger
	Terms  *terms.Book
}

// AskForWaiver opens it. It is refused with code state where this one was decided
// before: its command was sent again after its answer had been lost.
func (a *Waivers) AskForWaiver(ctx context.Context, in message.WaiverInput) (message.None, error) {
	w := billing.Waiver{ID: in.Case, Charge: in.Charge, Reason: in.Reason, AskedBy: in.Actor, AskedAt: in.AskedAt}
	_, err := postgres.Step(ctx, a.Ledger, in.Case, "asked", func(ctx context.Context) (d postgres.Decision[message.None], err error) {
		charge, err := postgres.LoadCharge(ctx, a.Ledger.Pool, in.Charge)
		if err != nil {
			return d, err
		}
		if d.Entry, err = billing.Ask(a.Terms.At(in.AskedAt), charge, w); err != nil {
			return d, err
		}
		d.Entry.Opens = &journal.Case{
			Kind: "waiver", WorkflowID: message.WaiverID(in.Charge), Member: charge.Member, Clock: in.Clock, Subject: in.Charge,
		}
		d.Changes = postgres.AskForWaiver(w, charge)
		return d, nil
	})
	if err != nil {
		return answer(message.None{}, err)
	}
	c, err := postgres.Case(ctx, a.Ledger.Pool, in.Case)
	if err == nil && c.ClosedAt != nil {
		err = billing.Over()
	}
	return answer(message.None{}, err)
}

// DecideWaiver approves or rejects it.
func (a *Waivers) DecideWaiver(ctx context.Context, in message.WaiverDecision) (message.None, error) {
	decision := billing.Decision{Approve: in.Approve, At: in.At, Actor: in.Actor}
	return answer(postgres.Step(ctx, a.Ledger, in.Case, "decided", func(ctx context.Context) (d postgres.Decision[message.None], err error) {
		w, err := postgres.LoadWaiver(ctx, a.Ledger.Pool, in.Case)
		if err != nil {
			return d, err
		}
		charge, err := postgres.LoadCharge(ctx, a.Ledger.Pool, w.Charge)
		if err != nil {
			return d, err
		}
		if d.Entry, err = billing.Decide(a.Terms.At(in.At), charge, w, decision); err != nil {
			return d, err
		}
		d.Changes = []postgres.Change{postgres.DecideWaiver(in.Case, decision)}
		return d, nil
	}))
}
