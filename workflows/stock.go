package workflows

import (
	"errors"
	"slices"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"kigen/activities"
	"kigen/internal/message"
	"kigen/internal/stock"
)

// stocks names the activities; the worker has the real ones.
var stocks *activities.Stocks

// giver is a standing whose last step gave loaners to cases in line (U-3).
type giver interface{ Gives() []stock.Given }

// tellGiven tells each case that waited in line of the loaner that a committed
// step reserved for it. One that has ended meanwhile has released it itself.
func tellGiven(ctx workflow.Context, given []stock.Given) error {
	for _, g := range given {
		err := workflow.SignalExternalWorkflow(ctx, g.Workflow, "", message.LoanerReserved.Name, message.LoanerReservation{
			Unit: g.Unit, At: g.At, Actor: g.Actor,
		}).Get(ctx, nil)
		if _, gone := errors.AsType[*temporal.UnknownExternalWorkflowExecutionError](err); gone {
			workflow.GetLogger(ctx).Info("the case that a loaner went to has ended", "case", g.Case, "unit", g.Unit)
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// StockCheck is the repair desk's check of a unit outside of a case that lent
// it: whole and wiped it goes on the shelf and to the first in line (U-3, U-10);
// damaged it is followed until it is repaired or written off (U-7).
func StockCheck(ctx workflow.Context, in message.StockCheckInput) (message.StockResult, error) {
	c := &stockCheck{in: in, turn: workflow.NewMutex(ctx)}
	if in.Resume {
		c.progress.State = string(stock.Damaged)
	}
	if _, err := newWaits(ctx); err != nil {
		return message.StockResult{}, err
	}
	if err := handle(ctx, message.CheckUnit, nil, c.check); err != nil {
		return message.StockResult{}, err
	}
	// A check begins with what the desk found; one that is refused ends it.
	if err := workflow.Await(ctx, func() bool { return c.asked && c.over() && workflow.AllHandlersFinished(ctx) }); err != nil {
		return message.StockResult{}, err
	}
	return message.StockResult{State: c.progress.State}, nil
}

type stockCheck struct {
	in       message.StockCheckInput
	turn     workflow.Mutex
	asked    bool
	progress stock.Progress // zero until the case is open
}

func (c *stockCheck) over() bool { return c.progress.Over() }

func (c *stockCheck) check(ctx workflow.Context, i message.UnitInspection) (message.StockAnswer, error) {
	if err := c.turn.Lock(ctx); err != nil {
		return message.StockAnswer{}, err
	}
	defer c.turn.Unlock()
	c.asked = true
	if c.progress.State != "" && c.over() {
		return message.StockAnswer{}, stock.CheckOver()
	}
	p, err := step[stock.Progress](ctx, stocks.CheckUnit, activities.UnitChecked{
		StockCheckInput: c.in, UnitInspection: i, First: c.progress.State == "",
	})
	if err != nil {
		return message.StockAnswer{}, err
	}
	c.progress = p
	workflow.SetCurrentDetails(ctx, "U-3: "+p.State)
	return message.StockAnswer{Case: c.in.Case, State: p.State, Given: p.Given}, tellGiven(ctx, p.Given)
}

// StockIntake takes a lot of units in: each goes on its shelf, or to the first
// case in line for its OS (U-3).
func StockIntake(ctx workflow.Context, in message.StockIntakeInput) (message.StockResult, error) {
	const part = 100 // units a step
	all := message.StockAnswer{Case: in.Case}
	done := false
	if _, err := newWaits(ctx); err != nil {
		return message.StockResult{}, err
	}
	err := handle(ctx, message.TakeUnitsIn, nil, func(ctx workflow.Context, _ message.None) (message.StockAnswer, error) {
		err := workflow.Await(ctx, func() bool { return done })
		return all, err
	})
	if err != nil {
		return message.StockResult{}, err
	}
	parts := slices.Collect(slices.Chunk(in.Units, part))
	for i, units := range parts {
		portion := activities.UnitsTakenIn{StockIntakeInput: in, No: i + 1, Last: i+1 == len(parts)}
		portion.Units = units
		p, err := step[stock.Progress](ctx, stocks.TakeUnitsIn, portion)
		if err == nil {
			err = tellGiven(ctx, p.Given)
		}
		if err != nil {
			return message.StockResult{}, err
		}
		all.State, all.Given = p.State, append(all.Given, p.Given...)
	}
	done = true
	return message.StockResult{State: all.State}, drained(ctx)
}
