package postgres

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kigen/internal/refusal"
)

// Answer is what a command answered. Status is zero while it has not.
type Answer struct {
	Status      int
	ContentType string
	Body        []byte
}

// unsynced lets a statement return before its commit is on disk. What a crash of
// the database loses then costs nothing: the command runs again and finds its
// work done.
const unsynced = `(select set_config('synchronous_commit', 'off', true)) as unsynced`

// RecallAnswer notes that a caller's command begins under a key and gives what
// it answered before. An answer without status means: carry it out; that it was
// begun before does no harm, as what a command makes is named by its key. A key
// that was used for something else is refused with code idempotency_mismatch.
func RecallAnswer(ctx context.Context, db DB, principal, key, operation string, request [32]byte) (Answer, error) {
	var (
		a      Answer
		before string
		hash   []byte
	)
	// An update that changes nothing, so that the row comes back also where it was there.
	err := db.QueryRow(ctx, `insert into idempotency_keys as k (principal, key, operation, request_hash)
		select $1, $2, $3, $4 from `+unsynced+`
		on conflict (principal, key) do update set key = k.key
		returning operation, request_hash, coalesce(status, 0), coalesce(content_type, ''), answer`,
		principal, key, operation, request[:]).Scan(&before, &hash, &a.Status, &a.ContentType, &a.Body)
	if err != nil {
		return a, fmt.Errorf("idempotency key: %w", err)
	}
	if before != operation || !bytes.Equal(hash, request[:]) {
		return a, refusal.New(refusal.IdempotencyMismatch, "",
			"このIdempotency-Keyは、内容の異なる別の依頼で使用されています。",
			"This Idempotency-Key was used before with another request.").
			With("Idempotency-Key", "新しい依頼には新しい値を指定してください。", "Give a new key for a new request.")
	}
	return a, nil
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
