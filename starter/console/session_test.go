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

// credentials are what the form of signing in sends.
func credentials(role api.Role, next string) url.Values {
	return url.Values{"login": {loginOf(role)}, "password": {password}, "next": {next}}
}

func TestSigningInAndOut(t *testing.T) {
	w := newWorld(t)
	b := w.browser()

	p := b.open("/console/cases/" + cancellation)
	require.Equal(t, "/console/sign-in?next=%2Fconsole%2Fcases%2F"+cancellation, p.path)
	require.Contains(t, p.text, `type="password"`)
	require.Contains(t, p.text, `autocomplete="current-password"`)
	require.NotContains(t, p.text, "有効期限", "nobody was signed in before")
	require.NotContains(t, p.text, "会社のアカウント", "there is no identity provider")

	p = b.submit("/console/sign-in", url.Values{"login": {" Support "}, "password": {password}, "next": {p.hidden("next")}})
	require.Equal(t, "/console/cases/"+cancellation, p.path, "back to where the person wanted to go")
	require.Contains(t, p.text, "サポート窓口")
	require.Contains(t, p.text, "見本 desk:support")
	require.Equal(t, "/console/", b.open("/console/sign-in").path, "who is signed in need not do it again")

	p = b.submit("/console/sign-out", nil)
	require.Equal(t, "/console/sign-in", p.path)
	require.Contains(t, b.open("/console/").path, "/console/sign-in")
	rows, err := postgres.Audit(t.Context(), w.api.Pool, postgres.AuditFilter{Actor: w.staff[api.Support]}, postgres.Place{}, 9)
	require.NoError(t, err)
	require.Len(t, rows, 2)
	require.Equal(t, api.ActionSignOut, rows[0].Action)
	require.Equal(t, rows[0].Session, rows[1].Session)
}

func TestTheSessionCookieIsGuarded(t *testing.T) {
	w := newWorld(t)
	b := w.browser()
	b.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	p := b.submit("/console/sign-in", credentials(api.Admin, ""))
	require.Equal(t, http.StatusSeeOther, p.status)
	cookie := p.header.Get("Set-Cookie")
	for _, part := range []string{sessionCookie + "=", "HttpOnly", "SameSite=Lax"} {
		require.Contains(t, cookie, part)
	}
	require.NotContains(t, cookie, "Secure", "the test speaks http")
	require.True(t, (&pages.Site{Secure: true}).NewSessions(nil, sessionCookie, api.StaffSessionLife, api.StaffSessionIdle).Cookie.Secure)

	_, value, _ := strings.Cut(strings.Split(cookie, ";")[0], "=")
	var stored, plain int
	require.NoError(t, w.api.Pool.QueryRow(t.Context(),
		"select count(*), count(*) filter (where token = $1) from sessions", value).Scan(&stored, &plain))
	require.Equal(t, 1, stored)
	require.Zero(t, plain, "the cookie is not kept as it is")
}

