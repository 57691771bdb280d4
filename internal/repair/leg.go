package repair

import (
	"slices"

	"kigen/internal/casefile"
)

// leg is where the device is, as the facts say: the case's state while it is open.
func (r *Repair) leg() string {
	d := r.round()
	if d == nil {
		return r.State
	}
	if _, open := r.openFault(); open {
		return CaseFault
	}
	if f, due := r.unanswered(); due {
		return r.parcel(f.Shipment)
	}
	switch {
	case d.Outcome != "":
		return r.parcel(d.Shipment)
	case d.Ended != "":
		return d.Ended
	case !r.isIn(d) && d.No > 1:
		return CaseRecurred
	case !r.isIn(d):
		return CaseReceived
	case d.Agreement == "":
		return CaseDeviceIn
	case d.Agreement == AgreementMissing:
		return CaseOnHold
	case d.Finding == "":
		return CaseInspecting
	}
	return CaseRepairing
}

// parcel is where the parcel is with which the device goes to the member.
func (r *Repair) parcel(shipment string) string {
	p, ok := r.Shipment(shipment)
	switch {
	case !ok:
		return CaseToShip
	case !p.CameBackAt.IsZero():
		return CaseCameBack
	case p.DeliveredAt.IsZero():
		return CaseShipped
	}
	return CaseDelivered
}

// awaited tells that the device is expected in.
func (r *Repair) awaited() bool {
	leg := r.leg()
	return leg == CaseReceived || leg == CaseRecurred
}

// held tells that the device is with the carrier and not decided on.
func (r *Repair) held() bool {
	return slices.Contains([]string{CaseDeviceIn, CaseOnHold, CaseInspecting, CaseRepairing}, r.leg())
}

// Busy tells that the device is on its way in, at the desk, or on its way back:
// no other claim is received for it then.
func (r *Repair) Busy() bool {
	leg := r.leg()
	return r.round() != nil && leg != CaseDelivered && leg != CaseLapsed && leg != CaseWithdrawn
}

// over tells that every promise is kept or charged.
func (r *Repair) over() bool {
	if r.round() == nil {
		return true
	}
	if r.Busy() {
		return false
	}
	if _, waits := r.toInspect(); waits || r.lending() || r.Place > 0 || r.Reserved != nil {
		return false
	}
	return !slices.ContainsFunc(r.Deadlines, func(d casefile.Deadline) bool { return d.Outcome == "" })
}

// standing is where the case's loaner stands.
func (r *Repair) standing() LoanerAnswer {
	switch {
	case r.Reserved != nil:
		return LoanerAnswer{Standing: LoanerReserved}
	case r.Place > 0:
		return LoanerAnswer{Standing: LoanerQueued, Place: r.Place}
	case len(r.Loaners) == 0:
		return LoanerAnswer{Standing: NoLoaner}
	}
	if l, ok := r.lent(); ok {
		return LoanerAnswer{Standing: LoanerLent, Unit: l.Unit.ID}
	}
	if l, ok := r.toInspect(); ok {
		return LoanerAnswer{Standing: LoanerBack, Unit: l.Unit.ID}
	}
	last := &r.Loaners[len(r.Loaners)-1]
	switch p, _ := r.Shipment(last.Shipment); {
	case p.UnderWay():
		return LoanerAnswer{Standing: LoanerShipped, Unit: last.Unit.ID}
	case r.gone(last):
		return LoanerAnswer{Standing: LoanerLent, Unit: last.Unit.ID}
	case !p.CameBackAt.IsZero():
		return LoanerAnswer{Standing: NoLoaner}
	}
	return LoanerAnswer{Standing: LoanerSettled, Unit: last.Unit.ID}
}
