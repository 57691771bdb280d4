package postgres

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"kigen/internal/refusal"
)

// missing is the refusal of an ID that nothing has.
var missing = refusal.New(refusal.NotFound, "",
	"お探しのものは見つかりませんでした。", "There is no such thing, or it is not yours to see.")

// selection is a query that grows by conditions; its values are always arguments.
type selection struct {
	sql   strings.Builder
	args  []any
	where bool
}

func selecting(sql string) *selection {
	s := &selection{}
	s.sql.WriteString(sql)
	return s
}

// and adds a condition; each ? in it stands for the next value.
func (s *selection) and(condition string, values ...any) {
	if s.where {
		s.sql.WriteString(" and ")
	} else {
		s.sql.WriteString(" where ")
		s.where = true
	}
	s.add(condition, values...)
}

func (s *selection) add(sql string, values ...any) {
	for _, v := range values {
		before, after, _ := strings.Cut(sql, "?")
		s.args = append(s.args, v)
		s.sql.WriteString(before)
		s.sql.WriteString("$" + strconv.Itoa(len(s.args)))
		sql = after
	}
	s.sql.WriteString(sql)
}

// equal adds column = value unless the value is empty.
func (s *selection) equal(column, value string) {
	if value != "" {
		s.and(column+" = ?", value)
	}
}

// ofCases narrows rows of cases to those of a member or a test clock, by the
// index on the cases' IDs.
func (s *selection) ofCases(caseColumn, member, clock string) {
	if member != "" {
		s.and(caseColumn+" = any (array(select id from cases where member_id = ?))", member)
	}
	if clock != "" {
		s.and(caseColumn+" = any (array(select id from cases where clock_id = ?))", clock)
	}
}

func list[T any](ctx context.Context, db DB, s *selection) ([]T, error) {
	rows, err := db.Query(ctx, s.sql.String(), s.args...)
	if err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[T])
	if err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	return all, nil
}

// one gives the only row, or the refusal not_found where there is none.
func one[T any](ctx context.Context, db DB, sql string, args ...any) (T, error) {
	rows, err := db.Query(ctx, sql, args...)
	if err != nil {
		var zero T
		return zero, fmt.Errorf("read: %w", err)
	}
	row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[T])
	if errors.Is(err, pgx.ErrNoRows) {
		return row, missing
	}
	if err != nil {
		return row, fmt.Errorf("read: %w", err)
	}
	return row, nil
}

// Place is where a page ended: the order's columns of its last row. The zero
// Place is the beginning.
type Place struct {
	At time.Time `json:"a,omitzero"`
	// Then is a second instant, where the order has two.
	Then time.Time `json:"b,omitzero"`
	ID   string    `json:"i,omitempty"`
	No   int64     `json:"n,omitempty"`
}

// newestFirst pages by (column descending, id).
func (s *selection) newestFirst(column string, after Place, limit int) {
	if !after.At.IsZero() {
		s.and(column+" <= ? and ("+column+" < ? or id > ?)", after.At, after.At, after.ID)
	}
	s.add(" order by "+column+" desc, id limit ?", limit)
}

// never sorts what has no instant behind all that have one.
var never = pgtype.Timestamptz{InfinityModifier: pgtype.Infinity, Valid: true}

// CaseRow is a case.
type CaseRow struct {
	ID         string     `db:"id"`
	Kind       string     `db:"kind"`
	WorkflowID string     `db:"workflow_id"`
	Member     string     `db:"member_id"`
	Clock      string     `db:"clock_id"`
	Subject    string     `db:"subject"`
	State      string     `db:"state"`
	OpenedAt   time.Time  `db:"opened_at"`
	ClosedAt   *time.Time `db:"closed_at"`
}

// caseColumns are what lists of things that belong to cases show of the case.
func caseColumns(table string) string {
	column := func(expression, name string) string {
		return "(select " + expression + " from cases c where c.id = " + table + ".case_id) as " + name
	}
	return column("kind", "case_kind") + ", " + column("coalesce(member_id, '')", "member_id") + ", " + column("coalesce(clock_id, '')", "clock_id")
}

const selectCases = `select id, kind, workflow_id, coalesce(member_id, '') as member_id, coalesce(clock_id, '') as clock_id,
	subject, state, opened_at, closed_at from cases`

