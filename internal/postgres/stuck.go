package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"kigen/internal/ids"
	"kigen/internal/journal"
	"kigen/internal/refusal"
)

// TaskStuck is the kind of the support desk's task for a step that the tables
// refuse however often it is decided; its why names the step and the
// constraint. The step closes it once it is committed.
const TaskStuck = "stuck-step"

// Stuck is the error of a step that has run against constraints in all its
// tries. Where nobody waits for its answer, as a timer fired or a machine
// reported a fact, the support desk gets a task, so that no case stands still unseen.
func (l *Ledger) Stuck(ctx context.Context, e journal.Entry, c *Conflict) error {
	if e.Actor.Machine() {
		err := l.Pool.QueryRow(ctx, `with stuck as (select id from cases where id = $2), told as (
				insert into tasks (id, case_id, step, kind, desk, rule, why, opened_at)
				select $1, id, $3, $4, $5, $6, jsonb_build_object('step', $3::text, 'constraint', $7::text), $8 from stuck
				on conflict do nothing
			)
			select exists (select from stuck)`,
			ids.Derived("tsk", e.Case, e.Step, TaskStuck), e.Case, e.Step, TaskStuck, journal.DeskSupport,
			string(e.Rules[0]), c.what(), e.At).Scan(&c.Told)
		if err != nil {
			return fmt.Errorf("tell of the stuck step %s of %s: %w", e.Step, e.Case, err)
		}
	}
	return fmt.Errorf("step %s of %s is refused by the tables: %w", e.Step, e.Case, c)
}

// troubleAfter is after how many tries the support desk is told of a step that
// fails although no rule refuses it and the database answers.
const troubleAfter = 10

func (l *Ledger) triedLong(ctx context.Context) bool {
	return l.Tries != nil && l.Tries(ctx) > troubleAfter
}

// Trouble is the error of a step that has failed again and again by a fault of
// ours. The support desk has a task about it.
type Trouble struct{ err error }

func (t *Trouble) Error() string { return t.err.Error() }
func (t *Trouble) Unwrap() error { return t.err }

// troubled is err, and a *Trouble where it is a fault of ours that has lasted:
// then the support desk gets a task, so that no case stands still unseen. What
// is wrong is named by its kind, as the words of an error may hold what a member wrote.
func (l *Ledger) troubled(ctx context.Context, caseID, step string, err error) error {
	if _, refused := refusal.As(err); err == nil || refused || !l.triedLong(ctx) || Unreachable(err) {
		return err
	}
	kind := fmt.Sprintf("%T", err)
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		kind = "SQLSTATE " + pg.Code
	}
	told, lost := l.Pool.Exec(ctx, `insert into tasks (id, case_id, step, kind, desk, rule, why, opened_at)
		select $1, $2, $3, $4, $5, j.rules[1], jsonb_build_object('step', $3::text, 'error', $6::text), j.at
		from (select rules, at from journal where case_id = $2 order by id desc limit 1) j
		on conflict (id) do update set why = excluded.why`,
		ids.Derived("tsk", caseID, step, TaskStuck), caseID, step, TaskStuck, journal.DeskSupport, kind)
	if lost != nil || told.RowsAffected() == 0 {
		return err
	}
	return &Trouble{err}
}

// Unreachable tells a database that does not answer, or a caller who is gone,
// from a fault of ours.
func Unreachable(err error) bool {
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return strings.HasPrefix(pg.Code, "57P") || strings.HasPrefix(pg.Code, "08") || pg.Code == "53300"
	}
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || pgconn.Timeout(err) || pgconn.SafeToRetry(err)
}

// freedOf closes the task about a step that was stuck, with the step.
func freedOf(e journal.Entry) Change {
	return Exec(`update tasks set closed_at = greatest($3, opened_at), closed_step = $2, outcome = 'done'
		where case_id = $1 and step = $2 and kind = $4 and closed_at is null`, e.Case, e.Step, e.At, TaskStuck)
}
