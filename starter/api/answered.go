package api

import (
	"context"

	"kigen/internal/postgres"
)

// Answered tells whether the caller sent a command under that Idempotency-Key
// before, whatever became of it: then it is the same one once more.
func (a *API) Answered(ctx context.Context, p Principal, key string) (bool, error) {
	return postgres.KnowsKey(ctx, a.Pool, p.scope(), key)
}
