package pgtest_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"kigen/internal/postgres/pgtest"
)

var migrations atomic.Int64

func migrate(ctx context.Context, databaseURL string) error {
	migrations.Add(1)
	conn, err := pgx.Connect(ctx, databaseURL)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, "create table line (number text primary key)")
	return err
}

func TestEveryTestHasItsOwnDatabase(t *testing.T) {
	for i := range 6 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			pool := pgtest.New(t, migrate)
			_, err := pool.Exec(t.Context(), "insert into line values ('090')")
			require.NoError(t, err, "another test's row would be in the way")
			require.EqualValues(t, 1, migrations.Load())
		})
	}
}

func TestWithoutMigrationTheDatabaseIsEmpty(t *testing.T) {
	var tables int
	require.NoError(t, pgtest.New(t, nil).QueryRow(t.Context(),
		"select count(*) from pg_tables where schemaname = 'public'").Scan(&tables))
	require.Zero(t, tables)
}

func BenchmarkClone(b *testing.B) {
	pgtest.URL(b, migrate)
	start := time.Now()
	for range b.N {
		pgtest.URL(b, migrate)
	}
	b.ReportMetric(float64(time.Since(start).Milliseconds())/float64(b.N), "ms/clone")
}
