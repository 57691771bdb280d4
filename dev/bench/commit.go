package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"kigen/internal/ids"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/postgres"
	"kigen/internal/terms"
)

// commitRate is F-2: the commit of an accepted claim, with its case, deadline, charge, task and letter,
// beside a batch of plain inserts of the same six rows, in turns.
func commitRate(ctx context.Context, s *stage) ([]Measure, error) {
	seconds := s.Seconds
	if seconds == 0 {
		seconds = s.size(30) / 10 // 3, quick: 1 for want of a third
		seconds = max(seconds, 1)
	}
	var measures []Measure
	for _, hands := range []int{1, 8} {
		trips := &roundTrips{}
		pool, err := trips.open(ctx, s.DatabaseURL, hands)
		if err != nil {
			return nil, err
		}
		defer pool.Close()
		ledger := &postgres.Ledger{Pool: pool}
		ways := map[string]func(ctx context.Context, e accepted) error{
			"ours": func(ctx context.Context, e accepted) error {
				_, err := ledger.Commit(ctx, e.entry, e.result)
				return err
			},
			"floor": func(ctx context.Context, e accepted) error { return insertBare(ctx, pool, e) },
		}
		rate := map[string]float64{}
		trip := map[string]float64{}
		const turns = 3
		for range turns {
			for _, name := range []string{"floor", "ours"} {
				if _, err := drive(ctx, hands, time.Second/10, ways[name]); err != nil { // prepares the statements
					return nil, fmt.Errorf("%s: %w", name, err)
				}
				before := trips.count.Load()
				began := time.Now()
				n, err := drive(ctx, hands, time.Duration(seconds)*time.Second/turns, ways[name])
				if err != nil {
					return nil, fmt.Errorf("%s: %w", name, err)
				}
				rate[name] += float64(n) / time.Since(began).Seconds() / turns
				trip[name] += float64(trips.count.Load()-before) / float64(n) / turns
			}
		}
		if hands == 1 {
			measures = append(measures, exactly("F-2", "round trips of a commit", "", round(trip["ours"]), 1).
				noted("counted on the connection: %.3f, of the bare batch %.3f", trip["ours"], trip["floor"]))
		}
		measures = append(measures, atLeast("F-2", fmt.Sprintf("rate of commits, %d at a time", hands), "/s", rate["ours"], rate["floor"], 0.7))
	}
	return measures, nil
}

func round(v float64) float64 { return float64(int(v*100+0.5)) / 100 }

// drive does the work with so many hands for that long and counts.
func drive(ctx context.Context, hands int, span time.Duration, do func(ctx context.Context, e accepted) error) (int64, error) {
	var n atomic.Int64
	until := time.Now().Add(span)
	err := together(ctx, hands, hands, func(ctx context.Context, _ int) error {
		for time.Now().Before(until) {
			e, err := acceptedClaim()
			if err != nil {
				return err
			}
			if err := do(ctx, e); err != nil {
				return err
			}
			n.Add(1)
		}
		return nil
	})
	return n.Load(), err
}

// accepted is the first step of a claim, as the rules would make it.
type accepted struct {
	entry  journal.Entry
	result json.RawMessage
	facts  string
	letter string
}

var (
	acceptedAt  = time.Date(2026, time.May, 11, 10, 0, 0, 0, jst.Zone)
	acceptedDay = jst.DayOf(acceptedAt)
)

