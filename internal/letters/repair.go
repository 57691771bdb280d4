package letters

import (
	"time"

	"kigen/internal/jst"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// Shop is a shop to which a device may be brought (U-1).
type Shop struct {
	Title string `json:"title"`
	Place string `json:"place"`
	Hours string `json:"hours"`
}

// RepairReceived confirms the reception of a repair and says what to send
// where, or to bring to which shop (U-1, U-10).
type RepairReceived struct {
	Case       string    `json:"case"`
	Device     Device    `json:"device"`
	ReceivedAt time.Time `json:"received_at"`
	// Shop is where the device is brought; nil where it comes by parcel, with
	// the slip of that number.
	Shop *Shop  `json:"shop,omitempty"`
	Slip string `json:"slip,omitempty"`
	// Loaner is a code of [LoanerStandings].
	Loaner string `json:"loaner"`
	// Use is the number that this use has among Uses in the use year YearFrom
	// through YearThrough, if the fault is confirmed (O-4, C-8, U-11).
	Use         int     `json:"use"`
	Uses        int     `json:"uses"`
	YearFrom    jst.Day `json:"year_from"`
	YearThrough jst.Day `json:"year_through"`
	// LastGoodDay and Lapse are those of U-12; zero where a loaner is lent.
	LastGoodDay jst.Day   `json:"last_good_day,omitzero"`
	Lapse       time.Time `json:"lapse,omitzero"`
}

// AgreementMissing asks for the signed repair agreement (修理同意書), without
// which the device is not inspected (U-1).
type AgreementMissing struct {
	Case       string    `json:"case"`
	Device     Device    `json:"device"`
	ReceivedAt time.Time `json:"received_at"` // of the device
}

// RepairDeviceReceived confirms that the broken device is in, with the
// agreement: it will be inspected (U-1, U-4).
type RepairDeviceReceived struct {
	Case       string    `json:"case"`
	Device     Device    `json:"device"`
	ReceivedAt time.Time `json:"received_at"`
	// Loaner tells that a loaner is lent; it goes back after the repair (U-6).
	Loaner bool `json:"loaner,omitempty"`
	// ChecklistMissing tells that nobody confirmed the checklist of U-10.
	ChecklistMissing bool `json:"checklist_missing,omitempty"`
}

// RepairConfirmed tells that the inspection confirmed a covered fault, which
// takes a use (O-4, U-11).
type RepairConfirmed struct {
	Case        string    `json:"case"`
	Device      Device    `json:"device"`
	InspectedAt time.Time `json:"inspected_at"`
	// Exchange tells that the device is exchanged, not repaired.
	Exchange bool `json:"exchange,omitempty"`
	// Use is the number of this use among Uses; zero for one that takes none (U-8, U-9).
	Use         int     `json:"use,omitempty"`
	Uses        int     `json:"uses,omitempty"`
	YearFrom    jst.Day `json:"year_from,omitzero"`
	YearThrough jst.Day `json:"year_through,omitzero"`
}

// RepairNotCovered tells that the inspection did not confirm the fault, or
// found it excluded: the device goes back, no use is taken (U-11).
type RepairNotCovered struct {
	Case        string    `json:"case"`
	Device      Device    `json:"device"`
	InspectedAt time.Time `json:"inspected_at"`
	// RefusedUnder is the rule that leaves it uncovered: O-7, U-2, U-11 …
	RefusedUnder terms.ID `json:"refused_under"`
	// ReasonJA and ReasonEN are the ground in plain words.
	ReasonJA string `json:"reason_ja"`
	ReasonEN string `json:"reason_en"`
	// Clause is the ground in the source's words; empty where it has none of its own.
	Clause string `json:"clause,omitempty"`
	// Loaner tells that a loaner is lent; U-6 still runs.
	Loaner bool `json:"loaner,omitempty"`
}

// RepairShipped tells that the repaired device, its exchange, or the device as
// it was is on its way.
type RepairShipped struct {
	Case string `json:"case"`
	// Device is the one in the parcel.
	Device Device `json:"device"`
	// Result is a code of [RepairResults].
	Result      string `json:"result"`
	Tracking    string `json:"tracking"`
	SameModel   bool   `json:"same_model"`
	Refurbished bool   `json:"refurbished,omitempty"`
}

// LoanerDue says by when a loaner is to be back (U-6).
type LoanerDue struct {
	Device Device `json:"device"`
	Slip   string `json:"slip"`
	// AskLastGoodDay is the last day before the member is asked for it.
	AskLastGoodDay jst.Day    `json:"ask_last_good_day"`
	LastGoodDay    jst.Day    `json:"last_good_day"`
	Lapse          time.Time  `json:"lapse"`
	Price          yen.Amount `json:"price"` // 不課税
}

// RepairDelivered goes out on day R, when the repaired device, its exchange, or
// the device as it was has arrived: send the loaner back (U-6), tell a fault in
// time (U-8, U-9).
type RepairDelivered struct {
	Case      string  `json:"case"`
	Device    Device  `json:"device"`
	Result    string  `json:"result"` // a code of [RepairResults]
	Delivered jst.Day `json:"delivered"`
	// FaultLastGoodDay and FaultLapse are those of U-8 or U-9; zero for a
	// device that went back as it was.
	FaultLastGoodDay jst.Day   `json:"fault_last_good_day,omitzero"`
	FaultLapse       time.Time `json:"fault_lapse,omitzero"`
	// Loaner is nil where none is to come back.
	Loaner *LoanerDue `json:"loaner,omitempty"`
}

// RecurrenceReceived confirms a fault of the repaired or exchange device that
// was reported in time; it takes no new use (U-8, U-9).
type RecurrenceReceived struct {
	Case        string    `json:"case"`
	Device      Device    `json:"device"`
	Exchange    bool      `json:"exchange,omitempty"` // it is an exchange device
	ReportedAt  time.Time `json:"reported_at"`
	LastGoodDay jst.Day   `json:"last_good_day"`
	Slip        string    `json:"slip,omitempty"` // to send it in with; empty where it is not to be sent
}

// ExchangeReturnRequested goes out on day Y, when the second exchange device
// has arrived: send the first one back (U-9).
type ExchangeReturnRequested struct {
	Case        string     `json:"case"`
	Faulty      Device     `json:"faulty"`
	NewDevice   Device     `json:"new_device"`
	Slip        string     `json:"slip"`
	Delivered   jst.Day    `json:"delivered"`
	LastGoodDay jst.Day    `json:"last_good_day"`
	Lapse       time.Time  `json:"lapse"`
	Price       yen.Amount `json:"price"` // 不課税
	// FaultLastGoodDay and FaultLapse are those of the new device's own fault (U-9).
	FaultLastGoodDay jst.Day   `json:"fault_last_good_day"`
	FaultLapse       time.Time `json:"fault_lapse"`
}

// ExchangeReturnReceived confirms that the first exchange device is back (U-9).
type ExchangeReturnReceived struct {
	Case     string    `json:"case"`
	Device   Device    `json:"device"`
	BookedAt time.Time `json:"booked_at"`
}

// ExchangeReturnCharged tells that the first exchange device did not come back
// in time: its price is charged (U-9, C-12).
type ExchangeReturnCharged struct {
	Case        string     `json:"case"`
	Device      Device     `json:"device"`
	Charge      string     `json:"charge"`
	LastGoodDay jst.Day    `json:"last_good_day"`
	Lapse       time.Time  `json:"lapse"`
	Amount      yen.Amount `json:"amount"` // 不課税
}

// RepairReturnLate confirms that a loaner or an exchange device came back after
// its price was charged; the charge stands (U-5, U-6, U-9).
type RepairReturnLate struct {
	Case         string     `json:"case"`
	Device       Device     `json:"device"`
	ChargedUnder terms.ID   `json:"charged_under"`
	Charge       string     `json:"charge"`
	BookedAt     time.Time  `json:"booked_at"`
	LastGoodDay  jst.Day    `json:"last_good_day"`
	Lapse        time.Time  `json:"lapse"`
	Amount       yen.Amount `json:"amount"` // 不課税
}

// ShopRepairCharged tells that a device was brought to a shop without
// reception: it is not covered, and the repair is charged (U-1).
type ShopRepairCharged struct {
	Case       string     `json:"case"`
	Device     Device     `json:"device"`
	Shop       Shop       `json:"shop"`
	RepairedAt time.Time  `json:"repaired_at"`
	Charge     string     `json:"charge"`
	Amount     yen.Amount `json:"amount"` // tax included
}

// RepairReminder reminds of the device where neither it nor a loaner is on its
// way (U-12).
type RepairReminder struct {
	Case        string    `json:"case"`
	Device      Device    `json:"device"`
	ReceivedAt  time.Time `json:"received_at"` // the reception
	Shop        *Shop     `json:"shop,omitempty"`
	Slip        string    `json:"slip,omitempty"`
	DaysLeft    int       `json:"days_left"` // from the day it is sent to the last good day
	LastGoodDay jst.Day   `json:"last_good_day"`
	Lapse       time.Time `json:"lapse"`
}

// RepairLapsed tells that the claim is closed, as no device came in (U-12).
type RepairLapsed struct {
	Case        string    `json:"case"`
	Device      Device    `json:"device"`
	ReceivedAt  time.Time `json:"received_at"`
	LastGoodDay jst.Day   `json:"last_good_day"`
	Lapse       time.Time `json:"lapse"`
}

// RepairWithdrawn confirms that the member took the claim back before the
// inspection; it takes no use.
type RepairWithdrawn struct {
	Case        string    `json:"case"`
	Device      Device    `json:"device"`
	WithdrawnAt time.Time `json:"withdrawn_at"`
	// Loaner tells that a loaner is lent and is to come back.
	Loaner bool `json:"loaner,omitempty"`
}

// CorrectedDeadline is a deadline that a correction moved.
type CorrectedDeadline struct {
	// What is a code of [RepairDeadlines].
	What        string    `json:"what"`
	LastGoodDay jst.Day   `json:"last_good_day"`
	Lapse       time.Time `json:"lapse"`
}

// RepairDateCorrected tells that a day was recorded wrongly and which deadlines
// moved (C-13).
type RepairDateCorrected struct {
	Case string `json:"case"`
	// What is a code of [RepairDates]: which day it was.
	What      string              `json:"what"`
	Device    Device              `json:"device"`   // the one that was delivered or booked in
	Recorded  jst.Day             `json:"recorded"` // the wrong day
	Day       jst.Day             `json:"day"`
	Deadlines []CorrectedDeadline `json:"deadlines,omitempty"`
}

func (RepairReceived) Template() string { return "repair-received" }
func (RepairReceived) Version() int     { return 1 }
func (RepairReceived) Rule() terms.ID   { return terms.U1 }

func (AgreementMissing) Template() string { return "agreement-missing" }
func (AgreementMissing) Version() int     { return 1 }
func (AgreementMissing) Rule() terms.ID   { return terms.U1 }

func (RepairDeviceReceived) Template() string { return "repair-device-received" }
func (RepairDeviceReceived) Version() int     { return 1 }
func (RepairDeviceReceived) Rule() terms.ID   { return terms.U1 }

func (RepairConfirmed) Template() string { return "repair-confirmed" }
func (RepairConfirmed) Version() int     { return 1 }
func (RepairConfirmed) Rule() terms.ID   { return terms.U11 }

func (RepairNotCovered) Template() string { return "repair-not-covered" }
func (RepairNotCovered) Version() int     { return 1 }
func (RepairNotCovered) Rule() terms.ID   { return terms.U11 }

func (RepairShipped) Template() string { return "repair-shipped" }
func (RepairShipped) Version() int     { return 1 }
func (l RepairShipped) Rule() terms.ID { return ruleOf(l.Result) }

func (RepairDelivered) Template() string { return "repair-delivered" }
func (RepairDelivered) Version() int     { return 1 }
func (l RepairDelivered) Rule() terms.ID { return ruleOf(l.Result) }

func (RecurrenceReceived) Template() string { return "recurrence-received" }
func (RecurrenceReceived) Version() int     { return 1 }

// Rule is that of a repaired or of an exchange device.
func (l RecurrenceReceived) Rule() terms.ID {
	if l.Exchange {
		return terms.U9
	}
	return terms.U8
}

func (ExchangeReturnRequested) Template() string { return "exchange-return-requested" }
func (ExchangeReturnRequested) Version() int     { return 1 }
func (ExchangeReturnRequested) Rule() terms.ID   { return terms.U9 }

func (ExchangeReturnReceived) Template() string { return "exchange-return-received" }
func (ExchangeReturnReceived) Version() int     { return 1 }
func (ExchangeReturnReceived) Rule() terms.ID   { return terms.U9 }

func (ExchangeReturnCharged) Template() string { return "exchange-return-charged" }
func (ExchangeReturnCharged) Version() int     { return 1 }
func (ExchangeReturnCharged) Rule() terms.ID   { return terms.U9 }

func (RepairReturnLate) Template() string { return "repair-return-late" }
func (RepairReturnLate) Version() int     { return 1 }
func (l RepairReturnLate) Rule() terms.ID { return l.ChargedUnder }

func (ShopRepairCharged) Template() string { return "shop-repair-charged" }
func (ShopRepairCharged) Version() int     { return 1 }
func (ShopRepairCharged) Rule() terms.ID   { return terms.U1 }

func (RepairReminder) Template() string { return "repair-reminder" }
func (RepairReminder) Version() int     { return 1 }
func (RepairReminder) Rule() terms.ID   { return terms.U12 }

func (RepairLapsed) Template() string { return "repair-lapsed" }
func (RepairLapsed) Version() int     { return 1 }
func (RepairLapsed) Rule() terms.ID   { return terms.U12 }

func (RepairWithdrawn) Template() string { return "repair-withdrawn" }
func (RepairWithdrawn) Version() int     { return 1 }
func (RepairWithdrawn) Rule() terms.ID   { return terms.U1 }

func (RepairDateCorrected) Template() string { return "repair-date-corrected" }
func (RepairDateCorrected) Version() int     { return 1 }
func (RepairDateCorrected) Rule() terms.ID   { return terms.C13 }

// ruleOf is the rule under which a device goes to the member after a repair.
func ruleOf(result string) terms.ID {
	switch result {
	case "repaired":
		return terms.U8
	case "exchange":
		return terms.U9
	}
	return terms.U11
}
