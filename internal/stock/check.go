package stock

import (
	"time"

	"kigen/internal/journal"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// Condition is what the repair desk finds of a unit.
type Condition string

// Conditions of a unit.
const (
	Whole   Condition = "whole"     // checked, or repaired: fit to be sent
	Broken  Condition = "damaged"   // to be repaired
	Useless Condition = "write_off" // not worth a repair, or gone
)

// Inspection is the repair desk's check of a unit outside of a case that lent it.
type Inspection struct {
	ID        string
	Case      string // of kind stock-check
	Condition Condition
	// Wiped is the desk's word that no data of a member are left on it (U-10).
	Wiped bool
	At    time.Time
	Actor journal.Actor
}

// StepChecked begins the name of the step in which a unit's check is registered.
const StepChecked = "checked/"

// Step is the name of the step of an inspection.
func (i Inspection) Step() string { return StepChecked + i.ID }

// Progress is what a check tells its process.
type Progress struct {
	State string  `json:"state"` // the unit's
	Given []Given `json:"given,omitempty"`
}

// Over tells that nothing is left to follow: all but a repair.
func (p Progress) Over() bool { return p.State != string(Damaged) }

// Check takes in what the repair desk found of a unit: whole and wiped it goes
// on the shelf and to the first in line (U-3, U-10), damaged it waits for its
// repair (U-7), and the case with it. It is refused with code state for a unit
// that a case has, and invalid for one that is not wiped.
func Check(t *terms.Version, s Shelf, u Unit, i Inspection) (journal.Entry, Move, error) {
	by := Act{Case: i.Case, At: i.At, Actor: i.Actor}
	var m Move
	var err error
	switch i.Condition {
	case Whole:
		if !i.Wiped {
			return journal.Entry{}, Move{}, notWiped
		}
		m, err = s.Shelve(u, by)
	case Broken:
		m, err = u.Damage(by)
	default:
		m, err = u.WriteOff(by)
	}
	if err != nil {
		return journal.Entry{}, Move{}, err
	}
	e := journal.Entry{
		Case: i.Case, Step: i.Step(), At: i.At, Actor: i.Actor, Rules: []terms.ID{terms.U3, terms.U7, terms.U10}, Terms: t.Name,
		State: string(m.state()), Facts: m.Facts(), Ends: i.Condition != Broken,
	}
	e.Facts["unit"], e.Facts["model"], e.Facts["colour"] = u.ID, u.Model, u.Colour
	e.Facts["was"], e.Facts["condition"], e.Facts["wiped"] = string(u.State), string(i.Condition), i.Wiped
	if i.Condition == Broken {
		e.Tasks = []journal.Task{RepairTask(u)}
	}
	return e, m, nil
}

// state is where the move leaves its unit.
func (m Move) state() State { return m.Steps[len(m.Steps)-1].To }

// CheckOver refuses a finding that comes while another one ends the check.
func CheckOver() error {
	return wrong("この端末の点検は完了したところです。最新の状態をご確認ください。", "This check has just ended. Please look at the unit again.")
}

var notWiped = refusal.New(refusal.Invalid, terms.U10,
	"端末のデータが消去されていることをご確認のうえ、確認済みとして登録してください。",
	"Confirm that the unit was wiped before it goes on the shelf.").
	With("wiped", "データの消去の確認が必要です。", "The unit must be wiped.")
