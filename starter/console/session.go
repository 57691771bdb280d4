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

	"go.uber.org/zap"

	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/starter/api"
	"kigen/starter/pages"
)

const (
	sessionCookie = "kigen_console"

	// A session ends after a working day, or when nobody has used it for long.
	sessionLife = 12 * time.Hour
	sessionIdle = 2 * time.Hour

	// keys of a session
	tokenHash = "token" // SHA-256 of the access token, which itself is kept nowhere
)

// visit is one request of the console.
type visit struct {
	*pages.Visit
	console *Console
}

// signedIn lets only those pass whose session stands on a token that is still
// good; others are sent to sign in and come back from there.
func (c *Console) signedIn(p page) page {
	return func(v *visit) error {
		hash := c.Sessions.GetBytes(v.Ctx(), tokenHash)
		if len(hash) == sha256.Size {
			token, err := postgres.TokenByHash(v.Ctx(), c.API.Pool, [sha256.Size]byte(hash))
			if err == nil {
				v.Who = pages.Person{
					Principal: api.Principal{Role: api.Role(token.Role), Token: token.ID, Member: token.Member, Clock: token.Clock},
					Name:      token.Name,
				}
				return p(v)
			}
			if !errors.Is(err, &refusal.Error{Code: refusal.NotFound}) {
				return err
			}
			if err := c.Sessions.Destroy(v.Ctx()); err != nil {
				return err
			}
		}
		q := url.Values{}
		if back := v.Back(); back != root+"/" {
			q.Set("next", back)
		}
		if _, err := v.R.Cookie(sessionCookie); err == nil {
			q.Set("expired", "1")
		}
		to := root + "/sign-in"
		if len(q) > 0 {
			to += "?" + q.Encode()
		}
		return v.Redirect(to)
	}
}

func (c *Console) signInPage(v *visit) error {
	return v.Show(http.StatusOK, signInView(v, c.Inside(v.R.FormValue("next")), v.R.FormValue("expired") != "", nil))
}

// signIn takes an access token of the staff for a session.
func (c *Console) signIn(v *visit) error {
	next := c.Inside(v.R.PostFormValue("next"))
	principal, err := c.admit(v.Ctx(), v.R.RemoteAddr, strings.TrimSpace(v.R.PostFormValue("token")))
	if no, ok := refusal.As(err); ok {
		return v.Show(signInStatus[no.Code], signInView(v, next, false, no))
	}
	if err != nil {
		return err
	}
	// Another session than the one before: nobody can have planted its cookie.
	if err := c.Sessions.Clear(v.Ctx()); err != nil {
		return err
	}
	if err := c.Sessions.RenewToken(v.Ctx()); err != nil {
		return err
	}
	hash := sha256.Sum256([]byte(strings.TrimSpace(v.R.PostFormValue("token"))))
	c.Sessions.Put(v.Ctx(), tokenHash, hash[:])
	c.Log.Info("signed in", zap.String("token", principal.Token), zap.String("role", string(principal.Role)))
	return v.Redirect(next)
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
	if err == nil && !slices.Contains(api.Access()["listTasks"], p.Role) {
		return p, notStaff
	}
	return p, err
}

func (c *Console) signOut(v *visit) error {
	if err := c.Sessions.Destroy(v.Ctx()); err != nil {
		return err
	}
	return v.Redirect(root + "/sign-in")
}
