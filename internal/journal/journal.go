// Package journal describes what a step of a process did: the one entry that
// is committed under the key (case, step), with the deadlines it armed or
// settled, the charges it posted, the notices it sends and the tasks it gives
// to the desks. It holds no personal data: people appear by their IDs only.
package journal

import (
	"encoding/json"
	"time"

	"kigen/internal/ids"
	"kigen/internal/jst"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// Entry is one step of one case. All its parts are committed in a single
// transaction, or none is.
type Entry struct {
	Case  string     // the case's ID, "clm_…"
	Step  string     // unique within the case: "accepted", "parcel-booked-in/<reference>"
	At    time.Time  // business instant: of the lapse for a lapse, of the receipt for a command
	Actor Actor      // who caused it
	Rules []terms.ID // the rules the step applied
	Terms string     // the version of the terms it applied them in (C-10)
	State string     // the case's state after the step; empty leaves it
	Facts Facts      // what was known and decided, for the timeline
	Opens *Case      // set by a case's first step
	Ends  bool       // the case is closed by this step
	// Reopens opens a closed case again: a late parcel, a correction (C-13).
	Reopens bool

	Armed   []Deadline
	Settled []Settlement
	// Redecided are deadlines that had ended and that a correction decides anew.
	Redecided []Redecision
	Charges   []Charge
	Notices   []Notice
	Tasks     []Task
	Closed    []Closing
}

// Case is one instance of a process. While it is open it alone holds its
// workflow ID.
type Case struct {
	Kind       string // the process: "replacement"
	WorkflowID string
	Member     string // empty for a process that serves all
	Clock      string // the test clock it lives on, empty in production
	Subject    string // the ID of what it is about: a line, a device
}

// Facts are a step's particulars as they are shown on the timeline; never
// personal data.
type Facts map[string]any

// Actor is who caused a step.
type Actor struct {
	Role string `json:"role"` // as in the API's access table, or "timer"
	ID   string `json:"id,omitempty"`
}

// Timer is the actor of a step that a deadline caused by itself.
var Timer = Actor{Role: "timer"}

// Machine tells an actor that waits for no answer: a timer, or a machine that
// reports a fact.
func (a Actor) Machine() bool {
	switch a.Role {
	case Timer.Role, "return-centre", "courier", "network":
		return true
	}
	return false
}

// Deadline is a promise with a day, able to say why it is due then.
type Deadline struct {
	Name  string // unique among the case's open deadlines: "old-device-back"
	Rule  terms.ID
	Count jst.Count // the way of counting; zero for a deadline at a plain instant
	// Lapse is the first instant that is too late. It equals Count.Lapse
	// where there is a count.
	Lapse time.Time
	// SettlesAt is when the lapse is decided (C-12); zero means at the lapse.
	SettlesAt time.Time
	Desk      string // the desk that watches it, empty for none
}

// Due makes the deadline of a count of days.
func Due(name string, rule terms.ID, count jst.Count) Deadline {
	return Deadline{Name: name, Rule: rule, Count: count, Lapse: count.Lapse}
}

// DueAt makes the deadline of a plain instant: acts at lapse or later are late (C-5).
func DueAt(name string, rule terms.ID, lapse time.Time) Deadline {
	return Deadline{Name: name, Rule: rule, Lapse: lapse}
}

// Outcome is how a deadline ended.
type Outcome string

// Outcomes of a deadline.
const (
	Met    Outcome = "met"    // what was due was done in time
	Lapsed Outcome = "lapsed" // it was not
	Moved  Outcome = "moved"  // a correction or a refusal armed it anew for another day (C-13)
	Void   Outcome = "void"   // the case no longer asks for it
)

// Settlement ends the case's open deadline of that name.
type Settlement struct {
	Name    string
	Outcome Outcome
}

// Redecision is a deadline as a correction of what it was decided by decides it
// anew, under the terms it was armed under (C-10, C-13). It is one more deadline of
// that name; the one that ended otherwise stays on record.
type Redecision struct {
	Deadline
	Terms   string
	Outcome Outcome
}

// ChargeKind tells a charge from the entries that take one back.
type ChargeKind string

// Kinds of charges (B-9): a charge is never deleted, a new entry takes it back.
const (
	Posted   ChargeKind = "charge"
	Reversal ChargeKind = "reversal" // the fact it stood on was corrected (C-13)
	Waiver   ChargeKind = "waiver"   // two people let it go (N-5)
)

// Charge is an amount the member owes, or the entry that takes one back.
type Charge struct {
	Name   string // what it is for: "non-return", "replacement-burden"
	Rule   terms.ID
	Kind   ChargeKind
	Amount yen.Amount // negative for a reversal or waiver
	Tax    terms.TaxClass
	At     time.Time // the instant it arose
	// Cancels is the ID of the charge that a reversal or waiver takes back.
	Cancels string
	// Why is the arithmetic and the facts behind the amount.
	Why Facts
}

// ChargeID is the ID of the charge of that name which the step posts: the same
// at every try.
func ChargeID(caseID, step, name string) string { return ids.Derived("chg", caseID, step, name) }

// Letter is the content of a notice: a template, its version, and the facts it
// needs, as the JSON of the value itself. Package letters has one type a letter.
type Letter interface {
	Template() string
	Version() int
	Rule() terms.ID
}

// Notice is a letter to the member, queued with the step and sent by the outbox.
type Notice struct {
	Letter Letter
	// Proof is the e-mail proof whose address gets the letter before there is
	// a member; empty for a letter to the case's member.
	Proof string
}

// Desk is a team of the carrier.
const (
	DeskIdentity = "identity"
	DeskShipping = "shipping"
	DeskRepair   = "repair"
	DeskBilling  = "billing"
	DeskSupport  = "support"
)

// Task is work for a desk; a case has at most one open task of a kind.
type Task struct {
	Kind string // "review-identity"
	Desk string
	Rule terms.ID
	Due  time.Time // zero for none
	Why  Facts
}

// Closing ends the case's open task of that kind.
type Closing struct {
	Kind    string
	Outcome string
}

// Result is what a step answers to the workflow, stored with the entry so that
// a repeated step answers the same bytes.
func Result(v any) (json.RawMessage, error) {
	if v == nil {
		return json.RawMessage("null"), nil
	}
	return json.Marshal(v)
}
