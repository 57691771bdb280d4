package identity

import (
	"slices"
	"time"

	"kigen/internal/ids"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/supply"
	"kigen/internal/terms"
)

// InUse is what a step has put into use: lines, and with the first of them the
// device.
type InUse struct {
	Lines  []ProgressSIM
	Device bool
}

// Deliver takes in that the parcel was handed over. The lines of its new SIMs
// are in use from that day; those that bring a number along wait for the
// network (S-19). A device without a line is in use from that day, too.
func Deliver(t *terms.Version, p Progress, step, shipment string, at time.Time, actor journal.Actor) (journal.Entry, Progress, InUse) {
	e := journal.Entry{
		Case: p.Case, Step: step, At: at, Actor: actor, Terms: t.Name, Rules: []terms.ID{terms.S13},
		Facts: journal.Facts{"shipment": shipment, "delivered_at": at},
	}
	if p.State != StateShipped || p.Shipment.ID != shipment {
		e.Facts["without_effect"] = p.State
		return e, p.after(t, e), InUse{}
	}
	e.State = StateDelivered
	p.done(&e, DeadlineDelivery)
	p.close(&e, outcomeDone, TaskLate)
	p.State = StateDelivered
	fresh := p.activate(t, &e, at, func(s ProgressSIM) bool { return !s.MNP })
	return e, p.after(t, e), fresh
}

// Activate takes in that the network has put a line into use: the port-in of
// its number is done (S-19). A report on a line that is in use already, as that
// of a new SIM is from its delivery, changes nothing.
func Activate(t *terms.Version, p Progress, step string, sim int, at time.Time, actor journal.Actor) (journal.Entry, Progress, InUse) {
	e := journal.Entry{
		Case: p.Case, Step: step, At: at, Actor: actor, Terms: t.Name, Rules: []terms.ID{terms.S19},
		Facts: journal.Facts{"sim": sim, "activated_at": at},
	}
	ready := p.State == StateShipped || p.State == StateDelivered
	i := slices.IndexFunc(p.SIMs, func(s ProgressSIM) bool { return s.No == sim })
	if !ready || i < 0 || !p.SIMs[i].MNP || !p.SIMs[i].waiting() {
		e.Facts["without_effect"] = p.State
		return e, p.after(t, e), InUse{}
	}
	fresh := p.activate(t, &e, at, func(s ProgressSIM) bool { return s.No == sim })
	return e, p.after(t, e), fresh
}

// activate puts into use the waiting lines of those SIMs, and the device with
// the first of them. The contract notice goes out (S-19); for a voice line it
// tells of the initial contract cancellation (I-1, I-3).
func (p *Progress) activate(t *terms.Version, e *journal.Entry, at time.Time, which func(ProgressSIM) bool) InUse {
	unused := !slices.ContainsFunc(p.SIMs, func(s ProgressSIM) bool { return s.Line != "" })
	p.SIMs = slices.Clone(p.SIMs)
	var fresh []ProgressSIM
	notice := letters.ContractNotice{Case: p.Case, Plan: p.Plan}
	for i := range p.SIMs {
		s := &p.SIMs[i]
		if !s.waiting() || !which(*s) {
			continue
		}
		s.Line = LineID(p.Case, s.No)
		fresh = append(fresh, *s)
		if s.Guarantee {
			p.Guaranteed = append(p.Guaranteed, s.Line)
		}
		notice.Lines = append(notice.Lines, letters.ContractLine{Line: s.Line, Kind: s.Kind, UseStart: jst.DayOf(at)})
		if slices.Contains(t.I1.Products, product(s.Kind)) {
			notice.CancellationDays = t.I1.Counting
		}
		p.done(e, nameOf(DeadlineNumber, s.No))
		p.settle(e, nameOf(DeadlineNewNumber, s.No), journal.Void)
	}
	if len(fresh) > 0 {
		e.Rules = append(e.Rules, terms.S19, terms.I1)
		if notice.CancellationDays == 0 {
			e.Rules = append(e.Rules, terms.I3)
		}
		e.Facts["use_start"], e.Facts["lines"] = jst.DayOf(at), notice.Lines
		e.Facts["fact"] = p.Facts + 1 // C-13: a correction names it
		e.Notices = append(e.Notices, journal.Notice{Letter: notice})
	}
	if len(p.Guaranteed) > 0 {
		e.Rules = append(e.Rules, terms.W2)
		e.Facts["guaranteed"] = p.Guaranteed
	}
	device := p.Device != nil && unused && (len(fresh) > 0 || len(p.SIMs) == 0)
	if device {
		p.useDevice(t, e, jst.DayOf(at))
	}
	if p.State == StateDelivered && p.settled() {
		p.end(e, StateActive)
	}
	return InUse{Lines: fresh, Device: device}
}

// useDevice begins the use of the device: its maker's warranty (P-6) or, of a
// used one, the days for an exchange (P-7) run from that day, and the member is
// told what was bought and how it is paid (P-3).
func (p *Progress) useDevice(t *terms.Version, e *journal.Entry, day jst.Day) {
	parts := p.Device.Payment.Parts(t)
	schedule := supply.Schedule(p.Model.Price, parts)
	notice := letters.PurchaseNotice{
		Case: p.Case, Device: *p.letterDevice(), UseStart: day,
		Price: p.Model.Price, Parts: parts, First: schedule[0], Following: schedule[parts-1],
	}
	e.Rules = append(e.Rules, terms.P3, terms.P4)
	if p.Device.Compensation {
		e.Rules = append(e.Rules, terms.O1)
		notice.OptionFee = p.Model.CompensationFee
	}
	switch p.Model.Class {
	case terms.NewDevice:
		e.Rules = append(e.Rules, terms.P6)
		notice.WarrantyThrough = supply.Warranty(t, day).LastGoodDay
	case terms.UsedDevice:
		e.Rules = append(e.Rules, terms.P7)
		notice.ExchangeThrough = supply.ExchangePeriod(t, day).LastGoodDay
	}
	e.Facts["use_start"], e.Facts["fact"] = day, p.Facts+1
	e.Notices = append(e.Notices, journal.Notice{Letter: notice})
}

// product is what a SIM's line is to the initial contract cancellation (I-1, I-3).
func product(kind terms.SIMKind) terms.Product {
	if kind == terms.VoiceSIM {
		return terms.VoiceLine
	}
	return terms.DataLine
}

// settled tells that no SIM is waiting any more.
func (p Progress) settled() bool {
	return !slices.ContainsFunc(p.SIMs, ProgressSIM.waiting)
}

// LineID is the line that an application's SIM becomes.
func LineID(caseID string, no int) string {
	return ids.Derived("lin", caseID, nameOf("sim", no))
}
