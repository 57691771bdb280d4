package temporal_test

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	sdktemporal "go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	"kigen/dev/temporal"
)

const queue = "test"

func start(t *testing.T, dir string) *temporal.Server {
	t.Helper()
	s, err := temporal.Start(t.Context(), temporal.Options{Dir: dir})
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Stop() })
	return s
}

func dial(t *testing.T, s *temporal.Server) client.Client {
	t.Helper()
	c, err := s.Client(t.Context())
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c
}

// doze sleeps for a day or until told to go on, whichever comes first, and says which.
func doze(ctx workflow.Context) (string, error) {
	result := "slept"
	goOn := workflow.GetSignalChannel(ctx, "go-on")
	s := workflow.NewSelector(ctx)
	s.AddFuture(workflow.NewTimer(ctx, 24*time.Hour), func(workflow.Future) {})
	s.AddReceive(goOn, func(c workflow.ReceiveChannel, _ bool) { c.Receive(ctx, nil); result = "woken" })
	s.Select(ctx)
	return result, nil
}

func work(t *testing.T, c client.Client) func() {
	t.Helper()
	w := worker.New(c, queue, worker.Options{})
	w.RegisterWorkflowWithOptions(doze, workflow.RegisterOptions{Name: "doze"})
	require.NoError(t, w.Start())
	return w.Stop
}

func TestWorkflowsGoOnAfterRestarts(t *testing.T) {
	dir := t.TempDir()
	s := start(t, dir)
	c := dial(t, s)
	stop := work(t, c)
	subject := sdktemporal.NewSearchAttributeKeyKeyword("KigenSubject")
	run, err := c.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{
		ID: "doze/1", TaskQueue: queue,
		TypedSearchAttributes: sdktemporal.NewSearchAttributes(subject.ValueSet("lin_1")),
	}, "doze")
	require.NoError(t, err)

	restarted := time.Now()
	require.NoError(t, s.Restart(t.Context()))
	again, err := c.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: "doze/2", TaskQueue: queue}, "doze")
	require.NoError(t, err, "the same client goes on")
	require.NoError(t, c.SignalWorkflow(t.Context(), "doze/2", "", "go-on", nil))
	var result string
	require.NoError(t, again.Get(t.Context(), &result))
	require.Equal(t, "woken", result)
	require.Less(t, time.Since(restarted), 20*time.Second)
	stop()
	require.NoError(t, s.Stop())

	started := time.Now()
	s = start(t, dir)
	require.Less(t, time.Since(started), 20*time.Second, "other ports than before stall nothing")
	c = dial(t, s)
	t.Cleanup(work(t, c))
	require.NoError(t, c.SignalWorkflow(t.Context(), "doze/1", "", "go-on", nil))
	require.NoError(t, c.GetWorkflow(t.Context(), "doze/1", run.GetRunID()).Get(t.Context(), &result))
	require.Equal(t, "woken", result)

	require.Eventually(t, func() bool {
		n, err := c.CountWorkflow(t.Context(), &workflowservice.CountWorkflowExecutionsRequest{Query: "KigenSubject = 'lin_1'"})
		return err == nil && n.Count == 1
	}, 10*time.Second, 50*time.Millisecond)
}

func TestTimeCanBeSkipped(t *testing.T) {
	s := start(t, t.TempDir())
	c := dial(t, s)
	t.Cleanup(work(t, c))
	run, err := c.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: "doze", TaskQueue: queue}, "doze")
	require.NoError(t, err)
	execution := &commonpb.WorkflowExecution{WorkflowId: "doze", RunId: run.GetRunID()}
	_, err = c.WorkflowService().UpdateWorkflowExecutionOptions(t.Context(), &workflowservice.UpdateWorkflowExecutionOptionsRequest{
		Namespace:         s.Namespace(),
		WorkflowExecution: execution,
		WorkflowExecutionOptions: &workflowpb.WorkflowExecutionOptions{TimeSkippingConfig: &commonpb.TimeSkippingConfig{
			Enabled:           true,
			FastForwardConfig: &commonpb.FastForwardConfig{Duration: durationpb.New(25 * time.Hour), Id: "one day"},
		}},
		UpdateMask: &fieldmaskpb.FieldMask{Paths: []string{"time_skipping_config"}},
	})
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var result string
	require.NoError(t, run.Get(ctx, &result))
	require.Equal(t, "slept", result)
	d, err := c.DescribeWorkflowExecution(ctx, "doze", "")
	require.NoError(t, err)
	require.Equal(t, enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED, d.WorkflowExecutionInfo.Status)
	require.Greater(t, d.WorkflowExecutionInfo.CloseTime.AsTime().Sub(d.WorkflowExecutionInfo.StartTime.AsTime()), 23*time.Hour)
}

func TestTakenPortIsNamed(t *testing.T) {
	ports, err := temporal.FreePorts()
	require.NoError(t, err)
	l, err := net.Listen("tcp", (&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: ports.Frontend}).String())
	require.NoError(t, err)
	defer l.Close()
	_, err = temporal.Start(t.Context(), temporal.Options{Dir: t.TempDir(), Ports: ports})
	require.ErrorContains(t, err, "address already in use")
	_, err = temporal.Start(t.Context(), temporal.Options{Dir: t.TempDir(), Ports: temporal.Ports{Frontend: 40000, Internal: 40001}})
	require.ErrorContains(t, err, "between 1 and 32767")
}
