package identity

import (
	"slices"
	"time"

	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// States of an application.
const (
	StateInviting  = "inviting"  // waits for the end of the maintenance (S-8)
	StateInvited   = "invited"   // waits for proof of identity (S-15)
	StateSubmitted = "submitted" // waits for the identity desk (S-12)
	StateApproved  = "approved"  // waits for the shipping desk (S-13)
	StateShipped   = "shipped"   // on its way
	StateCameBack  = "came_back" // undelivered, the address is verified anew (S-16)
	StateDelivered = "delivered" // waits for the port-in of its numbers (S-19)
	StateActive    = "active"    // every line is in use, or the device where there is no line
	StateWithdrawn = "withdrawn"
	StateRejected  = "rejected" // S-18
	StateLapsed    = "lapsed"   // S-15, S-7
)

// Progress is what the rules know of an application under way.
type Progress struct {
	Case       string
	Member     string
	Login      string
	Plan       terms.Plan // empty where a device is ordered without a line
	Channel    terms.Channel
	AppliedAt  time.Time
	State      string
	SIMs       []ProgressSIM
	Device     *DeviceOrder
	Model      Model          // of the device, as it was ordered
	Link       Link           // the upload link that is good; zero for none
	Submission Submission     // the one that waits for the desk; zero for none
	Shipment   Shipment       // the latest; zero for none
	Open       []OpenDeadline // in the order in which they were armed
	Tasks      []string       // kinds of the open tasks
	Done       []string       // steps that were committed
	// Facts is how many numbered facts of a use's begin, corrections included,
	// are on record (C-13).
	Facts int
	// Guaranteed are the lines whose guarantee began with the step (W-2).
	Guaranteed []string
}

// ProgressSIM is a SIM of an application under way.
type ProgressSIM struct {
	No        int
	Kind      terms.SIMKind
	EntryCode string
	MNP       bool
	// Number is the count of the reservation number's life (S-6); zero without MNP.
	Number  jst.Count
	Line    string // its line, once it is in use (S-19)
	Dropped bool   // given up: its number ran out and no new one came (S-7)
	// Guarantee tells that the Connected Device Guarantee comes with it (W-2).
	Guarantee bool
}

// waiting tells that the SIM is neither in use nor given up.
func (s ProgressSIM) waiting() bool { return s.Line == "" && !s.Dropped }

// Link is an upload link (S-9).
type Link struct {
	ID      string
	Expires time.Time
}

// Shipment is a parcel with the SIMs and the device.
type Shipment struct {
	ID       string
	Tracking string
}

// OpenDeadline is a deadline of the case that is not settled, with the terms
// under which it was armed (C-10).
type OpenDeadline struct {
	Name  string
	Count jst.Count // zero for a plain instant
	Lapse time.Time
	Terms *terms.Version
}

// Standing is where a case stands after a step, as its process knows it.
type Standing struct {
	// Steps counts the steps that were committed, so that an old answer that
	// comes again is not taken for the newest.
	Steps int    `json:"steps"`
	State string `json:"state"`
	Ended bool   `json:"ended,omitempty"`
	// Due are the instants at which the case goes on by itself, the earliest first.
	Due []Due `json:"due,omitempty"`
	// Guaranteed are the lines whose guarantee began with the step (W-2).
	Guaranteed []string `json:"guaranteed,omitempty"`
}

// Due is something that happens by itself at an instant, unless the case goes
// on before.
type Due struct {
	What string    `json:"what"` // one of the constants below
	SIM  int       `json:"sim,omitempty"`
	At   time.Time `json:"at"`
}

// What happens by itself. Each is the name of the deadline behind it, or of the
// reminder; those of a single SIM bear its number.
const (
	DeadlineInvitation = "invitation"        // S-8: the invitation goes out
	ReminderOfProof    = "proof-reminder"    // S-15
	DeadlineProof      = "proof-of-identity" // S-15: the application lapses
	ReminderOfResult   = "result-reminder"   // S-12: the desk is reminded
	DeadlineResult     = "identity-result"   // S-12: the case escalates
	DeadlineDelivery   = "delivery"          // S-13: the shipping desk is alerted
	DeadlineNumber     = "mnp-number"        // S-7: a new number is asked for
	DeadlineNewNumber  = "new-mnp-number"    // S-7: the application has waited long enough
)

// Tasks of the desks.
const (
	TaskReview        = "review-identity"       // S-12
	TaskHasten        = "hasten-identity"       // S-12: the result is due
	TaskOverdue       = "identity-overdue"      // S-12: escalated
	TaskShip          = "ship"                  // S-13
	TaskLate          = "delivery-overdue"      // S-13
	TaskVerifyAddress = "verify-address"        // S-16
	TaskRecoverParcel = "delivered-without-use" // S-7: shipped, and no line came of it
)

// Outcomes of tasks, besides those of a decision.
const (
	outcomeVoid = "void"
	outcomeDone = "done"
)

// Standing is the process's view of the progress.
func (p Progress) Standing() Standing {
	s := Standing{Steps: len(p.Done), State: p.State, Ended: p.ended(), Guaranteed: p.Guaranteed}
	if s.Ended {
		return s
	}
	for _, d := range p.Open {
		what, sim := d.what()
		switch what {
		case DeadlineProof:
			for _, n := range d.Terms.S15.Reminders {
				at := jst.Within(d.Count.Event, n).LastGoodDay.AtClock(d.Terms.House.ReminderAt)
				s.Due = append(s.Due, Due{What: ReminderOfProof, At: at})
			}
		case DeadlineResult:
			at := jst.Within(d.Count.Event, d.Terms.S12.RemindWithin).LastGoodDay.AtClock(d.Terms.House.ReminderAt)
			s.Due = append(s.Due, Due{What: ReminderOfResult, At: at})
		}
		s.Due = append(s.Due, Due{What: what, SIM: sim, At: d.Lapse})
	}
	s.Due = slices.DeleteFunc(s.Due, func(d Due) bool { return slices.Contains(p.Done, d.Step()) })
	slices.SortStableFunc(s.Due, func(a, b Due) int { return a.At.Compare(b.At) })
	return s
}

func (p Progress) ended() bool {
	return slices.Contains([]string{StateActive, StateWithdrawn, StateRejected, StateLapsed}, p.State)
}

// after is the progress once the entry is committed.
func (p Progress) after(t *terms.Version, e journal.Entry) Progress {
	p.Done = append(slices.Clip(p.Done), e.Step)
	if e.State != "" {
		p.State = e.State
	}
	p.Open = slices.Clone(p.Open)
	for _, s := range e.Settled {
		p.Open = slices.DeleteFunc(p.Open, func(d OpenDeadline) bool { return d.Name == s.Name })
	}
	for _, d := range e.Armed {
		p.Open = append(p.Open, OpenDeadline{Name: d.Name, Count: d.Count, Lapse: d.Lapse, Terms: t})
	}
	p.Tasks = slices.Clone(p.Tasks)
	for _, c := range e.Closed {
		p.Tasks = slices.DeleteFunc(p.Tasks, func(kind string) bool { return kind == c.Kind })
	}
	for _, task := range e.Tasks {
		p.Tasks = append(p.Tasks, task.Kind)
	}
	return p
}

// open finds an open deadline.
func (p Progress) open(name string) (OpenDeadline, bool) {
	for _, d := range p.Open {
		if d.Name == name {
			return d, true
		}
	}
	return OpenDeadline{}, false
}

// settle ends a deadline with the entry, where it is open.
func (p Progress) settle(e *journal.Entry, name string, outcome journal.Outcome) {
	if _, ok := p.open(name); ok {
		e.Settled = append(e.Settled, journal.Settlement{Name: name, Outcome: outcome})
	}
}

// done ends a deadline with what the entry is about, where it is open: from its
// lapse on that is late (C-5).
func (p Progress) done(e *journal.Entry, name string) {
	d, ok := p.open(name)
	switch {
	case !ok:
	case e.At.Before(d.Lapse):
		p.settle(e, name, journal.Met)
	default:
		p.settle(e, name, journal.Lapsed)
	}
}

// close ends tasks with the entry, those of them that are open.
func (p Progress) close(e *journal.Entry, outcome string, kinds ...string) {
	for _, kind := range kinds {
		if slices.Contains(p.Tasks, kind) {
			e.Closed = append(e.Closed, journal.Closing{Kind: kind, Outcome: outcome})
		}
	}
}

// end closes the case: what is still open no longer matters.
func (p Progress) end(e *journal.Entry, state string) {
	e.State, e.Ends = state, true
	for _, d := range p.Open {
		if !slices.ContainsFunc(e.Settled, func(s journal.Settlement) bool { return s.Name == d.Name }) {
			e.Settled = append(e.Settled, journal.Settlement{Name: d.Name, Outcome: journal.Void})
		}
	}
	for _, kind := range p.Tasks {
		if !slices.ContainsFunc(e.Closed, func(c journal.Closing) bool { return c.Kind == kind }) {
			e.Closed = append(e.Closed, journal.Closing{Kind: kind, Outcome: outcomeVoid})
		}
	}
}

// in refuses an act that has no meaning in the application's state.
func (p Progress) in(rule terms.ID, states ...string) error {
	if slices.Contains(states, p.State) {
		return nil
	}
	return refusal.New(refusal.State, rule,
		"お申し込みの現在の状況では、この操作はできません。", "The application is not at the point where this can be done.")
}

// needsIdentity tells whether identity must be proven: for a voice SIM, and for
// a device (S-17).
func (p Progress) needsIdentity(t *terms.Version) bool {
	if p.Device != nil {
		return true
	}
	for _, s := range p.SIMs {
		if !slices.Contains(t.S17.Exempt, s.Kind) {
			return true
		}
	}
	return false
}

// Methods are the ways to prove identity that the application's channel offers
// for every one of its SIMs that needs it (S-20); for a device without a line,
// to which the law's duty to read the chip does not apply, those of a data SIM
// (house).
func (p Progress) Methods(t *terms.Version) []terms.Method {
	if len(p.SIMs) == 0 {
		return t.ProofMethods(p.Channel, terms.DataSIM)
	}
	var methods []terms.Method
	first := true
	for _, s := range p.SIMs {
		if p.Device == nil && slices.Contains(t.S17.Exempt, s.Kind) {
			continue
		}
		offered := t.ProofMethods(p.Channel, s.Kind)
		if first {
			methods, first = offered, false
			continue
		}
		methods = slices.DeleteFunc(methods, func(m terms.Method) bool { return !slices.Contains(offered, m) })
	}
	return methods
}

func (p Progress) letterSIMs() []letters.SIM {
	var list []letters.SIM
	for _, s := range p.SIMs {
		if !s.Dropped {
			list = append(list, letters.SIM{No: s.No, Kind: s.Kind, MNP: s.MNP, Guarantee: s.Guarantee})
		}
	}
	return list
}

// guaranteed are the numbers of the SIMs with the guarantee (W-2).
func (p Progress) guaranteed() []int {
	var list []int
	for _, s := range p.SIMs {
		if s.Guarantee {
			list = append(list, s.No)
		}
	}
	return list
}

func (p Progress) letterDevice() *letters.Device {
	if p.Device == nil {
		return nil
	}
	return &letters.Device{Model: p.Model.Name, Colour: p.Device.Colour}
}

func (p Progress) holdsCode() bool {
	return slices.ContainsFunc(p.SIMs, func(s ProgressSIM) bool { return s.EntryCode != "" })
}
