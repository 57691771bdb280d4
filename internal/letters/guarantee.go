package letters

import (
	"fmt"
	"time"

	"kigen/internal/jst"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// GuaranteeStarted tells that the guarantee runs with its line, and that its
// device is to be registered (W-3).
type GuaranteeStarted struct {
	Case        string    `json:"case"`
	Line        string    `json:"line"`
	Option      string    `json:"option"`
	UseStart    jst.Day   `json:"use_start"`
	LastGoodDay jst.Day   `json:"last_good_day"`
	Lapse       time.Time `json:"lapse"`
	ClaimsFrom  jst.Day   `json:"claims_from"` // W-4
	// FeeFrom is the first day of the first month with a fee (W-1).
	FeeFrom jst.Day    `json:"fee_from"`
	Fee     yen.Amount `json:"fee"` // a month, tax included
	// ReleasedMonths is how old a model may be at the application (W-9).
	ReleasedMonths int `json:"released_months"`
}

// GuaranteeReminder reminds of the registration (W-3).
type GuaranteeReminder struct {
	Case        string    `json:"case"`
	Line        string    `json:"line"`
	Option      string    `json:"option"`
	DaysLeft    int       `json:"days_left"` // from the day it is sent to the last good day
	LastGoodDay jst.Day   `json:"last_good_day"`
	Lapse       time.Time `json:"lapse"`
}

// GuaranteeRegistered confirms the device that the guarantee covers (W-3, W-9).
type GuaranteeRegistered struct {
	Case         string     `json:"case"`
	Line         string     `json:"line"`
	Device       Device     `json:"device"`
	RegisteredAt time.Time  `json:"registered_at"`
	ClaimsFrom   jst.Day    `json:"claims_from"`
	FeeFrom      jst.Day    `json:"fee_from"`
	Fee          yen.Amount `json:"fee"`
	// NaturalThrough is the last day on which a natural failure is covered (W-10).
	NaturalThrough jst.Day `json:"natural_through"`
	UsedWithinDays int     `json:"used_within_days"` // before a claim (W-9)
}

// GuaranteeLapsed tells that no device was registered in time and that the
// guarantee ended, unbilled (W-3).
type GuaranteeLapsed struct {
	Case        string    `json:"case"`
	Line        string    `json:"line"`
	LastGoodDay jst.Day   `json:"last_good_day"`
	Lapse       time.Time `json:"lapse"`
}

// GuaranteeClaimRefused says why the guarantee does not take a claim; the reason
// is the refusal's.
type GuaranteeClaimRefused struct {
	Case         string    `json:"case"`
	ReceivedAt   time.Time `json:"received_at"`
	RefusedUnder terms.ID  `json:"refused_under"`
	// ReasonJA and ReasonEN are whole sentences.
	ReasonJA string `json:"reason_ja"`
	ReasonEN string `json:"reason_en"`
	// Clause is that of the exclusion ground, quoted from the source, in Japanese
	// (W-9); empty where a rule's own clause says it all.
	Clause string `json:"clause,omitempty"`
}

// GuaranteeClaimAccepted asks for the broken device, with what is to be done
// before it is sent (W-11).
type GuaranteeClaimAccepted struct {
	Case        string     `json:"case"`
	Device      Device     `json:"device"`
	ReceivedAt  time.Time  `json:"received_at"`
	Slip        string     `json:"slip"`
	Use         int        `json:"use"` // the number that this use would have
	Uses        int        `json:"uses"`
	YearFrom    jst.Day    `json:"year_from"`
	YearThrough jst.Day    `json:"year_through"`
	Limit       yen.Amount `json:"limit"` // W-7, 不課税
	// ExchangeFee is what an exchange would cost, tax included; zero for a
	// device that is repaired only (W-6).
	ExchangeFee yen.Amount `json:"exchange_fee"`
	CODFee      yen.Amount `json:"cod_fee"`
	// Loaner is empty where none was asked for, else reserved or waiting.
	Loaner      string    `json:"loaner"`
	LastGoodDay jst.Day   `json:"last_good_day"`
	Lapse       time.Time `json:"lapse"`
}

// GuaranteeDeviceReminder reminds of the broken device (W-11).
type GuaranteeDeviceReminder struct {
	Case        string    `json:"case"`
	Device      Device    `json:"device"`
	Slip        string    `json:"slip"`
	DaysLeft    int       `json:"days_left"`
	LastGoodDay jst.Day   `json:"last_good_day"`
	Lapse       time.Time `json:"lapse"`
}

// GuaranteeDeviceReceived confirms that the broken device is in (W-11).
type GuaranteeDeviceReceived struct {
	Case     string    `json:"case"`
	Device   Device    `json:"device"`
	BookedAt time.Time `json:"booked_at"` // C-11
}

// GuaranteeAgreementMissing asks for the repair agreement (W-11).
type GuaranteeAgreementMissing struct {
	Case        string    `json:"case"`
	Device      Device    `json:"device"`
	LastGoodDay jst.Day   `json:"last_good_day"`
	Lapse       time.Time `json:"lapse"`
}

// Why a claim of the guarantee was closed without a use.
const (
	DeviceNotIn    = "device_not_in"
	AgreementNotIn = "agreement_not_in"
)

// GuaranteeClaimClosed tells that a claim ended as the device or the agreement
// did not come; no use is consumed (W-11).
type GuaranteeClaimClosed struct {
	Case   string `json:"case"`
	Device Device `json:"device"`
	// Reason is DeviceNotIn or AgreementNotIn.
	Reason      string  `json:"reason"`
	LastGoodDay jst.Day `json:"last_good_day"`
}

// GuaranteeNotCovered tells that the fault was not confirmed, or is not covered;
// the device goes back and no use is consumed. The reasons are whole sentences.
type GuaranteeNotCovered struct {
	Case         string    `json:"case"`
	Device       Device    `json:"device"`
	DecidedAt    time.Time `json:"decided_at"`
	RefusedUnder terms.ID  `json:"refused_under"`
	ReasonJA     string    `json:"reason_ja"`
	ReasonEN     string    `json:"reason_en"`
	Clause       string    `json:"clause,omitempty"` // of the exclusion ground, in Japanese (W-9)
}

// GuaranteeConfirmed tells that the fault was confirmed and what follows (W-6).
type GuaranteeConfirmed struct {
	Case        string     `json:"case"`
	Device      Device     `json:"device"`
	Exchange    bool       `json:"exchange"` // else it is repaired
	Use         int        `json:"use"`
	Uses        int        `json:"uses"`
	YearFrom    jst.Day    `json:"year_from"`
	YearThrough jst.Day    `json:"year_through"`
	Limit       yen.Amount `json:"limit"` // W-7, 不課税
	// Fee and CODFee are collected on delivery of an exchange device, tax included.
	Fee    yen.Amount `json:"fee"`
	CODFee yen.Amount `json:"cod_fee"`
}

// GuaranteeRepaired tells that the device is repaired and what it costs (W-6, W-7).
type GuaranteeRepaired struct {
	Case       string    `json:"case"`
	Device     Device    `json:"device"`
	RepairedAt time.Time `json:"repaired_at"`
	// MakerDevice is the one that the maker gave in its place, nil for none.
	MakerDevice *Device    `json:"maker_device,omitempty"`
	Cost        yen.Amount `json:"cost"`
	Limit       yen.Amount `json:"limit"`
	Excess      yen.Amount `json:"excess"` // 不課税; zero for none
}

// GuaranteeDeviceShipped tells that the member's device is on its way back.
type GuaranteeDeviceShipped struct {
	Case     string `json:"case"`
	Device   Device `json:"device"`
	Tracking string `json:"tracking"`
}

// GuaranteeExchangeShipped tells that an exchange device is on its way, and what
// the courier collects (W-6).
type GuaranteeExchangeShipped struct {
	Case        string `json:"case"`
	Device      Device `json:"device"`
	Refurbished bool   `json:"refurbished"`
	Tracking    string `json:"tracking"`
	// Fee and CODFee are collected on delivery; zero for a device that is sent
	// for trouble with the first (W-8).
	Fee    yen.Amount `json:"fee"`
	CODFee yen.Amount `json:"cod_fee"`
	// Excess is what the device's value is over the limit (W-7), charged besides.
	Excess yen.Amount `json:"excess"`
	Value  yen.Amount `json:"value"`
	Limit  yen.Amount `json:"limit"`
	// TroubleDays are those within which trouble is told (W-8).
	TroubleDays int `json:"trouble_days"`
}

// Collected is what the courier collects.
func (l GuaranteeExchangeShipped) Collected() yen.Amount { return l.Fee.Add(l.CODFee) }

// GuaranteeExchangeDelivered goes out at the delivery of an exchange device:
// trouble with it is told within days (W-8). Where it was sent for trouble with
// another, that one is asked for.
type GuaranteeExchangeDelivered struct {
	Case        string    `json:"case"`
	Device      Device    `json:"device"`
	Delivered   jst.Day   `json:"delivered"`
	LastGoodDay jst.Day   `json:"last_good_day"`
	Lapse       time.Time `json:"lapse"`
	Faulty      *Device   `json:"faulty,omitempty"`
	Slip        string    `json:"slip,omitempty"`
	FaultyBy    jst.Day   `json:"faulty_by,omitzero"`
}

// GuaranteeLoanerShipped tells that the loaner is on its way; its shipping is at
// the member's cost (W-11).
type GuaranteeLoanerShipped struct {
	Case     string `json:"case"`
	Loaner   Device `json:"loaner"`
	Tracking string `json:"tracking"`
	Slip     string `json:"slip"` // for its return
}

// GuaranteeLoanerAsked asks for the loaner (W-11).
type GuaranteeLoanerAsked struct {
	Case        string    `json:"case"`
	Loaner      Device    `json:"loaner"`
	Slip        string    `json:"slip"`
	LastGoodDay jst.Day   `json:"last_good_day"`
	Lapse       time.Time `json:"lapse"`
}

// GuaranteeTroubleReceived confirms trouble with an exchange device that was
// told in time; no new use is consumed (W-8).
type GuaranteeTroubleReceived struct {
	Case        string    `json:"case"`
	Device      Device    `json:"device"`
	ReportedAt  time.Time `json:"reported_at"`
	LastGoodDay jst.Day   `json:"last_good_day"`
}

// GuaranteeTroubleClosed tells how trouble with an exchange device was settled (W-8).
type GuaranteeTroubleClosed struct {
	Case   string `json:"case"`
	Device Device `json:"device"`
	// Outcome is a code of [FaultOutcomes].
	Outcome  string    `json:"outcome"`
	ClosedAt time.Time `json:"closed_at"`
}

// GuaranteeCostCorrected tells that the cost of a repair was entered wrongly and
// what follows for the excess (C-13, W-7).
type GuaranteeCostCorrected struct {
	Case        string     `json:"case"`
	Device      Device     `json:"device"`
	Recorded    yen.Amount `json:"recorded"` // the wrong cost
	Cost        yen.Amount `json:"cost"`
	Limit       yen.Amount `json:"limit"`
	Reversed    yen.Amount `json:"reversed"` // of the charge that was taken back; zero for none
	Excess      yen.Amount `json:"excess"`   // charged anew; zero for none
	CorrectedAt time.Time  `json:"corrected_at"`
}

// GuaranteeDeliveryCorrected tells that the day of a delivery was recorded
// wrongly and which deadlines moved (C-13). Those that did not are absent.
type GuaranteeDeliveryCorrected struct {
	Case              string     `json:"case"`
	Device            Device     `json:"device"`
	Recorded          jst.Day    `json:"recorded"` // the wrong day
	Delivered         jst.Day    `json:"delivered"`
	CheckLastGoodDay  *jst.Day   `json:"check_last_good_day,omitempty"` // W-8
	CheckLapse        *time.Time `json:"check_lapse,omitempty"`
	LoanerLastGoodDay *jst.Day   `json:"loaner_last_good_day,omitempty"` // W-11
	LoanerLapse       *time.Time `json:"loaner_lapse,omitempty"`
	FaultyLastGoodDay *jst.Day   `json:"faulty_last_good_day,omitempty"` // W-8
	FaultyLapse       *time.Time `json:"faulty_lapse,omitempty"`
}

// month is 2027年1月 or January 2027, of a day in it.
func (l language) month(d jst.Day) string {
	year, month, _ := d.Date()
	if l.english() {
		return fmt.Sprintf("%s %d", month, year)
	}
	return fmt.Sprintf("%d年%d月", year, month)
}

// guaranteeChecklist is what the member does before a device is sent (W-11).
func (w *writer) guaranteeChecklist() []string {
	list := make([]string, len(w.office.Terms.W11.Checklist))
	for i, item := range w.office.Terms.W11.Checklist {
		list[i] = w.lang.text(terms.Text{JA: item.JA, EN: item.EN})
	}
	return list
}

// certificateDesk is whom to ask about the electronic certificate of a phone (W-11).
func (w *writer) certificateDesk() string {
	desk := w.office.Terms.W11.CertificateDesk
	if w.lang.english() {
		return fmt.Sprintf("%s %s (%s)", desk.Name.EN, desk.Phone, desk.Hours.EN)
	}
	return fmt.Sprintf("%s %s（%s）", desk.Name.JA, desk.Phone, desk.Hours.JA)
}
