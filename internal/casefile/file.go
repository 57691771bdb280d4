// Package casefile is what every process keeps of its case, and how a rule
// makes a step of it: the deadlines, tasks, charges, parcels and returns of the
// case as they stand, and a Step that changes them together with the journal
// entry that says so.
package casefile

import (
	"slices"
	"time"

	"kigen/internal/journal"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// File is a case as its facts stand. Processes embed it in a type of their own.
type File struct {
	Case       string
	Member     string
	State      string
	Closed     bool
	Steps      int        // how many steps the case has had
	Deadlines  []Deadline // all that were ever armed, in that order
	Tasks      []string   // the kinds of its open tasks
	Charges    []Charge   // all that were posted, in that order
	Shipments  []Shipment // parcels that the carrier sent, in that order
	Deliveries []Delivery
	Returns    []Return // what is to come back, in the order in which it was asked for
}

// Deadline is a deadline of the case, with the step that armed it.
type Deadline struct {
	journal.Deadline
	Terms   string // C-10: the version under which it was armed
	ArmedBy string
	ArmedAt time.Time
	Outcome journal.Outcome // empty while it is open
}

// Charge is a charge that the case posted, and what took it back.
type Charge struct {
	ID        string
	Name      string
	Rule      terms.ID
	Amount    yen.Amount
	Tax       terms.TaxClass
	At        time.Time
	TakenBack journal.ChargeKind // empty while it stands
}

// Item is what is in a parcel: a device of the member, or a unit of the
// carrier's stock. It has one of the two.
type Item struct {
	Device string `json:"device,omitempty"`
	Unit   string `json:"unit,omitempty"`
}

// Shipment is a parcel that the carrier sent.
type Shipment struct {
	ID          string
	Kind        string
	Tracking    string
	Item        Item
	ShippedAt   time.Time
	DeliveredAt time.Time
	CameBackAt  time.Time
}

// UnderWay tells that the parcel is with the courier.
func (s Shipment) UnderWay() bool { return s.DeliveredAt.IsZero() && s.CameBackAt.IsZero() }

// Delivery is the fact that a shipment was delivered, by its number within the
// case. One that corrects another names it; both stay on record (C-13).
type Delivery struct {
	No          int
	Shipment    string
	DeliveredAt time.Time
	RecordedAt  time.Time
	Corrects    int // 0 for none
}

// Return is something that is to come back, and how it did.
type Return struct {
	ID          string
	Kind        string
	Item        Item
	Slip        string
	RequestedAt time.Time
	Reminders   []time.Time // those still to go out, the earliest first
	Reference   string      // the centre's booking; empty while there is none
	BookedAt    time.Time   // by the centre's books (C-11)
	ReportedAt  time.Time
}

// Booked tells that the return centre has it in its books.
func (r Return) Booked() bool { return r.Reference != "" }

// InTime tells whether it counts as back within a deadline (C-11, C-12).
func (r Return) InTime(d Deadline) bool {
	return r.Booked() && CountsAsBack(r.BookedAt, r.ReportedAt, d.Lapse, d.SettlesAt)
}

// CountsAsBack tells whether a booking settles a return: dated before the
// lapse and reported by settlesAt (C-12). Reported at settlesAt itself is by then.
func CountsAsBack(bookedAt, reportedAt, lapse, settlesAt time.Time) bool {
	return bookedAt.Before(lapse) && !reportedAt.After(settlesAt)
}

// Deadline is the latest of that name; false where there was none.
func (f *File) Deadline(name string) (Deadline, bool) {
	for _, d := range slices.Backward(f.Deadlines) {
		if d.Name == name {
			return d, true
		}
	}
	return Deadline{}, false
}

// Open is the open deadline of that name; false where there is none.
func (f *File) Open(name string) (Deadline, bool) {
	d, ok := f.Deadline(name)
	return d, ok && d.Outcome == ""
}

// Asked tells whether a task of that kind is open.
func (f *File) Asked(kind string) bool { return slices.Contains(f.Tasks, kind) }

// Shipment is the parcel of that ID.
func (f *File) Shipment(id string) (*Shipment, bool) {
	return found(f.Shipments, func(s *Shipment) bool { return s.ID == id })
}

// LastShipment is the latest parcel of that kind.
func (f *File) LastShipment(kind string) (*Shipment, bool) {
	return lastOf(f.Shipments, func(s *Shipment) bool { return s.Kind == kind })
}

// Return is the return of that ID.
func (f *File) Return(id string) (*Return, bool) {
	return found(f.Returns, func(r *Return) bool { return r.ID == id })
}

// LastReturn is the latest return of that kind.
func (f *File) LastReturn(kind string) (*Return, bool) {
	return lastOf(f.Returns, func(r *Return) bool { return r.Kind == kind })
}

// Charge is the charge of that ID.
func (f *File) Charge(id string) (*Charge, bool) {
	return found(f.Charges, func(c *Charge) bool { return c.ID == id })
}

// Standing is the latest charge of that name which nothing took back.
func (f *File) Standing(name string) (*Charge, bool) {
	return lastOf(f.Charges, func(c *Charge) bool { return c.Name == name && c.TakenBack == "" })
}

// ChargedForGood tells that a charge of that name was posted and not reversed:
// it stands, or two people waived it.
func (f *File) ChargedForGood(name string) bool {
	return slices.ContainsFunc(f.Charges, func(c Charge) bool { return c.Name == name && c.TakenBack != journal.Reversal })
}

// Corrected tells that a delivery was replaced by another fact (C-13).
func (f *File) Corrected(no int) bool {
	return slices.ContainsFunc(f.Deliveries, func(d Delivery) bool { return d.Corrects == no })
}

func found[T any](all []T, is func(*T) bool) (*T, bool) {
	for i := range all {
		if is(&all[i]) {
			return &all[i], true
		}
	}
	return nil, false
}

func lastOf[T any](all []T, is func(*T) bool) (*T, bool) {
	for i := len(all) - 1; i >= 0; i-- {
		if is(&all[i]) {
			return &all[i], true
		}
	}
	return nil, false
}
