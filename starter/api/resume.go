package api

import (
	"context"

	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/starter/engine"
)

// tell sends a fact to the process of a case; one that has ended goes on for it
// where facts can come that late.
func tell[Fact any](ctx context.Context, a *API, r *Request, c postgres.CaseRow, s message.Signal[Fact], fact Fact) error {
	switch c.Kind {
	case "replacement":
		return tellResumed(ctx, a, r, c, message.Replacement, message.ReplacementInput{Claim: c.ID, Resume: true}, s, fact)
	case "repair":
		return tellResumed(ctx, a, r, c, message.Repair, message.RepairInput{Repair: c.ID, Resume: true}, s, fact)
	case "exchange":
		return tellResumed(ctx, a, r, c, message.Exchange, message.ExchangeInput{Exchange: c.ID, Resume: true}, s, fact)
	case "guarantee-claim":
		return tellResumed(ctx, a, r, c, message.GuaranteeClaim, message.GuaranteeClaimInput{Claim: c.ID, Resume: true}, s, fact)
	case "cancellation":
		return tellResumed(ctx, a, r, c, message.Cancellation, message.CancellationInput{Case: c.ID, Clock: r.Clock, Resume: true}, s, fact)
	}
	return engine.Signal(ctx, a.Engine, c.WorkflowID, s, fact)
}

func tellResumed[In, Out, Fact any](
	ctx context.Context, a *API, r *Request, c postgres.CaseRow, p message.Process[In, Out], in In, s message.Signal[Fact], fact Fact,
) error {
	return engine.SignalWithStart(ctx, a.Engine, p, resuming(r, c), in, s, fact)
}

// order sends a command to the process of a case, which goes on for it where it
// has ended. A case of a kind that knows no such commands is not found.
func order[Ask, Answer any](
	ctx context.Context, a *API, r *Request, c postgres.CaseRow, u message.Update[Ask, Answer], ask Ask,
) (Answer, error) {
	switch c.Kind {
	case "replacement":
		return orderResumed(ctx, a, r, c, message.Replacement, message.ReplacementInput{Claim: c.ID, Resume: true}, u, ask)
	case "repair":
		return orderResumed(ctx, a, r, c, message.Repair, message.RepairInput{Repair: c.ID, Resume: true}, u, ask)
	case "exchange":
		return orderResumed(ctx, a, r, c, message.Exchange, message.ExchangeInput{Exchange: c.ID, Resume: true}, u, ask)
	case "guarantee-claim":
		return orderResumed(ctx, a, r, c, message.GuaranteeClaim, message.GuaranteeClaimInput{Claim: c.ID, Resume: true}, u, ask)
	}
	var none Answer
	return none, notFound
}

func orderResumed[In, Out, Ask, Answer any](
	ctx context.Context, a *API, r *Request, c postgres.CaseRow, p message.Process[In, Out], in In, u message.Update[Ask, Answer], ask Ask,
) (Answer, error) {
	return engine.UpdateWithStart(ctx, a.Engine, p, resuming(r, c), in, u, r.UpdateID(), ask)
}

func resuming(r *Request, c postgres.CaseRow) engine.Run {
	return r.Run(c.WorkflowID, c.Member, "what came after the end of a case")
}
