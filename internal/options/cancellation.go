package options

import (
	"time"

	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// DeadlineEnd is the month end at which a cancelled option ends.
const DeadlineEnd = "option-ends"

// States of the cancellation of an option.
const (
	StateCancelled = "cancelled" // it runs until month end
	StateEnded     = "ended"
)

// Request is a wish to cancel an option, as it reached the carrier.
type Request struct {
	Case       string
	Channel    string // "member_page" or "support_desk"
	ReceivedAt time.Time
	Actor      journal.Actor
}

// Cancellation is an option's end that is bound to come.
type Cancellation struct {
	CancelledOn jst.Day   `json:"cancelled_on"`
	EndsAt      time.Time `json:"ends_at"` // O-3, W-1: 00:00 of the 1st of the next month
	// LastFee is the fee of the month of the cancellation, tax included.
	LastFee yen.Amount `json:"last_fee"`
}

// LastDay is the last day of the option and of claims under it (O-8).
func (c Cancellation) LastDay() jst.Day { return jst.DayOf(c.EndsAt).AddDays(-1) }

// Cancel ends an option on its own, whatever becomes of line and device (O-5):
// at month end of the month in which the request was received, which is paid in
// full (O-3, W-1; by days where it is the option's first, B-2). It can't be taken back.
//
// It is refused with W-2 before a guarantee's use start, with code already_open
// where the option is cancelled already, with code state where it has ended.
func Cancel(t *terms.Version, o Option, r Request) (journal.Entry, Cancellation, error) {
	if err := mayCancel(o, r.ReceivedAt); err != nil {
		return journal.Entry{}, Cancellation{}, err
	}
	month := jst.MonthOf(r.ReceivedAt)
	c := Cancellation{CancelledOn: jst.DayOf(r.ReceivedAt), EndsAt: month.End()}
	o.CancelledOn, o.EndsAt = c.CancelledOn, c.EndsAt
	c.LastFee = FeeOf(t, o, month)
	_, yearThrough, left := o.UseYear(t, c.CancelledOn)
	e := journal.Entry{
		At: r.ReceivedAt, Actor: r.Actor, Terms: t.Name, State: StateCancelled,
		Rules: []terms.ID{terms.O5, terms.O3, terms.O8, terms.B2},
		Facts: journal.Facts{"option": o.ID, "channel": r.Channel, "effect_at": c.EndsAt, "last_fee": c.LastFee},
		Armed: []journal.Deadline{journal.DueAt(DeadlineEnd, o.Kind.endedUnder(), c.EndsAt)},
		Notices: []journal.Notice{{Letter: letters.OptionCancelled{
			Case: r.Case, Option: string(o.Kind), Device: o.Name, ReceivedAt: r.ReceivedAt, LastDay: c.LastDay(), Ends: c.EndsAt,
			FirstMonth: o.Kind == Compensation && o.StartedOn.Month() == month, LastFee: c.LastFee,
			UsesLeft: left, YearThrough: yearThrough, OpenClaims: o.OpenClaims,
		}}},
	}
	if o.Kind == Guarantee {
		e.Rules = []terms.ID{terms.W1}
	}
	if o.Device != "" {
		e.Facts["device"] = o.Device
	}
	if o.Line != "" {
		e.Facts["line"] = o.Line
	}
	return e, c, nil
}

func mayCancel(o Option, at time.Time) error {
	switch {
	case o.Kind == Guarantee && (o.StartedOn.IsZero() || at.Before(o.StartedOn.Start())):
		return NotYet()
	case o.EndsAt.IsZero():
		return nil
	case o.Running(at) && !o.CancelledOn.IsZero():
		return refusal.New(refusal.AlreadyOpen, o.Kind.endedUnder(),
			"このオプションの解約はすでに承っています。"+o.LastDay().JA()+"をもって終了します。",
			"This option has been cancelled already and ends with "+o.LastDay().EN()+".")
	case o.Running(at):
		return nil
	}
	return Ended(o.Kind)
}

// Ended refuses what comes after the end of an option of that kind (O-3, W-1).
func Ended(k Kind) error {
	return refusal.New(refusal.State, k.endedUnder(), "このオプションはすでに終了しています。", "This option has already ended.")
}

// NotYet refuses to cancel a guarantee that was applied for and has not begun (W-2).
func NotYet() error {
	return refusal.New(refusal.State, terms.W2,
		"つながる端末保証は、お申し込み後の取り消しはできません。利用開始日以降に、解約をお申し出ください。",
		"The Connected Device Guarantee can't be called off once it is applied for. It can be cancelled from its use start on.")
}

// Cancelled refuses a second cancellation while the first one runs (O-5).
func Cancelled() error {
	return refusal.New(refusal.AlreadyOpen, terms.O5,
		"このオプションの解約はすでに承っています。", "This option has been cancelled already.")
}

// End is the month end of a cancelled option (O-3, W-1, C-7). Where the option
// ended sooner by another rule, the member has been told then, and the case is closed.
func End(t *terms.Version, caseID string, o Option, c Cancellation) journal.Entry {
	e := journal.Entry{
		At: c.EndsAt, Actor: journal.Timer, Terms: t.Name, State: StateEnded, Ends: true,
		Rules: []terms.ID{o.Kind.endedUnder(), terms.C7},
		Facts: journal.Facts{"option": o.ID},
	}
	if !o.EndsAt.IsZero() && o.EndsAt.Before(c.EndsAt) {
		e.Settled = []journal.Settlement{{Name: DeadlineEnd, Outcome: journal.Void}}
		e.Facts["ended_before"] = o.EndsAt
		return e
	}
	e.Settled = []journal.Settlement{{Name: DeadlineEnd, Outcome: journal.Met}}
	e.Notices = []journal.Notice{{Letter: letters.OptionEnded{
		Case: caseID, Option: string(o.Kind), Device: o.Name, Ended: c.EndsAt, LastDay: c.LastDay(), OpenClaims: o.OpenClaims,
	}}}
	return e
}
