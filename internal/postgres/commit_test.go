package postgres_test

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/postgres"
	"kigen/internal/postgres/pgtest"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

var noon = jst.MakeDay(2026, time.November, 1).At(12, 0)

func newLedger(t *testing.T) (*postgres.Ledger, *pgxpool.Pool) {
	t.Helper()
	pool := pgtest.New(t, postgres.MigrateURL)
	_, err := pool.Exec(t.Context(), `insert into members (id, family_name, given_name, family_kana, given_kana,
		family_roman, given_roman, birth_date, email, postal_code, prefecture, city, street, card_token, joined_at)
		values ('mem_1', '見本', '花子', 'ミホン', 'ハナコ', 'MIHON', 'HANAKO', '1990-01-01', 'hanako@example.jp',
		'100-0001', '東京都', '千代田区', '千代田1-1', 'tok', $1)`, noon)
	require.NoError(t, err)
	return &postgres.Ledger{Pool: pool}, pool
}

type sampleLetter struct {
	Case string `json:"case"`
}

func (sampleLetter) Template() string { return "sample" }
func (sampleLetter) Version() int     { return 1 }
func (sampleLetter) Rule() terms.ID   { return terms.N5 }

// full is an entry that uses every part of the journal.
func full(caseID, step string) journal.Entry {
	return journal.Entry{
		Case: caseID, Step: step, At: noon, Actor: journal.Timer, Rules: []terms.ID{terms.N5, terms.C12}, Terms: "2026-04-01",
		State:   "accepted",
		Facts:   journal.Facts{"n": 1},
		Opens:   &journal.Case{Kind: "replacement", WorkflowID: "replacement/" + caseID, Member: "mem_1", Subject: "dev_1"},
		Armed:   []journal.Deadline{journal.Due("old-device-back", terms.N5, jst.Within(jst.DayOf(noon), 14))},
		Charges: []journal.Charge{{Name: "burden", Rule: terms.N1, Kind: journal.Posted, Amount: yen.Of(5500), Tax: terms.Taxed, At: noon}},
		Notices: []journal.Notice{{Letter: sampleLetter{Case: caseID}}},
		Tasks:   []journal.Task{{Kind: "ship", Desk: journal.DeskShipping, Rule: terms.N6, Due: noon.Add(time.Hour)}},
	}
}

func count(t *testing.T, pool *pgxpool.Pool) map[string]int {
	t.Helper()
	counts := map[string]int{}
	for _, table := range []string{"cases", "journal", "deadlines", "charges", "notices", "tasks"} {
		var n int
		require.NoError(t, pool.QueryRow(t.Context(), "select count(*) from "+table).Scan(&n))
		counts[table] = n
	}
	return counts
}

var oneOfEach = map[string]int{"cases": 1, "journal": 1, "deadlines": 1, "charges": 1, "notices": 1, "tasks": 1}

// B-9: a step that is tried again, as after a worker died between the commit
// and its answer, posts nothing twice and answers the same bytes.
func TestCommitAnswersTheFirstResultByteForByte(t *testing.T) {
	ledger, pool := newLedger(t)
	first := json.RawMessage(`{"b": 1,  "a":2}`)

	got, err := ledger.Commit(t.Context(), full("clm_1", "accepted"), first)
	require.NoError(t, err)
	require.Equal(t, string(first), string(got))

	again := full("clm_1", "accepted")
	again.Charges[0].Amount = yen.Of(8800)
	got, err = ledger.Commit(t.Context(), again, json.RawMessage(`{"other":true}`))
	require.NoError(t, err)
	require.Equal(t, string(first), string(got))
	require.Empty(t, cmp.Diff(oneOfEach, count(t, pool)))
}

