package stock

import "kigen/internal/casefile"

// CheckDiagram is how the check of a unit goes from state to state: its states
// are the unit's. A unit that is reserved went to the first case in line.
var CheckDiagram = casefile.Diagram{
	Process: "StockCheck", Kind: "stock-check",
	Transitions: []casefile.Transition{
		{From: "", Step: "checked", To: string(OnShelf)},
		{From: "", Step: "checked", To: string(Reserved)},
		{From: "", Step: "checked", To: string(Damaged)},
		{From: "", Step: "checked", To: string(WrittenOff)},
		{From: string(Damaged), Step: "checked", To: string(OnShelf)},
		{From: string(Damaged), Step: "checked", To: string(Reserved)},
		{From: string(Damaged), Step: "checked", To: string(WrittenOff)},
	},
}

// IntakeDiagram is how an intake goes from state to state: it is done at once.
var IntakeDiagram = casefile.Diagram{
	Process: "StockIntake", Kind: "stock-intake",
	Transitions: []casefile.Transition{{From: "", Step: "taken-in", To: "taken_in"}},
}
