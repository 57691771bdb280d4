package letters

import (
	"time"

	"kigen/internal/jst"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// Continuing is what goes on when the line ends: the instalments of a device
// (P-3) or an option that is cancelled on its own (O-5).
type Continuing struct {
	Kind   string `json:"kind"` // instalments or option
	Device Device `json:"device"`
	// Monthly is due each month; tax included.
	Monthly yen.Amount `json:"monthly"`
	// PartsLeft and AmountLeft are what is still to pay; of instalments only.
	PartsLeft  int        `json:"parts_left,omitempty"`
	AmountLeft yen.Amount `json:"amount_left,omitzero"`
}

// CancellationConfirmed confirms the reservation of a cancellation (K-4).
type CancellationConfirmed struct {
	Case       string    `json:"case"`
	Line       string    `json:"line"`
	ReceivedAt time.Time `json:"received_at"`
	// Effect is month end, 00:00 of the 1st (K-1).
	Effect time.Time `json:"effect"`
	// WithdrawUntil is the first instant at which it can't be withdrawn (K-2).
	WithdrawUntil time.Time    `json:"withdraw_until"`
	Continuing    []Continuing `json:"continuing"`
	// Equipment is what is to be returned after the effect (K-5).
	Equipment []terms.Text `json:"equipment"`
}

// CancellationWithdrawn confirms that a cancellation was withdrawn (K-2).
type CancellationWithdrawn struct {
	Case        string    `json:"case"`
	Line        string    `json:"line"`
	WithdrawnAt time.Time `json:"withdrawn_at"`
	Effect      time.Time `json:"effect"` // that will not come
}

// CancellationReminder reminds of the effect and the withdrawal's cut-off (K-4).
type CancellationReminder struct {
	Case          string    `json:"case"`
	Line          string    `json:"line"`
	Effect        time.Time `json:"effect"`
	WithdrawUntil time.Time `json:"withdraw_until"`
}

// CancellationEffected tells that the line ended, and what is to be returned (K-5).
type CancellationEffected struct {
	Case   string    `json:"case"`
	Line   string    `json:"line"`
	Effect time.Time `json:"effect"`
	// Stopped are the names of the options that ended with the line.
	Stopped    []terms.Text `json:"stopped"`
	Continuing []Continuing `json:"continuing"`
	// Equipment is to be back by LastGoodDay; empty if nothing is to be returned.
	Equipment   []terms.Text `json:"equipment"`
	Slip        string       `json:"slip,omitempty"`
	LastGoodDay jst.Day      `json:"last_good_day,omitzero"`
	Lapse       time.Time    `json:"lapse,omitzero"`
}

// EquipmentReturnReminder reminds of the equipment of an ended line (K-5).
type EquipmentReturnReminder struct {
	Case        string       `json:"case"`
	Line        string       `json:"line"`
	Equipment   []terms.Text `json:"equipment"`
	Slip        string       `json:"slip"`
	LastGoodDay jst.Day      `json:"last_good_day"`
	Lapse       time.Time    `json:"lapse"`
}
