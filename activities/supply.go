package activities

import (
	"context"
	"time"

	"kigen/internal/casefile"
	"kigen/internal/ids"
	"kigen/internal/journal"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/supply"
	"kigen/internal/terms"
)

// Supplies commits the steps of P.
type Supplies struct {
	Ledger *postgres.Ledger
	Terms  *terms.Book
}

// FileExchange decides the report of a malfunction (P-7). A late one is recorded
// and closed, and its refusal is part of the verdict.
func (a *Supplies) FileExchange(ctx context.Context, in message.ExchangeInput) (supply.Verdict, error) {
	r := supply.Report{Case: in.Exchange, Malfunction: in.Malfunction, At: in.ReportedAt, Actor: in.Actor}
	return answer(postgres.Step(ctx, a.Ledger, in.Exchange, supply.StepFiled, func(ctx context.Context) (d postgres.Decision[supply.Verdict], err error) {
		device, err := postgres.LoadSupplied(ctx, a.Ledger.Pool, in.Device, in.ReportedAt)
		if err != nil {
			return d, err
		}
		o, v, err := supply.File(a.Terms, device, r)
		if err != nil {
			return d, err
		}
		d.Entry, d.Result = o.Entry, v
		d.Entry.Opens = &journal.Case{
			Kind: "exchange", WorkflowID: message.ExchangeID(in.Exchange), Member: device.Member, Clock: in.Clock, Subject: in.Device,
		}
		d.Changes = postgres.FileExchange(o.Case)
		return d, nil
	}))
}

// OfExchange names the exchange that a step is of.
type OfExchange struct {
	Exchange string `json:"exchange"`
}

// ReadExchange tells where an exchange stands.
func (a *Supplies) ReadExchange(ctx context.Context, in OfExchange) (casefile.Progress, error) {
	return a.exchange(time.Time{}).read(ctx, in.Exchange)
}

// ExchangeEnded ends an exchange before the device is in.
type ExchangeEnded struct {
	OfExchange
	message.Ending
}

// WithdrawExchange ends an exchange at the member's wish.
func (a *Supplies) WithdrawExchange(ctx context.Context, in ExchangeEnded) (casefile.Progress, error) {
	return a.exchange(in.At).named(ctx, in.Exchange, supply.StepWithdrawn, func(x supply.Exchange) (supply.Outcome, error) {
		return supply.Withdraw(a.Terms.At(in.At), x, in.At, in.Actor)
	})
}

// CloseExchange ends an exchange whose device never came.
func (a *Supplies) CloseExchange(ctx context.Context, in ExchangeEnded) (casefile.Progress, error) {
	return a.exchange(in.At).named(ctx, in.Exchange, supply.StepClosed, func(x supply.Exchange) (supply.Outcome, error) {
		return supply.Close(a.Terms.At(in.At), x, in.At, in.Actor)
	})
}

// ExchangeBooked is a booking of the used device.
type ExchangeBooked struct {
	OfExchange
	message.Booking
}

// BookUsedDeviceIn takes in that the return centre has the used device.
func (a *Supplies) BookUsedDeviceIn(ctx context.Context, in ExchangeBooked) (casefile.Progress, error) {
	return a.exchange(in.BookedAt).named(ctx, in.Exchange, casefile.StepBookedIn(in.Reference), func(x supply.Exchange) (supply.Outcome, error) {
		return supply.BookIn(a.Terms.At(in.BookedAt), x, casefile.Booking(in.Booking))
	})
}

// ExchangeDecided is the repair desk's finding.
type ExchangeDecided struct {
	OfExchange
	message.ExchangeFinding
}

// DecideExchange takes what the repair desk finds of the used device.
func (a *Supplies) DecideExchange(ctx context.Context, in ExchangeDecided) (casefile.Progress, error) {
	i := supply.Inspection(in.ExchangeFinding)
	return a.exchange(in.At).named(ctx, in.Exchange, i.Step(), func(x supply.Exchange) (supply.Outcome, error) {
		return supply.Decide(a.Terms.At(in.At), x, i)
	})
}

// ExchangeShipped is a parcel of an exchange.
type ExchangeShipped struct {
	OfExchange
	message.ExchangeParcel
}

// ShipExchange sends the equal device, or the member's own.
func (a *Supplies) ShipExchange(ctx context.Context, in ExchangeShipped) (casefile.Progress, error) {
	p := supply.Parcel{Shipment: in.Shipment, Tracking: in.Tracking, Equal: in.Equal, At: in.At, Actor: in.Actor}
	return a.exchange(in.At).named(ctx, in.Exchange, p.Step(), func(x supply.Exchange) (_ supply.Outcome, err error) {
		if in.Unit != "" {
			if p.Unit, err = postgres.LoadUnit(ctx, a.Ledger.Pool, in.Unit); err != nil {
				return supply.Outcome{}, err
			}
		}
		return supply.Ship(a.Terms.At(in.At), x, p)
	})
}

// ExchangeReported is what the courier reports of a parcel of an exchange.
type ExchangeReported struct {
	OfExchange
	message.Delivery
}

// RecordExchangeDelivery takes in that a parcel was delivered.
func (a *Supplies) RecordExchangeDelivery(ctx context.Context, in ExchangeReported) (casefile.Progress, error) {
	return a.exchange(in.At).named(ctx, in.Exchange, casefile.StepDelivered(in.Reference), func(x supply.Exchange) (supply.Outcome, error) {
		return supply.Deliver(a.Terms.At(in.At), x, casefile.Report(in.Delivery))
	})
}

