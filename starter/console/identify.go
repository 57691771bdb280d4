package console

import (
	"context"
	"crypto/sha256"
	"net/http"

	"kigen/internal/postgres"
	"kigen/starter/api"
)

// Identify lets a handler beside the console know who is signed in there, as a
// caller of the API. Who is not signed in passes as they are.
func (c *Console) Identify(next http.Handler) http.Handler {
	return c.Sessions.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p, ok := c.signedInAs(r.Context()); ok && r.Header.Get("Authorization") == "" {
			r = r.WithContext(api.As(r.Context(), p))
		}
		next.ServeHTTP(w, r)
	}))
}

func (c *Console) signedInAs(ctx context.Context) (api.Principal, bool) {
	hash := c.Sessions.GetBytes(ctx, tokenHash)
	if len(hash) != sha256.Size {
		return api.Principal{}, false
	}
	token, err := postgres.TokenByHash(ctx, c.API.Pool, [sha256.Size]byte(hash))
	if err != nil {
		return api.Principal{}, false
	}
	return api.Principal{Role: api.Role(token.Role), Token: token.ID, Member: token.Member, Clock: token.Clock}, true
}
