package devices

import (
	"slices"
	"time"

	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// Names of the deadlines, tasks and charges of a replacement.
const (
	DeadlineDelivered = "replacement-delivered" // N-6, a target
	DeadlineReturn    = "old-device-back"       // N-5
	DeadlineCheck     = "replacement-checked"   // N-4

	TaskShip    = "ship-replacement"     // the replacement, or another one after a fault
	TaskReship  = "reship-replacement"   // the parcel came back
	TaskOverdue = "delivery-overdue"     // N-6 lapsed
	TaskCourier = "check-courier-report" // it contradicts what is recorded
	TaskFault   = "check-replacement"    // N-4
	TaskParcel  = "unexpected-parcel"    // a second booking of one return
	TaskWaiver  = "consider-waiver"      // the device came back although it was charged

	ChargeBurden    = "replacement-burden" // 端末交換負担金
	ChargeNonReturn = "non-return"         // 端末保守調定金
)

// CaseState is where an accepted claim stands.
type CaseState string

// States of an accepted claim. The return of the old device runs beside them.
const (
	CaseAccepted    CaseState = "accepted"     // the shipping desk has it
	CaseShipped     CaseState = "shipped"      // a replacement is on its way
	CaseCameBack    CaseState = "came_back"    // its parcel came back
	CaseDelivered   CaseState = "delivered"    // the member has it and checks it (N-4)
	CaseFault       CaseState = "fault"        // the repair desk looks into a fault of it (N-4)
	CaseExchangeDue CaseState = "exchange_due" // another one is to be sent (N-4)
	CaseClosed      CaseState = "closed"
)

// Replacement is an accepted claim as its facts stand.
type Replacement struct {
	Claim      string
	Member     string
	ReceivedAt time.Time
	State      CaseState
	Steps      int    // how many steps the case has had
	Cover      string // the option that moves with the device (N-3)
	// Devices are the old one and, in the order of their delivery, those that
	// took its place; the last is the covered one (N-3).
	Devices    []Device
	Deadlines  []Deadline // all that were ever armed, the earliest first
	Tasks      []string   // the kinds of its open tasks
	Shipments  []Shipment
	Deliveries []Delivery
	Returns    []Return // the first is that of the old device
	Faults     []Fault
	Charges    []Charge // those of N-5
}

// Deadline is a deadline of the case, with the step that armed it.
type Deadline struct {
	journal.Deadline
	Terms   string // C-10: the version under which it was armed
	ArmedBy string
	ArmedAt time.Time
	Outcome journal.Outcome // empty while it is open
}

// Shipment is a parcel with a replacement.
type Shipment struct {
	ID          string
	Tracking    string
	Fault       string // the fault it answers (N-4); empty for the replacement itself
	Device      Device // the member's once it is delivered
	ShippedAt   time.Time
	DeliveredAt time.Time
	CameBackAt  time.Time
}

func (s Shipment) underWay() bool { return s.DeliveredAt.IsZero() && s.CameBackAt.IsZero() }

// Delivery is the fact that a shipment was delivered, by its number within the
// case. One that corrects another names it; both stay on record (C-13).
type Delivery struct {
	No          int
	Shipment    string
	DeliveredAt time.Time
	RecordedAt  time.Time
	Corrects    int // 0 for none
}

// Return is a device that is to come back, and how it did.
type Return struct {
	ID          string
	Device      string
	Slip        string
	RequestedAt time.Time
	Reminders   []time.Time // those still to go out
	Reference   string      // the centre's booking; empty while there is none
	BookedAt    time.Time   // by the centre's books (C-11)
	ReportedAt  time.Time
}

func (r Return) booked() bool { return r.Reference != "" }

// Fault is a fault of a replacement that the member reported in time (N-4).
type Fault struct {
	ID         string
	Device     string
	ReportedAt time.Time
	Outcome    string // a code of letters.FaultOutcomes; empty while it is open
	DecidedAt  time.Time
}

// Charge is a charge of N-5 and what took it back.
type Charge struct {
	ID        string
	Amount    yen.Amount
	Tax       terms.TaxClass
	TakenBack journal.ChargeKind // empty while it stands
}

// old is the device that the claim is for.
func (r *Replacement) old() *Device { return &r.Devices[0] }

// covered is the device that the option covers.
func (r *Replacement) covered() *Device { return &r.Devices[len(r.Devices)-1] }

// deadline is the latest of that name; false where there was none.
func (r *Replacement) deadline(name string) (Deadline, bool) {
	for _, d := range slices.Backward(r.Deadlines) {
		if d.Name == name {
			return d, true
		}
	}
	return Deadline{}, false
}

// open is the open deadline of that name; false where there is none.
func (r *Replacement) open(name string) (Deadline, bool) {
	d, ok := r.deadline(name)
	return d, ok && d.Outcome == ""
}

func (r *Replacement) shipment(id string) (*Shipment, bool) {
	i := slices.IndexFunc(r.Shipments, func(s Shipment) bool { return s.ID == id })
	if i < 0 {
		return nil, false
	}
	return &r.Shipments[i], true
}

func (r *Replacement) openFault() (*Fault, bool) {
	i := slices.IndexFunc(r.Faults, func(f Fault) bool { return f.Outcome == "" })
	if i < 0 {
		return nil, false
	}
	return &r.Faults[i], true
}

// standing is the charge of N-5 that nothing took back.
func (r *Replacement) standing() (*Charge, bool) {
	i := slices.IndexFunc(r.Charges, func(c Charge) bool { return c.TakenBack == "" })
	if i < 0 {
		return nil, false
	}
	return &r.Charges[i], true
}

func (r *Replacement) toShip() bool {
	return r.State == CaseAccepted || r.State == CaseCameBack || r.State == CaseExchangeDue
}

// settled tells whether nothing is left to do or to wait for.
func (r *Replacement) settled() bool {
	_, returning := r.open(DeadlineReturn)
	_, checking := r.open(DeadlineCheck)
	return (r.State == CaseDelivered || r.State == CaseClosed) && !returning && !checking
}

// inTime tells whether the old device counts as back within a deadline: booked
// in before its lapse, and reported by the time at which it is settled (C-11, C-12).
func (r *Replacement) inTime(d Deadline) bool {
	return len(r.Returns) > 0 && r.Returns[0].booked() &&
		CountsAsBack(r.Returns[0].BookedAt, r.Returns[0].ReportedAt, d.Lapse, d.SettlesAt)
}

// CountsAsBack tells whether a booking settles a return: dated before the
// lapse and reported by settlesAt (C-12). Reported at settlesAt itself is by then.
func CountsAsBack(bookedAt, reportedAt, lapse, settlesAt time.Time) bool {
	return bookedAt.Before(lapse) && !reportedAt.After(settlesAt)
}

// Progress is what the process of a replacement goes by: instants and outcomes.
type Progress struct {
	State CaseState `json:"state"`
	// Steps is how many steps the case has had; a result with fewer is older.
	Steps int `json:"steps"`
	// DeliverBy is the lapse of N-6 while it is open.
	DeliverBy time.Time `json:"deliver_by,omitzero"`
	// Return and Check are N-5 and N-4, zero unless open.
	Return Due `json:"return,omitzero"`
	Check  Due `json:"check,omitzero"`
	// ToShip tells that the shipping desk is to send a replacement.
	ToShip bool `json:"to_ship,omitempty"`
	// Fault is the fault that the repair desk looks into (N-4).
	Fault string `json:"fault,omitempty"`
	// Checked is the lapse of the latest check, open or not (N-4).
	Checked time.Time `json:"checked,omitzero"`
	// Deliveries are the facts that a correction may name (C-13).
	Deliveries []int `json:"deliveries,omitempty"`
}

// Taken is how many steps the case has had.
func (p Progress) Taken() int { return p.Steps }

// Stands names the case's state.
func (p Progress) Stands() string { return string(p.State) }

// Due is an open deadline.
type Due struct {
	Lapse time.Time `json:"lapse"`
	// SettlesAt is when it is decided (C-12); the booking's instant where the
	// device is back already.
	SettlesAt time.Time `json:"settles_at"`
	// RemindAt is the next reminder's instant.
	RemindAt time.Time `json:"remind_at,omitzero"`
}

// Progress is where the case stands.
func (r *Replacement) Progress() Progress {
	p := Progress{State: r.State, Steps: r.Steps, ToShip: r.toShip()}
	if d, ok := r.open(DeadlineDelivered); ok {
		p.DeliverBy = d.Lapse
	}
	if d, ok := r.open(DeadlineReturn); ok {
		p.Return = Due{Lapse: d.Lapse, SettlesAt: d.SettlesAt}
		switch back := r.Returns[0]; {
		case r.inTime(d):
			p.Return.SettlesAt = back.BookedAt
		case len(back.Reminders) > 0:
			p.Return.RemindAt = back.Reminders[0]
		}
	}
	if d, ok := r.open(DeadlineCheck); ok {
		p.Check = Due{Lapse: d.Lapse, SettlesAt: d.SettlesAt}
	}
	if d, ok := r.deadline(DeadlineCheck); ok {
		p.Checked = d.Lapse
	}
	if f, ok := r.openFault(); ok {
		p.Fault = f.ID
	}
	for _, d := range r.Deliveries {
		if !r.corrected(d.No) {
			p.Deliveries = append(p.Deliveries, d.No)
		}
	}
	return p
}

func (r *Replacement) corrected(no int) bool {
	return slices.ContainsFunc(r.Deliveries, func(d Delivery) bool { return d.Corrects == no })
}

// reminders are the instants after `after` at which the member is reminded of
// the return (N-5): at the house's hour of the days before the last good day.
func reminders(t *terms.Version, last jst.Day, after time.Time) []time.Time {
	var at []time.Time
	for _, n := range t.N5.ReminderDaysBefore {
		if i := last.AddDays(-n).AtClock(t.House.ReminderAt); i.After(after) {
			at = append(at, i)
		}
	}
	slices.SortFunc(at, time.Time.Compare)
	return at
}