// RecordExchangeComeBack takes in that a parcel came back undelivered.
func (a *Supplies) RecordExchangeComeBack(ctx context.Context, in ExchangeReported) (casefile.Progress, error) {
	return a.exchange(in.At).named(ctx, in.Exchange, casefile.StepCameBack(in.Reference), func(x supply.Exchange) (supply.Outcome, error) {
		return supply.ComeBack(a.Terms.At(in.At), x, casefile.Report(in.Delivery))
	})
}

// ExchangeDeliveryCorrected is a delivery that was recorded wrongly.
type ExchangeDeliveryCorrected struct {
	OfExchange
	message.DeliveryCorrection
}

// CorrectExchangeDelivery replaces the instant of a delivery (C-13).
func (a *Supplies) CorrectExchangeDelivery(ctx context.Context, in ExchangeDeliveryCorrected) (casefile.Progress, error) {
	c := casefile.DeliveryCorrection(in.DeliveryCorrection)
	return a.exchange(in.At).named(ctx, in.Exchange, c.Step(), func(x supply.Exchange) (supply.Outcome, error) {
		return supply.CorrectDelivery(a.Terms.At(in.At), x, c)
	})
}

// ExchangeBookingCorrected is a booking that was recorded wrongly.
type ExchangeBookingCorrected struct {
	OfExchange
	message.BookingCorrection
}

// CorrectExchangeBooking replaces the instant of a booking (C-13).
func (a *Supplies) CorrectExchangeBooking(ctx context.Context, in ExchangeBookingCorrected) (casefile.Progress, error) {
	c := casefile.BookingCorrection(in.BookingCorrection)
	return a.exchange(in.At).named(ctx, in.Exchange, c.Step(), func(x supply.Exchange) (supply.Outcome, error) {
		return supply.CorrectBooking(a.Terms.At(in.At), x, c)
	})
}

// exchange takes the steps of an exchange at an instant.
func (a *Supplies) exchange(at time.Time) steps[supply.Exchange, casefile.Progress] {
	return steps[supply.Exchange, casefile.Progress]{
		ledger: a.Ledger,
		load: func(ctx context.Context, l *postgres.Ledger, id string) (supply.Exchange, error) {
			return postgres.LoadExchange(ctx, l, id, at)
		},
		save:   func(before, after supply.Exchange) []postgres.Change { return postgres.SaveExchange(before, after, at) },
		stands: func(x supply.Exchange) casefile.Progress { return x.Progress() },
	}
}

// RecordMakerSwap takes in that a device's maker has swapped it (P-8).
func (a *Supplies) RecordMakerSwap(ctx context.Context, in message.MakerSwapInput) (message.SwappedDevice, error) {
	fresh := ids.Derived("dev", in.Swap)
	return answer(postgres.Step(ctx, a.Ledger, in.Swap, supply.StepSwapped, func(ctx context.Context) (d postgres.Decision[message.SwappedDevice], err error) {
		device, err := postgres.LoadSupplied(ctx, a.Ledger.Pool, in.Device, in.At)
		if err != nil {
			return d, err
		}
		swap, err := postgres.LoadSwap(ctx, a.Ledger.Pool, supply.Swap{
			Case: in.Swap, IMEI: in.IMEI, Model: in.Model, Colour: in.Colour, SwappedOn: in.SwappedOn, At: in.At, Actor: in.Actor,
		})
		if err != nil {
			return d, err
		}
		if d.Entry, err = supply.TakeSwap(a.Terms.At(in.At), device, swap); err != nil {
			return d, err
		}
		d.Entry.Facts["device"] = fresh
		d.Entry.Opens = &journal.Case{
			Kind: "maker-swap", WorkflowID: message.MakerSwapID(in.Swap), Member: device.Member, Clock: in.Clock, Subject: in.Device,
		}
		d.Result.Device = fresh
		d.Changes = postgres.SwapDevice(swap, device, fresh)
		return d, nil
	}))
}

// RecordInstalments takes in that parts of a device's price were paid (P-3).
func (a *Supplies) RecordInstalments(ctx context.Context, in message.InstalmentPaymentInput) (supply.Purchase, error) {
	return answer(postgres.Step(ctx, a.Ledger, in.Payment, supply.StepPaid, func(ctx context.Context) (d postgres.Decision[supply.Purchase], err error) {
		device, err := postgres.LoadSupplied(ctx, a.Ledger.Pool, in.Device, in.At)
		if err != nil {
			return d, err
		}
		before, err := postgres.PurchaseOf(ctx, a.Ledger.Pool, in.Device)
		if err != nil {
			return d, err
		}
		d.Entry, d.Result, err = supply.Pay(a.Terms.At(in.At), device, before.Purchase, supply.Payment{
			Case: in.Payment, Parts: in.Parts, At: in.At, Actor: in.Actor,
		})
		if err != nil {
			return d, err
		}
		d.Entry.Opens = &journal.Case{
			Kind: "instalment-payment", WorkflowID: message.InstalmentPaymentID(in.Payment), Member: device.Member, Clock: in.Clock, Subject: in.Device,
		}
		d.Changes = []postgres.Change{postgres.PayParts(before, d.Result)}
		return d, nil
	}))
}
