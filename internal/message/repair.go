package message

import (
	"time"

	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/repair"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// Repair is the process of U: a used device under its cover, from the reception
// until every promise about it and its loaner is kept or charged.
var Repair = Process[RepairInput, RepairResult]{Name: "Repair"}

// RepairID is the workflow ID of a repair.
func RepairID(id string) string { return "repair/" + id }

// RepairInput starts a Repair with its reception, or resumes the one that has
// ended: for a late parcel, a report, a correction.
type RepairInput struct {
	Repair string `json:"repair"` // "rpr_…"
	// Resume loads where the case stands; the rest is empty then.
	Resume   bool         `json:"resume,omitempty"`
	Device   string       `json:"device,omitempty"`
	Clock    string       `json:"clock,omitempty"` // the test clock it lives on
	Cause    terms.Cause  `json:"cause,omitempty"`
	Symptom  string       `json:"symptom,omitempty"` // an ID of P-7's malfunctions, or repair.OtherSymptom
	FaultDay jst.Day      `json:"fault_day,omitzero"`
	Route    repair.Route `json:"route,omitempty"`
	Shop     string       `json:"shop,omitempty"` // its code; for an unreceived device the one it was brought to
	// WantsLoaner asks for a loaner at once (U-3).
	WantsLoaner bool   `json:"wants_loaner,omitempty"`
	Exclusion   string `json:"exclusion,omitempty"` // the ground of O-7 that a desk picked
	// Checklist are the IDs of U-10's items that the member confirms; all or none.
	Checklist []string `json:"checklist,omitempty"`
	// Unreceived says that the device was brought to a shop without a reception
	// and what its repair costs there, tax included (U-1); nil for a reception.
	Unreceived *yen.Amount   `json:"unreceived,omitempty"`
	ReceivedAt time.Time     `json:"received_at,omitzero"`
	Actor      journal.Actor `json:"actor,omitzero"`
}

// RepairResult is how a Repair ended: the state of the case.
type RepairResult struct {
	State string `json:"state"`
}

// FileRepair waits for the decision at the reception and answers it; a device
// that the cover does not take is a refusal.
var FileRepair = Update[None, repair.Verdict]{Name: "file"}

// Deed is a command that says all by its name.
type Deed struct {
	At    time.Time     `json:"at"`
	Actor journal.Actor `json:"actor"`
}

// ConfirmChecklist says that the device is wiped, unlocked and bare (U-10).
var ConfirmChecklist = Update[Checklist, None]{Name: "confirm-checklist"}

// Checklist are the IDs of U-10's items: all of them.
type Checklist struct {
	Items []string      `json:"items"`
	At    time.Time     `json:"at"`
	Actor journal.Actor `json:"actor"`
}

// TakeInAtShop says that a received device was brought to a named shop, where
// the repair agreement is signed (U-1).
var TakeInAtShop = Update[TakenIn, None]{Name: "take-in-at-shop"}

// TakenIn is a device at a shop.
type TakenIn struct {
	Shop  string        `json:"shop"`
	At    time.Time     `json:"at"`
	Actor journal.Actor `json:"actor"`
}

// RecordAgreement says whether the repair agreement is there (U-1).
var RecordAgreement = Update[Agreement, None]{Name: "record-agreement"}

// Agreement is the repair desk's word on the repair agreement.
type Agreement struct {
	Present bool          `json:"present"`
	At      time.Time     `json:"at"`
	Actor   journal.Actor `json:"actor"`
}

// InspectDevice records what the inspection found (U-11).
var InspectDevice = Update[Inspection, None]{Name: "inspect"}

// Inspection is the repair desk's. Ground is that of O-7 where it is not covered.
type Inspection struct {
	Finding repair.Finding `json:"finding"`
	Ground  string         `json:"ground,omitempty"`
	At      time.Time      `json:"at"`
	Actor   journal.Actor  `json:"actor"`
}

// DecideRepair says that a confirmed device is repaired, or that another goes out
// in its place (U-8, U-9).
var DecideRepair = Update[RepairDecision, None]{Name: "decide-repair"}

// RepairDecision is the repair desk's.
type RepairDecision struct {
	Outcome repair.Outcome `json:"outcome"` // repaired or exchange
	At      time.Time      `json:"at"`
	Actor   journal.Actor  `json:"actor"`
}

// ShipDevice hands the repaired, returned or exchange device to the courier.
var ShipDevice = Update[RepairParcel, None]{Name: "ship-device"}

// RepairParcel is what the shipping desk sends. The device is told of an exchange
// device only: by its IMEI where it is a unit of the stock, else with all fields.
type RepairParcel struct {
	Shipment    string        `json:"shipment"`
	Tracking    string        `json:"tracking"`
	IMEI        string        `json:"imei,omitempty"`
	Model       string        `json:"model,omitempty"`
	Colour      string        `json:"colour,omitempty"`
	Refurbished bool          `json:"refurbished,omitempty"`
	Equal       bool          `json:"equal,omitempty"` // another model or colour is an equal one
	At          time.Time     `json:"at"`
	Actor       journal.Actor `json:"actor"`
}

// HandOver gives the repaired or returned device back at the shop: day R.
var HandOver = Update[HandedOver, None]{Name: "hand-over"}

// HandedOver is a device that the member fetched at a shop.
type HandedOver struct {
	Shipment string        `json:"shipment"` // stands for the parcel that there is none of
	Shop     string        `json:"shop"`
	At       time.Time     `json:"at"`
	Actor    journal.Actor `json:"actor"`
}

// RequestLoaner asks for a loaner (U-3).
var RequestLoaner = Update[Deed, repair.LoanerAnswer]{Name: "request-loaner"}

// LeaveLine goes without a loaner: out of the line, or the reserved one is freed (U-3).
var LeaveLine = Update[Deed, None]{Name: "leave-line"}

// ShipLoaner hands the reserved loaner to the courier (U-3).
var ShipLoaner = Update[LoanerParcel, None]{Name: "ship-loaner"}

// LoanerParcel is the parcel with the reserved loaner.
type LoanerParcel struct {
	Shipment string        `json:"shipment"`
	Tracking string        `json:"tracking"`
	At       time.Time     `json:"at"`
	Actor    journal.Actor `json:"actor"`
}

// ReportLoanerTrouble says that the loaner itself does not work (U-3).
var ReportLoanerTrouble = Update[Fault, repair.LoanerAnswer]{Name: "report-loaner-trouble"}

// DemandLoaner asks the member for the loaner since the device has not come (U-4).
var DemandLoaner = Update[Deed, None]{Name: "demand-loaner"}

// InspectLoaner records how a loaner came back (U-7).
var InspectLoaner = Update[LoanerInspection, None]{Name: "inspect-loaner"}

// LoanerInspection is the repair desk's. Cost is that of the damage, 不課税.
type LoanerInspection struct {
	Unit    string        `json:"unit,omitempty"` // empty for the one that waits for it
	Damaged bool          `json:"damaged,omitempty"`
	Cost    yen.Amount    `json:"cost,omitzero"`
	At      time.Time     `json:"at"`
	Actor   journal.Actor `json:"actor"`
}

// ReportRecurrence says that the same symptom is back after a repair (U-8).
var ReportRecurrence = Update[Fault, None]{Name: "report-recurrence"}

// ReportExchangeFault says that an exchange device does not work (U-9).
var ReportExchangeFault = Update[Fault, None]{Name: "report-exchange-fault"}

// DecideExchangeFault settles a fault of an exchange device (U-9).
var DecideExchangeFault = Update[ExchangeFaultDecision, None]{Name: "decide-exchange-fault"}

// ExchangeFaultDecision is the repair desk's.
type ExchangeFaultDecision struct {
	Fault     string        `json:"fault,omitempty"` // empty for the open one
	Confirmed bool          `json:"confirmed"`
	At        time.Time     `json:"at"`
	Actor     journal.Actor `json:"actor"`
}

// WithdrawRepair takes the claim back before the device is inspected; no use is
// consumed, and what was sent goes back (house).
var WithdrawRepair = Update[Deed, None]{Name: "withdraw"}
