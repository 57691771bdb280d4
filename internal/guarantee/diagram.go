package guarantee

import "kigen/internal/casefile"

// RegistrationDiagram is the states of a registration (W-3).
var RegistrationDiagram = casefile.Diagram{
	Process: "GuaranteeRegistration", Kind: "guarantee-registration",
	Transitions: []casefile.Transition{
		{From: "", Step: "opened", To: RegistrationOpen},
		{From: RegistrationOpen, Step: "registered", To: Registered},
		{From: RegistrationOpen, Step: "registration-lapsed", To: RegistrationOver},
		{From: RegistrationOpen, Step: "registration-lapsed", To: RegistrationVoid},
		{From: RegistrationOpen, Step: "reminded", To: RegistrationVoid},
		{From: RegistrationOver, Step: "use-start-corrected", To: RegistrationOpen},
	},
}

// ClaimDiagram is the states of a claim under a guarantee (W-4…W-11). The
// loaner runs beside them.
var ClaimDiagram = casefile.Diagram{
	Process: "GuaranteeClaim", Kind: "guarantee-claim",
	Transitions: []casefile.Transition{
		{From: "", Step: "filed", To: StateRefused},
		{From: "", Step: "filed", To: StateDeviceDue},
		{From: StateDeviceDue, Step: "parcel-booked-in", To: StateDeviceIn},
		{From: StateDeviceDue, Step: "device-settled", To: StateLapsed},
		{From: StateLapsed, Step: "parcel-booked-in", To: StateDeviceIn},
		{From: StateLapsed, Step: "parcel-booked-in", To: StateSendBack},
		{From: StateDeviceIn, Step: "agreement-recorded", To: StateInspection},
		{From: StateDeviceIn, Step: "agreement-recorded", To: StateAgreementDue},
		{From: StateAgreementDue, Step: "agreement-recorded", To: StateInspection},
		{From: StateAgreementDue, Step: "agreement-lapsed", To: StateSendBack},
		{From: StateInspection, Step: "inspected", To: StateSendBack},
		{From: StateInspection, Step: "inspected", To: StateRepair},
		{From: StateInspection, Step: "inspected", To: StateExchangeDue},
		{From: StateRepair, Step: "repaired", To: StateSendBack},
		{From: StateSendBack, Step: "shipped", To: StateShipped},
		{From: StateExchangeDue, Step: "shipped", To: StateShipped},
		{From: StateCameBack, Step: "shipped", To: StateShipped},
		{From: StateShipped, Step: "came-back", To: StateCameBack},
		{From: StateShipped, Step: "delivered", To: StateDelivered},
		{From: StateShipped, Step: "delivered", To: StateClosed},
		{From: StateDelivered, Step: "trouble-reported", To: StateTrouble},
		{From: StateTrouble, Step: "trouble-decided", To: StateExchangeDue},
		{From: StateTrouble, Step: "trouble-decided", To: StateDelivered},
		{From: StateTrouble, Step: "trouble-decided", To: StateClosed},
		{From: StateDelivered, Step: "check-lapsed", To: StateClosed},
		{From: StateDelivered, Step: "loaner-checked", To: StateClosed},
		{From: StateDelivered, Step: "loaner-settled", To: StateClosed},
		{From: StateDelivered, Step: "faulty-settled", To: StateClosed},
		{From: StateDelivered, Step: "parcel-booked-in", To: StateClosed},
		{From: StateClosed, Step: "parcel-booked-in", To: StateDelivered},
		{From: StateClosed, Step: "delivery-corrected", To: StateDelivered},
	},
}
