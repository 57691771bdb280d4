package bench

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"kigen/internal/jst"
	"kigen/internal/postgres"
	"kigen/internal/search"
	"kigen/internal/terms"
)

const pageSize = 50

// read is one of the product's reads beside the bare query that finds the same rows by an index.
type read struct {
	name  string
	ours  func(ctx context.Context, pick pick) error
	floor func(ctx context.Context, pick pick) error
}

// pick is a place in the tables, another one at each sample.
type pick struct {
	caseID string
	lapse  time.Time
}

// crowd is a database with very many cases, and what is needed to read in it.
type crowd struct {
	pool  *pgxpool.Pool
	seen  *tracer
	cases int
}

// somewhere is a random place.
func (c *crowd) somewhere() pick {
	return pick{caseID: caseOf(rand.IntN(c.cases)), lapse: firstLapse.Add(time.Duration(rand.IntN(openSpan)) * time.Minute)}
}

// members is how many members there are.
func (c *crowd) members() int { return membersOf(c.cases) }

// reads is F-7. The million cases are in a database of their own.
func reads(ctx context.Context, s *stage) ([]Measure, error) {
	cases := s.size(1_000_000)
	if s.Cases > 0 {
		cases = s.Cases * 1000
	}
	c := &crowd{seen: &tracer{}, cases: cases}
	var err error
	if c.pool, err = s.seedReads(ctx, cases, c.seen); err != nil {
		return nil, err
	}
	defer c.pool.Close()
	measures, err := c.bare(ctx, s.size(3000))
	if err != nil {
		return nil, err
	}
	shown, sent, err := c.pages(ctx, s.size(400))
	if err != nil {
		return nil, err
	}
	others, err := c.filtered(ctx)
	if err != nil {
		return nil, err
	}
	scans, err := sequentialScans(ctx, c.pool, append(sent, others...))
	if err != nil {
		return nil, err
	}
	return append(append(measures, shown...), exactly("F-7", "plans with a sequential scan", "", float64(len(scans)), 0).
		noted("of the plans of all these reads and of the board's, the list's and the search's other filters, among %d cases and %d journal rows %s",
			cases, cases*stepsPerCase, strings.Join(scans, "; "))), nil
}

// bare measures the reads below the API.
func (c *crowd) bare(ctx context.Context, samples int) (measures []Measure, err error) {
	for _, r := range caseReads(c.pool) {
		var ours, floor []time.Duration
		until := time.Now().Add(20 * time.Second) // enough for all samples, unless something is wrong
		for i := range samples + samples/10 {
			p := c.somewhere()
			began := time.Now()
			if err := r.floor(ctx, p); err != nil {
				return nil, fmt.Errorf("%s, bare: %w", r.name, err)
			}
			between := time.Now()
			if err := r.ours(ctx, p); err != nil {
				return nil, fmt.Errorf("%s: %w", r.name, err)
			}
			if i >= samples/10 { // the first are to warm up
				floor, ours = append(floor, between.Sub(began)), append(ours, time.Since(between))
			}
			if time.Now().After(until) {
				break
			}
		}
		measures = append(measures, atMost("F-7", r.name+", p95", "ms",
			milliseconds(quantile(ours, 0.95)), milliseconds(quantile(floor, 0.95)), 2).
			noted("p50 %s ms beside %s ms", number(milliseconds(quantile(ours, 0.5))), number(milliseconds(quantile(floor, 0.5)))))
	}
	return measures, nil
}

func caseReads(pool *pgxpool.Pool) []read {
	const board = `select id, case_id, name, rule, terms, armed_step, desk, way, event_day, n, last_good_day, lapse, settles_at,
		outcome, settled_at, settled_step from deadlines where outcome is null`
	const tasks = `select id, case_id, step, kind, desk, rule, why, opened_at, due, claimed_by, claimed_at, closed_at, outcome
		from tasks where closed_at is null`
	return []read{
		{
			"deadline board",
			func(ctx context.Context, p pick) error {
				return some(postgres.Deadlines(ctx, pool, postgres.DeadlineFilter{}, postgres.Place{At: p.lapse}, pageSize))
			},
			func(ctx context.Context, p pick) error {
				return fetch(ctx, pool, board+` and (lapse, id) > ($1, $2) order by lapse, id limit $3`, p.lapse, 0, pageSize)
			},
		},
		{
			"deadline board of a desk",
			func(ctx context.Context, p pick) error {
				return some(postgres.Deadlines(ctx, pool, postgres.DeadlineFilter{Desk: "shipping"}, postgres.Place{At: p.lapse}, pageSize))
			},
			func(ctx context.Context, p pick) error {
				return fetch(ctx, pool, board+` and desk = $4 and (lapse, id) > ($1, $2) order by lapse, id limit $3`, p.lapse, 0, pageSize, "shipping")
			},
		},
		{
			"task list of a desk",
			func(ctx context.Context, p pick) error {
				return some(postgres.Tasks(ctx, pool, postgres.TaskFilter{Desk: "shipping"}, postgres.Place{At: p.lapse, ID: "t"}, pageSize))
			},
			func(ctx context.Context, p pick) error {
				return fetch(ctx, pool, tasks+` and desk = $1 and (coalesce(due, 'infinity'::timestamptz), opened_at, id) > ($2::timestamptz, $3, $4)
					order by coalesce(due, 'infinity'::timestamptz), opened_at, id limit $5`, "shipping", p.lapse, time.Time{}, "t", pageSize)
			},
		},
		{
			"case page",
			func(ctx context.Context, p pick) error {
				if _, err := postgres.Case(ctx, pool, p.caseID); err != nil {
					return err
				}
				_, err := postgres.CaseParts(ctx, pool, p.caseID)
				return err
			},
			func(ctx context.Context, p pick) error {
				if err := fetch(ctx, pool, `select * from cases where id = $1`, p.caseID); err != nil {
					return err
				}
				b := &pgx.Batch{}
				for _, table := range []string{"journal", "deadlines", "charges", "notices", "tasks"} {
					b.Queue(`select * from `+table+` where case_id = $1`, p.caseID).Query(drain)
				}
				return pool.SendBatch(ctx, b).Close()
			},
		},
	}
}

