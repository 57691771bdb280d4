package postgres_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/ids"
	"kigen/internal/postgres"
	"kigen/internal/postgres/pgtest"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

func TestForms(t *testing.T) {
	ctx := context.Background()
	pool := pgtest.New(t, postgres.MigrateURL)
	at := time.Date(2026, 11, 1, 3, 0, 0, 0, time.UTC)
	proof := func() string {
		p, err := postgres.AskProof(ctx, pool, terms.Embedded().At(at), postgres.AskedProof{ID: ids.New("prf"), Email: "Taro@example.jp", Language: "ja", At: at})
		require.NoError(t, err)
		return p.ID
	}
	begin := func() postgres.FormRow {
		f, err := postgres.OpenForm(ctx, pool, postgres.FormRow{ID: ids.New("frm")}, at)
		require.NoError(t, err)
		require.Equal(t, at.Add(postgres.FormLife), f.ExpiresAt.UTC())
		require.NoError(t, postgres.AskFormProof(ctx, pool, f.ID, "Taro@example.jp", proof(), at))
		return f
	}

	first := begin()
	require.NoError(t, postgres.FillForm(ctx, pool, first.ID, map[string]string{"plan": "family_share", "x": "1"}, nil, "plan", true, at))
	later := at.Add(time.Hour)
	require.NoError(t, postgres.FillForm(ctx, pool, first.ID, map[string]string{"plan": "light_start"}, []string{"x", "y"}, "plan", true, later))
	f, err := postgres.Form(ctx, pool, first.ID, later)
	require.NoError(t, err)
	require.Equal(t, map[string]string{"plan": "light_start"}, f.Entered)
	require.Equal(t, []string{"plan"}, f.Done)
	require.False(t, f.Proven)
	require.Equal(t, later.Add(postgres.FormLife), f.ExpiresAt.UTC())

	// Taken up again on another device by whoever has proven the same address.
	second, err := postgres.Form(ctx, pool, begin().ID, at)
	require.NoError(t, err)
	second.Email = strings.ToUpper(second.Email)
	found, err := postgres.EarlierForm(ctx, pool, second, later)
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.NotFound}, "whoever began it may have typed somebody else's address")
	require.Empty(t, found.Entered)
	first, err = postgres.Form(ctx, pool, first.ID, later)
	require.NoError(t, err)
	require.NoError(t, postgres.ProveEmail(ctx, pool, first.Proof, true, at))
	found, err = postgres.EarlierForm(ctx, pool, second, later)
	require.NoError(t, err)
	require.Equal(t, first.ID, found.ID)
	require.NoError(t, postgres.ReopenForm(ctx, pool, first.ID, second.ID, later))
	f, err = postgres.Form(ctx, pool, second.ID, later)
	require.NoError(t, err)
	require.Equal(t, second.Proof, f.Proof)
	require.Equal(t, map[string]string{"plan": "light_start"}, f.Entered)
	require.Equal(t, []string{"plan", "email"}, f.Done)
	_, err = postgres.Form(ctx, pool, first.ID, later)
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.NotFound}, "the other device sees nothing of it any more")
	first = second

	require.NoError(t, postgres.FormRefused(ctx, pool, first.ID, 0))
	require.NoError(t, postgres.FormRefused(ctx, pool, first.ID, 0), "told twice of one try")
	f, err = postgres.Form(ctx, pool, first.ID, later)
	require.NoError(t, err)
	require.Equal(t, 1, f.Refused)

	_, err = postgres.Form(ctx, pool, first.ID, f.ExpiresAt.Add(-time.Microsecond))
	require.NoError(t, err)
	_, err = postgres.Form(ctx, pool, first.ID, f.ExpiresAt)
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.NotFound})
	n, err := postgres.PurgeForms(ctx, pool, f.ExpiresAt.Add(-time.Microsecond))
	require.NoError(t, err)
	require.Zero(t, n)
	n, err = postgres.PurgeForms(ctx, pool, f.ExpiresAt)
	require.NoError(t, err)
	require.EqualValues(t, 1, n)
}

// TestAMemberHasOneForm also where the last one has expired and is not purged yet.
func TestAMemberHasOneForm(t *testing.T) {
	ctx := context.Background()
	pool := pgtest.New(t, postgres.MigrateURL)
	at := time.Date(2026, 11, 1, 3, 0, 0, 0, time.UTC)
	member := ids.New("mem")
	_, err := pool.Exec(ctx, `insert into members (id, family_name, given_name, family_kana, given_kana, family_roman, given_roman, birth_date,
		email, postal_code, prefecture, city, street, card_token, joined_at)
		values ($1, '見本', '太郎', 'ミホン', 'タロウ', 'MIHON', 'TARO', '1990-01-01', 'taro@example.jp', '102-0071', '東京都', '千代田区', '1', 'tok', $2)`, member, at)
	require.NoError(t, err)
	open := func(at time.Time) string {
		f, err := postgres.OpenForm(ctx, pool, postgres.FormRow{ID: ids.New("frm"), Member: member}, at)
		require.NoError(t, err)
		return f.ID
	}
	first := open(at)
	require.Equal(t, first, open(at.Add(time.Hour)))
	require.NotEqual(t, first, open(at.Add(postgres.FormLife)))
}

// TestFormsAreFoundByIndex keeps the reads of forms off the whole table.
func TestFormsAreFoundByIndex(t *testing.T) {
	ctx := context.Background()
	pool := pgtest.New(t, postgres.MigrateURL)
	conn, err := pool.Acquire(ctx)
	require.NoError(t, err)
	defer conn.Release()
	_, err = conn.Exec(ctx, "set enable_seqscan = off; set enable_sort = off; set enable_bitmapscan = off")
	require.NoError(t, err)
	at := time.Date(2026, 11, 1, 3, 0, 0, 0, time.UTC)
	for index, read := range map[string]func(postgres.DB) error{
		"application_forms_by_email": func(db postgres.DB) error {
			_, err := postgres.EarlierForm(ctx, db, postgres.FormRow{Email: "x"}, at)
			return err
		},
		"application_forms_by_member": func(db postgres.DB) error { _, err := postgres.MemberForm(ctx, db, "x", at); return err },
	} {
		e := &explaining{DB: conn}
		require.ErrorIs(t, read(e), errExplained)
		require.Contains(t, e.plan, index)
		require.NotContains(t, e.plan, "Seq Scan on application_forms")
	}
}
