package api

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"kigen/internal/postgres"
	"kigen/internal/refusal"
)

const (
	keyHeader   = "Idempotency-Key"
	clockHeader = "Test-Clock"
	keyMin      = 8
	keyMax      = 128
)

// enter is passed by every call of an operation: it finds out who calls, at
// which instant, and whether they may.
func (a *API) enter(c huma.Context, next func(huma.Context)) {
	hr, w := humago.Unwrap(c)
	r := &Request{
		Operation: c.Operation().OperationID,
		Language:  languageOf(c.Header("Accept-Language")),
	}
	if name := subjectOf(c.Operation().Path); name != "" {
		r.subject = c.Param(name)
	}
	w.Header().Set("Content-Language", r.Language)
	if err := a.admit(c.Context(), r, hr); err != nil {
		a.problem(r, err).write(w)
		return
	}
	next(huma.WithValue(c, requestKey{}, r))
}

func (a *API) admit(ctx context.Context, r *Request, hr *http.Request) error {
	roles := allowed(r.Operation)
	public := slices.Contains(roles, Public)
	var err error
	if r.Principal, err = a.principal(ctx, hr); err != nil {
		return err
	}
	switch {
	case r.Principal.Role == Public && !public:
		return unauthenticated
	case r.Principal.Role == Public && !a.visits.allow(hr.RemoteAddr):
		return rateLimited
	case !public && !slices.Contains(roles, r.Principal.Role):
		a.auditForbidden(ctx, r)
		return forbidden
	}
	if err := addressed(hr); err != nil {
		return err
	}
	if r.Key = hr.Header.Get(keyHeader); r.Key == "" {
		r.Key = rand.Text()
	} else if r.keyGiven = true; !validKey(r.Key) {
		return invalid(keyHeader, "8文字以上128文字以内の英数字と記号で指定してください。",
			"Give 8 to 128 printable ASCII characters.")
	}
	return a.enterTime(ctx, r, hr.Header.Get(clockHeader))
}

func validKey(key string) bool {
	return len(key) >= keyMin && len(key) <= keyMax &&
		!strings.ContainsFunc(key, func(c rune) bool { return c < '!' || c > '~' })
}

// enterTime decides the instant at which the call reached the carrier (C-11).
func (a *API) enterTime(ctx context.Context, r *Request, clock string) (err error) {
	if !storable(clock) {
		return notFound
	}
	if clock != "" {
		if a.Clocks == nil {
			return refusal.New(refusal.NotOffered, "",
				"テスト用の時計は開発環境でのみ利用できます。", "Test clocks exist in development only.")
		}
		r.clockGiven = true
	} else {
		clock = r.Principal.Clock
	}
	r.Clock = clock
	r.At, err = a.instant(ctx, clock)
	return err
}

type principalKey struct{}

// As lets an in-process caller, such as the console, act for a person who has
// signed in there.
func As(ctx context.Context, p Principal) context.Context {
	return context.WithValue(ctx, principalKey{}, p)
}

// principal is who sends a request: Public where it bears no token.
func (a *API) principal(ctx context.Context, hr *http.Request) (Principal, error) {
	if p, ok := ctx.Value(principalKey{}).(Principal); ok {
		return p, nil
	}
	header := hr.Header.Get("Authorization")
	if header == "" {
		return Principal{Role: Public}, nil
	}
	scheme, token, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return Principal{}, unauthenticated
	}
	return a.Authenticate(ctx, strings.TrimSpace(token))
}

// Authenticate gives the bearer of a token, or refuses with code
// unauthenticated.
func (a *API) Authenticate(ctx context.Context, token string) (Principal, error) {
	row, err := postgres.TokenByHash(ctx, a.Pool, sha256.Sum256([]byte(token)))
	if r, ok := refusal.As(err); ok && r.Code == refusal.NotFound {
		return Principal{}, unauthenticated
	}
	if err != nil {
		return Principal{}, err
	}
	return Principal{Role: Role(row.Role), Token: row.ID, Member: row.Member, Clock: row.Clock}, nil
}
