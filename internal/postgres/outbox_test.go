package postgres_test

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kigen/internal/letters"
	"kigen/internal/mail"
	"kigen/internal/postgres"
)

func newOutbox(t *testing.T, queued int) (postgres.Outbox, *pgxpool.Pool) {
	t.Helper()
	ledger, pool := newLedger(t)
	for i := range queued {
		caseID := fmt.Sprintf("clm_%d", i)
		_, err := ledger.Commit(t.Context(), full(caseID, "accepted"), json.RawMessage(`null`))
		require.NoError(t, err)
	}
	return postgres.Outbox{Pool: pool}, pool
}

func claim(t *testing.T, o postgres.Outbox, limit int, now time.Time) []mail.Queued {
	t.Helper()
	claimed, err := o.Claim(t.Context(), limit, now, now.Add(time.Minute))
	require.NoError(t, err)
	return claimed
}

func TestOutboxClaimsANoticeWithItsRecipient(t *testing.T) {
	o, pool := newOutbox(t, 1)
	got := claim(t, o, 10, noon)
	require.Len(t, got, 1)
	require.Equal(t, "sample", got[0].Template)
	require.Equal(t, 1, got[0].Version)
	require.JSONEq(t, `{"case":"clm_0"}`, string(got[0].Data))
	require.True(t, got[0].At.Equal(noon))
	require.Equal(t, 1, got[0].Attempt)
	require.Equal(t, "hanako@example.jp", got[0].Address)
	require.Equal(t, letters.Recipient{FamilyName: "見本", GivenName: "花子", Lang: "ja"}, got[0].To)

	require.Empty(t, claim(t, o, 10, noon), "it is hidden while the lease runs")
	_, err := pool.Exec(t.Context(), `update members set language = 'en'`)
	require.NoError(t, err)
	again := claim(t, o, 10, noon.Add(time.Minute))
	require.Len(t, again, 1, "a lease that ended gives the notice back")
	require.Equal(t, 2, again[0].Attempt)
	require.Equal(t, letters.Recipient{FamilyName: "MIHON", GivenName: "HANAKO", Lang: "en"}, again[0].To)
}

// S-2: before there is a member, the letter goes to the address to be proven.
func TestOutboxClaimsTheCodeOfAnEmailProof(t *testing.T) {
	o, pool := newOutbox(t, 0)
	_, err := pool.Exec(t.Context(), `insert into email_proofs (id, email, language, asked_at, expires_at, max_tries)
		values ('prf_1', 'new@example.jp', 'en', $1, $1, 5)`, noon)
	require.NoError(t, err)
	_, err = pool.Exec(t.Context(), `insert into notices (id, step, proof_id, rule, template, version, data, at)
		values ('ntc_1', 'asked', 'prf_1', 'S-2', 'email-code', 1, '{}', $1)`, noon)
	require.NoError(t, err)
	got := claim(t, o, 10, noon)
	require.Len(t, got, 1)
	require.Equal(t, "new@example.jp", got[0].Address)
	require.Equal(t, letters.Recipient{Lang: "en"}, got[0].To)

	require.NoError(t, o.GiveUp(t.Context(), "ntc_1", "mail: recipient refused with 550"))
	require.Zero(t, count(t, pool)["tasks"], "an address without a case is nobody's task")
}

func TestOutboxSharesOutWhatIsDue(t *testing.T) {
	const notices, dispatchers = 40, 4
	o, _ := newOutbox(t, notices)
	var (
		mu    sync.Mutex
		times = map[string]int{}
		wg    sync.WaitGroup
	)
	for range dispatchers {
		wg.Go(func() {
			for {
				claimed, err := o.Claim(t.Context(), 3, noon, noon.Add(time.Minute))
				if err != nil || len(claimed) == 0 {
					return
				}
				mu.Lock()
				for _, q := range claimed {
					times[q.ID]++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	require.Len(t, times, notices)
	for id, n := range times {
		require.Equal(t, 1, n, id)
	}
}

func TestOutboxRecordsWhatBecameOfANotice(t *testing.T) {
	o, pool := newOutbox(t, 3)
	claimed := claim(t, o, 3, noon)
	require.Len(t, claimed, 3)
	sent, later, failed := claimed[0].ID, claimed[1].ID, claimed[2].ID
	require.NoError(t, o.Sent(t.Context(), sent, noon))
	require.NoError(t, o.Retry(t.Context(), later, "mail: connect failed", noon.Add(time.Hour)))
	require.NoError(t, o.GiveUp(t.Context(), failed, "mail: recipient refused with 550 5.1.1"))

	status := func(id string) (status, failure string) {
		require.NoError(t, pool.QueryRow(t.Context(), `select status, failure from notices where id = $1`, id).Scan(&status, &failure))
		return status, failure
	}
	got, _ := status(sent)
	require.Equal(t, "sent", got)
	got, failure := status(later)
	require.Equal(t, "queued", got)
	require.Equal(t, "mail: connect failed", failure)
	got, failure = status(failed)
	require.Equal(t, "failed", got)
	require.Equal(t, "mail: recipient refused with 550 5.1.1", failure)

	require.Empty(t, claim(t, o, 10, noon.Add(59*time.Minute)))
	again := claim(t, o, 10, noon.Add(time.Hour))
	require.Len(t, again, 1)
	require.Equal(t, later, again[0].ID)

	require.NoError(t, o.GiveUp(t.Context(), sent, "too late"), "another dispatcher was here first")
	got, _ = status(sent)
	require.Equal(t, "sent", got)
}

func TestALetterGivenUpIsATaskOfTheSupportDesk(t *testing.T) {
	o, pool := newOutbox(t, 1)
	id := claim(t, o, 1, noon)[0].ID
	require.NoError(t, o.GiveUp(t.Context(), id, "mail: recipient refused with 550 5.1.1"))
	require.NoError(t, o.GiveUp(t.Context(), id, "mail: recipient refused with 550 5.1.1"))
	var caseID, desk, notice string
	var opened time.Time
	require.NoError(t, pool.QueryRow(t.Context(), `select case_id, desk, why->>'notice', opened_at from tasks where kind = $1`,
		postgres.TaskUndelivered).Scan(&caseID, &desk, &notice, &opened))
	require.Equal(t, "clm_0", caseID)
	require.Equal(t, "support", desk)
	require.Equal(t, id, notice)
	require.True(t, opened.Equal(noon), "in the case's own time")
	require.Equal(t, 2, count(t, pool)["tasks"])
}
