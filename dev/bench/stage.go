package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"

	"kigen/dev/product"
	"kigen/dev/stack"
	"kigen/internal/config"
	"kigen/internal/connection"
	"kigen/internal/postgres"
	"kigen/internal/telemetry"
	"kigen/internal/terms"
	"kigen/starter/engine"
	"kigen/starter/serve"
	"kigen/worker/host"
)

// stage is what all measures run on: one PostgreSQL that keeps Temporal's state and the product's, one
// Temporal, the product's starter, and two clients: the product's and the floor's. Workers are started
// by each measure, so that an idle one takes nothing from the other.
type stage struct {
	*stack.Stack
	Options

	folder string
	config *config.Config
	pool   *pgxpool.Pool
	book   *terms.Book
	client client.Client // the product's: sealed, with business time
	engine *engine.Engine
	floor  client.Client // of the best hand-written program
	tel    *telemetry.Telemetry
	seeded int // of things seeded so far, for their IDs
	// shipped counts replacements, for their IMEIs.
	shipped atomic.Int64
}

const statements = "pg_stat_statements"

// setting of PostgreSQL: both sides of every ratio run on the same server.
var setting = map[string]string{
	"shared_preload_libraries":         statements,
	"shared_buffers":                   "1GB",
	"maintenance_work_mem":             "1GB",
	"max_wal_size":                     "8GB",
	"max_parallel_maintenance_workers": "2",
}

func setStage(ctx context.Context, o Options) (s *stage, err error) {
	s = &stage{Options: o}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	if s.folder, err = os.MkdirTemp("", "kigen-bench-"); err != nil {
		return s, err
	}
	if err := os.Chmod(s.folder, 0o755); err != nil { // PostgreSQL may run under another account
		return s, err
	}
	base, err := stack.FreePortBase()
	if err != nil {
		return s, err
	}
	if s.Stack, err = stack.Start(ctx, stack.Options{
		Dir: s.folder + "/data", PortBase: base, Product: withoutWorker, Fast: true, Settings: setting, TemporalInPostgres: true,
	}); err != nil {
		return s, fmt.Errorf("start the stack: %w", err)
	}
	if s.config, err = config.Load(s.Environ("KIGEN_LOG_LEVEL=error"), host.Needs...); err != nil {
		return s, err
	}
	if s.tel, err = telemetry.Start(ctx, "bench", s.config); err != nil {
		return s, err
	}
	keys, err := connection.Keys(s.config)
	if err != nil {
		return s, err
	}
	if s.book, err = connection.Terms(s.config); err != nil {
		return s, err
	}
	if s.pool, err = postgres.Open(ctx, s.DatabaseURL); err != nil {
		return s, err
	}
	if s.client, err = connection.Temporal(ctx, s.config, keys, s.tel); err != nil {
		return s, err
	}
	s.engine = engine.New(s.client, time.Now)
	if s.floor, err = s.dialFloor(ctx); err != nil {
		return s, err
	}
	return s, s.prepare(ctx)
}

func withoutWorker(e stack.Environment) ([]stack.Part, error) {
	migrations := stack.Task(product.Migrations, func(ctx context.Context) error {
		if err := postgres.MigrateURL(ctx, e.DatabaseURL); err != nil {
			return err
		}
		return planForLargeTables(ctx, e.DatabaseURL)
	})
	starter := stack.Service(product.Starter, func(ctx context.Context) error {
		c, err := config.Load(e.Environ("KIGEN_LOG_LEVEL=error"), serve.Needs...)
		if err != nil {
			return err
		}
		return serve.Run(ctx, c)
	}, stack.Answers(e.ConsoleURL()+"/readyz"))
	return []stack.Part{migrations, starter}, nil
}

// planForLargeTables has the product's statements planned as on tables that have filled up. Those of this
// run begin empty, and PostgreSQL would keep the plans it makes for empty tables until it has analysed
// them, which a run is too short for.
func planForLargeTables(ctx context.Context, url string) error {
	pool, err := postgres.Open(ctx, url)
	if err != nil {
		return err
	}
	defer pool.Close()
	_, err = pool.Exec(ctx, "alter database "+pgx.Identifier{pool.Config().ConnConfig.Database}.Sanitize()+" set enable_seqscan = off")
	return err
}

// prepare makes the floor's table, and what all seeds refer to.
func (s *stage) prepare(ctx context.Context) error {
	for _, sql := range []string{
		`create extension ` + statements,
		`create schema bench`,
		`create table bench.steps (case_id text not null, step text not null, at timestamptz not null, data jsonb not null, primary key (case_id, step))`,
	} {
		if _, err := s.pool.Exec(ctx, sql); err != nil {
			return fmt.Errorf("prepare the database: %w", err)
		}
	}
	return s.seedMember(ctx)
}

// analysed measures after PostgreSQL has looked at what the measures before have written, as it does by
// itself every minute.
func (s *stage) analysed(ctx context.Context, measure func(context.Context, *stage) ([]Measure, error)) ([]Measure, error) {
	if _, err := s.pool.Exec(ctx, `analyze`); err != nil {
		return nil, err
	}
	return measure(ctx, s)
}

// work starts the product's workers, without the outbox: the floor sends no letters either.
func (s *stage) work() (stop func(), err error) {
	workers, err := host.Workers(s.client, s.config, host.Dependencies{Pool: s.pool, Terms: s.book})
	if err != nil {
		return nil, err
	}
	return func() { stopAll(workers) }, nil
}

func stopAll(workers []worker.Worker) {
	for _, w := range workers {
		w.Stop()
	}
}

// size is usual, or its tenth in a quick run.
func (s *stage) size(usual int) int {
	if s.Quick {
		return max(usual/10, 1)
	}
	return usual
}

// id is one that no other thing of this run has.
func (s *stage) id(prefix string) string {
	s.seeded++
	return fmt.Sprintf("%s_bench%07d", prefix, s.seeded)
}

func (s *stage) close() error {
	if s.floor != nil {
		s.floor.Close()
	}
	if s.client != nil {
		s.client.Close()
	}
	if s.pool != nil {
		s.pool.Close()
	}
	var errs []error
	if s.tel != nil {
		errs = append(errs, s.tel.Stop(context.Background()))
	}
	if s.Stack != nil {
		errs = append(errs, s.Stop())
	}
	if strings.Contains(s.folder, "kigen-bench-") {
		errs = append(errs, stack.Reset(s.folder+"/data"), os.RemoveAll(s.folder))
	}
	return errors.Join(errs...)
}
