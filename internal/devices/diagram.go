package devices

import "kigen/internal/casefile"

// ReplacementDiagram is how a claim for a new device goes from state to state.
// The return of the old device runs beside its states; the case is closed by
// the last of what it waits for.
var ReplacementDiagram = casefile.Diagram{
	Process: "Replacement", Kind: "replacement",
	Transitions: []casefile.Transition{
		{From: "", Step: "filed", To: CaseAccepted},
		{From: "", Step: "filed", To: string(Refused)},
		{From: "", Step: "filed", To: string(SentToMaker)},
		{From: CaseAccepted, Step: "shipped", To: CaseShipped},
		{From: CaseShipped, Step: "delivered", To: CaseDelivered},
		{From: CaseShipped, Step: "came-back", To: CaseCameBack},
		{From: CaseCameBack, Step: "shipped", To: CaseShipped},
		{From: CaseDelivered, Step: "fault-reported", To: CaseFault},
		{From: CaseFault, Step: "fault-decided", To: CaseExchangeDue},
		{From: CaseFault, Step: "fault-decided", To: CaseDelivered},
		{From: CaseFault, Step: "fault-decided", To: CaseClosed},
		{From: CaseExchangeDue, Step: "shipped", To: CaseShipped},
		{From: CaseDelivered, Step: "parcel-booked-in", To: CaseClosed},
		{From: CaseDelivered, Step: "return-settled", To: CaseClosed},
		{From: CaseDelivered, Step: "check-lapsed", To: CaseClosed},
		{From: CaseClosed, Step: "delivery-corrected", To: CaseDelivered},
	},
}
