package identity

import (
	"fmt"
	"slices"
	"time"

	"kigen/internal/imei"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/terms"
)

// Shipping is what the shipping desk puts into the parcel. It is personal: it
// waits as a draft until its process has decided it.
type Shipping struct {
	TrackingNo string        `json:"tracking_no" doc:"The courier's number of the parcel."`
	IMEI       string        `json:"imei,omitempty" doc:"Of the device, where one was ordered: 15 digits."`
	SIMs       []AssignedSIM `json:"sims,omitempty" doc:"The new phone numbers; a SIM with MNP keeps its own."`
}

// AssignedSIM gives a SIM its phone number.
type AssignedSIM struct {
	No          int    `json:"no"`
	PhoneNumber string `json:"phone_number"`
}

// shipBy gives the parcel to the shipping desk, to be delivered within the days
// of S-13: a target, past which the desk is alerted.
func (p Progress) shipBy(t *terms.Version, e *journal.Entry, at time.Time) journal.Deadline {
	target := journal.Due(DeadlineDelivery, terms.S13, jst.Within(jst.DayOf(at), t.S13.Within))
	target.Desk = journal.DeskShipping
	e.Armed = append(e.Armed, target)
	e.Tasks = append(e.Tasks, journal.Task{
		Kind: TaskShip, Desk: journal.DeskShipping, Rule: terms.S13, Due: target.Lapse,
		Why: journal.Facts{"sims": kinds(p.SIMs), "device": p.Device != nil},
	})
	return target
}

// StepShipped is the step that sends a parcel.
func StepShipped(shipment string) string { return "shipped/" + shipment }

// Ship sends the SIMs, and the device ordered with them, to the address that was
// verified (S-13, P-5). It is refused with what is missing in the parcel, and
// while a reservation number has run out (S-7).
func Ship(t *terms.Version, p Progress, s Shipping, earlier Assigned, shipment string, at time.Time, actor journal.Actor) (journal.Entry, Progress, error) {
	if err := p.in(terms.S13, StateApproved); err != nil {
		return journal.Entry{}, p, err
	}
	if err := p.lacksNumber(); err != nil {
		return journal.Entry{}, p, err
	}
	if err := s.check(t, p, earlier); err != nil {
		return journal.Entry{}, p, err
	}
	target, _ := p.open(DeadlineDelivery)
	e := journal.Entry{
		Case: p.Case, Step: StepShipped(shipment), At: at, Actor: actor, Terms: t.Name, State: StateShipped,
		Rules: []terms.ID{terms.S13},
		Facts: journal.Facts{"shipment": shipment, "tracking_no": s.TrackingNo},
		Notices: []journal.Notice{{Letter: letters.SIMShipped{
			Case: p.Case, Tracking: s.TrackingNo, SIMs: p.letterSIMs(), Device: p.letterDevice(), DeliverBy: p.deliverBy(t, target, at),
		}}},
	}
	if p.Device != nil {
		e.Rules = append(e.Rules, terms.P5)
	}
	p.close(&e, outcomeDone, TaskShip)
	p.Shipment = Shipment{ID: shipment, Tracking: s.TrackingNo}
	return e, p.after(t, e), nil
}

// deliverBy is the day that the letter names: that of the target or, where it
// has passed, as many days from the shipping.
func (p Progress) deliverBy(t *terms.Version, target OpenDeadline, at time.Time) jst.Day {
	if !target.Count.IsZero() && at.Before(target.Lapse) {
		return target.Count.LastGoodDay
	}
	return jst.Within(jst.DayOf(at), t.S13.Within).LastGoodDay
}

// Assigned is what an application has from an earlier parcel.
type Assigned struct {
	IMEI    bool  // the device is known
	Numbers []int // SIMs that have a phone number
	Taken   bool  // the device now named belongs to somebody else
}

