package workflows

import (
	"go.temporal.io/sdk/workflow"

	"kigen/activities"
	"kigen/internal/casefile"
	"kigen/internal/guarantee"
	"kigen/internal/message"
	"kigen/internal/terms"
)

// GuaranteeClaim is a claim under a guarantee (つながる端末保証, W-4…W-11): decided
// at once; then the device is sent in with its agreement, inspected, repaired or
// exchanged, and goes back. A loaner runs beside it, and the days for trouble with
// an exchange device follow.
//
// A claim that has ended goes on when it is started with Resume: for a parcel
// that came late, or for a correction (C-13).
func GuaranteeClaim(ctx workflow.Context, in message.GuaranteeClaimInput) (message.GuaranteeResult, error) {
	c := &guaranteeClaim{of: activities.OfGuaranteeClaim{Claim: in.Claim}}
	if err := c.listen(ctx); err != nil {
		return message.GuaranteeResult{}, err
	}
	if err := c.begin(ctx, in); err != nil {
		return message.GuaranteeResult{}, err
	}
	if c.refused != nil {
		return message.GuaranteeResult{State: guarantee.StateRefused}, drained(ctx)
	}

	// W-11: the broken device is in within 30 days, else the claim ends.
	c.keep(ctx, c.device)
	// W-11: so is the agreement within 14 days of being asked for, else the device goes back.
	c.keep(ctx, c.promise(guarantee.DeadlineAgreement, guaranteeClaims.LapseGuaranteeAgreement))
	// W-8: trouble with the exchange device is told within 2 days of its arrival.
	c.keep(ctx, c.promise(guarantee.DeadlineCheck, guaranteeClaims.EndGuaranteeCheck))
	// W-8: an exchange device that did not work comes back.
	c.keep(ctx, c.promise(guarantee.DeadlineFaulty, guaranteeClaims.SettleGuaranteeFaulty))
	// W-11: the loaner comes back after the device has arrived.
	c.keep(ctx, c.promise(guarantee.DeadlineLoaner, guaranteeClaims.SettleGuaranteeLoaner))
	// What courier, return centre and stock report.
	workflow.GoNamed(ctx, "facts", c.record)

	err := c.over(ctx, func(p guarantee.Progress) bool { return p.Closed })
	return message.GuaranteeResult{State: c.progress.State}, err
}

// guaranteeClaims names the activities; the worker has the real ones.
var guaranteeClaims *activities.GuaranteeClaims

type guaranteeClaim struct {
	*course[guarantee.Progress]
	of      activities.OfGuaranteeClaim
	verdict guarantee.Verdict
}

// begin decides the claim, or reads where it stands.
func (c *guaranteeClaim) begin(ctx workflow.Context, in message.GuaranteeClaimInput) error {
	err := c.course.begin(ctx, in.Resume, func(ctx workflow.Context) (p guarantee.Progress, err error) {
		c.verdict, err = step[guarantee.Verdict](ctx, guaranteeClaims.FileGuaranteeClaim, in)
		return c.verdict.Progress, err
	})
	if c.verdict.Refusal != nil {
		c.refused = c.verdict.Refusal
	}
	return err
}

// device is W-11: reminders, then the decision when the centre's books of the
// last good day are in (C-12).
func (c *guaranteeClaim) device() promised {
	reminder := casefile.Reminder(guarantee.ReturnBroken)
	if at := c.progress.Next(reminder); !at.IsZero() {
		return promised{reminder, at, guaranteeClaims.RemindOfGuaranteeDevice}
	}
	return promised{guarantee.DeadlineDevice, c.progress.Next(guarantee.DeadlineDevice), guaranteeClaims.SettleGuaranteeDevice}
}

// promise is a deadline whose step is due when it is settled.
func (c *guaranteeClaim) promise(name string, step any) func() promised {
	return func() promised { return promised{name, c.progress.Next(name), step} }
}

