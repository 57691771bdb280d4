package console

import (
	"net/http"

	"kigen/internal/account"
	"kigen/internal/refusal"
)

// signInForm is the page of signing in, with what was filled in; the password is
// never among it.
type signInForm struct {
	Next, Login string
	// Expired tells that a session has ended.
	Expired bool
	// Refused is why nobody was let in, nil for nothing.
	Refused *refusal.Error
}

func (c *Console) signInPage(v *visit) error {
	if _, err := c.sessionOf(v.Ctx()); err == nil {
		return v.Redirect(c.Inside(v.R.FormValue("next")))
	}
	form := signInForm{Next: c.Inside(v.R.FormValue("next")), Expired: v.R.FormValue("expired") != ""}
	if why := c.Sessions.PopBytes(v.Ctx(), oidcRefused); why != nil {
		no, err := refusal.Parse(why)
		if err != nil {
			return err
		}
		return c.notLetIn(v, form, no)
	}
	return v.Show(http.StatusOK, signInView(v, form))
}

// signIn takes a login and its password for a session.
func (c *Console) signIn(v *visit) error {
	form := signInForm{Next: c.Inside(v.R.PostFormValue("next")), Login: v.R.PostFormValue("login")}
	if !c.API.Admits(v.R.RemoteAddr) {
		return c.notLetIn(v, form, tooMany)
	}
	session, err := c.API.SignInStaff(v.Ctx(), form.Login, v.R.PostFormValue("password"), account.Browser(v.R.UserAgent()))
	if no, ok := refusal.As(err); ok {
		return c.notLetIn(v, form, no)
	}
	if err != nil {
		return err
	}
	return c.enter(v, session, form.Next)
}

func (c *Console) notLetIn(v *visit, form signInForm, no *refusal.Error) error {
	form.Refused = no
	return v.Show(signInStatus[no.Code], signInView(v, form))
}

var tooMany = refusal.New(refusal.RateLimited, "",
	"短い時間に何度もお試しになりました。しばらくしてからもう一度お試しください。",
	"Too many tries in a short time. Please try again in a moment.")

var signInStatus = map[string]int{
	refusal.RateLimited:     http.StatusTooManyRequests,
	refusal.Unauthenticated: http.StatusUnauthorized,
	refusal.Forbidden:       http.StatusForbidden,
	refusal.Locked:          http.StatusLocked,
	refusal.Expired:         http.StatusGone,
	refusal.Unavailable:     http.StatusServiceUnavailable,
}
