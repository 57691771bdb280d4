package message

import (
	"time"

	"kigen/internal/journal"
	"kigen/internal/options"
)

// OptionCancellation is the process of an option that is cancelled on its own
// and ends at month end (O-3, O-5, W-1).
var OptionCancellation = Process[OptionCancellationInput, OptionCancellationResult]{Name: "OptionCancellation"}

// OptionCancellationID is the workflow ID: at most one cancellation an option.
func OptionCancellationID(option string) string { return "option-cancellation/" + option }

// OptionCancellationInput starts an OptionCancellation.
type OptionCancellationInput struct {
	Case       string        `json:"case"`
	Option     string        `json:"option"`          // the compensation or guarantee
	Clock      string        `json:"clock,omitempty"` // the test clock it lives on
	Channel    string        `json:"channel"`         // "member_page" or "support_desk"
	ReceivedAt time.Time     `json:"received_at"`
	Actor      journal.Actor `json:"actor"`
}

// OptionCancellationResult is how an OptionCancellation ended: "refused" or "ended".
type OptionCancellationResult struct {
	State string `json:"state"`
}

// FileOptionCancellation waits for the first step and answers what it decided.
// It is refused with code already_open where the running process is another case's.
var FileOptionCancellation = Update[Filing, options.Cancellation]{Name: "file"}
