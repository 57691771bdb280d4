package member

import (
	"net/http"
	"net/url"

	"kigen/internal/refusal"
	"kigen/starter/api"
	"kigen/starter/pages"
)

const (
	sessionCookie = "kigen_member"

	// sessionKey is under which the browser's session names the member's, see
	// [api.MySession].
	sessionKey = "session"
)

// visit is one request of the member pages.
type visit struct {
	*pages.Visit
	member *Pages
	// session is the one in which the member has signed in, empty for nobody.
	session string
}

// recognise tells whether the request is a member's, whose session is still good.
func (m *Pages) recognise(v *visit) (bool, error) {
	session := m.Sessions.GetString(v.Ctx(), sessionKey)
	if session == "" {
		return false, nil
	}
	who, err := m.API.SignedIn(v.Ctx(), session)
	if no, ok := refusal.As(err); ok && no.Code == refusal.NotFound {
		return false, m.Sessions.Destroy(v.Ctx())
	}
	if err != nil {
		return false, err
	}
	v.Prefer(who.Language)
	v.Who, v.session = pages.Person{Principal: who.Principal, Name: v.Text(who.Name)}, session
	return true, nil
}

// askToSignIn sends to the door whoever is not signed in, to come back from there.
func (v *visit) askToSignIn() error {
	q := url.Values{}
	if back := v.Back(); back != root+"/" {
		q.Set("next", back)
	}
	// A browser's session that holds something is one of an application or a proof
	// of identity: nobody had signed in there.
	if _, err := v.R.Cookie(sessionCookie); err == nil && len(v.member.Sessions.Keys(v.Ctx())) == 0 {
		q.Set("expired", "1")
	}
	to := root + "/sign-in"
	if len(q) > 0 {
		to += "?" + q.Encode()
	}
	return v.Redirect(to)
}

// enter makes the browser's session that of a member. Keep lets it outlive the
// browser.
func (v *visit) enter(s api.MySession, keep bool) error {
	sessions := v.member.Sessions
	// Another session than the one before: nobody can have planted its cookie.
	if err := sessions.Clear(v.Ctx()); err != nil {
		return err
	}
	if err := sessions.RenewToken(v.Ctx()); err != nil {
		return err
	}
	sessions.Put(v.Ctx(), sessionKey, s.ID)
	sessions.RememberMe(v.Ctx(), keep)
	return nil
}

// admit signs a member in who has shown otherwise who it is: by an application
// that was just accepted. Key makes a second click the same session.
func (v *visit) admit(memberID, key string) error {
	s, err := v.Site.API.OpenSession(v.Ctx(), memberID, v.R.UserAgent(), key)
	if err != nil {
		return err
	}
	return v.enter(s, false)
}

func (m *Pages) signOut(v *visit) error {
	if v.session != "" {
		if err := m.API.SignOut(v.Ctx(), v.Who.Member, v.session); err != nil {
			return err
		}
	}
	if err := m.Sessions.Destroy(v.Ctx()); err != nil {
		return err
	}
	return v.Redirect(root + "/sign-in?left=1")
}

// statusOf is that of a refusal of package api's functions.
var statusOf = map[string]int{
	refusal.RateLimited:     http.StatusTooManyRequests,
	refusal.Unauthenticated: http.StatusUnauthorized,
	refusal.Locked:          http.StatusLocked,
}