func acceptedClaim() (accepted, error) {
	id := ids.New("clm")
	target := journal.Due("delivered", terms.N6, jst.Within(acceptedDay, 2))
	target.Desk = journal.DeskShipping
	letter := letters.ClaimAccepted{
		Case: id, Device: letters.Device{Model: "Bench 1", Colour: "black"}, ReceivedAt: acceptedAt, Burden: 6600,
		Use: 1, Uses: 2, YearFrom: acceptedDay, YearThrough: acceptedDay.AddDays(364), DeliverBy: target.Count.LastGoodDay,
		ReturnDays: 14, NonReturn: 40000,
	}
	e := accepted{entry: journal.Entry{
		Case: id, Step: "filed", At: acceptedAt, Actor: journal.Actor{Role: "member", ID: member}, Terms: "2026-04-01", State: "accepted",
		Rules:   []terms.ID{terms.O4, terms.O7, terms.C8, terms.N1, terms.N6},
		Facts:   journal.Facts{"device": "dev_bench", "cause": "partial_damage", "use": 1},
		Opens:   &journal.Case{Kind: "replacement", WorkflowID: "replacement/" + id, Member: member, Subject: "dev_bench"},
		Armed:   []journal.Deadline{target},
		Charges: []journal.Charge{{Name: "burden", Rule: terms.N1, Kind: journal.Posted, Amount: 6600, Tax: terms.Taxed, At: acceptedAt, Why: journal.Facts{"use": 1}}},
		Tasks:   []journal.Task{{Kind: "ship", Desk: journal.DeskShipping, Rule: terms.N3, Due: target.Lapse, Why: journal.Facts{"device": "dev_bench"}}},
		Notices: []journal.Notice{{Letter: letter}},
	}}
	var err error
	if e.result, err = journal.Result(map[string]any{"outcome": "accepted", "use": 1}); err != nil {
		return e, err
	}
	facts, err := json.Marshal(e.entry.Facts)
	if err != nil {
		return e, err
	}
	written, err := json.Marshal(letter)
	e.facts, e.letter = string(facts), string(written)
	return e, err
}

// insertBare writes the same rows with a plain insert each, in one batch.
func insertBare(ctx context.Context, pool *pgxpool.Pool, a accepted) error {
	e := a.entry
	d, c, t, o := e.Armed[0], e.Charges[0], e.Tasks[0], e.Opens
	b := &pgx.Batch{}
	b.Queue(`insert into cases (id, kind, workflow_id, member_id, clock_id, subject, state, opened_at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		e.Case, o.Kind, o.WorkflowID, o.Member, nil, o.Subject, e.State, e.At)
	b.Queue(`insert into journal (case_id, step, at, actor_role, actor_id, rules, terms, facts, result) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		e.Case, e.Step, e.At, e.Actor.Role, e.Actor.ID, e.Rules, e.Terms, a.facts, string(a.result))
	b.Queue(`insert into deadlines (case_id, name, rule, terms, armed_step, desk, way, event_day, n, last_good_day, lapse, settles_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		e.Case, d.Name, d.Rule, e.Terms, e.Step, d.Desk, d.Count.Way, d.Count.Event, d.Count.N, d.Count.LastGoodDay, d.Lapse, d.Lapse)
	b.Queue(`insert into charges (id, case_id, member_id, step, name, rule, terms, kind, amount, tax, at, why, cancels)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, null)`,
		"chg"+e.Case, e.Case, member, e.Step, c.Name, c.Rule, e.Terms, c.Kind, c.Amount.Int64(), c.Tax, c.At, `{"use": 1}`)
	b.Queue(`insert into tasks (id, case_id, step, kind, desk, rule, why, opened_at, due) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		"tsk"+e.Case, e.Case, e.Step, t.Kind, t.Desk, t.Rule, `{"device": "dev_bench"}`, e.At, t.Due)
	b.Queue(`insert into notices (id, case_id, step, member_id, rule, template, version, data, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		"ntc"+e.Case, e.Case, e.Step, member, e.Notices[0].Letter.Rule(), e.Notices[0].Letter.Template(), e.Notices[0].Letter.Version(), a.letter, e.At)
	return pool.SendBatch(ctx, b).Close()
}

// roundTrips counts how often a connection turned from writing to reading.
type roundTrips struct{ count atomic.Int64 }

func (r *roundTrips) open(ctx context.Context, url string, connections int) (*pgxpool.Pool, error) {
	c, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	c.MaxConns, c.MinConns = int32(connections), int32(connections)
	c.HealthCheckPeriod = time.Hour // asks nothing of its own meanwhile
	dial := c.ConnConfig.DialFunc
	c.ConnConfig.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &countedConn{Conn: conn, trips: &r.count}, nil
	}
	return pgxpool.NewWithConfig(ctx, c)
}

type countedConn struct {
	net.Conn
	trips *atomic.Int64
	wrote atomic.Bool
}

func (c *countedConn) Write(b []byte) (int, error) {
	c.wrote.Store(true)
	return c.Conn.Write(b)
}

func (c *countedConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if n > 0 && c.wrote.CompareAndSwap(true, false) {
		c.trips.Add(1)
	}
	return n, err
}
