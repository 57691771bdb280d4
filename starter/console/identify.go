package console

import (
	"context"
	"net/http"

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

// signedInAs gives who a request's session lets act; false for nobody, and for
// who has a one-time password to change first.
func (c *Console) signedInAs(ctx context.Context) (api.Principal, bool) {
	s, err := c.sessionOf(ctx)
	if err != nil || s.MustChange {
		return api.Principal{}, false
	}
	return s.Principal(c.deskOf(ctx)), true
}

// deskOf is the role in which the person of a session has chosen to work.
func (c *Console) deskOf(ctx context.Context) api.Role {
	return api.Role(c.Sessions.GetString(ctx, sessionDesk))
}
