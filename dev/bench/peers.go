package bench

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/dbos-inc/dbos-transact-golang/dbos"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
	"go.temporal.io/sdk/client"

	"kigen/dev/temporal"
	"kigen/internal/postgres/pgserver"
)

// peers lets other engines bring the month end about, case by case.
func (s *stage) peers(ctx context.Context, cases int, ours time.Duration) ([]Measure, error) {
	var measures []Measure
	add := func(name string, limit float64, n int, run func(ctx context.Context, cases []string, effect effect) (time.Duration, error)) error {
		s.Progress("F-3: " + name)
		seeded, err := s.seedReserved(ctx, n, monthOfPeers)
		if err != nil {
			return err
		}
		took, err := run(ctx, seeded, func(ctx context.Context, id string) error {
			return effectPlain(ctx, s.pool, monthOfPeers.End(), id)
		})
		if err != nil {
			measures = append(measures, Measure{Goal: "F-3", Name: "beside " + name, Failure: err.Error()})
			return nil
		}
		all := time.Duration(float64(took) * float64(cases) / float64(n))
		m := atMost("F-3", "beside "+name, "s", ours.Seconds(), all.Seconds(), limit)
		if n < cases {
			m = m.noted("measured with %d cases in %s, scaled to %d", n, took.Round(time.Millisecond), cases)
		}
		measures = append(measures, m)
		return nil
	}
	// As many timers as take about as long as the rest.
	timers := s.size(1000)
	for _, p := range []struct {
		name  string
		limit float64
		n     int
		run   func(ctx context.Context, cases []string, effect effect) (time.Duration, error)
	}{
		{"a timer each, a worker without options", 0.01, timers, s.plainTimers},
		{"a timer each, pollers that follow the load", 1, timers, s.floorTimers},
		{"River", 1, cases, s.river},
		{"DBOS", 1, cases, s.dbos},
	} {
		if err := add(p.name, p.limit, p.n, p.run); err != nil {
			return measures, err
		}
	}
	return measures, nil
}

// effect is a case's part of a month end.
type effect func(ctx context.Context, caseID string) error

func (s *stage) plainTimers(ctx context.Context, cases []string, do effect) (time.Duration, error) {
	c, err := s.dialPlain(ctx)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	stop, err := s.workPlain(c, do)
	if err != nil {
		return 0, err
	}
	defer stop()
	return s.timers(ctx, c, plainQueue, true, cases)
}

func (s *stage) floorTimers(ctx context.Context, cases []string, do effect) (time.Duration, error) {
	stop, err := s.workFloor(do)
	if err != nil {
		return 0, err
	}
	defer stop()
	return s.timers(ctx, s.floor, floorQueue, false, cases)
}

// timers starts a workflow a case that waits for one instant, and tells how long after it the last one ended.
func (s *stage) timers(ctx context.Context, c client.Client, queue string, plain bool, cases []string) (time.Duration, error) {
	at := time.Now().Add(startTime(len(cases)))
	if err := together(ctx, len(cases), callers, func(ctx context.Context, i int) error {
		_, err := c.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: queue + "/timer/" + cases[i], TaskQueue: queue}, floorTimer, cases[i], at, plain)
		return err
	}); err != nil {
		return 0, err
	}
	if left := time.Until(at); left > 0 {
		time.Sleep(left)
	} else {
		return 0, fmt.Errorf("%d timers were not started in time: the machine is too busy", len(cases))
	}
	return s.untilClosed(ctx, queue+"/timer/%", at)
}

// startTime is enough to start so many workflows on a slow machine.
func startTime(n int) time.Duration { return 3*time.Second + time.Duration(n)*time.Second/50 }

