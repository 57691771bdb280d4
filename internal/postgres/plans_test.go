package postgres_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"kigen/internal/postgres"
	"kigen/internal/postgres/pgtest"
)

var errExplained = errors.New("explained")

// explaining notes the plan of a query in place of running it.
type explaining struct {
	postgres.DB
	plan string
}

func (e *explaining) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	rows, err := e.DB.Query(ctx, "explain (costs off) "+sql, args...)
	if err != nil {
		return nil, err
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	e.plan = strings.Join(lines, "\n")
	return nil, errors.Join(err, errExplained)
}

// TestListsReadTheirPageOnly makes sure that a page costs the same with a
// million cases: an index gives the rows in the page's order, and nothing is
// read whole or sorted.
func TestListsReadTheirPageOnly(t *testing.T) {
	ctx := context.Background()
	pool := pgtest.New(t, postgres.MigrateURL)
	conn, err := pool.Acquire(ctx)
	require.NoError(t, err)
	defer conn.Release()
	// Tables are empty here: scans and sorts are taken only where nothing else is to be had.
	_, err = conn.Exec(ctx, "set enable_seqscan = off; set enable_sort = off; set enable_bitmapscan = off")
	require.NoError(t, err)

	at := time.Date(2026, 11, 1, 3, 0, 0, 0, time.UTC)
	after := postgres.Place{At: at, Then: at, ID: "x", No: 7}
	lists := map[string]func(db postgres.DB, after postgres.Place) error{
		"all cases": cases(postgres.CaseFilter{}), "open cases": cases(postgres.CaseFilter{Open: true}),
		"cases of a kind":      cases(postgres.CaseFilter{Kind: "replacement"}),
		"open cases of a kind": cases(postgres.CaseFilter{Kind: "replacement", Open: true}),
		"cases of a member":    cases(postgres.CaseFilter{Member: "mem_1"}),
		"the board":            deadlines(postgres.DeadlineFilter{}),
		"a desk's board":       deadlines(postgres.DeadlineFilter{Desk: "shipping", Until: at}),
		"a rule's board":       deadlines(postgres.DeadlineFilter{Rule: "N-5"}),
		"what lapsed":          deadlines(postgres.DeadlineFilter{Outcome: "lapsed"}),
		"a desk's tasks":       tasks(postgres.TaskFilter{Desk: "repair"}),
		"all tasks":            tasks(postgres.TaskFilter{}),
		"done tasks":           tasks(postgres.TaskFilter{Closed: true}),
		"charges":              charges(postgres.ChargeFilter{}),
		"a member's charges":   charges(postgres.ChargeFilter{Member: "mem_1"}),
		"a rule's charges":     charges(postgres.ChargeFilter{Rule: "N-5"}),
		"waivers":              charges(postgres.ChargeFilter{Kind: "waiver"}),
		"notices":              notices(postgres.NoticeFilter{}),
		"a member's notices":   notices(postgres.NoticeFilter{Member: "mem_1"}),
		"the stock":            units(postgres.UnitFilter{}),
		"units in a state":     units(postgres.UnitFilter{Pool: "loaner", State: "on_shelf"}),
		"open waivers": func(db postgres.DB, after postgres.Place) error {
			_, err := postgres.OpenWaivers(ctx, db, after, 50)
			return err
		},
		"decided waivers": func(db postgres.DB, after postgres.Place) error {
			_, err := postgres.DecidedWaivers(ctx, db, after, 50)
			return err
		},
		"corrections": func(db postgres.DB, after postgres.Place) error {
			_, err := postgres.Corrections(ctx, db, after, 50)
			return err
		},
		"the journal": func(db postgres.DB, after postgres.Place) error {
			_, err := postgres.Journal(ctx, db, "", "", after, 50)
			return err
		},
	}
	for name, list := range lists {
		for _, place := range []postgres.Place{{}, after} {
			e := &explaining{DB: conn}
			require.ErrorIs(t, list(e, place), errExplained, name)
			require.NotContains(t, e.plan, "Seq Scan", name+"\n"+e.plan)
			require.NotContains(t, e.plan, "Sort", name+"\n"+e.plan)
			require.Contains(t, e.plan, "Limit", name+"\n"+e.plan)
		}
	}
}

func cases(f postgres.CaseFilter) func(postgres.DB, postgres.Place) error {
	return func(db postgres.DB, after postgres.Place) error {
		_, err := postgres.Cases(context.Background(), db, f, after, 50)
		return err
	}
}

func deadlines(f postgres.DeadlineFilter) func(postgres.DB, postgres.Place) error {
	return func(db postgres.DB, after postgres.Place) error {
		_, err := postgres.Deadlines(context.Background(), db, f, after, 50)
		return err
	}
}

func tasks(f postgres.TaskFilter) func(postgres.DB, postgres.Place) error {
	return func(db postgres.DB, after postgres.Place) error {
		_, err := postgres.Tasks(context.Background(), db, f, after, 50)
		return err
	}
}

func charges(f postgres.ChargeFilter) func(postgres.DB, postgres.Place) error {
	return func(db postgres.DB, after postgres.Place) error {
		_, err := postgres.Charges(context.Background(), db, f, after, 50)
		return err
	}
}

func notices(f postgres.NoticeFilter) func(postgres.DB, postgres.Place) error {
	return func(db postgres.DB, after postgres.Place) error {
		_, err := postgres.Notices(context.Background(), db, f, after, 50)
		return err
	}
}

func units(f postgres.UnitFilter) func(postgres.DB, postgres.Place) error {
	return func(db postgres.DB, after postgres.Place) error {
		_, err := postgres.Units(context.Background(), db, f, after, 50)
		return err
	}
}

// explainingBatch notes the plans of a batch's queries in place of running it.
type explainingBatch struct {
	postgres.DB
	plans []string
}

func (e *explainingBatch) SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults {
	for _, q := range b.QueuedQueries {
		one := &explaining{DB: e.DB}
		if rows, err := one.Query(ctx, q.SQL, q.Arguments...); err == nil {
			rows.Close()
		}
		e.plans = append(e.plans, one.plan)
	}
	return notRun{}
}

// notRun are the results of a batch that was explained only.
type notRun struct{ pgx.BatchResults }

func (notRun) Close() error { return errExplained }

// TestALifeIsReadByIndexes makes sure that a device's life costs what happened to
// it, not what happened to all.
func TestALifeIsReadByIndexes(t *testing.T) {
	ctx := context.Background()
	conn, err := pgtest.New(t, postgres.MigrateURL).Acquire(ctx)
	require.NoError(t, err)
	defer conn.Release()
	_, err = conn.Exec(ctx, "set enable_seqscan = off")
	require.NoError(t, err)
	e := &explainingBatch{DB: conn}
	_, err = postgres.LifeOf(ctx, e, "dev_1")
	require.ErrorIs(t, err, errExplained)
	_, _, err = postgres.FindIMEI(ctx, e, "350000000000014", "")
	require.ErrorIs(t, err, errExplained)
	_, err = postgres.LoadShelf(ctx, e, "", "android", "rpr_1")
	require.ErrorIs(t, err, errExplained)
	require.NotEmpty(t, e.plans)
	for _, plan := range e.plans {
		require.NotEmpty(t, plan)
		require.NotContains(t, plan, "Seq Scan", plan)
	}
}
