package letters

import (
	"time"

	"kigen/internal/jst"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// LoanerInLine tells that no loaner (貸出機) is on the shelf: the member waits
// in line, or goes without (U-3).
type LoanerInLine struct {
	Case    string    `json:"case"`
	Device  Device    `json:"device"` // the broken one
	AskedAt time.Time `json:"asked_at"`
}

// LoanerReserved tells that the member's turn has come: a loaner will be sent (U-3).
type LoanerReserved struct {
	Case       string    `json:"case"`
	Loaner     Device    `json:"loaner"`
	ReservedAt time.Time `json:"reserved_at"`
}

// LoanerShipped tells that the loaner is on its way (U-3).
type LoanerShipped struct {
	Case     string     `json:"case"`
	Loaner   Device     `json:"loaner"`
	Tracking string     `json:"tracking"`
	Price    yen.Amount `json:"price"` // 不課税
	// DeviceIn tells that the broken device is in already: none is to be sent (U-4).
	DeviceIn bool `json:"device_in,omitempty"`
}

// LoanerDelivered goes out on day L, when the loaner has arrived: send the
// broken device (U-4), what happens if neither comes (U-5), and how long
// trouble with the loaner can be told (U-3).
type LoanerDelivered struct {
	Case      string     `json:"case"`
	Device    Device     `json:"device"` // the broken one
	Loaner    Device     `json:"loaner"`
	Delivered jst.Day    `json:"delivered"`
	Price     yen.Amount `json:"price"` // 不課税
	// TroubleLastGoodDay and TroubleLapse are those of U-3.
	TroubleLastGoodDay jst.Day   `json:"trouble_last_good_day"`
	TroubleLapse       time.Time `json:"trouble_lapse"`
	// DeviceLastGoodDay is that of U-4, LastGoodDay and Lapse those of U-5;
	// all zero where the broken device is in already.
	DeviceLastGoodDay jst.Day   `json:"device_last_good_day,omitzero"`
	LastGoodDay       jst.Day   `json:"last_good_day,omitzero"`
	Lapse             time.Time `json:"lapse,omitzero"`
	Shop              *Shop     `json:"shop,omitempty"` // where the broken device is brought
	Slip              string    `json:"slip,omitempty"` // with which it is sent
}

// LoanerTroubleReceived confirms trouble with the loaner itself, reported in
// time (U-3).
type LoanerTroubleReceived struct {
	Case        string    `json:"case"`
	Loaner      Device    `json:"loaner"`
	ReportedAt  time.Time `json:"reported_at"`
	LastGoodDay jst.Day   `json:"last_good_day"`
	Slip        string    `json:"slip,omitempty"` // to send it back with
}

// DeviceInquiry asks where the broken device is, which is not in within the
// days of U-4, and says what follows from it (U-5).
type DeviceInquiry struct {
	Case              string     `json:"case"`
	Device            Device     `json:"device"`
	Loaner            Device     `json:"loaner"`
	Delivered         jst.Day    `json:"delivered"`            // the loaner's day L
	DeviceLastGoodDay jst.Day    `json:"device_last_good_day"` // of U-4
	LastGoodDay       jst.Day    `json:"last_good_day"`        // of U-5
	Lapse             time.Time  `json:"lapse"`
	Price             yen.Amount `json:"price"` // 不課税
	Slip              string     `json:"slip,omitempty"`
	LoanerSlip        string     `json:"loaner_slip,omitempty"`
}

// LoanerDemanded asks for the loaner back, as the broken device does not come (U-4).
type LoanerDemanded struct {
	Case        string     `json:"case"`
	Device      Device     `json:"device"`
	Loaner      Device     `json:"loaner"`
	DemandedAt  time.Time  `json:"demanded_at"`
	Slip        string     `json:"slip"`
	LastGoodDay jst.Day    `json:"last_good_day"` // of U-5
	Lapse       time.Time  `json:"lapse"`
	Price       yen.Amount `json:"price"` // 不課税
}

// LoanerAsked asks for the loaner, which is not back within the days of U-6.
type LoanerAsked struct {
	Case           string     `json:"case"`
	Loaner         Device     `json:"loaner"`
	Delivered      jst.Day    `json:"delivered"` // day R
	AskLastGoodDay jst.Day    `json:"ask_last_good_day"`
	Slip           string     `json:"slip"`
	LastGoodDay    jst.Day    `json:"last_good_day"`
	Lapse          time.Time  `json:"lapse"`
	Price          yen.Amount `json:"price"` // 不課税
}

// LoanerReceived confirms that the loaner is back (U-5, U-6).
type LoanerReceived struct {
	Case     string    `json:"case"`
	Loaner   Device    `json:"loaner"`
	BookedAt time.Time `json:"booked_at"`
}

// LoanerCharged tells that the loaner did not come back in time: its price is
// charged (U-5, U-6, C-12).
type LoanerCharged struct {
	Case         string     `json:"case"`
	Loaner       Device     `json:"loaner"`
	ChargedUnder terms.ID   `json:"charged_under"` // U-5 or U-6
	Charge       string     `json:"charge"`
	LastGoodDay  jst.Day    `json:"last_good_day"`
	Lapse        time.Time  `json:"lapse"`
	Amount       yen.Amount `json:"amount"` // 不課税
}

// LoanerDamageCharged tells what damage to the loaner during the loan costs (U-7).
type LoanerDamageCharged struct {
	Case        string    `json:"case"`
	Loaner      Device    `json:"loaner"`
	InspectedAt time.Time `json:"inspected_at"`
	// Replaced tells that the loaner could not be repaired.
	Replaced bool       `json:"replaced,omitempty"`
	Charge   string     `json:"charge"`
	Amount   yen.Amount `json:"amount"` // 不課税
}

func (LoanerInLine) Template() string { return "loaner-in-line" }
func (LoanerInLine) Version() int     { return 1 }
func (LoanerInLine) Rule() terms.ID   { return terms.U3 }

func (LoanerReserved) Template() string { return "loaner-reserved" }
func (LoanerReserved) Version() int     { return 1 }
func (LoanerReserved) Rule() terms.ID   { return terms.U3 }

func (LoanerShipped) Template() string { return "loaner-shipped" }
func (LoanerShipped) Version() int     { return 1 }
func (LoanerShipped) Rule() terms.ID   { return terms.U3 }

func (LoanerDelivered) Template() string { return "loaner-delivered" }
func (LoanerDelivered) Version() int     { return 1 }
func (LoanerDelivered) Rule() terms.ID   { return terms.U4 }

func (LoanerTroubleReceived) Template() string { return "loaner-trouble-received" }
func (LoanerTroubleReceived) Version() int     { return 1 }
func (LoanerTroubleReceived) Rule() terms.ID   { return terms.U3 }

func (DeviceInquiry) Template() string { return "device-inquiry" }
func (DeviceInquiry) Version() int     { return 1 }
func (DeviceInquiry) Rule() terms.ID   { return terms.U4 }

func (LoanerDemanded) Template() string { return "loaner-demanded" }
func (LoanerDemanded) Version() int     { return 1 }
func (LoanerDemanded) Rule() terms.ID   { return terms.U4 }

func (LoanerAsked) Template() string { return "loaner-asked" }
func (LoanerAsked) Version() int     { return 1 }
func (LoanerAsked) Rule() terms.ID   { return terms.U6 }

func (LoanerReceived) Template() string { return "loaner-received" }
func (LoanerReceived) Version() int     { return 1 }
func (LoanerReceived) Rule() terms.ID   { return terms.U6 }

func (LoanerCharged) Template() string { return "loaner-charged" }
func (LoanerCharged) Version() int     { return 1 }
func (l LoanerCharged) Rule() terms.ID { return l.ChargedUnder }

func (LoanerDamageCharged) Template() string { return "loaner-damage-charged" }
func (LoanerDamageCharged) Version() int     { return 1 }
func (LoanerDamageCharged) Rule() terms.ID   { return terms.U7 }
