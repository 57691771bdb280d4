// Package stock holds the rules of the inventory: loaners (貸出機) that are lent
// while a device is repaired (U-3, W-11), and the devices that are sent as
// replacements (N-3, U-9, W-6). Each unit is one device with its own IMEI.
//
// A loaner's life:
//
//	taken in ─► on_shelf ─► reserved ─► out ─► back ─► on_shelf
//	                ▲           │        │       └───► damaged ─► on_shelf
//	                └───────────┘        └─► lost ─► back       └► written_off
//
// A replacement goes on_shelf ─► out ─► issued; what comes back undelivered is on
// the shelf again, an issued one that the carrier refurbishes is taken in anew.
//
// The loaners of one OS on the shelf and the cases that wait for one are a
// [Shelf]. A unit never lies free while a case waits for its OS: whatever frees a
// unit gives it to the first in line in the same transaction. What a rule does is a
// [Move]; postgres.MoveStock turns it into the changes of the step that decided
// it. A move that touches a shelf holds to the shelf's version, so a step that
// another case overtook is a conflict and decides again.
//
// How a process of a repair or a claim uses it, inside a step's decision:
//
//	shelf, err := postgres.LoadShelf(ctx, db, clock, os, caseID)
//	move := shelf.Pick(by)                   // a unit, or a place in line
//	move := shelf.Release(by)                // leaves the line, frees what was reserved
//	unit, err := postgres.LoadUnit(ctx, db, id)
//	move, err := unit.Out(by)                // handed to the courier
//	move, err := unit.Undelivered(by)        // its parcel came back: reserved again
//	move, err := unit.Back(by)               // booked in by the return centre
//	move, err := unit.Lose(by)               // its price was charged
//	move, err := shelf.Shelve(unit, by)      // wiped, checked and whole
//	move, err := unit.Damage(by)             // damage was found (U-7)
//	d.Changes = append(d.Changes, postgres.MoveStock(move)...)
//
// A step takes at most one move of one shelf. Where a move gives a unit to another
// case, the step answers it to its workflow ([Given]), which tells that case once
// the step is committed: a standing with the method Gives() []stock.Given does so
// through its course (workflows: giver, tellGiven; signal message.LoanerReserved).
//
// Who checks: the case that lent a unit inspects it when it is back, charges
// damage (U-7), and shelves it or calls it damaged in its own step, with the task
// [RepairTask] for the repair desk. The process StockCheck takes every check
// outside of such a case: a damaged unit that was repaired or is written off, which
// ends that task; a unit on the shelf that is found broken; a lost one that turns
// up. Units that are taken in are whole and go on the shelf at once (StockIntake).
package stock
