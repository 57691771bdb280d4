package rehearsal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// errGaveWay ends a try of a rehearsal that a real step waited for, or that
// could not have a lock. The rehearsal begins anew.
var errGaveWay = errors.New("the rehearsal gave way")

// lookEvery bounds how long a real step waits for a rehearsal's lock: how long
// after a look whether anybody waits the next write looks again.
const lookEvery = 5 * time.Millisecond

// somebodyWaits tells whether another connection waits for a lock of this one.
const somebodyWaits = `select exists (select from pg_locks where not granted and pg_backend_pid() = any (pg_blocking_pids(pid)))`

// scratch is the transaction on which a rehearsal writes. It stands in for a
// pool: calls come from several goroutines and take turns, and what a pool would
// commit by itself is a savepoint here. It sees the database as it was when it
// began, and is never committed.
type scratch struct {
	// turn holds who uses the transaction. Nobody waits for it longer than until
	// ctx ends, not even for themselves.
	turn chan struct{}
	ctx  context.Context
	tx   pgx.Tx
	// looked is when it was last looked whether anybody waits: of the machine's time,
	// as it bounds how long they do.
	looked time.Time
	lost   error             // why nothing can be done on it any more
	onLost func(cause error) // told once
}

// open begins the transaction. Before is the journal's last entry there.
func open(ctx context.Context, pool *pgxpool.Pool) (s *scratch, before int64, err error) {
	tx, err := pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead})
	if err != nil {
		return nil, 0, fmt.Errorf("rehearse: %w", err)
	}
	s = &scratch{turn: make(chan struct{}, 1), ctx: ctx, tx: tx, looked: time.Now(), onLost: func(error) {}}
	// A lock that is not to be had soon belongs to a step that is being done.
	err = tx.QueryRow(ctx, `select coalesce(max(id), 0) from journal,
		(select set_config('lock_timeout', '200ms', true), set_config('statement_timeout', '2s', true)) as bounds`).Scan(&before)
	if err != nil {
		s.close(ctx)
		return nil, 0, fmt.Errorf("rehearse: %w", err)
	}
	return s, before, nil
}

// take waits for the turn, and refuses it where nothing can be done any more.
func (s *scratch) take(ctx context.Context) error {
	select {
	case s.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	case <-s.ctx.Done():
		return context.Cause(s.ctx)
	}
	lost := s.lost
	if lost != nil {
		s.give()
	}
	return lost
}

func (s *scratch) give() { <-s.turn }

// close takes all back.
func (s *scratch) close(ctx context.Context) {
	select {
	case s.turn <- struct{}{}:
		defer s.give()
		s.lost = errors.Join(s.lost, pgx.ErrTxClosed)
	case <-time.After(time.Second): // whoever has it never gives it back
	}
	s.rollBack(ctx)
}

func (s *scratch) rollBack(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	_ = s.tx.Rollback(ctx) // a connection that can't is closed, which takes all back too
}

// giveWay takes all back at once, so that whoever waits goes on.
func (s *scratch) giveWay(ctx context.Context, cause error) error {
	s.lost = fmt.Errorf("%w: %w", errGaveWay, cause)
	s.rollBack(ctx)
	s.onLost(s.lost)
	return s.lost
}

// after brings the transaction back to before a statement that failed. The
// error is why the rehearsal must give way, else the statement's own.
func (s *scratch) after(ctx context.Context, err error, savepoint string) error {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || s.lost != nil {
		return err
	}
	switch pg.Code {
	case "40001", "40P01", "55P03", "57014": // overtaken, deadlocked, a lock or the statement took too long
		return s.giveWay(ctx, err)
	}
	if savepoint == "" {
		return err
	}
	if _, lost := s.tx.Exec(ctx, "rollback to savepoint "+savepoint); lost != nil {
		return errors.Join(err, lost)
	}
	return err
}

// step is the savepoint of what a pool would commit by itself.
const step = "step"

// Exec runs a statement.
func (s *scratch) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	b := &pgx.Batch{}
	var done pgconn.CommandTag
	b.Queue(sql, args...).Exec(func(tag pgconn.CommandTag) error {
		done = tag
		return nil
	})
	err := s.SendBatch(ctx, b).Close()
	return done, err
}

