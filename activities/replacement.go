package activities

import (
	"context"

	"kigen/internal/casefile"
	"kigen/internal/devices"
	"kigen/internal/journal"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/terms"
)

// Replacements commits the steps of O and N.
type Replacements struct {
	Ledger *postgres.Ledger
	Terms  *terms.Book
}

// FileClaim decides a claim (O, N-1, N-2). One that the cover does not take is
// recorded and closed, and its refusal is part of the verdict.
func (a *Replacements) FileClaim(ctx context.Context, in message.ReplacementInput) (devices.Verdict, error) {
	r := devices.Request{
		Claim: in.Claim, Device: in.Device, Cause: in.Cause, FaultDay: in.FaultDay, Exclusion: in.Exclusion,
		ReceivedAt: in.ReceivedAt, Actor: in.Actor,
	}
	return answer(postgres.Step(ctx, a.Ledger, in.Claim, "filed", func(ctx context.Context) (d postgres.Decision[devices.Verdict], err error) {
		device, err := postgres.LoadClaimed(ctx, a.Ledger.Pool, in.Device, in.ReceivedAt)
		if err != nil {
			return d, err
		}
		d.Entry, d.Result, err = devices.File(a.Terms.At(in.ReceivedAt), device, r)
		if err != nil {
			return d, err
		}
		d.Entry.Opens = &journal.Case{
			Kind: "replacement", WorkflowID: message.ReplacementID(in.Claim), Member: device.Member, Clock: in.Clock, Subject: in.Device,
		}
		d.Changes = postgres.FileClaim(device, r, d.Result)
		return d, nil
	}))
}

// OfClaim names the claim whose next step is due.
type OfClaim struct {
	Claim string `json:"claim"`
}

// ReadReplacement tells where a claim stands.
func (a *Replacements) ReadReplacement(ctx context.Context, in OfClaim) (devices.Progress, error) {
	return a.steps().read(ctx, in.Claim)
}

// ToShip is a parcel of a claim.
type ToShip struct {
	OfClaim
	message.Parcel
}

// ShipReplacement sends a replacement (N-3).
func (a *Replacements) ShipReplacement(ctx context.Context, in ToShip) (devices.Progress, error) {
	return a.steps().named(ctx, in.Claim, "shipped/"+in.Shipment, func(r devices.Replacement) (devices.Step, error) {
		p, err := postgres.LoadParcel(ctx, a.Ledger.Pool, in.Claim, devices.Parcel{
			Shipment: in.Shipment, Tracking: in.Tracking, Equal: in.Equal, At: in.At, Actor: in.Actor,
			Device: devices.Device{IMEI: in.IMEI, Model: in.Model, Colour: in.Colour, Refurbished: in.Refurbished},
		})
		if err != nil {
			return devices.Step{}, err
		}
		return devices.Ship(a.Terms.At(in.At), r, p)
	})
}

// Reported is a courier's report on a parcel of a claim.
type Reported struct {
	OfClaim
	message.Delivery
}

// RecordDelivery takes in that the replacement was delivered (N-3, N-4, N-5).
func (a *Replacements) RecordDelivery(ctx context.Context, in Reported) (devices.Progress, error) {
	return a.steps().named(ctx, in.Claim, casefile.StepDelivered(in.Reference), func(r devices.Replacement) (devices.Step, error) {
		return devices.Deliver(a.Terms, r, casefile.Report(in.Delivery)), nil
	})
}

// RecordComeBack takes in that the replacement came back undelivered.
func (a *Replacements) RecordComeBack(ctx context.Context, in Reported) (devices.Progress, error) {
	return a.steps().named(ctx, in.Claim, casefile.StepCameBack(in.Reference), func(r devices.Replacement) (devices.Step, error) {
		return devices.ComeBack(a.Terms.At(in.At), r, casefile.Report(in.Delivery)), nil
	})
}

// BookedIn is a booking of a device of a claim.
type BookedIn struct {
	OfClaim
	message.Booking
}

