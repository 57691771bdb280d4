package bench

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"go.temporal.io/sdk/client"

	"kigen/dev/temporal"
)

// storage is F-5: what Temporal's tables hold for an open case whose replacement was delivered, and for a
// line whose cancellation is over.
func storage(ctx context.Context, s *stage) ([]Measure, error) {
	stop, err := s.work()
	if err != nil {
		return nil, err
	}
	defer stop()
	stopFloor, err := s.workFloor(nil)
	if err != nil {
		return nil, err
	}
	defer stopFloor()
	n := max(s.size(200), 50)
	devices, err := s.seedDevices(ctx, n)
	if err != nil {
		return nil, err
	}
	per := map[string]float64{}
	for _, side := range []struct {
		name string
		open func(ctx context.Context, i int) (string, error)
		c    client.Client
	}{{"floor", s.openFloor(s.floor, floorQueue, s.waits(), false), s.floor}, {"ours", s.openClaim(devices), s.client}} {
		before, err := s.temporalBytes(ctx)
		if err != nil {
			return nil, err
		}
		open := make([]string, n)
		if err := together(ctx, n, callers, func(ctx context.Context, i int) (err error) {
			open[i], err = side.open(ctx, i)
			return err
		}); err != nil {
			return nil, fmt.Errorf("%s: %w", side.name, err)
		}
		after, err := s.temporalBytes(ctx)
		if err != nil {
			return nil, err
		}
		per[side.name] = float64(after-before) / float64(n)
		for _, id := range open {
			if err := side.c.TerminateWorkflow(ctx, id, "", "measured"); err != nil {
				return nil, err
			}
		}
	}
	atRest, err := s.openAtRest(ctx)
	if err != nil {
		return nil, err
	}
	return []Measure{
		atMost("F-5", "an open case", "bytes", per["ours"], per["floor"], 1.2).
			noted("all rows of Temporal's tables, %d cases each; indexes have as many entries on both sides", n),
		exactly("F-5", "open workflows of a line at rest", "", float64(atRest), 0),
	}, nil
}

// openAtRest reserves and withdraws a cancellation, and counts what is open of its line.
func (s *stage) openAtRest(ctx context.Context) (int64, error) {
	c, err := signIn(ctx, s.ConsoleURL(), s.pool)
	if err != nil {
		return 0, err
	}
	lines, err := s.seedLines(ctx, "rest", 1)
	if err != nil {
		return 0, err
	}
	id, err := c.cancelLine(ctx, lines[0])
	if err != nil {
		return 0, err
	}
	if err := c.post(ctx, "/v1/cancellations/"+id+"/withdraw", nil); err != nil {
		return 0, err
	}
	var open int64
	for range 50 { // the process answers a moment before it has ended
		time.Sleep(100 * time.Millisecond)
		conn, err := s.connect(ctx, temporal.VisibilityDatabase)
		if err != nil {
			return 0, err
		}
		err = conn.QueryRow(ctx, `select count(*) from executions_visibility where workflow_id = $1 and close_time is null`, "cancellation/"+lines[0]).Scan(&open)
		_ = conn.Close(ctx)
		if err != nil || open == 0 {
			return open, err
		}
	}
	return open, nil
}

// temporalBytes adds up all rows of Temporal's tables, once its queues have come to rest.
func (s *stage) temporalBytes(ctx context.Context) (int64, error) {
	time.Sleep(3 * time.Second)
	var total int64
	for _, database := range []string{temporal.MainDatabase, temporal.VisibilityDatabase} {
		bytes, err := s.bytesIn(ctx, database)
		if err != nil {
			return 0, fmt.Errorf("bytes in %s: %w", database, err)
		}
		total += bytes
	}
	return total, nil
}

func (s *stage) bytesIn(ctx context.Context, database string) (total int64, err error) {
	conn, err := s.connect(ctx, database)
	if err != nil {
		return 0, err
	}
	defer conn.Close(ctx)
	rows, err := conn.Query(ctx, `select quote_ident(tablename) from pg_tables where schemaname = 'public'`)
	if err != nil {
		return 0, err
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return 0, err
	}
	for _, table := range tables {
		var bytes int64
		if err := conn.QueryRow(ctx, `select coalesce(sum(pg_column_size(t.*)), 0) from `+table+` t`).Scan(&bytes); err != nil {
			return 0, err
		}
		total += bytes
	}
	return total, nil
}

// connect opens a connection to another database of the server.
func (s *stage) connect(ctx context.Context, database string) (*pgx.Conn, error) {
	c, err := pgx.ParseConfig(s.DatabaseURL)
	if err != nil {
		return nil, err
	}
	c.Database = database
	return pgx.ConnectConfig(ctx, c)
}
