package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kigen/internal/journal"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// TaskRow is work for a desk. ClaimedBy is the person who has taken it up.
type TaskRow struct {
	ID        string         `db:"id"`
	Case      string         `db:"case_id"`
	CaseKind  string         `db:"case_kind"`
	Member    string         `db:"member_id"`
	Clock     string         `db:"clock_id"`
	Step      string         `db:"step"`
	Kind      string         `db:"kind"`
	Desk      string         `db:"desk"`
	Rule      string         `db:"rule"`
	Why       map[string]any `db:"why"`
	OpenedAt  time.Time      `db:"opened_at"`
	Due       *time.Time     `db:"due"`
	ClaimedBy *string        `db:"claimed_by"`
	ClaimedAt *time.Time     `db:"claimed_at"`
	ClosedAt  *time.Time     `db:"closed_at"`
	Outcome   *string        `db:"outcome"`
}

var (
	taskColumns = `id, case_id, step, kind, desk, rule, why, opened_at, due, claimed_by, claimed_at, closed_at, outcome, ` + caseColumns("tasks")
	selectTasks = `select ` + taskColumns + ` from tasks`
)

// TaskFilter picks tasks; empty fields pick all. Closed picks those that are done.
type TaskFilter struct {
	Desk, Kind, Case, Clock string
	// ClaimedBy picks those that a person has taken up, Unclaimed those that nobody has.
	ClaimedBy         string
	Unclaimed, Closed bool
}

// Tasks lists the open tasks, the most urgent first: by what is due when, then
// by age (G-1). Closed ones come the newest first.
func Tasks(ctx context.Context, db DB, f TaskFilter, after Place, limit int) ([]TaskRow, error) {
	s := selecting(selectTasks)
	s.equal("desk", f.Desk)
	s.equal("kind", f.Kind)
	s.equal("case_id", f.Case)
	s.ofCases("case_id", "", f.Clock)
	s.equal("claimed_by", f.ClaimedBy)
	if f.Unclaimed {
		s.and("claimed_by is null")
	}
	if f.Closed {
		s.and("closed_at is not null")
		s.newestFirst("opened_at", after, limit)
		return list[TaskRow](ctx, db, s)
	}
	s.and("closed_at is null")
	if after.ID != "" {
		due := any(never)
		if !after.At.IsZero() {
			due = after.At
		}
		s.and("(coalesce(due, 'infinity'::timestamptz), opened_at, id) > (?::timestamptz, ?, ?)", due, after.Then, after.ID)
	}
	s.add(" order by coalesce(due, 'infinity'::timestamptz), opened_at, id limit ?", limit)
	return list[TaskRow](ctx, db, s)
}

// TaskByID gives a task, or refuses with code not_found.
func TaskByID(ctx context.Context, db DB, id string) (TaskRow, error) {
	return one[TaskRow](ctx, db, selectTasks+` where id = $1`, id)
}

// ClaimTask notes that a person has taken a task up, so that no other does the
// same work. It is the desk's own bookkeeping and no step of the case: the
// journal knows nothing of it. Refused with code conflict where another has it,
// with state where it is done.
func ClaimTask(ctx context.Context, db DB, id, person string, at time.Time) (TaskRow, error) {
	return changeTask(ctx, db, id, `update tasks set claimed_by = $2, claimed_at = coalesce(claimed_at, $3)
		where id = $1 and closed_at is null and (claimed_by is null or claimed_by = $2) returning `+taskColumns, id, person, at)
}

// ReleaseTask gives a task back for others to take up. Only who has it may.
func ReleaseTask(ctx context.Context, db DB, id, person string) (TaskRow, error) {
	return changeTask(ctx, db, id, `update tasks set claimed_by = null, claimed_at = null
		where id = $1 and closed_at is null and (claimed_by is null or claimed_by = $2) returning `+taskColumns, id, person)
}

// FinishTask ends a task by a desk's word, as an entry of its case's journal
// under the task's own key; refused with code state where it is done.
func FinishTask(ctx context.Context, pool Pool, t TaskRow, outcome, version string, at time.Time, actor journal.Actor) error {
	if t.ClosedAt != nil {
		return taskDone
	}
	l := &Ledger{Pool: pool}
	_, err := l.Commit(ctx, journal.Entry{
		Case: t.Case, Step: "task-finished/" + t.ID + "/" + outcome, At: at, Actor: actor,
		Rules: []terms.ID{terms.ID(t.Rule)}, Terms: version,
		Facts:  journal.Facts{"task": t.Kind},
		Closed: []journal.Closing{{Kind: t.Kind, Outcome: outcome}},
	}, json.RawMessage("null"))
	if conflict := (*Conflict)(nil); errors.As(err, &conflict) {
		return taskDone
	}
	return err
}

var taskDone = refusal.New(refusal.State, "", "この作業はすでに完了しています。", "This task is done already.")

func changeTask(ctx context.Context, db DB, id, sql string, args ...any) (TaskRow, error) {
	rows, err := db.Query(ctx, sql, args...)
	if err != nil {
		return TaskRow{}, fmt.Errorf("task %s: %w", id, err)
	}
	row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[TaskRow])
	if !errors.Is(err, pgx.ErrNoRows) {
		return row, err
	}
	if row, err = TaskByID(ctx, db, id); err != nil {
		return row, err
	}
	if row.ClosedAt != nil {
		return row, taskDone
	}
	return row, refusal.New(refusal.Conflict, "",
		"この作業は別の担当者が対応しています。", "Somebody else has taken this task up.")
}
