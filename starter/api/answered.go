package api

import (
	"context"

	"kigen/internal/postgres"
)

// Answered tells whether the caller sent a command under that Idempotency-Key
// before, whatever became of it: then it is the same one once more. Under what
// is no key nothing was sent.
func (a *API) Answered(ctx context.Context, p Principal, key string) (bool, error) {
	if !validKey(key) {
		return false, nil
	}
	return postgres.KnowsKey(ctx, a.Pool, p.scope(), key)
}
