package letters

import (
	"time"

	"kigen/internal/jst"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// UsedExchangeRequested asks the member to send a used device in that
// malfunctions (P-7).
type UsedExchangeRequested struct {
	Case        string     `json:"case"`
	Device      Device     `json:"device"`
	Malfunction terms.Text `json:"malfunction"`
	ReportedAt  time.Time  `json:"reported_at"`
	Slip        string     `json:"slip"`
	// Covered tells that an option is on the device.
	Covered bool `json:"covered,omitempty"`
}

// UsedExchangeTooLate tells that a malfunction was reported too late (P-7).
type UsedExchangeTooLate struct {
	Case        string     `json:"case"`
	Device      Device     `json:"device"`
	Malfunction terms.Text `json:"malfunction"`
	ReportedAt  time.Time  `json:"reported_at"`
	UseStart    jst.Day    `json:"use_start"`
	LastGoodDay jst.Day    `json:"last_good_day"`
}

// UsedExchangeReceived confirms that the used device came in (P-7).
type UsedExchangeReceived struct {
	Case        string     `json:"case"`
	Device      Device     `json:"device"`
	Malfunction terms.Text `json:"malfunction"`
	BookedAt    time.Time  `json:"booked_at"`
}

// UsedExchangeConfirmed tells that an equal device goes out (P-7).
type UsedExchangeConfirmed struct {
	Case        string     `json:"case"`
	Device      Device     `json:"device"`
	Malfunction terms.Text `json:"malfunction"`
}

// UsedExchangeExcluded tells why a used device is not exchanged and goes back (P-7).
type UsedExchangeExcluded struct {
	Case        string     `json:"case"`
	Device      Device     `json:"device"`
	Malfunction terms.Text `json:"malfunction"`
	Reason      terms.Text `json:"reason"`
	// Clause is the Japanese text of the ground in the terms.
	Clause string `json:"clause"`
}

// UsedExchangeShipped tells that the equal device, or the member's own, is on
// its way (P-7).
type UsedExchangeShipped struct {
	Case        string `json:"case"`
	Device      Device `json:"device"`
	Tracking    string `json:"tracking"`
	Refurbished bool   `json:"refurbished,omitempty"`
	// Other says that it is another model or colour, Own that it is the device
	// the member sent in.
	Other bool `json:"other,omitempty"`
	Own   bool `json:"own,omitempty"`
}

// UsedExchangeDelivered tells that the equal device is the member's (P-7).
type UsedExchangeDelivered struct {
	Case        string    `json:"case"`
	Old         Device    `json:"old"`
	New         Device    `json:"new"`
	DeliveredAt time.Time `json:"delivered_at"`
	// Covered tells that an option has moved to the new device.
	Covered bool `json:"covered,omitempty"`
	// ExchangeThrough is the last day for reporting another malfunction; it
	// may have passed.
	ExchangeThrough jst.Day `json:"exchange_through"`
}

// UsedExchangeEnded tells that an exchange ended before the device was in (P-7).
type UsedExchangeEnded struct {
	Case      string    `json:"case"`
	Device    Device    `json:"device"`
	EndedAt   time.Time `json:"ended_at"`
	Withdrawn bool      `json:"withdrawn,omitempty"` // at the member's wish; else as it never came
}

// MakerSwapRecorded confirms that the device's maker has swapped it (P-8).
type MakerSwapRecorded struct {
	Case      string  `json:"case"`
	Old       Device  `json:"old"`
	New       Device  `json:"new"`
	SwappedOn jst.Day `json:"swapped_on"`
	// Covered tells that an option has moved to the new device.
	Covered bool `json:"covered,omitempty"`
}

// DevicePaidOff tells that the price of a device is paid in full (P-3).
type DevicePaidOff struct {
	Case   string     `json:"case"`
	Device Device     `json:"device"`
	Price  yen.Amount `json:"price"` // tax included
	PaidAt time.Time  `json:"paid_at"`
}

func (UsedExchangeRequested) Template() string { return "used-exchange-requested" }
func (UsedExchangeRequested) Version() int     { return 1 }
func (UsedExchangeRequested) Rule() terms.ID   { return terms.P7 }

func (UsedExchangeTooLate) Template() string { return "used-exchange-too-late" }
func (UsedExchangeTooLate) Version() int     { return 1 }
func (UsedExchangeTooLate) Rule() terms.ID   { return terms.P7 }

func (UsedExchangeReceived) Template() string { return "used-exchange-received" }
func (UsedExchangeReceived) Version() int     { return 1 }
func (UsedExchangeReceived) Rule() terms.ID   { return terms.P7 }

func (UsedExchangeConfirmed) Template() string { return "used-exchange-confirmed" }
func (UsedExchangeConfirmed) Version() int     { return 1 }
func (UsedExchangeConfirmed) Rule() terms.ID   { return terms.P7 }

func (UsedExchangeExcluded) Template() string { return "used-exchange-excluded" }
func (UsedExchangeExcluded) Version() int     { return 1 }
func (UsedExchangeExcluded) Rule() terms.ID   { return terms.P7 }

func (UsedExchangeShipped) Template() string { return "used-exchange-shipped" }
func (UsedExchangeShipped) Version() int     { return 1 }
func (UsedExchangeShipped) Rule() terms.ID   { return terms.P7 }

func (UsedExchangeDelivered) Template() string { return "used-exchange-delivered" }
func (UsedExchangeDelivered) Version() int     { return 1 }
func (UsedExchangeDelivered) Rule() terms.ID   { return terms.P7 }

func (UsedExchangeEnded) Template() string { return "used-exchange-ended" }
func (UsedExchangeEnded) Version() int     { return 1 }
func (UsedExchangeEnded) Rule() terms.ID   { return terms.P7 }

func (MakerSwapRecorded) Template() string { return "maker-swap-recorded" }
func (MakerSwapRecorded) Version() int     { return 1 }
func (MakerSwapRecorded) Rule() terms.ID   { return terms.P8 }

func (DevicePaidOff) Template() string { return "device-paid-off" }
func (DevicePaidOff) Version() int     { return 1 }
func (DevicePaidOff) Rule() terms.ID   { return terms.P3 }
