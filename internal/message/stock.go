package message

import (
	"time"

	"kigen/internal/journal"
	"kigen/internal/stock"
)

// LoanerReserved tells a case that waited in line for a loaner that one is
// reserved for it (U-3). The unit is the case's already when it learns of it.
var LoanerReserved = Signal[LoanerReservation]{Name: "loaner-reserved"}

// LoanerReservation is the unit that a case was given.
type LoanerReservation struct {
	Unit  string        `json:"unit"`
	At    time.Time     `json:"at"`
	Actor journal.Actor `json:"actor"` // who freed or shelved it
}

// StockCheck is the check of a unit outside of a case that lent it. It is over
// at once, unless the unit is damaged: then it waits for its repair.
var StockCheck = Process[StockCheckInput, StockResult]{Name: "StockCheck"}

// StockCheckID is the workflow ID: at most one open check a unit.
func StockCheckID(unit string) string { return "stock-check/" + unit }

// StockCheckInput starts a StockCheck.
type StockCheckInput struct {
	Case  string `json:"case"`
	Unit  string `json:"unit"`
	Clock string `json:"clock,omitempty"` // the test clock it lives on
	// Resume goes on with a check that waits for a repair.
	Resume bool `json:"resume,omitempty"`
}

// CheckUnit says what the repair desk found of the unit; the check of the unit
// that is open takes it. It answers the case.
var CheckUnit = Update[UnitInspection, StockAnswer]{Name: "check"}

// UnitInspection is the repair desk's.
type UnitInspection struct {
	ID        string          `json:"id"`
	Condition stock.Condition `json:"condition"`
	Wiped     bool            `json:"wiped,omitempty"`
	At        time.Time       `json:"at"`
	Actor     journal.Actor   `json:"actor"`
}

// StockAnswer names the case that took a command, and the cases that got a unit by it.
type StockAnswer struct {
	Case  string        `json:"case"`
	State string        `json:"state"`
	Given []stock.Given `json:"given,omitempty"`
}

// StockIntake puts units on their shelves that were registered before, and
// tells the cases that had waited for one.
var StockIntake = Process[StockIntakeInput, StockResult]{Name: "StockIntake"}

// StockIntakeID is the workflow ID of an intake.
func StockIntakeID(intake string) string { return "stock-intake/" + intake }

// StockIntakeInput starts a StockIntake.
type StockIntakeInput struct {
	Case  string        `json:"case"`
	Clock string        `json:"clock,omitempty"`
	Units []string      `json:"units"`
	At    time.Time     `json:"at"`
	Actor journal.Actor `json:"actor"`
}

// TakeUnitsIn waits until the units are on their shelves.
var TakeUnitsIn = Update[None, StockAnswer]{Name: "take-in"}

// StockResult is how a process of the inventory ended.
type StockResult struct {
	State string `json:"state"`
}
