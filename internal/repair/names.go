package repair

import "strconv"

// States of a case; doc.go says what each means.
const (
	CaseRefused    = "refused"
	CaseUnreceived = "unreceived"
	CaseReceived   = "received"
	CaseDeviceIn   = "device_in"
	CaseOnHold     = "on_hold"
	CaseInspecting = "inspecting"
	CaseRepairing  = "repairing"
	CaseToShip     = "to_ship"
	CaseShipped    = "shipped"
	CaseCameBack   = "came_back"
	CaseDelivered  = "delivered"
	CaseRecurred   = "recurred"
	CaseFault      = "fault"
	CaseLapsed     = "lapsed"
	CaseWithdrawn  = "withdrawn"
	CaseClosed     = "closed"
)

// Names of the deadlines.
const (
	DeadlineDeviceIn       = "device-in"             // U-12
	DeadlineTrouble        = "loaner-trouble"        // U-3
	DeadlineAfterLoaner    = "device-after-loaner"   // U-4
	DeadlineDeviceOrLoaner = "device-or-loaner-back" // U-5
	DeadlineLoanerAsked    = "loaner-asked-back"     // U-6
	DeadlineLoanerBack     = "loaner-back"           // U-6
	DeadlineRecurrence     = "recurrence"            // U-8
	DeadlineExchangeCheck  = "exchange-check"        // U-9
	DeadlineExchangeBack   = "exchange-device-back"  // U-9
)

// Kinds of the tasks.
const (
	TaskAgreement     = "record-agreement"
	TaskMissing       = "agreement-missing"
	TaskInspect       = "inspect-device"
	TaskDecide        = "decide-repair"
	TaskShip          = "ship-device"
	TaskReship        = "reship-device"
	TaskShipLoaner    = "ship-loaner"
	TaskReshipLoaner  = "reship-loaner"
	TaskInquiry       = "device-inquiry"
	TaskInspectLoaner = "inspect-loaner"
	TaskFault         = "check-exchange-fault"
	TaskWaiver        = "consider-waiver"
)

// Names of the charges.
const (
	ChargeUnreceived = "unreceived-repair" // U-1
	ChargeLoaner     = "loaner-price"      // U-5, U-6
	ChargeDamage     = "loaner-damage"     // U-7
	ChargeExchange   = "exchange-price"    // U-9
)

// Kinds of parcels.
const (
	ParcelLoaner   = "loaner"
	ParcelRepaired = "repaired-device"
	ParcelReturned = "returned-device"
	ParcelExchange = "exchange-device"

	ReturnBroken   = "broken-device"
	ReturnLoaner   = "loaner"
	ReturnExchange = "exchange-device"
)

// ordinal is the name of the no-th of several: "loaner-back", "loaner-back-2".
func ordinal(name string, no int) string {
	if no < 2 {
		return name
	}
	return name + "-" + strconv.Itoa(no)
}
