package workflows

import (
	"go.temporal.io/sdk/workflow"

	"kigen/activities"
	"kigen/internal/message"
	"kigen/internal/options"
)

// OptionCancellation is an option that is cancelled on its own, whatever
// becomes of line and device (O-5): it ends at month end (O-3, W-1), and that
// can't be taken back. MonthEnd commits the end for all options at once; this
// process finds it done, or does its own.
func OptionCancellation(ctx workflow.Context, in message.OptionCancellationInput) (message.OptionCancellationResult, error) {
	c := &optionCancellation{in: in}
	if err := c.listen(ctx); err != nil {
		return message.OptionCancellationResult{}, err
	}
	state, err := c.run(ctx)
	if err != nil {
		return message.OptionCancellationResult{}, err
	}
	return message.OptionCancellationResult{State: state}, drained(ctx)
}

// optionCancellations names the activities; the worker has the real ones.
var optionCancellations *activities.OptionCancellations

type optionCancellation struct {
	in           message.OptionCancellationInput
	waits        *waits
	cancellation options.Cancellation
	refused      error
	decided      bool
}

func (c *optionCancellation) run(ctx workflow.Context) (string, error) {
	var err error
	c.cancellation, err = step[options.Cancellation](ctx, optionCancellations.CancelOption, c.in)
	if r, ok := message.Refused(err); ok {
		c.refused, err = r, nil
	}
	c.decided = true
	if err != nil || c.refused != nil {
		return "refused", err
	}
	workflow.SetCurrentDetails(ctx, "O-3, W-1: the option runs until month end")

	// O-3, W-1, C-7: at month end it ends.
	if _, err := c.waits.until(ctx, options.DeadlineEnd, c.cancellation.EndsAt, never); err != nil {
		return "", err
	}
	_, err = step[message.None](ctx, optionCancellations.EndOption,
		activities.OptionStep{Case: c.in.Case, Option: c.in.Option, Cancellation: c.cancellation})
	return "ended", err
}

func (c *optionCancellation) listen(ctx workflow.Context) (err error) {
	if c.waits, err = newWaits(ctx); err != nil {
		return err
	}
	return handle(ctx, message.FileOptionCancellation, c.mayFile, c.file)
}

func (c *optionCancellation) mayFile(f message.Filing) error {
	if f.Case == c.in.Case {
		return nil
	}
	return options.Cancelled()
}

func (c *optionCancellation) file(ctx workflow.Context, _ message.Filing) (options.Cancellation, error) {
	if err := workflow.Await(ctx, func() bool { return c.decided }); err != nil {
		return options.Cancellation{}, err
	}
	return c.cancellation, c.refused
}
