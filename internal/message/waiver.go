package message

import (
	"time"

	"kigen/internal/journal"
)

// Waiver is the process by which two people let a charge go (N-5, B-9).
var Waiver = Process[WaiverInput, WaiverResult]{Name: "Waiver"}

// WaiverID is the workflow ID: at most one open waiver a charge.
func WaiverID(charge string) string { return "waiver/" + charge }

// WaiverInput starts a Waiver.
type WaiverInput struct {
	Case    string        `json:"case"`
	Charge  string        `json:"charge"`
	Clock   string        `json:"clock,omitempty"` // the test clock it lives on
	Reason  string        `json:"reason"`          // of billing.Reasons
	AskedAt time.Time     `json:"asked_at"`
	Actor   journal.Actor `json:"actor"`
}

// WaiverResult is how a Waiver ended: "refused", "approved" or "rejected".
type WaiverResult struct {
	State string `json:"state"`
}

// AskForWaiver waits for the first step. It is refused with code already_open
// where the running process is another case's.
var AskForWaiver = Update[Filing, None]{Name: "ask"}

// DecideWaiver approves or rejects it; not by the person who asked.
var DecideWaiver = Update[WaiverDecision, None]{Name: "decide"}

// WaiverDecision is the second person's.
type WaiverDecision struct {
	Case    string        `json:"case"`
	Approve bool          `json:"approve"`
	At      time.Time     `json:"at"`
	Actor   journal.Actor `json:"actor"`
}
