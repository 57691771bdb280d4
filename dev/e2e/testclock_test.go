package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	sdktemporal "go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"kigen/dev/temporal"
	"kigen/internal/businesstime"
	"kigen/internal/message"
	"kigen/internal/testclock"
)

const clockQueue = "clock"

// lease is a small process in the manner of the product's: it waits for its
// days, does work at each, and can be told to add one or to end.
type lease struct {
	Begin time.Time
	Days  []int
	Tell  string // a process that is told to wait until a day and a half after every day
	Fails bool   // the work fails a few times
}

func (l lease) run(ctx workflow.Context) ([]string, error) {
	var (
		wakes []message.Wake
		log   []string
		ended bool
	)
	if err := workflow.SetQueryHandler(ctx, message.Wakes, func() ([]message.Wake, error) { return wakes, nil }); err != nil {
		return nil, err
	}
	if err := workflow.SetQueryHandler(ctx, "log", func() ([]string, error) { return log, nil }); err != nil {
		return nil, err
	}
	if err := workflow.SetUpdateHandler(ctx, "end", func(ctx workflow.Context, at time.Time) (string, error) {
		ended = true
		return businesstime.Now(ctx).Truncate(time.Minute).Sub(at).String(), nil
	}); err != nil {
		return nil, err
	}
	wait := func(ctx workflow.Context, name string, at time.Time) (bool, error) {
		fire := at.Add(time.Minute)
		wakes = append(wakes, message.Wake{Name: name, At: at, FireAt: fire, Timer: businesstime.Engine(ctx, fire)})
		defer func() { wakes = wakes[:len(wakes)-1] }()
		return workflow.AwaitWithTimeout(ctx, fire.Sub(businesstime.Now(ctx)), func() bool { return ended })
	}
	work := workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: time.Minute, RetryPolicy: &sdktemporal.RetryPolicy{InitialInterval: 20 * time.Second},
	})
	local := workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{StartToCloseTimeout: time.Minute})
	for _, day := range l.Days {
		at := l.Begin.AddDate(0, 0, day)
		stop, err := wait(ctx, fmt.Sprintf("day-%d", day), at)
		if err != nil || stop {
			return log, err
		}
		log = append(log, fmt.Sprintf("day-%d late %s", day, businesstime.Now(ctx).Sub(at).Truncate(time.Minute)))
		if err := workflow.ExecuteLocalActivity(local, noteDay, at).Get(ctx, nil); err != nil {
			return log, err
		}
		if err := workflow.ExecuteActivity(work, workOfDay, l.Fails).Get(ctx, nil); err != nil {
			return log, err
		}
		if l.Tell != "" {
			if err := workflow.SignalExternalWorkflow(ctx, l.Tell, "", "day-and-a-half", at).Get(ctx, nil); err != nil {
				return log, err
			}
		}
	}
	if l.Tell == "" {
		var at time.Time
		for workflow.GetSignalChannel(ctx, "day-and-a-half").ReceiveAsync(&at) {
			if _, err := wait(ctx, "day-and-a-half", at.Add(36*time.Hour)); err != nil {
				return log, err
			}
			log = append(log, "day-and-a-half")
		}
	}
	return log, nil
}

func runLease(ctx workflow.Context, l lease) ([]string, error) { return l.run(ctx) }

var (
	notedMu sync.Mutex
	noted   []time.Time
	tries   int
)

func noteDay(_ context.Context, at time.Time) error {
	notedMu.Lock()
	defer notedMu.Unlock()
	noted = append(noted, at)
	return nil
}

func workOfDay(_ context.Context, fails bool) error {
	notedMu.Lock()
	defer notedMu.Unlock()
	if tries++; fails && tries%3 != 0 {
		return errors.New("the courier does not answer")
	}
	return nil
}

type clockStack struct {
	server *temporal.Server
	client client.Client
	engine *testclock.Engine
	worker worker.Worker
	ids    []string
}

