package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Pool answers queries side by side and begins transactions: a connection pool,
// or what stands in for one.
type Pool interface {
	DB
	Begin(ctx context.Context) (pgx.Tx, error)
}

type standIn struct{}

// Instead lets the pools that Choosing made go to another under ctx: to the
// transaction of a rehearsal.
func Instead(ctx context.Context, p Pool) context.Context {
	return context.WithValue(ctx, standIn{}, p)
}

// Choosing is the pool, or what stands in for it under the context of a call.
func Choosing(p Pool) Pool { return choosing{p} }

type choosing struct{ pool Pool }

func (c choosing) under(ctx context.Context) Pool {
	if p, ok := ctx.Value(standIn{}).(Pool); ok {
		return p
	}
	return c.pool
}

func (c choosing) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	return c.under(ctx).Exec(ctx, sql, args...)
}

func (c choosing) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	return c.under(ctx).Query(ctx, sql, args...)
}

func (c choosing) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	return c.under(ctx).QueryRow(ctx, sql, args...)
}

func (c choosing) SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults {
	return c.under(ctx).SendBatch(ctx, b)
}

func (c choosing) Begin(ctx context.Context) (pgx.Tx, error) { return c.under(ctx).Begin(ctx) }
