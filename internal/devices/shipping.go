package devices

import (
	"slices"
	"time"

	"kigen/internal/ids"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// Parcel is a replacement as the shipping desk hands it to the courier.
type Parcel struct {
	Shipment string
	Tracking string
	// Device has its IMEI, model, colour and whether it is a refurbished one
	// (リフレッシュ品). Its name is empty where the catalogue has no such model.
	Device Device
	// Taken tells that the IMEI is another device's that is out.
	Taken bool
	// Equal is the desk's word that a device of another model or colour is an
	// equal one.
	Equal bool
	At    time.Time
	Actor journal.Actor
}

// MayShip refuses a shipment where none is due.
func MayShip(p Progress) error {
	if p.ToShip {
		return nil
	}
	return wrongState(terms.N3, "発送を待っている交換用の端末はありません。", "No replacement is waiting to be shipped.")
}

// Ship sends a replacement: the same model and colour, else an equal one
// (N-3). It is refused with code invalid where the IMEI has not 15 digits and
// the right check digit or the model is unknown, used where the IMEI is
// another device's, mismatch where model or colour differ and nobody said it is equal.
func Ship(t *terms.Version, r Replacement, p Parcel) (Step, error) {
	if err := MayShip(r.Progress()); err != nil {
		return Step{}, err
	}
	same := p.Device.Model == r.old().Model && p.Device.Colour == r.old().Colour
	if err := suitable(p, same); err != nil {
		return Step{}, err
	}
	s := begin(r, t.Name, "shipped/"+p.Shipment, p.At, p.Actor, terms.N3)
	shipment := Shipment{ID: p.Shipment, Tracking: p.Tracking, ShippedAt: p.At, Device: p.Device}
	back := Return{ID: ReturnOf(r.Claim), Device: r.old().ID, Slip: ids.Derived("slip", r.Claim), RequestedAt: p.At}
	if f, ok := confirmed(r); ok {
		shipment.Fault = f.ID
		back = Return{ID: ids.Derived("ret", f.ID), Device: f.Device, Slip: ids.Derived("slip", f.ID), RequestedAt: p.At}
		if !slices.ContainsFunc(r.Shipments, func(s Shipment) bool { return s.Fault == f.ID }) {
			s.tell(letters.ReplacementFaultClosed{
				Case: r.Claim, Device: r.covered().letter(), Outcome: faultReplaced, ClosedAt: p.At,
			})
		}
	}
	d := &shipment.Device
	broken := r.covered()
	d.ID, d.Member, d.Line, d.Replaces, d.State = ids.Derived("dev", p.Shipment), r.Member, broken.Line, broken.ID, InUse
	d.PurchasedOn, d.UseStart = broken.PurchasedOn, broken.UseStart
	s.Case.Shipments = append(s.Case.Shipments, shipment)
	if !slices.ContainsFunc(r.Returns, func(b Return) bool { return b.ID == back.ID }) {
		s.Case.Returns = append(s.Case.Returns, back)
	}
	s.Case.State = CaseShipped
	s.finish("shipped", TaskShip, TaskReship)
	s.Entry.Facts = journal.Facts{
		"shipment": p.Shipment, "tracking": p.Tracking, "device": d.ID, "model": d.Model, "colour": d.Colour,
		"refurbished": d.Refurbished, "same_model": same, "return": back.ID,
	}
	s.tell(letters.ReplacementShipped{
		Case: r.Claim, Device: d.letter(), SameModel: same, Refurbished: d.Refurbished, Tracking: p.Tracking,
		DeliverBy: deliverBy(t, r, p.At),
	})
	return s.done(r.State), nil
}

// ReturnOf is the ID of the return of a claim's old device.
func ReturnOf(claim string) string { return ids.Derived("ret", claim) }

// confirmed is the fault for which another device is due, or was sent but came
// back (N-4).
func confirmed(r Replacement) (Fault, bool) {
	for _, f := range slices.Backward(r.Faults) {
		if f.Outcome == faultReplaced && f.Device == r.covered().ID {
			return f, true
		}
	}
	return Fault{}, false
}

// deliverBy is the day a parcel is expected by: that of N-6 from the acceptance
// while it is ahead, else from the day it is sent.
func deliverBy(t *terms.Version, r Replacement, at time.Time) jst.Day {
	if d, ok := r.open(DeadlineDelivered); ok && d.Count.InTime(at) {
		return d.Count.LastGoodDay
	}
	return jst.Within(jst.DayOf(at), t.N6.Within).LastGoodDay
}

func suitable(p Parcel, same bool) error {
	switch {
	case !ValidIMEI(p.Device.IMEI):
		return refusal.New(refusal.Invalid, terms.W3,
			"IMEIが正しくありません。15桁の数字と検査数字をご確認ください。", "The IMEI has not 15 digits with the right check digit.").
			With("imei", "検査数字が一致しません。", "The check digit is wrong.")
	case p.Device.Name == "":
		return refusal.New(refusal.Invalid, terms.N3,
			"機種が登録されていません。", "There is no such model.").
			With("model", "登録のない機種です。", "This model is unknown.")
	case p.Taken:
		return refusal.New(refusal.Used, terms.N3,
			"このIMEIの端末は、すでに別の端末として登録されているか、発送されています。",
			"A device with this IMEI is registered or on its way already.")
	case !same && !p.Equal:
		return refusal.New(refusal.Mismatch, terms.N3,
			"旧端末と機種または色が異なります。同等の端末である場合は、その旨を指定してください。",
			"Model or colour differ from the old device's. Say so where it is an equal one.")
	}
	return nil
}

// Report is what the courier says of a shipment.
type Report struct {
	Reference  string
	Shipment   string
	At         time.Time // by the courier's books
	ReportedAt time.Time
	Actor      journal.Actor
}

// Deliver takes in that a parcel was delivered. The replacement becomes the
// covered device (N-3), its check begins (N-4), and so does the return of the
// device it replaces (N-5), each counted from the day of the delivery. Of a
// parcel that is not under way a note is made, and the shipping desk asked where
// it contradicts the record. The letter names the charge of N-5 that is in force
// at the lapse (C-10).
func Deliver(book *terms.Book, r Replacement, d Report) Step {
	t := book.At(d.At)
	s := begin(r, t.Name, "delivered/"+d.Reference, d.At, d.Actor, terms.N3, terms.N4, terms.N5, terms.N6)
	shipment, ok := s.Case.shipment(d.Shipment)
	if !ok || !shipment.underWay() {
		s.contradicted(d, ok && shipment.DeliveredAt.Equal(d.At))
		return s.done(r.State)
	}
	shipment.DeliveredAt = d.At
	s.Case.Deliveries = append(s.Case.Deliveries, Delivery{
		No: len(r.Deliveries) + 1, Shipment: d.Shipment, DeliveredAt: d.At, RecordedAt: d.ReportedAt,
	})
	replaced := s.Case.covered()
	replaced.State = s.leaving(replaced.ID)
	s.Case.Devices = append(s.Case.Devices, shipment.Device)
	s.Case.State = CaseDelivered
	if target, ok := r.open(DeadlineDelivered); ok && !d.At.Before(target.Lapse) {
		s.settle(DeadlineDelivered, journal.Lapsed) // C-5, before the alert was due
	} else {
		s.settle(DeadlineDelivered, journal.Met)
	}
	s.finish("delivered", TaskOverdue)
	s.Entry.Facts = journal.Facts{
		"shipment": d.Shipment, "delivered_at": d.At, "reported_at": d.ReportedAt,
		"fact": len(s.Case.Deliveries), "covered": shipment.Device.ID, "replaced": replaced.ID,
	}
	check := s.armCheck(t, d.At)
	if shipment.Fault != "" {
		s.tell(letters.ExchangeDelivered{
			Case: r.Claim, Faulty: r.covered().letter(), NewDevice: shipment.Device.letter(), Slip: s.slipOf(replaced.ID),
			Delivered: jst.DayOf(d.At), CheckLastGoodDay: check.LastGoodDay, CheckLapse: check.Lapse,
		})
	} else {
		back := s.armReturn(t, d.At, d.ReportedAt)
		s.tell(letters.ReturnRequested{
			Case: r.Claim, OldDevice: r.old().letter(), NewDevice: shipment.Device.letter(), Slip: s.Case.Returns[0].Slip,
			Delivered: jst.DayOf(d.At), LastGoodDay: back.LastGoodDay, Lapse: back.Lapse, NonReturn: book.At(back.Lapse).N5.Amount,
			CheckLastGoodDay: check.LastGoodDay, CheckLapse: check.Lapse,
		})
	}
	return s.done(r.State)
}

// slipOf is the number of the slip with which a device is sent back.
func (s *Step) slipOf(device string) string {
	i := slices.IndexFunc(s.Case.Returns, func(b Return) bool { return b.Device == device })
	return s.Case.Returns[i].Slip
}

// leaving is the state of a device whose replacement was delivered.
func (s *Step) leaving(device string) State {
	for _, back := range s.Case.Returns {
		if back.Device == device && back.booked() {
			return Returned
		}
	}
	return ToReturn
}

func (s *Step) armCheck(t *terms.Version, deliveredAt time.Time) jst.Count {
	count := jst.Within(jst.DayOf(deliveredAt), t.N4.Within)
	due := journal.Due(DeadlineCheck, terms.N4, count)
	due.Desk = journal.DeskRepair
	s.arm(due)
	return count
}

// armReturn opens N-5. It is decided when the centre's books are in, and no
// earlier than what opened it is known (C-12).
func (s *Step) armReturn(t *terms.Version, deliveredAt, knownAt time.Time) jst.Count {
	count := jst.Within(jst.DayOf(deliveredAt), t.N5.Within)
	due := journal.Due(DeadlineReturn, terms.N5, count)
	due.SettlesAt = later(count.Lapse.Add(t.Settle()), knownAt)
	due.Desk = journal.DeskBilling
	s.arm(due)
	s.Case.Returns[0].Reminders = nil
	if !s.Case.inTime(s.Case.Deadlines[len(s.Case.Deadlines)-1]) {
		s.Case.Returns[0].Reminders = reminders(t, count.LastGoodDay, knownAt)
	}
	return count
}

// ComeBack takes in that a parcel came back undelivered: the shipping desk
// finds out why and sends it again.
func ComeBack(t *terms.Version, r Replacement, d Report) Step {
	s := begin(r, t.Name, "came-back/"+d.Reference, d.At, d.Actor, terms.N3, terms.N6)
	shipment, ok := s.Case.shipment(d.Shipment)
	if !ok || !shipment.underWay() {
		s.contradicted(d, ok && shipment.CameBackAt.Equal(d.At))
		return s.done(r.State)
	}
	shipment.CameBackAt = d.At
	s.Case.State = CaseCameBack
	s.Entry.Facts = journal.Facts{"shipment": d.Shipment, "tracking": shipment.Tracking, "came_back_at": d.At}
	s.ask(journal.Task{
		Kind: TaskReship, Desk: journal.DeskShipping, Rule: terms.N3,
		Due: jst.Within(jst.DayOf(d.At), t.N6.Within).Lapse, Why: journal.Facts{"tracking": shipment.Tracking},
	})
	return s.done(r.State)
}

// contradicted notes a report on a parcel that is not under way; repeated
// reports of the same fact need nobody.
func (s *Step) contradicted(d Report, repeated bool) {
	s.Entry.Rules = []terms.ID{terms.C13}
	s.Entry.Facts = journal.Facts{"shipment": d.Shipment, "reported": d.At, "repeated": repeated}
	if !repeated {
		s.ask(journal.Task{
			Kind: TaskCourier, Desk: journal.DeskShipping, Rule: terms.C13, Why: journal.Facts{"shipment": d.Shipment},
		})
	}
}

// Overdue alerts the shipping desk when the target of N-6 lapses; the case
// goes on. False where the target is not open.
func Overdue(r Replacement) (Step, bool) {
	d, ok := r.open(DeadlineDelivered)
	if !ok {
		return Step{}, false
	}
	s := begin(r, d.Terms, DeadlineDelivered, d.Lapse, journal.Timer, terms.N6)
	s.settle(DeadlineDelivered, journal.Lapsed)
	s.ask(journal.Task{
		Kind: TaskOverdue, Desk: journal.DeskShipping, Rule: terms.N6,
		Why: journal.Facts{"last_good_day": d.Count.LastGoodDay, "state": r.State},
	})
	return s.done(r.State), true
}
