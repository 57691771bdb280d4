// Package devices holds the rules of insured devices: a claim under the
// compensation option (O) and the replacement of a new device (N).
package devices

import (
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/terms"
)

// State is where a device stands with its member.
type State string

// States of a device.
const (
	InUse       State = "in_use"
	ToReturn    State = "to_return"    // replaced; its return is due (N-5)
	Returned    State = "returned"     // booked in by the return centre, in time or not
	NotReturned State = "not_returned" // the return lapsed (N-5)
)

// Device is what the rules need to know of a device.
type Device struct {
	ID          string
	Member      string
	Line        string // the line it was bought with; empty for none
	Model       string // code of the catalogue
	Name        string // the name it is sold under
	Colour      string
	IMEI        string
	Refurbished bool
	PurchasedOn jst.Day
	UseStart    jst.Day
	Replaces    string // the device whose place it took (N-3)
	State       State
}

func (d Device) letter() letters.Device { return letters.Device{Model: d.Name, Colour: d.Colour} }

// Cover is a compensation option (端末補償オプション) of a device.
type Cover struct {
	ID        string
	Class     terms.DeviceClass
	StartedOn jst.Day
	// CancelledOn is the day of its cancellation; none while it goes on. It
	// ends at that day's month end (O-3).
	CancelledOn jst.Day
	Uses        []Use // all that were consumed, of every use year
}

// Use is a use of a cover: the no-th of the use year that begins on YearFrom
// (O-4, C-8).
type Use struct {
	YearFrom jst.Day `json:"year_from"`
	No       int     `json:"no"`
}

// UsedIn counts the uses of the use year that begins on from (C-8).
func (c Cover) UsedIn(from jst.Day) int {
	n := 0
	for _, u := range c.Uses {
		if u.YearFrom == from {
			n++
		}
	}
	return n
}

// ConnectedGuarantee is the kind of the line option つながる端末保証 (W), under
// which no device may be that has this cover (O-6).
const ConnectedGuarantee = "connected_device_guarantee"