func startClockStack(t *testing.T) *clockStack {
	t.Helper()
	server, err := temporal.Start(t.Context(), temporal.Options{Dir: t.TempDir()})
	require.NoError(t, err)
	t.Cleanup(func() { _ = server.Stop() })
	c, err := client.Dial(client.Options{
		HostPort: server.HostPort(), Namespace: server.Namespace(),
		Logger:             log.NewStructuredLogger(slog.New(slog.DiscardHandler)),
		ContextPropagators: []workflow.ContextPropagator{businesstime.Propagator()},
	})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	s := &clockStack{server: server, client: c, engine: testclock.New(c, server.Namespace())}
	s.startWorker(t)
	t.Cleanup(func() { s.worker.Stop() })
	return s
}

func (s *clockStack) startWorker(t *testing.T) {
	t.Helper()
	s.worker = worker.New(s.client, clockQueue, worker.Options{})
	s.worker.RegisterWorkflowWithOptions(runLease, workflow.RegisterOptions{Name: "lease"})
	s.worker.RegisterActivity(noteDay)
	s.worker.RegisterActivity(workOfDay)
	require.NoError(t, s.worker.Start())
}

func (s *clockStack) start(t *testing.T, at time.Time, id string, l lease) {
	t.Helper()
	_, err := s.client.ExecuteWorkflow(businesstime.Shift(t.Context(), time.Until(at)), client.StartWorkflowOptions{
		ID: id, TaskQueue: clockQueue, WorkflowIDConflictPolicy: enumspb.WORKFLOW_ID_CONFLICT_POLICY_FAIL,
	}, "lease", l)
	require.NoError(t, err)
	s.ids = append(s.ids, id)
}

func (s *clockStack) processes() testclock.Processes {
	return testclock.Processes{Open: func(context.Context) ([]string, error) { return s.ids, nil }}
}

func (s *clockStack) advance(t *testing.T, from, to time.Time) []string {
	t.Helper()
	woken, err := s.engine.Advance(t.Context(), from, to, s.processes())
	require.NoError(t, err)
	names := []string{}
	for _, w := range woken {
		names = append(names, w.Process+" "+w.Wake.Name)
	}
	return names
}

func (s *clockStack) log(t *testing.T, id string) (log []string) {
	t.Helper()
	v, err := s.client.QueryWorkflow(t.Context(), id, "", "log")
	require.NoError(t, err)
	require.NoError(t, v.Get(&log))
	return log
}

// TestClockMovesProcessesInTheOrderOfTheirWaits plays in the past and in the
// future of the machine, and day by day as well as in one go.
func TestClockMovesProcessesInTheOrderOfTheirWaits(t *testing.T) {
	s := startClockStack(t)
	for name, begin := range map[string]time.Time{
		"past":   time.Date(2020, 2, 1, 1, 0, 0, 0, time.UTC),
		"future": time.Date(2043, 2, 1, 1, 0, 0, 0, time.UTC),
	} {
		t.Run(name, func(t *testing.T) {
			s.ids = []string{"never/started"}
			a, b := "a/"+name, "b/"+name
			s.start(t, begin, a, lease{Begin: begin, Days: []int{7, 12, 14}, Tell: b})
			s.start(t, begin, b, lease{Begin: begin, Days: []int{1, 12, 13}})

			require.Empty(t, s.advance(t, begin, begin.AddDate(0, 0, 1).Add(-time.Second)), "a second before")
			require.Equal(t, []string{b + " day-1"}, s.advance(t, begin, begin.AddDate(0, 0, 1)), "to the instant, inclusive")
			require.Equal(t, []string{a + " day-7", a + " day-12", b + " day-12", b + " day-13", b + " day-and-a-half"},
				s.advance(t, begin, begin.AddDate(0, 0, 13).Add(12*time.Hour)))
			require.Equal(t, []string{"day-7 late 1m0s", "day-12 late 1m0s"}, s.log(t, a))

			next, found, err := s.engine.Next(t.Context(), s.processes())
			require.NoError(t, err)
			require.True(t, found)
			require.Equal(t, "day-14", next.Wake.Name)
			require.True(t, next.Wake.At.Equal(begin.AddDate(0, 0, 14)))

			handle, err := s.client.UpdateWorkflow(t.Context(), client.UpdateWorkflowOptions{
				WorkflowID: a, UpdateName: "end", Args: []any{begin.AddDate(0, 0, 12)}, WaitForStage: client.WorkflowUpdateStageCompleted,
			})
			require.NoError(t, err)
			var ahead string
			require.NoError(t, handle.Get(t.Context(), &ahead))
			require.Equal(t, "1m0s", ahead, "a process stays at its last wake, it doesn't run on to the clock's instant")
			require.Empty(t, s.advance(t, begin, begin.AddDate(1, 0, 0)), "both have ended")
		})
	}
}

