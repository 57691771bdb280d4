package repair

import (
	"slices"
	"time"

	"kigen/internal/casefile"
	"kigen/internal/devices"
	"kigen/internal/ids"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/stock"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// Parcel is what the shipping desk sends to the member. Its device is told of
// an exchange device only.
type Parcel struct {
	devices.Parcel
	Price yen.Amount // of the unit or the model (U-9)
}

// StepShipped is the step of a parcel with the device.
func StepShipped(shipment string) string { return "device-shipped/" + shipment }

// Ship sends the repaired or returned device, or an exchange device: the same
// model and colour, else an equal one (U-9, N-3). The latter is refused as
// [devices.Suitable] says.
func Ship(t *terms.Version, r Repair, p Parcel) (Made, error) {
	leg := r.leg()
	if leg != CaseToShip && leg != CaseCameBack {
		return Made{}, noneToShip()
	}
	s := begin(t, r, StepShipped(p.Shipment), p.At, p.Actor, terms.U1)
	fault, due := s.Case.unanswered()
	if due || s.Case.round().Outcome == Exchanged {
		return s.exchange(p, fault)
	}
	kind := ParcelRepaired
	if s.Case.round().Outcome == Returned {
		kind = ParcelReturned
	}
	d := s.Case.covered()
	s.Step.Ship(casefile.Shipment{ID: p.Shipment, Kind: kind, Tracking: p.Tracking, Item: casefile.Item{Device: d.ID}})
	s.Case.round().Shipment = p.Shipment
	s.outcome = "shipped"
	s.Tell(letters.RepairShipped{
		Case: r.Case, Device: letterOf(*d), Result: string(s.Case.round().Outcome), Tracking: p.Tracking, SameModel: true, Refurbished: d.Refurbished,
	})
	return s.made(), nil
}

func noneToShip() error {
	return wrongState(terms.U1, "発送を待っている端末はありません。", "No device is waiting to be sent.")
}

// exchange sends a device in the place of the covered one (U-9): for the broken
// device, or for an exchange device whose fault was confirmed, which is then to
// come back.
func (s *step) exchange(p Parcel, fault *Fault) (Made, error) {
	r := s.Case
	broken := r.covered()
	same := p.Device.Model == r.broken().Model && p.Device.Colour == r.broken().Colour
	if err := devices.Suitable(s.terms, p.Parcel, same); err != nil {
		return Made{}, err
	}
	if p.Price <= 0 {
		return Made{}, refusal.New(refusal.Invalid, terms.U9,
			"この機種には価格が登録されていないため、交換端末にできません。", "This model has no price, so it cannot be an exchange device.").
			With("model", "価格の登録がない機種です。", "This model has no price.")
	}
	e := Exchange{Shipment: p.Shipment, Device: p.Device, Price: p.Price}
	unit, err := p.Leave(r.act(p.At, p.Actor))
	if err != nil {
		return Made{}, err
	}
	if unit.Unit.ID != "" {
		e.Unit, r.Registered = &unit.Unit, unit.Registered
	}
	for _, m := range unit.Moves {
		if err := s.move(m, nil); err != nil {
			return Made{}, err
		}
	}
	d := &e.Device
	d.ID, d.Member, d.Line, d.Replaces, d.State = ids.Derived("dev", p.Shipment), r.Member, broken.Line, broken.ID, devices.InUse
	d.PurchasedOn, d.UseStart = broken.PurchasedOn, broken.UseStart
	if fault != nil {
		e.Fault, fault.Shipment = fault.ID, p.Shipment
		if _, asked := r.Return(returnOf(fault.ID)); !asked {
			s.Expect(casefile.Return{
				ID: returnOf(fault.ID), Kind: ReturnExchange, Item: casefile.Item{Device: fault.Device}, Slip: slipOf(fault.ID),
			})
		}
	} else {
		r.round().Shipment = p.Shipment
	}
	r.Exchanges = append(r.Exchanges, e)
	item := casefile.Item{Device: d.ID}
	if e.Unit != nil {
		item = casefile.Item{Unit: e.Unit.ID}
	}
	s.Under(terms.U9, terms.N3)
	s.Step.Ship(casefile.Shipment{ID: p.Shipment, Kind: ParcelExchange, Tracking: p.Tracking, Item: item})
	s.outcome = "shipped"
	f := s.Entry.Facts
	f["device"], f["model"], f["colour"], f["refurbished"], f["same_model"] = d.ID, d.Model, d.Colour, d.Refurbished, same
	s.Tell(letters.RepairShipped{
		Case: r.Case, Device: letterOf(*d), Result: string(Exchanged), Tracking: p.Tracking, SameModel: same, Refurbished: d.Refurbished,
	})
	return s.made(), nil
}

// HandedOver is a device that the member fetched at a shop.
type HandedOver struct {
	Shipment string // stands for the parcel that there is none of
	Shop     Shop
	At       time.Time
	Actor    journal.Actor
}

// StepHandedOver is the step of a device that was handed over.
func StepHandedOver(shipment string) string { return "handed-over/" + shipment }

// HandOver gives the repaired or returned device back at the shop: that is day R
// (house). An exchange device is always sent.
func HandOver(book *terms.Book, r Repair, c HandedOver) (Made, error) {
	leg := r.leg()
	if _, due := r.unanswered(); leg != CaseToShip || due || r.round().Outcome == Exchanged {
		return Made{}, wrongState(terms.U1, "店舗でお渡しできる端末はありません。", "No device is waiting to be handed over.")
	}
	s := begin(book.At(c.At), r, StepHandedOver(c.Shipment), c.At, c.Actor, terms.U1)
	d := s.Case.round()
	kind := ParcelRepaired
	if d.Outcome == Returned {
		kind = ParcelReturned
	}
	s.Step.Ship(casefile.Shipment{ID: c.Shipment, Kind: kind, Tracking: c.Shipment, Item: casefile.Item{Device: s.Case.covered().ID}})
	d.Shipment = c.Shipment
	p, _ := s.Deliver(casefile.Report{Shipment: c.Shipment, At: c.At, ReportedAt: c.At})
	s.outcome = "delivered"
	s.Entry.Facts["shop"] = c.Shop.Code
	s.arrived(p)
	return s.made(), nil
}

// LoanerParcel is the parcel with the reserved loaner.
type LoanerParcel struct {
	Shipment string
	Tracking string
	At       time.Time
	Actor    journal.Actor
}

// StepLoanerShipped is the step of a parcel with a loaner.
func StepLoanerShipped(shipment string) string { return "loaner-shipped/" + shipment }

// ShipLoaner sends the loaner that is reserved for the case, with the slip for
// its return (U-3).
func ShipLoaner(t *terms.Version, r Repair, p LoanerParcel) (Made, error) {
	if r.Reserved == nil {
		return Made{}, wrongState(terms.U3, "発送を待っている貸出機はありません。", "No loaner is waiting to be sent.")
	}
	if due, ok := r.Open(DeadlineDeviceIn); ok && !due.Count.InTime(p.At) {
		return Made{}, wrongState(terms.U12, "端末が届かないまま受付の期限が過ぎたため、貸出機は発送できません。",
			"The claim has lapsed for want of the device: no loaner is sent.")
	}
	s := begin(t, r, StepLoanerShipped(p.Shipment), p.At, p.Actor, terms.U3)
	u := *r.Reserved
	if err := s.move(u.Out(r.act(p.At, p.Actor))); err != nil {
		return Made{}, err
	}
	u.State, u.Since = stock.Out, p.At
	s.Case.Reserved = nil
	l := s.Case.again(u.ID)
	if l == nil {
		no := len(r.Loaners) + 1
		back := casefile.Return{
			ID: returnOf(r.Case, "loaner", itoa(no)), Kind: ReturnLoaner, Item: casefile.Item{Unit: u.ID}, Slip: slipOf(r.Case, "loaner", itoa(no)),
		}
		s.Case.Loaners = append(s.Case.Loaners, Loaner{No: no, Price: u.Price, Return: back.ID})
		s.Expect(back)
		l = &s.Case.Loaners[no-1]
	}
	l.Unit, l.Shipment = u, p.Shipment
	s.Step.Ship(casefile.Shipment{ID: p.Shipment, Kind: ParcelLoaner, Tracking: p.Tracking, Item: casefile.Item{Unit: u.ID}})
	s.outcome = "shipped"
	s.Entry.Facts["loaner"] = l.No
	s.Tell(letters.LoanerShipped{
		Case: r.Case, Loaner: l.letter(), Tracking: p.Tracking, Price: l.Price, DeviceIn: !r.awaited(),
	})
	return s.made(), nil
}

// again is the loaner of that unit whose parcel came back and is sent once more.
func (r *Repair) again(unit string) *Loaner {
	for i := range r.Loaners {
		l := &r.Loaners[i]
		if p, _ := r.Shipment(l.Shipment); l.Unit.ID == unit && !p.CameBackAt.IsZero() {
			return l
		}
	}
	return nil
}

// Deliver takes in that a parcel was delivered: a loaner (day L), or the
// repaired, returned or exchange device (day R, Y).
func Deliver(book *terms.Book, r Repair, d casefile.Report) (Made, error) {
	s := begin(book.At(d.At), r, casefile.StepDelivered(d.Reference), d.At, d.Actor, terms.U1)
	s.knownAt = d.ReportedAt
	p, ok := s.Deliver(d)
	if !ok {
		return s.made(), nil
	}
	s.outcome = "delivered"
	if p.Kind == ParcelLoaner {
		s.lend(p)
		return s.made(), nil
	}
	if p.Kind == ParcelExchange {
		if err := s.replace(p); err != nil {
			return Made{}, err
		}
	}
	s.arrived(p)
	return s.made(), nil
}

// lend is day L. A loaner that arrives after the device itself is to go back by
// U-6 at once.
func (s *step) lend(p *casefile.Shipment) {
	r := s.Case
	s.Under(terms.U3, terms.U4, terms.U5)
	s.keep()
	if arrived, ok := r.arrival(); ok {
		s.Under(terms.U6)
		s.tellArrived(jst.DayOf(arrived))
		return
	}
	i := slices.IndexFunc(r.Loaners, func(l Loaner) bool { return l.Shipment == p.ID })
	l := &r.Loaners[i]
	trouble, after := s.due(ordinal(DeadlineTrouble, l.No)), s.due(DeadlineAfterLoaner)
	letter := letters.LoanerDelivered{
		Case: r.Case, Device: letterOf(*r.covered()), Loaner: l.letter(), Delivered: jst.DayOf(p.DeliveredAt), Price: l.Price,
		TroubleLastGoodDay: trouble.Count.LastGoodDay, TroubleLapse: trouble.Lapse,
	}
	if either, open := r.Open(ordinal(DeadlineDeviceOrLoaner, l.No)); open {
		back, _ := r.Return(r.round().Return)
		letter.LastGoodDay, letter.Lapse = either.Count.LastGoodDay, either.Lapse
		letter.DeviceLastGoodDay = either.Count.LastGoodDay
		if !after.Count.IsZero() {
			letter.DeviceLastGoodDay = after.Count.LastGoodDay
		}
		letter.Shop, letter.Slip = r.shop(), back.Slip
	}
	s.Tell(letter)
}

// replace makes the exchange device the covered one (U-9).
func (s *step) replace(p *casefile.Shipment) error {
	r := s.Case
	i := slices.IndexFunc(r.Exchanges, func(e Exchange) bool { return e.Shipment == p.ID })
	e := r.Exchanges[i]
	if e.Unit != nil {
		if err := s.move(e.Unit.Issue(r.act(s.Entry.At, s.Entry.Actor))); err != nil {
			return err
		}
	}
	old := r.covered()
	old.State = devices.Returned // the broken device stays at the centre
	if e.Fault != "" {
		if back, _ := r.Return(returnOf(e.Fault)); !back.Booked() {
			old.State = devices.ToReturn
		}
	}
	r.Devices = append(r.Devices, e.Device)
	s.Entry.Facts["covered"], s.Entry.Facts["replaced"] = e.Device.ID, e.Device.Replaces
	return nil
}

// arrived is day R, or Y.
func (s *step) arrived(p *casefile.Shipment) {
	r := s.Case
	s.Under(terms.U6)
	s.keep()
	day := jst.DayOf(p.DeliveredAt)
	if i := slices.IndexFunc(r.Exchanges, func(e Exchange) bool { return e.Shipment == p.ID && e.Fault != "" }); i >= 0 {
		s.Under(terms.U9)
		s.nextArrived(r.Exchanges[i], day)
		return
	}
	s.tellArrived(day)
}

// tellArrived tells of day R: by when a fault is to be told (U-8, U-9), and the
// loaner to be back (U-6).
func (s *step) tellArrived(day jst.Day) {
	r := s.Case
	l := letters.RepairDelivered{
		Case: r.Case, Device: letterOf(*r.covered()), Result: string(r.round().Outcome), Delivered: day, Loaner: s.loanerDue(),
	}
	switch r.round().Outcome {
	case Repaired:
		s.Under(terms.U8)
		again, _ := r.Deadline(DeadlineRecurrence)
		l.FaultLastGoodDay, l.FaultLapse = again.Count.LastGoodDay, again.Lapse
	case Exchanged:
		s.Under(terms.U9)
		check, _ := r.Deadline(DeadlineExchangeCheck)
		l.FaultLastGoodDay, l.FaultLapse = check.Count.LastGoodDay, check.Lapse
	case Returned:
	}
	s.Tell(l)
}

// nextArrived is day Y: the exchange device before this one goes back (U-9).
func (s *step) nextArrived(e Exchange, day jst.Day) {
	r := s.Case
	no := r.exchangeNo(returnOf(e.Fault))
	back, _ := r.Return(returnOf(e.Fault))
	faulty, _ := r.exchanged(back.Item.Device)
	due, check := s.due(ordinal(DeadlineExchangeBack, no)), s.due(DeadlineExchangeCheck)
	s.Tell(letters.ExchangeReturnRequested{
		Case: r.Case, Faulty: letterOf(faulty.Device), NewDevice: letterOf(e.Device), Slip: back.Slip, Delivered: day,
		LastGoodDay: due.Count.LastGoodDay, Lapse: due.Lapse, Price: faulty.Price,
		FaultLastGoodDay: check.Count.LastGoodDay, FaultLapse: check.Lapse,
	})
}

// ComeBack takes in that a parcel came back undelivered: the shipping desk finds
// out why and sends it again.
func ComeBack(t *terms.Version, r Repair, d casefile.Report) (Made, error) {
	s := begin(t, r, casefile.StepCameBack(d.Reference), d.At, d.Actor, terms.U1)
	s.knownAt = d.ReportedAt
	p, ok := s.ComeBack(d)
	if !ok {
		return s.made(), nil
	}
	by := r.act(d.At, d.Actor)
	switch p.Kind {
	case ParcelLoaner:
		s.Under(terms.U3)
		i := slices.IndexFunc(s.Case.Loaners, func(l Loaner) bool { return l.Shipment == p.ID })
		if err := s.move(s.Case.Loaners[i].Unit.Undelivered(by)); err != nil {
			return Made{}, err
		}
		u := s.Case.Loaners[i].Unit
		s.Case.Reserved = &u
	case ParcelExchange:
		i := slices.IndexFunc(s.Case.Exchanges, func(e Exchange) bool { return e.Shipment == p.ID })
		if u := s.Case.Exchanges[i].Unit; u != nil {
			if err := s.move(u.Undelivered(by)); err != nil {
				return Made{}, err
			}
		}
	}
	return s.made(), nil
}
