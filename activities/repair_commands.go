package activities

import (
	"context"

	"kigen/internal/casefile"
	"kigen/internal/devices"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/repair"
)

// RepairDeed is a command of a repair that says all by its name.
type RepairDeed struct {
	OfRepair
	message.Deed
}

// WithdrawRepair takes the claim back.
func (a *Repairs) WithdrawRepair(ctx context.Context, in RepairDeed) (repair.Progress, error) {
	c := repair.Withdrawal(in.Deed)
	return a.named(ctx, in.OfRepair, repair.StepWithdrawn(c), func(r repair.Repair) (repair.Made, error) {
		return repair.Withdraw(a.Terms.At(in.At), r, c)
	})
}

// ChecklistConfirmed is the member's word of U-10.
type ChecklistConfirmed struct {
	OfRepair
	message.Checklist
}

// ConfirmRepairChecklist records U-10.
func (a *Repairs) ConfirmRepairChecklist(ctx context.Context, in ChecklistConfirmed) (repair.Progress, error) {
	c := repair.Checklist(in.Checklist)
	return a.named(ctx, in.OfRepair, repair.StepChecklist, func(r repair.Repair) (repair.Made, error) {
		return repair.ConfirmChecklist(a.Terms.At(in.At), r, c)
	})
}

// TakenInAtShop is a device of a repair at a shop.
type TakenInAtShop struct {
	OfRepair
	message.TakenIn
}

// TakeRepairInAtShop takes in a device at a shop (U-1).
func (a *Repairs) TakeRepairInAtShop(ctx context.Context, in TakenInAtShop) (repair.Progress, error) {
	c := repair.TakenIn{At: in.At, Actor: in.Actor}
	return a.named(ctx, in.OfRepair, repair.StepTakenIn(c), func(r repair.Repair) (m repair.Made, err error) {
		if c.Shop, err = postgres.LoadShop(ctx, a.Ledger.Pool, in.Shop, r.Devices[0].ID); err != nil {
			return m, err
		}
		return repair.TakeInAtShop(a.Terms.At(in.At), r, c)
	})
}

// AgreementRecorded is the repair desk's word on the agreement of a repair.
type AgreementRecorded struct {
	OfRepair
	message.Agreement
}

// RecordRepairAgreement records whether the agreement is there (U-1).
func (a *Repairs) RecordRepairAgreement(ctx context.Context, in AgreementRecorded) (repair.Progress, error) {
	c := repair.AgreementWord(in.Agreement)
	return a.named(ctx, in.OfRepair, repair.StepAgreement(c), func(r repair.Repair) (repair.Made, error) {
		return repair.RecordAgreement(a.Terms.At(in.At), r, c)
	})
}

// DeviceInspected is what the inspection of a repair found.
type DeviceInspected struct {
	OfRepair
	message.Inspection
}

// InspectBrokenDevice takes in what the inspection found (U-11).
func (a *Repairs) InspectBrokenDevice(ctx context.Context, in DeviceInspected) (repair.Progress, error) {
	c := repair.Inspection(in.Inspection)
	return a.named(ctx, in.OfRepair, repair.StepInspected(c), func(r repair.Repair) (repair.Made, error) {
		return repair.Inspect(a.Terms.At(in.At), r, c)
	})
}

// RepairDecided is what becomes of a confirmed device.
type RepairDecided struct {
	OfRepair
	message.RepairDecision
}

// DecideRepair says repaired or exchange (U-11).
func (a *Repairs) DecideRepair(ctx context.Context, in RepairDecided) (repair.Progress, error) {
	c := repair.Decision(in.RepairDecision)
	return a.named(ctx, in.OfRepair, repair.StepDecided(c), func(r repair.Repair) (repair.Made, error) {
		return repair.Decide(a.Terms.At(in.At), r, c)
	})
}

// DeviceToShip is a parcel of a repair.
type DeviceToShip struct {
	OfRepair
	message.RepairParcel
}

