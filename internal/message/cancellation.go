package message

import (
	"time"

	"kigen/internal/journal"
	"kigen/internal/lines"
)

// Cancellation is the process of K: a line's reservation to end at month end.
var Cancellation = Process[CancellationInput, CancellationResult]{Name: "Cancellation"}

// CancellationID is the workflow ID: at most one open cancellation a line.
func CancellationID(line string) string { return "cancellation/" + line }

// CancellationInput starts a Cancellation.
type CancellationInput struct {
	Case       string        `json:"case"`
	Line       string        `json:"line"`
	Clock      string        `json:"clock,omitempty"` // the test clock it lives on
	Channel    string        `json:"channel"`         // "member_page", "support_desk" or "notice" (K-3)
	ReceivedAt time.Time     `json:"received_at"`
	Actor      journal.Actor `json:"actor"`
	// Resume goes on with a case that has ended, for equipment that came late.
	Resume bool `json:"resume,omitempty"`
}

// CancellationResult is how a Cancellation ended: "refused", "withdrawn" or "ended".
type CancellationResult struct {
	State string `json:"state"`
}

// FileCancellation waits for the first step and answers what it decided. It is
// refused with code already_open where the running process is another case's.
var FileCancellation = Update[Filing, lines.Reservation]{Name: "file"}

// Filing names the case that its sender means to have filed.
type Filing struct {
	Case string `json:"case"`
}

// WithdrawCancellation takes the reservation back (K-2).
var WithdrawCancellation = Update[Withdrawal, None]{Name: "withdraw"}

// Withdrawal is a member's or a desk's wish to take something back.
type Withdrawal struct {
	Case  string        `json:"case"`
	At    time.Time     `json:"at"`
	Actor journal.Actor `json:"actor"`
}
