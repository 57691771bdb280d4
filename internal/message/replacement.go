package message

import (
	"time"

	"kigen/internal/devices"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/terms"
)

// Replacement is the process of O and N: a claim for an insured device, and
// what follows from it until the old device is back or charged.
var Replacement = Process[ReplacementInput, ReplacementResult]{Name: "Replacement"}

// ReplacementID is the workflow ID of a claim.
func ReplacementID(claim string) string { return "replacement/" + claim }

// ReplacementInput starts a Replacement with a claim, or resumes the one that
// has ended: for a late parcel, a correction.
type ReplacementInput struct {
	Claim string `json:"claim"`
	// Resume loads where the case stands; the rest is empty then.
	Resume     bool          `json:"resume,omitempty"`
	Device     string        `json:"device,omitempty"`
	Clock      string        `json:"clock,omitempty"` // the test clock it lives on
	Cause      terms.Cause   `json:"cause,omitempty"`
	FaultDay   jst.Day       `json:"fault_day,omitzero"`
	Exclusion  string        `json:"exclusion,omitempty"` // the ground of O-7 that a desk picked
	ReceivedAt time.Time     `json:"received_at,omitzero"`
	Actor      journal.Actor `json:"actor,omitzero"`
}

// ReplacementResult is how a Replacement ended: the verdict on a claim that was
// not accepted, else the state of the case.
type ReplacementResult struct {
	State string `json:"state"`
}

// FileClaim waits for the decision on the claim and answers it; a claim that
// the cover does not take is a refusal.
var FileClaim = Update[None, devices.Verdict]{Name: "file"}

// ShipReplacement hands the replacement to the courier (N-3).
var ShipReplacement = Update[Parcel, None]{Name: "ship"}

// Parcel is what the shipping desk sends.
type Parcel struct {
	Shipment    string        `json:"shipment"`
	Tracking    string        `json:"tracking"`
	IMEI        string        `json:"imei"`
	Model       string        `json:"model"`
	Colour      string        `json:"colour"`
	Refurbished bool          `json:"refurbished,omitempty"`
	Equal       bool          `json:"equal,omitempty"` // another model or colour is an equal one
	At          time.Time     `json:"at"`
	Actor       journal.Actor `json:"actor"`
}

// ReportFault says that the replacement does not work (N-4).
var ReportFault = Update[Fault, None]{Name: "report-fault"}

// Fault is a fault of a replacement.
type Fault struct {
	ID    string        `json:"id"`
	At    time.Time     `json:"at"`
	Actor journal.Actor `json:"actor"`
}

// DecideFault settles a fault of the replacement (N-4).
var DecideFault = Update[FaultDecision, None]{Name: "decide-fault"}

// FaultDecision is the repair desk's.
type FaultDecision struct {
	Fault   string        `json:"fault,omitempty"` // empty for the open one
	Outcome string        `json:"outcome"`
	At      time.Time     `json:"at"`
	Actor   journal.Actor `json:"actor"`
}
