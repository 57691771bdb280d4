package guarantee

import (
	"slices"
	"time"

	"kigen/internal/casefile"
	"kigen/internal/ids"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/stock"
	"kigen/internal/terms"
)

// Standings of a loaner that was asked for.
const (
	LoanerReserved = "reserved"
	LoanerWaiting  = "waiting"
)

// pickLoaner reserves a loaner for the claim, or puts it in line (W-11).
func (s *step) pickLoaner(shelf stock.Shelf) string {
	m := shelf.Pick(s.act())
	s.move(m)
	if m.Reserved == nil {
		return LoanerWaiting
	}
	s.askToShipLoaner(*m.Reserved)
	return LoanerReserved
}

func (s *step) askToShipLoaner(u stock.Unit) {
	s.Ask(journal.Task{
		Kind: TaskShipLoaner, Desk: journal.DeskShipping, Rule: terms.W11, Why: journal.Facts{"unit": u.ID, "model": u.Model, "colour": u.Colour},
	})
}

// Reservation tells that a loaner fell free for a claim that waited in line.
type Reservation struct {
	Unit string
	At   time.Time
}

// GetLoaner has a loaner sent that fell free for the claim (W-11).
func GetLoaner(t *terms.Version, c Claim, r Reservation) (casefile.Outcome[Claim], error) {
	s := c.begin(t.Name, "loaner-reserved/"+r.Unit, r.At, journal.Timer, terms.W11)
	s.Entry.Facts = journal.Facts{"unit": r.Unit}
	u, ok := c.loaner(stock.Reserved)
	if !ok || u.ID != r.Unit {
		s.Entry.Facts["without_effect"] = c.State
		return s.done(), nil
	}
	s.askToShipLoaner(u)
	return s.done(), nil
}

// MayShipLoaner refuses a loaner where none is reserved for the claim.
func MayShipLoaner(c Claim) error {
	if _, ok := c.loaner(stock.Reserved); ok {
		return nil
	}
	return wrongState(terms.W11, "発送を待っている貸出機はありません。", "No loaner is waiting to be shipped.")
}

// ShipLoaner sends the loaner; the courier collects the shipping from the member
// (着払い, W-11). Its return is expected from then on, and asked for when the
// member's device arrives.
func ShipLoaner(t *terms.Version, c Claim, p Parcel) (casefile.Outcome[Claim], error) {
	if err := MayShipLoaner(c); err != nil {
		return casefile.Outcome[Claim]{}, err
	}
	s := c.begin(t.Name, "loaner-shipped/"+p.Shipment, p.At, p.Actor, terms.W11)
	unit, _ := c.loaner(stock.Reserved)
	m, err := unit.Out(s.act())
	if err != nil {
		return casefile.Outcome[Claim]{}, err
	}
	s.move(m)
	s.Finish("shipped", TaskShipLoaner)
	s.Ship(casefile.Shipment{ID: p.Shipment, Kind: ParcelLoaner, Tracking: p.Tracking, Item: casefile.Item{Unit: unit.ID}})
	slip := ids.Derived("slip", c.Case, unit.ID)
	if id := ids.Derived("ret", c.Case, unit.ID); !c.expects(id) {
		s.Expect(casefile.Return{ID: id, Kind: ReturnLoaner, Item: casefile.Item{Unit: unit.ID}, Slip: slip})
	}
	s.Tell(letters.GuaranteeLoanerShipped{
		Case: c.Case, Loaner: letters.Device{Model: unit.Name, Colour: unit.Colour}, Tracking: p.Tracking, Slip: slip,
	})
	return s.done(), nil
}

func (c *Claim) expects(id string) bool {
	_, ok := c.Return(id)
	return ok
}

// freeLoaner gives back a loaner that was not sent, or the place in line.
func (s *step) freeLoaner() {
	if s.c.Shelf == nil {
		return
	}
	if _, out := s.c.loaner(stock.Out, stock.Back); out {
		return
	}
	if m := s.c.Shelf.Release(s.act()); m.Shelf != nil {
		s.move(m)
	}
	s.Finish("void", TaskShipLoaner)
}

// loanerUndelivered has a loaner sent again whose parcel came back, unless the
// member's device is on its way by then: it is freed.
func (s *step) loanerUndelivered(u stock.Unit) {
	s.Settle(DeadlineLoaner, journal.Void)
	s.Finish("void", TaskAskLoaner)
	if slices.Contains([]string{StateShipped, StateDelivered, StateClosed, StateLapsed}, s.c.State) {
		shelf := *s.c.Shelf
		shelf.Held = s.c.Units
		s.move(shelf.Release(s.act()))
		return
	}
	s.askToShipLoaner(u)
}

