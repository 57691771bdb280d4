package message

import (
	"time"

	"kigen/internal/guarantee"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// GuaranteeRegistration is the process of W-3: the device of a guarantee is
// registered in time, or the guarantee ends.
var GuaranteeRegistration = Process[GuaranteeRegistrationInput, GuaranteeResult]{Name: "GuaranteeRegistration"}

// GuaranteeRegistrationID is the workflow ID: one registration an option.
func GuaranteeRegistrationID(option string) string { return "guarantee-registration/" + option }

// GuaranteeRegistrationInput starts a GuaranteeRegistration.
type GuaranteeRegistrationInput struct {
	Option string    `json:"option"`
	Clock  string    `json:"clock,omitempty"` // the test clock it lives on
	At     time.Time `json:"at"`              // of the line's activation
	// Resume loads where a registration stands that had ended: for a correction.
	Resume bool `json:"resume,omitempty"`
}

// GuaranteeResult is how a process of a guarantee ended: the state of the case.
type GuaranteeResult struct {
	State string `json:"state"`
}

// AwaitRegistration waits until the registration is open.
var AwaitRegistration = Update[None, None]{Name: "await"}

// MoveRegistration tells that the line is in use from another day than was
// recorded (C-13): what is counted from it is counted anew.
var MoveRegistration = Update[RegistrationMove, None]{Name: "move"}

// RegistrationMove names the correction that was recorded.
type RegistrationMove struct {
	Correction string        `json:"correction"` // its case
	At         time.Time     `json:"at"`
	Actor      journal.Actor `json:"actor"`
}

// RegisterDevice names the device that the guarantee is to cover (W-3, W-9).
var RegisterDevice = Update[GuaranteedDevice, None]{Name: "register"}

// GuaranteedDevice is what the member tells of the device.
type GuaranteedDevice struct {
	ID     string `json:"id"`
	IMEI   string `json:"imei"`
	Model  string `json:"model"` // its code in the catalogue
	Colour string `json:"colour,omitempty"`
	// Confirmed are the items of W-3 and W-9 that the member confirms.
	Confirmed []string      `json:"confirmed"`
	At        time.Time     `json:"at"`
	Actor     journal.Actor `json:"actor"`
}

// GuaranteeClaim is the process of a claim under a guarantee, from its receipt
// until every promise in it is kept or charged (W-4…W-11).
var GuaranteeClaim = Process[GuaranteeClaimInput, GuaranteeResult]{Name: "GuaranteeClaim"}

// GuaranteeClaimID is the workflow ID of a claim.
func GuaranteeClaimID(claim string) string { return "guarantee-claim/" + claim }

// GuaranteeClaimInput starts a GuaranteeClaim, or resumes the one that has
// ended: for a late parcel, a correction.
type GuaranteeClaimInput struct {
	Claim string `json:"claim"` // "gcl_…"
	// Resume loads where the case stands; the rest is empty then.
	Resume     bool          `json:"resume,omitempty"`
	Option     string        `json:"option,omitempty"`
	Clock      string        `json:"clock,omitempty"` // the test clock it lives on
	Cause      terms.Cause   `json:"cause,omitempty"`
	FaultDay   jst.Day       `json:"fault_day,omitzero"`
	Exclusion  string        `json:"exclusion,omitempty"` // the ground of W-9 that a desk picked
	Loaner     bool          `json:"loaner,omitempty"`    // asks for one (W-11)
	ReceivedAt time.Time     `json:"received_at,omitzero"`
	Actor      journal.Actor `json:"actor,omitzero"`
}

// Commands to a claim under a guarantee.
var (
	// FileGuaranteeClaim waits for the decision on the claim and answers it; a
	// claim that the guarantee does not take is a refusal.
	FileGuaranteeClaim = Update[None, guarantee.Verdict]{Name: "file"}
	// RecordGuaranteeAgreement says whether the repair agreement is there (W-11).
	RecordGuaranteeAgreement = Update[GuaranteeAgreement, None]{Name: "record-agreement"}
	// InspectGuaranteeDevice records what the inspection found (W-5, W-6).
	InspectGuaranteeDevice = Update[GuaranteeInspection, None]{Name: "inspect"}
	// RecordGuaranteeRepair says that the device is repaired, and what it cost (W-7).
	RecordGuaranteeRepair = Update[GuaranteeRepair, None]{Name: "record-repair"}
	// ShipGuaranteeDevice sends the device back, or an exchange device (W-6).
	ShipGuaranteeDevice = Update[GuaranteeParcel, None]{Name: "ship"}
	// ShipGuaranteeLoaner sends the loaner (W-11).
	ShipGuaranteeLoaner = Update[GuaranteeParcel, None]{Name: "ship-loaner"}
	// CheckGuaranteeLoaner says what was found of a loaner that is back (W-11).
	CheckGuaranteeLoaner = Update[GuaranteeLoanerCheck, None]{Name: "check-loaner"}
	// ReportGuaranteeTrouble says that the exchange device does not work (W-8).
	ReportGuaranteeTrouble = Update[Fault, None]{Name: "report-trouble"}
	// DecideGuaranteeTrouble settles trouble with an exchange device (W-8).
	DecideGuaranteeTrouble = Update[GuaranteeTroubleDecision, None]{Name: "decide-trouble"}
	// CorrectGuaranteeCost replaces the cost of a repair that was entered wrongly (C-13).
	CorrectGuaranteeCost = Update[GuaranteeCost, None]{Name: "correct-cost"}
)

// GuaranteeAgreement is the repair desk's word on the repair agreement.
type GuaranteeAgreement struct {
	ID      string        `json:"id"`
	Present bool          `json:"present"`
	At      time.Time     `json:"at"`
	Actor   journal.Actor `json:"actor"`
}

// GuaranteeInspection is the repair desk's.
type GuaranteeInspection struct {
	ID        string            `json:"id"`
	Finding   guarantee.Finding `json:"finding"`
	Cause     terms.Cause       `json:"cause,omitempty"`     // where it is another than reported
	Exclusion string            `json:"exclusion,omitempty"` // of W-9, where the device is not covered
	Way       guarantee.Way     `json:"way,omitempty"`       // of a confirmed fault
	At        time.Time         `json:"at"`
	Actor     journal.Actor     `json:"actor"`
}

// GuaranteeRepair is a repair that the maker has done. IMEI, model and colour are
// those of a device that the maker gave in the place of this one.
type GuaranteeRepair struct {
	ID     string        `json:"id"`
	Cost   yen.Amount    `json:"cost"`
	IMEI   string        `json:"imei,omitempty"`
	Model  string        `json:"model,omitempty"`
	Colour string        `json:"colour,omitempty"`
	At     time.Time     `json:"at"`
	Actor  journal.Actor `json:"actor"`
}

// GuaranteeParcel is what the shipping desk sends: an exchange device is a unit
// of the stock.
type GuaranteeParcel struct {
	Shipment string        `json:"shipment"`
	Tracking string        `json:"tracking"`
	Unit     string        `json:"unit,omitempty"`
	At       time.Time     `json:"at"`
	Actor    journal.Actor `json:"actor"`
}

// GuaranteeLoanerCheck is the repair desk's finding of a loaner that is back.
type GuaranteeLoanerCheck struct {
	ID      string        `json:"id"`
	Damaged bool          `json:"damaged"`
	At      time.Time     `json:"at"`
	Actor   journal.Actor `json:"actor"`
}

// GuaranteeTroubleDecision is the repair desk's.
type GuaranteeTroubleDecision struct {
	ID      string        `json:"id"`
	Outcome string        `json:"outcome"`
	At      time.Time     `json:"at"`
	Actor   journal.Actor `json:"actor"`
}

// GuaranteeCost is the true cost of a repair.
type GuaranteeCost struct {
	ID    string        `json:"id"`
	Cost  yen.Amount    `json:"cost"`
	At    time.Time     `json:"at"`
	Actor journal.Actor `json:"actor"`
}
