package guarantee

import (
	"slices"
	"time"

	"kigen/internal/casefile"
	"kigen/internal/devices"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/refusal"
	"kigen/internal/stock"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// States of a claim. The loaner runs beside them.
const (
	StateRefused      = "refused"
	StateDeviceDue    = "device_due"    // the member sends the device (W-11)
	StateDeviceIn     = "device_in"     // booked in; is the agreement enclosed? (W-11)
	StateAgreementDue = "agreement_due" // the member sends the agreement (W-11)
	StateInspection   = "inspection"    // the repair desk looks for the fault
	StateRepair       = "repair"        // at the maker's (W-6)
	StateExchangeDue  = "exchange_due"  // an exchange device is to be sent (W-6)
	StateSendBack     = "send_back"     // the device is to be sent back
	StateShipped      = "shipped"       // a device is on its way to the member
	StateCameBack     = "came_back"     // its parcel came back
	StateDelivered    = "delivered"     // the member has it; trouble with an exchange device is told (W-8)
	StateTrouble      = "trouble"       // the repair desk looks into it (W-8)
	StateLapsed       = "lapsed"        // the device did not come; no use
	StateClosed       = "closed"
)

// Names of the deadlines, tasks, charges, parcels and returns of a claim.
const (
	DeadlineDevice    = "guarantee-device-in"        // W-11
	DeadlineAgreement = "guarantee-agreement-in"     // W-11
	DeadlineCheck     = "guarantee-exchange-checked" // W-8
	DeadlineLoaner    = "guarantee-loaner-back"      // W-11
	DeadlineFaulty    = "guarantee-faulty-back"      // W-8

	TaskAgreement    = "record-guarantee-agreement"
	TaskInspect      = "inspect-guarantee-device"
	TaskRepair       = "repair-guarantee-device"
	TaskShipBack     = "send-guarantee-device-back"
	TaskShipExchange = "ship-guarantee-exchange"
	TaskTrouble      = "check-guarantee-exchange"
	TaskShipLoaner   = "ship-guarantee-loaner"
	TaskAskLoaner    = "ask-for-guarantee-loaner"
	TaskCheckLoaner  = "check-guarantee-loaner"
	TaskAskFaulty    = "ask-for-guarantee-faulty"

	ChargeExchange = "guarantee-exchange" // 交換代金
	ChargeCOD      = "cod-fee"            // 代引手数料
	ChargeExcess   = "guarantee-excess"   // 補償上限金額の超過分

	ParcelBack     = "device-back"
	ParcelExchange = "exchange"
	ParcelLoaner   = "loaner"

	ReturnBroken = "broken-device"
	ReturnLoaner = "loaner"
	ReturnFaulty = "faulty-exchange"
)

// Way is how a confirmed fault is made good (W-6).
type Way string

// Ways.
const (
	Repaired  Way = "repair"
	Exchanged Way = "exchange"
)

// Claim is a claim under a guarantee as its facts stand.
type Claim struct {
	casefile.File
	Guarantee  Guarantee
	Cause      terms.Cause // as reported, then as found
	FaultDay   jst.Day
	ReceivedAt time.Time
	// Devices are the one that the claim is for and, in their order, those that
	// took its place; the last is the covered one (W-7, W-8).
	Devices []Device
	Use     devices.Use // zero until the fault was confirmed (W-5)
	Uses    int         // how many the terms allowed then
	Way     Way         // empty until then
	Cost    yen.Amount  // of the repair, or the value of the exchange device (W-7)
	Done    bool        // the repair is done
	// LoanerAsked tells that the member wants a loaner; Shelf is where it is
	// from, nil where none was asked for.
	LoanerAsked bool
	Shelf       *stock.Shelf
	Units       []stock.Unit // of the stock, that the claim has or had
	Troubles    []Trouble
	// Moves are what a step does to the stock.
	Moves []stock.Move
}

// Trouble is trouble with an exchange device that the member reported in time (W-8).
type Trouble struct {
	ID         string
	Device     string
	ReportedAt time.Time
	Outcome    string // a code of letters.FaultOutcomes; empty while it is open
	DecidedAt  time.Time
}

// Progress is what the process of a claim goes by.
type Progress struct {
	casefile.Progress
	// Given are the loaners that the step gave to other cases.
	Given []stock.Given `json:"given,omitempty"`
}

// Gives is what other cases are told once the step is committed.
func (p Progress) Gives() []stock.Given { return p.Given }

// Progress is where the case stands.
func (c *Claim) Progress() Progress {
	p := Progress{Progress: c.File.Progress()}
	for _, m := range c.Moves {
		p.Given = append(p.Given, m.Given...)
	}
	return p
}

// claimed is the device that the claim is for.
func (c *Claim) claimed() *Device { return &c.Devices[0] }

// covered is the device that the guarantee covers.
func (c *Claim) covered() *Device { return &c.Devices[len(c.Devices)-1] }

func (c *Claim) unit(id string) (stock.Unit, bool) {
	i := slices.IndexFunc(c.Units, func(u stock.Unit) bool { return u.ID == id })
	if i < 0 {
		return stock.Unit{}, false
	}
	return c.Units[i], true
}

// loaner is the loaner that the claim has reserved, lent, or that waits for its
// check; false for none.
func (c *Claim) loaner(states ...stock.State) (stock.Unit, bool) {
	i := slices.IndexFunc(c.Units, func(u stock.Unit) bool {
		return u.Pool == stock.Loaner && u.Case == c.Case && slices.Contains(states, u.State)
	})
	if i < 0 {
		return stock.Unit{}, false
	}
	return c.Units[i], true
}

func (c *Claim) openTrouble() (*Trouble, bool) {
	i := slices.IndexFunc(c.Troubles, func(t Trouble) bool { return t.Outcome == "" })
	if i < 0 {
		return nil, false
	}
	return &c.Troubles[i], true
}

// troubled is the trouble for which another exchange device is due, or was sent
// but came back (W-8).
func (c *Claim) troubled() (Trouble, bool) {
	for _, t := range slices.Backward(c.Troubles) {
		if t.Outcome == troubleReplaced && t.Device == c.covered().ID {
			return t, true
		}
	}
	return Trouble{}, false
}

// step is a step of a claim that is being made.
type step struct {
	*casefile.Step
	c      Claim
	before casefile.File
}

func (c Claim) begin(version, name string, at time.Time, actor journal.Actor, rules ...terms.ID) *step {
	s := &step{c: c, before: c.File}
	s.c.Devices = slices.Clone(c.Devices)
	s.c.Units = slices.Clone(c.Units)
	s.c.Troubles = slices.Clone(c.Troubles)
	s.c.Moves = nil
	s.Step = casefile.Begin(&s.c.File, version, name, at, actor, rules...)
	return s
}

// done closes the case when every promise in it is kept or charged: nothing to
// do for a desk or the member, no loaner out that was not asked for.
func (s *step) done() casefile.Outcome[Claim] {
	over := s.c.settled()
	if over && s.c.State == StateDelivered {
		s.To(StateClosed)
	}
	if !over && s.c.State == StateClosed {
		s.To(StateDelivered)
	}
	return casefile.Outcome[Claim]{Entry: s.Done(s.before, over), Case: s.c}
}

func (c *Claim) settled() bool {
	if c.State == StateRefused {
		return true
	}
	if !slices.Contains([]string{StateDelivered, StateClosed, StateLapsed}, c.State) {
		return false
	}
	for _, name := range []string{DeadlineCheck, DeadlineLoaner, DeadlineFaulty} {
		if _, open := c.Open(name); open {
			return false
		}
	}
	_, unchecked := c.loaner(stock.Back)
	return !unchecked
}

// Busy tells that a new claim has to wait for this one: the device is in hand, or
// trouble with the exchange device can still be told (W-8). What the member is
// to give back bars none.
func (c *Claim) Busy() bool {
	switch c.State {
	case StateRefused, StateLapsed:
		return false
	case StateDelivered, StateClosed:
		_, checking := c.Open(DeadlineCheck)
		return checking
	}
	return true
}

// move does something to the stock, and keeps the units as they are after.
func (s *step) move(m stock.Move) {
	s.c.Moves = append(s.c.Moves, m)
	for _, taken := range m.Steps {
		i := slices.IndexFunc(s.c.Units, func(u stock.Unit) bool { return u.ID == taken.Unit.ID })
		after := taken.Unit
		after.State, after.Case, after.Since = taken.To, taken.Case, taken.At
		if i >= 0 {
			s.c.Units[i] = after
		} else if taken.Case == s.c.Case {
			s.c.Units = append(s.c.Units, after)
		}
	}
	for key, value := range m.Facts() {
		s.Entry.Facts[key] = value
	}
}

func (s *step) act() stock.Act {
	return stock.Act{Case: s.c.Case, At: s.Entry.At, Actor: s.Entry.Actor}
}

// MayAct refuses a command that has no meaning in the claim's state.
func MayAct(p Progress, rule terms.ID, states ...string) error {
	if slices.Contains(states, p.State) {
		return nil
	}
	return wrongState(rule, "お手続きの現在の状況では、この操作はできません。", "The claim is not at the point where this can be done.")
}

// notPicked refuses a ground that is unknown or decided from data (W-9).
func notPicked(t *terms.Version, id string) error {
	if g, ok := exclusion(t, id); ok && g.DecidedBy == "" {
		return nil
	}
	return refusal.New(refusal.Invalid, terms.W9,
		"補償の対象とならない事由を、窓口で選べる一覧から指定してください。", "Choose the exclusion from those a desk may pick.").
		With("exclusion", "選べない事由です。", "This ground is unknown, or decided from data.")
}

// exclusion finds an exclusion ground of W-9 by its ID.
func exclusion(t *terms.Version, id string) (terms.Ground, bool) {
	i := slices.IndexFunc(t.W9.Exclusions, func(g terms.Ground) bool { return g.ID == id })
	if i < 0 {
		return terms.Ground{}, false
	}
	return t.W9.Exclusions[i], true
}

// clauseOf is the clause of the ground under which excluded refuses; empty for
// another refusal.
func clauseOf(t *terms.Version, no *refusal.Error) string {
	for _, g := range t.W9.Exclusions {
		if no.JA == excluded(t, g.ID).JA {
			return g.Clause
		}
	}
	return ""
}

// excluded refuses under a ground that a desk picked.
func excluded(t *terms.Version, id string) *refusal.Error {
	g, _ := exclusion(t, id)
	return notCovered(terms.W9, g.JA+"、保証の対象になりません。", g.EN+" The guarantee excludes this.")
}
