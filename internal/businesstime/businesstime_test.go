package businesstime_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"kigen/internal/businesstime"
)

type times struct{ Engine, Business, Back time.Time }

func tell(ctx workflow.Context) (times, error) {
	now := businesstime.Now(ctx)
	return times{Engine: workflow.Now(ctx), Business: now, Back: businesstime.Engine(ctx, now)}, nil
}

func tellByChild(ctx workflow.Context) (times, error) {
	var t times
	err := workflow.ExecuteChildWorkflow(ctx, tell).Get(ctx, &t)
	return t, err
}

func run(t *testing.T, process any, shift string) (times, error) {
	var suite testsuite.WorkflowTestSuite
	suite.SetContextPropagators([]workflow.ContextPropagator{businesstime.Propagator()})
	if shift != "" {
		payload, err := converter.GetDefaultDataConverter().ToPayload(shift)
		require.NoError(t, err)
		suite.SetHeader(&commonpb.Header{Fields: map[string]*commonpb.Payload{"business-time-shift": payload}})
	}
	env := suite.NewTestWorkflowEnvironment()
	env.RegisterWorkflow(tell)
	env.RegisterWorkflow(tellByChild)
	env.ExecuteWorkflow(process)
	if err := env.GetWorkflowError(); err != nil {
		return times{}, err
	}
	var got times
	require.NoError(t, env.GetWorkflowResult(&got))
	return got, nil
}

func TestBusinessTimeIsTheEnginesWithoutAClock(t *testing.T) {
	got, err := run(t, tell, "")
	require.NoError(t, err)
	require.Equal(t, got.Engine, got.Business)
}

func TestShiftMovesBothWaysAndReachesChildren(t *testing.T) {
	for _, shift := range []time.Duration{-20 * 365 * 24 * time.Hour, 35*24*time.Hour + time.Millisecond} {
		for _, process := range []any{tell, tellByChild} {
			got, err := run(t, process, shift.String())
			require.NoError(t, err)
			require.Equal(t, shift, got.Business.Sub(got.Engine))
			require.True(t, got.Back.Equal(got.Engine))
		}
	}
}

func TestUnreadableShiftStopsTheProcess(t *testing.T) {
	require.Panics(t, func() { _, _ = run(t, tell, "yesterday") })
}
