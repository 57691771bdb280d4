package workflows

import (
	"slices"
	"time"

	"go.temporal.io/sdk/workflow"

	"kigen/activities"
	"kigen/internal/lines"
	"kigen/internal/message"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// Cancellation is the life of a reservation to end a line (解約予約, K-1…K-5):
// it takes effect at month end unless it is withdrawn before 20:00 of the last
// day, and ends when the line's equipment is back or its days are over.
//
// The month's shared steps are committed for all cases at once by MonthEnd;
// this process finds them done, or does its own. One that has ended goes on when
// it is started with Resume: for equipment that comes after all.
func Cancellation(ctx workflow.Context, in message.CancellationInput) (message.CancellationResult, error) {
	c := &cancellation{in: in, turn: workflow.NewMutex(ctx)}
	if err := c.listen(ctx); err != nil {
		return message.CancellationResult{}, err
	}
	state, err := c.run(ctx)
	if err != nil {
		return message.CancellationResult{}, err
	}
	return message.CancellationResult{State: state}, drained(ctx)
}

// cancellations names the activities; the worker has the real ones.
var cancellations *activities.Cancellations

type cancellation struct {
	in          message.CancellationInput
	waits       *waits
	turn        workflow.Mutex // one step at a time: an update never overtakes a timer's step
	reservation lines.Reservation
	refused     error
	decided     bool
	withdrawn   bool
	effected    bool
	bookings    []message.Booking
}

func (c *cancellation) run(ctx workflow.Context) (string, error) {
	if c.in.Resume {
		c.decided, c.effected, c.refused = true, true, lines.Over()
		if _, err := lastWord(ctx, never); err != nil {
			return "", err
		}
		return "ended", c.late(ctx)
	}
	if err := c.reserve(ctx); err != nil || c.refused != nil {
		return "refused", err
	}

	// K-4: a reminder some days before the effect.
	if !c.reservation.RemindAt.IsZero() {
		if withdrawn, err := c.timed(ctx, "cancellation-reminder", c.reservation.RemindAt, cancellations.RemindOfCancellation); withdrawn || err != nil {
			return "withdrawn", err
		}
	}
	// K-2: until 20:00 of the last day it can be withdrawn.
	if c.reservation.Withdrawable {
		if withdrawn, err := c.timed(ctx, lines.DeadlineWithdrawal, c.reservation.WithdrawUntil, cancellations.CutOffWithdrawal); withdrawn || err != nil {
			return "withdrawn", err
		}
	}
	// K-1, K-5: at month end the line and its options stop.
	effected, withdrawn, err := c.effect(ctx)
	if withdrawn || err != nil {
		return "withdrawn", err
	}
	workflow.SetCurrentDetails(ctx, "K-5: the line has ended")

	// K-5, C-12: its equipment is back within the days of the terms.
	if effected.EquipmentLapse.IsZero() {
		return "ended", nil
	}
	return "ended", c.equipment(ctx, effected)
}

// reserve commits the first step and lets the update "file" answer.
func (c *cancellation) reserve(ctx workflow.Context) error {
	var err error
	c.reservation, err = step[lines.Reservation](ctx, cancellations.ReserveCancellation, c.in)
	if r, ok := message.Refused(err); ok {
		c.refused, err = r, nil
	}
	c.decided = true
	workflow.SetCurrentDetails(ctx, "K-1: reserved until month end")
	return err
}

// timed waits for the instant and commits the step, unless the reservation was
// withdrawn before.
func (c *cancellation) timed(ctx workflow.Context, name string, at time.Time, activity any) (withdrawn bool, err error) {
	if _, err := c.waits.until(ctx, name, at, func() bool { return c.withdrawn }); err != nil {
		return false, err
	}
	if err := c.turn.Lock(ctx); err != nil {
		return false, err
	}
	defer c.turn.Unlock()
	if c.withdrawn {
		return true, nil
	}
	_, err = step[message.None](ctx, activity, c.step())
	return false, err
}

// effect ends the line, unless a withdrawal of the last minutes, dated in time,
// came late.
func (c *cancellation) effect(ctx workflow.Context) (done lines.Effected, withdrawn bool, err error) {
	if _, err := c.waits.until(ctx, lines.DeadlineEffect, c.reservation.EffectAt, func() bool { return c.withdrawn }); err != nil {
		return done, false, err
	}
	if err := c.turn.Lock(ctx); err != nil {
		return done, false, err
	}
	defer c.turn.Unlock()
	if c.withdrawn {
		return done, true, nil
	}
	done, err = step[lines.Effected](ctx, cancellations.EffectCancellation, c.step())
	c.effected = err == nil
	return done, false, err
}

func (c *cancellation) equipment(ctx workflow.Context, e lines.Effected) error {
	back := func(b message.Booking) bool { return e.Back(b.BookedAt, b.ReportedAt) }
	inTime, err := c.waits.until(ctx, lines.DeadlineEquipment, e.EquipmentSettlesAt, func() bool { return slices.ContainsFunc(c.bookings, back) })
	if err != nil {
		return err
	}
	if inTime {
		i := slices.IndexFunc(c.bookings, back)
		booked := activities.EquipmentBooked{CancellationStep: c.step(), Booking: c.bookings[i]}
		c.bookings = slices.Delete(c.bookings, i, i+1)
		_, err = step[message.None](ctx, cancellations.BookEquipmentBack, booked)
	} else {
		_, err = step[message.None](ctx, cancellations.LapseEquipment, activities.EquipmentMissing{CancellationStep: c.step(), Effected: e})
	}
	if err != nil {
		return err
	}
	return c.late(ctx)
}

// late records what else the centre has booked in: too late, or once more.
func (c *cancellation) late(ctx workflow.Context) error {
	for len(c.bookings) > 0 {
		booked := activities.EquipmentBooked{CancellationStep: c.step(), Booking: c.bookings[0]}
		c.bookings = c.bookings[1:]
		if _, err := step[message.None](ctx, cancellations.RecordEquipment, booked); err != nil {
			return err
		}
	}
	return nil
}

func (c *cancellation) listen(ctx workflow.Context) (err error) {
	if c.waits, err = newWaits(ctx); err != nil {
		return err
	}
	receive(ctx, message.ParcelBookedIn, func(_ workflow.Context, b message.Booking) {
		c.bookings = append(c.bookings, b)
	})
	if err := handle(ctx, message.FileCancellation, c.mayFile, c.file); err != nil {
		return err
	}
	return handle(ctx, message.WithdrawCancellation, c.mayWithdraw, c.withdraw)
}

func (c *cancellation) mayFile(f message.Filing) error {
	if f.Case == c.in.Case {
		return nil
	}
	return refusal.New(refusal.AlreadyOpen, terms.K1,
		"この回線の解約予約はすでに受け付けています。", "A cancellation of this line is already reserved.")
}

func (c *cancellation) file(ctx workflow.Context, _ message.Filing) (lines.Reservation, error) {
	if err := workflow.Await(ctx, func() bool { return c.decided }); err != nil {
		return lines.Reservation{}, err
	}
	return c.reservation, c.refused
}

func (c *cancellation) mayWithdraw(w message.Withdrawal) error {
	if w.Case != c.in.Case || c.refused != nil || c.withdrawn || c.effected {
		return lines.Over()
	}
	if !c.decided {
		return nil
	}
	return lines.MayWithdraw(c.reservation, w.At)
}

func (c *cancellation) withdraw(ctx workflow.Context, w message.Withdrawal) (message.None, error) {
	if err := workflow.Await(ctx, func() bool { return c.decided }); err != nil {
		return message.None{}, err
	}
	if err := c.turn.Lock(ctx); err != nil {
		return message.None{}, err
	}
	defer c.turn.Unlock()
	if err := c.mayWithdraw(w); err != nil {
		return message.None{}, err
	}
	none, err := step[message.None](ctx, cancellations.WithdrawCancellation, activities.Withdrawn{CancellationStep: c.step(), Wish: w})
	c.withdrawn = c.withdrawn || err == nil
	return none, err
}

func (c *cancellation) step() activities.CancellationStep {
	return activities.CancellationStep{Case: c.in.Case, Line: c.in.Line, Reservation: c.reservation}
}
