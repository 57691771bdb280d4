package devices

import (
	"slices"

	"kigen/internal/casefile"
	"kigen/internal/ids"
	"kigen/internal/refusal"
	"kigen/internal/stock"
	"kigen/internal/terms"
)

// sendUnit takes the unit that a parcel holds out of the stock of replacements
// (N-3). One that the stock does not know, or that had become a member's device
// and was refurbished, is registered on its way out, unless nobody knows what it
// costs; then the parcel holds the device alone.
func (s *step) sendUnit(p Parcel) (casefile.Item, error) {
	u := p.Unit
	item := casefile.Item{Device: ids.Derived("dev", p.Shipment)}
	switch {
	case u.State == stock.OnShelf && u.Pool == stock.Replacement:
	case u.State != "" && u.State != stock.Issued:
		return item, unavailable
	case u.Price == 0:
		return item, nil
	default:
		if u.ID == "" {
			u.ID, u.IMEI = ids.Derived("stu", p.Shipment), p.Device.IMEI
		}
		u.Pool, u.State, u.Case, u.Since = stock.Replacement, stock.Back, "", p.At
		u.Model, u.Name, u.Colour, u.Refurbished = p.Device.Model, p.Device.Name, p.Device.Colour, p.Device.Refurbished
		registered := u
		s.Case.Registered = &registered
		u = s.move(stock.Shelf{}.TakeIn(u, s.by()))
	}
	out, err := u.Out(s.by())
	if err != nil {
		return item, err
	}
	s.move(out)
	return casefile.Item{Unit: u.ID}, nil
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

// move takes a move of one unit and gives the unit as it is after.
func (s *step) move(m stock.Move) stock.Unit {
	s.Case.Moves = append(s.Case.Moves, m)
	moved := m.Steps[0]
	u := moved.Unit
	u.State, u.Case, u.Since = moved.To, moved.Case, moved.At
	s.Case.Units = append(slices.DeleteFunc(s.Case.Units, func(o stock.Unit) bool { return o.ID == u.ID }), u)
	return u
}

func (s *step) by() stock.Act {
	return stock.Act{Case: s.Entry.Case, At: s.Entry.At, Actor: s.Entry.Actor}
}
