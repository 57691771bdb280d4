package activities

import (
	"context"

	"kigen/internal/casefile"
	"kigen/internal/devices"
	"kigen/internal/journal"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/repair"
	"kigen/internal/terms"
)

// Repairs commits the steps of U.
type Repairs struct {
	Ledger *postgres.Ledger
	Terms  *terms.Book
}

// FileRepair decides a reception (U-1), or takes in that a device was brought to
// a shop without one. One that the cover does not take is recorded and closed, and
// its refusal is part of the verdict.
func (a *Repairs) FileRepair(ctx context.Context, in message.RepairInput) (repair.Verdict, error) {
	return answer(postgres.Step(ctx, a.Ledger, in.Repair, repair.StepFiled, func(ctx context.Context) (d postgres.Decision[repair.Verdict], err error) {
		device, err := postgres.LoadReceived(ctx, a.Ledger.Pool, in.Device, in.Repair, in.Clock, in.ReceivedAt)
		if err != nil {
			return d, err
		}
		made, verdict, err := a.file(ctx, device, in)
		if err != nil {
			return d, err
		}
		made.Entry.Opens = &journal.Case{
			Kind: "repair", WorkflowID: message.RepairID(in.Repair), Member: device.Member, Clock: in.Clock, Subject: in.Device,
		}
		return postgres.Decision[repair.Verdict]{
			Entry: made.Entry, Result: verdict, Changes: postgres.SaveRepair(repair.Repair{}, made.Case),
		}, nil
	}))
}

func (a *Repairs) file(ctx context.Context, device repair.Received, in message.RepairInput) (made repair.Made, v repair.Verdict, err error) {
	var shop *repair.Shop
	if in.Shop != "" {
		found, err := postgres.LoadShop(ctx, a.Ledger.Pool, in.Shop, in.Device)
		if err != nil {
			return made, v, err
		}
		shop = &found
	}
	t := a.Terms.At(in.ReceivedAt)
	if in.Unreceived != nil {
		u := repair.Unreceived{Case: in.Repair, Cost: *in.Unreceived, At: in.ReceivedAt, Actor: in.Actor}
		if shop != nil {
			u.Shop = *shop
		}
		return repair.FileUnreceived(t, device, u)
	}
	return repair.File(t, device, repair.Reception{
		Request: devices.Request{
			Claim: in.Repair, Device: in.Device, Cause: in.Cause, FaultDay: in.FaultDay, Exclusion: in.Exclusion,
			ReceivedAt: in.ReceivedAt, Actor: in.Actor,
		},
		Symptom: in.Symptom, Route: in.Route, Shop: shop, WantsLoaner: in.WantsLoaner, Checklist: in.Checklist,
	})
}

// OfRepair names the repair whose next step is due.
type OfRepair struct {
	Repair string `json:"repair"`
}

// ReadRepair tells where a repair stands.
func (a *Repairs) ReadRepair(ctx context.Context, in OfRepair) (repair.Progress, error) {
	return a.steps().read(ctx, in.Repair)
}

// RepairDue is a deadline of a repair that is due.
type RepairDue struct {
	OfRepair
	Name string `json:"name"`
}

// SettleRepair decides the deadline of that name (U-3…U-6, U-8, U-9, U-12).
func (a *Repairs) SettleRepair(ctx context.Context, in RepairDue) (repair.Progress, error) {
	return a.steps().due(ctx, in.Repair, func(r repair.Repair) (repair.Made, bool) { return repair.Settle(a.Terms, r, in.Name) })
}

// RemindOfBrokenDevice reminds the member of the broken device (U-12).
func (a *Repairs) RemindOfBrokenDevice(ctx context.Context, in OfRepair) (repair.Progress, error) {
	return a.steps().due(ctx, in.Repair, func(r repair.Repair) (repair.Made, bool) { return repair.Remind(a.Terms, r) })
}

// RepairDelivery is a courier's report on a parcel of a repair.
type RepairDelivery struct {
	OfRepair
	message.Delivery
}

// RecordRepairDelivery takes in that a parcel was delivered: day L, R or Y.
func (a *Repairs) RecordRepairDelivery(ctx context.Context, in RepairDelivery) (repair.Progress, error) {
	return a.named(ctx, in.OfRepair, casefile.StepDelivered(in.Reference), func(r repair.Repair) (repair.Made, error) {
		return repair.Deliver(a.Terms, r, casefile.Report(in.Delivery))
	})
}

// RecordRepairComeBack takes in that a parcel came back undelivered.
func (a *Repairs) RecordRepairComeBack(ctx context.Context, in RepairDelivery) (repair.Progress, error) {
	return a.named(ctx, in.OfRepair, casefile.StepCameBack(in.Reference), func(r repair.Repair) (repair.Made, error) {
		return repair.ComeBack(a.Terms.At(in.At), r, casefile.Report(in.Delivery))
	})
}

// RepairBooking is a booking of a parcel of a repair.
type RepairBooking struct {
	OfRepair
	message.Booking
}

// BookRepairParcelIn takes in what the return centre has booked in (C-11).
func (a *Repairs) BookRepairParcelIn(ctx context.Context, in RepairBooking) (repair.Progress, error) {
	return a.named(ctx, in.OfRepair, casefile.StepBookedIn(in.Reference), func(r repair.Repair) (repair.Made, error) {
		return repair.BookIn(a.Terms.At(in.BookedAt), r, casefile.Booking(in.Booking))
	})
}

// RepairReservation is a loaner that a repair in line was given.
type RepairReservation struct {
	OfRepair
	message.LoanerReservation
}

// RecordReservedLoaner takes in that a loaner was reserved for the case (U-3).
func (a *Repairs) RecordReservedLoaner(ctx context.Context, in RepairReservation) (repair.Progress, error) {
	c := repair.Reservation(in.LoanerReservation)
	return a.named(ctx, in.OfRepair, repair.StepReserved(c), func(r repair.Repair) (repair.Made, error) {
		return repair.Reserve(a.Terms.At(in.At), r, c)
	})
}

// named is a step that a command or a fact names.
func (a *Repairs) named(
	ctx context.Context, of OfRepair, step string, rule func(repair.Repair) (repair.Made, error),
) (repair.Progress, error) {
	return a.steps().named(ctx, of.Repair, step, rule)
}

func (a *Repairs) steps() steps[repair.Repair, repair.Progress] {
	return steps[repair.Repair, repair.Progress]{
		ledger: a.Ledger, load: postgres.LoadRepair, save: postgres.SaveRepair,
		stands: func(r repair.Repair) repair.Progress { return r.Progress() },
	}
}
