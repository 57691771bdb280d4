package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"kigen/internal/ids"
	"kigen/internal/journal"
)

// Ledger commits the steps of cases.
type Ledger struct {
	Pool *pgxpool.Pool
}

// Change is a write to a domain table that belongs to a step and is committed
// with it.
type Change struct {
	SQL  string
	Args []any
	// First runs the change before the entry: rows the case itself refers to.
	First bool
}

// Exec is the change that runs sql with args.
func Exec(sql string, args ...any) Change { return Change{SQL: sql, Args: args} }

// ExecFirst is a change that the step's own case refers to, such as its member.
func ExecFirst(sql string, args ...any) Change { return Change{SQL: sql, Args: args, First: true} }

// ExpectOne is the change that runs an insert, update or delete and fails the
// whole step unless it touches exactly one row.
func ExpectOne(what, sql string, args ...any) Change {
	return Change{
		SQL:  fmt.Sprintf("with touched as (%s returning 1) select expect_one(count(*), '%s') from touched", sql, what),
		Args: args,
	}
}

// Conflict says that another case got there first: a constraint that makes a
// wrong state impossible has refused the step. Whoever decides again sees the
// state that the other one left.
type Conflict struct {
	Constraint string
	err        error
}

func (c *Conflict) Error() string { return "conflict on " + c.Constraint + ": " + c.err.Error() }
func (c *Conflict) Unwrap() error { return c.err }

// Find gives the result of a committed step; false where there is none.
func (l *Ledger) Find(ctx context.Context, caseID, step string) (json.RawMessage, bool, error) {
	var result []byte
	err := l.Pool.QueryRow(ctx, `select result::text::bytea from journal where case_id = $1 and step = $2`, caseID, step).Scan(&result)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("find step %s of %s: %w", step, caseID, err)
	}
	return result, true, nil
}

// Commit writes the entry, all its parts, the result and the changes in one
// transaction and one round trip, and returns the result. Where the step was
// committed before, by whomever, nothing is written and the stored result is
// returned byte for byte. A constraint that the step runs against otherwise is
// a *Conflict.
func (l *Ledger) Commit(ctx context.Context, e journal.Entry, result json.RawMessage, changes ...Change) (json.RawMessage, error) {
	batch, err := batchOf(e, result, changes)
	if err != nil {
		return nil, err
	}
	err = l.Pool.SendBatch(ctx, batch).Close()
	if err == nil {
		return result, nil
	}
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || !isConstraint(pg) {
		return nil, fmt.Errorf("commit step %s of %s: %w", e.Step, e.Case, err)
	}
	stored, found, ferr := l.Find(ctx, e.Case, e.Step)
	if ferr != nil {
		return nil, ferr
	}
	if found {
		return stored, nil
	}
	return nil, &Conflict{Constraint: pg.ConstraintName, err: err}
}

// isConstraint tells an integrity violation (class 23) and a missed row
// (expect_one) from failures of the database.
func isConstraint(pg *pgconn.PgError) bool {
	return pg.Code == "KG001" || len(pg.Code) == 5 && pg.Code[:2] == "23"
}

