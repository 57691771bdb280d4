package message

import (
	"time"

	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/supply"
)

// Exchange is the process of P-7: a used device that malfunctions, until it is
// exchanged or with its member again.
var Exchange = Process[ExchangeInput, ExchangeResult]{Name: "Exchange"}

// ExchangeID is the workflow ID of an exchange.
func ExchangeID(exchange string) string { return "exchange/" + exchange }

// ExchangeInput starts an Exchange with a report, or resumes the one that has
// ended: for a late parcel, a correction.
type ExchangeInput struct {
	Exchange string `json:"exchange"`
	// Resume loads where the case stands; the rest is empty then.
	Resume      bool          `json:"resume,omitempty"`
	Device      string        `json:"device,omitempty"`
	Clock       string        `json:"clock,omitempty"` // the test clock it lives on
	Malfunction string        `json:"malfunction,omitempty"`
	ReportedAt  time.Time     `json:"reported_at,omitzero"`
	Actor       journal.Actor `json:"actor,omitzero"`
}

// ExchangeResult is the state in which an Exchange ended.
type ExchangeResult struct {
	State string `json:"state"`
}

// Commands to an exchange.
var (
	// FileExchange waits for the decision on the report and answers it; a late
	// report is a refusal.
	FileExchange = Update[None, supply.Verdict]{Name: "file"}
	// DecideExchange is what the repair desk finds of the device.
	DecideExchange = Update[ExchangeFinding, None]{Name: "decide"}
	// ShipExchange hands the equal device, or the member's own, to the courier.
	ShipExchange = Update[ExchangeParcel, None]{Name: "ship"}
	// WithdrawExchange ends it at the member's wish, before the device is in.
	WithdrawExchange = Update[Ending, None]{Name: "withdraw"}
	// CloseExchange ends it as the device never came.
	CloseExchange = Update[Ending, None]{Name: "close"}
)

// ExchangeFinding is the repair desk's; Ground says why the device is not
// exchanged, where it is not confirmed.
type ExchangeFinding struct {
	Confirmed bool          `json:"confirmed,omitempty"`
	Ground    string        `json:"ground,omitempty"`
	At        time.Time     `json:"at"`
	Actor     journal.Actor `json:"actor"`
}

// ExchangeParcel is what the shipping desk sends: a unit of the stock, or the
// member's own device where there is none.
type ExchangeParcel struct {
	Shipment string        `json:"shipment"`
	Tracking string        `json:"tracking"`
	Unit     string        `json:"unit,omitempty"`
	Equal    bool          `json:"equal,omitempty"` // another model or colour is an equal one
	At       time.Time     `json:"at"`
	Actor    journal.Actor `json:"actor"`
}

// Ending ends a case before its course.
type Ending struct {
	At    time.Time     `json:"at"`
	Actor journal.Actor `json:"actor"`
}

// MakerSwap is the process of P-8: a device that its maker has swapped for
// another one.
var MakerSwap = Process[MakerSwapInput, MakerSwapResult]{Name: "MakerSwap"}

// MakerSwapID is the workflow ID of a swap.
func MakerSwapID(swap string) string { return "maker-swap/" + swap }

// MakerSwapInput starts a MakerSwap.
type MakerSwapInput struct {
	Swap      string        `json:"swap"`
	Device    string        `json:"device"`
	Clock     string        `json:"clock,omitempty"` // the test clock it lives on
	IMEI      string        `json:"imei"`
	Model     string        `json:"model"`
	Colour    string        `json:"colour"`
	SwappedOn jst.Day       `json:"swapped_on"`
	At        time.Time     `json:"at"`
	Actor     journal.Actor `json:"actor"`
}

// MakerSwapResult is how a MakerSwap ended: "refused" or "swapped".
type MakerSwapResult struct {
	State string `json:"state"`
}

// ReportMakerSwap waits for the only step and answers the new device.
var ReportMakerSwap = Update[None, SwappedDevice]{Name: "report"}

// SwappedDevice is the device that the maker gave.
type SwappedDevice struct {
	Device string `json:"device"`
}

// InstalmentPayment is the process by which parts of a device's price are
// recorded as paid (P-3).
var InstalmentPayment = Process[InstalmentPaymentInput, InstalmentPaymentResult]{Name: "InstalmentPayment"}

// InstalmentPaymentID is the workflow ID of a payment.
func InstalmentPaymentID(payment string) string { return "instalment-payment/" + payment }

// InstalmentPaymentInput starts an InstalmentPayment.
type InstalmentPaymentInput struct {
	Payment string        `json:"payment"`
	Device  string        `json:"device"`
	Clock   string        `json:"clock,omitempty"` // the test clock it lives on
	Parts   int           `json:"parts"`
	At      time.Time     `json:"at"`
	Actor   journal.Actor `json:"actor"`
}

// InstalmentPaymentResult is how an InstalmentPayment ended: "refused" or "paid".
type InstalmentPaymentResult struct {
	State string `json:"state"`
}

// RecordInstalments waits for the only step and answers the purchase after it.
var RecordInstalments = Update[None, supply.Purchase]{Name: "record"}
