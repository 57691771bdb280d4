package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kigen/dev/product"
	"kigen/dev/stack"
	"kigen/internal/postgres"
	"kigen/internal/scenario"
)

// running is the product that the tests of this package share, started by the first that needs it.
type running struct {
	*product.Product
	pool  *pgxpool.Pool
	spans *spans
}

var (
	startOnce sync.Once
	started   *running
	startErr  error
)

func TestMain(m *testing.M) {
	code := m.Run()
	if started != nil {
		started.pool.Close()
		if err := errors.Join(started.Stop(), started.spans.stop()); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = max(code, 1)
		}
	}
	os.Exit(code)
}

// theProduct is the whole stack with the product on it. It logs all it can, and sends its traces to
// this process, for the search of personal data.
func theProduct(t *testing.T) *running {
	t.Helper()
	startOnce.Do(func() { started, startErr = start() })
	require.NoError(t, startErr)
	return started
}

func start() (*running, error) {
	spans, err := collectSpans()
	if err != nil {
		return nil, err
	}
	for name, value := range map[string]string{"KIGEN_LOG_LEVEL": "debug", "OTEL_EXPORTER_OTLP_ENDPOINT": spans.url} {
		if err := os.Setenv(name, value); err != nil {
			return nil, errors.Join(err, spans.stop())
		}
	}
	ctx := context.Background()
	p, err := product.StartTemporary(ctx, stack.Options{})
	if err != nil {
		return nil, errors.Join(err, spans.stop())
	}
	pool, err := postgres.Open(ctx, p.DatabaseURL)
	if err != nil {
		return nil, errors.Join(err, p.Stop(), spans.stop())
	}
	return &running{Product: p, pool: pool, spans: spans}, nil
}

// play plays a scenario and tells in the test's log what came of it where it fails.
func (p *running) play(t *testing.T, s *scenario.Scenario) *scenario.Result {
	t.Helper()
	r, err := p.Player().Play(t.Context(), s)
	require.NoError(t, err)
	if !r.Passed {
		r.Print(t.Output())
		t.Fatalf("%s: %d expectations are not met", s.File, len(r.Failures))
	}
	return r
}

// count counts rows.
func (p *running) count(t *testing.T, query string, args ...any) int {
	t.Helper()
	var n int
	require.NoError(t, p.pool.QueryRow(t.Context(), query, args...).Scan(&n))
	return n
}

// holds asks a yes-or-no question of the database, outside of any test's goroutine.
func (p *running) holds(query string, args ...any) bool {
	var yes bool
	return p.pool.QueryRow(context.Background(), query, args...).Scan(&yes) == nil && yes
}
