package workflows

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"kigen/internal/message"
)

// A process that tells another something is not at rest until that is taken in,
// and says so beside the instants it waits for.
func TestTellingIsNoRest(t *testing.T) {
	env := (&testsuite.WorkflowTestSuite{}).NewTestWorkflowEnvironment()
	start := time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC)
	env.SetStartTime(start)
	env.RegisterWorkflow(telling)
	asked := map[time.Duration][]string{}
	for _, after := range []time.Duration{30 * time.Minute, 90 * time.Minute} {
		env.RegisterDelayedCallback(func() {
			answer, err := env.QueryWorkflow(message.Wakes)
			require.NoError(t, err)
			var wakes []message.Wake
			require.NoError(t, answer.Get(&wakes))
			for _, w := range wakes {
				asked[after] = append(asked[after], w.Name)
			}
		}, after)
	}
	env.ExecuteWorkflow(telling)
	require.NoError(t, env.GetWorkflowError())
	require.Equal(t, map[time.Duration][]string{
		30 * time.Minute: {"lapse", message.Telling}, 90 * time.Minute: {"lapse"},
	}, asked)
}

// telling waits for a lapse, and tells for an hour.
func telling(ctx workflow.Context) error {
	w, err := newWaits(ctx)
	if err != nil {
		return err
	}
	workflow.Go(ctx, func(ctx workflow.Context) {
		_ = w.telling(func() error { return workflow.Sleep(ctx, time.Hour) })
	})
	_, err = w.at(ctx, "lapse", workflow.Now(ctx).Add(3*time.Hour), never)
	return err
}
