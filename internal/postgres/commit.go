package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"kigen/internal/journal"
)

// Ledger commits the steps of cases.
type Ledger struct {
	Pool Pool
	// Tries tells how often the work of a context has been tried, this time
	// included; nil where nobody counts.
	Tries func(context.Context) int
}

// Conflict says that another case got there first: a constraint that makes a
// wrong state impossible has refused the step. Whoever decides again sees the
// state that the other one left.
type Conflict struct {
	Constraint string
	// Told says that the support desk has a task about the step, so that it may
	// be tried on without anybody waiting for it.
	Told bool
	err  error
}

func (c *Conflict) Error() string { return "conflict on " + c.Constraint + ": " + c.err.Error() }
func (c *Conflict) Unwrap() error { return c.err }

// what names the constraint, or what was not as the step expected it.
func (c *Conflict) what() string {
	var pg *pgconn.PgError
	if c.Constraint == "" && errors.As(c.err, &pg) {
		return pg.Message
	}
	return c.Constraint
}

// Find gives the result of a committed step; false where there is none.
func (l *Ledger) Find(ctx context.Context, caseID, step string) (json.RawMessage, bool, error) {
	var result string
	err := l.Pool.QueryRow(ctx, `select result::text from journal where case_id = $1 and step = $2`, caseID, step).Scan(&result)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("find step %s of %s: %w", step, caseID, err)
	}
	return json.RawMessage(result), true, nil
}

// LastOfTime gives the result of a case's latest step where time caused it;
// false where somebody did, or there is none.
func (l *Ledger) LastOfTime(ctx context.Context, caseID string) (json.RawMessage, bool, error) {
	var result string
	err := l.Pool.QueryRow(ctx, `select result::text from (select actor_role, result from journal where case_id = $1 order by id desc limit 1) as last
		where actor_role = $2`, caseID, journal.Timer.Role).Scan(&result)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("find the last step of %s: %w", caseID, err)
	}
	return json.RawMessage(result), true, nil
}

// Commit writes the entry, all its parts, the result and the changes in one
// transaction and one round trip, and returns the result. Where the step was
// committed before, by whomever, nothing is written and the stored result is
// returned byte for byte. A constraint that the step runs against otherwise is
// a *Conflict.
func (l *Ledger) Commit(ctx context.Context, e journal.Entry, result json.RawMessage, changes ...Change) (json.RawMessage, error) {
	stored, _, err := l.commit(ctx, e, result, changes...)
	return stored, err
}

// commit is Commit, and tells whether the step had been committed before.
func (l *Ledger) commit(
	ctx context.Context, e journal.Entry, result json.RawMessage, changes ...Change,
) (stored json.RawMessage, again bool, err error) {
	entries := []journal.Entry{e}
	if err := complete(entries); err != nil {
		return nil, false, err
	}
	parts, err := partsOf(entries)
	if err != nil {
		return nil, false, err
	}
	// The extended protocol runs a batch without BEGIN as one transaction.
	batch := &pgx.Batch{}
	for _, c := range changes {
		if c.First {
			batch.Queue(c.SQL, c.Args...)
		}
	}
	if opened, ok := casesOf(entries); ok {
		batch.Queue(opened.SQL, opened.Args...)
	}
	first := journalOf(entries, []json.RawMessage{result})
	batch.Queue(first.SQL, first.Args...)
	for _, c := range parts {
		batch.Queue(c.SQL, c.Args...)
	}
	for _, c := range changes {
		if !c.First {
			batch.Queue(c.SQL, c.Args...)
		}
	}
	if e.Actor.Machine() || l.triedLong(ctx) {
		freed := freedOf(e)
		batch.Queue(freed.SQL, freed.Args...)
	}
	err = l.Pool.SendBatch(ctx, batch).Close()
	if err == nil {
		return result, false, nil
	}
	conflict := conflictIn(err)
	if conflict == nil {
		return nil, false, fmt.Errorf("commit step %s of %s: %w", e.Step, e.Case, err)
	}
	stored, found, err := l.Find(ctx, e.Case, e.Step)
	if err != nil {
		return nil, false, err
	}
	if found {
		return stored, true, nil
	}
	return nil, false, conflict
}

// CommitAll writes the same step of many cases in one transaction: a month
// end's effect, set-based, each under its own case's key. Cases whose step was
// committed before are left as they are. Changes gets the cases that are fresh,
// in the order of entries. It returns how many those were. A constraint that one
// of them runs against is a *Conflict, and none is written.
func (l *Ledger) CommitAll(
	ctx context.Context, entries []journal.Entry, results []json.RawMessage, changes func(fresh []string) []Change,
) (int, error) {
	if err := complete(entries); err != nil {
		return 0, err
	}
	if len(entries) == 0 {
		return 0, nil
	}
	fresh := 0
	err := pgx.BeginFunc(ctx, l.Pool, func(tx pgx.Tx) error {
		first := journalOf(entries, results)
		rows, err := tx.Query(ctx, first.SQL+` on conflict on constraint journal_step_once do nothing returning case_id`, first.Args...)
		if err != nil {
			return err
		}
		committed, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return err
		}
		left := chosen(entries, committed)
		fresh = len(left)
		parts, err := partsOf(left)
		if err != nil {
			return err
		}
		batch := &pgx.Batch{}
		for _, c := range append(parts, changes(committed)...) {
			batch.Queue(c.SQL, c.Args...)
		}
		return tx.SendBatch(ctx, batch).Close()
	})
	if conflict := conflictIn(err); conflict != nil {
		return 0, conflict
	}
	if err != nil {
		return 0, fmt.Errorf("commit step %s of %d cases: %w", entries[0].Step, len(entries), err)
	}
	return fresh, nil
}

// chosen are the entries of the given cases, in their own order.
func chosen(entries []journal.Entry, cases []string) []journal.Entry {
	if len(cases) == len(entries) {
		return entries
	}
	wanted := make(map[string]bool, len(cases))
	for _, id := range cases {
		wanted[id] = true
	}
	left := make([]journal.Entry, 0, len(cases))
	for _, e := range entries {
		if wanted[e.Case] {
			left = append(left, e)
		}
	}
	return left
}

func complete(entries []journal.Entry) error {
	for _, e := range entries {
		if e.Case == "" || e.Step == "" || e.At.IsZero() || len(e.Rules) == 0 {
			return fmt.Errorf("journal entry %q/%q lacks its case, step, instant or rules", e.Case, e.Step)
		}
	}
	return nil
}

// conflictIn finds an integrity violation (class 23) or a missed row
// (expect_rows) in an error; nil where the database failed otherwise.
func conflictIn(err error) *Conflict {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || pg.Code != "KG001" && (len(pg.Code) != 5 || pg.Code[:2] != "23") {
		return nil
	}
	return &Conflict{Constraint: pg.ConstraintName, err: err}
}
