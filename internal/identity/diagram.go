package identity

import "kigen/internal/casefile"

// SignupDiagram is how an application goes from state to state.
var SignupDiagram = casefile.Diagram{
	Process: "Signup", Kind: "signup",
	Transitions: []casefile.Transition{
		{From: "", Step: StepAccepted, To: StateInviting},
		{From: "", Step: StepAccepted, To: StateApproved},
		{From: StateInviting, Step: DeadlineInvitation, To: StateInvited},
		{From: StateInviting, Step: StepWithdrawn, To: StateWithdrawn},
		{From: StateInviting, Step: "rejected", To: StateRejected},
		{From: StateInvited, Step: "submitted", To: StateSubmitted},
		{From: StateInvited, Step: DeadlineProof, To: StateLapsed},
		{From: StateInvited, Step: DeadlineNewNumber, To: StateLapsed},
		{From: StateInvited, Step: StepWithdrawn, To: StateWithdrawn},
		{From: StateInvited, Step: "rejected", To: StateRejected},
		{From: StateSubmitted, Step: "decided", To: StateApproved},
		{From: StateSubmitted, Step: "decided", To: StateInvited},
		{From: StateSubmitted, Step: DeadlineNewNumber, To: StateLapsed},
		{From: StateSubmitted, Step: StepWithdrawn, To: StateWithdrawn},
		{From: StateSubmitted, Step: "rejected", To: StateRejected},
		{From: StateApproved, Step: "shipped", To: StateShipped},
		{From: StateApproved, Step: DeadlineNewNumber, To: StateLapsed},
		{From: StateApproved, Step: StepWithdrawn, To: StateWithdrawn},
		{From: StateApproved, Step: "rejected", To: StateRejected},
		{From: StateShipped, Step: "parcel-delivered", To: StateActive},
		{From: StateShipped, Step: "parcel-delivered", To: StateDelivered},
		{From: StateShipped, Step: "parcel-came-back", To: StateCameBack},
		{From: StateShipped, Step: DeadlineNewNumber, To: StateLapsed},
		{From: StateDelivered, Step: "line-activated", To: StateActive},
		{From: StateDelivered, Step: DeadlineNewNumber, To: StateActive},
		{From: StateDelivered, Step: DeadlineNewNumber, To: StateLapsed},
		{From: StateCameBack, Step: "address-verified", To: StateApproved},
		{From: StateCameBack, Step: "address-verified", To: StateInvited},
		{From: StateCameBack, Step: DeadlineNewNumber, To: StateLapsed},
		{From: StateCameBack, Step: StepWithdrawn, To: StateWithdrawn},
		{From: StateCameBack, Step: "rejected", To: StateRejected},
	},
}
