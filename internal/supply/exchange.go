package supply

import (
	"time"

	"kigen/internal/casefile"
	"kigen/internal/journal"
	"kigen/internal/refusal"
	"kigen/internal/stock"
	"kigen/internal/terms"
)

// States of an exchange.
const (
	StateRefused       = "refused"          // reported too late
	StateFiled         = "filed"            // the device is to be sent in
	StateReceived      = "received"         // the repair desk looks into it
	StateConfirmed     = "confirmed"        // an equal device is to be sent
	StateShipped       = "shipped"          // it is on its way
	StateCameBack      = "came_back"        // its parcel came back
	StateExchanged     = "exchanged"        // the member has it
	StateNotConfirmed  = "not_confirmed"    // the member's device is to be sent back
	StateReturning     = "returning"        // it is on its way
	StateReturnBlocked = "return_came_back" // its parcel came back
	StateReturned      = "returned"         // the member has it again
	StateWithdrawn     = "withdrawn"
	StateClosed        = "closed" // the device never came
)

// Tasks, parcels and returns of an exchange.
const (
	TaskInspect  = "inspect-used-device"
	TaskShip     = "ship-equal-device"
	TaskSendBack = "send-device-back"

	ParcelEqual = "equal-device"
	ParcelBack  = "device-back"

	ReturnUsed = "used-device"
)

// ExchangeDiagram is how an exchange goes from state to state.
var ExchangeDiagram = casefile.Diagram{
	Process: "Exchange", Kind: "exchange",
	Transitions: []casefile.Transition{
		{From: "", Step: StepFiled, To: StateFiled},
		{From: "", Step: StepFiled, To: StateRefused},
		{From: StateFiled, Step: StepWithdrawn, To: StateWithdrawn},
		{From: StateFiled, Step: StepClosed, To: StateClosed},
		{From: StateFiled, Step: "parcel-booked-in", To: StateReceived},
		{From: StateClosed, Step: "parcel-booked-in", To: StateReceived},
		{From: StateWithdrawn, Step: "parcel-booked-in", To: StateNotConfirmed},
		{From: StateReceived, Step: stepDecided, To: StateConfirmed},
		{From: StateReceived, Step: stepDecided, To: StateNotConfirmed},
		{From: StateConfirmed, Step: "shipped", To: StateShipped},
		{From: StateShipped, Step: "delivered", To: StateExchanged},
		{From: StateShipped, Step: "came-back", To: StateCameBack},
		{From: StateCameBack, Step: "shipped", To: StateShipped},
		{From: StateNotConfirmed, Step: "shipped", To: StateReturning},
		{From: StateReturning, Step: "delivered", To: StateReturned},
		{From: StateReturning, Step: "came-back", To: StateReturnBlocked},
		{From: StateReturnBlocked, Step: "shipped", To: StateReturning},
	},
}

// Exchange (中古端末の交換) is the exchange of a used device for an equal one, as
// its facts stand (P-7).
type Exchange struct {
	casefile.File
	Device      Device
	Malfunction string // an ID of those in the terms
	ReportedAt  time.Time
	Ground      string // on which it is excluded; empty for none
	// Unit is the equal device that was sent last; none before.
	Unit stock.Unit
	// New is the member's device that took the place of the old one; empty
	// before its delivery.
	New string
	// Moves are what the step does to the inventory.
	Moves []stock.Move
}

// Outcome is what a rule made of an exchange.
type Outcome = casefile.Outcome[Exchange]

// over tells that nothing is left to do or to wait for.
func (x *Exchange) over() bool {
	switch x.State {
	case StateRefused, StateExchanged, StateReturned, StateWithdrawn, StateClosed:
		return true
	}
	return false
}

// step is a step of an exchange that is being made.
type step struct {
	*casefile.Step
	before casefile.File
	x      *Exchange
}

func begin(x Exchange, t *terms.Version, name string, at time.Time, actor journal.Actor, rules ...terms.ID) step {
	before := x.File
	x.Moves = nil
	return step{Step: casefile.Begin(&x.File, t.Name, name, at, actor, append([]terms.ID{terms.P7}, rules...)...), before: before, x: &x}
}

func (s step) done() Outcome {
	entry := s.Done(s.before, s.x.over())
	return Outcome{Entry: entry, Case: *s.x}
}

// by is the step as the inventory sees it.
func (s step) by() stock.Act {
	return stock.Act{Case: s.Entry.Case, At: s.Entry.At, Actor: s.Entry.Actor}
}

// move takes up what a rule of the inventory made of a unit.
func (s step) move(m stock.Move, err error) error {
	if err == nil {
		s.x.Moves = append(s.x.Moves, m)
	}
	return err
}

// in refuses an act that has no meaning where the exchange stands.
func (x *Exchange) in(states ...string) error {
	for _, state := range states {
		if x.State == state {
			return nil
		}
	}
	return refusal.New(refusal.State, terms.P7,
		"交換のお手続きの現在の状況では、この操作はできません。", "The exchange is not at the point where this can be done.")
}
