package console

import (
	"context"
	"crypto/sha256"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"go.uber.org/zap"

	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/starter/api"
)

const (
	sessionCookie  = "kigen_console"
	languageCookie = "kigen_language"

	// A session ends after a working day, or when nobody has used it for long.
	sessionLife = 12 * time.Hour
	sessionIdle = 2 * time.Hour

	// keys of a session
	tokenHash = "token" // SHA-256 of the access token, which itself is kept nowhere
	flash     = "flash" // what was just done, shown once
)

func (c *Console) manager(store scs.Store) *scs.SessionManager {
	m := scs.New()
	m.Store = store
	m.HashTokenInStore = true
	m.Lifetime, m.IdleTimeout = sessionLife, sessionIdle
	m.Cookie.Name, m.Cookie.Path = sessionCookie, "/"
	m.Cookie.HttpOnly, m.Cookie.Secure, m.Cookie.SameSite = true, c.Secure, http.SameSiteLaxMode
	m.Cookie.Persist = false
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		c.Log.Error("the sessions can't be read", zap.Error(err))
		c.failed(c.visit(w, r), unavailable)
	}
	return m
}

// clearEvery is how often sessions that have expired are cleared away.
const clearEvery = 10 * time.Minute

func (c *Console) clearSessions(ctx context.Context, store postgres.Sessions) {
	defer close(c.stopped)
	ticker := time.NewTicker(clearEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if err := store.Clear(ctx); err != nil && ctx.Err() == nil {
				c.Log.Warn("expired sessions stay for now", zap.Error(err))
			}
		}
	}
}

// person is who is signed in.
type person struct {
	api.Principal
	Name string // of the token
}

// visit is one request of the console.
type visit struct {
	console *Console
	w       http.ResponseWriter
	r       *http.Request
	lang    string
	who     person
	clocks  map[string]time.Time // instants of the test clocks that the page shows
}

func (c *Console) visit(w http.ResponseWriter, r *http.Request) *visit {
	v := &visit{console: c, w: w, r: r, lang: japanese, clocks: map[string]time.Time{}}
	if cookie, err := r.Cookie(languageCookie); err == nil && cookie.Value == english {
		v.lang = english
	}
	return v
}

// signedIn lets only those pass whose session stands on a token that is still
// good; others are sent to sign in and come back from there.
func (c *Console) signedIn(p page) page {
	return func(v *visit) error {
		hash := c.sessions.GetBytes(v.ctx(), tokenHash)
		if len(hash) == sha256.Size {
			token, err := postgres.TokenByHash(v.ctx(), c.Pool, [sha256.Size]byte(hash))
			if err == nil {
				v.who = person{
					Principal: api.Principal{Role: api.Role(token.Role), Token: token.ID, Member: token.Member, Clock: token.Clock},
					Name:      token.Name,
				}
				return p(v)
			}
			if !errors.Is(err, &refusal.Error{Code: refusal.NotFound}) {
				return err
			}
			if err := c.sessions.Destroy(v.ctx()); err != nil {
				return err
			}
		}
		q := url.Values{}
		if back := v.back(); back != root+"/" {
			q.Set("next", back)
		}
		if _, err := v.r.Cookie(sessionCookie); err == nil {
			q.Set("expired", "1")
		}
		to := root + "/sign-in"
		if len(q) > 0 {
			to += "?" + q.Encode()
		}
		return v.redirect(to)
	}
}

// back is the page that a request belongs to: itself, or the one its form stands on.
func (v *visit) back() string {
	if v.r.Method == http.MethodGet {
		return inside(v.r.URL.RequestURI())
	}
	return inside(v.r.PostFormValue("back"))
}

// here is the address that shows the page again.
func (v *visit) here() string {
	if v.r.Method == http.MethodGet || strings.HasPrefix(v.r.URL.Path, root+"/sign-") {
		return v.r.URL.RequestURI()
	}
	return v.back()
}