// fetch reads all rows of a query into plain values.
func fetch(ctx context.Context, pool *pgxpool.Pool, sql string, args ...any) error {
	rows, err := pool.Query(ctx, sql, args...)
	if err != nil {
		return err
	}
	return drain(rows)
}

func drain(rows pgx.Rows) error {
	defer rows.Close()
	for rows.Next() {
		if _, err := rows.Values(); err != nil {
			return err
		}
	}
	return rows.Err()
}

// some fails on an empty page, which would be too quick; the last page is short.
func some[T any](page []T, err error) error {
	if err == nil && len(page) == 0 {
		err = errors.New("a page is empty")
	}
	return err
}

// filtered sends the same reads with their other filters, and returns the statements.
func (c *crowd) filtered(ctx context.Context) ([]statement, error) {
	c.seen.begin()
	p := pick{caseID: caseOf(1), lapse: firstLapse}
	for _, r := range caseReads(c.pool) {
		if err := r.ours(ctx, p); err != nil {
			return nil, err
		}
	}
	for _, f := range []postgres.DeadlineFilter{
		{Rule: string(terms.N5)}, {Until: firstLapse.Add(day)}, {Outcome: "met"}, {Case: p.caseID}, {Desk: "shipping", Until: firstLapse.Add(day)},
	} {
		if _, err := postgres.Deadlines(ctx, c.pool, f, postgres.Place{}, pageSize); err != nil {
			return nil, err
		}
	}
	for _, f := range []postgres.TaskFilter{{}, {Closed: true}, {Case: p.caseID}, {ClaimedBy: "stf_bench"}, {Desk: "shipping", Unclaimed: true}} {
		if _, err := postgres.Tasks(ctx, c.pool, f, postgres.Place{}, pageSize); err != nil {
			return nil, err
		}
	}
	first := jst.DayOf(firstLapse)
	days := []jst.Day{first, first.AddDays(1)}
	for _, f := range []postgres.DeadlineFilter{{}, {Desk: "shipping"}, {Rule: "N-5"}, {Kind: "cancellation"}, {Outcome: "met"}} {
		if _, err := postgres.DueDays(ctx, c.pool, f, days); err != nil {
			return nil, err
		}
	}
	for _, typed := range []string{
		p.caseID, p.caseID[:20], memberOf(1), nameOf(1), "さとう", "Hanako Sato", "SATO", phoneOf(1), fmt.Sprintf("%015d", 1), "4300-00000001", "bench1@kigen.example",
	} {
		if _, err := postgres.Search(ctx, c.pool, search.Read(typed, len(numbered(0))), true); err != nil {
			return nil, err
		}
	}
	return slices.Concat(c.seen.end()...), nil
}

// large is from how many rows on a table is not to be read from one end to the other; PostgreSQL does so
// with a few pages, whatever indexes there are.
const large = 1000

var scanned = regexp.MustCompile(`Seq Scan on (\w+)`)

// sequentialScans explains statements, and tells which plans read a large table from one end to the other.
func sequentialScans(ctx context.Context, pool *pgxpool.Pool, sent []statement) (found []string, err error) {
	rows, err := pool.Query(ctx, `select relname::text from pg_class where relkind = 'r' and reltuples >= $1`, large)
	if err != nil {
		return nil, err
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, err
	}
	for _, q := range sent {
		rows, err := pool.Query(ctx, "explain "+q.sql, q.args...)
		if err != nil {
			return nil, err
		}
		plan, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return nil, fmt.Errorf("explain %s: %w", q.sql, err)
		}
		for _, line := range plan {
			if m := scanned.FindStringSubmatch(line); m != nil && slices.Contains(tables, m[1]) {
				found = append(found, strings.TrimSpace(line)+" in "+strings.Join(strings.Fields(q.sql), " "))
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found), nil
}

// tracer keeps the reads that a pool sends between begin and end, by the round trip.
type tracer struct {
	mu     sync.Mutex
	on     bool
	rounds [][]statement
}

type statement struct {
	sql  string
	args []any
}

func (t *tracer) begin() { t.mu.Lock(); defer t.mu.Unlock(); t.on, t.rounds = true, nil }

func (t *tracer) end() [][]statement {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.on = false
	return t.rounds
}

func (t *tracer) keep(round ...statement) {
	t.mu.Lock()
	defer t.mu.Unlock()
	round = slices.DeleteFunc(round, func(s statement) bool { return !strings.HasPrefix(strings.TrimSpace(s.sql), "select") })
	if t.on && len(round) > 0 {
		t.rounds = append(t.rounds, round)
	}
}

func (t *tracer) TraceQueryStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceQueryStartData) context.Context {
	t.keep(statement{d.SQL, d.Args})
	return ctx
}

func (t *tracer) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (t *tracer) TraceBatchStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceBatchStartData) context.Context {
	round := make([]statement, len(d.Batch.QueuedQueries))
	for i, q := range d.Batch.QueuedQueries {
		round[i] = statement{q.SQL, q.Arguments}
	}
	t.keep(round...)
	return ctx
}

func (t *tracer) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}
func (t *tracer) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData)     {}
