package postgres

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kigen/internal/refusal"
)

// Answer is what a command answered. Status is zero while it has not.
type Answer struct {
	// ReceivedAt is when the command reached the carrier first (C-11).
	ReceivedAt  time.Time
	Status      int
	ContentType string
	Body        []byte
}

// unsynced lets a statement return before its commit is on disk. What a crash of
// the database loses then costs nothing: the command runs again and finds its
// work done.
const unsynced = `(select set_config('synchronous_commit', 'off', true)) as unsynced`

// RecallAnswer notes that a caller's command begins under a key at an instant,
// and gives when it first did and what it answered before. An answer without status means: carry it out; that it was
// begun before does no harm, as what a command makes is named by its key. A key
// that was used for something else is refused with code idempotency_mismatch.
func RecallAnswer(ctx context.Context, db DB, principal, key, operation string, request [32]byte, at time.Time) (Answer, error) {
	var (
		a      Answer
		before string
		hash   []byte
	)
	// An update that changes nothing, so that the row comes back also where it was there.
	err := db.QueryRow(ctx, `insert into idempotency_keys as k (principal, key, operation, request_hash, received_at)
		select $1, $2, $3, $4, $5 from `+unsynced+`
		on conflict (principal, key) do update set key = k.key
		returning operation, request_hash, received_at, coalesce(status, 0), coalesce(content_type, ''), answer`,
		principal, key, operation, request[:], at).Scan(&before, &hash, &a.ReceivedAt, &a.Status, &a.ContentType, &a.Body)
	if err != nil {
		return a, fmt.Errorf("idempotency key: %w", err)
	}
	if before != operation || !bytes.Equal(hash, request[:]) {
		return a, refusal.New(refusal.IdempotencyMismatch, "",
			"このIdempotency-Keyは、内容の異なる別の依頼で使用されています。",
			"This Idempotency-Key was used before with another request.").
			With("Idempotency-Key", "新しい依頼には新しい値を指定してください。", "Give a new key for a new request.")
	}
	a.ReceivedAt = a.ReceivedAt.UTC()
	return a, nil
}

// ForgetAnswer lets a command that was refused for the moment be received anew.
func ForgetAnswer(ctx context.Context, db DB, principal, key string) error {
	_, err := db.Exec(ctx, `delete from idempotency_keys where principal = $1 and key = $2 and status is null`, principal, key)
	if err != nil {
		return fmt.Errorf("forget an idempotency key: %w", err)
	}
	return nil
}

// PurgeAnswers removes what commands answered that were received before an
// instant. One that is sent again after that runs anew, and finds its work done.
func PurgeAnswers(ctx context.Context, db DB, before time.Time) (purged int64, err error) {
	done, err := db.Exec(ctx, `delete from idempotency_keys where received_at < $1`, before)
	if err != nil {
		return 0, fmt.Errorf("purge answers: %w", err)
	}
	return done.RowsAffected(), nil
}

// KeepAnswer keeps what a command answered and gives the answer that stands:
// the first one, where two ran at once.
func KeepAnswer(ctx context.Context, db DB, principal, key string, a Answer) (Answer, error) {
	var kept Answer
	err := db.QueryRow(ctx, `update idempotency_keys set status = $3, content_type = $4, answer = $5 from `+unsynced+`
		where principal = $1 and key = $2 and status is null returning status, content_type, answer`,
		principal, key, a.Status, a.ContentType, a.Body).Scan(&kept.Status, &kept.ContentType, &kept.Body)
	if errors.Is(err, pgx.ErrNoRows) {
		err = db.QueryRow(ctx, `select status, content_type, answer from idempotency_keys where principal = $1 and key = $2`,
			principal, key).Scan(&kept.Status, &kept.ContentType, &kept.Body)
	}
	if err != nil {
		return a, fmt.Errorf("keep the answer: %w", err)
	}
	return kept, nil
}