// inside is the address where it is a page of the console, else its first page.
func inside(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.IsAbs() || u.Host != "" || strings.ContainsAny(address, "\\\r\n") ||
		!strings.HasPrefix(u.Path, root+"/") || strings.HasPrefix(u.Path, root+"/sign-") || strings.Contains(u.Path, "..") {
		return root + "/"
	}
	return u.RequestURI()
}

func (c *Console) signInPage(v *visit) error {
	return v.show(http.StatusOK, signInView(v, inside(v.r.FormValue("next")), v.r.FormValue("expired") != "", nil))
}

// signIn takes an access token of the staff for a session.
func (c *Console) signIn(v *visit) error {
	next := inside(v.r.PostFormValue("next"))
	principal, err := c.admit(v.ctx(), v.r.RemoteAddr, strings.TrimSpace(v.r.PostFormValue("token")))
	if no, ok := refusal.As(err); ok {
		return v.show(signInStatus[no.Code], signInView(v, next, false, no))
	}
	if err != nil {
		return err
	}
	// Another session than the one before: nobody can have planted its cookie.
	if err := c.sessions.Clear(v.ctx()); err != nil {
		return err
	}
	if err := c.sessions.RenewToken(v.ctx()); err != nil {
		return err
	}
	hash := sha256.Sum256([]byte(strings.TrimSpace(v.r.PostFormValue("token"))))
	c.sessions.Put(v.ctx(), tokenHash, hash[:])
	c.Log.Info("signed in", zap.String("token", principal.Token), zap.String("role", string(principal.Role)))
	return v.redirect(next)
}

var (
	tooMany = refusal.New(refusal.RateLimited, "",
		"短い時間に何度もお試しになりました。しばらくしてからもう一度お試しください。",
		"Too many tries in a short time. Please try again in a moment.")
	wrongToken = refusal.New(refusal.Unauthenticated, "",
		"トークンが正しくないか、無効になっています。もう一度ご確認ください。",
		"This token is not right, or is no longer valid.")
	notStaff = refusal.New(refusal.Forbidden, "",
		"このトークンでは管理画面をご利用いただけません。担当者用のトークンでサインインしてください。",
		"This token is not for the console. Please sign in with one of the staff.")
	unavailable = refusal.New(refusal.Unavailable, "",
		"ただいまご利用いただけません。しばらくしてからもう一度お試しください。",
		"The service does not answer right now. Please try again in a moment.")
)

var signInStatus = map[string]int{
	refusal.RateLimited:     http.StatusTooManyRequests,
	refusal.Unauthenticated: http.StatusUnauthorized,
	refusal.Forbidden:       http.StatusForbidden,
}

// admit gives the bearer of a token that may use the console.
func (c *Console) admit(ctx context.Context, address, token string) (api.Principal, error) {
	if !c.API.Admits(address) {
		return api.Principal{}, tooMany
	}
	p, err := c.API.Authenticate(ctx, token)
	if _, refused := refusal.As(err); refused {
		return p, wrongToken
	}
	if err == nil && !slices.Contains(c.access["listTasks"], p.Role) {
		return p, notStaff
	}
	return p, err
}

func (c *Console) signOut(v *visit) error {
	if err := c.sessions.Destroy(v.ctx()); err != nil {
		return err
	}
	return v.redirect(root + "/sign-in")
}

const languageLife = 365 * 24 * time.Hour

// language keeps in which language the person reads.
func (c *Console) language(v *visit) error {
	lang := japanese
	if v.r.PostFormValue("language") == english {
		lang = english
	}
	http.SetCookie(v.w, &http.Cookie{
		Name: languageCookie, Value: lang, Path: root, MaxAge: int(languageLife.Seconds()),
		HttpOnly: true, Secure: c.Secure, SameSite: http.SameSiteLaxMode,
	})
	back := v.r.PostFormValue("back")
	if strings.HasPrefix(back, root+"/sign-in") {
		u, err := url.Parse(back)
		if err != nil {
			return v.redirect(root + "/sign-in")
		}
		return v.redirect(root + "/sign-in?" + u.RawQuery)
	}
	return v.redirect(inside(back))
}
