package workflows

import (
	"go.temporal.io/sdk/workflow"

	"kigen/internal/message"
	"kigen/internal/supply"
)

// MakerSwap takes in that the maker of a device has swapped it for another one
// (メーカーでの端末の交換, P-8).
func MakerSwap(ctx workflow.Context, in message.MakerSwapInput) (message.MakerSwapResult, error) {
	taken, err := single(ctx, message.ReportMakerSwap, supplies.RecordMakerSwap, in)
	if err != nil || !taken {
		return message.MakerSwapResult{State: "refused"}, err
	}
	return message.MakerSwapResult{State: supply.StateSwapped}, nil
}
