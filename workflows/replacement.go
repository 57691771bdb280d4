package workflows

import (
	"go.temporal.io/sdk/workflow"

	"kigen/activities"
	"kigen/internal/casefile"
	"kigen/internal/devices"
	"kigen/internal/message"
)

// Replacement is a claim for an insured device (端末補償, O) and its replacement
// (N): decided at once, shipped, delivered; then two promises run side by side,
// the return of the old device (N-5) and the check of the new one (N-4).
//
// A claim that has ended goes on when it is started with Resume: for a parcel
// that came late, or a delivery that was recorded wrongly (C-13).
func Replacement(ctx workflow.Context, in message.ReplacementInput) (message.ReplacementResult, error) {
	r := &replacement{claim: activities.OfClaim{Claim: in.Claim}}
	if err := r.listen(ctx); err != nil {
		return message.ReplacementResult{}, err
	}
	if err := r.begin(ctx, in); err != nil {
		return message.ReplacementResult{}, err
	}
	if !r.accepted {
		return message.ReplacementResult{State: string(r.verdict.Outcome)}, drained(ctx)
	}

	// N-6: as a rule delivered within 2 days of acceptance, else an alert.
	r.keep(ctx, r.target)
	// N-5: the old device is back within 14 days of the delivery, else ¥40,000.
	r.keep(ctx, r.oldDevice)
	// N-4: the member checks the replacement within 14 days of its delivery.
	r.keep(ctx, r.check)
	// What courier and return centre report.
	workflow.GoNamed(ctx, "facts", r.record)

	err := r.over(ctx, func(p devices.Progress) bool { return p.State == devices.CaseClosed })
	return message.ReplacementResult{State: r.progress.State}, err
}

// replacements names the activities; the worker has the real ones.
var replacements *activities.Replacements

type replacement struct {
	*course[devices.Progress]
	claim    activities.OfClaim
	accepted bool
	verdict  devices.Verdict
}

// begin decides the claim, or reads where it stands.
func (r *replacement) begin(ctx workflow.Context, in message.ReplacementInput) error {
	err := r.course.begin(ctx, in.Resume, func(ctx workflow.Context) (p devices.Progress, err error) {
		r.verdict, err = step[devices.Verdict](ctx, replacements.FileClaim, in)
		return r.verdict.Progress, err
	})
	if r.refused != nil {
		r.verdict.Outcome = devices.Refused
	}
	if r.verdict.Refusal != nil {
		r.refused = r.verdict.Refusal
	}
	r.accepted = err == nil && r.refused == nil && (in.Resume || r.verdict.Outcome == devices.Accepted)
	return err
}

// target is N-6.
func (r *replacement) target() promised {
	return promised{devices.DeadlineDelivered, r.progress.DeliverBy, replacements.AlertOfDelivery}
}

// oldDevice is N-5: reminders, then the decision when the centre's books of
// the last good day are in (C-12).
func (r *replacement) oldDevice() promised {
	due := r.progress.Return
	if !due.RemindAt.IsZero() {
		return promised{"return-reminder", due.RemindAt, replacements.RemindOfReturn}
	}
	return promised{devices.DeadlineReturn, due.SettlesAt, replacements.SettleReturn}
}

// check is N-4.
func (r *replacement) check() promised {
	return promised{devices.DeadlineCheck, r.progress.Check.Lapse, replacements.EndCheck}
}

// undecided tells whether a booking could only be recorded as late while the
// lapse is not settled: then it waits, so that the charge comes first (C-12).
func (r *replacement) undecided(b message.Booking) bool {
	due := r.progress.Return
	return !due.Lapse.IsZero() && b.Return == devices.ReturnOf(r.claim.Claim) &&
		!casefile.CountsAsBack(b.BookedAt, b.ReportedAt, due.Lapse, due.SettlesAt)
}

func (r *replacement) listen(ctx workflow.Context) (err error) {
	if r.course, err = newCourse[devices.Progress](ctx, "N: ", replacements.ReadReplacement, r.claim); err != nil {
		return err
	}
	receive(ctx, message.ParcelDelivered, func(_ workflow.Context, d message.Delivery) {
		r.tell(always, replacements.RecordDelivery, activities.Reported{OfClaim: r.claim, Delivery: d})
	})
	receive(ctx, message.ParcelCameBack, func(_ workflow.Context, d message.Delivery) {
		r.tell(always, replacements.RecordComeBack, activities.Reported{OfClaim: r.claim, Delivery: d})
	})
	receive(ctx, message.ParcelBookedIn, func(_ workflow.Context, b message.Booking) {
		r.tell(func() bool { return !r.undecided(b) }, replacements.BookDeviceIn, activities.BookedIn{OfClaim: r.claim, Booking: b})
	})
	if err := handle(ctx, message.FileClaim, nil, r.file); err != nil {
		return err
	}
	if err := handle(ctx, message.ShipReplacement, r.mayShip, r.ship); err != nil {
		return err
	}
	if err := handle(ctx, message.ReportFault, r.mayReportFault, r.reportFault); err != nil {
		return err
	}
	if err := handle(ctx, message.DecideFault, r.mayDecideFault, r.decideFault); err != nil {
		return err
	}
	if err := handle(ctx, message.CorrectDelivery, nil, r.correctDelivery); err != nil {
		return err
	}
	return handle(ctx, message.CorrectBooking, nil, r.correctBooking)
}

func (r *replacement) file(ctx workflow.Context, _ message.None) (devices.Verdict, error) {
	if err := workflow.Await(ctx, func() bool { return r.begun }); err != nil {
		return devices.Verdict{}, err
	}
	return r.verdict, r.refused
}

func (r *replacement) mayShip(message.Parcel) error { return r.may(devices.MayShip) }

func (r *replacement) ship(ctx workflow.Context, p message.Parcel) (message.None, error) {
	return r.command(ctx, replacements.ShipReplacement, func() any { return activities.ToShip{OfClaim: r.claim, Parcel: p} })
}

func (r *replacement) mayReportFault(f message.Fault) error {
	return r.may(func(p devices.Progress) error { return devices.MayReportFault(p, f.At) })
}

func (r *replacement) reportFault(ctx workflow.Context, f message.Fault) (message.None, error) {
	return r.command(ctx, replacements.ReportReplacementFault, func() any {
		return activities.FaultReported{OfClaim: r.claim, Fault: f}
	})
}

func (r *replacement) mayDecideFault(d message.FaultDecision) error {
	return r.may(func(p devices.Progress) error { return devices.MayDecideFault(p, devices.FaultDecision(d)) })
}

func (r *replacement) decideFault(ctx workflow.Context, d message.FaultDecision) (message.None, error) {
	return r.command(ctx, replacements.DecideReplacementFault, func() any {
		if d.Fault == "" {
			d.Fault = r.progress.Fault
		}
		return activities.FaultDecided{OfClaim: r.claim, FaultDecision: d}
	})
}

func (r *replacement) correctDelivery(ctx workflow.Context, c message.DeliveryCorrection) (message.None, error) {
	return r.command(ctx, replacements.CorrectDelivery, func() any {
		return activities.Corrected{OfClaim: r.claim, DeliveryCorrection: c}
	})
}

func (r *replacement) correctBooking(ctx workflow.Context, c message.BookingCorrection) (message.None, error) {
	return r.command(ctx, replacements.CorrectDeviceBooking, func() any {
		return activities.BookingCorrected{OfClaim: r.claim, BookingCorrection: c}
	})
}
