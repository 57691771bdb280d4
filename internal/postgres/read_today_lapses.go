package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kigen/internal/yen"
)

// LapsesCounted is how many lapses are looked at to say what they did.
const LapsesCounted = 5000

// LapseCountRow is what the lapses of one deadline came to.
type LapseCountRow struct {
	Rule    string     `db:"rule"`
	Name    string     `db:"name"`
	Desk    string     `db:"desk"`
	Count   int        `db:"count"`
	Charges int        `db:"charges"`
	Amount  yen.Amount `db:"amount"`
	Notices int        `db:"notices"`
	Tasks   int        `db:"tasks"`
	Closed  int        `db:"closed"` // cases that it ended
}

// LapseCounts sums up what lapsed, by the deadline: the last LapsesCounted of
// those that the filter picks.
func LapseCounts(ctx context.Context, db DB, f DeadlineFilter) ([]LapseCountRow, error) {
	f.Outcome = "lapsed"
	s := selecting(`select d.rule, d.name, d.desk, count(*), sum(h.n)::int as charges, sum(h.amount) as amount, sum(n.n)::int as notices,
		sum(t.n)::int as tasks, (count(*) filter (where k.closed))::int as closed
		from (select case_id, rule, name, desk, settled_step, settled_at from deadlines`)
	f.narrow(s)
	s.add(` order by lapse desc, id desc limit ?) d
		cross join lateral (select count(*) as n, coalesce(sum(c.amount), 0) as amount from charges c where c.case_id = d.case_id and c.step = d.settled_step) h
		cross join lateral (select count(*) as n from notices c where c.case_id = d.case_id and c.step = d.settled_step) n
		cross join lateral (select count(*) as n from tasks c where c.case_id = d.case_id and c.step = d.settled_step) t
		cross join lateral (select c.closed_at = d.settled_at as closed from cases c where c.id = d.case_id) k
		group by d.rule, d.name, d.desk order by count(*) desc, d.rule, d.name, d.desk`, LapsesCounted)
	return list[LapseCountRow](ctx, db, s)
}

// Effects are what a step wrote.
type Effects struct {
	State   string // of the case after it; empty where the step left it
	Charges []ChargeRow
	Notices []NoticeRow
	Tasks   []TaskRow
}

// StepKey names a step of a case.
type StepKey struct{ Case, Step string }

// EffectsOf reads what steps wrote, in one round trip.
func EffectsOf(ctx context.Context, db DB, steps []StepKey) (map[StepKey]*Effects, error) {
	all := make(map[StepKey]*Effects, len(steps))
	cases, names := make([]string, len(steps)), make([]string, len(steps))
	for i, k := range steps {
		all[k] = &Effects{}
		cases[i], names[i] = k.Case, k.Step
	}
	const of = ` where case_id = any ($1::text[]) and (case_id, step) in (select * from unnest($1::text[], $2::text[]))`
	var (
		charges []ChargeRow
		notices []NoticeRow
		tasks   []TaskRow
	)
	b := &pgx.Batch{}
	b.Queue(`select case_id, step, state from journal`+of+` and state is not null`, cases, names).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			var k StepKey
			var state string
			if err := rows.Scan(&k.Case, &k.Step, &state); err != nil {
				return err
			}
			all[k].State = state
		}
		return rows.Err()
	})
	collect(b, &charges, selectCharges+of+` order by at, id`, cases, names)
	collect(b, &notices, selectNotices+of+` order by at, id`, cases, names)
	collect(b, &tasks, selectTasks+of+` order by opened_at, id`, cases, names)
	if err := db.SendBatch(ctx, b).Close(); err != nil {
		return nil, fmt.Errorf("what steps did: %w", err)
	}
	for _, c := range charges {
		e := all[StepKey{c.Case, c.Step}]
		e.Charges = append(e.Charges, c)
	}
	for _, n := range notices {
		e := all[StepKey{n.Case, n.Step}]
		e.Notices = append(e.Notices, n)
	}
	for _, t := range tasks {
		e := all[StepKey{t.Case, t.Step}]
		e.Tasks = append(e.Tasks, t)
	}
	return all, nil
}
