package console

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/time/rate"

	"kigen/internal/ids"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/lines"
	"kigen/internal/passwords"
	"kigen/internal/postgres"
	"kigen/internal/postgres/pgtest"
	"kigen/internal/terms"
	"kigen/internal/vault"
	"kigen/internal/yen"
	"kigen/starter/api"
)

var morning = jst.MakeDay(2026, time.November, 22).At(10, 0)

// IDs of what seed makes.
const (
	taro         = "mem_3k7q2m9d5x8n4b6v1c0z2s7w9e"
	line1        = "lin_8n4b6v1c0z2s7w9e3k7q2m9d5x"
	cancellation = "can_7w9e3k7q2m9d5x8n4b6v1c0z2s"
	application  = "app_2m9d5x8n4b6v1c0z2s7w9e3k7q"
	claim        = "clm_5x8n4b6v1c0z2s7w9e3k7q2m9d"
	submission   = "sub_4b6v1c0z2s7w9e3k7q2m9d5x8n"
	document     = "doc_1c0z2s7w9e3k7q2m9d5x8n4b6v"
	clock1       = "clk_9d5x8n4b6v1c0z2s7w9e3k7q2m"
)

// world is a console on a database of its own, with people who may use it.
type world struct {
	*testing.T
	server  *httptest.Server
	ledger  *postgres.Ledger
	api     *api.API
	staff   map[api.Role]string // the ID of who works there
	console *Console
}

// password is everybody's, and its hash.
const password = "glaciers hum at noon"

var passwordHash = sync.OnceValues(func() (string, error) { return passwords.Hash(context.Background(), password) })

// loginOf is the login of who works at that desk alone.
func loginOf(role api.Role) string {
	_, desk, ok := strings.Cut(string(role), ":")
	if !ok {
		return string(role)
	}
	return desk
}

// employ registers somebody who works at desks.
func (w *world) employ(login, name string, roles ...api.Role) (id string) {
	w.Helper()
	hash, err := passwordHash()
	require.NoError(w, err)
	n := postgres.NewStaff{ID: ids.New("stf"), Login: login, Name: name, PasswordHash: hash, At: morning}
	for _, role := range roles {
		n.Roles = append(n.Roles, string(role))
	}
	_, err = postgres.AddStaff(w.Context(), w.api.Pool, n)
	require.NoError(w, err)
	return n.ID
}

func newWorld(t *testing.T, change ...func(*api.Deps)) *world {
	t.Helper()
	pool := pgtest.New(t, postgres.MigrateURL)
	d := api.Deps{
		Pool: pool, Terms: terms.Embedded(), Vault: oneFile{}, Now: func() time.Time { return morning }, PublicRate: rate.Inf,
		Office: func(at time.Time) letters.Office {
			return letters.Office{
				Carrier: terms.Text{JA: "きげんモバイル", EN: "Kigen Mobile"}, Terms: terms.Embedded().At(at),
				PublicURL: "https://kigen.example",
			}
		},
	}
	for _, c := range change {
		c(&d)
	}
	w := &world{T: t, ledger: &postgres.Ledger{Pool: pool}, api: api.New(d), staff: map[api.Role]string{}}
	for _, role := range api.StaffRoles() {
		w.staff[role] = w.employ(loginOf(role), "見本 "+string(role), role)
	}
	c := New(Deps{API: w.api})
	w.console = c
	t.Cleanup(c.Close)
	mux := http.NewServeMux()
	c.Mount(mux)
	w.server = httptest.NewServer(mux)
	t.Cleanup(w.server.Close)
	w.seed()
	return w
}

// seed writes three cases: a line that is to end, an application at the
// identity desk, and a replacement whose old device did not come back.
func (w *world) seed() {
	w.Helper()
	ctx := context.Background()
	exec := func(sql string, args ...any) {
		w.Helper()
		_, err := w.ledger.Pool.Exec(ctx, sql, args...)
		require.NoError(w, err)
	}
	exec(`insert into test_clocks (id, name, instant) values ($1, '旧端末が戻らない', $2)`, clock1,
		jst.MakeDay(2026, time.November, 20).At(9, 0))
	exec(`insert into members (id, family_name, given_name, family_kana, given_kana, family_roman, given_roman, birth_date,
		email, postal_code, prefecture, city, street, card_token, joined_at)
		values ($1, '見本', '太郎', 'ミホン', 'タロウ', 'MIHON', 'TARO', '1990-01-01', 'taro@example.jp', '102-0071', '東京都',
		'千代田区', '富士見2-10-2', 'tok', $2)`, taro, morning.AddDate(0, -6, 0))
	exec(`insert into lines (id, member_id, kind, plan, use_start, activated_at) values ($1, $2, 'voice', 'light_start', '2026-05-22', $3)`,
		line1, taro, morning.AddDate(0, -6, 0))
	w.reserve()
	w.apply()
	w.replace()
}

