package repair

import (
	"kigen/internal/jst"
	"kigen/internal/refusal"
	"kigen/internal/yen"
)

// Verdict is the decision at the reception.
type Verdict struct {
	// Refusal says why the cover does not take the device; nil where it does, and
	// for a device that was brought to a shop without a reception.
	Refusal *refusal.Error `json:"refusal,omitempty"`
	// Use is the number that this use has among Uses in the use year YearFrom
	// through YearThrough if the fault is confirmed (O-4, C-8, U-11).
	Use         int     `json:"use,omitempty"`
	Uses        int     `json:"uses,omitempty"`
	YearFrom    jst.Day `json:"year_from,omitzero"`
	YearThrough jst.Day `json:"year_through,omitzero"`
	// Slip is the number of the slip with which the device is sent (U-1).
	Slip string `json:"slip,omitempty"`
	// Loaner is what became of the wish for one (U-3).
	Loaner LoanerAnswer `json:"loaner,omitzero"`
	// Charge and Amount are those of a device without a reception (U-1).
	Charge string     `json:"charge,omitempty"`
	Amount yen.Amount `json:"amount,omitzero"`
	// Progress is where the case stands.
	Progress Progress `json:"progress,omitzero"`
}

// LoanerAnswer is what became of the wish for a loaner (U-3).
type LoanerAnswer struct {
	Standing LoanerStanding `json:"standing,omitempty"`
	// Place is the case's in the line, from 1, while it waits.
	Place int `json:"place,omitempty"`
	// Unit is the loaner that was sent; empty before.
	Unit string `json:"unit,omitempty"`
}

// LoanerStanding is where the case's loaner stands.
type LoanerStanding string

// Standings of the loaner.
const (
	NoLoaner       LoanerStanding = "none"
	LoanerQueued   LoanerStanding = "queued"   // the member waits in line
	LoanerReserved LoanerStanding = "reserved" // to be sent
	LoanerShipped  LoanerStanding = "shipped"  // on its way
	LoanerLent     LoanerStanding = "lent"     // since day L
	LoanerBack     LoanerStanding = "back"     // waits for its inspection
	LoanerSettled  LoanerStanding = "settled"  // inspected, or its price was charged
)
