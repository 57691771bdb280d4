package activities

import (
	"context"

	"kigen/internal/journal"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/stock"
	"kigen/internal/terms"
)

// Stocks commits the steps of the inventory (U-3, U-10).
type Stocks struct {
	Ledger *postgres.Ledger
	Terms  *terms.Book
}

// UnitChecked is an inspection of a unit in a case. First opens the case.
type UnitChecked struct {
	message.StockCheckInput
	message.UnitInspection
	First bool `json:"first,omitempty"`
}

// CheckUnit takes in what the repair desk found of a unit.
func (a *Stocks) CheckUnit(ctx context.Context, in UnitChecked) (stock.Progress, error) {
	i := stock.Inspection{ID: in.ID, Case: in.Case, Condition: in.Condition, Wiped: in.Wiped, At: in.At, Actor: in.Actor}
	return answer(postgres.Step(ctx, a.Ledger, in.Case, i.Step(), func(ctx context.Context) (d postgres.Decision[stock.Progress], err error) {
		u, err := postgres.LoadUnit(ctx, a.Ledger.Pool, in.Unit)
		if err != nil {
			return d, err
		}
		s, err := postgres.LoadShelf(ctx, a.Ledger.Pool, u.Clock, u.OS, in.Case)
		if err != nil {
			return d, err
		}
		entry, move, err := stock.Check(a.Terms.At(in.At), s, u, i)
		if err != nil {
			return d, err
		}
		if in.First {
			entry.Opens = &journal.Case{
				Kind: "stock-check", WorkflowID: message.StockCheckID(in.Unit), Clock: in.Clock, Subject: in.Unit,
			}
		}
		d.Entry, d.Result = entry, stock.Progress{State: entry.State, Given: move.Given}
		d.Changes = postgres.MoveStock(move)
		return d, nil
	}))
}

// UnitsTakenIn is a part of an intake.
type UnitsTakenIn struct {
	message.StockIntakeInput
	No   int  `json:"no"` // from 1
	Last bool `json:"last,omitempty"`
}

// TakeUnitsIn puts a part of the units of an intake on their shelves.
func (a *Stocks) TakeUnitsIn(ctx context.Context, in UnitsTakenIn) (stock.Progress, error) {
	i := stock.Intake{Case: in.Case, No: in.No, Last: in.Last, At: in.At, Actor: in.Actor}
	return answer(postgres.Step(ctx, a.Ledger, in.Case, i.Step(), func(ctx context.Context) (d postgres.Decision[stock.Progress], err error) {
		units, shelves, err := postgres.LoadIntake(ctx, a.Ledger.Pool, in.Clock, in.Units)
		if err != nil {
			return d, err
		}
		entry, moves := stock.TakeIn(a.Terms.At(in.At), shelves, units, i)
		if in.No == 1 {
			entry.Opens = &journal.Case{
				Kind: "stock-intake", WorkflowID: message.StockIntakeID(in.Case), Clock: in.Clock, Subject: in.Case,
			}
		}
		d.Entry, d.Result.State = entry, entry.State
		for _, m := range moves {
			d.Result.Given = append(d.Result.Given, m.Given...)
			d.Changes = append(d.Changes, postgres.MoveStock(m)...)
		}
		return d, nil
	}))
}
