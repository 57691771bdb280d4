package activities

import (
	"context"

	"kigen/internal/journal"
	"kigen/internal/message"
	"kigen/internal/options"
	"kigen/internal/postgres"
	"kigen/internal/terms"
)

// OptionCancellations commits the steps of an option's own cancellation (O-3, O-5, W-1).
type OptionCancellations struct {
	Ledger *postgres.Ledger
	Terms  *terms.Book
}

// The steps, of which the end is also that of the month end's batch.
const (
	StepOptionCancelled = "cancelled"
	StepOptionEnded     = "ended"
)

// CancelOption takes the cancellation in. It is refused with code already_open
// where the option is cancelled already, with state where it has ended: by
// another way, or by this case, whose command was sent again after its answer
// had been lost.
func (a *OptionCancellations) CancelOption(ctx context.Context, in message.OptionCancellationInput) (options.Cancellation, error) {
	r := options.Request{Case: in.Case, Channel: in.Channel, ReceivedAt: in.ReceivedAt, Actor: in.Actor}
	c, again, err := postgres.StepAgain(ctx, a.Ledger, in.Case, StepOptionCancelled, func(ctx context.Context) (d postgres.Decision[options.Cancellation], err error) {
		o, err := postgres.LoadOption(ctx, a.Ledger.Pool, in.Option)
		if err != nil {
			return d, err
		}
		d.Entry, d.Result, err = options.Cancel(a.Terms.At(in.ReceivedAt), o, r)
		if err != nil {
			return d, err
		}
		d.Entry.Opens = &journal.Case{
			Kind: "option-cancellation", WorkflowID: message.OptionCancellationID(in.Option), Member: o.Member, Clock: in.Clock, Subject: o.Subject(),
		}
		d.Changes = postgres.CancelOption(in.Case, o, r, d.Result)
		return d, nil
	})
	if err != nil || !again {
		return answer(c, err)
	}
	opened, err := postgres.Case(ctx, a.Ledger.Pool, in.Case)
	if err != nil || opened.ClosedAt == nil {
		return answer(c, err)
	}
	o, err := postgres.LoadOption(ctx, a.Ledger.Pool, in.Option)
	if err == nil {
		err = options.Ended(o.Kind)
	}
	return answer(c, err)
}

// OptionStep is a later step of a cancelled option.
type OptionStep struct {
	Case         string               `json:"case"`
	Option       string               `json:"option"`
	Cancellation options.Cancellation `json:"cancellation"`
}

// EndOption ends the option at month end (O-3, W-1, C-7).
func (a *OptionCancellations) EndOption(ctx context.Context, in OptionStep) (message.None, error) {
	return answer(postgres.Step(ctx, a.Ledger, in.Case, StepOptionEnded, func(ctx context.Context) (d postgres.Decision[message.None], err error) {
		o, err := postgres.LoadOption(ctx, a.Ledger.Pool, in.Option)
		if err != nil {
			return d, err
		}
		d.Entry = options.End(a.Terms.At(in.Cancellation.EndsAt), in.Case, o, in.Cancellation)
		d.Changes = postgres.EndOptions(in.Cancellation.EndsAt, in.Case)
		return d, nil
	}))
}