// BookDeviceIn takes in a device that came back (N-5, C-11).
func (a *Replacements) BookDeviceIn(ctx context.Context, in BookedIn) (devices.Progress, error) {
	return a.steps().named(ctx, in.Claim, casefile.StepBookedIn(in.Reference), func(r devices.Replacement) (devices.Step, error) {
		return devices.BookIn(a.Terms.At(in.BookedAt), r, casefile.Booking(in.Booking))
	})
}

// FaultReported is a fault of the replacement of a claim.
type FaultReported struct {
	OfClaim
	message.Fault
}

// ReportReplacementFault takes a fault in (N-4).
func (a *Replacements) ReportReplacementFault(ctx context.Context, in FaultReported) (devices.Progress, error) {
	return a.steps().named(ctx, in.Claim, "fault-reported/"+in.ID, func(r devices.Replacement) (devices.Step, error) {
		return devices.ReportFault(a.Terms.At(in.At), r, devices.FaultReport(in.Fault))
	})
}

// FaultDecided is the decision on a fault of the replacement of a claim.
type FaultDecided struct {
	OfClaim
	message.FaultDecision
}

// DecideReplacementFault settles a fault (N-4).
func (a *Replacements) DecideReplacementFault(ctx context.Context, in FaultDecided) (devices.Progress, error) {
	return a.steps().named(ctx, in.Claim, "fault-decided/"+in.FaultDecision.Fault, func(r devices.Replacement) (devices.Step, error) {
		return devices.DecideFault(a.Terms.At(in.At), r, devices.FaultDecision(in.FaultDecision))
	})
}

// Corrected is a correction of a delivery of a claim.
type Corrected struct {
	OfClaim
	message.DeliveryCorrection
}

// CorrectDelivery corrects the day of a delivery and moves what was counted
// from it, under the terms of the true day (C-10, C-13).
func (a *Replacements) CorrectDelivery(ctx context.Context, in Corrected) (devices.Progress, error) {
	c := casefile.DeliveryCorrection(in.DeliveryCorrection)
	return a.steps().named(ctx, in.Claim, c.Step(), func(r devices.Replacement) (devices.Step, error) {
		return devices.CorrectDelivery(a.Terms, r, c)
	})
}

// BookingCorrected is a correction of a booking of a claim.
type BookingCorrected struct {
	OfClaim
	message.BookingCorrection
}

// CorrectDeviceBooking corrects the instant at which the return centre had a
// device, and decides the return anew (N-5, C-13).
func (a *Replacements) CorrectDeviceBooking(ctx context.Context, in BookingCorrected) (devices.Progress, error) {
	c := casefile.BookingCorrection(in.BookingCorrection)
	return a.steps().named(ctx, in.Claim, c.Step(), func(r devices.Replacement) (devices.Step, error) {
		return devices.CorrectBooking(a.Terms, r, c)
	})
}

// AlertOfDelivery alerts the shipping desk when the target lapses (N-6).
func (a *Replacements) AlertOfDelivery(ctx context.Context, in OfClaim) (devices.Progress, error) {
	return a.steps().due(ctx, in.Claim, devices.Overdue)
}

// RemindOfReturn reminds the member of the old device (N-5).
func (a *Replacements) RemindOfReturn(ctx context.Context, in OfClaim) (devices.Progress, error) {
	return a.steps().due(ctx, in.Claim, func(r devices.Replacement) (devices.Step, bool) { return devices.Remind(a.Terms, r) })
}

// SettleReturn decides whether the old device is back or its price is charged
// (N-5, C-12).
func (a *Replacements) SettleReturn(ctx context.Context, in OfClaim) (devices.Progress, error) {
	return a.steps().due(ctx, in.Claim, func(r devices.Replacement) (devices.Step, bool) {
		return devices.SettleReturn(a.Terms, r)
	})
}

// EndCheck ends the check of the replacement (N-4).
func (a *Replacements) EndCheck(ctx context.Context, in OfClaim) (devices.Progress, error) {
	return a.steps().due(ctx, in.Claim, devices.EndCheck)
}

func (a *Replacements) steps() steps[devices.Replacement, devices.Progress] {
	return steps[devices.Replacement, devices.Progress]{
		ledger: a.Ledger, load: postgres.LoadReplacement, save: postgres.SaveReplacement,
		stands: func(r devices.Replacement) devices.Progress { return r.Progress() },
	}
}
