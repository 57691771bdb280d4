package console

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/postgres"
	"kigen/starter/api"
	"kigen/starter/pages"
)

func TestSigningInAndOut(t *testing.T) {
	w := newWorld(t)
	b := w.browser()

	p := b.open("/console/cases/" + cancellation)
	require.Equal(t, "/console/sign-in?next=%2Fconsole%2Fcases%2F"+cancellation, p.path)
	require.Contains(t, p.text, `type="password"`)
	require.NotContains(t, p.text, "有効期限", "nobody was signed in before")

	p = b.submit("/console/sign-in", url.Values{"token": {" " + w.token[api.Support] + "\n"}, "next": {p.hidden("next")}})
	require.Equal(t, "/console/cases/"+cancellation, p.path, "back to where the person wanted to go")
	require.Contains(t, p.text, "サポート窓口")
	require.NotContains(t, p.text, w.token[api.Support])

	p = b.submit("/console/sign-out", nil)
	require.Equal(t, "/console/sign-in", p.path)
	require.Contains(t, b.open("/console/").path, "/console/sign-in")
}

func TestTheSessionCookieIsGuarded(t *testing.T) {
	w := newWorld(t)
	b := w.browser()
	b.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	p := b.submit("/console/sign-in", url.Values{"token": {w.token[api.Admin]}})
	require.Equal(t, http.StatusSeeOther, p.status)
	cookie := p.header.Get("Set-Cookie")
	for _, part := range []string{sessionCookie + "=", "HttpOnly", "SameSite=Lax"} {
		require.Contains(t, cookie, part)
	}
	require.NotContains(t, cookie, "Secure", "the test speaks http")
	secure := New(Deps{API: w.api, Secure: true})
	t.Cleanup(secure.Close)
	require.True(t, secure.Sessions.Cookie.Secure)

	_, value, _ := strings.Cut(strings.Split(cookie, ";")[0], "=")
	var stored, tokens int
	require.NoError(t, w.ledger.Pool.QueryRow(t.Context(),
		"select count(*), count(*) filter (where token = $1 or position($2::bytea in data) > 0) from sessions",
		value, []byte(w.token[api.Admin])).Scan(&stored, &tokens))
	require.Equal(t, 1, stored)
	require.Zero(t, tokens, "neither the cookie nor the access token is kept as it is")
}

func TestWrongTokensAreRefused(t *testing.T) {
	w := newWorld(t)
	for token, want := range map[string]struct {
		status int
		says   string
	}{
		"":                          {http.StatusUnauthorized, "トークンが正しくないか"},
		"kgn_wrong":                 {http.StatusUnauthorized, "トークンが正しくないか"},
		w.token[api.Courier]:        {http.StatusForbidden, "管理画面をご利用いただけません"},
		w.token[api.ReturnCentre]:   {http.StatusForbidden, "管理画面をご利用いただけません"},
		w.token[api.Admin] + "more": {http.StatusUnauthorized, "トークンが正しくないか"},
	} {
		b := w.browser()
		p := b.submit("/console/sign-in", url.Values{"token": {token}, "next": {"/console/cases"}})
		require.Equal(t, want.status, p.status)
		require.Contains(t, p.text, want.says)
		require.Contains(t, p.text, `aria-invalid="true"`)
		require.Equal(t, "/console/cases", p.hidden("next"), "a second try goes where the first one would")
		require.Contains(t, b.open("/console/").path, "/console/sign-in")
	}
}

func TestSignInIsBounded(t *testing.T) {
	w := newWorld(t, func(d *api.Deps) { d.PublicRate = 0.01 })
	b := w.browser()
	b.submit("/console/sign-in", url.Values{"token": {"kgn_1"}})
	p := b.submit("/console/sign-in", url.Values{"token": {w.token[api.Admin]}})
	require.Equal(t, http.StatusTooManyRequests, p.status)
	require.Contains(t, p.text, "短い時間に何度も")
}

