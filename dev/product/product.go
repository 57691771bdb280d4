// Package product runs Kigen on the development stack: the migrations, the worker and the starter
// beside everything they need, with a way in for every role.
package product

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/jackc/pgx/v5"

	"kigen/dev/stack"
	"kigen/internal/config"
	"kigen/internal/postgres"
	"kigen/starter/api"
	"kigen/starter/serve"
	"kigen/worker/host"
)

// Names of the product's parts, for Stack.Restart.
const (
	Migrations = "migrations"
	Worker     = "worker"
	Starter    = "starter"
)

// Product is a running stack with the product on it.
type Product struct {
	*stack.Stack

	tokens *tokens
	staff  *staff
	remove func() error // of a temporary product's data; nil for others
}

// Start starts the stack with the product's parts; o.Product is set here.
func Start(ctx context.Context, o stack.Options) (*Product, error) {
	o.Product = Parts
	s, err := stack.Start(ctx, o)
	if err != nil {
		return nil, err
	}
	pool, err := postgres.Open(ctx, s.DatabaseURL)
	if err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	p := &Product{
		Stack: s, tokens: &tokens{pool: pool, file: tokensFile(s.Environment)}, staff: &staff{pool: pool, file: staffFile(s.Environment)},
	}
	if err := errors.Join(p.signIn(ctx), p.staff.employ(ctx)); err != nil {
		return nil, errors.Join(err, p.Stop())
	}
	return p, nil
}

// signIn gives whoever sits at this machine the admin's way in.
func (p *Product) signIn(ctx context.Context) error {
	if err := p.tokens.load(); err != nil {
		return err
	}
	admin, err := p.Token(ctx, string(api.Admin), "")
	if err != nil {
		return err
	}
	return p.WriteFile("KIGEN_TOKEN=" + admin)
}

// Used tells whether anything was done with the data.
func (p *Product) Used(ctx context.Context) (bool, error) {
	var used bool
	err := p.tokens.pool.QueryRow(ctx, `select exists (select from members) or exists (select from device_models)`).Scan(&used)
	if err != nil {
		return false, fmt.Errorf("look whether there is data: %w", err)
	}
	return used, nil
}

// Stop stops everything.
func (p *Product) Stop() error {
	p.tokens.pool.Close()
	err := p.Stack.Stop()
	if p.remove != nil {
		err = errors.Join(err, p.remove())
	}
	return err
}

// Parts are the product's, in the order in which they start.
func Parts(e stack.Environment) ([]stack.Part, error) {
	migrations := stack.Task(Migrations, func(ctx context.Context) error {
		if err := postgres.MigrateURL(ctx, e.DatabaseURL); err != nil {
			return err
		}
		return release(ctx, e.DatabaseURL)
	})
	worker := program(e, Worker, e.WorkerMetrics(), host.Needs, host.Run)
	starter := program(e, Starter, e.StarterMetrics(), serve.Needs, serve.Run)
	return []stack.Part{migrations, worker, starter}, nil
}

// release puts letters back into the queue that a killed run had claimed: they would wait for the end of its lease.
func release(ctx context.Context, databaseURL string) error {
	conn, err := pgx.Connect(ctx, databaseURL)
	if err != nil {
		return fmt.Errorf("release letters: %w", err)
	}
	_, err = conn.Exec(ctx, `update notices set retry_at = null where status = 'queued' and retry_at is not null`)
	return errors.Join(err, conn.Close(ctx))
}

// program is worker or starter as its main runs it, ready when its health page says so.
func program(e stack.Environment, name, metrics string, needs []config.Need, run func(context.Context, *config.Config) error) stack.Part {
	return stack.Service(name, func(ctx context.Context) error {
		c, err := config.Load(e.Environ("KIGEN_METRICS_LISTEN="+metrics, "KIGEN_LOG_FILE="+filepath.Join(e.LogDir(), name+".log")), needs...)
		if err != nil {
			return err
		}
		return run(ctx, c)
	}, stack.Answers("http://"+metrics+"/readyz"))
}
