package supply

import (
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// Device is a member's device as the rules of its exchange and its maker's swap
// see it.
type Device struct {
	ID          string
	Member      string
	Line        string // empty for none
	Model       string // code of the catalogue
	Name        string // the name it is sold under
	Colour      string
	Class       terms.DeviceClass
	PurchasedOn jst.Day // none for a member's own device
	UseStart    jst.Day
	InUse       bool
	// BusyCase is the repair or exchange that has the device in hand, OpenCase
	// any open claim, repair or exchange of it, or of a device whose place it
	// took: a repair stays open until its loaner is back. Empty for none.
	BusyCase, OpenCase string
	// Covered tells that a compensation option or つながる端末保証 is on it.
	Covered bool
}

func (d Device) letter() letters.Device { return letters.Device{Model: d.Name, Colour: d.Colour} }

// mayChange refuses what needs the device in its member's hands while a case is
// under way.
func (d Device) mayChange(rule terms.ID, underWay string) error {
	switch {
	case !d.InUse:
		return refusal.New(refusal.State, rule,
			"この端末は、すでに交換または返却されています。", "This device has been replaced or returned.")
	case underWay != "":
		return refusal.New(refusal.AlreadyOpen, rule,
			"この端末には、進行中のお手続き（受付番号："+underWay+"）があります。",
			"A case of this device is open already: "+underWay+".")
	}
	return nil
}
