package lines

import "kigen/internal/casefile"

// CancellationDiagram is how a cancellation goes from state to state. One
// without equipment to be returned ends with its effect.
var CancellationDiagram = casefile.Diagram{
	Process: "Cancellation", Kind: "cancellation",
	Transitions: []casefile.Transition{
		{From: "", Step: "reserved", To: "reserved"},
		{From: "reserved", Step: "withdrawn", To: "withdrawn"},
		{From: "reserved", Step: "effected", To: "effected"},
		{From: "effected", Step: "equipment-back", To: "closed"},
		{From: "effected", Step: "equipment-lapsed", To: "closed"},
	},
}

// MonthEndDiagram is how a month end's own case goes from state to state.
var MonthEndDiagram = casefile.Diagram{
	Process: "MonthEnd", Kind: "month-end",
	Transitions: []casefile.Transition{
		{From: "", Step: "opened", To: "open"},
		{From: "open", Step: "effected", To: "closed"},
	},
}
