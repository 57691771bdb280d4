package stock

import (
	"slices"
	"time"
)

// Shelf is the loaners of one OS: those that lie free and the cases that wait
// for one. Never both at once.
type Shelf struct {
	Clock   string
	OS      string
	Version int64     // rises with each move that touches the shelf or its line
	Free    []Unit    // the one that has lain longest first
	Line    []Waiting // the first in line first
	// Held are the loaners of the case that asks, in whatever state.
	Held []Unit
}

// Waiting is a case in line for a loaner (U-3).
type Waiting struct {
	Case     string
	Workflow string
	Since    time.Time
}

// Pick reserves the loaner that has lain longest for the case, or puts the case
// at the end of the line (U-3). A case that waits keeps its place, and one that
// has a unit reserved keeps that.
func (s Shelf) Pick(by Act) Move {
	m := Move{By: by}
	if i := s.place(by.Case); i >= 0 {
		m.Place = i + 1
		return m
	}
	if i := slices.IndexFunc(s.Held, func(u Unit) bool { return u.State == Reserved }); i >= 0 {
		m.Reserved = &s.Held[i]
		return m
	}
	m.Shelf = &s
	if len(s.Free) == 0 {
		m.Joins, m.Place = by.Case, len(s.Line)+1
		return m
	}
	u := m.take(s.Free[0], Picked, Reserved, by.Case)
	m.Reserved = &u
	return m
}

// Release takes the case out of the line and frees the unit that is reserved
// for it, which goes to the first in line. Where the case has neither it does
// nothing.
func (s Shelf) Release(by Act) Move {
	m := Move{By: by}
	if s.place(by.Case) >= 0 {
		m.Shelf, m.Leaves = &s, by.Case
		s.Line = slices.DeleteFunc(slices.Clone(s.Line), func(w Waiting) bool { return w.Case == by.Case })
	}
	for _, u := range s.Held {
		if u.State == Reserved {
			m.Shelf = &s
			m.give(&s, u, Freed)
		}
	}
	return m
}

// Shelve puts a loaner on the shelf that was wiped (U-10), checked and found
// whole, or was repaired; it goes to the first in line. A unit of another pool
// lies on its own shelf, for which nobody waits.
func (s Shelf) Shelve(u Unit, by Act) (Move, error) {
	kind := Shelved
	switch u.State {
	case Back, Lost:
	case Damaged:
		kind = Repaired
	default:
		return Move{}, notToCheck
	}
	return s.put(u, kind, by), nil
}

// TakeIn puts a unit on the shelf for the first time, or again after it had left
// the carrier's hands.
func (s Shelf) TakeIn(u Unit, by Act) Move { return s.put(u, TakenIn, by) }

// put shelves one unit.
func (s Shelf) put(u Unit, kind Kind, by Act) Move {
	if u.Pool != Loaner {
		return moved(u, kind, OnShelf, "", by)
	}
	m := Move{By: by, Shelf: &s}
	m.give(&s, u, kind)
	return m
}

// TakeAllIn is TakeIn for several loaners of the shelf's OS: as many cases as
// there are units get one, in the order of the line.
func (s Shelf) TakeAllIn(units []Unit, by Act) Move {
	m := Move{By: by, Shelf: &s}
	for _, u := range units {
		m.give(&s, u, TakenIn)
	}
	return m
}

// give shelves a unit and hands it to the first in line, who leaves it.
func (m *Move) give(s *Shelf, u Unit, kind Kind) {
	u = m.take(u, kind, OnShelf, "")
	if len(s.Line) == 0 {
		return
	}
	first := s.Line[0]
	s.Line = s.Line[1:]
	m.take(u, Picked, Reserved, first.Case)
	m.Given = append(m.Given, Given{Unit: u.ID, Case: first.Case, Workflow: first.Workflow, At: m.By.At, Actor: m.By.Actor})
}

func (s Shelf) place(caseID string) int {
	return slices.IndexFunc(s.Line, func(w Waiting) bool { return w.Case == caseID })
}
