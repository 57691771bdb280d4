package message

import (
	"time"

	"kigen/internal/identity"
	"kigen/internal/journal"
)

// Signup is the process of S: an application, from its receipt until its lines
// are in use or it came to nothing.
var Signup = Process[SignupInput, SignupResult]{Name: "Signup"}

// SignupID is the workflow ID: one process an application.
func SignupID(application string) string { return "signup/" + application }

// SignupInput starts a Signup. What the applicant entered is personal and waits
// in the draft.
type SignupInput struct {
	Application string        `json:"application"`
	Member      string        `json:"member"` // who applies; made with the application, where new
	Draft       string        `json:"draft"`
	Clock       string        `json:"clock,omitempty"` // the test clock it lives on
	At          time.Time     `json:"at"`
	Actor       journal.Actor `json:"actor"`
}

// SignupResult is the application's last state.
type SignupResult struct {
	State string `json:"state"`
}

// Commands to a sign-up. Each answers where the application stands afterwards.
var (
	// FileApplication waits for the first step and answers what it decided.
	FileApplication = Update[None, identity.Standing]{Name: "file"}
	// SubmitProof brings proof of identity (S-10, S-20).
	SubmitProof = Update[ProofSubmission, identity.Standing]{Name: "submit"}
	// DecideIdentity is the identity desk's decision (S-13, S-14, S-18).
	DecideIdentity = Update[IdentityDecision, identity.Standing]{Name: "decide"}
	// RenewInvitation sends a new upload link (S-9).
	RenewInvitation = Update[LinkRenewal, identity.Standing]{Name: "renew-invitation"}
	// GiveNumber brings a new reservation number (S-7).
	GiveNumber = Update[NumberRenewal, identity.Standing]{Name: "give-number"}
	// ShipParcel sends the SIMs and the device (S-13, P-5).
	ShipParcel = Update[SIMParcel, identity.Standing]{Name: "ship"}
	// VerifyAddress is the desk's word on the address of a parcel that came back (S-16).
	VerifyAddress = Update[AddressVerified, identity.Standing]{Name: "verify-address"}
	// WithdrawApplication takes the application back (S-4).
	WithdrawApplication = Update[Withdrawal, identity.Standing]{Name: "withdraw"}
)

// LinkLocked tells that wrong birth dates have locked the upload link (S-9).
var LinkLocked = Signal[LockedLink]{Name: "link-locked"}

// ProofSubmission is a submission whose content waits in the draft of its ID.
type ProofSubmission struct {
	Submission string        `json:"submission"`
	At         time.Time     `json:"at"`
	Actor      journal.Actor `json:"actor"`
}

// IdentityDecision is a decision with the link that a refusal sends.
type IdentityDecision struct {
	Decision identity.Decision `json:"decision"`
	Link     string            `json:"link"`
	At       time.Time         `json:"at"`
	Actor    journal.Actor     `json:"actor"`
}

// LinkRenewal asks for a new upload link of that ID.
type LinkRenewal struct {
	Link  string        `json:"link"`
	At    time.Time     `json:"at"`
	Actor journal.Actor `json:"actor"`
}

// NumberRenewal brings the number that waits in the draft.
type NumberRenewal struct {
	SIM   int           `json:"sim"`
	Draft string        `json:"draft"`
	At    time.Time     `json:"at"`
	Actor journal.Actor `json:"actor"`
}

// SIMParcel is a shipment whose content waits in the draft of its ID.
type SIMParcel struct {
	Shipment string        `json:"shipment"`
	At       time.Time     `json:"at"`
	Actor    journal.Actor `json:"actor"`
}

// AddressVerified says that the address is right or, where there is a draft,
// which other one is.
type AddressVerified struct {
	Draft string        `json:"draft,omitempty"`
	Link  string        `json:"link"` // for proof of the other address
	At    time.Time     `json:"at"`
	Actor journal.Actor `json:"actor"`
}

// LockedLink is an upload link that wrong birth dates have locked.
type LockedLink struct {
	Link string    `json:"link"`
	At   time.Time `json:"at"`
}
