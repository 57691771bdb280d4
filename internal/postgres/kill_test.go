package postgres_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"kigen/internal/postgres"
)

const killedWorker = "KIGEN_TEST_KILLED_WORKER"

// TestKilledWorker is no test of its own: it is the worker that the test below
// starts, which commits and is killed before it can answer.
func TestKilledWorker(t *testing.T) {
	url := os.Getenv(killedWorker)
	if url == "" {
		t.Skip("runs as a process of TestCommitOfAKilledWorker")
	}
	pool, err := postgres.Open(t.Context(), url)
	require.NoError(t, err)
	_, err = (&postgres.Ledger{Pool: pool}).Commit(t.Context(), full("clm_1", "accepted"), json.RawMessage(`{"by":"the killed one"}`))
	require.NoError(t, err)
	require.NoError(t, syscall.Kill(os.Getpid(), syscall.SIGKILL))
}

// B-9: a worker is killed between its commit and its answer; the next one
// answers what the killed one committed, and posts nothing.
func TestCommitOfAKilledWorker(t *testing.T) {
	ledger, pool := newLedger(t)
	worker := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKilledWorker$", "-test.count=1")
	worker.Env = append(os.Environ(), killedWorker+"="+pool.Config().ConnString())
	err := worker.Run()
	var exit *exec.ExitError
	require.ErrorAs(t, err, &exit)
	require.True(t, exit.Sys().(syscall.WaitStatus).Signaled(), "the worker was to be killed, but ended with %v", err)

	got, err := ledger.Commit(t.Context(), full("clm_1", "accepted"), json.RawMessage(`{"by":"the next one"}`))
	require.NoError(t, err)
	require.JSONEq(t, `{"by":"the killed one"}`, string(got))
	require.Empty(t, cmp.Diff(oneOfEach, count(t, pool)))
}
