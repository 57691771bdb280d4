package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"kigen/internal/refusal"
)

// ClockRow is a test clock.
type ClockRow struct {
	ID      string    `db:"id" json:"id"`
	Name    string    `db:"name" json:"name"`
	Instant time.Time `db:"instant" json:"instant"`
}

// CreateClock keeps a new test clock; one of the same ID stays as it is.
func CreateClock(ctx context.Context, db DB, c ClockRow) (ClockRow, error) {
	return one[ClockRow](ctx, db, `insert into test_clocks as c (id, name, instant) values ($1, $2, $3)
		on conflict (id) do update set name = c.name returning id, name, instant`, c.ID, c.Name, c.Instant)
}

// Clock gives a test clock, or refuses with code not_found.
func Clock(ctx context.Context, db DB, id string) (ClockRow, error) {
	return one[ClockRow](ctx, db, `select id, name, instant from test_clocks where id = $1`, id)
}

// Clocks lists test clocks by their ID.
func Clocks(ctx context.Context, db DB, after Place, limit int) ([]ClockRow, error) {
	s := selecting(`select id, name, instant from test_clocks`)
	if after.ID != "" {
		s.and("id > ?", after.ID)
	}
	s.add(" order by id limit ?", limit)
	return list[ClockRow](ctx, db, s)
}

// ClockInstant is the time of a test clock; not_found where there is none.
func ClockInstant(ctx context.Context, db DB, id string) (time.Time, error) {
	var at time.Time
	err := db.QueryRow(ctx, `select instant from test_clocks where id = $1`, id).Scan(&at)
	if errors.Is(err, pgx.ErrNoRows) {
		return at, missing.With("Test-Clock", "この時計は見つかりません。", "There is no such test clock.")
	}
	if err != nil {
		return at, fmt.Errorf("test clock %s: %w", id, err)
	}
	return at.UTC(), nil
}

// MoveClock sets a test clock to a later instant. A clock never goes back:
// refused with code too_late.
func MoveClock(ctx context.Context, db DB, id string, to time.Time) (ClockRow, error) {
	c, err := one[ClockRow](ctx, db, `update test_clocks set instant = $2 where id = $1 and instant <= $2 returning id, name, instant`, id, to)
	if err == nil || !errors.Is(err, missing) {
		return c, err
	}
	if c, err = Clock(ctx, db, id); err != nil {
		return c, err
	}
	return c, refusal.New(refusal.TooLate, "",
		"時計を過去に戻すことはできません。", "A test clock only goes forward.").
		With("to", "現在の時刻より後を指定してください。", "Give an instant that is not before the clock's.")
}

// LockClock makes sure that one caller at a time moves a clock: another is
// refused with code conflict. The caller releases it. The lock has a connection
// of its own beside the pool's: a move takes minutes and needs the pool itself.
func LockClock(ctx context.Context, pool *pgxpool.Pool, id string) (release func(), err error) {
	conn, err := pgx.ConnectConfig(ctx, pool.Config().ConnConfig)
	if err != nil {
		return nil, fmt.Errorf("test clock %s: %w", id, err)
	}
	const key = `hashtextextended('test-clock/' || $1, 0)`
	release = func() {
		done := context.WithoutCancel(ctx)
		// The server ends a closed connection in its own time; the lock must be free at once.
		_, _ = conn.Exec(done, `select pg_advisory_unlock(`+key+`)`, id)
		_ = conn.Close(done)
	}
	var got bool
	err = conn.QueryRow(ctx, `select pg_try_advisory_lock(`+key+`)`, id).Scan(&got)
	if err != nil {
		release()
		return nil, fmt.Errorf("test clock %s: %w", id, err)
	}
	if !got {
		release()
		return nil, refusal.New(refusal.Conflict, "", "この時計は現在進行中です。", "This clock is being moved right now.")
	}
	return release, nil
}
