package stock

import (
	"time"

	"kigen/internal/journal"
)

// Move is what a rule does to the inventory, committed with the step that decided it.
type Move struct {
	Steps []Movement
	// Shelf is the one that the move holds to; nil where it takes a unit's way only.
	Shelf *Shelf
	// Joins and Leaves are the case that steps into or out of the shelf's line.
	Joins, Leaves string
	// Reserved is the unit that a Pick found; nil while the case waits in line.
	Reserved *Unit
	// Place is the case's in the line, from 1; 0 for none.
	Place int
	// Given are the reservations that other cases got out of it.
	Given []Given
	By    Act
}

// Movement is a unit's step from one state to the next.
type Movement struct {
	Unit Unit // as it was
	Kind Kind
	To   State
	Case string // whose it is then; empty for nobody's
	At   time.Time
}

// After is the unit as the movement leaves it.
func (m Movement) After() Unit {
	u := m.Unit
	u.State, u.Case, u.Since = m.To, m.Case, m.At
	return u
}

// Given is a unit that was reserved for a case that had waited in line.
type Given struct {
	Unit     string        `json:"unit"`
	Case     string        `json:"case"`
	Workflow string        `json:"workflow"` // the process of the case
	At       time.Time     `json:"at"`
	Actor    journal.Actor `json:"actor"`
}

func moved(u Unit, kind Kind, to State, caseID string, by Act) Move {
	m := Move{By: by}
	m.take(u, kind, to, caseID)
	return m
}

// take adds a movement and gives the unit as it is after.
func (m *Move) take(u Unit, kind Kind, to State, caseID string) Unit {
	step := Movement{Unit: u, Kind: kind, To: to, Case: caseID, At: m.By.At}
	m.Steps = append(m.Steps, step)
	return step.After()
}

// Facts are the move's part of a step's facts.
func (m Move) Facts() journal.Facts {
	f := journal.Facts{}
	if m.Reserved != nil {
		f["unit"], f["model"], f["colour"] = m.Reserved.ID, m.Reserved.Model, m.Reserved.Colour
	}
	if m.Place > 0 {
		f["place_in_line"] = m.Place
	}
	if len(m.Given) > 0 {
		f["given_to"] = m.Given[0].Case
	}
	return f
}
