package postgres_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/postgres"
	"kigen/internal/postgres/pgtest"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

var desks = []string{"shipping", "billing"}

// twoTimes is a ledger with a case of the machine's time and one on a test clock,
// each with a deadline, a task and, the second, a lapse.
func twoTimes(t *testing.T) *postgres.Ledger {
	t.Helper()
	l, _ := newLedger(t)
	_, err := l.Pool.Exec(t.Context(), `insert into test_clocks (id, name, instant) values ('clk_1', 'later', '2026-12-01T03:00:00Z')`)
	require.NoError(t, err)
	for _, c := range []struct{ id, clock string }{{"clm_1", ""}, {"clm_2", "clk_1"}} {
		due := journal.Due("replacement-delivery", terms.N6, jst.Within(jst.MakeDay(2026, 11, 1), 2)) // through the 3rd
		due.Desk = journal.DeskShipping
		_, err = l.Commit(t.Context(), journal.Entry{
			Case: c.id, Step: "accepted", At: noon, Actor: journal.Timer, Rules: []terms.ID{terms.N6}, Terms: "2026-04-01", State: "accepted",
			Opens: &journal.Case{Kind: "replacement", WorkflowID: "replacement/" + c.id, Member: "mem_1", Clock: c.clock, Subject: "dev_1"},
			Armed: []journal.Deadline{due, journal.Due("old-device-back", terms.N5, jst.Within(jst.MakeDay(2026, 11, 1), 14))},
			Tasks: []journal.Task{{Kind: "ship-replacement", Desk: journal.DeskShipping, Rule: terms.N6, Due: due.Lapse}},
		}, json.RawMessage("null"))
		require.NoError(t, err)
	}
	_, err = l.Commit(t.Context(), journal.Entry{
		Case: "clm_2", Step: "return-settled", At: jst.MakeDay(2026, 11, 16).Start(), Actor: journal.Timer, Rules: []terms.ID{terms.N5}, Terms: "2026-04-01",
		State: "closed", Ends: true,
		Settled: []journal.Settlement{{Name: "old-device-back", Outcome: journal.Lapsed}},
		Charges: []journal.Charge{{
			Name: "non-return", Rule: terms.N5, Kind: journal.Posted, Amount: yen.Of(40_000), Tax: terms.NotTaxed, At: jst.MakeDay(2026, 11, 16).Start(),
		}},
		Tasks: []journal.Task{{Kind: "consider-waiver", Desk: journal.DeskBilling, Rule: terms.N5}},
	}, json.RawMessage("null"))
	require.NoError(t, err)
	return l
}

func TestTasksAreCountedByDesk(t *testing.T) {
	l := twoTimes(t)
	morning := jst.MakeDay(2026, 11, 3).At(9, 0)
	count := func(sight postgres.Sight) []postgres.TaskCountRow {
		t.Helper()
		rows, err := postgres.TaskCounts(t.Context(), l.Pool, desks, "stf_1", sight)
		require.NoError(t, err)
		return rows
	}
	all, err := postgres.Tasks(t.Context(), l.Pool, postgres.TaskFilter{Desk: "shipping"}, postgres.Place{}, 10)
	require.NoError(t, err)
	_, err = postgres.ClaimTask(t.Context(), l.Pool, all[0].ID, "stf_1", morning)
	require.NoError(t, err)

	require.Equal(t, []postgres.TaskCountRow{
		{Desk: "shipping", Open: 2, Unclaimed: 1, Mine: 1, DueToday: 2}, {Desk: "billing", Open: 1, Unclaimed: 1},
	}, count(postgres.Sight{At: morning}), "where there are no test clocks")
	require.Equal(t, []postgres.TaskCountRow{
		{Desk: "shipping", Open: 2, Unclaimed: 1, Mine: 1, Overdue: 1, DueToday: 1}, {Desk: "billing", Open: 1, Unclaimed: 1},
	}, count(postgres.Sight{At: morning, Clocks: true}), "each by its own clock")
	row := count(postgres.Sight{At: jst.MakeDay(2026, 12, 1).At(12, 0), Clock: "clk_1", Clocks: true})[0]
	require.Equal(t, 1, row.Open)
	require.Equal(t, 1, row.Overdue)
	require.Equal(t, 2, count(postgres.Sight{At: jst.MakeDay(2026, 11, 4).Start()})[0].Overdue, "C-5: at the instant itself it is late")
}

func TestWhatFallsDueIsForecast(t *testing.T) {
	l := twoTimes(t)
	days := []jst.Day{jst.MakeDay(2026, 11, 2), jst.MakeDay(2026, 11, 3), jst.MakeDay(2026, 11, 4)}
	forecast := func(sight postgres.Sight) (n []int) {
		t.Helper()
		rows, err := postgres.Forecast(t.Context(), l.Pool, desks, days, sight)
		require.NoError(t, err)
		require.Len(t, rows, len(desks)*len(days))
		require.True(t, rows[1].From.Equal(days[1].Start()))
		for _, r := range rows[:len(days)] {
			n = append(n, r.Deadlines+10*r.Tasks)
		}
		return n
	}
	require.Equal(t, []int{0, 22, 0}, forecast(postgres.Sight{}), "on its last good day")
	require.Equal(t, []int{0, 11, 0}, forecast(postgres.Sight{Clocks: true}))
	require.Equal(t, []int{0, 11, 0}, forecast(postgres.Sight{Clock: "clk_1", Clocks: true}))
	require.Equal(t, []int{0, 0, 0}, forecast(postgres.Sight{Clock: "clk_2", Clocks: true}))
}

