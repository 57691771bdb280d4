package workflows

import (
	"errors"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

const (
	// grace is left after an instant for commands that reached the carrier
	// before it and are still on their way to the process (C-5, C-11).
	grace = time.Minute
	// spreadOver is the span over which cases that share an instant wake, by a
	// hash of their IDs. It begins a minute after the month end's own batch.
	spreadOver = 4 * time.Minute
)

// forAll is longer than any process lives. Without it the SDK takes a single
// try's timeout for that of all tries of a local activity.
const forAll = 100 * 365 * 24 * time.Hour

// commits are a step's transaction: short and idempotent, tried until the
// database answers. A refusal is not tried again. Every longer pause is a timer
// in the history, so the pauses grow to minutes.
func commits(ctx workflow.Context) workflow.Context {
	return workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{
		StartToCloseTimeout:    10 * time.Second,
		ScheduleToCloseTimeout: forAll,
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval:    50 * time.Millisecond,
			BackoffCoefficient: 2,
			MaximumInterval:    2 * time.Minute,
		},
	})
}

// asksCard is the question about a card while the applicant waits for the
// answer: tried for some seconds.
func asksCard(ctx workflow.Context) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout:    5 * time.Second,
		ScheduleToCloseTimeout: 12 * time.Second,
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval:    200 * time.Millisecond,
			BackoffCoefficient: 2,
			MaximumInterval:    3 * time.Second,
		},
	})
}

// startsProcess starts another process, which goes on by itself: tried until the
// engine answers.
func startsProcess(ctx workflow.Context) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 30 * time.Second,
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval:    200 * time.Millisecond,
			BackoffCoefficient: 2,
			MaximumInterval:    time.Minute,
		},
	})
}

// unanswered tells that an activity was tried as long as it may be and never
// answered.
func unanswered(err error) bool {
	_, failed := errors.AsType[*temporal.ActivityError](err)
	return failed
}

// runsBatch is a set-based step over all cases: it reports its progress and
// goes on where it stopped.
func runsBatch(ctx workflow.Context) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 2 * time.Hour,
		HeartbeatTimeout:    10 * time.Second,
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval:    time.Second,
			BackoffCoefficient: 2,
			MaximumInterval:    time.Minute,
		},
	})
}
