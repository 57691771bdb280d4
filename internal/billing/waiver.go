// Package billing holds the rules of charges that are taken back.
package billing

import (
	"slices"
	"time"

	"kigen/internal/journal"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// TaskWaiver asks the billing desk for the second person's decision.
const TaskWaiver = "decide-waiver"

// Reasons for a waiver. They are codes: a person's own words may be personal
// and stay out of the journal.
var Reasons = []terms.Item{
	{ID: "returned_late", JA: "遅れて返却された", EN: "it came back late"},
	{ID: "reported_late", JA: "期限内の到着が遅れて報告された", EN: "it came back in time but was reported late"},
	{ID: "illness", JA: "病気・入院", EN: "illness"},
	{ID: "disaster", JA: "災害", EN: "disaster"},
	{ID: "courier", JA: "配送の事情", EN: "the courier's doing"},
	{ID: "carrier_error", JA: "当社の誤り", EN: "our own mistake"},
	{ID: "goodwill", JA: "その他の配慮", EN: "goodwill"},
}

// Charge is a charge as a waiver finds it.
type Charge struct {
	ID        string
	Case      string
	Member    string
	Name      string // what it is for
	Rule      terms.ID
	Kind      journal.ChargeKind
	Amount    yen.Amount
	Tax       terms.TaxClass
	TakenBack journal.ChargeKind // what took it back; empty while it stands
}

// Waiver is a wish to let a charge go.
type Waiver struct {
	ID      string
	Charge  string
	Reason  string // of Reasons
	AskedBy journal.Actor
	AskedAt time.Time
}

// Ask opens a waiver of any charge that stands (N-5, B-9); another person
// decides it. It is refused with code invalid for a reason that is not in
// Reasons, state for an entry that takes a charge back, or a charge that was
// taken back already.
func Ask(t *terms.Version, c Charge, w Waiver) (journal.Entry, error) {
	if !slices.ContainsFunc(Reasons, func(r terms.Item) bool { return r.ID == w.Reason }) {
		return journal.Entry{}, refusal.New(refusal.Invalid, terms.B9,
			"免除の理由を一覧からお選びください。", "Choose the reason from the list.").
			With("reason", "一覧にない理由です。", "There is no such reason.")
	}
	if err := stands(c); err != nil {
		return journal.Entry{}, err
	}
	return journal.Entry{
		At: w.AskedAt, Actor: w.AskedBy, Terms: t.Name, State: "asked", Rules: []terms.ID{terms.B9, terms.N5},
		Facts: journal.Facts{"charge": c.ID, "charged_under": c.Rule, "amount": c.Amount, "reason": w.Reason},
		Tasks: []journal.Task{{
			Kind: TaskWaiver, Desk: journal.DeskBilling, Rule: terms.B9,
			Why: journal.Facts{"charge": c.ID, "amount": c.Amount, "reason": w.Reason, "asked_by": w.AskedBy.ID},
		}},
	}, nil
}

// Over refuses what comes after a waiver was decided (B-9).
func Over() error {
	return refusal.New(refusal.State, terms.B9, "この免除の申請はすでに終了しています。", "This waiver is no longer open.")
}

// Decision is a second person's word on a waiver.
type Decision struct {
	Approve bool
	At      time.Time
	Actor   journal.Actor
}

// MayDecide refuses the decision of the person who asked, where the terms want
// two (N-5).
func MayDecide(t *terms.Version, askedBy, actor journal.Actor) error {
	if t.N5.WaiverPersons > 1 && actor.ID == askedBy.ID {
		return refusal.New(refusal.NeedsSecondPerson, terms.N5,
			"免除の承認には、申請された方とは別の担当者が必要です。", "A waiver is decided by another person than the one who asked for it.")
	}
	return nil
}

// Decide ends a waiver. Approved, it is an entry of its own that takes the whole
// charge back, and the member is told (B-9). It is refused with code
// needs_second_person where MayDecide is, and state where the charge was taken
// back meanwhile.
func Decide(t *terms.Version, c Charge, w Waiver, d Decision) (journal.Entry, error) {
	if err := MayDecide(t, w.AskedBy, d.Actor); err != nil {
		return journal.Entry{}, err
	}
	e := journal.Entry{
		At: d.At, Actor: d.Actor, Terms: t.Name, State: "rejected", Ends: true, Rules: []terms.ID{terms.B9, terms.N5},
		Facts:  journal.Facts{"charge": c.ID, "approved": d.Approve},
		Closed: []journal.Closing{{Kind: TaskWaiver, Outcome: "rejected"}},
	}
	if !d.Approve {
		return e, nil
	}
	if err := stands(c); err != nil {
		return journal.Entry{}, err
	}
	e.State, e.Closed[0].Outcome = "approved", "approved"
	e.Charges = []journal.Charge{{
		Name: "waiver", Rule: c.Rule, Kind: journal.Waiver, Amount: c.Amount.Neg(), Tax: c.Tax, At: d.At, Cancels: c.ID,
		Why: journal.Facts{"reason": w.Reason, "asked_by": w.AskedBy.ID, "approved_by": d.Actor.ID, "case": c.Case},
	}}
	e.Notices = []journal.Notice{{Letter: letters.ChargeWaived{
		Case: c.Case, Charge: c.ID, What: c.Name, ChargedUnder: c.Rule, Amount: c.Amount, WaivedAt: d.At,
	}}}
	return e, nil
}

func stands(c Charge) error {
	switch {
	case c.Kind != journal.Posted:
		return refusal.New(refusal.State, terms.B9,
			"取り消しや免除の記録は、免除の対象になりません。", "This entry takes a charge back itself.")
	case c.TakenBack == journal.Waiver:
		return refusal.New(refusal.State, terms.B9,
			"このご請求はすでに免除されています。", "This charge was waived already.")
	case c.TakenBack != "":
		return refusal.New(refusal.State, terms.B9,
			"このご請求はすでに取り消されています。", "This charge was reversed already.")
	}
	return nil
}