func TestDueDaysAreCounted(t *testing.T) {
	l := twoTimes(t)
	days := []jst.Day{jst.MakeDay(2026, 11, 3), jst.MakeDay(2026, 11, 15)}
	for name, c := range map[string]struct {
		filter postgres.DeadlineFilter
		want   int
	}{
		"open": {postgres.DeadlineFilter{}, 3}, "lapsed": {postgres.DeadlineFilter{Outcome: "lapsed"}, 1},
		"of a rule": {postgres.DeadlineFilter{Rule: "N-6"}, 2}, "of a desk": {postgres.DeadlineFilter{Desk: "shipping"}, 2},
		"of a kind": {postgres.DeadlineFilter{Kind: "replacement"}, 3}, "of another": {postgres.DeadlineFilter{Kind: "repair"}, 0},
		"of a clock": {postgres.DeadlineFilter{Clock: "clk_1"}, 1},
	} {
		rows, err := postgres.DueDays(t.Context(), l.Pool, c.filter, days)
		require.NoError(t, err, name)
		n := 0
		for _, r := range rows {
			n += r.Count
		}
		require.Equal(t, c.want, n, name)
	}
}

func TestLapsesAndWhatTheyDid(t *testing.T) {
	l := twoTimes(t)
	lapse := jst.MakeDay(2026, 11, 16).Start()
	night := postgres.DeadlineFilter{Since: lapse.Add(-6 * time.Hour), By: lapse.Add(9 * time.Hour)}
	rows, err := postgres.LapseCounts(t.Context(), l.Pool, night)
	require.NoError(t, err)
	require.Equal(t, []postgres.LapseCountRow{{Rule: "N-5", Name: "old-device-back", Count: 1, Charges: 1, Amount: yen.Of(40_000), Tasks: 1, Closed: 1}}, rows)
	night.Sight = postgres.Sight{Clocks: true}
	rows, err = postgres.LapseCounts(t.Context(), l.Pool, night)
	require.NoError(t, err)
	require.Empty(t, rows, "it is another clock's")

	night.Sight, night.Outcome = postgres.Sight{Clock: "clk_1", Clocks: true}, "lapsed"
	lapsed, err := postgres.Deadlines(t.Context(), l.Pool, night, postgres.Place{}, 10)
	require.NoError(t, err)
	require.Len(t, lapsed, 1)
	key := postgres.StepKey{Case: lapsed[0].Case, Step: *lapsed[0].SettledStep}
	did, err := postgres.EffectsOf(t.Context(), l.Pool, []postgres.StepKey{key})
	require.NoError(t, err)
	require.Equal(t, "closed", did[key].State)
	require.Len(t, did[key].Charges, 1)
	require.Len(t, did[key].Tasks, 1)
	require.Empty(t, did[key].Notices)
}

// TestTodayIsReadByIndexes covers the reads of the first page and of the board's
// calendar, as TestListsReadTheirPageOnly does the lists.
func TestTodayIsReadByIndexes(t *testing.T) {
	ctx := t.Context()
	conn, err := pgtest.New(t, postgres.MigrateURL).Acquire(ctx)
	require.NoError(t, err)
	defer conn.Release()
	_, err = conn.Exec(ctx, "set enable_seqscan = off")
	require.NoError(t, err)
	at := time.Date(2026, 11, 1, 3, 0, 0, 0, time.UTC)
	days := []jst.Day{jst.DayOf(at)}
	for name, read := range map[string]func(db postgres.DB) error{
		"counts": func(db postgres.DB) error {
			_, err := postgres.TaskCounts(ctx, db, desks, "stf_1", postgres.Sight{At: at})
			return err
		},
		"forecast": func(db postgres.DB) error {
			_, err := postgres.Forecast(ctx, db, desks, days, postgres.Sight{At: at})
			return err
		},
		"a month": func(db postgres.DB) error {
			_, err := postgres.DueDays(ctx, db, postgres.DeadlineFilter{}, days)
			return err
		},
		"a month of a desk": func(db postgres.DB) error {
			_, err := postgres.DueDays(ctx, db, postgres.DeadlineFilter{Desk: "shipping"}, days)
			return err
		},
		"a month of lapses": func(db postgres.DB) error {
			_, err := postgres.DueDays(ctx, db, postgres.DeadlineFilter{Outcome: "lapsed"}, days)
			return err
		},
		"a month of a kind": func(db postgres.DB) error {
			_, err := postgres.DueDays(ctx, db, postgres.DeadlineFilter{Kind: "repair"}, days)
			return err
		},
		"lapses": func(db postgres.DB) error {
			_, err := postgres.LapseCounts(ctx, db, postgres.DeadlineFilter{Since: at, By: at})
			return err
		},
		"own tasks": func(db postgres.DB) error {
			_, err := postgres.Tasks(ctx, db, postgres.TaskFilter{ClaimedBy: "stf_1"}, postgres.Place{}, 10)
			return err
		},
		"names": func(db postgres.DB) error { _, err := postgres.MemberNames(ctx, db, []string{"mem_1"}); return err },
		"views": func(db postgres.DB) error { _, err := postgres.StaffViews(ctx, db, "stf_1"); return err },
	} {
		e := &explaining{DB: conn}
		require.ErrorIs(t, read(e), errExplained, name)
		require.NotContains(t, e.plan, "Seq Scan", name+"\n"+e.plan)
	}
	e := &explainingBatch{DB: conn}
	_, err = postgres.EffectsOf(ctx, e, []postgres.StepKey{{Case: "clm_1", Step: "s"}})
	require.ErrorIs(t, err, errExplained)
	for _, plan := range e.plans {
		require.NotEmpty(t, plan)
		require.NotContains(t, plan, "Seq Scan", plan)
	}
}