func TestCommitOfTwoWorkersRacing(t *testing.T) {
	ledger, pool := newLedger(t)
	const workers = 16
	results := make([]string, workers)
	var wg sync.WaitGroup
	for i := range workers {
		wg.Go(func() {
			got, err := ledger.Commit(t.Context(), full("clm_1", "accepted"), json.RawMessage(`{"worker":`+string(rune('a'+i))+`}`))
			if err == nil {
				results[i] = string(got)
			}
		})
	}
	// Results that are not JSON are refused by the column: none may win.
	wg.Wait()
	require.Empty(t, cmp.Diff(map[string]int{"cases": 0, "journal": 0, "deadlines": 0, "charges": 0, "notices": 0, "tasks": 0}, count(t, pool)))

	for i := range workers {
		wg.Go(func() {
			got, err := ledger.Commit(t.Context(), full("clm_1", "accepted"), json.RawMessage(`{"worker":"`+string(rune('a'+i))+`"}`))
			if err == nil {
				results[i] = string(got)
			}
		})
	}
	wg.Wait()
	for _, r := range results {
		require.NotEmpty(t, r)
		require.Equal(t, results[0], r)
	}
	require.Empty(t, cmp.Diff(oneOfEach, count(t, pool)))
}

// A worker killed while its commit is on the wire: whatever the database made
// of it, the next try finds it or does it, once.
func TestCommitCutOffOnTheWire(t *testing.T) {
	ledger, pool := newLedger(t)
	for i := range 20 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i)*100*time.Microsecond)
		_, _ = ledger.Commit(ctx, full("clm_1", "accepted"), json.RawMessage(`{}`))
		cancel()
	}
	_, err := ledger.Commit(t.Context(), full("clm_1", "accepted"), json.RawMessage(`{}`))
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(oneOfEach, count(t, pool)))
}

// A step may send one letter about each of several things.
func TestCommitSendsALetterTwice(t *testing.T) {
	l, pool := newLedger(t)
	e := full("clm_1", "filed")
	e.Notices = append(e.Notices, e.Notices[0])
	for range 2 {
		_, err := l.Commit(t.Context(), e, json.RawMessage(`{}`))
		require.NoError(t, err)
	}
	require.Equal(t, 2, count(t, pool)["notices"])
}

func TestCommitIsAllOrNothing(t *testing.T) {
	ledger, pool := newLedger(t)
	_, err := ledger.Commit(t.Context(), full("clm_1", "accepted"), json.RawMessage(`{}`))
	require.NoError(t, err)

	missed := journal.Entry{
		Case: "clm_1", Step: "lapsed", At: noon, Actor: journal.Timer, Rules: []terms.ID{terms.N5},
		Settled: []journal.Settlement{{Name: "no-such-deadline", Outcome: journal.Lapsed}},
		Charges: []journal.Charge{{Name: "non-return", Rule: terms.N5, Kind: journal.Posted, Amount: yen.Of(40000), Tax: terms.NotTaxed, At: noon}},
	}
	_, err = ledger.Commit(t.Context(), missed, json.RawMessage(`{}`))
	var conflict *postgres.Conflict
	require.ErrorAs(t, err, &conflict)
	require.Empty(t, cmp.Diff(oneOfEach, count(t, pool)))
}

func TestCommitRefusesWrongStates(t *testing.T) {
	ledger, _ := newLedger(t)
	_, err := ledger.Commit(t.Context(), full("clm_1", "accepted"), json.RawMessage(`{}`))
	require.NoError(t, err)
	charge := journal.ChargeID("clm_1", "accepted", "burden")
	back := func(step string, kind journal.ChargeKind) journal.Entry {
		return journal.Entry{
			Case: "clm_1", Step: step, At: noon, Actor: journal.Timer, Rules: []terms.ID{terms.B9},
			Charges: []journal.Charge{{Name: "back", Rule: terms.B9, Kind: kind, Amount: yen.Of(-5500), Tax: terms.Taxed, At: noon, Cancels: charge}},
		}
	}
	_, err = ledger.Commit(t.Context(), back("waived", journal.Waiver), json.RawMessage(`{}`))
	require.NoError(t, err)

	second := full("clm_2", "accepted")
	second.Opens.WorkflowID = "replacement/clm_1"
	moved := jst.Within(jst.DayOf(noon), 7)
	moved.Lapse = moved.Lapse.Add(time.Second)
	for constraint, e := range map[string]journal.Entry{
		"charges_taken_back_once": back("reversed", journal.Reversal),
		"cases_one_open":          second,
		"deadlines_lapse_of_count": {
			Case: "clm_1", Step: "checked", At: noon, Actor: journal.Timer, Rules: []terms.ID{terms.N4},
			Armed: []journal.Deadline{journal.Due("check", terms.N4, moved)},
		},
	} {
		var conflict *postgres.Conflict
		_, err := ledger.Commit(t.Context(), e, json.RawMessage(`{}`))
		require.ErrorAs(t, err, &conflict, constraint)
		require.Equal(t, constraint, conflict.Constraint)
	}
}

