package member

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	"golang.org/x/time/rate"

	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/passwords"
	"kigen/internal/postgres"
	"kigen/internal/postgres/pgtest"
	"kigen/internal/sealing"
	"kigen/internal/terms"
	"kigen/starter/api"
)

// morning is the machine's time when a test begins.
var morning = jst.MakeDay(2026, time.November, 22).At(10, 0)

// IDs of what seed makes: Taro signs in, Hanae has no login yet.
const (
	taro  = "mem_3k7q2m9d5x8n4b6v1c0z2s7w9e"
	hanae = "mem_8n4b6v1c0z2s7w9e3k7q2m9d5x"

	login    = "taro.mihon"
	password = "umi to yama to kaze"
)

var carrier = terms.Text{JA: "きげんモバイル", EN: "Kigen Mobile"}

// world is the member pages on a database of their own.
type world struct {
	*testing.T
	server *httptest.Server
	pool   *pgxpool.Pool
	api    *api.API
	keys   *sealing.Keys
	now    time.Time
}

func newWorld(t *testing.T, change ...func(*api.Deps)) *world {
	t.Helper()
	keys, err := sealing.New()
	require.NoError(t, err)
	w := &world{T: t, pool: pgtest.New(t, postgres.MigrateURL), now: morning, keys: keys}
	d := api.Deps{
		Pool: w.pool, Terms: terms.Embedded(), Keys: keys, Now: func() time.Time { return w.now }, PublicRate: rate.Inf,
		Office: func(at time.Time) letters.Office {
			return letters.Office{Carrier: carrier, Terms: terms.Embedded().At(at), PublicURL: "https://kigen.example", MemberPath: "/my/"}
		},
	}
	for _, c := range change {
		c(&d)
	}
	w.api = api.New(d)
	m := New(Deps{API: w.api, Carrier: carrier})
	t.Cleanup(m.Close)
	mux := http.NewServeMux()
	m.Mount(mux)
	w.server = httptest.NewServer(mux)
	t.Cleanup(w.server.Close)
	w.seed()
	return w
}

// seed writes two members.
func (w *world) seed() {
	w.Helper()
	w.exec(`insert into members (id, family_name, given_name, family_kana, given_kana, family_roman, given_roman, birth_date,
		email, postal_code, prefecture, city, street, building, card_token, joined_at)
		values ($1, '見本', '太郎', 'ミホン', 'タロウ', 'MIHON', 'TARO', '1990-01-01', 'taro@example.jp', '102-0071', '東京都',
			'千代田区', '富士見2-10-2', '飯田橋グラン・ブルーム28階', 'tok', $3),
		($2, '見本', '花江', 'ミホン', 'ハナエ', 'MIHON', 'HANAE', '1992-04-01', 'hanae@example.jp', '102-0071', '東京都',
			'千代田区', '富士見2-10-2', '', 'tok', $3)`, taro, hanae, morning.AddDate(0, -6, 0))
	hash, err := passwords.Hash(w.Context(), password)
	require.NoError(w, err)
	require.NoError(w, postgres.AddLogin(w.Context(), w.pool, postgres.LoginRow{
		Member: taro, Login: login, Password: hash, ChangedAt: morning.AddDate(0, -6, 0),
	}))
}

func (w *world) exec(sql string, args ...any) {
	w.Helper()
	_, err := w.pool.Exec(context.Background(), sql, args...)
	require.NoError(w, err)
}

// browser keeps cookies and follows redirects, as people's do.
type browser struct {
	*world
	http.Client
	agent string
}

func (w *world) browser() *browser {
	jar, err := cookiejar.New(nil)
	require.NoError(w, err)
	return &browser{
		world: w, Client: http.Client{Jar: jar},
		agent: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
	}
}

// signedIn is the browser of Taro, who has signed in.
func (w *world) signedIn() *browser {
	w.Helper()
	b := w.browser()
	p := b.fill("/my/sign-in", url.Values{"login": {login}, "password": {password}})
	require.Equal(w, http.StatusOK, p.status, p.text)
	require.Equal(w, "/my/", p.path)
	return b
}

// shown is a page as it arrived.
type shown struct {
	status int
	path   string // with its query, after redirects
	header http.Header
	text   string
}

func (b *browser) open(path string) shown {
	b.Helper()
	return b.do(http.MethodGet, path, nil)
}

// fill opens a page, fills its first form of that address in and sends it.
func (b *browser) fill(path string, form url.Values) shown {
	b.Helper()
	form.Set("key", b.open(path).hidden("key"))
	return b.submit(path, form)
}

func (b *browser) submit(path string, form url.Values) shown {
	b.Helper()
	return b.do(http.MethodPost, path, form)
}

func (b *browser) do(method, path string, form url.Values) shown {
	b.Helper()
	r, err := http.NewRequestWithContext(b.Context(), method, b.server.URL+path, strings.NewReader(form.Encode()))
	require.NoError(b, err)
	r.Header.Set("User-Agent", b.agent)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := b.Do(r)
	require.NoError(b, err)
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	require.NoError(b, err)
	return shown{res.StatusCode, res.Request.URL.RequestURI(), res.Header, string(text)}
}

// hidden is the value of the first hidden field of that name.
func (p shown) hidden(name string) string {
	m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(p.text)
	if m == nil {
		return ""
	}
	return m[1]
}

func sorted(all []string) []string { return slices.Sorted(slices.Values(all)) }
