package stock

import (
	"slices"
	"strconv"
	"time"

	"kigen/internal/journal"
	"kigen/internal/terms"
)

// Intake is a part of a lot of units that the carrier takes in.
type Intake struct {
	Case  string // of kind stock-intake
	No    int    // of the part, from 1
	Last  bool
	At    time.Time
	Actor journal.Actor
}

// Step is the name of the part's step.
func (i Intake) Step() string { return "taken-in/" + strconv.Itoa(i.No) }

// TakeIn puts units on their shelves: loaners go to the cases in line for their
// OS, one each, the first in line first (U-3). Units that are not waiting to be
// taken in are passed over: another intake was first.
func TakeIn(t *terms.Version, shelves map[string]Shelf, units []Unit, i Intake) (journal.Entry, []Move) {
	by := Act{Case: i.Case, At: i.At, Actor: i.Actor}
	loaners := map[string][]Unit{}
	var moves []Move
	taken, given := 0, 0
	for _, u := range units {
		switch {
		case u.State != Back || u.Case != "":
			continue
		case u.Pool == Loaner:
			loaners[u.OS] = append(loaners[u.OS], u)
		default:
			moves = append(moves, moved(u, TakenIn, OnShelf, "", by))
		}
		taken++
	}
	var systems []string
	for os := range loaners {
		systems = append(systems, os)
	}
	slices.Sort(systems) // so that two intakes lock the shelves in one order
	for _, os := range systems {
		m := shelves[os].TakeAllIn(loaners[os], by)
		given += len(m.Given)
		moves = append(moves, m)
	}
	e := journal.Entry{
		Case: i.Case, Step: i.Step(), At: i.At, Actor: i.Actor, Rules: []terms.ID{terms.U3}, Terms: t.Name,
		State: "taken_in", Facts: journal.Facts{"units": taken, "given": given}, Ends: i.Last,
	}
	return e, moves
}
