package workflows

import (
	"errors"
	"strings"

	"go.temporal.io/sdk/workflow"

	"kigen/activities"
	"kigen/internal/casefile"
	"kigen/internal/message"
	"kigen/internal/repair"
)

// Repair is the repair or exchange of a used device, and its loaner (U): decided
// at the reception; then the device's way in, through the inspection and back
// runs beside the loaner's, until every promise is kept or charged.
//
// A case that has ended goes on when it is started with Resume: for a late
// parcel, a fault reported in time, a correction (C-13).
func Repair(ctx workflow.Context, in message.RepairInput) (message.RepairResult, error) {
	r := &repairing{repair: activities.OfRepair{Repair: in.Repair}}
	if err := r.listen(ctx); err != nil {
		return message.RepairResult{}, err
	}
	if err := r.begin(ctx, in); err != nil {
		return message.RepairResult{}, err
	}
	if r.refused != nil {
		return message.RepairResult{State: repair.CaseRefused}, drained(ctx)
	}

	// U-12: with no loaner out the device is in within 30 days, else the claim closes.
	r.keep(ctx, r.due(repair.DeadlineDeviceIn))
	r.keep(ctx, r.reminder)
	// U-3: trouble with the loaner is told within 2 days of its arrival.
	r.keep(ctx, r.due(repair.DeadlineTrouble))
	// U-4: the device is in within 7 days of the loaner's arrival, else the member is asked.
	r.keep(ctx, r.due(repair.DeadlineAfterLoaner))
	// U-5: the device is in or the loaner back within 14 days, else the loaner's price.
	r.keep(ctx, r.due(repair.DeadlineDeviceOrLoaner))
	// U-6: the loaner is back within 7 days of day R, else the member is asked …
	r.keep(ctx, r.due(repair.DeadlineLoanerAsked))
	// … and within 14 days, else its price.
	r.keep(ctx, r.due(repair.DeadlineLoanerBack))
	// U-8: the same symptom within 7 days of day R is repaired again free.
	r.keep(ctx, r.due(repair.DeadlineRecurrence))
	// U-9: a fault of an exchange device within 7 days brings another one …
	r.keep(ctx, r.due(repair.DeadlineExchangeCheck))
	// … and the first is back within 7 days of that one's arrival, else its price.
	r.keep(ctx, r.due(repair.DeadlineExchangeBack))
	// What courier, return centre and stock report.
	workflow.GoNamed(ctx, "facts", r.record)

	err := r.over(ctx, func(p repair.Progress) bool { return p.Closed })
	return message.RepairResult{State: r.progress.State}, err
}

// repairs names the activities; the worker has the real ones.
var repairs *activities.Repairs

type repairing struct {
	*course[repair.Progress]
	repair  activities.OfRepair
	verdict repair.Verdict
}

// begin decides the reception, or reads where the case stands.
func (r *repairing) begin(ctx workflow.Context, in message.RepairInput) error {
	err := r.course.begin(ctx, in.Resume, func(ctx workflow.Context) (p repair.Progress, err error) {
		r.verdict, err = step[repair.Verdict](ctx, repairs.FileRepair, in)
		return r.verdict.Progress, err
	})
	if r.verdict.Refusal != nil {
		r.refused = r.verdict.Refusal
	}
	return err
}

// due is the next deadline of that name, of the first, second … loaner or
// exchange device.
func (r *repairing) due(name string) func() promised {
	return func() promised {
		p := promised{name: name}
		for _, d := range r.progress.Due {
			if numbered(d.Name, name) && (p.at.IsZero() || d.At.Before(p.at)) {
				p = promised{d.Name, d.At, taking{repairs.SettleRepair, activities.RepairDue{OfRepair: r.repair, Name: d.Name}}}
			}
		}
		return p
	}
}

// numbered tells whether a name is that one, or that with a number.
func numbered(name, first string) bool {
	rest, ok := strings.CutPrefix(name, first)
	return ok && (rest == "" || rest[0] == '-' && strings.Trim(rest[1:], "0123456789") == "")
}

