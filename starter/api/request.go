package api

import (
	"context"
	"time"

	"kigen/internal/ids"
	"kigen/internal/journal"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/rehearsal"
	"kigen/starter/engine"
)

// Principal is who calls.
type Principal struct {
	Role   Role
	Token  string // the ID of the token, or of the person of the staff; empty for Public
	Member string // whose token it is, for role Member
	Clock  string // the test clock that the member lives on
	// Session is that of the console, empty for a token.
	Session string
}

// scope keeps the idempotency keys of callers apart.
func (p Principal) scope() string {
	if p.Token == "" {
		return string(Public)
	}
	return p.Token
}

// Request is what every operation knows of its call.
type Request struct {
	Principal Principal
	Operation string
	// At is the business instant of the receipt, in whole microseconds as the
	// database keeps them: the machine's time, or the test clock's.
	At time.Time
	// Clock is the test clock that the call lives on, empty in production.
	Clock    string
	Language string // "ja" or "en"
	// Key is the Idempotency-Key, made up where the caller gave none.
	Key string

	keyGiven   bool
	clockGiven bool
	subject    string // what the path says the operation is about
	auditCase  string // the case that the command acts on
}

type requestKey struct{}

// Of gives the request that ctx belongs to, nil outside of one.
func Of(ctx context.Context) *Request {
	r, _ := ctx.Value(requestKey{}).(*Request)
	return r
}

// Actor is the caller as the journal records it: a member by the member's ID,
// others by their token's.
func (r *Request) Actor() journal.Actor {
	p := r.Principal
	if p.Role == Member {
		return journal.Actor{Role: string(p.Role), ID: p.Member}
	}
	return journal.Actor{Role: string(p.Role), ID: p.Token}
}

// NewID makes the ID of something that the command creates. Parts tell apart
// several of one kind.
func (r *Request) NewID(prefix string, parts ...string) string {
	return ids.Derived(prefix, append([]string{r.Principal.scope(), r.Key, r.Operation}, parts...)...)
}

// UpdateID is the ID of the update that carries the command.
func (r *Request) UpdateID(parts ...string) string { return r.NewID("upd", parts...) }

// Run describes the process that the command starts, on the request's clock.
func (r *Request) Run(workflowID, subject, summary string) engine.Run {
	return engine.Run{ID: workflowID, Subject: subject, Summary: summary, Clock: r.Clock, At: r.At}
}

// visible refuses what belongs to another member.
func (r *Request) visible(member string) error {
	if r.Principal.Role == Member && member != r.Principal.Member {
		return notFound
	}
	return nil
}

// enterClock puts the request on the test clock that the thing it is about
// lives on, unless the caller named another.
func (a *API) enterClock(ctx context.Context, r *Request, clock string) error {
	if clock == r.Clock {
		return nil
	}
	if r.clockGiven {
		return refusal.New(refusal.Mismatch, "",
			"この対象は別の時計に属しています。", "This lives on another test clock, or on none.").
			With("Test-Clock", "この対象の時計を指定してください。", "Give the clock of what you ask for, or none.")
	}
	at, err := a.instant(ctx, clock)
	if err != nil {
		return err
	}
	r.Clock, r.At = clock, at
	return nil
}

// machine is the machine's time, in whole microseconds as the database keeps them.
// Accounts live by it, also on a test clock: see package account.
func (a *API) machine() time.Time { return a.Now().UTC().Truncate(time.Microsecond) }

// instant is the time of a clock, the machine's where it is none; in a rehearsal
// that of the act under way.
func (a *API) instant(ctx context.Context, clock string) (time.Time, error) {
	if stage := rehearsal.On(ctx); stage.Plays() {
		return stage.Now(), nil
	}
	if clock == "" {
		return a.machine(), nil
	}
	return postgres.ClockInstant(ctx, a.Pool, clock)
}

// caseFor gives the case of that ID and kind (any kind, where it is empty) to
// a caller who may see it, and puts the request on its clock.
func (a *API) caseFor(ctx context.Context, r *Request, id, kind string) (postgres.CaseRow, error) {
	c, err := postgres.Case(ctx, a.Pool, id)
	if err == nil && kind != "" && c.Kind != kind {
		err = notFound
	}
	if err != nil {
		return c, err
	}
	r.auditCase = c.ID
	if err := r.visible(c.Member); err != nil {
		return c, err
	}
	return c, a.enterClock(ctx, r, c.Clock)
}