// ShipRepairedDevice sends the repaired, returned or exchange device (U-9, U-11).
func (a *Repairs) ShipRepairedDevice(ctx context.Context, in DeviceToShip) (repair.Progress, error) {
	return a.named(ctx, in.OfRepair, repair.StepShipped(in.Shipment), func(r repair.Repair) (repair.Made, error) {
		p, err := postgres.LoadRepairParcel(ctx, a.Ledger, in.Repair, repair.Parcel{Parcel: devices.Parcel{
			Shipment: in.Shipment, Tracking: in.Tracking, Equal: in.Equal, At: in.At, Actor: in.Actor,
			Device: devices.Device{IMEI: in.IMEI, Model: in.Model, Colour: in.Colour, Refurbished: in.Refurbished},
		}})
		if err != nil {
			return repair.Made{}, err
		}
		return repair.Ship(a.Terms.At(in.At), r, p)
	})
}

// DeviceHandedOver is a device of a repair that was fetched at a shop.
type DeviceHandedOver struct {
	OfRepair
	message.HandedOver
}

// HandRepairOver gives the device back at the shop: day R.
func (a *Repairs) HandRepairOver(ctx context.Context, in DeviceHandedOver) (repair.Progress, error) {
	c := repair.HandedOver{Shipment: in.Shipment, At: in.At, Actor: in.Actor}
	return a.named(ctx, in.OfRepair, repair.StepHandedOver(in.Shipment), func(r repair.Repair) (m repair.Made, err error) {
		if c.Shop, err = postgres.LoadShop(ctx, a.Ledger.Pool, in.Shop, r.Devices[0].ID); err != nil {
			return m, err
		}
		return repair.HandOver(a.Terms, r, c)
	})
}

// RequestLoaner asks for a loaner (U-3).
func (a *Repairs) RequestLoaner(ctx context.Context, in RepairDeed) (repair.Progress, error) {
	c := repair.Deed(in.Deed)
	return a.named(ctx, in.OfRepair, repair.StepLoanerRequested(c), func(r repair.Repair) (repair.Made, error) {
		return repair.RequestLoaner(a.Terms.At(in.At), r, c)
	})
}

// LeaveLoanerLine goes without a loaner (U-3).
func (a *Repairs) LeaveLoanerLine(ctx context.Context, in RepairDeed) (repair.Progress, error) {
	c := repair.Deed(in.Deed)
	return a.named(ctx, in.OfRepair, repair.StepLineLeft(c), func(r repair.Repair) (repair.Made, error) {
		return repair.LeaveLine(a.Terms.At(in.At), r, c)
	})
}

// LoanerToShip is the parcel with a loaner of a repair.
type LoanerToShip struct {
	OfRepair
	message.LoanerParcel
}

// ShipLoaner sends the reserved loaner (U-3).
func (a *Repairs) ShipLoaner(ctx context.Context, in LoanerToShip) (repair.Progress, error) {
	c := repair.LoanerParcel(in.LoanerParcel)
	return a.named(ctx, in.OfRepair, repair.StepLoanerShipped(c.Shipment), func(r repair.Repair) (repair.Made, error) {
		return repair.ShipLoaner(a.Terms.At(in.At), r, c)
	})
}

// RepairReport is what the member says of a loaner or a device of a repair.
type RepairReport struct {
	OfRepair
	message.Fault
}

// ReportLoanerTrouble takes in trouble with the loaner; told too late it is
// noted, and the refusal is part of the progress (U-3).
func (a *Repairs) ReportLoanerTrouble(ctx context.Context, in RepairReport) (repair.Progress, error) {
	return a.named(ctx, in.OfRepair, repair.StepTrouble(in.ID), func(r repair.Repair) (repair.Made, error) {
		return repair.ReportTrouble(a.Terms.At(in.At), r, repair.Report(in.Fault))
	})
}

// DemandLoaner asks the member for the loaner (U-4).
func (a *Repairs) DemandLoaner(ctx context.Context, in RepairDeed) (repair.Progress, error) {
	c := repair.Deed(in.Deed)
	return a.named(ctx, in.OfRepair, repair.StepDemanded(c), func(r repair.Repair) (repair.Made, error) {
		return repair.Demand(a.Terms.At(in.At), r, c)
	})
}

