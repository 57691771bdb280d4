package temporal_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"kigen/dev/temporal"
	"kigen/internal/postgres/pgserver"
)

func TestServerKeepsItsStateInPostgreSQL(t *testing.T) {
	dir, err := os.MkdirTemp("", "kigen-temporal-")
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	require.NoError(t, os.Chmod(dir, 0o755)) // PostgreSQL may run under another account
	pg, err := pgserver.Start(t.Context(), pgserver.Options{Dir: filepath.Join(dir, "postgres"), Fast: true})
	require.NoError(t, err)
	t.Cleanup(func() { _ = pg.Stop() })
	s, err := temporal.Start(t.Context(), temporal.Options{Dir: t.TempDir(), DatabaseURL: pg.URL("postgres")})
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Stop() })
	c := dial(t, s)
	t.Cleanup(work(t, c))
	run, err := c.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: "nap", TaskQueue: queue}, "doze")
	require.NoError(t, err)

	require.NoError(t, s.Restart(t.Context()))
	require.NoError(t, c.SignalWorkflow(t.Context(), "nap", "", "go-on", nil))
	var result string
	require.NoError(t, run.Get(t.Context(), &result))
	require.Equal(t, "woken", result)
}
