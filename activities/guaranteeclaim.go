package activities

import (
	"context"

	"kigen/internal/casefile"
	"kigen/internal/guarantee"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/stock"
	"kigen/internal/terms"
)

// GuaranteeClaims commits the steps of W-4…W-11.
type GuaranteeClaims struct {
	Ledger *postgres.Ledger
	Terms  *terms.Book
}

// OfGuaranteeClaim names the claim whose next step is due.
type OfGuaranteeClaim struct {
	Claim string `json:"claim"`
}

func (a *GuaranteeClaims) steps() steps[guarantee.Claim, guarantee.Progress] {
	return steps[guarantee.Claim, guarantee.Progress]{
		ledger: a.Ledger, load: postgres.LoadGuaranteeClaim, save: postgres.SaveGuaranteeClaim,
		stands: func(c guarantee.Claim) guarantee.Progress { return c.Progress() },
	}
}

// FileGuaranteeClaim decides a claim (W-4, W-5, W-9, W-10). One that the
// guarantee does not take is recorded and closed, and its refusal is part of the
// verdict.
func (a *GuaranteeClaims) FileGuaranteeClaim(ctx context.Context, in message.GuaranteeClaimInput) (guarantee.Verdict, error) {
	r := guarantee.Request{
		Claim: in.Claim, Workflow: message.GuaranteeClaimID(in.Claim), Clock: in.Clock, Cause: in.Cause, FaultDay: in.FaultDay,
		Exclusion: in.Exclusion, Loaner: in.Loaner, ReceivedAt: in.ReceivedAt, Actor: in.Actor,
	}
	return answer(postgres.Step(ctx, a.Ledger, in.Claim, "filed", func(ctx context.Context) (d postgres.Decision[guarantee.Verdict], err error) {
		g, err := postgres.LoadGuarantee(ctx, a.Ledger.Pool, in.Option)
		if err != nil {
			return d, err
		}
		var shelf *stock.Shelf
		if in.Loaner && g.Device != nil {
			s, err := postgres.LoadShelf(ctx, a.Ledger.Pool, in.Clock, g.Device.OS, in.Claim)
			if err != nil {
				return d, err
			}
			shelf = &s
		}
		filed, err := guarantee.File(a.Terms.At(in.ReceivedAt), g, shelf, r)
		if err != nil {
			return d, err
		}
		d.Entry, d.Result, d.Changes = filed.Entry, filed.Verdict, postgres.FileGuaranteeClaim(r, filed)
		return d, nil
	}))
}

// ReadGuaranteeClaim tells where a claim stands.
func (a *GuaranteeClaims) ReadGuaranteeClaim(ctx context.Context, in OfGuaranteeClaim) (guarantee.Progress, error) {
	return a.steps().read(ctx, in.Claim)
}

// GuaranteeCommand is a command to a claim, or a fact of it.
type GuaranteeCommand[C any] struct {
	OfGuaranteeClaim
	Command C `json:"command"`
}

// outcome is what a rule made of a claim.
type outcome = casefile.Outcome[guarantee.Claim]

func (a *GuaranteeClaims) named(ctx context.Context, claim, step string, rule func(guarantee.Claim) (outcome, error)) (guarantee.Progress, error) {
	return a.steps().named(ctx, claim, step, rule)
}

// RecordGuaranteeAgreement notes whether the repair agreement is there (W-11).
func (a *GuaranteeClaims) RecordGuaranteeAgreement(ctx context.Context, in GuaranteeCommand[message.GuaranteeAgreement]) (guarantee.Progress, error) {
	c := in.Command
	return a.named(ctx, in.Claim, "agreement-recorded/"+c.ID, func(g guarantee.Claim) (outcome, error) {
		return guarantee.RecordAgreement(a.Terms.At(c.At), g, guarantee.Agreement(c))
	})
}

// InspectGuaranteeDevice records what the inspection found (W-5, W-6).
func (a *GuaranteeClaims) InspectGuaranteeDevice(ctx context.Context, in GuaranteeCommand[message.GuaranteeInspection]) (guarantee.Progress, error) {
	c := in.Command
	return a.named(ctx, in.Claim, "inspected/"+c.ID, func(g guarantee.Claim) (outcome, error) {
		return guarantee.Inspect(a.Terms.At(c.At), g, guarantee.Inspection(c))
	})
}

// RecordGuaranteeRepair takes in a repair and what it cost (W-6, W-7).
func (a *GuaranteeClaims) RecordGuaranteeRepair(ctx context.Context, in GuaranteeCommand[message.GuaranteeRepair]) (guarantee.Progress, error) {
	c := in.Command
	return a.named(ctx, in.Claim, "repaired/"+c.ID, func(g guarantee.Claim) (outcome, error) {
		maker, err := postgres.LoadMakerDevice(ctx, a.Ledger.Pool, c.IMEI, c.Model, c.Colour)
		if err != nil {
			return outcome{}, err
		}
		return guarantee.RecordRepair(a.Terms.At(c.At), g, guarantee.Repair{ID: c.ID, Cost: c.Cost, Maker: maker, At: c.At, Actor: c.Actor})
	})
}

