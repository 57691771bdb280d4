package supply

import (
	"time"

	"kigen/internal/casefile"
	"kigen/internal/ids"
	"kigen/internal/journal"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/stock"
	"kigen/internal/terms"
)

// Parcel is what the shipping desk sends in an exchange: an equal device of the
// stock, or the member's own where it is not exchanged.
type Parcel struct {
	Shipment string
	Tracking string
	Unit     stock.Unit // none for the member's own device
	// Equal says that a unit of another model or colour is an equal one.
	Equal bool
	At    time.Time
	Actor journal.Actor
}

// Step is the key of the parcel.
func (p Parcel) Step() string { return "shipped/" + p.Shipment }

// Ship hands the parcel to the courier, also again after one came back.
func Ship(t *terms.Version, x Exchange, p Parcel) (Outcome, error) {
	if err := x.in(StateConfirmed, StateCameBack, StateNotConfirmed, StateReturnBlocked); err != nil {
		return Outcome{}, err
	}
	equal := x.State == StateConfirmed || x.State == StateCameBack
	if err := p.fits(x, equal); err != nil {
		return Outcome{}, err
	}
	s := begin(x, t, p.Step(), p.At, p.Actor)
	if !equal {
		s.To(StateReturning)
		s.Ship(casefile.Shipment{ID: p.Shipment, Kind: ParcelBack, Tracking: p.Tracking, Item: casefile.Item{Device: x.Device.ID}})
		s.Finish("shipped", TaskSendBack)
		s.Tell(letters.UsedExchangeShipped{Case: x.Case, Device: x.Device.letter(), Tracking: p.Tracking, Own: true})
		return s.done(), nil
	}
	if err := s.move(p.Unit.Out(s.by())); err != nil {
		return Outcome{}, err
	}
	s.x.Unit = p.Unit
	s.To(StateShipped)
	s.Ship(casefile.Shipment{ID: p.Shipment, Kind: ParcelEqual, Tracking: p.Tracking, Item: casefile.Item{Unit: p.Unit.ID}})
	s.Entry.Facts["refurbished"], s.Entry.Facts["same_model"] = p.Unit.Refurbished, p.same(x)
	s.Finish("shipped", TaskShip)
	s.Tell(letters.UsedExchangeShipped{
		Case: x.Case, Device: unitLetter(p.Unit), Tracking: p.Tracking, Refurbished: p.Unit.Refurbished, Other: !p.same(x),
	})
	return s.done(), nil
}

func (p Parcel) same(x Exchange) bool {
	return p.Unit.Model == x.Device.Model && p.Unit.Colour == x.Device.Colour
}

func (p Parcel) fits(x Exchange, equal bool) error {
	switch {
	case !equal && p.Unit.ID != "":
		return refusal.New(refusal.Invalid, terms.P7,
			"交換の対象とならなかったため、お預かりした端末をお返しします。在庫の端末は指定できません。",
			"The device was not exchanged: it goes back itself, not a unit of the stock.").
			With("unit_id", "指定できません。", "Leave this out.")
	case !equal:
		return nil
	case p.Unit.ID == "" || p.Unit.Pool != stock.Replacement:
		return refusal.New(refusal.Invalid, terms.P7,
			"発送する交換用端末を、在庫から指定してください。", "Name the unit of the stock that is sent.").
			With("unit_id", "交換用の在庫端末を指定してください。", "A unit of the replacements.")
	case !p.same(x) && !p.Equal:
		return refusal.New(refusal.Mismatch, terms.P7,
			"ご使用の端末と機種または色が異なります。同等の端末である場合は、その旨を指定してください。",
			"Model or colour differ from the member's device. Say so where it is an equal one.")
	}
	return nil
}

func unitLetter(u stock.Unit) letters.Device { return letters.Device{Model: u.Name, Colour: u.Colour} }

// Deliver takes in that a parcel was delivered. An equal device takes the place
// of the old one, whose covers move to it, and keeps its day of use start; no
// use of an option is consumed, and no fee is reduced for the time (P-10). The
// member's own device is the member's as before.
func Deliver(t *terms.Version, x Exchange, r casefile.Report) (Outcome, error) {
	s := begin(x, t, casefile.StepDelivered(r.Reference), r.At, r.Actor, terms.P10)
	p, ok := s.Deliver(r)
	if !ok {
		return s.done(), nil
	}
	if p.Kind == ParcelBack {
		s.To(StateReturned)
		return s.done(), nil
	}
	if err := s.move(x.Unit.Issue(s.by())); err != nil {
		return Outcome{}, err
	}
	s.x.New = ids.Derived("dev", x.Case)
	s.To(StateExchanged)
	s.Entry.Facts["replaced"], s.Entry.Facts["device"] = x.Device.ID, s.x.New
	s.Tell(letters.UsedExchangeDelivered{
		Case: x.Case, Old: x.Device.letter(), New: unitLetter(x.Unit), DeliveredAt: r.At, Covered: x.Device.Covered,
		ExchangeThrough: ExchangePeriod(t, x.Device.UseStart).LastGoodDay,
	})
	return s.done(), nil
}

// ComeBack takes in that a parcel came back undelivered: it is sent again.
func ComeBack(t *terms.Version, x Exchange, r casefile.Report) (Outcome, error) {
	s := begin(x, t, casefile.StepCameBack(r.Reference), r.At, r.Actor)
	p, ok := s.ComeBack(r)
	if !ok {
		return s.done(), nil
	}
	if p.Kind == ParcelBack {
		s.To(StateReturnBlocked)
		s.askToSendBack()
		return s.done(), nil
	}
	if err := s.move(x.Unit.Undelivered(s.by())); err != nil {
		return Outcome{}, err
	}
	s.To(StateCameBack)
	s.askToShip()
	return s.done(), nil
}

// CorrectDelivery replaces the instant of a delivery (C-13). Nothing is counted
// from it: the days of P-7 run from use start.
func CorrectDelivery(t *terms.Version, x Exchange, c casefile.DeliveryCorrection) (Outcome, error) {
	if err := x.MayCorrectDelivery(c); err != nil {
		return Outcome{}, err
	}
	s := begin(x, t, c.Step(), c.At, c.Actor, terms.C13)
	s.CorrectDelivery(c)
	return s.done(), nil
}

// CorrectBooking replaces the instant at which the centre had the device (C-13).
// Nothing is counted from it: the terms set no day for sending it in.
func CorrectBooking(t *terms.Version, x Exchange, c casefile.BookingCorrection) (Outcome, error) {
	if err := x.MayCorrectBooking(c); err != nil {
		return Outcome{}, err
	}
	s := begin(x, t, c.Step(), c.At, c.Actor, terms.C13)
	s.CorrectBooking(c)
	return s.done(), nil
}
