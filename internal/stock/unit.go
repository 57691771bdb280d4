package stock

import (
	"slices"
	"time"

	"kigen/internal/journal"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// Pool is what a unit is kept for.
type Pool string

// Pools of the inventory.
const (
	Loaner      Pool = "loaner"      // 貸出機, lent and given back
	Replacement Pool = "replacement" // 交換用端末, becomes the member's
)

// State is where a unit is.
type State string

// States of a unit.
const (
	OnShelf    State = "on_shelf"
	Reserved   State = "reserved"    // for a case, waits to be sent
	Out        State = "out"         // handed to the courier, lent or on its way
	Back       State = "back"        // booked in, waits for its check
	Damaged    State = "damaged"     // waits for its repair
	Lost       State = "lost"        // not given back; its price was charged
	Issued     State = "issued"      // became a member's device
	WrittenOff State = "written_off" // out of the books
)

// States lists every state, in the order of a unit's life.
func States() []State {
	return []State{OnShelf, Reserved, Out, Back, Damaged, Lost, Issued, WrittenOff}
}

// Unit is one device of the inventory.
type Unit struct {
	ID          string
	Clock       string // the test clock it lives on, empty in production
	Pool        Pool
	Model       string // code of the catalogue
	Name        string // the name it is sold under
	OS          string
	Colour      string
	IMEI        string
	Refurbished bool
	// Price is what a unit that is not given back costs (U-5, U-6), in yen, 不課税.
	Price yen.Amount
	State State
	Case  string // whose it is, or was last; empty on the shelf
	Since time.Time
}

// Act is a step that moves units: in which case, when, by whom.
type Act struct {
	Case  string
	At    time.Time
	Actor journal.Actor
}

// Kind says what happened to a unit.
type Kind string

// Kinds of movements.
const (
	TakenIn     Kind = "taken_in"
	Picked      Kind = "reserved"
	Freed       Kind = "released"
	Sent        Kind = "sent"
	CameBack    Kind = "undelivered"
	BookedIn    Kind = "booked_in"
	Charged     Kind = "lost"
	Found       Kind = "damaged"
	Shelved     Kind = "shelved"
	Repaired    Kind = "repaired"
	HandedOver  Kind = "issued"
	TakenOff    Kind = "written_off"
	FoundBroken Kind = "found_broken"
)

// Out hands a unit to the courier: a loaner that is reserved for the case, or a
// replacement from the shelf. It is refused with code state otherwise.
func (u Unit) Out(by Act) (Move, error) {
	free := u.Pool == Replacement && u.State == OnShelf
	if !free && (u.State != Reserved || u.Case != by.Case) {
		return Move{}, wrong("この端末は、このお手続きのために確保されていません。", "The unit is not reserved for this case.")
	}
	return moved(u, Sent, Out, by.Case, by), nil
}

// Undelivered takes in that a unit's parcel came back: a loaner is reserved for
// its case again, a replacement lies on the shelf.
func (u Unit) Undelivered(by Act) (Move, error) {
	if u.State != Out {
		return Move{}, notOut
	}
	if u.Pool == Replacement {
		return moved(u, CameBack, OnShelf, "", by), nil
	}
	return moved(u, CameBack, Reserved, u.Case, by), nil
}

// Back takes in that the return centre has a loaner, in time or after it was
// charged; it waits for its check.
func (u Unit) Back(by Act) (Move, error) {
	if u.State != Out && u.State != Lost {
		return Move{}, notOut
	}
	return moved(u, BookedIn, Back, u.Case, by), nil
}

// Lose takes in that a loaner was not given back and its price was charged (U-5, U-6).
func (u Unit) Lose(by Act) (Move, error) {
	if u.State != Out {
		return Move{}, notOut
	}
	return moved(u, Charged, Lost, u.Case, by), nil
}

// Damage takes in that the check found damage (U-7): the unit waits for its
// repair, for which the step gives the repair desk the RepairTask.
func (u Unit) Damage(by Act) (Move, error) {
	kind := Found
	switch u.State {
	case OnShelf:
		kind = FoundBroken
	case Back, Lost:
	default:
		return Move{}, notToCheck
	}
	return moved(u, kind, Damaged, by.Case, by), nil
}

// TaskRepair is the task of a damaged unit. It ends with the movement that shelves
// the unit or writes it off, in whatever case.
const TaskRepair = "repair-unit"

// RepairTask asks the repair desk to have the unit repaired, or to write it off.
func RepairTask(u Unit) journal.Task {
	return journal.Task{
		Kind: TaskRepair, Desk: journal.DeskRepair, Rule: terms.U7,
		Why: journal.Facts{"unit": u.ID, "model": u.Model, "colour": u.Colour},
	}
}

// WriteOff takes a unit out of the books.
func (u Unit) WriteOff(by Act) (Move, error) {
	if !slices.Contains([]State{OnShelf, Back, Damaged, Lost}, u.State) {
		return Move{}, notToCheck
	}
	return moved(u, TakenOff, WrittenOff, "", by), nil
}

// Issue takes in that a replacement was delivered: it is a member's device.
func (u Unit) Issue(by Act) (Move, error) {
	if u.State != Out || u.Pool != Replacement {
		return Move{}, notOut
	}
	return moved(u, HandedOver, Issued, u.Case, by), nil
}

var (
	notOut     = wrong("この端末は貸出中・発送中ではありません。", "The unit is not out.")
	notToCheck = wrong("この端末は、点検の対象となる状態ではありません。", "The unit is not where it could be checked.")
)

// wrong refuses a movement that has no meaning where the unit is.
func wrong(ja, en string) *refusal.Error { return refusal.New(refusal.State, terms.U3, ja, en) }
