package devices

import (
	"slices"

	"kigen/internal/casefile"
	"kigen/internal/ids"
	"kigen/internal/refusal"
	"kigen/internal/stock"
	"kigen/internal/terms"
)

// Leaving is a unit of the stock of replacements that goes out in a parcel.
type Leaving struct {
	Unit stock.Unit // as it is then; without an ID the parcel holds no unit
	// Registered is the unit as it is to be registered first; nil where the stock knew it.
	Registered *stock.Unit
	Moves      []stock.Move
}

// Leave takes the unit that a parcel holds out of the stock of replacements (N-3,
// U-9). One that the stock does not know, or that had become a member's device and
// was refurbished, is registered on its way out, unless nobody knows what it costs;
// then the parcel holds the device alone. It is refused with code used where the
// unit cannot go out as it stands.
func (p Parcel) Leave(by stock.Act) (l Leaving, err error) {
	u := p.Unit
	switch {
	case u.State == stock.OnShelf && u.Pool == stock.Replacement:
	case u.State != "" && u.State != stock.Issued:
		return l, unavailable
	case u.Price == 0:
		return l, nil
	default:
		if u.ID == "" {
			u.ID, u.IMEI = ids.Derived("stu", p.Shipment), p.Device.IMEI
		}
		u.Pool, u.State, u.Case, u.Since = stock.Replacement, stock.Back, "", p.At
		u.Model, u.Name, u.Colour, u.Refurbished = p.Device.Model, p.Device.Name, p.Device.Colour, p.Device.Refurbished
		registered := u
		l.Registered = &registered
		in := stock.Shelf{}.TakeIn(u, by)
		l.Moves, u = append(l.Moves, in), in.Steps[0].After()
	}
	out, err := u.Out(by)
	if err != nil {
		return Leaving{}, err
	}
	l.Moves, l.Unit = append(l.Moves, out), out.Steps[0].After()
	return l, nil
}

// sendUnit has the unit that a parcel holds go out, and gives what is in the parcel.
func (s *step) sendUnit(p Parcel) (casefile.Item, error) {
	l, err := p.Leave(s.by())
	if err != nil || l.Unit.ID == "" {
		return casefile.Item{Device: ids.Derived("dev", p.Shipment)}, err
	}
	s.Case.Registered = l.Registered
	for _, m := range l.Moves {
		s.move(m)
	}
	return casefile.Item{Unit: l.Unit.ID}, nil
}

var unavailable = refusal.New(refusal.Used, terms.N3,
	"このIMEIの端末は在庫にありますが、交換用として発送できる状態ではありません。在庫の状態をご確認ください。",
	"The stock has a unit with this IMEI which cannot go out as a replacement as it stands.")

// moveUnit moves the unit that is in a parcel; a parcel without one leaves the
// stock as it is.
func (s *step) moveUnit(parcel *casefile.Shipment, move func(stock.Unit, stock.Act) (stock.Move, error)) {
	i := slices.IndexFunc(s.Case.Units, func(u stock.Unit) bool { return u.ID == parcel.Item.Unit })
	if i < 0 {
		return
	}
	if m, err := move(s.Case.Units[i], s.by()); err == nil {
		s.move(m)
	}
}

// move takes a move of one unit.
func (s *step) move(m stock.Move) {
	s.Case.Moves = append(s.Case.Moves, m)
	u := m.Steps[0].After()
	s.Case.Units = append(slices.DeleteFunc(s.Case.Units, func(o stock.Unit) bool { return o.ID == u.ID }), u)
}

func (s *step) by() stock.Act {
	return stock.Act{Case: s.Entry.Case, At: s.Entry.At, Actor: s.Entry.Actor}
}
