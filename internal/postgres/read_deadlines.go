package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kigen/internal/jst"
)

// DeadlineRow is a deadline, open or settled.
type DeadlineRow struct {
	ID          int64      `db:"id"`
	Case        string     `db:"case_id"`
	CaseKind    string     `db:"case_kind"`
	Member      string     `db:"member_id"`
	Clock       string     `db:"clock_id"`
	Name        string     `db:"name"`
	Rule        string     `db:"rule"`
	Terms       string     `db:"terms"`
	ArmedStep   string     `db:"armed_step"`
	Desk        string     `db:"desk"`
	Way         *string    `db:"way"`
	EventDay    *jst.Day   `db:"event_day"`
	N           *int       `db:"n"`
	LastGoodDay *jst.Day   `db:"last_good_day"`
	Lapse       time.Time  `db:"lapse"`
	SettlesAt   time.Time  `db:"settles_at"`
	Outcome     *string    `db:"outcome"`
	SettledAt   *time.Time `db:"settled_at"`
	SettledStep *string    `db:"settled_step"`
}

var selectDeadlines = `select id, case_id, name, rule, terms, armed_step, desk, way, event_day, n, last_good_day,
	lapse, settles_at, outcome, settled_at, settled_step, ` + caseColumns("deadlines") + ` from deadlines`

// DeadlineFilter picks deadlines; empty fields pick all.
type DeadlineFilter struct {
	Case, Rule, Desk, Member, Clock, Kind string
	// Until picks those that lapse before it.
	Until time.Time
	// From and Through pick those that are due from the first day to the last. What
	// lapses at 00:00 is due on the day before (C-5).
	From, Through jst.Day
	// Since and By pick those that lapse after the one instant and no later than the other.
	Since, By time.Time
	// Sight picks those of a time, where it is told.
	Sight Sight
	// Outcome picks settled ones; empty picks the open ones.
	Outcome string

	cases []string // all cases of the kind, where these are few
}

// Deadlines is the board: the open ones by their lapse, the next first; with
// an outcome the settled ones, the last first.
func Deadlines(ctx context.Context, db DB, f DeadlineFilter, after Place, limit int) ([]DeadlineRow, error) {
	if err := f.findCases(ctx, db); err != nil {
		return nil, err
	}
	s := selecting(selectDeadlines)
	f.narrow(s)
	if f.Outcome == "" {
		if !after.At.IsZero() {
			s.and("(lapse, id) > (?, ?)", after.At, after.No)
		}
		s.add(" order by lapse, id limit ?", limit)
	} else {
		if !after.At.IsZero() {
			s.and("(lapse, id) < (?, ?)", after.At, after.No)
		}
		s.add(" order by lapse desc, id desc limit ?", limit)
	}
	return list[DeadlineRow](ctx, db, s)
}

// fewCases is up to how many cases of a kind their deadlines are found by them. Those of a kind that has more are met soon on the way through all.
const fewCases = 1000

func (f *DeadlineFilter) findCases(ctx context.Context, db DB) error {
	if f.Kind == "" || f.Case != "" {
		return nil
	}
	rows, err := db.Query(ctx, `select id from cases where kind = $1 order by opened_at desc, id limit $2`, f.Kind, fewCases+1)
	if err != nil {
		return fmt.Errorf("cases of kind %s: %w", f.Kind, err)
	}
	cases, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err == nil && len(cases) <= fewCases {
		f.cases = append([]string{}, cases...)
	}
	return err
}

func (f DeadlineFilter) narrow(s *selection) {
	if f.Outcome == "" {
		s.and("outcome is null")
	} else {
		s.and("outcome = ?", f.Outcome)
	}
	s.equal("case_id", f.Case)
	s.equal("rule", f.Rule)
	s.equal("desk", f.Desk)
	s.ofCases("case_id", f.Member, f.Clock)
	switch {
	case f.cases != nil:
		s.and("case_id = any (?)", f.cases)
	case f.Kind != "":
		s.and("exists (select from cases of where of.id = case_id and of.kind = ?)", f.Kind)
	}
	if !f.Until.IsZero() {
		s.and("lapse < ?", f.Until)
	}
	if !f.From.IsZero() {
		s.and("lapse > ?", f.From.Start())
	}
	if !f.Through.IsZero() {
		s.and("lapse <= ?", f.Through.End())
	}
	if !f.Since.IsZero() {
		s.and("lapse > ?", f.Since)
	}
	if !f.By.IsZero() {
		s.and("lapse <= ?", f.By)
	}
	s.on(f.Sight, "case_id")
}
