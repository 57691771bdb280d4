package workflows

import (
	"go.temporal.io/sdk/workflow"

	"kigen/internal/message"
	"kigen/internal/supply"
)

// MakerSwap takes in that the maker of a device has swapped it for another one
// (メーカーでの端末の交換, P-8). It is a single step: it answers and is done.
func MakerSwap(ctx workflow.Context, in message.MakerSwapInput) (message.MakerSwapResult, error) {
	var device message.SwappedDevice
	var refused error
	decided := false
	if _, err := newWaits(ctx); err != nil {
		return message.MakerSwapResult{}, err
	}
	err := handle(ctx, message.ReportMakerSwap, nil, func(ctx workflow.Context, _ message.None) (message.SwappedDevice, error) {
		if err := workflow.Await(ctx, func() bool { return decided }); err != nil {
			return device, err
		}
		return device, refused
	})
	if err != nil {
		return message.MakerSwapResult{}, err
	}
	device, err = step[message.SwappedDevice](ctx, supplies.RecordMakerSwap, in)
	state := supply.StateSwapped
	if no, ok := message.Refused(err); ok {
		refused, state, err = no, "refused", nil
	}
	decided = true
	if err != nil {
		return message.MakerSwapResult{}, err
	}
	return message.MakerSwapResult{State: state}, drained(ctx)
}