// SendBatch runs statements that are committed together or not at all.
func (s *scratch) SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults {
	if err := s.take(ctx); err != nil {
		return failed{err}
	}
	r := &results{s: s, ctx: ctx}
	whole := &pgx.Batch{}
	if now := time.Now(); now.Sub(s.looked) > lookEvery {
		s.looked = now
		whole.Queue(somebodyWaits).QueryRow(func(row pgx.Row) error { return row.Scan(&r.waited) })
	}
	whole.Queue("savepoint " + step)
	whole.QueuedQueries = append(whole.QueuedQueries, b.QueuedQueries...)
	whole.Queue("release savepoint " + step)
	r.BatchResults = s.tx.SendBatch(ctx, whole)
	return r
}

// results are a batch's. All that sends batches here reads them by the functions
// that it queued them with, which Close calls.
type results struct {
	pgx.BatchResults
	s      *scratch
	ctx    context.Context
	waited bool
	closed bool
}

// Close ends the batch.
func (r *results) Close() error {
	if r.closed {
		return nil
	}
	r.closed = true
	defer r.s.give()
	err := r.BatchResults.Close()
	if r.waited {
		return r.s.giveWay(r.ctx, errors.New("a step waited"))
	}
	return r.s.after(r.ctx, err, step)
}

// failed is a batch that was not sent.
type failed struct{ err error }

func (f failed) Exec() (pgconn.CommandTag, error) { return pgconn.CommandTag{}, f.err }
func (f failed) Query() (pgx.Rows, error)         { return nil, f.err }
func (f failed) QueryRow() pgx.Row                { return f }
func (f failed) Close() error                     { return f.err }
func (f failed) Scan(...any) error                { return f.err }
func (f failed) Tx() pgx.Tx                       { return nil }

// Query reads rows. Others wait until they are closed.
func (s *scratch) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	if err := s.take(ctx); err != nil {
		return nil, err
	}
	found, err := s.tx.Query(ctx, sql, args...)
	if err != nil {
		defer s.give()
		return nil, s.after(ctx, err, "")
	}
	return &rows{Rows: found, s: s, ctx: ctx}, nil
}

type rows struct {
	pgx.Rows
	s      *scratch
	ctx    context.Context
	closed bool
}

// Close lets others go on.
func (r *rows) Close() {
	if r.closed {
		return
	}
	r.closed = true
	defer r.s.give()
	r.Rows.Close()
	_ = r.s.after(r.ctx, r.Rows.Err(), "")
}

// QueryRow reads one row. Others wait until it is read.
func (s *scratch) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	if err := s.take(ctx); err != nil {
		return failed{err}
	}
	return &row{s.tx.QueryRow(ctx, sql, args...), s, ctx}
}

type row struct {
	pgx.Row
	s   *scratch
	ctx context.Context
}

// Scan reads the row and lets others go on.
func (r *row) Scan(into ...any) error {
	defer r.s.give()
	return r.s.after(r.ctx, r.Row.Scan(into...), "")
}

// Begin begins a transaction within it; others wait for its end.
func (s *scratch) Begin(ctx context.Context) (pgx.Tx, error) {
	if err := s.take(ctx); err != nil {
		return nil, err
	}
	inner, err := s.tx.Begin(ctx)
	if err != nil {
		defer s.give()
		return nil, s.after(ctx, err, "")
	}
	return &within{Tx: inner, s: s}, nil
}

type within struct {
	pgx.Tx
	s     *scratch
	ended bool
}

// Commit keeps it for the rest of the rehearsal.
func (w *within) Commit(ctx context.Context) error { return w.end(ctx, w.Tx.Commit) }

// Rollback takes it back.
func (w *within) Rollback(ctx context.Context) error { return w.end(ctx, w.Tx.Rollback) }

func (w *within) end(ctx context.Context, end func(context.Context) error) error {
	if w.ended {
		return pgx.ErrTxClosed
	}
	w.ended = true
	defer w.s.give()
	return end(ctx)
}
