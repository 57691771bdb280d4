package postgres_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/postgres"
	"kigen/internal/postgres/pgtest"
)

// TestTheAuditListIsReadByItsIndexes makes sure that a page of it costs the same
// after years.
func TestTheAuditListIsReadByItsIndexes(t *testing.T) {
	ctx := context.Background()
	conn, err := pgtest.New(t, postgres.MigrateURL).Acquire(ctx)
	require.NoError(t, err)
	defer conn.Release()
	_, err = conn.Exec(ctx, "set enable_seqscan = off; set enable_sort = off; set enable_bitmapscan = off")
	require.NoError(t, err)
	for name, f := range map[string]postgres.AuditFilter{
		"all": {}, "of a person": {Actor: "stf_1"}, "of an action": {Action: "getDocument"}, "of a case": {Case: "app_1"},
		"about a thing": {Subject: "doc_1"}, "of a day": {From: noon, To: noon.Add(24 * time.Hour)},
		"of a person on a day": {Actor: "stf_1", From: noon},
	} {
		for _, place := range []postgres.Place{{}, {At: noon, No: 7}} {
			e := &explaining{DB: conn}
			_, err := postgres.Audit(ctx, e, f, place, 50)
			require.ErrorIs(t, err, errExplained, name)
			require.NotContains(t, e.plan, "Seq Scan", name+"\n"+e.plan)
			require.NotContains(t, e.plan, "Sort", name+"\n"+e.plan)
			require.Contains(t, e.plan, "Limit", name+"\n"+e.plan)
		}
	}
}

func TestAnAuditLineNamesACaseThatIsOne(t *testing.T) {
	ledger, pool := newLedger(t)
	_, err := ledger.Commit(t.Context(), full("clm_1", "filed"), []byte("null"))
	require.NoError(t, err)
	add := func(cases ...string) {
		t.Helper()
		require.NoError(t, postgres.AddAudit(t.Context(), pool, postgres.AuditRow{
			At: noon, Role: "admin", Actor: "stf_1", Action: "x", Subject: "tsk_1", Outcome: postgres.AuditDone,
		}, cases...))
	}
	add("tsk_1", "clm_1")
	add("tsk_1")
	add()
	rows, err := postgres.Audit(t.Context(), pool, postgres.AuditFilter{}, postgres.Place{}, 9)
	require.NoError(t, err)
	require.Equal(t, []string{"", "", "clm_1"}, []string{rows[0].Case, rows[1].Case, rows[2].Case})
	require.Error(t, postgres.AddAudit(t.Context(), pool, postgres.AuditRow{At: noon, Role: "x", Action: "x", Outcome: postgres.AuditRefused}),
		"what was refused says why")
	for _, change := range []string{"update audit set actor_id = 'stf_2'", "delete from audit", "truncate audit"} {
		_, err := pool.Exec(t.Context(), change)
		require.ErrorContains(t, err, "never changed", change)
	}
}