func (w *world) commit(e journal.Entry) {
	w.Helper()
	e.Terms = terms.Embedded().At(e.At).Name
	_, err := w.ledger.Commit(context.Background(), e, json.RawMessage("null"))
	require.NoError(w, err)
}

func (w *world) reserve() {
	at := jst.MakeDay(2026, time.November, 20).At(14, 5)
	e, res, err := lines.Reserve(terms.Embedded().At(at), lines.Line{ID: line1, Member: taro, Equipment: []string{"sim_card"}}, lines.Request{
		Case: cancellation, Line: line1, Channel: "member_page", ReceivedAt: at, Actor: journal.Actor{Role: "member", ID: taro},
	})
	require.NoError(w, err)
	e.Case, e.Step = cancellation, "reserved"
	e.Opens = &journal.Case{Kind: "cancellation", WorkflowID: "cancellation/" + line1, Member: taro, Subject: line1}
	w.commit(e)
	_, err = w.ledger.Pool.Exec(context.Background(), `insert into cancellations (id, line_id, channel, received_at, withdraw_until, effect_at, state)
		values ($1, $2, 'member_page', $3, $4, $5, 'reserved')`, cancellation, line1, at, res.WithdrawUntil, res.EffectAt)
	require.NoError(w, err)
}

func (w *world) apply() {
	at := jst.MakeDay(2026, time.November, 19).At(20, 41)
	w.commit(journal.Entry{
		Case: application, Step: "accepted", At: at, Actor: journal.Actor{Role: "public"}, Rules: []terms.ID{terms.G1, terms.S15},
		State: "invited", Facts: journal.Facts{"plan": "family_share", "channel": "web", "sims": []string{"voice", "data"}},
		Opens:   &journal.Case{Kind: "signup", WorkflowID: "signup/" + application, Member: taro, Subject: application},
		Armed:   []journal.Deadline{journal.Due("proof-of-identity", terms.S15, jst.Within(jst.DayOf(at), 20))},
		Notices: []journal.Notice{{Letter: letters.ApplicationReceived{Case: application, ReceivedAt: at, Plan: terms.FamilyShare, SIMs: []letters.SIM{{Kind: terms.VoiceSIM}}}}},
	})
	exec := func(sql string, args ...any) {
		w.Helper()
		_, err := w.ledger.Pool.Exec(context.Background(), sql, args...)
		require.NoError(w, err)
	}
	exec(`insert into applications (id, member_id, login, plan, channel, applied_at) values ($1, $2, 'mio12345', 'family_share', 'web', $3)`,
		application, taro, at)
	exec(`insert into application_sims (application_id, no, kind) values ($1, 1, 'voice'), ($1, 2, 'data')`, application)
	at = jst.MakeDay(2026, time.November, 20).At(8, 12)
	exec(`insert into submissions (id, application_id, method, document, declared, submitted_at)
		values ($1, $2, 'document_images', 'drivers_licence', '{"document": "drivers_licence", "expires_on": "2029-04-10", "address_on": "front"}', $3)`,
		submission, application, at)
	exec(`insert into documents (id, application_id, submission_id, role, media_type, size, sha256, uploaded_at)
		values ($1, $2, $3, 'front', 'image/png', $4, '', $5)`, document, application, submission, len(picture), at)
	due := journal.Due("identity-result", terms.S12, jst.Within(jst.DayOf(at), 2))
	due.Desk = journal.DeskIdentity
	w.commit(journal.Entry{
		Case: application, Step: "submitted/" + submission, At: at, Actor: journal.Actor{Role: "public"}, Rules: []terms.ID{terms.S10, terms.S11, terms.S12},
		State: "submitted", Facts: journal.Facts{"method": "document_images", "document": "drivers_licence"},
		Settled: []journal.Settlement{{Name: "proof-of-identity", Outcome: journal.Met}},
		Armed:   []journal.Deadline{due},
		Tasks:   []journal.Task{{Kind: "review-identity", Desk: journal.DeskIdentity, Rule: terms.S12, Due: due.Lapse}},
		Notices: []journal.Notice{{Letter: letters.SubmissionReceived{
			Case: application, ReceivedAt: at, Files: 2, LastGoodDay: due.Count.LastGoodDay, Lapse: due.Lapse,
		}}},
	})
}

