package activities

import (
	"context"

	"kigen/internal/journal"
	"kigen/internal/lines"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/terms"
)

// Cancellations commits the steps of K.
type Cancellations struct {
	Ledger *postgres.Ledger
	Terms  *terms.Book
}

// The steps, which are also those of the month end's batches: the key
// (case, step) makes the two ways one.
const (
	StepReserved        = "reserved"
	StepWithdrawn       = "withdrawn"
	StepReminded        = "reminded"
	StepCutOff          = "withdrawal-cut-off"
	StepEffected        = "effected"
	StepEquipmentBack   = "equipment-back"
	StepEquipmentLapsed = "equipment-lapsed"
)

// ReserveCancellation takes the cancellation in (K-1, K-3, K-4). It is refused with code
// already_open where the line has an open one, with state where this one has
// ended: its command was sent again after its answer had been lost.
func (a *Cancellations) ReserveCancellation(ctx context.Context, in message.CancellationInput) (lines.Reservation, error) {
	r := lines.Request{Case: in.Case, Line: in.Line, Channel: in.Channel, ReceivedAt: in.ReceivedAt, Actor: in.Actor}
	res, again, err := postgres.StepAgain(ctx, a.Ledger, in.Case, StepReserved, func(ctx context.Context) (d postgres.Decision[lines.Reservation], err error) {
		line, err := postgres.LoadLine(ctx, a.Ledger.Pool, in.Line)
		if err != nil {
			return d, err
		}
		d.Entry, d.Result, err = lines.Reserve(a.Terms.At(in.ReceivedAt), line, r)
		if err != nil {
			return d, err
		}
		d.Entry.Opens = &journal.Case{
			Kind: "cancellation", WorkflowID: message.CancellationID(in.Line), Member: line.Member, Clock: in.Clock, Subject: in.Line,
		}
		d.Changes = []postgres.Change{postgres.ReserveCancellation(in.Case, r, d.Result)}
		return d, nil
	})
	if err != nil || !again {
		return answer(res, err)
	}
	c, err := postgres.Case(ctx, a.Ledger.Pool, in.Case)
	if err == nil && c.ClosedAt != nil {
		err = lines.Over()
	}
	return answer(res, err)
}

// CancellationStep is a later step of a reserved cancellation.
type CancellationStep struct {
	Case        string            `json:"case"`
	Line        string            `json:"line"`
	Reservation lines.Reservation `json:"reservation"`
}

// Withdrawn is the wish to withdraw it.
type Withdrawn struct {
	CancellationStep
	Wish message.Withdrawal `json:"wish"`
}

// WithdrawCancellation takes the reservation back (K-2).
func (a *Cancellations) WithdrawCancellation(ctx context.Context, in Withdrawn) (message.None, error) {
	return answer(onLine(ctx, a.Ledger, in.CancellationStep, StepWithdrawn, func(line lines.Line) (d postgres.Decision[message.None], err error) {
		_, cutOff, err := a.Ledger.Find(ctx, in.Case, StepCutOff)
		if err != nil {
			return d, err
		}
		d.Entry, err = lines.Withdraw(a.Terms.At(in.Wish.At), in.Case, line, in.Reservation, cutOff, in.Wish.At, in.Wish.Actor)
		d.Changes = []postgres.Change{postgres.WithdrawCancellation(in.Case)}
		return d, err
	}))
}

// RemindOfCancellation sends the reminder (K-4).
func (a *Cancellations) RemindOfCancellation(ctx context.Context, in CancellationStep) (message.None, error) {
	return answer(onLine(ctx, a.Ledger, in, StepReminded, func(line lines.Line) (d postgres.Decision[message.None], err error) {
		d.Entry = lines.Remind(a.Terms.At(in.Reservation.RemindAt), in.Case, line, in.Reservation)
		return d, nil
	}))
}

