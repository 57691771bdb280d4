package letters

import (
	"time"

	"kigen/internal/jst"
	"kigen/internal/yen"
)

// OptionCancelled confirms that an option of a device ends at month end (O-5, W-1).
type OptionCancelled struct {
	Case string `json:"case"`
	// Option is "compensation" (端末補償オプション) or "guarantee" (つながる端末保証).
	Option     string    `json:"option"`
	Device     Device    `json:"device,omitzero"` // none while a guarantee has no device registered (W-3)
	ReceivedAt time.Time `json:"received_at"`
	// LastDay is the option's last, and the last on which a claim is received
	// (O-8); Ends is 00:00 of the next day.
	LastDay jst.Day   `json:"last_day"`
	Ends    time.Time `json:"ends"`
	// FirstMonth tells that it is also the option's first month, paid by days (B-2).
	FirstMonth bool       `json:"first_month,omitempty"`
	LastFee    yen.Amount `json:"last_fee"` // of the month of LastDay, tax included
	// UsesLeft are left of the use year that ends on YearThrough (O-4, W-5).
	UsesLeft    int      `json:"uses_left"`
	YearThrough jst.Day  `json:"year_through"`
	OpenClaims  []string `json:"open_claims,omitempty"`
}

// OptionEnded tells that a cancelled option has ended (O-3, W-1).
type OptionEnded struct {
	Case       string    `json:"case"`
	Option     string    `json:"option"` // as of OptionCancelled
	Device     Device    `json:"device,omitzero"`
	LastDay    jst.Day   `json:"last_day"`
	Ended      time.Time `json:"ended"` // 00:00 of the day after LastDay
	OpenClaims []string  `json:"open_claims,omitempty"`
}