func TestCommitAllLeavesCommittedCasesAlone(t *testing.T) {
	ledger, pool := newLedger(t)
	const cases = 50
	later := noon.AddDate(0, 0, 14)
	var entries []journal.Entry
	var results []json.RawMessage
	for i := range cases {
		id := "clm_" + string(rune('A'+i))
		_, err := ledger.Commit(t.Context(), full(id, "accepted"), json.RawMessage(`{}`))
		require.NoError(t, err)
		entries = append(entries, journal.Entry{
			Case: id, Step: "lapsed", At: later, Actor: journal.Timer, Rules: []terms.ID{terms.N5, terms.C12}, Ends: true, State: "closed",
			Settled: []journal.Settlement{{Name: "old-device-back", Outcome: journal.Lapsed}},
			Charges: []journal.Charge{{Name: "non-return", Rule: terms.N5, Kind: journal.Posted, Amount: yen.Of(40000), Tax: terms.NotTaxed, At: later}},
			Closed:  []journal.Closing{{Kind: "ship", Outcome: "void"}},
		})
		results = append(results, json.RawMessage(`{"by":"batch"}`))
	}
	own, err := ledger.Commit(t.Context(), entries[7], json.RawMessage(`{"by":"itself"}`))
	require.NoError(t, err)

	var told []string
	commitAll := func() int {
		n, err := ledger.CommitAll(t.Context(), entries, results, func(fresh []string) []postgres.Change { told = fresh; return nil })
		require.NoError(t, err)
		return n
	}
	require.Equal(t, cases-1, commitAll())
	require.Len(t, told, cases-1)
	require.NotContains(t, told, entries[7].Case)
	require.Zero(t, commitAll(), "the second run finds everything done")

	stored, _, err := ledger.Find(t.Context(), entries[7].Case, "lapsed")
	require.NoError(t, err)
	require.Equal(t, string(own), string(stored))
	var charges, open int
	require.NoError(t, pool.QueryRow(t.Context(), `select count(*) from charges where name = 'non-return' and amount = 40000`).Scan(&charges))
	require.NoError(t, pool.QueryRow(t.Context(), `select count(*) from cases where closed_at is null`).Scan(&open))
	require.Equal(t, cases, charges)
	require.Zero(t, open)
}

func TestStepDecidesAgainWhenOvertaken(t *testing.T) {
	ledger, _ := newLedger(t)
	tries := 0
	got, err := postgres.Step(t.Context(), ledger, "clm_1", "accepted", func(ctx context.Context) (d postgres.Decision[int], err error) {
		tries++
		d.Entry, d.Result = full("clm_1", "accepted"), tries
		if tries == 1 {
			d.Changes = []postgres.Change{postgres.ExpectOne("nothing", `update members set language = 'en' where id = 'nobody'`)}
		}
		return d, nil
	})
	require.NoError(t, err)
	require.Equal(t, 2, got)

	refused := errors.New("refused")
	_, err = postgres.Step(t.Context(), ledger, "clm_2", "accepted", func(context.Context) (d postgres.Decision[int], err error) { return d, refused })
	require.ErrorIs(t, err, refused)
}

func TestMigrationsGoUpAndDown(t *testing.T) {
	pool := pgtest.New(t, nil)
	require.NoError(t, postgres.Migrate(t.Context(), pool))
	schema := func() []string {
		rows, err := pool.Query(t.Context(), `select table_name || '.' || column_name from information_schema.columns
			where table_schema = 'public' and table_name <> 'goose_db_version' order by 1`)
		require.NoError(t, err)
		names, err := pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(t, err)
		return names
	}
	up := schema()
	require.NotEmpty(t, up)

	p, err := postgres.Migrations(pool)
	require.NoError(t, err)
	t.Cleanup(func() { _ = p.Close() })
	_, err = p.DownTo(t.Context(), 0)
	require.NoError(t, err)
	require.Empty(t, schema())
	_, err = p.Up(t.Context())
	require.NoError(t, err)
	require.Equal(t, up, schema())
}
