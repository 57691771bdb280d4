package postgres

import (
	"context"
	"time"

	"kigen/internal/yen"
)

// WaiverRow is a waiver with the charge that it is about.
type WaiverRow struct {
	ID         string     `db:"id"`
	Charge     string     `db:"charge_id"`
	ChargeName string     `db:"charge_name"`
	Rule       string     `db:"rule"`
	Amount     yen.Amount `db:"amount"`
	Tax        string     `db:"tax"`
	ChargedAt  time.Time  `db:"charged_at"`
	Case       string     `db:"case_id"` // that the charge arose in
	CaseKind   string     `db:"case_kind"`
	Member     string     `db:"member_id"`
	Clock      string     `db:"clock_id"`
	Reason     string     `db:"reason"`
	AskedBy    string     `db:"asked_by"`
	AskedAt    time.Time  `db:"asked_at"`
	State      string     `db:"state"`
	DecidedBy  *string    `db:"decided_by"`
	DecidedAt  *time.Time `db:"decided_at"`
}

const selectWaivers = `select id, charge_id, reason, asked_by, asked_at, state, decided_by, decided_at,
	ch.name as charge_name, ch.rule, ch.amount, ch.tax, ch.charged_at, ch.case_id, ch.member_id, ch.case_kind, ch.clock_id
	from waivers w, lateral (select c.name, c.rule, c.amount, c.tax, c.at as charged_at, c.case_id, c.member_id, k.kind as case_kind,
		coalesce(k.clock_id, '') as clock_id from charges c join cases k on k.id = c.case_id where c.id = w.charge_id) ch`

// OpenWaivers lists the waivers that wait for a second person, the oldest first.
func OpenWaivers(ctx context.Context, db DB, after Place, limit int) ([]WaiverRow, error) {
	s := selecting(selectWaivers)
	s.and("state = 'asked'")
	if !after.At.IsZero() {
		s.and("(asked_at, id) > (?, ?)", after.At, after.ID)
	}
	s.add(" order by asked_at, id limit ?", limit)
	return list[WaiverRow](ctx, db, s)
}

// DecidedWaivers lists the waivers that were decided, the last first.
func DecidedWaivers(ctx context.Context, db DB, after Place, limit int) ([]WaiverRow, error) {
	s := selecting(selectWaivers)
	s.and("state <> 'asked'")
	s.newestFirst("decided_at", after, limit)
	return list[WaiverRow](ctx, db, s)
}

// Corrections lists the steps that corrected a fact (C-13), the last committed first.
func Corrections(ctx context.Context, db DB, after Place, limit int) ([]JournalRow, error) {
	s := selecting(selectJournal)
	s.and("step ~ '(^|-)corrected(/|$)'")
	if after.No > 0 {
		s.and("id < ?", after.No)
	}
	s.add(" order by id desc limit ?", limit)
	return list[JournalRow](ctx, db, s)
}

// WroughtBy are the deadlines and charges of cases, among them what their
// corrections changed.
func WroughtBy(ctx context.Context, db DB, cases []string) ([]DeadlineRow, []ChargeRow, error) {
	s := selecting(selectDeadlines)
	s.and("case_id = any (?)", cases)
	s.add(" order by id")
	deadlines, err := list[DeadlineRow](ctx, db, s)
	if err != nil {
		return nil, nil, err
	}
	s = selecting(selectCharges)
	s.and("case_id = any (?)", cases)
	s.add(" order by at, id")
	charges, err := list[ChargeRow](ctx, db, s)
	return deadlines, charges, err
}
