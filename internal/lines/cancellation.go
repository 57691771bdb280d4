// Package lines holds the rules of a line's life: its cancellation (K).
package lines

import (
	"slices"
	"time"

	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// Names of the deadlines of a cancellation.
const (
	DeadlineWithdrawal = "withdrawal"
	DeadlineEffect     = "effect"
	DeadlineEquipment  = "equipment-back"
)

// TaskEquipment asks the support desk about equipment that did not come back.
const TaskEquipment = "ask-for-equipment"

// Line is what the rules need to know of a line.
type Line struct {
	ID      string
	Member  string
	EndedAt time.Time // zero while it is active
	// Options are the names of the options that stop with it (K-5).
	Options []string
	// Equipment is what the member returns when it ends (K-5).
	Equipment []string
	// Continuing is what does not end with it (P-3, O-5).
	Continuing []letters.Continuing
}

// Request is a wish to cancel a line, as it reached the carrier.
type Request struct {
	Case       string
	Line       string
	Channel    string
	ReceivedAt time.Time
	Actor      journal.Actor
}

// Reservation (解約予約) is a line's cancellation that waits for its month end.
type Reservation struct {
	EffectAt      time.Time `json:"effect_at"`      // K-1: 00:00 of the 1st of the next month
	WithdrawUntil time.Time `json:"withdraw_until"` // K-2: exclusive
	RemindAt      time.Time `json:"remind_at"`      // K-4; zero where it would come before the request
	// Withdrawable tells whether it was received before WithdrawUntil.
	Withdrawable bool `json:"withdrawable"`
}

// MonthOf is a reservation of that month with all its instants.
func MonthOf(t *terms.Version, month jst.Month) Reservation {
	return Reservation{
		EffectAt:      month.End(),
		WithdrawUntil: month.Last().AtClock(t.K2.Until),
		RemindAt:      month.Last().AddDays(1 - t.K4.ReminderDaysBefore).AtClock(t.House.ReminderAt),
		Withdrawable:  true,
	}
}

// Reserve decides a request to cancel (K-1, K-3, K-4). It is refused where the
// line has ended (K-5) or the channel does not identify member and contract (K-3).
func Reserve(t *terms.Version, line Line, r Request) (journal.Entry, Reservation, error) {
	if !slices.ContainsFunc(t.K3.Channels, func(c terms.Item) bool { return c.ID == r.Channel }) {
		return journal.Entry{}, Reservation{}, refusal.New(refusal.Invalid, terms.K3,
			"解約は会員ページ、サポート窓口、または通知書でお申し出ください。",
			"A line is cancelled on the member page, at the support desk, or by a notice.")
	}
	if !line.EndedAt.IsZero() {
		return journal.Entry{}, Reservation{}, refusal.New(refusal.State, terms.K5,
			"この回線はすでに解約されています。",
			"This line has already ended.")
	}
	res := MonthOf(t, jst.MonthOf(r.ReceivedAt))
	if !r.ReceivedAt.Before(res.RemindAt) {
		res.RemindAt = time.Time{}
	}
	res.Withdrawable = r.ReceivedAt.Before(res.WithdrawUntil)
	e := journal.Entry{
		At: r.ReceivedAt, Actor: r.Actor, Terms: t.Name, State: "reserved",
		Rules: []terms.ID{terms.K1, terms.K3, terms.K4},
		Facts: journal.Facts{"line": r.Line, "channel": r.Channel, "effect_at": res.EffectAt},
		Armed: []journal.Deadline{
			journal.DueAt(DeadlineEffect, terms.K1, res.EffectAt),
		},
		Notices: []journal.Notice{{Letter: letters.CancellationConfirmed{
			Case: r.Case, Line: r.Line, ReceivedAt: r.ReceivedAt, Effect: res.EffectAt, WithdrawUntil: res.WithdrawUntil,
			Continuing: line.Continuing, Equipment: named(line.Equipment),
		}}},
	}
	if res.Withdrawable {
		e.Armed = append(e.Armed, journal.DueAt(DeadlineWithdrawal, terms.K2, res.WithdrawUntil))
	}
	return e, res, nil
}

// Over refuses what comes after the reservation has ended (K-2).
func Over() error {
	return refusal.New(refusal.State, terms.K2, "この解約予約はすでに終了しています。", "This reservation is no longer open.")
}

// MayWithdraw refuses a withdrawal at 20:00 of the last day of the month or
// later (K-2, C-5).
func MayWithdraw(r Reservation, at time.Time) error {
	if at.Before(r.WithdrawUntil) {
		return nil
	}
	return refusal.New(refusal.TooLate, terms.K2,
		"解約予約の取り消しは"+jst.InstantJA(r.WithdrawUntil)+"までです。期限を過ぎているため、取り消せません。",
		"The reservation could be withdrawn until "+jst.InstantEN(r.WithdrawUntil)+"; that has passed.")
}

// Withdraw takes the reservation back (K-2). It is refused where MayWithdraw is,
// and where the line has ended. One that was received in time stands also where
// it came after the cut-off had been recorded.
func Withdraw(t *terms.Version, caseID string, line Line, r Reservation, cutOff bool, at time.Time, actor journal.Actor) (journal.Entry, error) {
	if err := MayWithdraw(r, at); err != nil {
		return journal.Entry{}, err
	}
	if !line.EndedAt.IsZero() {
		return journal.Entry{}, refusal.New(refusal.State, terms.K2,
			"この回線はすでに解約されているため、解約予約を取り消せません。",
			"This line has already ended; the reservation can no longer be withdrawn.")
	}
	settled := []journal.Settlement{{Name: DeadlineEffect, Outcome: journal.Void}}
	if !cutOff {
		settled = append(settled, journal.Settlement{Name: DeadlineWithdrawal, Outcome: journal.Met})
	}
	return journal.Entry{
		At: at, Actor: actor, Terms: t.Name, State: "withdrawn", Ends: true,
		Rules:   []terms.ID{terms.K2},
		Facts:   journal.Facts{"line": line.ID, "after_cut_off_was_recorded": cutOff},
		Settled: settled,
		Notices: []journal.Notice{{Letter: letters.CancellationWithdrawn{
			Case: caseID, Line: line.ID, WithdrawnAt: at, Effect: r.EffectAt,
		}}},
	}, nil
}

// Remind tells the member that the line ends in some days (K-4).
func Remind(t *terms.Version, caseID string, line Line, r Reservation) journal.Entry {
	return journal.Entry{
		At: r.RemindAt, Actor: journal.Timer, Terms: t.Name, Rules: []terms.ID{terms.K4},
		Notices: []journal.Notice{{Letter: letters.CancellationReminder{
			Case: caseID, Line: line.ID, Effect: r.EffectAt, WithdrawUntil: r.WithdrawUntil,
		}}},
	}
}

// CutOff ends the time in which the reservation could be withdrawn (K-2).
func CutOff(t *terms.Version, r Reservation) journal.Entry {
	return journal.Entry{
		At: r.WithdrawUntil, Actor: journal.Timer, Terms: t.Name, Rules: []terms.ID{terms.K2},
		Settled: []journal.Settlement{{Name: DeadlineWithdrawal, Outcome: journal.Lapsed}},
	}
}

// Effect ends the line at month end with its options (K-1, K-5, C-7). Where it
// had equipment, that is due back within the terms' days of the day of the
// effect, with the return slip of that number; else the case ends.
func Effect(t *terms.Version, caseID, slip string, line Line, r Reservation) (journal.Entry, Effected) {
	e := journal.Entry{
		At: r.EffectAt, Actor: journal.Timer, Terms: t.Name, State: "effected",
		Rules:   []terms.ID{terms.K1, terms.K5},
		Facts:   journal.Facts{"line": line.ID, "options_stopped": line.Options, "final_statement": "requested"},
		Settled: []journal.Settlement{{Name: DeadlineEffect, Outcome: journal.Met}},
	}
	letter := letters.CancellationEffected{
		Case: caseID, Line: line.ID, Effect: r.EffectAt,
		Stopped: named(line.Options), Continuing: line.Continuing, Equipment: named(line.Equipment),
	}
	var done Effected
	if len(line.Equipment) > 0 {
		back := jst.Within(jst.DayOf(r.EffectAt), t.K5.ReturnWithin)
		due := journal.Due(DeadlineEquipment, terms.K5, back)
		due.SettlesAt = back.Lapse.Add(t.Settle())
		due.Desk = journal.DeskSupport
		e.Armed = append(e.Armed, due)
		done = Effected{EquipmentLapse: due.Lapse, EquipmentSettlesAt: due.SettlesAt}
		letter.Slip, letter.LastGoodDay, letter.Lapse = slip, back.LastGoodDay, back.Lapse
	}
	e.Ends = done.EquipmentLapse.IsZero()
	e.Notices = []journal.Notice{{Letter: letter}}
	return e, done
}

// Effected is what the effect left open; zero instants where nothing is to
// come back.
type Effected struct {
	EquipmentLapse     time.Time `json:"equipment_lapse,omitzero"`
	EquipmentSettlesAt time.Time `json:"equipment_settles_at,omitzero"` // C-12
}

// Back tells whether a booking counts as the equipment's return in time: dated
// before the lapse and reported by the settling (C-11, C-12).
func (e Effected) Back(bookedAt, reportedAt time.Time) bool {
	return bookedAt.Before(e.EquipmentLapse) && !reportedAt.After(e.EquipmentSettlesAt)
}

// EquipmentBack closes the case: the equipment was booked in before the lapse
// (K-5, C-11).
func EquipmentBack(t *terms.Version, bookedAt time.Time, actor journal.Actor) journal.Entry {
	return journal.Entry{
		At: bookedAt, Actor: actor, Terms: t.Name, State: "closed", Ends: true,
		Rules:   []terms.ID{terms.K5, terms.C11},
		Settled: []journal.Settlement{{Name: DeadlineEquipment, Outcome: journal.Met}},
	}
}

// EquipmentMissing closes the case at the lapse: the rulebook charges nothing
// for it, the support desk asks the member (K-5, C-12).
func EquipmentMissing(t *terms.Version, lapse time.Time) journal.Entry {
	return journal.Entry{
		At: lapse, Actor: journal.Timer, Terms: t.Name, State: "closed", Ends: true,
		Rules:   []terms.ID{terms.K5, terms.C12},
		Settled: []journal.Settlement{{Name: DeadlineEquipment, Outcome: journal.Lapsed}},
		Tasks:   []journal.Task{{Kind: TaskEquipment, Desk: journal.DeskSupport, Rule: terms.K5}},
	}
}

// EquipmentLate records equipment that was booked in after the case was settled,
// or another parcel under its slip; asked tells that the support desk is still
// to ask the member, which it need not do any more (K-5, C-11).
func EquipmentLate(t *terms.Version, reference string, bookedAt, reportedAt time.Time, asked bool, actor journal.Actor) journal.Entry {
	e := journal.Entry{
		At: bookedAt, Actor: actor, Terms: t.Name, Rules: []terms.ID{terms.K5, terms.C11},
		Facts: journal.Facts{"reference": reference, "booked_at": bookedAt, "reported_at": reportedAt},
	}
	if asked {
		e.Closed = []journal.Closing{{Kind: TaskEquipment, Outcome: "came-late"}}
	}
	return e
}
