package letters

import (
	"time"

	"kigen/internal/jst"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// Device is a device as a letter names it; its IMEI stays out.
type Device struct {
	Model  string `json:"model"` // the name it is sold under
	Colour string `json:"colour"`
}

// ClaimAccepted tells what a replacement costs and how it goes on (N-1).
type ClaimAccepted struct {
	Case       string    `json:"case"`
	Device     Device    `json:"device"` // the broken one
	ReceivedAt time.Time `json:"received_at"`
	// Burden is the member's share, tax included.
	Burden yen.Amount `json:"burden"`
	// Use is the number of this use among Uses in the use year (O-4, C-8),
	// which runs from YearFrom through YearThrough.
	Use         int     `json:"use"`
	Uses        int     `json:"uses"`
	YearFrom    jst.Day `json:"year_from"`
	YearThrough jst.Day `json:"year_through"`
	// DeliverBy is the target day of delivery (N-6).
	DeliverBy jst.Day `json:"deliver_by"`
	// The old device must be back within ReturnDays of the delivery, else
	// NonReturn is charged (N-5).
	ReturnDays int        `json:"return_days"`
	NonReturn  yen.Amount `json:"non_return"`
}

// ClaimRefused says why a claim is refused; the reason is the refusal's.
type ClaimRefused struct {
	Case       string    `json:"case"`
	ReceivedAt time.Time `json:"received_at"`
	// RefusedUnder is the rule that refuses: any of O, N or W.
	RefusedUnder terms.ID `json:"refused_under"`
	// ReasonJA and ReasonEN are whole sentences.
	ReasonJA string `json:"reason_ja"`
	ReasonEN string `json:"reason_en"`
	// Clause is that of the exclusion ground, quoted from the source, in
	// Japanese (O-7); empty where a rule's own clause says it all.
	Clause string `json:"clause,omitempty"`
}

// SentToMaker tells that the maker's warranty takes the fault; no use is
// consumed (N-2).
type SentToMaker struct {
	Case       string    `json:"case"`
	Device     Device    `json:"device"`
	ReceivedAt time.Time `json:"received_at"`
	UseStart   jst.Day   `json:"use_start"`
	// WarrantyThrough is the last day of the maker's warranty (P-6).
	WarrantyThrough jst.Day `json:"warranty_through"`
}

// ReplacementShipped tells that the replacement is on its way (N-3).
type ReplacementShipped struct {
	Case        string  `json:"case"`
	Device      Device  `json:"device"` // the replacement
	SameModel   bool    `json:"same_model"`
	Refurbished bool    `json:"refurbished"`
	Tracking    string  `json:"tracking"`
	DeliverBy   jst.Day `json:"deliver_by"`
}

// ReturnRequested goes out at the delivery of the replacement: send the old
// device back (N-5), check the new one (N-4).
type ReturnRequested struct {
	Case      string  `json:"case"`
	OldDevice Device  `json:"old_device"`
	NewDevice Device  `json:"new_device"`
	Slip      string  `json:"slip"` // number of the return slip in the parcel
	Delivered jst.Day `json:"delivered"`
	// LastGoodDay and Lapse are those of the return.
	LastGoodDay jst.Day    `json:"last_good_day"`
	Lapse       time.Time  `json:"lapse"`
	NonReturn   yen.Amount `json:"non_return"` // 不課税
	// CheckLastGoodDay and CheckLapse are those of the check.
	CheckLastGoodDay jst.Day   `json:"check_last_good_day"`
	CheckLapse       time.Time `json:"check_lapse"`
}

// ReturnReminder reminds of the old device (N-5).
type ReturnReminder struct {
	Case        string     `json:"case"`
	OldDevice   Device     `json:"old_device"`
	Slip        string     `json:"slip"`
	DaysLeft    int        `json:"days_left"` // from the day it is sent to the last good day
	LastGoodDay jst.Day    `json:"last_good_day"`
	Lapse       time.Time  `json:"lapse"`
	NonReturn   yen.Amount `json:"non_return"` // 不課税
}

// ReturnReceived confirms that the old device came back in time (N-5).
type ReturnReceived struct {
	Case      string    `json:"case"`
	OldDevice Device    `json:"old_device"`
	BookedAt  time.Time `json:"booked_at"` // by the return centre (C-11)
}

// NonReturnCharged tells that the old device did not come back in time and
// what is charged (N-5, C-12).
type NonReturnCharged struct {
	Case        string     `json:"case"`
	OldDevice   Device     `json:"old_device"`
	Charge      string     `json:"charge"` // the charge's ID
	LastGoodDay jst.Day    `json:"last_good_day"`
	Lapse       time.Time  `json:"lapse"`
	Amount      yen.Amount `json:"amount"` // 不課税
}

// LateReturnRecorded confirms a device that came back after the lapse; the
// charge stands (N-5).
type LateReturnRecorded struct {
	Case        string     `json:"case"`
	OldDevice   Device     `json:"old_device"`
	Charge      string     `json:"charge"`
	BookedAt    time.Time  `json:"booked_at"`
	LastGoodDay jst.Day    `json:"last_good_day"`
	Lapse       time.Time  `json:"lapse"`
	Amount      yen.Amount `json:"amount"` // 不課税
}

// ChargeWaived tells that the carrier let a charge go (B-9).
type ChargeWaived struct {
	Case         string     `json:"case"`
	Charge       string     `json:"charge"`
	What         string     `json:"what,omitempty"` // name of the charge: one of [ChargeNames]
	ChargedUnder terms.ID   `json:"charged_under"`
	Amount       yen.Amount `json:"amount"` // of the charge, positive
	WaivedAt     time.Time  `json:"waived_at"`
}

// DeliveryCorrected tells that the day of delivery was recorded wrongly and
// that the deadlines moved (C-13).
type DeliveryCorrected struct {
	Case      string  `json:"case"`
	OldDevice Device  `json:"old_device"`
	Recorded  jst.Day `json:"recorded"` // the wrong day
	Delivered jst.Day `json:"delivered"`
	// LastGoodDayBefore is that of the return as it was told before.
	LastGoodDayBefore jst.Day    `json:"last_good_day_before"`
	LastGoodDay       jst.Day    `json:"last_good_day"`
	Lapse             time.Time  `json:"lapse"`
	CheckLastGoodDay  jst.Day    `json:"check_last_good_day"` // of N-4
	CheckLapse        time.Time  `json:"check_lapse"`
	NonReturn         yen.Amount `json:"non_return"` // 不課税
}

// ChargeReversed tells that a charge was taken back because the fact it stood
// on was corrected (C-13).
type ChargeReversed struct {
	Case         string     `json:"case"`
	Charge       string     `json:"charge"`
	What         string     `json:"what,omitempty"` // name of the charge: one of [ChargeNames]
	ChargedUnder terms.ID   `json:"charged_under"`
	Amount       yen.Amount `json:"amount"` // of the charge, positive
	ReversedAt   time.Time  `json:"reversed_at"`
}

// ReplacementFaultReceived confirms a fault of the replacement that was
// reported in time; no new use is consumed (N-4).
type ReplacementFaultReceived struct {
	Case        string    `json:"case"`
	Device      Device    `json:"device"` // the replacement
	ReportedAt  time.Time `json:"reported_at"`
	LastGoodDay jst.Day   `json:"last_good_day"` // of the check
}

// ReplacementFaultClosed tells how the fault of the replacement was settled (N-4).
type ReplacementFaultClosed struct {
	Case   string `json:"case"`
	Device Device `json:"device"`
	// Outcome is a code of [FaultOutcomes].
	Outcome  string    `json:"outcome"`
	ClosedAt time.Time `json:"closed_at"`
}

// ExchangeDelivered goes out at the delivery of the device that was sent for a
// faulty replacement: check it anew, send the faulty one back (N-4).
type ExchangeDelivered struct {
	Case      string  `json:"case"`
	Faulty    Device  `json:"faulty"`
	NewDevice Device  `json:"new_device"`
	Slip      string  `json:"slip"` // number of the return slip in the parcel
	Delivered jst.Day `json:"delivered"`
	// CheckLastGoodDay and CheckLapse are those of the new device's check.
	CheckLastGoodDay jst.Day   `json:"check_last_good_day"`
	CheckLapse       time.Time `json:"check_lapse"`
}