// LoanerInspected is how a loaner of a repair came back.
type LoanerInspected struct {
	OfRepair
	message.LoanerInspection
}

// InspectLoaner takes in how a loaner came back (U-7).
func (a *Repairs) InspectLoaner(ctx context.Context, in LoanerInspected) (repair.Progress, error) {
	c := repair.LoanerInspection(in.LoanerInspection)
	return a.named(ctx, in.OfRepair, repair.StepLoanerInspected(c), func(r repair.Repair) (repair.Made, error) {
		return repair.InspectLoaner(a.Terms.At(in.At), r, c)
	})
}

// ReportRecurrence takes in that the same symptom is back (U-8).
func (a *Repairs) ReportRecurrence(ctx context.Context, in RepairReport) (repair.Progress, error) {
	return a.named(ctx, in.OfRepair, repair.StepRecurrence(in.ID), func(r repair.Repair) (repair.Made, error) {
		return repair.ReportRecurrence(a.Terms.At(in.At), r, repair.Report(in.Fault))
	})
}

// ReportExchangeFault takes in a fault of an exchange device (U-9).
func (a *Repairs) ReportExchangeFault(ctx context.Context, in RepairReport) (repair.Progress, error) {
	return a.named(ctx, in.OfRepair, repair.StepExchangeFault(in.ID), func(r repair.Repair) (repair.Made, error) {
		return repair.ReportExchangeFault(a.Terms.At(in.At), r, repair.Report(in.Fault))
	})
}

// ExchangeFaultDecided is the decision on a fault of an exchange device.
type ExchangeFaultDecided struct {
	OfRepair
	message.ExchangeFaultDecision
}

// DecideExchangeFault settles a fault of an exchange device (U-9).
func (a *Repairs) DecideExchangeFault(ctx context.Context, in ExchangeFaultDecided) (repair.Progress, error) {
	c := repair.FaultDecision(in.ExchangeFaultDecision)
	return a.named(ctx, in.OfRepair, repair.StepFaultDecided(c), func(r repair.Repair) (repair.Made, error) {
		return repair.DecideExchangeFault(a.Terms.At(in.At), r, c)
	})
}

// RepairDeliveryCorrected is a correction of a delivery of a repair.
type RepairDeliveryCorrected struct {
	OfRepair
	message.DeliveryCorrection
}

// CorrectRepairDelivery corrects day L, R or Y (C-13).
func (a *Repairs) CorrectRepairDelivery(ctx context.Context, in RepairDeliveryCorrected) (repair.Progress, error) {
	c := casefile.DeliveryCorrection(in.DeliveryCorrection)
	return a.named(ctx, in.OfRepair, c.Step(), func(r repair.Repair) (repair.Made, error) {
		return repair.CorrectDelivery(a.Terms, r, c)
	})
}

// RepairBookingCorrected is a correction of a booking of a repair.
type RepairBookingCorrected struct {
	OfRepair
	message.BookingCorrection
}

// CorrectRepairBooking corrects when the return centre had a parcel (C-13).
func (a *Repairs) CorrectRepairBooking(ctx context.Context, in RepairBookingCorrected) (repair.Progress, error) {
	c := casefile.BookingCorrection(in.BookingCorrection)
	return a.named(ctx, in.OfRepair, c.Step(), func(r repair.Repair) (repair.Made, error) {
		return repair.CorrectBooking(a.Terms, r, c)
	})
}

// RepairAmountCorrected is a correction of an amount of a repair.
type RepairAmountCorrected struct {
	OfRepair
	message.AmountCorrection
}

// CorrectRepairAmount corrects an amount that a desk entered (C-13).
func (a *Repairs) CorrectRepairAmount(ctx context.Context, in RepairAmountCorrected) (repair.Progress, error) {
	c := casefile.AmountCorrection(in.AmountCorrection)
	return a.named(ctx, in.OfRepair, c.Step(), func(r repair.Repair) (repair.Made, error) {
		return repair.CorrectAmount(a.Terms.At(in.At), r, c)
	})
}
