package console

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"go.uber.org/zap"

	"kigen/internal/refusal"
	"kigen/starter/api"
	"kigen/starter/pages"
)

const (
	sessionCookie = "kigen_console"

	// keys of what the cookie's session keeps
	sessionID   = "session" // of the staff session, without which the cookie is good for nothing
	sessionDesk = "desk"    // the role in which the person works
)

// visit is one request of the console.
type visit struct {
	*pages.Visit
	console *Console
	// session is that of who is signed in.
	session api.StaffSession
}

// signedIn lets only those pass whose session has not ended; others are sent to
// sign in and come back from there. Who has a one-time password changes it first.
func (c *Console) signedIn(p page) page {
	return func(v *visit) error {
		s, err := c.sessionOf(v.Ctx())
		if _, refused := refusal.As(err); refused {
			return c.toSignIn(v)
		}
		if err != nil {
			return err
		}
		v.session = s
		v.Who = pages.Person{Principal: s.Principal(c.deskOf(v.Ctx())), Name: s.Name}
		switch {
		case s.MustChange && v.R.URL.Path != passwordPath:
			return v.Redirect(passwordPath)
		case len(s.Roles) > 1 && !c.Sessions.Exists(v.Ctx(), sessionDesk) && v.R.Method == http.MethodGet && v.R.URL.Path != deskPath && !s.MustChange:
			return v.Redirect(deskPath + nextOf(v))
		}
		return p(v)
	}
}

// sessionOf gives who is signed in. It refuses with code unauthenticated where
// nobody is.
func (c *Console) sessionOf(ctx context.Context) (api.StaffSession, error) {
	id := c.Sessions.GetString(ctx, sessionID)
	if id == "" {
		return api.StaffSession{}, nobody
	}
	return c.API.StaffOfSession(ctx, id)
}

var nobody = refusal.New(refusal.Unauthenticated, "", "サインインしてください。", "Please sign in.")

func (c *Console) toSignIn(v *visit) error {
	ended := c.Sessions.Exists(v.Ctx(), sessionID)
	if _, err := v.R.Cookie(sessionCookie); err == nil {
		ended = true // the cookie's session is gone with all that it kept
	}
	if err := c.Sessions.Destroy(v.Ctx()); err != nil {
		return err
	}
	to := root + "/sign-in" + nextOf(v)
	if ended {
		to += separator(to) + "expired=1"
	}
	return v.Redirect(to)
}

func separator(address string) string {
	if strings.Contains(address, "?") {
		return "&"
	}
	return "?"
}

// nextOf is the query that leads back to the page that was asked for.
func nextOf(v *visit) string {
	back := v.Back()
	if back == root+"/" {
		return ""
	}
	return "?" + url.Values{"next": {back}}.Encode()
}

// enter lets a person in whose session has begun, and goes on to the page that
// they wanted to see.
func (c *Console) enter(v *visit, session, next string) error {
	// Another cookie than the one before: nobody can have planted it.
	if err := c.Sessions.Clear(v.Ctx()); err != nil {
		return err
	}
	if err := c.Sessions.RenewToken(v.Ctx()); err != nil {
		return err
	}
	c.Sessions.Put(v.Ctx(), sessionID, session)
	c.Log.Info("signed in", zap.String("session", session))
	return v.Redirect(c.Inside(next))
}

func (c *Console) signOut(v *visit) error {
	s, err := c.sessionOf(v.Ctx())
	if err == nil {
		err = c.API.SignOutStaff(v.Ctx(), s.Principal(c.deskOf(v.Ctx())))
	}
	if _, refused := refusal.As(err); err != nil && !refused {
		return err
	}
	if err := c.Sessions.Destroy(v.Ctx()); err != nil {
		return err
	}
	return v.Redirect(root + "/sign-in")
}
