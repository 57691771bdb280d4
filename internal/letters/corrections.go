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

// UseStartCorrected tells that a delivery or an activation was recorded wrongly,
// from which day lines and device are in use in truth, and what is counted from
// it (C-13, S-19). What does not move is absent.
type UseStartCorrected struct {
	Case      string `json:"case"`                // the application
	Activated bool   `json:"activated,omitempty"` // the network's activation, not the parcel's delivery
	// Recorded is the wrong day of it, UseStart the true one.
	Recorded jst.Day        `json:"recorded"`
	UseStart jst.Day        `json:"use_start"`
	Lines    []ContractLine `json:"lines"`
	// Device is in use from DeviceFrom, where that moved.
	Device     *Device `json:"device,omitempty"`
	DeviceFrom jst.Day `json:"device_from,omitzero"`
	// WarrantyThrough is the last day of the maker's warranty (P-6),
	// ExchangeThrough the last on which a malfunction can be reported (P-7).
	WarrantyThrough jst.Day `json:"warranty_through,omitzero"`
	ExchangeThrough jst.Day `json:"exchange_through,omitzero"`
	// OptionFrom is the start of the compensation option (O-3).
	OptionFrom jst.Day          `json:"option_from,omitzero"`
	Guarantees []GuaranteeMoved `json:"guarantees,omitempty"`
}

// GuaranteeMoved is a guarantee whose line is in use from another day (W-3, W-4).
type GuaranteeMoved struct {
	Line       string  `json:"line"`
	From       jst.Day `json:"from"`
	ClaimsFrom jst.Day `json:"claims_from"`
	FeeFrom    jst.Day `json:"fee_from"`
	// RegisterBy is the last day on which its device can be registered; none
	// where one is, or where the guarantee is over.
	RegisterBy *jst.Day   `json:"register_by,omitempty"`
	Lapse      *time.Time `json:"lapse,omitempty"`
	// Revived tells that it had lapsed by the wrong day and runs again.
	Revived bool `json:"revived,omitempty"`
	// LapsedAt is when it lapsed without a device by the true day.
	LapsedAt *time.Time `json:"lapsed_at,omitempty"`
}

func (UseStartCorrected) Template() string { return "use-start-corrected" }
func (UseStartCorrected) Version() int     { return 1 }
func (UseStartCorrected) Rule() terms.ID   { return terms.C13 }
