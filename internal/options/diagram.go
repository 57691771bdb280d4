package options

import "kigen/internal/casefile"

// CancellationDiagram is how the cancellation of an option goes from state to state.
var CancellationDiagram = casefile.Diagram{
	Process: "OptionCancellation", Kind: "option-cancellation",
	Transitions: []casefile.Transition{
		{From: "", Step: "cancelled", To: StateCancelled},
		{From: StateCancelled, Step: "ended", To: StateEnded},
	},
}
