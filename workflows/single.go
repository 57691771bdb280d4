package workflows

import (
	"go.temporal.io/sdk/workflow"

	"kigen/internal/message"
)

// single is a process of one step: it takes the step, answers the update that
// asked for it, and ends. False where a rule refuses the step.
func single[In, Out any](ctx workflow.Context, u message.Update[message.None, Out], activity any, in In) (bool, error) {
	var answer Out
	var refused error
	taken := false
	if _, err := newWaits(ctx); err != nil {
		return false, err
	}
	err := handle(ctx, u, nil, func(ctx workflow.Context, _ message.None) (Out, error) {
		if err := workflow.Await(ctx, func() bool { return taken }); err != nil {
			return answer, err
		}
		return answer, refused
	})
	if err != nil {
		return false, err
	}
	answer, err = step[Out](ctx, activity, in)
	if no, ok := message.Refused(err); ok {
		refused, err = no, nil
	}
	if err != nil {
		return false, err
	}
	taken = true
	return refused == nil, drained(ctx)
}