// leaveLoaner frees a loaner that was not sent, or asks for one that is out.
func (s *step) leaveLoaner(t *terms.Version, day jst.Day, knownAt time.Time) {
	s.freeLoaner()
	s.askForLoaner(t, day, knownAt)
}

// askForLoaner asks for a loaner that is out, once: within the days of W-11
// from that day.
func (s *step) askForLoaner(t *terms.Version, day jst.Day, knownAt time.Time) {
	unit, out := s.c.loaner(stock.Out)
	back, expected := s.c.LastReturn(ReturnLoaner)
	if _, asked := s.c.Deadline(DeadlineLoaner); !out || !expected || back.Booked() || asked {
		return
	}
	due := s.ArmReturn(t, DeadlineLoaner, terms.W11, jst.Within(day, t.W11.LoanerWithin), journal.DeskSupport, knownAt)
	s.Tell(letters.GuaranteeLoanerAsked{
		Case: s.c.Case, Loaner: letters.Device{Model: unit.Name, Colour: unit.Colour}, Slip: back.Slip,
		LastGoodDay: due.Count.LastGoodDay, Lapse: due.Lapse,
	})
}

// loanerIn takes in that the loaner is back; the repair desk checks it.
func (s *step) loanerIn(back *casefile.Return) (casefile.Outcome[Claim], error) {
	unit, _ := s.c.unit(back.Item.Unit)
	m, err := unit.Back(s.act())
	if err != nil {
		return casefile.Outcome[Claim]{}, err
	}
	if due, open := s.c.Open(DeadlineLoaner); open && back.InTime(due) {
		s.Settle(DeadlineLoaner, journal.Met)
	} else {
		s.Settle(DeadlineLoaner, journal.Lapsed)
	}
	s.move(m)
	s.Finish("done", TaskAskLoaner)
	s.Ask(journal.Task{
		Kind: TaskCheckLoaner, Desk: journal.DeskRepair, Rule: terms.W11, Why: journal.Facts{"unit": unit.ID, "model": unit.Model},
	})
	return s.done(), nil
}

// SettleLoaner has the support desk ask for a loaner that is not back (W-11;
// house: the rulebook names neither a day nor a charge). False where the deadline is
// not open.
func SettleLoaner(c Claim) (casefile.Outcome[Claim], bool) {
	due, open := c.Open(DeadlineLoaner)
	if !open {
		return casefile.Outcome[Claim]{}, false
	}
	s := c.begin(due.Terms, "loaner-settled/"+due.ArmedBy, casefile.Later(due.Lapse, due.ArmedAt), journal.Timer, terms.W11, terms.C12)
	s.Settle(DeadlineLoaner, journal.Lapsed)
	back, _ := c.LastReturn(ReturnLoaner)
	s.Entry.Facts["unit"], s.Entry.Facts["last_good_day"] = back.Item.Unit, due.Count.LastGoodDay
	s.Ask(journal.Task{
		Kind: TaskAskLoaner, Desk: journal.DeskSupport, Rule: terms.W11, Why: journal.Facts{"unit": back.Item.Unit, "last_good_day": due.Count.LastGoodDay},
	})
	return s.done(), true
}

// LoanerCheck is what the repair desk found of a loaner that is back: wiped, and
// whole or damaged.
type LoanerCheck struct {
	ID      string
	Damaged bool
	At      time.Time
	Actor   journal.Actor
}

// CheckLoaner puts a loaner that is back on the shelf, or has it repaired. The
// rulebook has no charge for damage to a loaner of W.
func CheckLoaner(t *terms.Version, c Claim, x LoanerCheck) (casefile.Outcome[Claim], error) {
	unit, ok := c.loaner(stock.Back)
	if !ok || c.Shelf == nil {
		return casefile.Outcome[Claim]{}, wrongState(terms.W11, "点検を待っている貸出機はありません。", "No loaner is waiting for its check.")
	}
	s := c.begin(t.Name, "loaner-checked/"+x.ID, x.At, x.Actor, terms.W11)
	s.Entry.Facts = journal.Facts{"unit": unit.ID, "damaged": x.Damaged}
	var m stock.Move
	var err error
	if x.Damaged {
		m, err = unit.Damage(s.act())
		s.Ask(stock.RepairTask(unit))
	} else {
		m, err = c.Shelf.Shelve(unit, s.act())
	}
	if err != nil {
		return casefile.Outcome[Claim]{}, err
	}
	s.move(m)
	s.Finish("done", TaskCheckLoaner)
	return s.done(), nil
}