func (w *world) replace() {
	device := letters.Device{Model: "<b>Kigen Phone 5</b>", Colour: "黒"}
	delivered := jst.MakeDay(2026, time.November, 1)
	back := journal.Due("old-device-back", terms.N5, jst.Within(delivered, 14))
	back.SettlesAt = back.Lapse.Add(12 * time.Hour)
	w.commit(journal.Entry{
		Case: claim, Step: "delivered/ref_1", At: delivered.At(11, 20), Actor: journal.Actor{Role: "courier", ID: "tok_1"},
		Rules: []terms.ID{terms.N4, terms.N5, terms.C2}, State: "delivered",
		Facts: journal.Facts{"fact": 1, "delivered_at": delivered.At(11, 20)},
		Opens: &journal.Case{Kind: "replacement", WorkflowID: "replacement/" + claim, Member: taro, Clock: clock1, Subject: "dev_1"},
		Armed: []journal.Deadline{back},
		Charges: []journal.Charge{{
			Name: "replacement-burden", Rule: terms.N1, Kind: journal.Posted, Amount: yen.Of(5_500), Tax: terms.Taxed, At: delivered.At(11, 20),
			Why: journal.Facts{"use": 1, "uses": 2, "tax_excluded": 5_000, "year_from": "2026-05-22", "year_through": "2027-05-21"},
		}},
	})
	w.commit(journal.Entry{
		Case: claim, Step: "return-settled/delivered", At: back.Lapse, Actor: journal.Timer, Rules: []terms.ID{terms.N5, terms.C12}, State: "closed", Ends: true,
		Settled: []journal.Settlement{{Name: "old-device-back", Outcome: journal.Lapsed}},
		Charges: []journal.Charge{{
			Name: "non-return", Rule: terms.N5, Kind: journal.Posted, Amount: yen.Of(40_000), Tax: terms.NotTaxed, At: back.Lapse,
			Why: journal.Facts{"last_good_day": back.Count.LastGoodDay, "delivered_at": delivered.At(11, 20)},
		}},
		Notices: []journal.Notice{{Letter: letters.NonReturnCharged{
			Case: claim, OldDevice: device, Charge: "chg_1", LastGoodDay: back.Count.LastGoodDay, Lapse: back.Lapse, Amount: yen.Of(40_000),
		}}},
		Tasks: []journal.Task{{Kind: "consider-waiver", Desk: journal.DeskBilling, Rule: terms.N5}},
	})
}

// browser keeps cookies and follows redirects, as people's do.
type browser struct {
	*world
	http.Client
}

func (w *world) browser() *browser {
	jar, err := cookiejar.New(nil)
	require.NoError(w, err)
	return &browser{world: w, Client: http.Client{Jar: jar}}
}

// as is the browser of somebody who has signed in.
func (w *world) as(role api.Role) *browser {
	w.Helper()
	b := w.browser()
	p := b.submit("/console/sign-in", url.Values{"login": {loginOf(role)}, "password": {password}})
	require.Equal(w, http.StatusOK, p.status, p.text)
	require.True(w, strings.HasPrefix(p.path, "/console/"), p.path)
	require.NotContains(w, p.path, "sign-in")
	return b
}

// shownPage is a page as it arrived.
type shownPage struct {
	status int
	path   string // with its query, after redirects
	header http.Header
	text   string
}

func (b *browser) open(path string) shownPage {
	b.Helper()
	return b.do(b.request(http.MethodGet, path, nil))
}

func (b *browser) submit(path string, form url.Values) shownPage {
	b.Helper()
	r := b.request(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r)
}

func (b *browser) request(method, path string, body io.Reader) *http.Request {
	b.Helper()
	r, err := http.NewRequestWithContext(b.Context(), method, b.server.URL+path, body)
	require.NoError(b, err)
	return r
}

func (b *browser) do(r *http.Request) shownPage {
	b.Helper()
	res, err := b.Do(r)
	require.NoError(b, err)
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	require.NoError(b, err)
	return shownPage{res.StatusCode, res.Request.URL.RequestURI(), res.Header, string(text)}
}

// hidden is the value of the first hidden field of that name.
func (p shownPage) hidden(name string) string {
	m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(p.text)
	if m == nil {
		return ""
	}
	return m[1]
}

// picture is what the vault has of the application's document: a PNG of one pixel.
var picture, _ = base64.StdEncoding.DecodeString(
	"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGD4DwABBAEAX+XDSwAAAABJRU5ErkJggg==")

// oneFile is a vault that has the application's document.
type oneFile struct{ vault.Vault }

func (oneFile) Open(_ context.Context, id string) (io.ReadCloser, error) {
	if id != document {
		return nil, vault.ErrNotFound
	}
	return io.NopCloser(bytes.NewReader(picture)), nil
}

// another opens one more case.
func (w *world) another() {
	w.Helper()
	id := ids.New("can")
	w.commit(journal.Entry{
		Case: id, Step: "reserved", At: morning, Actor: journal.Timer, Rules: []terms.ID{terms.K1}, State: "reserved",
		Opens: &journal.Case{Kind: "cancellation", WorkflowID: "cancellation/" + id, Member: taro, Subject: line1},
	})
}