func (s Shipping) check(t *terms.Version, p Progress, earlier Assigned) error {
	var found problems
	if n := len(s.TrackingNo); n < 4 || n > 40 {
		found.add(terms.S13, "tracking_no", "伝票番号を入力してください。", "Please enter the parcel's tracking number.")
	}
	switch {
	case p.Device == nil && s.IMEI != "":
		found.add(terms.P5, "imei", "端末のお申し込みはありません。", "No device was ordered.")
	case p.Device != nil && (s.IMEI != "" || !earlier.IMEI) && !imei.Valid(s.IMEI, t.W3.IMEIDigits):
		found.add(terms.P5, "imei", "IMEI（15桁）に誤りがあります。", "This is no IMEI of 15 digits with a right check digit.")
	case earlier.Taken:
		found.add(terms.P5, "imei", "この端末は、すでに別のお客様に登録されています。", "This device is registered to somebody else.")
	}
	given := map[int]bool{}
	for i, a := range s.SIMs {
		path := fmt.Sprintf("sims[%d]", i)
		n := slices.IndexFunc(p.SIMs, func(sim ProgressSIM) bool { return sim.No == a.No })
		switch {
		case n < 0 || given[a.No]:
			found.add(terms.S13, path+".no", "SIMの番号に誤りがあります。", "There is no such SIM, or it is named twice.")
		case p.SIMs[n].MNP:
			found.add(terms.S13, path+".no", "MNP転入のSIMには、番号を割り当てられません。", "A SIM with MNP keeps its number.")
		case !isMobileNumber(a.PhoneNumber):
			found.add(terms.S13, path+".phone_number", "電話番号を11桁の数字で入力してください。", "A mobile number has eleven digits.")
		}
		given[a.No] = true
	}
	for _, sim := range p.SIMs {
		if !sim.MNP && !given[sim.No] && !slices.Contains(earlier.Numbers, sim.No) {
			found.add(terms.S13, "sims", fmt.Sprintf("%d枚目のSIMの電話番号を入力してください。", sim.No), fmt.Sprintf("SIM %d needs its phone number.", sim.No))
		}
	}
	return found.err()
}

// AlertDelivery alerts the shipping desk to a parcel that is not delivered by
// the target (S-13).
func AlertDelivery(t *terms.Version, p Progress, due Due) (journal.Entry, Progress, error) {
	if _, ok := p.open(DeadlineDelivery); !ok {
		return journal.Entry{}, p, p.in(terms.S13)
	}
	e := journal.Entry{
		Case: p.Case, Step: due.Step(), At: due.At, Actor: journal.Timer, Terms: t.Name, Rules: []terms.ID{terms.S13},
		Settled: []journal.Settlement{{Name: DeadlineDelivery, Outcome: journal.Lapsed}},
		Tasks: []journal.Task{{
			Kind: TaskLate, Desk: journal.DeskShipping, Rule: terms.S13, Why: journal.Facts{"state": p.State, "tracking_no": p.Shipment.Tracking},
		}},
	}
	return e, p.after(t, e), nil
}

// CameBack takes in a parcel that could not be delivered: the case waits for the
// identity desk, which verifies the address anew (S-16).
func CameBack(t *terms.Version, p Progress, step, shipment string, at time.Time, actor journal.Actor) (journal.Entry, Progress, error) {
	e := journal.Entry{
		Case: p.Case, Step: step, At: at, Actor: actor, Terms: t.Name, Rules: []terms.ID{terms.S16},
		Facts: journal.Facts{"shipment": shipment},
	}
	if p.State != StateShipped || p.Shipment.ID != shipment {
		e.Facts["without_effect"] = p.State
		return e, p.after(t, e), nil
	}
	e.State = StateCameBack
	p.settle(&e, DeadlineDelivery, journal.Void)
	p.close(&e, outcomeVoid, TaskLate)
	e.Tasks = []journal.Task{{
		Kind: TaskVerifyAddress, Desk: journal.DeskIdentity, Rule: terms.S16, Why: journal.Facts{"shipment": shipment, "tracking_no": p.Shipment.Tracking},
	}}
	e.Notices = []journal.Notice{{Letter: letters.ParcelCameBack{Case: p.Case, Tracking: p.Shipment.Tracking, CameBackAt: at}}}
	return e, p.after(t, e), nil
}

// VerifyAddress takes the identity desk's word on the address of a parcel that
// came back (S-16). The same address: the parcel is sent again. Another one is
// registered and, where identity had to be proven, must stand on a document
// before anything is sent there (S-13).
func VerifyAddress(t *terms.Version, p Progress, step string, changed bool, link Link, at time.Time, actor journal.Actor) (journal.Entry, Progress, error) {
	if err := p.in(terms.S16, StateCameBack); err != nil {
		return journal.Entry{}, p, err
	}
	e := journal.Entry{
		Case: p.Case, Step: step, At: at, Actor: actor, Terms: t.Name,
		Rules: []terms.ID{terms.S16, terms.S13},
		Facts: journal.Facts{"address_changed": changed},
	}
	p.close(&e, outcomeDone, TaskVerifyAddress)
	if changed && p.needsIdentity(t) {
		e.State = StateInvited
		e.Rules = append(e.Rules, terms.S14, terms.S15)
		p.askAgain(t, &e, []string{"address_mismatch"}, link, at)
		p.Link = link
	} else {
		e.State = StateApproved
		p.shipBy(t, &e, at)
	}
	return e, p.after(t, e), nil
}