// reminder is that of the broken device (U-12), while its deadline runs.
func (r *repairing) reminder() promised {
	p := promised{name: casefile.Reminder(repair.ReturnBroken), step: repairs.RemindOfBrokenDevice}
	if _, open := r.progress.Open(repair.DeadlineDeviceIn); open {
		p.at = r.progress.Next(p.name)
	}
	return p
}

func (r *repairing) listen(ctx workflow.Context) (err error) {
	if r.course, err = newCourse[repair.Progress](ctx, "U: ", repairs.ReadRepair, r.repair); err != nil {
		return err
	}
	receive(ctx, message.ParcelDelivered, func(_ workflow.Context, d message.Delivery) {
		r.tell(always, repairs.RecordRepairDelivery, activities.RepairDelivery{OfRepair: r.repair, Delivery: d})
	})
	receive(ctx, message.ParcelCameBack, func(_ workflow.Context, d message.Delivery) {
		r.tell(always, repairs.RecordRepairComeBack, activities.RepairDelivery{OfRepair: r.repair, Delivery: d})
	})
	receive(ctx, message.ParcelBookedIn, func(_ workflow.Context, b message.Booking) {
		decided := func() bool { return !r.progress.Undecided(b.Return, b.BookedAt, b.ReportedAt) }
		r.tell(decided, repairs.BookRepairParcelIn, activities.RepairBooking{OfRepair: r.repair, Booking: b})
	})
	receive(ctx, message.LoanerReserved, func(_ workflow.Context, l message.LoanerReservation) {
		r.tell(always, repairs.RecordReservedLoaner, activities.RepairReservation{OfRepair: r.repair, LoanerReservation: l})
	})
	for _, answer := range []func(workflow.Context) error{r.answerReception, r.answerDevice, r.answerLoaner, r.answerFaults, r.answerCorrections} {
		if err := answer(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (r *repairing) file(ctx workflow.Context, _ message.None) (repair.Verdict, error) {
	if err := workflow.Await(ctx, func() bool { return r.begun }); err != nil {
		return repair.Verdict{}, err
	}
	return r.verdict, r.refused
}

func (r *repairing) answerReception(ctx workflow.Context) error {
	return errors.Join(
		handle(ctx, message.FileRepair, nil, r.file),
		answers(ctx, r, message.ConfirmChecklist, repairs.ConfirmRepairChecklist, func(c message.Checklist) any {
			return activities.ChecklistConfirmed{OfRepair: r.repair, Checklist: c}
		}),
		answers(ctx, r, message.WithdrawRepair, repairs.WithdrawRepair, r.deed),
	)
}

func (r *repairing) answerDevice(ctx workflow.Context) error {
	return errors.Join(
		answers(ctx, r, message.TakeInAtShop, repairs.TakeRepairInAtShop, func(c message.TakenIn) any {
			return activities.TakenInAtShop{OfRepair: r.repair, TakenIn: c}
		}),
		answers(ctx, r, message.RecordAgreement, repairs.RecordRepairAgreement, func(c message.Agreement) any {
			return activities.AgreementRecorded{OfRepair: r.repair, Agreement: c}
		}),
		answers(ctx, r, message.InspectDevice, repairs.InspectBrokenDevice, func(c message.Inspection) any {
			return activities.DeviceInspected{OfRepair: r.repair, Inspection: c}
		}),
		answers(ctx, r, message.DecideRepair, repairs.DecideRepair, func(c message.RepairDecision) any {
			return activities.RepairDecided{OfRepair: r.repair, RepairDecision: c}
		}),
		answers(ctx, r, message.ShipDevice, repairs.ShipRepairedDevice, func(c message.RepairParcel) any {
			return activities.DeviceToShip{OfRepair: r.repair, RepairParcel: c}
		}),
		answers(ctx, r, message.HandOver, repairs.HandRepairOver, func(c message.HandedOver) any {
			return activities.DeviceHandedOver{OfRepair: r.repair, HandedOver: c}
		}),
	)
}

func (r *repairing) answerLoaner(ctx workflow.Context) error {
	return errors.Join(
		handle(ctx, message.RequestLoaner, nil, func(ctx workflow.Context, c message.Deed) (repair.LoanerAnswer, error) {
			return r.loaner(ctx, repairs.RequestLoaner, r.deed(c))
		}),
		answers(ctx, r, message.LeaveLine, repairs.LeaveLoanerLine, r.deed),
		answers(ctx, r, message.ShipLoaner, repairs.ShipLoaner, func(c message.LoanerParcel) any {
			return activities.LoanerToShip{OfRepair: r.repair, LoanerParcel: c}
		}),
		handle(ctx, message.ReportLoanerTrouble, nil, func(ctx workflow.Context, c message.Fault) (repair.LoanerAnswer, error) {
			return r.loaner(ctx, repairs.ReportLoanerTrouble, r.report(c))
		}),
		answers(ctx, r, message.DemandLoaner, repairs.DemandLoaner, r.deed),
		answers(ctx, r, message.InspectLoaner, repairs.InspectLoaner, func(c message.LoanerInspection) any {
			return activities.LoanerInspected{OfRepair: r.repair, LoanerInspection: c}
		}),
	)
}

func (r *repairing) answerFaults(ctx workflow.Context) error {
	return errors.Join(
		answers(ctx, r, message.ReportRecurrence, repairs.ReportRecurrence, r.report),
		answers(ctx, r, message.ReportExchangeFault, repairs.ReportExchangeFault, r.report),
		answers(ctx, r, message.DecideExchangeFault, repairs.DecideExchangeFault, func(c message.ExchangeFaultDecision) any {
			return activities.ExchangeFaultDecided{OfRepair: r.repair, ExchangeFaultDecision: c}
		}),
	)
}

func (r *repairing) answerCorrections(ctx workflow.Context) error {
	return errors.Join(
		answers(ctx, r, message.CorrectDelivery, repairs.CorrectRepairDelivery, func(c message.DeliveryCorrection) any {
			return activities.RepairDeliveryCorrected{OfRepair: r.repair, DeliveryCorrection: c}
		}),
		answers(ctx, r, message.CorrectBooking, repairs.CorrectRepairBooking, func(c message.BookingCorrection) any {
			return activities.RepairBookingCorrected{OfRepair: r.repair, BookingCorrection: c}
		}),
		answers(ctx, r, message.CorrectAmount, repairs.CorrectRepairAmount, func(c message.AmountCorrection) any {
			return activities.RepairAmountCorrected{OfRepair: r.repair, AmountCorrection: c}
		}),
	)
}

func (r *repairing) deed(c message.Deed) any {
	return activities.RepairDeed{OfRepair: r.repair, Deed: c}
}

func (r *repairing) report(c message.Fault) any {
	return activities.RepairReport{OfRepair: r.repair, Fault: c}
}

// loaner takes the step of a wish about the loaner and answers where it stands;
// one that was noted but not granted is a refusal (U-3).
func (r *repairing) loaner(ctx workflow.Context, activity, in any) (repair.LoanerAnswer, error) {
	if _, err := r.command(ctx, activity, func() any { return in }); err != nil {
		return repair.LoanerAnswer{}, err
	}
	if r.progress.Refusal != nil {
		return repair.LoanerAnswer{}, r.progress.Refusal
	}
	return r.progress.Loaner, nil
}

// answers has a command of the case take its step.
func answers[In any](
	ctx workflow.Context, r *repairing, u message.Update[In, message.None], activity any, in func(In) any,
) error {
	return handle(ctx, u, nil, func(ctx workflow.Context, c In) (message.None, error) {
		return r.command(ctx, activity, func() any { return in(c) })
	})
}
