package postgres

import (
	"context"

	"kigen/internal/stock"
)

// Pulse tells whether anything of a case has changed: another pulse is another page.
type Pulse struct {
	Case string `db:"id"`
	// Steps is how many the case has had. Steps may commit in another order than
	// they were numbered in; their count misses none.
	Steps int `db:"steps"`
	// Mark stands for what changes without a step of the case: who has its tasks,
	// and what another case took back of its charges.
	Mark string `db:"mark"`
}

// Pulses are those of the cases that exist.
func Pulses(ctx context.Context, db DB, cases []string) ([]Pulse, error) {
	s := selecting(`select c.id, (select count(*) from journal j where j.case_id = c.id) as steps,
		left(md5(concat_ws('|',
			(select string_agg(t.id || coalesce(t.claimed_by, ''), ',' order by t.id) from tasks t where t.case_id = c.id and t.closed_at is null),
			(select count(*) from charges own join charges back on back.cancels = own.id where own.case_id = c.id))), 12) as mark
		from cases c`)
	s.and("c.id = any (?)", cases)
	return list[Pulse](ctx, db, s)
}

// lastSteps is among how many of the newest steps a step that commits later than
// one with a higher number is looked for.
const lastSteps = 500

// DeskPulse stands for the work that waits at the desks: which tasks the newest
// steps opened or closed, and who has one. It changes once more when such a step
// is no longer among the newest.
func DeskPulse(ctx context.Context, db DB) (string, error) {
	row, err := one[struct {
		Mark string `db:"mark"`
	}](ctx, db, `select concat_ws('.', max(id), count(*), sum(id),
			(select concat_ws('.', count(*), bit_xor(hashtextextended(concat_ws(' ', t.id, t.claimed_by), 0)))
				from tasks t where t.closed_at is null and t.claimed_by is not null)) as mark
		from (select id, case_id, step from journal order by id desc limit $1) newest
		where newest.step like $2 -- it may close a task of another case
			or exists (select from tasks t where t.case_id = newest.case_id and newest.step in (t.step, t.closed_step))`,
		lastSteps, stock.StepChecked+"%")
	return row.Mark, err
}

// StepPulse stands for the newest steps of all cases.
func StepPulse(ctx context.Context, db DB) (string, error) {
	row, err := one[struct {
		Mark string `db:"mark"`
	}](ctx, db, `select concat_ws('.', max(id), count(*), sum(id)) as mark from (select id from journal order by id desc limit $1) newest`, lastSteps)
	return row.Mark, err
}

// StepsAfter are a case's steps but for the first so many, in the order of
// their numbers.
func StepsAfter(ctx context.Context, db DB, caseID string, known int) ([]JournalRow, error) {
	s := selecting(selectJournal)
	s.and("case_id = ?", caseID)
	s.add(" order by id offset ?", known)
	return list[JournalRow](ctx, db, s)
}

// ActorNames are what the people and machines are called who act by those IDs:
// staff by their names, tokens by theirs. Others, such as members, have none here.
func ActorNames(ctx context.Context, db DB, ids []string) (map[string]string, error) {
	s := selecting(`select id, name from (select id, name from staff union all select id, name from tokens) actors`)
	s.and("id = any (?)", ids)
	rows, err := list[struct {
		ID   string `db:"id"`
		Name string `db:"name"`
	}](ctx, db, s)
	names := make(map[string]string, len(rows))
	for _, r := range rows {
		names[r.ID] = r.Name
	}
	return names, err
}

// KnowsKey tells whether a caller's command was begun under a key.
func KnowsKey(ctx context.Context, db DB, principal, key string) (known bool, err error) {
	err = db.QueryRow(ctx, `select exists (select from idempotency_keys where principal = $1 and key = $2)`, principal, key).Scan(&known)
	return known, err
}