// ShipGuaranteeDevice sends the device back, or an exchange device (W-6, W-8).
func (a *GuaranteeClaims) ShipGuaranteeDevice(ctx context.Context, in GuaranteeCommand[message.GuaranteeParcel]) (guarantee.Progress, error) {
	c := in.Command
	return a.named(ctx, in.Claim, "shipped/"+c.Shipment, func(g guarantee.Claim) (outcome, error) {
		unit, err := postgres.UnitToSend(ctx, a.Ledger.Pool, c.Unit)
		if err != nil {
			return outcome{}, err
		}
		return guarantee.Ship(a.Terms.At(c.At), g, guarantee.Parcel{
			Shipment: c.Shipment, Tracking: c.Tracking, Unit: unit, At: c.At, Actor: c.Actor,
		})
	})
}

// ShipGuaranteeLoaner sends the loaner (W-11).
func (a *GuaranteeClaims) ShipGuaranteeLoaner(ctx context.Context, in GuaranteeCommand[message.GuaranteeParcel]) (guarantee.Progress, error) {
	c := in.Command
	return a.named(ctx, in.Claim, "loaner-shipped/"+c.Shipment, func(g guarantee.Claim) (outcome, error) {
		return guarantee.ShipLoaner(a.Terms.At(c.At), g, guarantee.Parcel{Shipment: c.Shipment, Tracking: c.Tracking, At: c.At, Actor: c.Actor})
	})
}

// CheckGuaranteeLoaner takes in what was found of a loaner that is back (W-11).
func (a *GuaranteeClaims) CheckGuaranteeLoaner(ctx context.Context, in GuaranteeCommand[message.GuaranteeLoanerCheck]) (guarantee.Progress, error) {
	c := in.Command
	return a.named(ctx, in.Claim, "loaner-checked/"+c.ID, func(g guarantee.Claim) (outcome, error) {
		return guarantee.CheckLoaner(a.Terms.At(c.At), g, guarantee.LoanerCheck(c))
	})
}

// ReportGuaranteeTrouble takes in trouble with an exchange device (W-8).
func (a *GuaranteeClaims) ReportGuaranteeTrouble(ctx context.Context, in GuaranteeCommand[message.Fault]) (guarantee.Progress, error) {
	c := in.Command
	return a.named(ctx, in.Claim, "trouble-reported/"+c.ID, func(g guarantee.Claim) (outcome, error) {
		return guarantee.ReportTrouble(a.Terms.At(c.At), g, guarantee.TroubleReport(c))
	})
}

// DecideGuaranteeTrouble settles trouble with an exchange device (W-8).
func (a *GuaranteeClaims) DecideGuaranteeTrouble(ctx context.Context, in GuaranteeCommand[message.GuaranteeTroubleDecision]) (guarantee.Progress, error) {
	c := in.Command
	return a.named(ctx, in.Claim, "trouble-decided/"+c.ID, func(g guarantee.Claim) (outcome, error) {
		return guarantee.DecideTrouble(a.Terms.At(c.At), g, guarantee.TroubleDecision(c))
	})
}

// GetGuaranteeLoaner takes in that a loaner fell free for the claim (W-11).
func (a *GuaranteeClaims) GetGuaranteeLoaner(ctx context.Context, in GuaranteeCommand[message.LoanerReservation]) (guarantee.Progress, error) {
	c := in.Command
	return a.named(ctx, in.Claim, "loaner-reserved/"+c.Unit, func(g guarantee.Claim) (outcome, error) {
		return guarantee.GetLoaner(a.Terms.At(c.At), g, guarantee.Reservation{Unit: c.Unit, At: c.At})
	})
}

// RecordGuaranteeDelivery takes in that a parcel was delivered (W-8, W-11).
func (a *GuaranteeClaims) RecordGuaranteeDelivery(ctx context.Context, in GuaranteeCommand[message.Delivery]) (guarantee.Progress, error) {
	return a.named(ctx, in.Claim, casefile.StepDelivered(in.Command.Reference), func(g guarantee.Claim) (outcome, error) {
		return guarantee.Deliver(a.Terms, g, casefile.Report(in.Command))
	})
}

// RecordGuaranteeComeBack takes in that a parcel came back undelivered (W-6, W-11).
func (a *GuaranteeClaims) RecordGuaranteeComeBack(ctx context.Context, in GuaranteeCommand[message.Delivery]) (guarantee.Progress, error) {
	return a.named(ctx, in.Claim, casefile.StepCameBack(in.Command.Reference), func(g guarantee.Claim) (outcome, error) {
		return guarantee.ComeBack(a.Terms.At(in.Command.At), g, casefile.Report(in.Command))
	})
}

