// Package usestart corrects the use start day (利用開始日, S-19) of an
// application's lines and device where its delivery, or a line's activation,
// was recorded wrongly (C-13): what is counted from that day is counted anew.
package usestart

import (
	"slices"
	"time"

	"kigen/internal/casefile"
	"kigen/internal/guarantee"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/terms"
)

// The only step, up to its first slash, and the only state of a correction.
const (
	StepCorrected  = "corrected"
	StateCorrected = "corrected"
)

// TaskReview has the support desk look at cases that were decided by the wrong day.
const TaskReview = "review-after-use-start"

// Diagram is the one step of a correction.
var Diagram = casefile.Diagram{
	Process: "UseStartCorrection", Kind: "use-start-correction",
	Transitions: []casefile.Transition{{From: "", Step: StepCorrected, To: StateCorrected}},
}

// Application is what began with an application, as it stands.
type Application struct {
	ID     string
	Member string
	// Shipment is the parcel; its handing over to the courier bounds what can be true.
	Shipment casefile.Shipment
	// Facts are the deliveries and activations that began a use, and their
	// corrections, in the order in which they were recorded.
	Facts  []Fact
	Lines  []Line
	Device *Device // nil where none was ordered, or none is in use
	// Decided are the later cases that hang on the day.
	Decided []Decided
}

// Fact is that lines, or a device, are in use from an instant. It has the
// number by which a correction names it.
type Fact struct {
	No        int
	Activated bool // reported by the network (S-19), not by the courier
	At        time.Time
	Corrects  int // 0 for none
	Lines     []letters.ContractLine
}

// Line is a line of the application.
type Line struct {
	ID       string
	UseStart jst.Day
	EndedAt  time.Time // zero while it runs
	// Guarantee is つながる端末保証 on it; nil without.
	Guarantee *guarantee.Guarantee
}

// Device is the device that was bought, with the class and the cover it began with.
type Device struct {
	ID          string
	Name        letters.Device
	Class       terms.DeviceClass
	UseStart    jst.Day
	Compensated bool      // the compensation option started with it (O-2)
	UsedIn      []jst.Day // the first days of the use years of its uses (C-8)
}

// Decided is a later case that was decided by what is counted from the day.
type Decided struct {
	Case        string
	Kind        string // of the case
	Line        string // of a claim under its guarantee
	ReceivedAt  time.Time
	Cause       terms.Cause // of a claim
	FaultDay    jst.Day     // of a claim
	Malfunction string      // of an exchange (P-7)
}

// current are the facts that no other corrects.
func (a Application) current() []Fact {
	return slices.DeleteFunc(slices.Clone(a.Facts), func(f Fact) bool {
		return slices.ContainsFunc(a.Facts, func(o Fact) bool { return o.Corrects == f.No })
	})
}

func (a Application) fact(no int) (Fact, bool) {
	i := slices.IndexFunc(a.Facts, func(f Fact) bool { return f.No == no })
	if i < 0 {
		return Fact{}, false
	}
	return a.Facts[i], true
}

func (a Application) line(id string) (Line, bool) {
	i := slices.IndexFunc(a.Lines, func(l Line) bool { return l.ID == id })
	if i < 0 {
		return Line{}, false
	}
	return a.Lines[i], true
}

// file is the application's deliveries as every case keeps them.
func (a Application) file(caseID string) casefile.File {
	f := casefile.File{Case: caseID, Member: a.Member, Shipments: []casefile.Shipment{a.Shipment}}
	for _, x := range a.Facts {
		f.Deliveries = append(f.Deliveries, casefile.Delivery{No: x.No, Shipment: a.Shipment.ID, DeliveredAt: x.At, Corrects: x.Corrects})
	}
	return f
}
