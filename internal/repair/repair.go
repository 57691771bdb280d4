package repair

import (
	"slices"
	"time"

	"kigen/internal/casefile"
	"kigen/internal/devices"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/stock"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// Repair is a case as its facts stand. Where it is follows from them: see leg.
type Repair struct {
	casefile.File
	Cause      terms.Cause
	Symptom    string
	FaultDay   jst.Day
	Route      Route
	Shop       *Shop // where the device is brought, or was; nil for a parcel
	ReceivedAt time.Time
	// Checklist is when the member confirmed U-10; zero while nobody did.
	Checklist time.Time
	Cover     *devices.Cover
	Use       *devices.Use // the use that was consumed (U-11)
	OS        string       // of the device, and so of its loaner (U-3)
	// Devices are the one that the claim is for and, in the order of their
	// delivery, those that took its place; the last is the covered one (U-9).
	Devices   []devices.Device
	Rounds    []Round // the first is the claim, the others recurrences (U-8)
	Exchanges []Exchange
	Faults    []Fault
	Loaners   []Loaner
	// Place is the case's in the line for a loaner, from 1; 0 where it does not wait.
	Place int
	// Reserved is the loaner that is to be sent; nil for none.
	Reserved *stock.Unit
	Shelf    stock.Shelf
	// Elsewhere tells that another claim is open for the covered device.
	Elsewhere bool

	// Refused is why the reception was refused; nil where it was not.
	Refused *refusal.Error
	// MaxUses are the uses of a use year (O-4) when one is consumed.
	MaxUses int
	// Registered and Moves are what the step does to the stock: a unit that it did
	// not know, and where units went.
	Registered *stock.Unit
	Moves      []stock.Move
	// Refusal is the answer to an act that was noted but not granted.
	Refusal *refusal.Error
}

// Round is a device's way in and out: the claim's own, or a recurrence's (U-8).
type Round struct {
	No         int
	ReportedAt time.Time // the reception, or the report of the recurrence
	Report     string    // the report's ID; empty for the reception
	Return     string    // ID of the return with which the device comes
	Agreement  Agreement
	Finding    Finding // empty until the inspection
	Ground     string  // of O-7 or U-2, where it is not covered
	Outcome    Outcome // empty while it is open
	Shipment   string  // ID of the latest parcel with the device; empty for none
	Ended      string  // CaseLapsed or CaseWithdrawn where no device came
}

// Agreement tells whether the repair agreement (修理同意書) is there (U-1).
type Agreement string

// Where the agreement stands; empty until the repair desk has looked.
const (
	AgreementPresent Agreement = "present"
	AgreementMissing Agreement = "missing"
)

// Exchange is an exchange device that was sent (U-9).
type Exchange struct {
	Shipment string
	Fault    string         // the fault it answers; empty for the first
	Device   devices.Device // the member's once it is delivered
	Unit     *stock.Unit    // of the stock of replacements
	Price    yen.Amount     // what it costs where it has to come back and does not (U-9)
}

// Fault is a fault of an exchange device that was reported in time (U-9).
type Fault struct {
	ID         string
	Device     string
	ReportedAt time.Time
	Outcome    Finding // Confirmed or NotConfirmed; empty while it is open
	DecidedAt  time.Time
	Shipment   string // ID of the latest parcel that answers it
}

// Loaner is a loaner that was sent.
type Loaner struct {
	No          int
	Unit        stock.Unit
	Price       yen.Amount
	Shipment    string // ID of its latest parcel
	Return      string // ID of its return
	TroubleAt   time.Time
	InspectedAt time.Time
	Damaged     bool
}

func (l Loaner) letter() letters.Device {
	return letters.Device{Model: l.Unit.Name, Colour: l.Unit.Colour}
}

// price is the name of the charge of its price.
func (l Loaner) price() string { return ordinal(ChargeLoaner, l.No) }

// damage is the name of the charge of its damage.
func (l Loaner) damage() string { return ordinal(ChargeDamage, l.No) }

func letterOf(d devices.Device) letters.Device {
	return letters.Device{Model: d.Name, Colour: d.Colour}
}

// broken is the device that the claim is for.
func (r *Repair) broken() *devices.Device { return &r.Devices[0] }

// covered is the device that the option covers.
func (r *Repair) covered() *devices.Device { return &r.Devices[len(r.Devices)-1] }

// Wait takes the case's place in line, and the loaner that is reserved for it,
// from the shelf.
func (r *Repair) Wait() {
	r.Place = slices.IndexFunc(r.Shelf.Line, func(w stock.Waiting) bool { return w.Case == r.Case }) + 1
	r.Reserved = nil
	if i := slices.IndexFunc(r.Shelf.Held, func(u stock.Unit) bool { return u.State == stock.Reserved }); i >= 0 {
		u := r.Shelf.Held[i]
		r.Reserved = &u
	}
}

// shop is where the device is brought, as a letter names it; nil for none.
func (r *Repair) shop() *letters.Shop {
	if r.Shop == nil {
		return nil
	}
	return &r.Shop.Shop
}

// round is the one under way; nil for a case that never had any.
func (r *Repair) round() *Round {
	if len(r.Rounds) == 0 {
		return nil
	}
	return &r.Rounds[len(r.Rounds)-1]
}

// roundAt is the last round that had begun at an instant.
func (r *Repair) roundAt(at time.Time) *Round {
	for i := len(r.Rounds) - 1; i > 0; i-- {
		if !r.Rounds[i].ReportedAt.After(at) {
			return &r.Rounds[i]
		}
	}
	return &r.Rounds[0]
}

// isIn tells that the device of a round has come.
func (r *Repair) isIn(d *Round) bool {
	back, ok := r.Return(d.Return)
	return ok && back.Booked()
}

func (r *Repair) delivered(shipment string) (time.Time, bool) {
	p, ok := r.Shipment(shipment)
	if !ok || p.DeliveredAt.IsZero() {
		return time.Time{}, false
	}
	return p.DeliveredAt, true
}

// exchanged is the exchange device of that ID.
func (r *Repair) exchanged(device string) (*Exchange, bool) {
	i := slices.IndexFunc(r.Exchanges, func(e Exchange) bool { return e.Device.ID == device })
	if i < 0 {
		return nil, false
	}
	return &r.Exchanges[i], true
}

func (r *Repair) openFault() (*Fault, bool) {
	i := slices.IndexFunc(r.Faults, func(f Fault) bool { return f.Outcome == "" })
	if i < 0 {
		return nil, false
	}
	return &r.Faults[i], true
}

// unanswered is the confirmed fault for which another exchange device is due
// or under way.
func (r *Repair) unanswered() (*Fault, bool) {
	i := slices.IndexFunc(r.Faults, func(f Fault) bool {
		_, answered := r.delivered(f.Shipment)
		return f.Outcome == Confirmed && !answered
	})
	if i < 0 {
		return nil, false
	}
	return &r.Faults[i], true
}

// arrival is day R: when the member got the repaired, returned or latest
// exchange device; false while one is expected in or out.
func (r *Repair) arrival() (time.Time, bool) {
	d := r.round()
	if d == nil {
		return time.Time{}, false
	}
	if _, due := r.unanswered(); due {
		return time.Time{}, false
	}
	for _, f := range slices.Backward(r.Faults) {
		if at, ok := r.delivered(f.Shipment); ok {
			return at, true
		}
	}
	return r.delivered(d.Shipment)
}

// lentAt is day L of a loaner; false while it has not arrived.
func (r *Repair) lentAt(l *Loaner) (time.Time, bool) { return r.delivered(l.Shipment) }

// gone tells that a loaner is with the courier or the member, and was not charged for.
func (r *Repair) gone(l *Loaner) bool {
	p, _ := r.Shipment(l.Shipment)
	back, _ := r.Return(l.Return)
	return p.CameBackAt.IsZero() && !back.Booked() && !r.ChargedForGood(l.price())
}

// lending tells that a loaner is out.
func (r *Repair) lending() bool {
	return slices.ContainsFunc(r.Loaners, func(l Loaner) bool { return r.gone(&l) })
}

// lent is the loaner that the member uses: the last that arrived, is not back
// and has no trouble.
func (r *Repair) lent() (*Loaner, bool) {
	for i := len(r.Loaners) - 1; i >= 0; i-- {
		l := &r.Loaners[i]
		if _, ok := r.lentAt(l); ok && r.gone(l) && l.TroubleAt.IsZero() {
			return l, true
		}
	}
	return nil, false
}

// toInspect is the loaner that is back and waits for its inspection (U-7).
func (r *Repair) toInspect() (*Loaner, bool) {
	for i := range r.Loaners {
		back, _ := r.Return(r.Loaners[i].Return)
		if back.Booked() && r.Loaners[i].InspectedAt.IsZero() {
			return &r.Loaners[i], true
		}
	}
	return nil, false
}

func (r *Repair) act(at time.Time, actor journal.Actor) stock.Act {
	return stock.Act{Case: r.Case, At: at, Actor: actor}
}
