package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Sessions keeps who is signed in to the console: a store of package scs, whose
// keys are hashes of the cookies.
type Sessions struct {
	DB DB
	// Now is the machine's clock: a session is no matter of business time.
	Now func() time.Time
}

// FindCtx gives the data of a session that has not expired.
func (s Sessions) FindCtx(ctx context.Context, key string) (data []byte, found bool, err error) {
	err = s.DB.QueryRow(ctx, `select data from sessions where token = $1 and expiry > $2`, key, s.Now()).Scan(&data)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("find a session: %w", err)
	}
	return data, true, nil
}

// CommitCtx keeps a session's data until expiry.
func (s Sessions) CommitCtx(ctx context.Context, key string, data []byte, expiry time.Time) error {
	_, err := s.DB.Exec(ctx, `insert into sessions (token, data, expiry) values ($1, $2, $3)
		on conflict (token) do update set data = excluded.data, expiry = excluded.expiry`, key, data, expiry)
	if err != nil {
		return fmt.Errorf("keep a session: %w", err)
	}
	return nil
}

// DeleteCtx ends a session. One that isn't there is no error.
func (s Sessions) DeleteCtx(ctx context.Context, key string) error {
	if _, err := s.DB.Exec(ctx, `delete from sessions where token = $1`, key); err != nil {
		return fmt.Errorf("end a session: %w", err)
	}
	return nil
}

// Clear removes the sessions that have expired.
func (s Sessions) Clear(ctx context.Context) error {
	if _, err := s.DB.Exec(ctx, `delete from sessions where expiry <= $1`, s.Now()); err != nil {
		return fmt.Errorf("clear expired sessions: %w", err)
	}
	return nil
}

// Find is FindCtx without a context, for scs.
func (s Sessions) Find(key string) ([]byte, bool, error) { return s.FindCtx(context.Background(), key) }

// Commit is CommitCtx without a context, for scs.
func (s Sessions) Commit(key string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), key, data, expiry)
}

// Delete is DeleteCtx without a context, for scs.
func (s Sessions) Delete(key string) error { return s.DeleteCtx(context.Background(), key) }
