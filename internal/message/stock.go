package message

import (
	"time"

	"kigen/internal/journal"
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
