package api

import (
	"context"
	"net/http"
	"time"

	"kigen/internal/lines"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/terms"
	"kigen/starter/engine"
)

func registerCancellations(a *API) {
	command(a, Op{
		ID: "cancelLine", Method: http.MethodPost, Path: "/v1/lines/{id}/cancellation", Tag: "cancellations",
		Rules: []terms.ID{terms.K1, terms.K3, terms.K4},
		EN:    "Reserve the cancellation of a line for the month end",
		JA:    "回線の解約を月末付けで予約します。",
	}, a.cancelLine)
	command(a, Op{
		ID: "withdrawCancellation", Method: http.MethodPost, Path: "/v1/cancellations/{id}/withdraw", Tag: "cancellations",
		Rules: []terms.ID{terms.K2},
		EN:    "Withdraw a reserved cancellation, until 20:00 of the last day of the month",
		JA:    "解約予約を取り消します(月末日の20時まで)。",
	}, a.withdrawCancellation)
}

type cancelLine struct {
	ID string `path:"id" doc:"the line"`
}

// Cancellation is a reserved cancellation.
type Cancellation struct {
	ID            string     `json:"id" doc:"the case"`
	Line          string     `json:"line"`
	EffectAt      time.Time  `json:"effect_at" doc:"K-1: the line ends at this instant"`
	WithdrawUntil time.Time  `json:"withdraw_until" doc:"K-2: a withdrawal at this instant is late"`
	RemindAt      *time.Time `json:"remind_at,omitempty" doc:"K-4: when the member is reminded; none where that has passed"`
}

func (a *API) cancelLine(ctx context.Context, r *Request, in *cancelLine) (Cancellation, error) {
	line, err := a.lineFor(ctx, r, in.ID)
	if err != nil {
		return Cancellation{}, err
	}
	channel := "support_desk"
	if r.Principal.Role == Member {
		channel = "member_page"
	}
	id := r.NewID("can")
	res, err := engine.UpdateWithStart(ctx, a.Engine, message.Cancellation,
		r.Run(message.CancellationID(in.ID), line.Member, "K-1: the line ends at month end unless it is withdrawn"),
		message.CancellationInput{Case: id, Line: in.ID, Clock: r.Clock, Channel: channel, ReceivedAt: r.At, Actor: r.Actor()},
		message.FileCancellation, r.UpdateID(), message.Filing{Case: id})
	if err != nil {
		return Cancellation{}, err
	}
	return cancellationOf(id, in.ID, res), nil
}

func cancellationOf(id, line string, res lines.Reservation) Cancellation {
	c := Cancellation{ID: id, Line: line, EffectAt: res.EffectAt, WithdrawUntil: res.WithdrawUntil}
	if !res.RemindAt.IsZero() {
		c.RemindAt = &res.RemindAt
	}
	return c
}

// lineFor gives the line to a caller who may see it, and puts the request on
// its member's clock.
func (a *API) lineFor(ctx context.Context, r *Request, id string) (lines.Line, error) {
	line, err := postgres.LoadLine(ctx, a.Pool, id)
	if err != nil {
		return line, err
	}
	if err := r.visible(line.Member); err != nil {
		return line, err
	}
	clock, err := postgres.ClockOfMember(ctx, a.Pool, line.Member)
	if err != nil {
		return line, err
	}
	return line, a.enterClock(ctx, r, clock)
}

type withdrawCancellation struct {
	ID string `path:"id" doc:"the cancellation's case"`
}

func (a *API) withdrawCancellation(ctx context.Context, r *Request, in *withdrawCancellation) (message.None, error) {
	c, err := a.caseFor(ctx, r, in.ID, "cancellation")
	if err != nil {
		return message.None{}, err
	}
	return engine.Update(ctx, a.Engine, c.WorkflowID, message.WithdrawCancellation, r.UpdateID(),
		message.Withdrawal{Case: c.ID, At: r.At, Actor: r.Actor()})
}