func batchOf(e journal.Entry, result json.RawMessage, changes []Change) (*pgx.Batch, error) {
	if e.Case == "" || e.Step == "" || e.At.IsZero() || len(e.Rules) == 0 {
		return nil, fmt.Errorf("journal entry %q/%q lacks its case, step, instant or rules", e.Case, e.Step)
	}
	b := &pgx.Batch{}
	for _, c := range changes {
		if c.First {
			b.Queue(c.SQL, c.Args...)
		}
	}
	if o := e.Opens; o != nil {
		b.Queue(`insert into cases (id, kind, workflow_id, member_id, clock_id, subject, state, opened_at)
			values ($1, $2, $3, nullif($4, ''), nullif($5, ''), $6, $7, $8)`,
			e.Case, o.Kind, o.WorkflowID, o.Member, o.Clock, o.Subject, e.State, e.At)
	}
	b.Queue(`insert into journal (case_id, step, at, actor_role, actor_id, rules, terms, facts, result)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9::text::json)`,
		e.Case, e.Step, e.At, e.Actor.Role, e.Actor.ID, e.Rules, e.Terms, facts(e.Facts), string(result))
	if e.Ends || e.Reopens || e.State != "" && e.Opens == nil {
		b.Queue(`update cases set state = coalesce(nullif($2, ''), state),
			closed_at = case when $3 then $5::timestamptz when $4 then null else closed_at end where id = $1`,
			e.Case, e.State, e.Ends, e.Reopens, e.At)
	}
	for _, s := range e.Settled {
		b.Queue(`with touched as (update deadlines set outcome = $3, settled_at = $4, settled_step = $5
				where case_id = $1 and name = $2 and outcome is null returning 1)
			select expect_one(count(*), 'open deadline') from touched`,
			e.Case, s.Name, string(s.Outcome), e.At, e.Step)
	}
	for _, d := range e.Armed {
		b.Queue(insertDeadline, deadlineArgs(e, d)...)
	}
	for _, c := range e.Charges {
		b.Queue(`insert into charges (id, case_id, member_id, step, name, rule, terms, kind, amount, tax, at, why, cancels)
			select $1, id, member_id, $3, $4, $5, $6, $7, $8, $9, $10, $11, nullif($12, '') from cases where id = $2`,
			ChargeID(e.Case, e.Step, c.Name), e.Case, e.Step, c.Name, string(c.Rule), e.Terms, string(c.Kind), c.Amount,
			string(c.Tax), c.At, facts(c.Why), c.Cancels)
	}
	for _, n := range e.Notices {
		data, err := json.Marshal(n.Letter)
		if err != nil {
			return nil, fmt.Errorf("letter %s: %w", n.Letter.Template(), err)
		}
		b.Queue(`insert into notices (id, case_id, step, member_id, proof_id, rule, template, version, data, at)
			select $1, id, $3, case when $4 = '' then member_id end, nullif($4, ''), $5, $6, $7, $8, $9 from cases where id = $2`,
			noticeID(e.Case, e.Step, n.Letter), e.Case, e.Step, n.Proof, string(n.Letter.Rule()), n.Letter.Template(), n.Letter.Version(), data, e.At)
	}
	for _, c := range e.Closed {
		b.Queue(`with touched as (update tasks set closed_at = $3, closed_step = $4, outcome = $5
				where case_id = $1 and kind = $2 and closed_at is null returning 1)
			select expect_one(count(*), 'open task') from touched`,
			e.Case, c.Kind, e.At, e.Step, c.Outcome)
	}
	for _, t := range e.Tasks {
		b.Queue(`insert into tasks (id, case_id, step, kind, desk, rule, why, opened_at, due)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, taskArgs(e, t)...)
	}
	for _, c := range changes {
		if !c.First {
			b.Queue(c.SQL, c.Args...)
		}
	}
	return b, nil
}

const insertDeadline = `insert into deadlines
	(case_id, name, rule, terms, armed_step, desk, way, event_day, n, last_good_day, lapse, settles_at)
	values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`

func deadlineArgs(e journal.Entry, d journal.Deadline) []any {
	var way, event, n, last any
	if d.Count.Way != "" {
		way, event, n, last = string(d.Count.Way), d.Count.Event, d.Count.N, d.Count.LastGoodDay
	}
	settles := d.SettlesAt
	if settles.IsZero() {
		settles = d.Lapse
	}
	return []any{e.Case, d.Name, string(d.Rule), e.Terms, e.Step, d.Desk, way, event, n, last, d.Lapse, settles}
}

func taskArgs(e journal.Entry, t journal.Task) []any {
	var due any
	if !t.Due.IsZero() {
		due = t.Due
	}
	return []any{taskID(e.Case, e.Step, t.Kind), e.Case, e.Step, t.Kind, t.Desk, string(t.Rule), facts(t.Why), e.At, due}
}

func facts(f journal.Facts) journal.Facts {
	if f == nil {
		return journal.Facts{}
	}
	return f
}

// ChargeID is the ID of the charge of that name which the step posts: the same
// at every try.
func ChargeID(caseID, step, name string) string { return ids.Derived("chg", caseID, step, name) }

func noticeID(caseID, step string, l journal.Letter) string {
	return ids.Derived("ntc", caseID, step, l.Template())
}

func taskID(caseID, step, kind string) string { return ids.Derived("tsk", caseID, step, kind) }
