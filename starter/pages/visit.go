package pages

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/a-h/templ"
	"go.uber.org/zap"

	"kigen/internal/postgres"
	"kigen/starter/api"
)

// Person is who is signed in.
type Person struct {
	api.Principal
	Name string // as the pages call them
}

// Visit is one request of a site.
type Visit struct {
	Site   *Site
	W      http.ResponseWriter
	R      *http.Request
	Lang   string
	Theme  string // "light", "dark", or empty for the device's own
	Who    Person
	clocks map[string]time.Time // instants of the test clocks that the page shows
}

const (
	languageCookie = "kigen_language"
	themeCookie    = "kigen_theme"

	// flash is the key of a session under which is what was just done, shown once.
	flash = "flash"
)

// Visit is what a page knows of its request before anybody is known to be signed in.
func (s *Site) Visit(w http.ResponseWriter, r *http.Request) *Visit {
	v := &Visit{Site: s, W: w, R: r, Lang: Japanese, clocks: map[string]time.Time{}}
	if cookie, err := r.Cookie(languageCookie); err == nil && cookie.Value == English {
		v.Lang = English
	}
	if cookie, err := r.Cookie(themeCookie); err == nil && slices.Contains(themes, cookie.Value) {
		v.Theme = cookie.Value
	}
	return v
}

// Prefer reads in the language unless the person has chosen one in this browser.
func (v *Visit) Prefer(lang string) {
	if _, err := v.R.Cookie(languageCookie); err != nil {
		v.Lang = lang
	}
}

var themes = []string{"light", "dark"}

// Ctx is the request's context.
func (v *Visit) Ctx() context.Context { return v.R.Context() }

// Now is the machine's time; cases of a test clock have their own.
func (v *Visit) Now() time.Time { return v.Site.API.Now() }

// Clock is the time that something lives in: a test clock's, or the machine's
// where it names none.
func (v *Visit) Clock(id string) (time.Time, error) {
	if id == "" {
		return v.Now(), nil
	}
	if at, ok := v.clocks[id]; ok {
		return at, nil
	}
	if !utf8.ValidString(id) || strings.ContainsRune(id, 0) { // no text that the database could know
		return time.Time{}, Missing()
	}
	at, err := postgres.ClockInstant(v.Ctx(), v.Site.API.Pool, id)
	if err == nil {
		v.clocks[id] = at
	}
	return at, err
}

var access = api.Access()

// May tells whether who is signed in may call the operation.
func (v *Visit) May(operation string) bool {
	roles := access[operation]
	return slices.Contains(roles, v.Who.Role) || slices.Contains(roles, api.Public)
}

// Show writes a whole page, or nothing of it.
func (v *Visit) Show(status int, component templ.Component) error {
	var b bytes.Buffer
	if err := component.Render(v.Ctx(), &b); err != nil {
		return err
	}
	h := v.W.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", v.Lang)
	v.W.WriteHeader(status)
	_, err := v.W.Write(b.Bytes())
	if err != nil {
		v.Site.Log.Debug("a page was not taken", zap.Error(err))
	}
	return nil
}

// Redirect sends the browser to another page.
func (v *Visit) Redirect(to string) error {
	http.Redirect(v.W, v.R, to, http.StatusSeeOther)
	return nil
}

// Say keeps what was just done for the next page.
func (v *Visit) Say(text string) { v.Site.Sessions.Put(v.Ctx(), flash, text) }

// Said is what was just done, told once.
func (v *Visit) Said() string {
	if v.Who.Token == "" {
		return ""
	}
	return v.Site.Sessions.PopString(v.Ctx(), flash)
}

// Back is the page that a request belongs to: itself, or the one its form stands on.
func (v *Visit) Back() string {
	if v.R.Method == http.MethodGet {
		return v.Site.Inside(v.R.URL.RequestURI())
	}
	return v.Site.Inside(v.R.PostFormValue("back"))
}

// Here is the address that shows the page again.
func (v *Visit) Here() string {
	if v.R.Method == http.MethodGet || strings.HasPrefix(v.R.URL.Path, v.Site.Root+"/sign-") {
		return v.R.URL.RequestURI()
	}
	return v.Back()
}

// Inside is the address where it is a page of the site, and not that of signing
// in or out; else the site's first page.
func (s *Site) Inside(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.IsAbs() || u.Host != "" || strings.ContainsAny(address, "\\\r\n") || strings.Contains(u.Path, "..") ||
		!s.inside(u.Path) || strings.HasPrefix(u.Path, s.Root+"/sign-") {
		return s.Root + "/"
	}
	return u.RequestURI()
}

const choiceLife = 365 * 24 * time.Hour

// Language keeps in which language the person reads.
func (v *Visit) Language() error {
	lang := Japanese
	if v.R.PostFormValue("language") == English {
		lang = English
	}
	return v.choose(languageCookie, lang)
}

// LookOf keeps whether the person reads on light or dark pages, or as their
// device does.
func (v *Visit) LookOf() error {
	theme := v.R.PostFormValue("theme")
	if !slices.Contains(themes, theme) {
		theme = ""
	}
	return v.choose(themeCookie, theme)
}

// choose keeps a choice of the person's in their browser and shows the page again.
func (v *Visit) choose(cookie, value string) error {
	http.SetCookie(v.W, &http.Cookie{
		Name: cookie, Value: value, Path: "/", MaxAge: int(choiceLife.Seconds()),
		HttpOnly: true, Secure: v.Site.Secure, SameSite: http.SameSiteLaxMode,
	})
	back := v.R.PostFormValue("back")
	if signIn := v.Site.Root + "/sign-in"; strings.HasPrefix(back, signIn) {
		u, err := url.Parse(back)
		if err != nil {
			return v.Redirect(signIn)
		}
		return v.Redirect(signIn + "?" + u.RawQuery)
	}
	return v.Redirect(v.Site.Inside(back))
}
