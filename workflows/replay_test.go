package workflows_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"kigen/internal/businesstime"
	"kigen/internal/message"
	"kigen/workflows"
)

// Histories are recorded from the real server by `go run ./dev record`, a
// folder a process; a change that cannot replay them breaks processes that are
// open now.
const histories = "testdata/histories"

func newReplayer(t *testing.T, register func(worker.WorkflowRegistry)) worker.WorkflowReplayer {
	t.Helper()
	r, err := worker.NewWorkflowReplayerWithOptions(worker.WorkflowReplayerOptions{
		ContextPropagators: []workflow.ContextPropagator{businesstime.Propagator()},
	})
	require.NoError(t, err)
	register(r)
	return r
}

func shipped(r worker.WorkflowRegistry) {
	workflows.RegisterCases(r)
	workflows.RegisterBatches(r)
}

// replay takes the process by its own ID: when a wait is over depends on it.
func replay(t *testing.T, r worker.WorkflowReplayer, file string) error {
	t.Helper()
	text, err := os.Open(file)
	require.NoError(t, err)
	defer text.Close()
	history, err := client.HistoryFromJSON(text, client.HistoryJSONOptions{})
	require.NoError(t, err)
	started := history.Events[0].GetWorkflowExecutionStartedEventAttributes()
	return r.ReplayWorkflowHistoryWithOptions(log.NewStructuredLogger(slog.New(slog.DiscardHandler)), history,
		worker.ReplayWorkflowHistoryOptions{
			OriginalExecution: workflow.Execution{ID: started.WorkflowId, RunID: started.OriginalExecutionRunId},
		})
}

func recorded(t *testing.T, process string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(histories, process, "*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, files, "no recorded history of %s: go run ./dev record", process)
	return files
}

func TestRecordedHistoriesReplay(t *testing.T) {
	for _, process := range workflows.Processes() {
		for _, file := range recorded(t, process) {
			t.Run(process+"/"+filepath.Base(file), func(t *testing.T) {
				require.NoError(t, replay(t, newReplayer(t, shipped), file))
			})
		}
	}
	folders, err := os.ReadDir(histories)
	require.NoError(t, err)
	for _, f := range folders {
		require.Contains(t, workflows.Processes(), f.Name(), "histories of a process that no longer is")
	}
}

// A variant that waits before the first step is committed has to fail, or the test above proves nothing.
func TestBrokenVariantFailsReplay(t *testing.T) {
	broken := func(r worker.WorkflowRegistry) {
		r.RegisterWorkflowWithOptions(func(ctx workflow.Context, in message.CancellationInput) (message.CancellationResult, error) {
			if err := workflow.Sleep(ctx, time.Minute); err != nil {
				return message.CancellationResult{}, err
			}
			return workflows.Cancellation(ctx, in)
		}, workflow.RegisterOptions{Name: message.Cancellation.Name})
	}
	for _, file := range recorded(t, message.Cancellation.Name) {
		require.Error(t, replay(t, newReplayer(t, broken), file), file)
	}
}
