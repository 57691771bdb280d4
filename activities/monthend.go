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
	"kigen/internal/options"
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
	return a.all(ctx, in, StepReminded, terms.K4, a.reserved(in, StepReminded, func(r postgres.Reserved, line lines.Line) (journal.Entry, any, bool) {
		return lines.Remind(t, r.Case, line, r.Reservation), message.None{}, r.Reservation.RemindAt.Equal(in.RemindAt)
	}), nil)
}

// CutOffAll ends the time for withdrawals (K-2).
func (a *MonthEnds) CutOffAll(ctx context.Context, in MonthStep) (int, error) {
	t := a.Terms.At(in.CutOffAt)
	return a.all(ctx, in, StepCutOff, terms.K2, a.reserved(in, StepCutOff, func(r postgres.Reserved, _ lines.Line) (journal.Entry, any, bool) {
		// C-10: a reservation keeps the hour of the terms under which it was made.
		due := r.Reservation.Withdrawable && r.Reservation.WithdrawUntil.Equal(in.CutOffAt)
		return lines.CutOff(t, r.Reservation), message.None{}, due
	}), nil)
}

// EndOptionsAll ends the month's cancelled options (O-3, W-1).
func (a *MonthEnds) EndOptionsAll(ctx context.Context, in MonthStep) (int, error) {
	t := a.Terms.At(in.EffectAt)
	return a.all(ctx, in, StepOptionEnded, terms.O3, func(ctx context.Context, after string) (p page, err error) {
		due, err := a.Ledger.OptionsEnding(ctx, in.EffectAt, in.Clock, StepOptionCancelled, StepOptionEnded, after, batchSize)
		if err != nil || len(due) == 0 {
			return p, err
		}
		ids := make([]string, len(due))
		for i, e := range due {
			ids[i] = e.Option
		}
		all, err := postgres.LoadOptions(ctx, a.Ledger.Pool, ids...)
		if err != nil {
			return p, err
		}
		for _, e := range due {
			if err := p.add(e.Case, StepOptionEnded, options.End(t, e.Case, all[e.Option], e.Cancellation), message.None{}); err != nil {
				return p, err
			}
		}
		p.last, p.cases = due[len(due)-1].Case, len(due)
		return p, nil
	}, func(fresh []string) []postgres.Change { return postgres.EndOptions(in.EffectAt, fresh...) })
}

// EffectAll ends the month's lines (K-1, K-5).
func (a *MonthEnds) EffectAll(ctx context.Context, in MonthStep) (int, error) {
	t := a.Terms.At(in.EffectAt)
	return a.all(ctx, in, StepEffected, terms.K1, a.reserved(in, StepEffected, func(r postgres.Reserved, line lines.Line) (journal.Entry, any, bool) {
		e, done := lines.Effect(t, r.Case, postgres.ReturnSlip(r.Case), line, r.Reservation)
		return e, done, true
	}), func(fresh []string) []postgres.Change { return postgres.EffectCancellations(in.EffectAt, fresh...) })
}

// page is what a step does to some of the cases, in the order of their IDs.
type page struct {
	entries []journal.Entry
	results []json.RawMessage
	last    string // the case after which the next page begins
	cases   int    // how many were looked at; none where there are no more
}

func (p *page) add(caseID, step string, e journal.Entry, result any) error {
	stored, err := journal.Result(result)
	if err != nil {
		return err
	}
	e.Case, e.Step = caseID, step
	p.entries, p.results = append(p.entries, e), append(p.results, stored)
	return nil
}

// reserved gives the pages of the month's reserved cancellations of lines for
// which decide finds the step due.
func (a *MonthEnds) reserved(
	in MonthStep, step string, decide func(postgres.Reserved, lines.Line) (entry journal.Entry, result any, due bool),
) func(context.Context, string) (page, error) {
	return func(ctx context.Context, after string) (p page, err error) {
		due, err := a.Ledger.ReservedFor(ctx, in.EffectAt, in.Clock, step, after, batchSize)
		if err != nil || len(due) == 0 {
			return p, err
		}
		ids := make([]string, len(due))
		for i, r := range due {
			ids[i] = r.Line
		}
		all, err := postgres.LoadLines(ctx, a.Ledger.Pool, ids...)
		if err != nil {
			return p, err
		}
		for _, r := range due {
			e, result, due := decide(r, all[r.Line])
			if !due {
				continue
			}
			if err := p.add(r.Case, step, e, result); err != nil {
				return p, err
			}
		}
		p.last, p.cases = due[len(due)-1].Case, len(due)
		return p, nil
	}
}

// all commits the step for every case that is due and has not done it, page by
// page. A page that runs against a constraint is read again once, as a case
// may have gone on meanwhile, and then left to its cases, which wake minutes
// later and do their own. It returns how many cases it committed
// in all its tries.
func (a *MonthEnds) all(
	ctx context.Context, in MonthStep, step string, rule terms.ID,
	next func(ctx context.Context, after string) (page, error), changes func(fresh []string) []postgres.Change,
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
		due, err := next(ctx, p.After)
		if err != nil {
			return 0, err
		}
		if due.cases == 0 {
			break
		}
		fresh, err := a.Ledger.CommitAll(ctx, due.entries, due.results, changes)
		var conflict *postgres.Conflict
		switch {
		case errors.As(err, &conflict) && !again:
			again = true
			continue
		case errors.As(err, &conflict):
			activity.GetLogger(ctx).Warn("a batch is left to its cases", "step", step, "cases", due.cases, "constraint", conflict.Constraint)
			p.Left += due.cases
		case err != nil:
			return 0, err
		}
		again = false
		p.After, p.Committed = due.last, p.Committed+fresh
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

// report writes what the batch did into its own case.
func (a *MonthEnds) report(ctx context.Context, in MonthStep, step string, rule terms.ID, p progress) (int, error) {
	at := map[string]journal.Entry{
		StepReminded:    {At: in.RemindAt},
		StepCutOff:      {At: in.CutOffAt},
		StepOptionEnded: {At: in.EffectAt},
		StepEffected:    {At: in.EffectAt, State: "closed", Ends: true},
	}[step]
	at.Case, at.Step, at.Actor, at.Rules = in.Case, step, journal.Timer, []terms.ID{rule}
	at.Terms = a.Terms.At(at.At).Name
	at.Facts = journal.Facts{"cases": p.Committed, "left_to_their_own": p.Left}
	return postgres.Record(ctx, a.Ledger, postgres.Decision[int]{Entry: at, Result: p.Committed})
}
