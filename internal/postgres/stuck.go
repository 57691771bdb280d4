package postgres

import (
	"context"
	"fmt"

	"kigen/internal/ids"
	"kigen/internal/journal"
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

// freedOf closes the task about a step that was stuck, with the step.
func freedOf(e journal.Entry) Change {
	return Exec(`update tasks set closed_at = greatest($3, opened_at), closed_step = $2, outcome = 'done'
		where case_id = $1 and step = $2 and kind = $4 and closed_at is null`, e.Case, e.Step, e.At, TaskStuck)
}
