package postgres_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kigen/internal/identity"
	"kigen/internal/jst"
	"kigen/internal/postgres"
	"kigen/internal/postgres/pgtest"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/internal/vault"
)

var asked = jst.MakeDay(2026, time.November, 2).At(10, 0)

// TestProofsCountTries: S-2, however many codes come in at once.
func TestProofsCountTries(t *testing.T) {
	pool := pgtest.New(t, postgres.MigrateURL)
	v := terms.Embedded().At(asked)
	for range 2 {
		p, err := postgres.AskProof(t.Context(), pool, v, postgres.AskedProof{ID: "prf_1", Email: "taro@example.jp", Language: "ja", At: asked})
		require.NoError(t, err)
		require.Equal(t, asked.Add(30*time.Minute), p.ExpiresAt)
	}
	require.Equal(t, 1, rowCount(t, pool, `select count(*) from notices where template = 'email-code'`), "one letter a proof")

	var group sync.WaitGroup
	codes := make([]string, 9)
	for i := range codes {
		group.Go(func() {
			r, _ := refusal.As(postgres.ProveEmail(t.Context(), pool, "prf_1", false, asked))
			codes[i] = r.Code
		})
	}
	group.Wait()
	wrong := 0
	for _, code := range codes {
		if code == refusal.Mismatch {
			wrong++
		}
	}
	require.Equal(t, v.S2.Tries, wrong)
	require.ErrorIs(t, postgres.ProveEmail(t.Context(), pool, "prf_1", true, asked), &refusal.Error{Code: refusal.Locked, Rule: "S-2"})
	require.ErrorIs(t, postgres.ProveEmail(t.Context(), pool, "prf_2", true, asked), &refusal.Error{Code: refusal.NotFound})
}

// TestDraftsAreSweptOnTheirClock: what no process took is gone after a day.
func TestDraftsAreSweptOnTheirClock(t *testing.T) {
	pool := pgtest.New(t, postgres.MigrateURL)
	_, err := pool.Exec(t.Context(), `insert into test_clocks (id, name, instant) values ('clk_1', 'x', $1)`, asked)
	require.NoError(t, err)
	keep := func(id, clock string, at time.Time) {
		require.NoError(t, postgres.KeepDraft(t.Context(), pool, id, clock, map[string]string{"a": id}, at))
	}
	keep("drf_1", "", asked)
	keep("drf_2", "clk_1", asked)
	keep("drf_2", "clk_1", asked)
	keep("drf_3", "", asked.Add(24*time.Hour))
	require.Equal(t, 3, rowCount(t, pool, `select count(*) from drafts`))
	keep("drf_4", "", asked.Add(24*time.Hour+time.Second))
	_, err = postgres.LoadDraft[map[string]string](t.Context(), pool, "drf_1")
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.NotFound})
	got, err := postgres.LoadDraft[map[string]string](t.Context(), pool, "drf_2")
	require.NoError(t, err)
	require.Equal(t, map[string]string{"a": "drf_2"}, got)
}

// applicant is an application with an upload link.
func applicant(t *testing.T) *pgxpool.Pool {
	t.Helper()
	pool := pgtest.New(t, postgres.MigrateURL)
	for _, sql := range []string{
		`insert into members (id, family_name, given_name, family_kana, given_kana, family_roman, given_roman, birth_date,
			email, postal_code, prefecture, city, street, card_token, joined_at)
			values ('mem_1', '見本', '花子', 'ミホン', 'ハナコ', 'MIHON', 'HANAKO', '1990-01-01', 'h@example.jp', '100-0001', '東京都', 'x', 'x', 'tok', now())`,
		`insert into cases (id, kind, workflow_id, member_id, subject, state, opened_at) values ('app_1', 'signup', 'signup/app_1', 'mem_1', 'app_1', 'invited', '2026-11-02')`,
		`insert into applications (id, member_id, login, plan, channel, applied_at) values ('app_1', 'mem_1', 'mio1', 'minimum_start', 'web', '2026-11-02')`,
		`insert into upload_links (id, application_id, issued_at, expires_at, max_wrong) values ('upl_1', 'app_1', '2026-11-02', '2026-11-17', 5)`,
	} {
		_, err := pool.Exec(t.Context(), sql)
		require.NoError(t, err)
	}
	return pool
}

// TestWrongDatesLockTheLink: S-9, and the applicant is told until it has been told.
func TestWrongDatesLockTheLink(t *testing.T) {
	pool := applicant(t)
	enter := func(login, password string) (bool, error) {
		_, tell, err := postgres.EnterUploadPage(t.Context(), pool, "upl_1", login, password, asked)
		return tell, err
	}
	_, err := enter("mio1", "19900101")
	require.NoError(t, err)
	for range 4 {
		tell, err := enter("mio1", "19900102")
		require.ErrorIs(t, err, &refusal.Error{Code: refusal.Mismatch, Rule: "S-9"})
		require.False(t, tell)
	}
	for range 2 {
		tell, err := enter("mio2", "19900101")
		require.ErrorIs(t, err, &refusal.Error{Code: refusal.Locked, Rule: "S-9"})
		require.True(t, tell)
	}
	_, err = pool.Exec(t.Context(), `insert into journal (case_id, step, at, actor_role, rules, terms, facts, result)
		values ('app_1', $1, $2, 'public', '{S-9}', 'x', '{}', 'null')`, identity.StepLinkLocked("upl_1"), asked)
	require.NoError(t, err)
	tell, err := enter("mio1", "19900101")
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.Locked, Rule: "S-9"})
	require.False(t, tell)
}

// TestFilesOfASubmission: S-11, five at most, however many come at once.
func TestFilesOfASubmission(t *testing.T) {
	pool := applicant(t)
	limits := vault.Limits{MaxBytes: 1 << 20, MaxFiles: 5, Types: []string{"image/jpeg"}}
	file := func(i int) postgres.DocumentRow {
		return postgres.DocumentRow{
			ID: fmt.Sprintf("doc_%d", i), Application: "app_1", Role: identity.Front, MediaType: "image/jpeg", Size: 1, SHA256: "x", UploadedAt: asked,
		}
	}
	errs := make([]error, 8)
	var group sync.WaitGroup
	for i := range errs {
		group.Go(func() { errs[i] = postgres.AddDocument(t.Context(), pool, file(i), limits) })
	}
	group.Wait()
	kept := 0
	for i, err := range errs {
		if err != nil {
			require.ErrorIs(t, err, &refusal.Error{Code: refusal.LimitReached, Rule: "S-11"})
			continue
		}
		kept++
		require.NoError(t, postgres.AddDocument(t.Context(), pool, file(i), limits), "the same file again is the same file")
	}
	require.Equal(t, 5, kept)
	roles, err := postgres.LoadFiles(t.Context(), pool, "app_1")
	require.NoError(t, err)
	require.Len(t, roles, 5)
}

func rowCount(t *testing.T, pool *pgxpool.Pool, sql string) (n int) {
	t.Helper()
	require.NoError(t, pool.QueryRow(t.Context(), sql).Scan(&n))
	return n
}
