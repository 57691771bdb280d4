package api

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	"golang.org/x/time/rate"

	"kigen/internal/ids"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/postgres"
	"kigen/internal/postgres/pgtest"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// world is an API on a database of its own, with people who may call it.
type world struct {
	*API
	t     *testing.T
	at    time.Time // the machine's clock
	token map[Role]string
	taro  string // member IDs
	hanae string
}

// noon is the instant at which tests begin.
var noon = jst.MakeDay(2026, 11, 20).At(12, 0)

func newWorld(t *testing.T, change ...func(*Deps)) *world {
	t.Helper()
	w := &world{t: t, at: noon, token: map[Role]string{}}
	pool := pgtest.New(t, postgres.MigrateURL)
	d := Deps{
		Pool: pool, Terms: terms.Embedded(), Now: func() time.Time { return w.at }, PublicRate: rate.Inf,
		Office: func(at time.Time) letters.Office {
			return letters.Office{
				Carrier: terms.Text{JA: "きげんモバイル", EN: "Kigen Mobile"}, Terms: terms.Embedded().At(at), PublicURL: "https://kigen.example",
			}
		},
	}
	for _, c := range change {
		c(&d)
	}
	w.API = New(d)
	w.taro, w.hanae = w.member(pool, "太郎"), w.member(pool, "花江")
	for _, role := range Roles() {
		member := ""
		if role == Member {
			member = w.taro
		}
		w.token[role] = w.issue(role, member)
	}
	return w
}

func (w *world) issue(role Role, member string) string {
	w.t.Helper()
	issued, err := Issue(context.Background(), w.Pool, ids.New("tok"), role, member, "test", noon)
	require.NoError(w.t, err)
	return issued.Text
}

func (w *world) member(pool *pgxpool.Pool, given string) string {
	w.t.Helper()
	id := ids.New("mem")
	_, err := pool.Exec(context.Background(), `insert into members (id, family_name, given_name, family_kana, given_kana, family_roman,
		given_roman, birth_date, email, postal_code, prefecture, city, street, card_token, joined_at)
		values ($1, '山田', $2, 'ヤマダ', 'タロウ', 'YAMADA', 'TARO', '1990-01-01', $1 || '@example.jp', '102-0071', '東京都', '千代田区', '富士見2-10-2', 'tok', $3)`,
		id, given, noon)
	require.NoError(w.t, err)
	return id
}

// commit writes a case with a deadline, a charge, a letter and a task.
func (w *world) commit(id, member string, at time.Time) {
	w.t.Helper()
	count := jst.Within(jst.DayOf(at), 14)
	entry := journal.Entry{
		Case: id, Step: "delivered", At: at, Actor: journal.Actor{Role: "courier", ID: "tok_x"}, Rules: []terms.ID{terms.N5},
		Terms: terms.Embedded().At(at).Name, State: "old-device-awaited", Facts: journal.Facts{"delivered_on": "2026-11-01"},
		Opens: &journal.Case{Kind: "replacement", WorkflowID: "replacement/" + id, Member: member, Subject: "dev_1"},
		Armed: []journal.Deadline{journal.Due("old-device-back", terms.N5, count), {
			Name: "delivered-in-time", Rule: terms.N6, Lapse: at.Add(48 * time.Hour), SettlesAt: at.Add(60 * time.Hour), Desk: journal.DeskShipping,
		}},
		Charges: []journal.Charge{{
			Name: "replacement-burden", Rule: terms.N1, Kind: journal.Posted, Amount: yen.Of(5_500), Tax: terms.Taxed, At: at,
			Why: journal.Facts{"use": 1},
		}},
		Notices: []journal.Notice{{Letter: letters.CancellationWithdrawn{Case: id, Line: "lin_1", WithdrawnAt: at, Effect: at}}},
		Tasks:   []journal.Task{{Kind: "check", Desk: journal.DeskRepair, Rule: terms.N4, Due: at.Add(time.Hour)}},
	}
	ledger := &postgres.Ledger{Pool: w.Pool}
	_, err := ledger.Commit(context.Background(), entry, json.RawMessage("null"))
	require.NoError(w.t, err)
}

// reply is what a request was answered with.
type reply struct {
	t      *testing.T
	status int
	header http.Header
	body   []byte
}

func (w *world) call(method, path, token string, body any, headers ...string) reply {
	w.t.Helper()
	var content io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		content = bytes.NewBufferString(b)
	default:
		text, err := json.Marshal(b)
		require.NoError(w.t, err)
		content = bytes.NewReader(text)
	}
	r := httptest.NewRequest(method, path, content)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, r)
	return reply{w.t, rec.Code, rec.Header(), rec.Body.Bytes()}
}

func (w *world) get(path string, role Role, headers ...string) reply {
	w.t.Helper()
	return w.call(http.MethodGet, path, w.token[role], nil, headers...)
}

func (r reply) into(v any) {
	r.t.Helper()
	require.Equal(r.t, http.StatusOK, r.status, string(r.body))
	require.NoError(r.t, json.Unmarshal(r.body, v))
}

// problem checks that the answer is one, whole.
func (r reply) problem(status int, code string) Problem {
	r.t.Helper()
	require.Equal(r.t, status, r.status, string(r.body))
	require.Equal(r.t, "application/problem+json", r.header.Get("Content-Type"))
	var p Problem
	require.NoError(r.t, json.Unmarshal(r.body, &p))
	require.Equal(r.t, code, p.Code, string(r.body))
	require.Equal(r.t, status, p.Status)
	require.NotEmpty(r.t, p.JA)
	require.NotEmpty(r.t, p.EN)
	require.NotEmpty(r.t, p.Title)
	require.Contains(r.t, []string{p.JA, p.EN}, p.Detail)
	_, err := url.Parse(p.Type)
	require.NoError(r.t, err)
	require.Contains(r.t, p.Type, code)
	return p
}
