package workflows

import (
	"time"

	"go.temporal.io/sdk/workflow"

	"kigen/activities"
	"kigen/internal/businesstime"
	"kigen/internal/jst"
	"kigen/internal/message"
)

// MonthEnd commits what all cases of a month share, set-based and each under
// its own case's key: the reminders of cancellations (K-4), the cut-off of
// their withdrawal (K-2), and their effect (K-1, C-7). The cases' own processes
// wake minutes later, find their steps done, and go on with what is their own.
// Killed half way it resumes where it stopped.
func MonthEnd(ctx workflow.Context, in message.MonthEndInput) (message.MonthEndResult, error) {
	var done message.MonthEndResult
	if in.Month.IsZero() {
		in.Month = jst.MonthOf(businesstime.Now(ctx))
	}
	w, err := newWaits(ctx)
	if err != nil {
		return done, err
	}
	plan, err := step[message.MonthPlan](ctx, monthEnds.PlanMonthEnd, in)
	if err != nil {
		return done, err
	}
	for _, shared := range []struct {
		name     string
		at       time.Time
		activity any
		cases    *int
	}{
		{"reminders", plan.RemindAt, monthEnds.RemindAll, &done.Reminded},
		{"withdrawal-cut-off", plan.CutOffAt, monthEnds.CutOffAll, &done.CutOff},
		{"effect", plan.EffectAt, monthEnds.EffectAll, &done.Effected},
	} {
		if _, err := w.untilAfter(ctx, shared.name, shared.at, grace, never); err != nil {
			return done, err
		}
		batch := activities.MonthStep{MonthPlan: plan, Clock: in.Clock}
		if err := workflow.ExecuteActivity(runsBatch(ctx), shared.activity, batch).Get(ctx, shared.cases); err != nil {
			return done, err
		}
	}
	return done, nil
}

// monthEnds names the activities; the worker has the real ones.
var monthEnds *activities.MonthEnds
