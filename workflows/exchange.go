package workflows

import (
	"go.temporal.io/sdk/workflow"

	"kigen/activities"
	"kigen/internal/casefile"
	"kigen/internal/message"
	"kigen/internal/supply"
)

// Exchange is a used device that malfunctions (中古端末の交換, P-7): reported in
// time, sent in, looked into; then an equal device goes out, or the member's own
// goes back. The terms set no day for any of it, so nothing happens by itself:
// people and machines move it on.
//
// An exchange that has ended goes on when it is started with Resume: for a
// device that came although its case was closed, or for a correction (C-13).
func Exchange(ctx workflow.Context, in message.ExchangeInput) (message.ExchangeResult, error) {
	x := &exchange{of: activities.OfExchange{Exchange: in.Exchange}}
	if err := x.listen(ctx); err != nil {
		return message.ExchangeResult{}, err
	}
	if err := x.begin(ctx, in); err != nil {
		return message.ExchangeResult{}, err
	}
	if x.refused != nil {
		return message.ExchangeResult{State: supply.StateRefused}, drained(ctx)
	}
	// What courier and return centre report.
	workflow.GoNamed(ctx, "facts", x.record)
	err := x.over(ctx, func(p casefile.Progress) bool { return p.Closed })
	return message.ExchangeResult{State: x.progress.State}, err
}

// supplies names the activities; the worker has the real ones.
var supplies *activities.Supplies

type exchange struct {
	*course[casefile.Progress]
	of      activities.OfExchange
	verdict supply.Verdict
}

// begin decides the report, or reads where the case stands.
func (x *exchange) begin(ctx workflow.Context, in message.ExchangeInput) error {
	err := x.course.begin(ctx, in.Resume, func(ctx workflow.Context) (p casefile.Progress, err error) {
		x.verdict, err = step[supply.Verdict](ctx, supplies.FileExchange, in)
		return x.verdict.Progress, err
	})
	if x.verdict.Refusal != nil {
		x.refused = x.verdict.Refusal
	}
	return err
}

func (x *exchange) listen(ctx workflow.Context) (err error) {
	if x.course, err = newCourse[casefile.Progress](ctx, "P-7: ", supplies.ReadExchange, x.of); err != nil {
		return err
	}
	receive(ctx, message.ParcelDelivered, func(_ workflow.Context, d message.Delivery) {
		x.tell(always, supplies.RecordExchangeDelivery, activities.ExchangeReported{OfExchange: x.of, Delivery: d})
	})
	receive(ctx, message.ParcelCameBack, func(_ workflow.Context, d message.Delivery) {
		x.tell(always, supplies.RecordExchangeComeBack, activities.ExchangeReported{OfExchange: x.of, Delivery: d})
	})
	receive(ctx, message.ParcelBookedIn, func(_ workflow.Context, b message.Booking) {
		x.tell(always, supplies.BookUsedDeviceIn, activities.ExchangeBooked{OfExchange: x.of, Booking: b})
	})
	for _, listen := range []error{
		handle(ctx, message.FileExchange, nil, x.file),
		handle(ctx, message.WithdrawExchange, nil, func(ctx workflow.Context, e message.Ending) (message.None, error) {
			return x.command(ctx, supplies.WithdrawExchange, func() any { return activities.ExchangeEnded{OfExchange: x.of, Ending: e} })
		}),
		handle(ctx, message.CloseExchange, nil, func(ctx workflow.Context, e message.Ending) (message.None, error) {
			return x.command(ctx, supplies.CloseExchange, func() any { return activities.ExchangeEnded{OfExchange: x.of, Ending: e} })
		}),
		handle(ctx, message.DecideExchange, nil, func(ctx workflow.Context, f message.ExchangeFinding) (message.None, error) {
			return x.command(ctx, supplies.DecideExchange, func() any { return activities.ExchangeDecided{OfExchange: x.of, ExchangeFinding: f} })
		}),
		handle(ctx, message.ShipExchange, nil, func(ctx workflow.Context, p message.ExchangeParcel) (message.None, error) {
			return x.command(ctx, supplies.ShipExchange, func() any { return activities.ExchangeShipped{OfExchange: x.of, ExchangeParcel: p} })
		}),
		handle(ctx, message.CorrectDelivery, nil, func(ctx workflow.Context, c message.DeliveryCorrection) (message.None, error) {
			return x.command(ctx, supplies.CorrectExchangeDelivery, func() any {
				return activities.ExchangeDeliveryCorrected{OfExchange: x.of, DeliveryCorrection: c}
			})
		}),
		handle(ctx, message.CorrectBooking, nil, func(ctx workflow.Context, c message.BookingCorrection) (message.None, error) {
			return x.command(ctx, supplies.CorrectExchangeBooking, func() any {
				return activities.ExchangeBookingCorrected{OfExchange: x.of, BookingCorrection: c}
			})
		}),
	} {
		if listen != nil {
			return listen
		}
	}
	return nil
}

func (x *exchange) file(ctx workflow.Context, _ message.None) (supply.Verdict, error) {
	if err := workflow.Await(ctx, func() bool { return x.begun }); err != nil {
		return supply.Verdict{}, err
	}
	return x.verdict, x.refused
}
