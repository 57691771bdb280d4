package postgres_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/journal"
	"kigen/internal/postgres"
	"kigen/internal/postgres/pgtest"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// Whatever a case's page shows has changed when its pulse has, and only then.
func TestPulseFollowsTheCase(t *testing.T) {
	ledger, pool := newLedger(t)
	ctx := t.Context()
	commit := func(e journal.Entry) {
		t.Helper()
		_, err := ledger.Commit(ctx, e, json.RawMessage(`{}`))
		require.NoError(t, err)
	}
	commit(full("clm_1", "accepted"))
	pulse := func() postgres.Pulse {
		t.Helper()
		list, err := postgres.Pulses(ctx, pool, []string{"clm_1", "clm_none"})
		require.NoError(t, err)
		require.Len(t, list, 1)
		return list[0]
	}
	desks := func() string {
		t.Helper()
		mark, err := postgres.DeskPulse(ctx, pool)
		require.NoError(t, err)
		return mark
	}
	steps := func() string {
		t.Helper()
		mark, err := postgres.StepPulse(ctx, pool)
		require.NoError(t, err)
		return mark
	}
	first, work, newest := pulse(), desks(), steps()
	require.Equal(t, 1, first.Steps)
	require.Equal(t, first, pulse())
	require.Equal(t, work, desks())

	commit(journal.Entry{Case: "clm_1", Step: "noted", At: noon, Actor: journal.Actor{Role: "desk:shipping", ID: "tok_a"}, Terms: "2026-04-01", Rules: []terms.ID{terms.N6}})
	second := pulse()
	require.Equal(t, 2, second.Steps)
	require.Equal(t, first.Mark, second.Mark)
	require.Equal(t, work, desks(), "no desk has more or less to do")
	require.NotEqual(t, newest, steps())

	commit(journal.Entry{Case: "clm_1", Step: "checked/1", At: noon, Actor: journal.Actor{Role: "desk:repair", ID: "tok_a"}, Terms: "2026-04-01", Rules: []terms.ID{terms.N6}})
	require.NotEqual(t, work, desks(), "a unit's movement may end a task of another case")
	work, second, newest = desks(), pulse(), steps()

	var task, charge string
	require.NoError(t, pool.QueryRow(ctx, `select t.id, c.id from tasks t, charges c where t.case_id = 'clm_1' and c.case_id = 'clm_1'`).Scan(&task, &charge))
	_, err := postgres.ClaimTask(ctx, pool, task, "stf_1", noon)
	require.NoError(t, err)
	claimed := pulse()
	require.NotEqual(t, second.Mark, claimed.Mark, "somebody has taken a task up")
	require.NotEqual(t, work, desks())
	require.Equal(t, newest, steps(), "that is no step")
	_, err = pool.Exec(ctx, `update tasks set claimed_by = 'stf_2' where id = $1`, task)
	require.NoError(t, err)
	handed := desks()
	_, err = pool.Exec(ctx, `update tasks set claimed_by = 'stf_1' where id = $1`, task)
	require.NoError(t, err)
	require.NotEqual(t, handed, desks(), "somebody else has it")

	other := full("wvr_1", "asked")
	other.Opens.Kind, other.Opens.WorkflowID, other.Armed = "waiver", "waiver/"+charge, nil
	other.Charges = []journal.Charge{{Name: "waiver", Rule: terms.N1, Kind: journal.Waiver, Amount: yen.Of(-5500), Tax: terms.Taxed, At: noon, Cancels: charge}}
	commit(other)
	require.NotEqual(t, claimed.Mark, pulse().Mark, "another case took a charge back")

	late, err := postgres.StepsAfter(ctx, pool, "clm_1", 2)
	require.NoError(t, err)
	require.Len(t, late, 1)
	require.Equal(t, "checked/1", late[0].Step)
}

func TestActorsAreCalledByTheirNames(t *testing.T) {
	_, pool := newLedger(t)
	ctx := t.Context()
	_, err := pool.Exec(ctx, `insert into staff (id, login, name, roles, created_at) values ('stf_1', 'sato', '佐藤', '{desk:billing}', $1)`, noon)
	require.NoError(t, err)
	_, err = pool.Exec(ctx, `insert into tokens (id, hash, role, name, issued_at) values ('tok_1', sha256('x'), 'courier', '見本運輸', $1)`, noon)
	require.NoError(t, err)
	names, err := postgres.ActorNames(ctx, pool, []string{"stf_1", "tok_1", "mem_1"})
	require.NoError(t, err)
	require.Equal(t, map[string]string{"stf_1": "佐藤", "tok_1": "見本運輸"}, names)
}

// What is asked every few seconds reads the newest steps and the tasks taken up only.
func TestPulsesAreReadByIndexes(t *testing.T) {
	ctx := t.Context()
	conn, err := pgtest.New(t, postgres.MigrateURL).Acquire(ctx)
	require.NoError(t, err)
	defer conn.Release()
	_, err = conn.Exec(ctx, "set enable_seqscan = off; set enable_sort = off; set enable_bitmapscan = off; set enable_hashjoin = off; set enable_mergejoin = off")
	require.NoError(t, err)
	e := &explaining{DB: conn}
	_, err = postgres.StepPulse(ctx, e)
	require.ErrorIs(t, err, errExplained)
	require.Contains(t, e.plan, "Limit")
	require.Contains(t, e.plan, "Index Only Scan Backward using journal_pkey")
	_, err = postgres.DeskPulse(ctx, e)
	require.ErrorIs(t, err, errExplained)
	require.Contains(t, e.plan, "Index Scan Backward using journal_pkey")
	require.Contains(t, e.plan, "using tasks_by_case")
	require.Contains(t, e.plan, "using tasks_claimed")
}