// TestAPlantedCookieIsWorthless covers session fixation: the cookie from before
// the sign-in opens nothing after it.
func TestAPlantedCookieIsWorthless(t *testing.T) {
	w := newWorld(t)
	planted := &http.Cookie{Name: sessionCookie, Value: "planted-by-somebody-else-0123456789abcdefghijkl"}
	b := w.browser()
	r := b.request(http.MethodPost, "/console/sign-in", strings.NewReader(credentials(api.Support, "").Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(planted)
	require.Equal(t, "/console/", b.do(r).path)

	other := w.browser()
	r = other.request(http.MethodGet, "/console/", nil)
	r.AddCookie(planted)
	require.Contains(t, other.do(r).path, "/console/sign-in")
}

func TestTheWrongPasswordIsRefused(t *testing.T) {
	w := newWorld(t)
	var texts []string
	for _, form := range []url.Values{
		{"login": {"support"}, "password": {"wrong"}},
		{"login": {"nobody"}, "password": {password}},
		{"login": {"support"}, "password": {""}},
	} {
		b := w.browser()
		form.Set("next", "/console/cases")
		p := b.submit("/console/sign-in", form)
		require.Equal(t, http.StatusUnauthorized, p.status)
		require.Contains(t, p.text, "ログインIDまたはパスワードが正しくありません")
		require.Contains(t, p.text, `aria-invalid="true"`)
		require.Contains(t, p.text, `value="`+form.Get("login")+`"`, "the login stays")
		require.Equal(t, "/console/cases", p.hidden("next"), "a second try goes where the first one would")
		require.Contains(t, b.open("/console/").path, "/console/sign-in")
		texts = append(texts, strings.ReplaceAll(p.text, form.Get("login"), "…"))
	}
	require.Equal(t, texts[0], texts[1], "nothing tells which logins there are")

	b := w.browser()
	for range postgres.MostStaffTries {
		b.submit("/console/sign-in", url.Values{"login": {"nobody"}, "password": {"wrong"}})
	}
	p := b.submit("/console/sign-in", url.Values{"login": {"nobody"}, "password": {"wrong"}})
	require.Equal(t, http.StatusLocked, p.status)
	require.Contains(t, p.text, "一時的に停止しています")
}

func TestSignInIsBounded(t *testing.T) {
	w := newWorld(t, func(d *api.Deps) { d.PublicRate = 0.01 })
	b := w.browser()
	b.submit("/console/sign-in", url.Values{"login": {"support"}, "password": {"wrong"}})
	p := b.submit("/console/sign-in", credentials(api.Admin, ""))
	require.Equal(t, http.StatusTooManyRequests, p.status)
	require.Contains(t, p.text, "短い時間に何度も")
}

func TestASessionEndsWithItsAccount(t *testing.T) {
	w := newWorld(t)
	b := w.as(api.Billing)
	yes := true
	_, err := postgres.ChangeStaff(t.Context(), w.api.Pool, w.staff[api.Billing], postgres.StaffChange{Disabled: &yes, At: morning})
	require.NoError(t, err)
	p := b.open("/console/deadlines?rule=N-5")
	require.Contains(t, p.text, "サインインの有効期限が切れました")
	require.Equal(t, "/console/deadlines?rule=N-5", strings.ReplaceAll(p.hidden("next"), "&amp;", "&"))
	p = b.submit("/console/sign-in", credentials(api.Billing, ""))
	require.Equal(t, http.StatusUnauthorized, p.status)
}

func TestASessionExpires(t *testing.T) {
	w := newWorld(t)
	b, other := w.as(api.Support), w.as(api.Billing)
	sessions := postgres.Sessions{DB: w.api.Pool, Now: time.Now}
	_, err := w.api.Pool.Exec(t.Context(), "update sessions set expiry = $1", time.Now().Add(-time.Second))
	require.NoError(t, err)
	// A form that was filled in too late leads back to its page.
	p := b.submit("/console/cases/"+cancellation+"/actions/withdraw", url.Values{"key": {"12345678"}, "back": {"/console/cases/" + cancellation}})
	require.Contains(t, p.text, "サインインの有効期限が切れました")
	require.Equal(t, "/console/cases/"+cancellation, p.hidden("next"))

	require.Contains(t, other.open("/console/").text, "サインインの有効期限が切れました")
	w.as(api.Support)
	require.NoError(t, sessions.Clear(t.Context()))
	var left int
	require.NoError(t, w.api.Pool.QueryRow(t.Context(), "select count(*) from sessions").Scan(&left))
	require.Equal(t, 1, left, "the one that is good")
}

func TestOnlyPagesOfTheConsoleAreComeBackTo(t *testing.T) {
	site := &pages.Site{Root: root}
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
		require.Equal(t, want, site.Inside(address), address)
	}
	w := newWorld(t)
	b := w.browser()
	p := b.submit("/console/sign-in", credentials(api.Admin, "https://evil.example/"))
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

// TestNoPageHasScriptOrStyleOfItsOwn keeps what an injected text could do to nothing.
func TestNoPageHasScriptOrStyleOfItsOwn(t *testing.T) {
	w := newWorld(t)
	b := w.as(api.Admin)
	for _, path := range []string{"/console/", "/console/cases/" + claim, "/console/nowhere", "/console/sign-in", "/console/staff", "/console/audit", "/console/account"} {
		p := b.open(path)
		require.Contains(t, p.header.Get("Content-Security-Policy"), "default-src 'none'", path)
		require.NotContains(t, p.header.Get("Content-Security-Policy"), "unsafe", path)
		require.Equal(t, "no-store", strings.Split(p.header.Get("Cache-Control"), " ")[0], path)
		require.NotContains(t, p.text, "<script>", path)
		require.NotContains(t, p.text, " onclick", path)
		require.NotContains(t, p.text, "style=", path)
	}
}
