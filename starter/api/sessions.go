package api

import (
	"context"
	"crypto/rand"
	"net/http"
	"time"

	"go.uber.org/zap"

	"kigen/internal/account"
	"kigen/internal/ids"
	"kigen/internal/letters"
	"kigen/internal/message"
	"kigen/internal/passwords"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

func registerSessions(a *API) {
	query(a, Op{
		ID: "listMySessions", Method: http.MethodGet, Path: "/v1/members/me/sessions", Tag: "accounts",
		EN: "Where the member is signed in, the last used first", JA: "ログイン中の端末を表示します。",
	}, a.listMySessions)
	command(a, Op{
		ID: "endMySession", Method: http.MethodPost, Path: "/v1/members/me/sessions/{id}/end", Tag: "accounts",
		EN: "Sign out elsewhere", JA: "ほかの端末からログアウトします。",
	}, a.endMySession)
	command(a, Op{
		ID: "endMySessions", Method: http.MethodPost, Path: "/v1/members/me/sessions/end", Tag: "accounts",
		EN: "Sign out everywhere but in one session", JA: "ひとつの端末を除き、すべての端末からログアウトします。",
	}, a.endMySessions)
}

// MySession is a browser in which a member is signed in.
type MySession struct {
	ID         string    `json:"id"`
	Browser    string    `json:"browser" example:"Safari, iPhone" doc:"Program and machine; empty where the browser did not tell."`
	SignedInAt time.Time `json:"signed_in_at"`
	LastSeenAt time.Time `json:"last_seen_at" doc:"To the minute."`
}

func sessionView(s postgres.MemberSessionRow) MySession {
	return MySession{ID: s.ID, Browser: s.Browser, SignedInAt: s.CreatedAt.UTC(), LastSeenAt: s.LastSeenAt.UTC()}
}

// MySessions are all of a member's.
type MySessions struct {
	Sessions []MySession `json:"sessions" nullable:"false"`
}

func (a *API) listMySessions(ctx context.Context, r *Request, _ *struct{}) (MySessions, error) {
	rows, err := postgres.MemberSessions(ctx, a.Pool, r.Principal.Member, a.machine())
	out := MySessions{Sessions: make([]MySession, len(rows))}
	for i, row := range rows {
		out.Sessions[i] = sessionView(row)
	}
	return out, err
}

func (a *API) endMySession(ctx context.Context, r *Request, in *byID) (message.None, error) {
	return message.None{}, postgres.EndMemberSession(ctx, a.Pool, r.Principal.Member, in.ID)
}

type endMySessions struct {
	Body struct {
		Keep string `json:"keep,omitempty" doc:"The session that goes on; none unless told."`
	}
}

func (a *API) endMySessions(ctx context.Context, r *Request, in *endMySessions) (message.None, error) {
	return message.None{}, postgres.EndMemberSessions(ctx, a.Pool, r.Principal.Member, in.Body.Keep)
}

// SignIn is what a member gives at the door of the member pages. Programs use
// access tokens instead: there is no operation for it.
type SignIn struct {
	Login, Password string
	// Address is the network address that is asked from; it bounds how often, and is kept nowhere.
	Address string
	// UserAgent is what the browser tells of itself.
	UserAgent string
	// Key makes a second click the same session.
	Key string
}

// SignIn opens a session for a member. It refuses with code unauthenticated where
// login or password is wrong, locked after five in a row (see [account.Tries]),
// rate_limited where one address asks too often: in the same words, and after the
// same time, whether or not there is such a login.
func (a *API) SignIn(ctx context.Context, in SignIn) (MySession, error) {
	if !a.Admits(in.Address) {
		return MySession{}, rateLimited
	}
	login := account.Login(in.Login)
	row := postgres.LoginRow{}
	if account.CheckLogin(login) == nil { // else nobody has it, and the database might not even take it
		var err error
		row, err = postgres.LoginNamed(ctx, a.Pool, login)
		if no, ok := refusal.As(err); err != nil && (!ok || no.Code != refusal.NotFound) {
			return MySession{}, err
		}
	}
	if err := a.enterPassword(ctx, login, row, in.Password); err != nil {
		return MySession{}, err
	}
	return a.OpenSession(ctx, row.Member, in.UserAgent, in.Key)
}

// OpenSession signs a member in who has shown otherwise who it is: by an
// application that was just accepted.
func (a *API) OpenSession(ctx context.Context, member, userAgent, key string) (MySession, error) {
	at := a.machine()
	if !validKey(key) { // without one, a session that was ended would come back
		key = rand.Text()
	}
	s := postgres.MemberSessionRow{
		ID: ids.Derived("ses", member, key), Member: member, Browser: account.Browser(userAgent), CreatedAt: at, LastSeenAt: at,
	}
	return sessionView(s), postgres.OpenMemberSession(ctx, a.Pool, s)
}

// enterPassword counts and compares a password that was given for a login; row is
// empty where nobody has that login. A right one begins the count anew.
func (a *API) enterPassword(ctx context.Context, login string, row postgres.LoginRow, password string) error {
	at := a.machine()
	tries, err := postgres.EnterPassword(ctx, a.Pool, login, at)
	if err != nil {
		return err
	}
	match, err := passwords.Verify(ctx, row.Password, password)
	if err != nil {
		return err
	}
	if !match.OK {
		if !tries.LockedUntil.IsZero() && row.Member != "" {
			told := letters.SignInLocked{Member: row.Member, Tries: tries.Count, LockedAt: at, Until: tries.LockedUntil}
			if err := postgres.TellOfLock(ctx, a.Pool, row.Member, told); err != nil {
				return err
			}
		}
		return tries.Wrong()
	}
	if match.Stale {
		a.renewHash(ctx, row, password)
	}
	return postgres.ForgetTries(ctx, a.Pool, login)
}

// renewHash makes a hash of today's strength of a password that was right. Where
// that fails the next sign-in does it.
func (a *API) renewHash(ctx context.Context, row postgres.LoginRow, password string) {
	hash, err := passwords.Hash(ctx, password)
	if err == nil {
		err = postgres.RenewHash(ctx, a.Pool, row.Member, row.Password, hash)
	}
	if err != nil {
		a.Log.Warn("a password keeps its old hash", zap.String("member", row.Member), zap.Error(err))
	}
}

// SignedIn is who is signed in by a session.
type SignedIn struct {
	Principal
	Name     terms.Text
	Language string // of the letters
}

// SignedIn gives who is signed in by a session, and notes that the session was
// used. It refuses a session that is over with code not_found.
func (a *API) SignedIn(ctx context.Context, session string) (SignedIn, error) {
	row, err := postgres.SignedIn(ctx, a.Pool, session, a.machine())
	if err != nil {
		return SignedIn{}, err
	}
	return SignedIn{
		Principal: Principal{Role: Member, Token: row.Member, Member: row.Member, Clock: row.Clock},
		Name:      terms.Text{JA: row.FamilyName + " " + row.GivenName, EN: row.GivenRoman + " " + row.FamilyRoman},
		Language:  row.Language,
	}, nil
}

// SignOut ends a session.
func (a *API) SignOut(ctx context.Context, member, session string) error {
	return postgres.EndMemberSession(ctx, a.Pool, member, session)
}
