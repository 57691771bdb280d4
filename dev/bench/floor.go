package bench

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"kigen/dev/temporal"
)

// The floor is a replacement as a hand-written program would run it that knows nothing of terms, journals
// or members: the same waits, and as many commits, each a bare insert. What Kigen takes beyond it is the
// price of Kigen.

const (
	floorQueue = "bench-floor"
	plainQueue = "bench-plain"
)

// floorWaits are those of a replacement: the target of its delivery, and after the delivery two
// reminders, the lapse of the old device and the end of the check.
type floorWaits struct {
	Target    time.Duration
	Reminders []time.Duration // each after the one before
	Settle    time.Duration   // after the last reminder
	Check     time.Duration
}

type floorInput struct {
	Case  string
	Waits floorWaits
	// Plain commits by ordinary activities.
	Plain bool
}

// floorStep is one bare insert.
type floorStep struct {
	Case, Step string
	At         time.Time
}

func floorCase(ctx workflow.Context, in floorInput) error {
	var filed, delivered, withdrawn bool
	commit := func(ctx workflow.Context, step string) error {
		s := floorStep{Case: in.Case, Step: step, At: workflow.Now(ctx)}
		if in.Plain {
			ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: 10 * time.Second})
			return workflow.ExecuteActivity(ctx, "Insert", s).Get(ctx, nil)
		}
		ctx = workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{StartToCloseTimeout: 10 * time.Second})
		return workflow.ExecuteLocalActivity(ctx, (&floorActivities{}).Insert, s).Get(ctx, nil)
	}
	err := workflow.SetUpdateHandler(ctx, "file", func(ctx workflow.Context) error {
		return workflow.Await(ctx, func() bool { return filed })
	})
	if err != nil {
		return err
	}
	err = workflow.SetUpdateHandler(ctx, "ship", func(ctx workflow.Context) error {
		return commit(ctx, "shipped")
	})
	if err != nil {
		return err
	}
	// Nothing but the round trip and the end of the process, for F-4.
	if err = workflow.SetUpdateHandler(ctx, "withdraw", func(workflow.Context) error { withdrawn = true; return nil }); err != nil {
		return err
	}
	if err := commit(ctx, "filed"); err != nil {
		return err
	}
	filed = true

	open := 3
	var failed error
	branch := func(do func(ctx workflow.Context) error) {
		workflow.Go(ctx, func(ctx workflow.Context) {
			if err := do(ctx); err != nil {
				failed = err
			}
			open--
		})
	}
	branch(func(ctx workflow.Context) error {
		met, err := workflow.AwaitWithTimeout(ctx, in.Waits.Target, func() bool { return delivered })
		if met || err != nil {
			return err
		}
		return commit(ctx, "delivery-overdue")
	})
	branch(func(ctx workflow.Context) error {
		if err := workflow.Await(ctx, func() bool { return delivered }); err != nil {
			return err
		}
		for i, wait := range append(in.Waits.Reminders, in.Waits.Settle) {
			if err := workflow.Sleep(ctx, wait); err != nil {
				return err
			}
			if err := commit(ctx, []string{"reminder", "last-reminder", "settled"}[i]); err != nil {
				return err
			}
		}
		return nil
	})
	branch(func(ctx workflow.Context) error {
		if err := workflow.Await(ctx, func() bool { return delivered }); err != nil {
			return err
		}
		if err := workflow.Sleep(ctx, in.Waits.Check); err != nil {
			return err
		}
		return commit(ctx, "checked")
	})
	reports := workflow.GetSignalChannel(ctx, "delivered")
	if err := workflow.Await(ctx, func() bool { return withdrawn || reports.Len() > 0 }); err != nil || withdrawn {
		return err
	}
	reports.Receive(ctx, nil)
	if err := commit(ctx, "delivered"); err != nil {
		return err
	}
	delivered = true
	if err := workflow.Await(ctx, func() bool { return open == 0 || failed != nil }); err != nil {
		return err
	}
	return failed
}

// floorActivities insert.
type floorActivities struct {
	pool *pgxpool.Pool
	// effect is a case's part of a month end, as bare statements.
	effect func(ctx context.Context, caseID string) error
}

// Insert writes a row.
func (a *floorActivities) Insert(ctx context.Context, s floorStep) error {
	_, err := a.pool.Exec(ctx, `insert into bench.steps (case_id, step, at, data) values ($1, $2, $3, $4) on conflict do nothing`,
		s.Case, s.Step, s.At, `{"state": "open", "rule": "N-5", "amount": 40000}`)
	return err
}

// Effect commits a case's part of a month end.
func (a *floorActivities) Effect(ctx context.Context, caseID string) error {
	return a.effect(ctx, caseID)
}

// floorTimer waits until an instant and commits: a month end as a timer each.
func floorTimer(ctx workflow.Context, caseID string, at time.Time, plain bool) error {
	if err := workflow.Sleep(ctx, at.Sub(workflow.Now(ctx))); err != nil {
		return err
	}
	if plain {
		ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: 10 * time.Second})
		return workflow.ExecuteActivity(ctx, "Effect", caseID).Get(ctx, nil)
	}
	ctx = workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{StartToCloseTimeout: 10 * time.Second})
	return workflow.ExecuteLocalActivity(ctx, (&floorActivities{}).Effect, caseID).Get(ctx, nil)
}

// dialFloor connects as well as one can: without compressing what does not shrink.
func (s *stage) dialFloor(ctx context.Context) (client.Client, error) {
	return client.DialContext(ctx, client.Options{
		HostPort: s.TemporalAddress(), Namespace: temporal.Namespace, Logger: silent{},
		ConnectionOptions: client.ConnectionOptions{GrpcCompression: &client.GrpcCompressionNone{}},
	})
}

// dialPlain connects as the SDK's first example does.
func (s *stage) dialPlain(ctx context.Context) (client.Client, error) {
	return client.DialContext(ctx, client.Options{HostPort: s.TemporalAddress(), Namespace: temporal.Namespace, Logger: silent{}})
}

// workFloor starts the floor's worker, with pollers that follow the load.
func (s *stage) workFloor(effect func(ctx context.Context, caseID string) error) (stop func(), err error) {
	autoscaling := worker.NewPollerBehaviorAutoscaling(worker.PollerBehaviorAutoscalingOptions{MaximumNumberOfPollers: 40})
	return s.register(s.floor, floorQueue, effect, worker.Options{
		WorkflowTaskPollerBehavior: autoscaling, ActivityTaskPollerBehavior: autoscaling,
	})
}

// workPlain starts a worker as it is without options.
func (s *stage) workPlain(c client.Client, effect func(ctx context.Context, caseID string) error) (stop func(), err error) {
	return s.register(c, plainQueue, effect, worker.Options{})
}

func (s *stage) register(c client.Client, queue string, effect func(ctx context.Context, caseID string) error, o worker.Options) (func(), error) {
	w := worker.New(c, queue, o)
	w.RegisterWorkflow(floorCase)
	w.RegisterWorkflow(floorTimer)
	w.RegisterActivity(&floorActivities{pool: s.pool, effect: effect})
	return w.Stop, w.Start()
}

// silent keeps the SDK's warnings about retries out of the table.
type silent struct{}

var _ log.Logger = silent{}

func (silent) Debug(string, ...any) {}
func (silent) Info(string, ...any)  {}
func (silent) Warn(string, ...any)  {}
func (silent) Error(string, ...any) {}
