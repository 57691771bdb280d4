package devices

import (
	"slices"
	"time"

	"kigen/internal/casefile"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/refusal"
	"kigen/internal/stock"
	"kigen/internal/terms"
)

// Names of the deadlines, tasks and charges of a replacement.
const (
	DeadlineDelivered = "replacement-delivered" // N-6, a target
	DeadlineReturn    = "old-device-back"       // N-5
	DeadlineCheck     = "replacement-checked"   // N-4

	TaskShip    = "ship-replacement"   // the replacement, or another one after a fault
	TaskReship  = "reship-replacement" // the parcel came back
	TaskOverdue = "delivery-overdue"   // N-6 lapsed
	TaskFault   = "check-replacement"  // N-4
	TaskWaiver  = "consider-waiver"    // the device came back although it was charged

	ChargeBurden    = "replacement-burden" // 端末交換負担金
	ChargeNonReturn = "non-return"         // 端末保守調定金

	ParcelReplacement = "replacement" // the kind of the case's shipments

	ReturnOld    = "old-device"         // the device that the claim is for (N-5)
	ReturnFaulty = "faulty-replacement" // a replacement that another one took the place of (N-4)
)

// States of an accepted claim. The return of the old device runs beside them.
const (
	CaseAccepted    = "accepted"     // the shipping desk has it
	CaseShipped     = "shipped"      // a replacement is on its way
	CaseCameBack    = "came_back"    // its parcel came back
	CaseDelivered   = "delivered"    // the member has it and checks it (N-4)
	CaseFault       = "fault"        // the repair desk looks into a fault of it (N-4)
	CaseExchangeDue = "exchange_due" // another one is to be sent (N-4)
	CaseClosed      = "closed"
)

// Replacement is an accepted claim as its facts stand.
type Replacement struct {
	casefile.File
	ReceivedAt time.Time
	Cover      string // the option that moves with the device (N-3)
	// Devices are the old one and, in the order of their delivery, those that
	// took its place; the last is the covered one (N-3).
	Devices []Device
	Sent    []Sent // what is in the case's shipments
	Faults  []Fault
	Units   []stock.Unit // those of the stock that were sent
	// Registered and Moves are of the stock, of the step that made the case as it
	// stands: a unit that was unknown, and where units went.
	Registered *stock.Unit
	Moves      []stock.Move
}

// Step is what a rule made of an accepted claim.
type Step = casefile.Outcome[Replacement]

// Sent is a replacement in a shipment.
type Sent struct {
	Shipment string
	Fault    string // the fault it answers (N-4); empty for the replacement itself
	Device   Device // the member's once it is delivered
}

// Fault is a fault of a replacement that the member reported in time (N-4).
type Fault struct {
	ID         string
	Device     string
	ReportedAt time.Time
	Outcome    string // a code of letters.FaultOutcomes; empty while it is open
	DecidedAt  time.Time
}

// old is the device that the claim is for.
func (r *Replacement) old() *Device { return &r.Devices[0] }

// covered is the device that the option covers.
func (r *Replacement) covered() *Device { return &r.Devices[len(r.Devices)-1] }

// back is the return of the old device; false before its replacement was sent.
func (r *Replacement) back() (*casefile.Return, bool) { return r.LastReturn(ReturnOld) }

// sent is what is in a shipment.
func (r *Replacement) sent(shipment string) (Sent, bool) {
	i := slices.IndexFunc(r.Sent, func(s Sent) bool { return s.Shipment == shipment })
	if i < 0 {
		return Sent{}, false
	}
	return r.Sent[i], true
}

func (r *Replacement) openFault() (*Fault, bool) {
	i := slices.IndexFunc(r.Faults, func(f Fault) bool { return f.Outcome == "" })
	if i < 0 {
		return nil, false
	}
	return &r.Faults[i], true
}

func (r *Replacement) toShip() bool {
	return r.State == CaseAccepted || r.State == CaseCameBack || r.State == CaseExchangeDue
}

// settled tells whether nothing is left to do or to wait for.
func (r *Replacement) settled() bool {
	_, returning := r.Open(DeadlineReturn)
	_, checking := r.Open(DeadlineCheck)
	return (r.State == CaseDelivered || r.State == CaseClosed) && !returning && !checking
}

// inTime tells whether the old device counts as back within a deadline (C-11, C-12).
func (r *Replacement) inTime(d casefile.Deadline) bool {
	back, ok := r.back()
	return ok && back.InTime(d)
}

// Progress is what the process of a replacement goes by: instants and outcomes.
type Progress struct {
	State string `json:"state"`
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
func (p Progress) Stands() string { return p.State }

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
	if d, ok := r.Open(DeadlineDelivered); ok {
		p.DeliverBy = d.Lapse
	}
	if d, ok := r.Open(DeadlineReturn); ok {
		p.Return = Due{Lapse: d.Lapse, SettlesAt: d.SettlesAt}
		switch back, _ := r.back(); {
		case r.inTime(d):
			p.Return.SettlesAt = back.BookedAt
		case len(back.Reminders) > 0:
			p.Return.RemindAt = back.Reminders[0]
		}
	}
	if d, ok := r.Open(DeadlineCheck); ok {
		p.Check = Due{Lapse: d.Lapse, SettlesAt: d.SettlesAt}
	}
	if d, ok := r.Deadline(DeadlineCheck); ok {
		p.Checked = d.Lapse
	}
	if f, ok := r.openFault(); ok {
		p.Fault = f.ID
	}
	for _, d := range r.Deliveries {
		if !r.Corrected(d.No) {
			p.Deliveries = append(p.Deliveries, d.No)
		}
	}
	return p
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

// step is a step of a replacement that is being made.
type step struct {
	*casefile.Step
	Case *Replacement
}

func begin(r Replacement, version, name string, at time.Time, actor journal.Actor, rules ...terms.ID) *step {
	r.Devices = slices.Clone(r.Devices)
	r.Sent = slices.Clone(r.Sent)
	r.Faults = slices.Clone(r.Faults)
	r.Units = slices.Clone(r.Units)
	r.Registered, r.Moves = nil, nil
	return &step{casefile.Begin(&r.File, version, name, at, actor, rules...), &r}
}

// done states where the case stands and closes it when nothing is left, or
// opens it again when something is.
func (s *step) done(before Replacement) Step {
	over := s.Case.settled()
	if over {
		s.Case.State = CaseClosed
	}
	return Step{Entry: s.Done(before.File, over), Case: *s.Case}
}

// wrongState refuses an act that has no meaning where the case stands.
func wrongState(rule terms.ID, ja, en string) *refusal.Error {
	return refusal.New(refusal.State, rule, ja, en)
}