// BookGuaranteeDeviceIn takes in what the return centre has booked in (W-8, W-11, C-11).
func (a *GuaranteeClaims) BookGuaranteeDeviceIn(ctx context.Context, in GuaranteeCommand[message.Booking]) (guarantee.Progress, error) {
	return a.named(ctx, in.Claim, casefile.StepBookedIn(in.Command.Reference), func(g guarantee.Claim) (outcome, error) {
		return guarantee.BookIn(a.Terms, g, casefile.Booking(in.Command))
	})
}

// CorrectGuaranteeDelivery corrects the day of a delivery and what was counted
// from it (C-13).
func (a *GuaranteeClaims) CorrectGuaranteeDelivery(ctx context.Context, in GuaranteeCommand[message.DeliveryCorrection]) (guarantee.Progress, error) {
	c := casefile.DeliveryCorrection(in.Command)
	return a.named(ctx, in.Claim, c.Step(), func(g guarantee.Claim) (outcome, error) {
		return guarantee.CorrectDelivery(a.Terms, g, c)
	})
}

// CorrectGuaranteeBooking corrects when the return centre had a parcel (C-13).
func (a *GuaranteeClaims) CorrectGuaranteeBooking(ctx context.Context, in GuaranteeCommand[message.BookingCorrection]) (guarantee.Progress, error) {
	c := casefile.BookingCorrection(in.Command)
	return a.named(ctx, in.Claim, c.Step(), func(g guarantee.Claim) (outcome, error) {
		return guarantee.CorrectBooking(a.Terms.At(c.At), g, c)
	})
}

// CorrectGuaranteeAmount corrects the excess of a repair (C-13, W-7).
func (a *GuaranteeClaims) CorrectGuaranteeAmount(ctx context.Context, in GuaranteeCommand[message.AmountCorrection]) (guarantee.Progress, error) {
	c := casefile.AmountCorrection(in.Command)
	return a.named(ctx, in.Claim, c.Step(), func(g guarantee.Claim) (outcome, error) {
		return guarantee.CorrectAmount(a.Terms.At(c.At), g, c)
	})
}

// CorrectGuaranteeCost corrects the cost of a repair (C-13, W-7).
func (a *GuaranteeClaims) CorrectGuaranteeCost(ctx context.Context, in GuaranteeCommand[message.GuaranteeCost]) (guarantee.Progress, error) {
	c := in.Command
	return a.named(ctx, in.Claim, "cost-corrected/"+c.ID, func(g guarantee.Claim) (outcome, error) {
		return guarantee.CorrectCost(a.Terms.At(c.At), g, guarantee.CostCorrection(c))
	})
}

func (a *GuaranteeClaims) due(ctx context.Context, claim string, rule func(guarantee.Claim) (outcome, bool)) (guarantee.Progress, error) {
	return a.steps().due(ctx, claim, rule)
}

// RemindOfGuaranteeDevice reminds the member of the broken device (W-11).
func (a *GuaranteeClaims) RemindOfGuaranteeDevice(ctx context.Context, in OfGuaranteeClaim) (guarantee.Progress, error) {
	return a.due(ctx, in.Claim, guarantee.RemindOfDevice)
}

// SettleGuaranteeDevice ends a claim whose device did not come (W-11, C-12).
func (a *GuaranteeClaims) SettleGuaranteeDevice(ctx context.Context, in OfGuaranteeClaim) (guarantee.Progress, error) {
	return a.due(ctx, in.Claim, func(c guarantee.Claim) (outcome, bool) { return guarantee.SettleDevice(a.Terms, c) })
}

// LapseGuaranteeAgreement sends a device back without its agreement (W-11).
func (a *GuaranteeClaims) LapseGuaranteeAgreement(ctx context.Context, in OfGuaranteeClaim) (guarantee.Progress, error) {
	return a.due(ctx, in.Claim, guarantee.LapseAgreement)
}

// EndGuaranteeCheck ends the days for trouble with an exchange device (W-8).
func (a *GuaranteeClaims) EndGuaranteeCheck(ctx context.Context, in OfGuaranteeClaim) (guarantee.Progress, error) {
	return a.due(ctx, in.Claim, guarantee.EndCheck)
}

// SettleGuaranteeLoaner has the desk ask for a loaner (W-11, C-12).
func (a *GuaranteeClaims) SettleGuaranteeLoaner(ctx context.Context, in OfGuaranteeClaim) (guarantee.Progress, error) {
	return a.due(ctx, in.Claim, guarantee.SettleLoaner)
}

// SettleGuaranteeFaulty has the desk ask for a faulty exchange device (W-8, C-12).
func (a *GuaranteeClaims) SettleGuaranteeFaulty(ctx context.Context, in OfGuaranteeClaim) (guarantee.Progress, error) {
	return a.due(ctx, in.Claim, guarantee.SettleFaulty)
}
