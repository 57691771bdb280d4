package workflows

import (
	"go.temporal.io/sdk/workflow"

	"kigen/internal/message"
	"kigen/internal/supply"
)

// InstalmentPayment takes in that parts of a device's price were paid (端末代金の
// 入金, P-3); the last one frees the member's place for another device (P-2).
func InstalmentPayment(ctx workflow.Context, in message.InstalmentPaymentInput) (message.InstalmentPaymentResult, error) {
	taken, err := single(ctx, message.RecordInstalments, supplies.RecordInstalments, in)
	if err != nil || !taken {
		return message.InstalmentPaymentResult{State: "refused"}, err
	}
	return message.InstalmentPaymentResult{State: supply.StatePaid}, nil
}