func TestClockSkipsTheBackOffsOfFailedActivities(t *testing.T) {
	s := startClockStack(t)
	begin := time.Date(2030, 11, 1, 1, 0, 0, 0, time.UTC)
	s.start(t, begin, "failing", lease{Begin: begin, Days: []int{1, 2}, Fails: true})
	asked := time.Now()
	require.Equal(t, []string{"failing day-1"}, s.advance(t, begin, begin.AddDate(0, 0, 1)))
	require.Equal(t, []string{"failing day-2"}, s.advance(t, begin, begin.AddDate(0, 0, 2)))
	require.Less(t, time.Since(asked), 20*time.Second)
	require.Equal(t, []string{"day-1 late 1m0s", "day-2 late 1m0s"}, s.log(t, "failing"))
}

// TestClockOutlivesRestarts stops the worker, then the server, while the clock is advancing.
func TestClockOutlivesRestarts(t *testing.T) {
	s := startClockStack(t)
	begin := time.Date(2030, 11, 1, 1, 0, 0, 0, time.UTC)
	s.start(t, begin, "long", lease{Begin: begin, Days: []int{1, 2, 3, 4}})
	require.Len(t, s.advance(t, begin, begin.AddDate(0, 0, 1)), 1)

	s.worker.Stop()
	restarted := make(chan error, 1)
	go func() {
		time.Sleep(time.Second)
		s.startWorker(t)
		restarted <- nil
	}()
	require.Equal(t, []string{"long day-2"}, s.advance(t, begin, begin.AddDate(0, 0, 2)))
	require.NoError(t, <-restarted)

	go func() { restarted <- s.server.Restart(t.Context()) }()
	require.Equal(t, []string{"long day-3", "long day-4"}, s.advance(t, begin, begin.AddDate(0, 0, 4)))
	require.NoError(t, <-restarted)
	require.Len(t, s.log(t, "long"), 4)
}

func TestClockSaysWhatHoldsIt(t *testing.T) {
	s := startClockStack(t)
	begin := time.Date(2030, 11, 1, 1, 0, 0, 0, time.UTC)
	s.start(t, begin, "held", lease{Begin: begin, Days: []int{1}})
	require.Empty(t, s.advance(t, begin, begin))
	s.worker.Stop()
	s.engine.Patience = 2 * time.Second
	_, err := s.engine.Advance(t.Context(), begin, begin.AddDate(0, 0, 1), s.processes())
	require.Error(t, err)
	t.Log(err)
	s.startWorker(t)

	_, err = s.engine.Advance(t.Context(), begin, begin.Add(-time.Second), s.processes())
	require.ErrorContains(t, err, "does not go back")
}

func TestClockPreparesItsWay(t *testing.T) {
	s := startClockStack(t)
	begin := time.Date(2030, 11, 1, 1, 0, 0, 0, time.UTC)
	p := s.processes()
	p.Ensure = func(_ context.Context, from, to time.Time) ([]string, error) {
		require.True(t, from.Equal(begin))
		require.True(t, to.Equal(begin.AddDate(0, 0, 5)))
		s.start(t, from, "month-end", lease{Begin: begin, Days: []int{2}})
		s.ids = nil
		return []string{"month-end", "month-end"}, nil
	}
	woken, err := s.engine.Advance(t.Context(), begin, begin.AddDate(0, 0, 5), p)
	require.NoError(t, err)
	require.Len(t, woken, 1)
	require.Equal(t, "month-end", woken[0].Process)
}
