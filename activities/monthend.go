package activities

import (
	"context"
	"encoding/json"
	"errors"

	"go.temporal.io/sdk/activity"

	"kigen/internal/ids"
	"kigen/internal/journal"
	"kigen/internal/lines"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/terms"
)

// batchSize is how many cases one transaction of a batch holds: few enough to
// be short, many enough that the round trips do not count.
const batchSize = 1000

// MonthEnds commits the steps that all cases of a month share.
type MonthEnds struct {
	Ledger *postgres.Ledger
	Terms  *terms.Book
}

// PlanMonthEnd works out the month's shared instants (K-1, K-2, K-4) and opens
// the batch's own case.
func (a *MonthEnds) PlanMonthEnd(ctx context.Context, in message.MonthEndInput) (message.MonthPlan, error) {
	plan := message.MonthPlan{Case: ids.Derived("mon", in.Clock, in.Month.String())}
	t := a.Terms.At(in.Month.Start())
	r := lines.MonthOf(t, in.Month)
	plan.RemindAt, plan.CutOffAt, plan.EffectAt = r.RemindAt, r.WithdrawUntil, r.EffectAt
	d := postgres.Decision[message.MonthPlan]{Result: plan, Entry: journal.Entry{
		Case: plan.Case, Step: "opened", At: in.Month.Start(), Actor: journal.Timer, Terms: t.Name, State: "open",
		Rules: []terms.ID{terms.K1, terms.C7},
		Facts: journal.Facts{"month": in.Month.String()},
		Opens: &journal.Case{
			Kind: "month-end", WorkflowID: activity.GetInfo(ctx).WorkflowExecution.ID, Clock: in.Clock, Subject: in.Month.String(),
		},
	}}
	return answer(postgres.Record(ctx, a.Ledger, d))
}

// MonthStep is one shared step of a month.
type MonthStep struct {
	message.MonthPlan
	Clock string `json:"clock,omitempty"`
}

// RemindAll sends the month's reminders (K-4).
func (a *MonthEnds) RemindAll(ctx context.Context, in MonthStep) (int, error) {
	t := a.Terms.At(in.RemindAt)
	return a.all(ctx, in, StepReminded, terms.K4, func(r postgres.Reserved, line lines.Line) (journal.Entry, any, bool) {
		return lines.Remind(t, r.Case, line, r.Reservation), message.None{}, r.Reservation.RemindAt.Equal(in.RemindAt)
	}, nil)
}

// CutOffAll ends the time for withdrawals (K-2).
func (a *MonthEnds) CutOffAll(ctx context.Context, in MonthStep) (int, error) {
	t := a.Terms.At(in.CutOffAt)
	return a.all(ctx, in, StepCutOff, terms.K2, func(r postgres.Reserved, _ lines.Line) (journal.Entry, any, bool) {
		// C-10: a reservation keeps the hour of the terms under which it was made.
		due := r.Reservation.Withdrawable && r.Reservation.WithdrawUntil.Equal(in.CutOffAt)
		return lines.CutOff(t, r.Reservation), message.None{}, due
	}, nil)
}

// EffectAll ends the month's lines (K-1, K-5).
func (a *MonthEnds) EffectAll(ctx context.Context, in MonthStep) (int, error) {
	t := a.Terms.At(in.EffectAt)
	return a.all(ctx, in, StepEffected, terms.K1, func(r postgres.Reserved, line lines.Line) (journal.Entry, any, bool) {
		e, done := lines.Effect(t, r.Case, postgres.ReturnSlip(r.Case), line, r.Reservation)
		return e, done, true
	}, func(fresh []string) []postgres.Change { return postgres.EffectCancellations(in.EffectAt, fresh...) })
}

// all commits the step for every case that is due and has not done it, batch
// by batch. A batch that runs against a constraint is read again once, as a case
// may have gone on meanwhile, and then left to its cases, which wake minutes
// later and do their own. It returns how many cases it committed
// in all its tries.
func (a *MonthEnds) all(
	ctx context.Context, in MonthStep, step string, rule terms.ID,
	decide func(postgres.Reserved, lines.Line) (entry journal.Entry, result any, due bool),
	changes func(fresh []string) []postgres.Change,
) (int, error) {
	if changes == nil {
		changes = func([]string) []postgres.Change { return nil }
	}
	var p progress
	if activity.HasHeartbeatDetails(ctx) {
		if err := activity.GetHeartbeatDetails(ctx, &p); err != nil {
			return 0, err
		}
	}
	again := false
	for {
		due, err := a.Ledger.ReservedFor(ctx, in.EffectAt, in.Clock, step, p.After, batchSize)
		if err != nil {
			return 0, err
		}
		if len(due) == 0 {
			break
		}
		entries, results, err := a.decided(ctx, due, step, decide)
		if err != nil {
			return 0, err
		}
		fresh, err := a.Ledger.CommitAll(ctx, entries, results, changes)
		var conflict *postgres.Conflict
		switch {
		case errors.As(err, &conflict) && !again:
			again = true
			continue
		case errors.As(err, &conflict):
			activity.GetLogger(ctx).Warn("a batch is left to its cases", "step", step, "cases", len(due), "constraint", conflict.Constraint)
			p.Left += len(due)
		case err != nil:
			return 0, err
		}
		again = false
		p.After, p.Committed = due[len(due)-1].Case, p.Committed+fresh
		activity.RecordHeartbeat(ctx, p)
	}
	return answer(a.report(ctx, in, step, rule, p))
}

// progress is what a batch reports, and where its next try goes on.
type progress struct {
	After     string `json:"after"`
	Committed int    `json:"committed"`
	Left      int    `json:"left"` // to their own processes
}

func (a *MonthEnds) decided(
	ctx context.Context, due []postgres.Reserved, step string,
	decide func(postgres.Reserved, lines.Line) (journal.Entry, any, bool),
) ([]journal.Entry, []json.RawMessage, error) {
	lineIDs := make([]string, len(due))
	for i, r := range due {
		lineIDs[i] = r.Line
	}
	all, err := postgres.LoadLines(ctx, a.Ledger.Pool, lineIDs...)
	if err != nil {
		return nil, nil, err
	}
	entries := make([]journal.Entry, 0, len(due))
	results := make([]json.RawMessage, 0, len(due))
	for _, r := range due {
		e, result, due := decide(r, all[r.Line])
		if !due {
			continue
		}
		e.Case, e.Step = r.Case, step
		stored, err := journal.Result(result)
		if err != nil {
			return nil, nil, err
		}
		entries, results = append(entries, e), append(results, stored)
	}
	return entries, results, nil
}

// report writes what the batch did into its own case.
func (a *MonthEnds) report(ctx context.Context, in MonthStep, step string, rule terms.ID, p progress) (int, error) {
	at := map[string]journal.Entry{
		StepReminded: {At: in.RemindAt},
		StepCutOff:   {At: in.CutOffAt},
		StepEffected: {At: in.EffectAt, State: "closed", Ends: true},
	}[step]
	at.Case, at.Step, at.Actor, at.Rules = in.Case, step, journal.Timer, []terms.ID{rule}
	at.Terms = a.Terms.At(at.At).Name
	at.Facts = journal.Facts{"cases": p.Committed, "left_to_their_own": p.Left}
	return postgres.Record(ctx, a.Ledger, postgres.Decision[int]{Entry: at, Result: p.Committed})
}
