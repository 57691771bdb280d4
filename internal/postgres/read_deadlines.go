package postgres

import (
	"context"
	"time"

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
}

// Deadlines is the board: the open ones by their lapse, the next first; with
// an outcome the settled ones, the last first.
func Deadlines(ctx context.Context, db DB, f DeadlineFilter, after Place, limit int) ([]DeadlineRow, error) {
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
	if f.Kind != "" {
		s.and("case_id in (select id from cases where kind = ?)", f.Kind)
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