// CutOffWithdrawal ends the time for a withdrawal (K-2).
func (a *Cancellations) CutOffWithdrawal(ctx context.Context, in CancellationStep) (message.None, error) {
	return answer(onLine(ctx, a.Ledger, in, StepCutOff, func(lines.Line) (d postgres.Decision[message.None], err error) {
		d.Entry = lines.CutOff(a.Terms.At(in.Reservation.WithdrawUntil), in.Reservation)
		return d, nil
	}))
}

// EffectCancellation ends the line (K-1, K-5).
func (a *Cancellations) EffectCancellation(ctx context.Context, in CancellationStep) (lines.Effected, error) {
	return answer(onLine(ctx, a.Ledger, in, StepEffected, func(line lines.Line) (d postgres.Decision[lines.Effected], err error) {
		d.Entry, d.Result = lines.Effect(a.Terms.At(in.Reservation.EffectAt), in.Case, postgres.ReturnSlip(in.Case), line, in.Reservation)
		d.Changes = postgres.EffectCancellations(in.Reservation.EffectAt, in.Case)
		return d, nil
	}))
}

// EquipmentBooked is a booking of the line's equipment.
type EquipmentBooked struct {
	CancellationStep
	message.Booking
}

// BookEquipmentBack closes the case with the equipment back in time (K-5).
func (a *Cancellations) BookEquipmentBack(ctx context.Context, in EquipmentBooked) (message.None, error) {
	return answer(onLine(ctx, a.Ledger, in.CancellationStep, StepEquipmentBack, func(lines.Line) (d postgres.Decision[message.None], err error) {
		d.Entry = lines.EquipmentBack(a.Terms.At(in.BookedAt), in.BookedAt, in.Actor)
		d.Changes = []postgres.Change{postgres.BookReturn(postgres.EquipmentReturn(in.Case), in.Reference, in.BookedAt)}
		return d, nil
	}))
}

// RecordEquipment takes in what the return centre booked in after the case was
// settled (K-5, C-11). It opens nothing again.
func (a *Cancellations) RecordEquipment(ctx context.Context, in EquipmentBooked) (message.None, error) {
	step := "parcel-booked-in/" + in.Reference
	return answer(postgres.Step(ctx, a.Ledger, in.Case, step, func(ctx context.Context) (d postgres.Decision[message.None], err error) {
		e, err := postgres.LoadEquipment(ctx, a.Ledger.Pool, in.Case)
		if err != nil {
			return d, err
		}
		d.Entry = lines.EquipmentLate(a.Terms.At(in.BookedAt), in.Reference, in.BookedAt, in.ReportedAt, e.Asked, in.Actor)
		if !e.Booked {
			d.Changes = []postgres.Change{postgres.BookReturn(postgres.EquipmentReturn(in.Case), in.Reference, in.BookedAt)}
		}
		return d, nil
	}))
}

// EquipmentMissing is a cancellation whose equipment did not come back by the lapse.
type EquipmentMissing struct {
	CancellationStep
	lines.Effected
}

// LapseEquipment closes the case with the equipment missing (K-5, C-12).
func (a *Cancellations) LapseEquipment(ctx context.Context, in EquipmentMissing) (message.None, error) {
	return answer(onLine(ctx, a.Ledger, in.CancellationStep, StepEquipmentLapsed, func(lines.Line) (d postgres.Decision[message.None], err error) {
		d.Entry = lines.EquipmentMissing(a.Terms.At(in.EquipmentLapse), in.EquipmentLapse)
		return d, nil
	}))
}

// onLine is a step after the first one: it is decided with the line as it stands.
func onLine[R any](ctx context.Context, l *postgres.Ledger, in CancellationStep, name string,
	decide func(lines.Line) (postgres.Decision[R], error),
) (R, error) {
	return postgres.Step(ctx, l, in.Case, name, func(ctx context.Context) (d postgres.Decision[R], err error) {
		line, err := postgres.LoadLine(ctx, l.Pool, in.Line)
		if err != nil {
			return d, err
		}
		return decide(line)
	})
}
