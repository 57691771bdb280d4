package workflows

import (
	"go.temporal.io/sdk/workflow"

	"kigen/activities"
	"kigen/internal/businesstime"
	"kigen/internal/message"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/internal/usestart"
)

// UseStartCorrection corrects from which day an application's lines and device
// are in use (利用開始日の訂正, C-13), and has the registrations that are counted
// from it moved (W-3).
func UseStartCorrection(ctx workflow.Context, in message.UseStartCorrectionInput) (message.UseStartCorrectionResult, error) {
	var refused error
	done := false
	waits, err := newWaits(ctx)
	if err != nil {
		return message.UseStartCorrectionResult{}, err
	}
	err = handle(ctx, message.CorrectUseStart, func(c message.DeliveryCorrection) error {
		if c.DeliveredAt.Equal(in.DeliveredAt) {
			return nil
		}
		return refusal.New(refusal.Conflict, terms.C13,
			"この記録は現在訂正中です。最新の記録を指定してください。", "This record is being corrected; name the latest one.")
	}, func(ctx workflow.Context, _ message.DeliveryCorrection) (message.None, error) {
		err := workflow.Await(ctx, func() bool { return done })
		if err == nil {
			err = refused
		}
		return message.None{}, err
	})
	if err != nil {
		return message.UseStartCorrectionResult{}, err
	}
	moved, err := step[message.UseStartMoved](ctx, useStarts.CorrectUseStart, in)
	if no, ok := message.Refused(err); ok {
		refused, done = no, true
		return message.UseStartCorrectionResult{State: "refused"}, drained(ctx)
	}
	if err == nil {
		err = waits.telling(func() error { return tellRegistrations(ctx, in.Clock, moved) })
	}
	if err != nil {
		return message.UseStartCorrectionResult{}, err
	}
	done = true
	return message.UseStartCorrectionResult{State: usestart.StateCorrected}, drained(ctx)
}

// useStarts names the activities; the worker has the real ones.
var useStarts *activities.UseStarts

func tellRegistrations(ctx workflow.Context, clock string, moved message.UseStartMoved) error {
	for _, option := range moved.Guarantees {
		err := workflow.ExecuteActivity(startsProcess(ctx), useStarts.TellRegistration, activities.RegistrationToMove{
			Option: option, Member: moved.Member, Clock: clock, Now: businesstime.Now(ctx),
			RegistrationMove: message.RegistrationMove{Correction: moved.Case, At: moved.At, Actor: moved.Actor},
		}).Get(ctx, nil)
		if err != nil {
			return err
		}
	}
	return nil
}
