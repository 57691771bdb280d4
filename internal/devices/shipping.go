package devices

import (
	"slices"
	"time"

	"kigen/internal/casefile"
	"kigen/internal/ids"
	"kigen/internal/imei"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/stock"
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
	// Unit is that of the stock with this IMEI; where there is none it has the
	// clock of the case and what such a device costs, zero for what nobody knows.
	Unit stock.Unit
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
// another device's or that of a unit of the stock that cannot go out, mismatch
// where model or colour differ and nobody said it is equal.
func Ship(t *terms.Version, r Replacement, p Parcel) (Step, error) {
	if err := MayShip(r.Progress()); err != nil {
		return Step{}, err
	}
	same := p.Device.Model == r.old().Model && p.Device.Colour == r.old().Colour
	if err := Suitable(t, p, same); err != nil {
		return Step{}, err
	}
	s := begin(r, t.Name, "shipped/"+p.Shipment, p.At, p.Actor, terms.N3)
	sent := Sent{Shipment: p.Shipment, Device: p.Device}
	back := casefile.Return{ID: ReturnOf(r.Case), Kind: ReturnOld, Item: casefile.Item{Device: r.old().ID}, Slip: ids.Derived("slip", r.Case)}
	if f, ok := confirmed(r); ok {
		sent.Fault = f.ID
		back = casefile.Return{
			ID: ids.Derived("ret", f.ID), Kind: ReturnFaulty, Item: casefile.Item{Device: f.Device}, Slip: ids.Derived("slip", f.ID),
		}
		if !slices.ContainsFunc(r.Sent, func(s Sent) bool { return s.Fault == f.ID }) {
			s.Tell(letters.ReplacementFaultClosed{
				Case: r.Case, Device: r.covered().letter(), Outcome: faultReplaced, ClosedAt: p.At,
			})
		}
	}
	d := &sent.Device
	broken := r.covered()
	d.ID, d.Member, d.Line, d.Replaces, d.State = ids.Derived("dev", p.Shipment), r.Member, broken.Line, broken.ID, InUse
	d.PurchasedOn, d.UseStart = broken.PurchasedOn, broken.UseStart
	s.Case.Sent = append(s.Case.Sent, sent)
	item, err := s.sendUnit(p)
	if err != nil {
		return Step{}, err
	}
	s.Ship(casefile.Shipment{ID: p.Shipment, Kind: ParcelReplacement, Tracking: p.Tracking, Item: item})
	if _, asked := r.Return(back.ID); !asked {
		s.Expect(back)
	}
	s.To(CaseShipped)
	s.Finish("shipped", TaskShip, TaskReship)
	s.Entry.Facts["device"], s.Entry.Facts["model"], s.Entry.Facts["colour"] = d.ID, d.Model, d.Colour
	s.Entry.Facts["refurbished"], s.Entry.Facts["same_model"], s.Entry.Facts["return"] = d.Refurbished, same, back.ID
	s.Tell(letters.ReplacementShipped{
		Case: r.Case, Device: d.letter(), SameModel: same, Refurbished: d.Refurbished, Tracking: p.Tracking,
		DeliverBy: deliverBy(t, r, p.At),
	})
	return s.done(r), nil
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
	if d, ok := r.Open(DeadlineDelivered); ok && d.Count.InTime(at) {
		return d.Count.LastGoodDay
	}
	return jst.Within(jst.DayOf(at), t.N6.Within).LastGoodDay
}

// Suitable refuses a device that cannot be sent in the place of another, as [Ship]
// says; same tells that model and colour are those of the other.
func Suitable(t *terms.Version, p Parcel, same bool) error {
	switch {
	case !imei.Valid(p.Device.IMEI, t.W3.IMEIDigits):
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

// Deliver takes in that a parcel was delivered. The replacement becomes the
// covered device (N-3), its check begins (N-4), and so does the return of the
// device it replaces (N-5), each counted from the day of the delivery. The
// letter names the charge of N-5 that is in force at the lapse (C-10).
func Deliver(book *terms.Book, r Replacement, d casefile.Report) Step {
	t := book.At(d.At)
	s := begin(r, t.Name, casefile.StepDelivered(d.Reference), d.At, d.Actor, terms.N3, terms.N4, terms.N5, terms.N6)
	shipment, ok := s.Deliver(d)
	if !ok {
		return s.done(r)
	}
	s.moveUnit(shipment, stock.Unit.Issue)
	sent, _ := r.sent(d.Shipment)
	replaced := s.Case.covered()
	replaced.State = r.leaving(replaced.ID)
	s.Case.Devices = append(s.Case.Devices, sent.Device)
	s.To(CaseDelivered)
	if target, ok := r.Open(DeadlineDelivered); ok && !d.At.Before(target.Lapse) {
		s.Settle(DeadlineDelivered, journal.Lapsed) // C-5, before the alert was due
	} else {
		s.Settle(DeadlineDelivered, journal.Met)
	}
	s.Finish("delivered", TaskOverdue)
	s.Entry.Facts["covered"], s.Entry.Facts["replaced"] = sent.Device.ID, replaced.ID
	check := s.armCheck(t, d.At)
	if sent.Fault != "" {
		back, _ := r.returnOf(replaced.ID)
		s.Tell(letters.ExchangeDelivered{
			Case: r.Case, Faulty: r.covered().letter(), NewDevice: sent.Device.letter(), Slip: back.Slip,
			Delivered: jst.DayOf(d.At), CheckLastGoodDay: check.LastGoodDay, CheckLapse: check.Lapse,
		})
		return s.done(r)
	}
	due := s.armReturn(t, d.At, d.ReportedAt)
	back, _ := r.back()
	s.Tell(letters.ReturnRequested{
		Case: r.Case, OldDevice: r.old().letter(), NewDevice: sent.Device.letter(), Slip: back.Slip,
		Delivered: jst.DayOf(d.At), LastGoodDay: due.Count.LastGoodDay, Lapse: due.Lapse, NonReturn: book.At(due.Lapse).N5.Amount,
		CheckLastGoodDay: check.LastGoodDay, CheckLapse: check.Lapse,
	})
	return s.done(r)
}

// returnOf is the return of a device.
func (r *Replacement) returnOf(device string) (casefile.Return, bool) {
	i := slices.IndexFunc(r.Returns, func(b casefile.Return) bool { return b.Item.Device == device })
	if i < 0 {
		return casefile.Return{}, false
	}
	return r.Returns[i], true
}

// leaving is the state of a device whose replacement was delivered.
func (r *Replacement) leaving(device string) State {
	if back, ok := r.returnOf(device); ok && back.Booked() {
		return Returned
	}
	return ToReturn
}

func (s *step) armCheck(t *terms.Version, deliveredAt time.Time) jst.Count {
	count := jst.Within(jst.DayOf(deliveredAt), t.N4.Within)
	due := journal.Due(DeadlineCheck, terms.N4, count)
	due.Desk = journal.DeskRepair
	s.Arm(due)
	return count
}

// armReturn opens N-5, which is decided no earlier than it is known (C-12).
func (s *step) armReturn(t *terms.Version, deliveredAt, knownAt time.Time) casefile.Deadline {
	due := s.ArmReturn(t, DeadlineReturn, terms.N5, jst.Within(jst.DayOf(deliveredAt), t.N5.Within), journal.DeskBilling, knownAt)
	back, _ := s.Case.back()
	back.Reminders = nil
	if !back.InTime(due) {
		back.Reminders = reminders(t, due.Count.LastGoodDay, knownAt)
	}
	return due
}

// ComeBack takes in that a parcel came back undelivered: the shipping desk
// finds out why and sends it again.
func ComeBack(t *terms.Version, r Replacement, d casefile.Report) Step {
	s := begin(r, t.Name, casefile.StepCameBack(d.Reference), d.At, d.Actor, terms.N3, terms.N6)
	shipment, ok := s.ComeBack(d)
	if !ok {
		return s.done(r)
	}
	s.moveUnit(shipment, stock.Unit.Undelivered)
	s.To(CaseCameBack)
	s.Ask(journal.Task{
		Kind: TaskReship, Desk: journal.DeskShipping, Rule: terms.N3,
		Due: jst.Within(jst.DayOf(d.At), t.N6.Within).Lapse, Why: journal.Facts{"tracking": shipment.Tracking},
	})
	return s.done(r)
}

// Overdue alerts the shipping desk when the target of N-6 lapses; the case
// goes on. False where the target is not open.
func Overdue(r Replacement) (Step, bool) {
	d, ok := r.Open(DeadlineDelivered)
	if !ok {
		return Step{}, false
	}
	s := begin(r, d.Terms, DeadlineDelivered, d.Lapse, journal.Timer, terms.N6)
	s.Settle(DeadlineDelivered, journal.Lapsed)
	s.Ask(journal.Task{
		Kind: TaskOverdue, Desk: journal.DeskShipping, Rule: terms.N6,
		Why: journal.Facts{"last_good_day": d.Count.LastGoodDay, "state": r.State},
	})
	return s.done(r), true
}