func TestASessionEndsWithItsToken(t *testing.T) {
	w := newWorld(t)
	b := w.as(api.Billing)
	tokens, err := postgres.Tokens(t.Context(), w.ledger.Pool, postgres.Place{}, 50)
	require.NoError(t, err)
	for _, token := range tokens {
		_, err := postgres.RevokeToken(t.Context(), w.ledger.Pool, token.ID, morning)
		require.NoError(t, err)
	}
	p := b.open("/console/deadlines?rule=N-5")
	require.Contains(t, p.text, "サインインの有効期限が切れました")
	require.Equal(t, "/console/deadlines?rule=N-5", strings.ReplaceAll(p.hidden("next"), "&amp;", "&"))
}

func TestASessionExpires(t *testing.T) {
	w := newWorld(t)
	b, other := w.as(api.Support), w.as(api.Billing)
	sessions := postgres.Sessions{DB: w.ledger.Pool, Now: time.Now}
	_, err := w.ledger.Pool.Exec(t.Context(), "update sessions set expiry = $1", time.Now().Add(-time.Second))
	require.NoError(t, err)
	// A form that was filled in too late leads back to its page.
	p := b.submit("/console/cases/"+cancellation+"/actions/withdraw", url.Values{"key": {"12345678"}, "back": {"/console/cases/" + cancellation}})
	require.Contains(t, p.text, "サインインの有効期限が切れました")
	require.Equal(t, "/console/cases/"+cancellation, p.hidden("next"))

	require.Contains(t, other.open("/console/").text, "サインインの有効期限が切れました")
	w.as(api.Support)
	require.NoError(t, sessions.Clear(t.Context()))
	var left int
	require.NoError(t, w.ledger.Pool.QueryRow(t.Context(), "select count(*) from sessions").Scan(&left))
	require.Equal(t, 1, left, "the one that is good")
}

func TestOnlyPagesOfTheConsoleAreComeBackTo(t *testing.T) {
	for address, want := range map[string]string{
		"":                                     "/console/",
		"/console/":                            "/console/",
		"/console/cases?kind=signup":           "/console/cases?kind=signup",
		"https://evil.example/console/":        "/console/",
		"//evil.example/console/":              "/console/",
		"/\\evil.example/console/":             "/console/",
		"/console/../v1/cases":                 "/console/",
		"/consoleevil/":                        "/console/",
		"/console/sign-out":                    "/console/",
		"javascript:alert(1)":                  "/console/",
		"/console/cases\r\nSet-Cookie: evil=1": "/console/",
	} {
		require.Equal(t, want, (&pages.Site{Root: root}).Inside(address), address)
	}
	w := newWorld(t)
	b := w.browser()
	p := b.submit("/console/sign-in", url.Values{"token": {w.token[api.Admin]}, "next": {"https://evil.example/"}})
	require.Equal(t, "/console/", p.path)
}

func TestAnotherSitesFormIsRefused(t *testing.T) {
	w := newWorld(t)
	b := w.as(api.Support)
	r := b.request(http.MethodPost, "/console/cases/"+cancellation+"/actions/withdraw", strings.NewReader("key=12345678"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", "https://evil.example")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	require.Equal(t, http.StatusForbidden, b.do(r).status)
}

func TestEveryPageForbidsScript(t *testing.T) {
	w := newWorld(t)
	b := w.as(api.Admin)
	for _, path := range []string{"/console/", "/console/cases/" + claim, "/console/nowhere", "/console/sign-in"} {
		p := b.open(path)
		require.Contains(t, p.header.Get("Content-Security-Policy"), "default-src 'none'", path)
		require.NotContains(t, p.header.Get("Content-Security-Policy"), "unsafe", path)
		require.Equal(t, "no-store", strings.Split(p.header.Get("Cache-Control"), " ")[0], path)
		require.NotContains(t, p.text, "<script", path)
		require.NotContains(t, p.text, "style=", path)
	}
}