// untilClosed waits until no workflow of the pattern is open, and tells how long after the instant that was.
func (s *stage) untilClosed(ctx context.Context, pattern string, since time.Time) (time.Duration, error) {
	c, err := pgxpool.ParseConfig(s.DatabaseURL)
	if err != nil {
		return 0, err
	}
	c.ConnConfig.Database = temporal.VisibilityDatabase
	pool, err := pgxpool.NewWithConfig(ctx, c)
	if err != nil {
		return 0, err
	}
	defer pool.Close()
	for time.Since(since) < 5*time.Minute {
		var open int
		if err := pool.QueryRow(ctx, `select count(*) from executions_visibility where workflow_id like $1 and close_time is null`, pattern).Scan(&open); err != nil {
			return 0, err
		}
		if open == 0 {
			return time.Since(since), nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return 0, fmt.Errorf("workflows %s are still open after five minutes", pattern)
}

// effectJob is a case's effect as River sees it.
type effectJob struct {
	Case string `json:"case"`
}

// Kind names the job.
func (effectJob) Kind() string { return "effect" }

type effectWorker struct {
	river.WorkerDefaults[effectJob]

	do   effect
	left *atomic.Int64
	done chan struct{}
}

// Work commits the effect.
func (w *effectWorker) Work(ctx context.Context, job *river.Job[effectJob]) error {
	err := w.do(ctx, job.Args.Case)
	if err == nil && w.left.Add(-1) == 0 {
		close(w.done)
	}
	return err
}

// river has all jobs due when its client starts, which spares it the scheduler that looks every few seconds.
func (s *stage) river(ctx context.Context, cases []string, do effect) (time.Duration, error) {
	pool, err := s.database(ctx, "bench_river")
	if err != nil {
		return 0, err
	}
	defer pool.Close()
	driver := riverpgxv5.New(pool)
	migrator, err := rivermigrate.New(driver, nil)
	if err != nil {
		return 0, err
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return 0, err
	}
	w := &effectWorker{do: do, left: &atomic.Int64{}, done: make(chan struct{})}
	w.left.Store(int64(len(cases)))
	workers := river.NewWorkers()
	river.AddWorker(workers, w)
	c, err := river.NewClient(driver, &river.Config{
		Queues:  map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 100, FetchCooldown: time.Millisecond}},
		Workers: workers, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return 0, err
	}
	jobs := make([]river.InsertManyParams, len(cases))
	for i, id := range cases {
		jobs[i] = river.InsertManyParams{Args: effectJob{Case: id}}
	}
	if _, err := c.InsertManyFast(ctx, jobs); err != nil {
		return 0, err
	}
	began := time.Now()
	if err := c.Start(ctx); err != nil {
		return 0, err
	}
	select {
	case <-w.done:
	case <-time.After(5 * time.Minute):
		return 0, fmt.Errorf("%d jobs are left after five minutes", w.left.Load())
	}
	took := time.Since(began)
	return took, c.Stop(ctx)
}

type dbosEffect struct {
	Case string
	At   time.Time
}

// dbos sleeps durably in a workflow a case until one instant.
func (s *stage) dbos(ctx context.Context, cases []string, do effect) (time.Duration, error) {
	pool, err := s.database(ctx, "bench_dbos")
	if err != nil {
		return 0, err
	}
	defer pool.Close()
	d, err := dbos.NewDBOSContext(ctx, dbos.Config{AppName: "bench", SystemDBPool: pool, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return 0, err
	}
	run := func(ctx dbos.DBOSContext, in dbosEffect) (string, error) {
		if _, err := dbos.Sleep(ctx, time.Until(in.At)); err != nil {
			return "", err
		}
		return dbos.RunAsStep(ctx, func(ctx context.Context) (string, error) { return in.Case, do(ctx, in.Case) })
	}
	dbos.RegisterWorkflow(d, run)
	if err := dbos.Launch(d); err != nil {
		return 0, err
	}
	defer dbos.Shutdown(d, 10*time.Second)
	at := time.Now().Add(2*time.Second + time.Duration(len(cases))*time.Millisecond)
	handles := make([]dbos.WorkflowHandle[string], len(cases))
	if err := together(ctx, len(cases), callers, func(_ context.Context, i int) (err error) {
		handles[i], err = dbos.RunWorkflow(d, run, dbosEffect{Case: cases[i], At: at})
		return err
	}); err != nil {
		return 0, err
	}
	if !time.Now().Before(at) {
		return 0, fmt.Errorf("%d workflows were not started in time: the machine is too busy", len(cases))
	}
	for _, h := range handles {
		if _, err := h.GetResult(); err != nil {
			return 0, err
		}
	}
	return time.Since(at), nil
}

// database makes one for a peer on the same server.
func (s *stage) database(ctx context.Context, name string) (*pgxpool.Pool, error) {
	if err := pgserver.CreateDatabase(ctx, s.DatabaseURL, name); err != nil {
		return nil, err
	}
	c, err := pgxpool.ParseConfig(s.DatabaseURL)
	if err != nil {
		return nil, err
	}
	c.ConnConfig.Database, c.MaxConns = name, 20
	return pgxpool.NewWithConfig(ctx, c)
}
