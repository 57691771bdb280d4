package billing

import "kigen/internal/casefile"

// WaiverDiagram is how a waiver goes from state to state.
var WaiverDiagram = casefile.Diagram{
	Process: "Waiver", Kind: "waiver",
	Transitions: []casefile.Transition{
		{From: "", Step: "asked", To: "asked"},
		{From: "asked", Step: "decided", To: "approved"},
		{From: "asked", Step: "decided", To: "rejected"},
	},
}
