package command

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/require"

	"kigen/internal/ids"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/postgres"
	"kigen/internal/postgres/pgtest"
	"kigen/internal/terms"
	"kigen/internal/yen"
	"kigen/starter/api"
)

func TestFields(t *testing.T) {
	with, err := fields([]string{"id=lin_1", "names.family=山田", "names.given=太郎", "n:=14", "sims:=[{\"kind\":\"voice\"}]", "documents=@front.jpg", "documents=@back.jpg", "note=a=b"})
	require.NoError(t, err)
	require.Equal(t, map[string]any{
		"id": "lin_1", "names": map[string]any{"family": "山田", "given": "太郎"}, "n": 14.0,
		"sims":      []any{map[string]any{"kind": "voice"}},
		"documents": []any{map[string]any{"file": "front.jpg"}, map[string]any{"file": "back.jpg"}},
		"note":      "a=b",
	}, with)
	for _, bad := range [][]string{{"id"}, {"=x"}, {"n:=1x"}, {"a=1", "a.b=2"}} {
		_, err := fields(bad)
		require.Error(t, err, bad)
	}
}

// remote is a program with the remote commands on an API with one case.
func remote(t *testing.T) func(args ...string) (string, error) {
	t.Helper()
	ctx := context.Background()
	pool := pgtest.New(t, postgres.MigrateURL)
	at := jst.MakeDay(2026, 11, 1).At(15, 0)
	_, err := pool.Exec(ctx, `insert into members (id, family_name, given_name, family_kana, given_kana, family_roman,
		given_roman, birth_date, email, postal_code, prefecture, city, street, card_token, joined_at)
		values ('mem_1', '山田', '太郎', 'ヤマダ', 'タロウ', 'YAMADA', 'TARO', '1990-01-01', 'a@example.jp', '102-0071', '東京都', '千代田区', '富士見', 'tok', $1)`, at)
	require.NoError(t, err)
	_, err = (&postgres.Ledger{Pool: pool}).Commit(ctx, journal.Entry{
		Case: "clm_1", Step: "delivered", At: at, Actor: journal.Actor{Role: "courier", ID: "tok_x"},
		Rules: []terms.ID{terms.N5}, Terms: terms.Embedded().At(at).Name, State: "delivered",
		Opens:   &journal.Case{Kind: "replacement", WorkflowID: "replacement/clm_1", Member: "mem_1", Subject: "dev_1"},
		Armed:   []journal.Deadline{journal.Due("old-device-back", terms.N5, jst.Within(jst.DayOf(at), 14))},
		Charges: []journal.Charge{{Name: "non-return", Rule: terms.N5, Kind: journal.Posted, Amount: yen.Of(40_000), Tax: terms.NotTaxed, At: at}},
		Tasks:   []journal.Task{{Kind: "check", Desk: journal.DeskRepair, Rule: terms.N4, Due: at}},
	}, json.RawMessage("null"))
	require.NoError(t, err)
	_, err = pool.Exec(ctx, `insert into returns (id, case_id, member_id, slip_no, kind, requested_at)
		values ('ret_1', 'clm_1', 'mem_1', 'slip_1', 'equipment', $1)`, at)
	require.NoError(t, err)
	admin, err := api.Issue(ctx, pool, ids.New("tok"), api.Admin, "", "test", at)
	require.NoError(t, err)
	server := httptest.NewServer(api.New(api.Deps{
		Pool: pool, Terms: terms.Embedded(), Office: func(time.Time) letters.Office { return letters.Office{} },
	}))
	t.Cleanup(server.Close)
	return func(args ...string) (string, error) {
		var (
			printed bytes.Buffer
			program struct {
				Output
				List   List   `cmd:""`
				Show   Show   `cmd:""`
				Act    Act    `cmd:""`
				Papers Papers `cmd:""`
			}
		)
		program.To = &printed
		parser, err := kong.New(&program, kong.Vars{"lang": "en"})
		require.NoError(t, err)
		parsed, err := parser.Parse(append(args, "--url", server.URL, "--token", admin.Text))
		require.NoError(t, err)
		err = parsed.Run(&program.Output)
		return printed.String(), err
	}
}

func TestACaseIsReadable(t *testing.T) {
	run := remote(t)
	out, err := run("list")
	require.NoError(t, err)
	require.Contains(t, out, "clm_1")

	out, err = run("show", "clm_1")
	require.NoError(t, err)
	require.Contains(t, out, "¥40,000")
	require.Contains(t, out, "not taxed")
	require.Contains(t, out, "15 Nov")
	require.Contains(t, out, "N-5")
	out, err = run("show", "clm_1", "--lang", "ja")
	require.NoError(t, err)
	require.Contains(t, out, "40,000円")
	require.Contains(t, out, "不課税")
	require.Contains(t, out, "11月15日")
	out, err = run("show", "clm_1", "--json")
	require.NoError(t, err)
	require.True(t, json.Valid([]byte(out)))

	_, err = run("show", "clm_none", "--lang", "ja")
	require.ErrorContains(t, err, "見つかりませんでした")
}

func TestActCallsAnyOperation(t *testing.T) {
	run := remote(t)
	out, err := run("act")
	require.NoError(t, err)
	require.Contains(t, out, "addEntryCodes\n")
	out, err = run("act", "addEntryCodes", `codes:=[{"code":"ABCD-1","sim_kind":"voice"}]`)
	require.NoError(t, err)
	require.Contains(t, out, `"added": 1`)
	_, err = run("act", "addEntryCodes", `codes:=[{"code":"ABCD-1","sim_kind":"sms"}]`)
	require.ErrorContains(t, err, "[conflict S-4]")
	_, err = run("act", "flyToTheMoon")
	require.ErrorContains(t, err, "flyToTheMoon")
}

func TestPapersAreWrittenToAFile(t *testing.T) {
	run := remote(t)
	file := filepath.Join(t.TempDir(), "slip.pdf")
	out, err := run("papers", "slip", "ret_1", "--out", file)
	require.NoError(t, err)
	require.Equal(t, file+"\n", out)
	pdf, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, "%PDF-", string(pdf[:5]))
	_, err = run("papers", "slip", "ret_1", "--out", file)
	require.ErrorContains(t, err, "is there already")
	out, err = run("papers", "slip", "ret_1", "--out", "-")
	require.NoError(t, err)
	require.Equal(t, string(pdf), out)
	_, err = run("papers", "slip", "ret_2", "--lang", "ja")
	require.ErrorContains(t, err, "見つかりませんでした")
	_, err = run("papers", "agreement", "clm_1")
	require.ErrorContains(t, err, "forbidden")
}
