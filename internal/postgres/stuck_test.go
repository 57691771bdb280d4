package postgres_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/journal"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// A timer's step that the tables refuse in all its tries is told to the support
// desk, once, and closes the task when it is committed at last.
func TestStuckStepIsToldAndFreed(t *testing.T) {
	ledger, pool := newLedger(t)
	_, err := ledger.Commit(t.Context(), full("clm_1", "accepted"), json.RawMessage(`{}`))
	require.NoError(t, err)
	lapse := func(actor journal.Actor, name string) error {
		_, err := postgres.Step(t.Context(), ledger, "clm_1", "lapsed", func(context.Context) (d postgres.Decision[int], err error) {
			d.Entry = journal.Entry{
				At: noon.Add(time.Hour), Actor: actor, Rules: []terms.ID{terms.N5},
				Settled: []journal.Settlement{{Name: name, Outcome: journal.Lapsed}},
			}
			return d, nil
		})
		return err
	}
	tasks := func() (open, done int) {
		require.NoError(t, pool.QueryRow(t.Context(), `select count(*) filter (where closed_at is null), count(*) filter (where outcome = 'done')
			from tasks where kind = 'stuck-step' and desk = 'support' and why->>'step' = 'lapsed' and why->>'constraint' like '%open deadline'`).Scan(&open, &done))
		return open, done
	}

	var conflict *postgres.Conflict
	require.ErrorAs(t, lapse(journal.Actor{Role: "member", ID: "mem_1"}, "no-such-deadline"), &conflict)
	require.False(t, conflict.Told, "a person is told the refusal itself")
	open, _ := tasks()
	require.Zero(t, open)

	for range 2 {
		require.ErrorAs(t, lapse(journal.Timer, "no-such-deadline"), &conflict)
		require.True(t, conflict.Told)
		open, _ = tasks()
		require.Equal(t, 1, open)
	}
	require.NoError(t, lapse(journal.Timer, "old-device-back"))
	open, done := tasks()
	require.Zero(t, open)
	require.Equal(t, 1, done)
}

// A step that fails by a fault of ours is told to the support desk once it has
// been tried for long, by the kind of the error and not its words, and an outage
// is not; the step closes the task when it is committed at last, also a person's.
func TestTroubleIsToldAndFreed(t *testing.T) {
	ledger, pool := newLedger(t)
	_, err := ledger.Commit(t.Context(), full("clm_1", "accepted"), json.RawMessage(`{}`))
	require.NoError(t, err)
	tried := 10
	ledger.Tries = func(context.Context) int { return tried }
	step := func(fault error) error {
		_, err := postgres.Step(t.Context(), ledger, "clm_1", "withdrawn", func(context.Context) (d postgres.Decision[int], err error) {
			d.Entry = journal.Entry{At: noon.Add(time.Hour), Actor: journal.Actor{Role: "member", ID: "mem_1"}, Rules: []terms.ID{terms.N5}}
			return d, fault
		})
		return err
	}
	tasks := func(where string) (n int) {
		require.NoError(t, pool.QueryRow(t.Context(), `select count(*) from tasks where kind = 'stuck-step' and `+where).Scan(&n))
		return n
	}
	var trouble *postgres.Trouble
	fault := &json.SyntaxError{Offset: 7}
	require.False(t, errors.As(step(fault), &trouble), "not for long")
	tried++
	require.False(t, errors.As(step(context.DeadlineExceeded), &trouble), "an outage")
	require.False(t, errors.As(step(refusal.New(refusal.State, terms.N5, "x", "x")), &trouble), "a refusal")
	require.Zero(t, tasks("true"))
	for range 2 {
		require.ErrorAs(t, step(fault), &trouble)
	}
	require.Equal(t, 1, tasks(`closed_at is null and why = '{"step": "withdrawn", "error": "*json.SyntaxError"}'`))
	require.NoError(t, step(nil))
	require.Equal(t, 1, tasks(`outcome = 'done'`))
}

// A case's first step has no case yet that a task could be of: it is refused.
func TestStuckFirstStepIsRefused(t *testing.T) {
	ledger, _ := newLedger(t)
	_, err := postgres.Step(t.Context(), ledger, "clm_1", "accepted", func(context.Context) (d postgres.Decision[int], err error) {
		d.Entry = full("clm_1", "accepted")
		d.Entry.Settled = []journal.Settlement{{Name: "no-such-deadline", Outcome: journal.Lapsed}}
		return d, nil
	})
	var conflict *postgres.Conflict
	require.ErrorAs(t, err, &conflict)
	require.False(t, conflict.Told)
}

// A case that another command has changed meanwhile keeps the whole batch from
// being committed, and says so by its type: the batch leaves its cases to themselves.
func TestCommitAllTellsAConflict(t *testing.T) {
	ledger, pool := newLedger(t)
	_, err := ledger.Commit(t.Context(), full("clm_1", "accepted"), json.RawMessage(`{}`))
	require.NoError(t, err)
	e := journal.Entry{
		Case: "clm_1", Step: "lapsed", At: noon, Actor: journal.Timer, Rules: []terms.ID{terms.N5},
		Settled: []journal.Settlement{{Name: "no-such-deadline", Outcome: journal.Lapsed}},
	}
	_, err = ledger.CommitAll(t.Context(), []journal.Entry{e}, []json.RawMessage{json.RawMessage(`{}`)},
		func([]string) []postgres.Change { return nil })
	var conflict *postgres.Conflict
	require.ErrorAs(t, err, &conflict)
	require.Equal(t, oneOfEach, count(t, pool))
}

// The statements of a commit are one transaction also where they were prepared
// before, and where the last of them fails.
func TestCommitIsOneTransactionWithPreparedStatements(t *testing.T) {
	ledger, pool := newLedger(t)
	for i := range 4 {
		id := "clm_" + string(rune('a'+i))
		bad := postgres.ExpectOne("nobody", `update members set language = 'en' where id = $1`, "nobody")
		_, err := ledger.Commit(t.Context(), full(id, "accepted"), json.RawMessage(`{}`), bad)
		require.Error(t, err)
		require.Equal(t, i, count(t, pool)["journal"])
		_, err = ledger.Commit(t.Context(), full(id, "accepted"), json.RawMessage(`{}`))
		require.NoError(t, err)
		require.Equal(t, i+1, count(t, pool)["journal"])
	}
	// One transaction wrote all of a step: its rows bear one transaction ID.
	var ids int
	require.NoError(t, pool.QueryRow(t.Context(), `select count(distinct x) from (
		select xmin::text as x from journal where case_id = 'clm_d' union all select xmin::text from cases where id = 'clm_d'
		union all select xmin::text from charges where case_id = 'clm_d' union all select xmin::text from tasks where case_id = 'clm_d'
		union all select xmin::text from notices where case_id = 'clm_d') all_rows`).Scan(&ids))
	require.Equal(t, 1, ids)
}