// Case gives a case, or refuses with code not_found.
func Case(ctx context.Context, db DB, id string) (CaseRow, error) {
	return one[CaseRow](ctx, db, selectCases+` where id = $1`, id)
}

// CaseFilter picks cases; empty fields pick all.
type CaseFilter struct {
	Kind, Member, Clock, Subject string
	Open, Closed                 bool
}

// Cases lists cases, the newest first.
func Cases(ctx context.Context, db DB, f CaseFilter, after Place, limit int) ([]CaseRow, error) {
	s := selecting(selectCases)
	s.equal("kind", f.Kind)
	s.equal("member_id", f.Member)
	s.equal("clock_id", f.Clock)
	s.equal("subject", f.Subject)
	if f.Open {
		s.and("closed_at is null")
	}
	if f.Closed {
		s.and("closed_at is not null")
	}
	s.newestFirst("opened_at", after, limit)
	return list[CaseRow](ctx, db, s)
}

// OpenProcesses are the workflow IDs of a test clock's open cases, and of those
// that were closed since the clock's instant: a batch closes a case before the
// case's own process has come to its end.
func OpenProcesses(ctx context.Context, db DB, clock string) ([]string, error) {
	rows, err := db.Query(ctx, `select distinct workflow_id from cases
		where clock_id = $1 and (closed_at is null or closed_at >= (select instant from test_clocks where id = $1)) order by workflow_id`, clock)
	if err != nil {
		return nil, fmt.Errorf("open processes of %s: %w", clock, err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// HasProcess tells whether a case, open or closed, has that workflow ID.
func HasProcess(ctx context.Context, db DB, workflowID string) (bool, error) {
	var has bool
	err := db.QueryRow(ctx, `select exists (select from cases where workflow_id = $1)`, workflowID).Scan(&has)
	if err != nil {
		return false, fmt.Errorf("process %s: %w", workflowID, err)
	}
	return has, nil
}

// JournalRow is a committed step, without its result.
type JournalRow struct {
	ID        int64          `db:"id"`
	Case      string         `db:"case_id"`
	CaseKind  string         `db:"case_kind"`
	Step      string         `db:"step"`
	At        time.Time      `db:"at"`
	ActorRole string         `db:"actor_role"`
	ActorID   string         `db:"actor_id"`
	Rules     []string       `db:"rules"`
	Terms     string         `db:"terms"`
	Facts     map[string]any `db:"facts"`
}

const selectJournal = `select id, case_id, (select kind from cases c where c.id = journal.case_id) as case_kind,
	step, at, actor_role, actor_id, rules, terms, facts from journal`

// Journal lists steps, the last committed first: of a case, of a test clock, or all.
func Journal(ctx context.Context, db DB, caseID, clock string, after Place, limit int) ([]JournalRow, error) {
	s := selecting(selectJournal)
	s.equal("case_id", caseID)
	s.ofCases("case_id", "", clock)
	if after.No > 0 {
		s.and("id < ?", after.No)
	}
	s.add(" order by id desc limit ?", limit)
	return list[JournalRow](ctx, db, s)
}

// Parts are all that the steps of a case wrote, and what waived its charges.
type Parts struct {
	Journal   []JournalRow
	Deadlines []DeadlineRow
	Charges   []ChargeRow
	Notices   []NoticeRow
	Tasks     []TaskRow
}

// CaseParts reads all parts of a case in one round trip.
func CaseParts(ctx context.Context, db DB, caseID string) (Parts, error) {
	var p Parts
	b := &pgx.Batch{}
	collect(b, &p.Journal, selectJournal+` where case_id = $1 order by id`, caseID)
	collect(b, &p.Deadlines, selectDeadlines+` where case_id = $1 order by id`, caseID)
	collect(b, &p.Charges, selectCharges+` where case_id = $1
		or cancels = any (array(select id from charges own where own.case_id = $1)) order by at, id`, caseID)
	collect(b, &p.Notices, selectNotices+` where case_id = $1 order by at, id`, caseID)
	collect(b, &p.Tasks, selectTasks+` where case_id = $1 order by opened_at, id`, caseID)
	if err := db.SendBatch(ctx, b).Close(); err != nil {
		return p, fmt.Errorf("parts of case %s: %w", caseID, err)
	}
	return p, nil
}

func collect[T any](b *pgx.Batch, into *[]T, sql string, args ...any) {
	b.Queue(sql, args...).Query(func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, pgx.RowToStructByName[T])
		return err
	})
}