func (c *guaranteeClaim) listen(ctx workflow.Context) (err error) {
	if c.course, err = newCourse[guarantee.Progress](ctx, "W: ", guaranteeClaims.ReadGuaranteeClaim, c.of); err != nil {
		return err
	}
	tells(ctx, c, message.ParcelDelivered, guaranteeClaims.RecordGuaranteeDelivery)
	tells(ctx, c, message.ParcelCameBack, guaranteeClaims.RecordGuaranteeComeBack)
	tells(ctx, c, message.ParcelBookedIn, guaranteeClaims.BookGuaranteeDeviceIn)
	tells(ctx, c, message.LoanerReserved, guaranteeClaims.GetGuaranteeLoaner)
	in := func(rule terms.ID, states ...string) func(guarantee.Progress) error {
		return func(p guarantee.Progress) error { return guarantee.MayAct(p, rule, states...) }
	}
	for _, listen := range []error{
		handle(ctx, message.FileGuaranteeClaim, nil, c.file),
		orders(ctx, c, message.RecordGuaranteeAgreement, in(terms.W11, guarantee.StateDeviceIn, guarantee.StateAgreementDue),
			guaranteeClaims.RecordGuaranteeAgreement),
		orders(ctx, c, message.InspectGuaranteeDevice, in(terms.W6, guarantee.StateInspection), guaranteeClaims.InspectGuaranteeDevice),
		orders(ctx, c, message.RecordGuaranteeRepair, in(terms.W7, guarantee.StateRepair), guaranteeClaims.RecordGuaranteeRepair),
		orders(ctx, c, message.ShipGuaranteeDevice, guarantee.MayShip, guaranteeClaims.ShipGuaranteeDevice),
		orders(ctx, c, message.ShipGuaranteeLoaner, nil, guaranteeClaims.ShipGuaranteeLoaner),
		orders(ctx, c, message.CheckGuaranteeLoaner, nil, guaranteeClaims.CheckGuaranteeLoaner),
		orders(ctx, c, message.ReportGuaranteeTrouble, nil, guaranteeClaims.ReportGuaranteeTrouble),
		orders(ctx, c, message.DecideGuaranteeTrouble, in(terms.W8, guarantee.StateTrouble), guaranteeClaims.DecideGuaranteeTrouble),
		orders(ctx, c, message.CorrectDelivery, nil, guaranteeClaims.CorrectGuaranteeDelivery),
		orders(ctx, c, message.CorrectBooking, nil, guaranteeClaims.CorrectGuaranteeBooking),
		orders(ctx, c, message.CorrectAmount, nil, guaranteeClaims.CorrectGuaranteeAmount),
		orders(ctx, c, message.CorrectGuaranteeCost, nil, guaranteeClaims.CorrectGuaranteeCost),
	} {
		if listen != nil {
			return listen
		}
	}
	return nil
}

func (c *guaranteeClaim) file(ctx workflow.Context, _ message.None) (guarantee.Verdict, error) {
	if err := workflow.Await(ctx, func() bool { return c.begun }); err != nil {
		return guarantee.Verdict{}, err
	}
	return c.verdict, c.refused
}

// tells keeps a fact until its turn comes.
func tells[F any](ctx workflow.Context, c *guaranteeClaim, s message.Signal[F], activity any) {
	receive(ctx, s, func(_ workflow.Context, fact F) {
		c.tell(always, activity, activities.GuaranteeCommand[F]{OfGuaranteeClaim: c.of, Command: fact})
	})
}

// orders takes the step of a command, which a rule may refuse beforehand.
func orders[C any](
	ctx workflow.Context, c *guaranteeClaim, u message.Update[C, message.None], may func(guarantee.Progress) error, activity any,
) error {
	validate := func(C) error { return nil }
	if may != nil {
		validate = func(C) error { return c.may(may) }
	}
	return handle(ctx, u, validate, func(ctx workflow.Context, command C) (message.None, error) {
		return c.command(ctx, activity, func() any {
			return activities.GuaranteeCommand[C]{OfGuaranteeClaim: c.of, Command: command}
		})
	})
}
