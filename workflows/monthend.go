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
// their withdrawal (K-2), the end of cancelled options (O-3, W-1), and the
// cancellations' effect (K-1, C-7). The cases' own processes wake minutes later,
// find their steps done, and go on with what is their own. Killed half way it
// resumes where it stopped.
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
	endsOptions := workflow.GetVersion(ctx, monthEndEndsOptions, workflow.DefaultVersion, 1) == 1
	for _, shared := range []struct {
		name     string
		at       time.Time
		activity any
		cases    *int
		skip     bool
	}{
		{"reminders", plan.RemindAt, monthEnds.RemindAll, &done.Reminded, false},
		{"withdrawal-cut-off", plan.CutOffAt, monthEnds.CutOffAll, &done.CutOff, false},
		{"effect", plan.EffectAt, monthEnds.EndOptionsAll, &done.OptionsEnded, !endsOptions},
		{"effect", plan.EffectAt, monthEnds.EffectAll, &done.Effected, false},
	} {
		if shared.skip {
			continue
		}
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
