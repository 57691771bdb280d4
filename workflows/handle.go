package workflows

import (
	"fmt"

	"go.temporal.io/sdk/workflow"

	"kigen/internal/message"
)

// handle answers an update. Validate is read-only and refuses before anything
// enters the history; nil accepts all. Refusals cross to the caller with their
// code, rule and sentences.
func handle[In, Out any](
	ctx workflow.Context, u message.Update[In, Out], validate func(In) error,
	do func(workflow.Context, In) (Out, error),
) error {
	options := workflow.UpdateHandlerOptions{}
	if validate != nil {
		options.Validator = func(in In) error { return message.Refuse(validate(in)) }
	}
	handler := func(ctx workflow.Context, in In) (Out, error) {
		out, err := do(ctx, in)
		return out, message.Refuse(err)
	}
	if err := workflow.SetUpdateHandlerWithOptions(ctx, u.Name, handler, options); err != nil {
		return fmt.Errorf("update %s: %w", u.Name, err)
	}
	return nil
}

// receive takes in every signal of that name as it arrives, until the process
// ends. What a fact means is decided by its own time, not by its place in the
// history, so do only keeps it.
func receive[In any](ctx workflow.Context, s message.Signal[In], do func(workflow.Context, In)) {
	workflow.GoNamed(ctx, "signal "+s.Name, func(ctx workflow.Context) {
		channel := workflow.GetSignalChannel(ctx, s.Name)
		for {
			var in In
			if !channel.Receive(ctx, &in) {
				return
			}
			do(ctx, in)
		}
	})
}

// step commits one step as a local activity and gives its result.
func step[Out any](ctx workflow.Context, activity any, in any) (Out, error) {
	var out Out
	err := workflow.ExecuteLocalActivity(commits(ctx), activity, in).Get(ctx, &out)
	return out, err
}

// drained waits until every update that was accepted has its answer, so that
// none is cut off by the end of the process.
func drained(ctx workflow.Context) error {
	return workflow.Await(ctx, func() bool { return workflow.AllHandlersFinished(ctx) })
}
