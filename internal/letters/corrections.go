package letters

import (
	"time"

	"kigen/internal/jst"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// BookingCorrected tells that the return centre had a device at another instant
// than was recorded, and whether that is in time (C-13). What is charged or taken
// back for it has a letter of its own.
type BookingCorrected struct {
	Case        string    `json:"case"`
	Device      Device    `json:"device"`   // the one that came back
	Recorded    time.Time `json:"recorded"` // the wrong instant
	BookedAt    time.Time `json:"booked_at"`
	LastGoodDay jst.Day   `json:"last_good_day"` // of the return
	Lapse       time.Time `json:"lapse"`
	InTime      bool      `json:"in_time"`
	// ReturnedUnder is the rule under which it was to come back.
	ReturnedUnder terms.ID `json:"returned_under"`
}

// AmountCorrected tells that a charge was entered with a wrong amount: it is
// taken back, and the true amount is charged (C-13, B-9).
type AmountCorrected struct {
	Case         string         `json:"case"`
	What         string         `json:"what"` // name of the charge: one of [ChargeNames]
	ChargedUnder terms.ID       `json:"charged_under"`
	Wrong        string         `json:"wrong"` // ID of the charge that is taken back
	Recorded     yen.Amount     `json:"recorded"`
	Charge       string         `json:"charge,omitempty"` // ID of the true one; empty where nothing is to pay
	Amount       yen.Amount     `json:"amount"`
	Tax          terms.TaxClass `json:"tax"`
	CorrectedAt  time.Time      `json:"corrected_at"`
}

func (BookingCorrected) Template() string { return "booking-corrected" }
func (BookingCorrected) Version() int     { return 1 }
func (BookingCorrected) Rule() terms.ID   { return terms.C13 }

func (AmountCorrected) Template() string { return "amount-corrected" }
func (AmountCorrected) Version() int     { return 1 }
func (AmountCorrected) Rule() terms.ID   { return terms.C13 }
