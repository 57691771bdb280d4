package repair

import "kigen/internal/casefile"

// Diagram is how a repair goes from state to state.
var Diagram = casefile.Diagram{
	Process: "Repair",
	Kind:    "repair",
	Transitions: []casefile.Transition{
		{From: "", Step: "filed", To: CaseRefused},
		{From: "", Step: "filed", To: CaseUnreceived},
		{From: "", Step: "filed", To: CaseReceived},

		// The broken device comes in (U-1), or does not (U-12).
		{From: CaseReceived, Step: "parcel-booked-in", To: CaseDeviceIn},
		{From: CaseReceived, Step: "taken-in-at-shop", To: CaseInspecting},
		{From: CaseReceived, Step: "device-in", To: CaseClosed},
		{From: CaseReceived, Step: "device-in", To: CaseLapsed},
		{From: CaseReceived, Step: "withdrawn", To: CaseClosed},
		{From: CaseReceived, Step: "withdrawn", To: CaseWithdrawn},
		{From: CaseDeviceIn, Step: "agreement-recorded", To: CaseOnHold},
		{From: CaseDeviceIn, Step: "agreement-recorded", To: CaseInspecting},
		{From: CaseOnHold, Step: "agreement-recorded", To: CaseInspecting},

		// The inspection (U-11).
		{From: CaseInspecting, Step: "inspected", To: CaseRepairing},
		{From: CaseInspecting, Step: "inspected", To: CaseToShip},
		{From: CaseOnHold, Step: "inspected", To: CaseToShip},
		{From: CaseRepairing, Step: "repair-decided", To: CaseToShip},
		{From: CaseDeviceIn, Step: "withdrawn", To: CaseToShip},
		{From: CaseOnHold, Step: "withdrawn", To: CaseToShip},
		{From: CaseInspecting, Step: "withdrawn", To: CaseToShip},

		// The device goes to the member: day R.
		{From: CaseToShip, Step: "device-shipped", To: CaseShipped},
		{From: CaseToShip, Step: "handed-over", To: CaseDelivered},
		{From: CaseToShip, Step: "handed-over", To: CaseClosed},
		{From: CaseShipped, Step: "delivered", To: CaseDelivered},
		{From: CaseShipped, Step: "delivered", To: CaseClosed},
		{From: CaseShipped, Step: "came-back", To: CaseCameBack},
		{From: CaseCameBack, Step: "device-shipped", To: CaseShipped},

		// The same symptom (U-8), and a fault of an exchange device (U-9).
		{From: CaseDelivered, Step: "recurrence-reported", To: CaseRecurred},
		{From: CaseClosed, Step: "recurrence-reported", To: CaseRecurred},
		{From: CaseRecurred, Step: "parcel-booked-in", To: CaseInspecting},
		{From: CaseRecurred, Step: "taken-in-at-shop", To: CaseInspecting},
		{From: CaseRecurred, Step: "device-in", To: CaseClosed},
		{From: CaseRecurred, Step: "device-in", To: CaseLapsed},
		{From: CaseRecurred, Step: "withdrawn", To: CaseClosed},
		{From: CaseRecurred, Step: "withdrawn", To: CaseWithdrawn},
		{From: CaseDelivered, Step: "exchange-fault-reported", To: CaseFault},
		{From: CaseClosed, Step: "exchange-fault-reported", To: CaseFault},
		{From: CaseFault, Step: "exchange-fault-decided", To: CaseDelivered},
		{From: CaseFault, Step: "exchange-fault-decided", To: CaseClosed},
		{From: CaseFault, Step: "exchange-fault-decided", To: CaseToShip},

		// The last promise is kept or charged.
		{From: CaseDelivered, Step: "recurrence", To: CaseClosed},
		{From: CaseDelivered, Step: "exchange-check", To: CaseClosed},
		{From: CaseDelivered, Step: "device-after-loaner", To: CaseClosed},
		{From: CaseDelivered, Step: "loaner-asked-back", To: CaseClosed},
		{From: CaseDelivered, Step: "loaner-back", To: CaseClosed},
		{From: CaseDelivered, Step: "device-or-loaner-back", To: CaseClosed},
		{From: CaseDelivered, Step: "exchange-device-back", To: CaseClosed},
		{From: CaseDelivered, Step: "loaner-inspected", To: CaseClosed},
		{From: CaseDelivered, Step: "parcel-booked-in", To: CaseClosed},
		{From: CaseDelivered, Step: "came-back", To: CaseClosed},
		{From: CaseLapsed, Step: "loaner-inspected", To: CaseClosed},
		{From: CaseLapsed, Step: "device-or-loaner-back", To: CaseClosed},
		{From: CaseWithdrawn, Step: "loaner-inspected", To: CaseClosed},
		{From: CaseWithdrawn, Step: "device-or-loaner-back", To: CaseClosed},
		{From: CaseWithdrawn, Step: "came-back", To: CaseClosed},

		// What comes after the end: a late parcel, a correction (C-13).
		{From: CaseLapsed, Step: "parcel-booked-in", To: CaseToShip},
		{From: CaseWithdrawn, Step: "parcel-booked-in", To: CaseToShip},
		{From: CaseClosed, Step: "parcel-booked-in", To: CaseToShip},
		{From: CaseClosed, Step: "parcel-booked-in", To: CaseDelivered},
		{From: CaseClosed, Step: "parcel-booked-in", To: CaseLapsed},
		{From: CaseClosed, Step: "parcel-booked-in", To: CaseWithdrawn},
		{From: CaseClosed, Step: "delivery-corrected", To: CaseDelivered},
		{From: CaseClosed, Step: "delivery-corrected", To: CaseLapsed},
		{From: CaseClosed, Step: "delivery-corrected", To: CaseWithdrawn},
		{From: CaseClosed, Step: "booking-corrected", To: CaseDelivered},
		{From: CaseClosed, Step: "booking-corrected", To: CaseLapsed},
		{From: CaseClosed, Step: "booking-corrected", To: CaseWithdrawn},
	},
}
