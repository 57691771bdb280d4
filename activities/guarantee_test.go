package activities_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kigen/activities"
	"kigen/internal/guarantee"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/postgres/pgtest"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

const ownIMEI = "490154203237518"

// guaranteed is a database with two members, each with a line and its guarantee
// in use from 1 November 2026.
func guaranteed(t *testing.T) *pgxpool.Pool {
	t.Helper()
	pool := pgtest.New(t, postgres.MigrateURL)
	at := jst.MakeDay(2026, time.November, 1).At(15, 0)
	exec(t, pool, `insert into device_models (code, name, maker, os, class, released_on) values ('kaze-7', 'Kaze 7', 'Kaze', 'android', 'own', '2025-03-10')`)
	for _, n := range []string{"1", "2"} {
		exec(t, pool, `insert into members (id, family_name, given_name, family_kana, given_kana, family_roman, given_roman, birth_date,
				email, postal_code, prefecture, city, street, card_token, joined_at)
			values ('mem_' || $1, '見本', '花子', 'ミホン', 'ハナコ', 'MIHON', 'HANAKO', '1990-01-01', 'hanako@example.jp',
				'100-0001', '東京都', '千代田区', '千代田1-1', 'tok_credit', $2)`, n, at)
		exec(t, pool, `insert into lines (id, member_id, kind, plan, use_start, activated_at)
			values ('lin_' || $1, 'mem_' || $1, 'data', 'light_start', '2026-11-01', $2)`, n, at)
		exec(t, pool, `insert into line_options (id, line_id, kind, started_on)
			values ('opt_' || $1, 'lin_' || $1, 'connected_device_guarantee', '2026-11-01')`, n)
		exec(t, pool, `insert into guarantees (id, member_id, line_id, applied_on, use_start)
			values ('opt_' || $1, 'mem_' || $1, 'lin_' || $1, '2026-10-28', '2026-11-01')`, n)
	}
	return pool
}

// W-2, W-9: of two members who register the same phone at once one is refused,
// and a repeated registration answers what the first one did.
func TestTwoRegisterOnePhone(t *testing.T) {
	pool := guaranteed(t)
	a := &activities.GuaranteeRegistrations{Ledger: &postgres.Ledger{Pool: pool}, Terms: terms.Embedded()}
	at := jst.MakeDay(2026, time.November, 5).At(12, 0)
	device := func(n string) activities.DeviceToRegister {
		d := message.GuaranteedDevice{ID: "reg_" + n, IMEI: ownIMEI, Model: "kaze-7", At: at, Actor: journal.Actor{Role: "member", ID: "mem_" + n}}
		for _, item := range guarantee.Confirmations(terms.Embedded().At(at)) {
			d.Confirmed = append(d.Confirmed, item.ID)
		}
		return activities.DeviceToRegister{OfGuarantee: activities.OfGuarantee{Option: "opt_" + n}, GuaranteedDevice: d}
	}
	errs := make([]error, 2)
	var wg sync.WaitGroup
	for i, n := range []string{"1", "2"} {
		_, err := a.OpenRegistration(t.Context(), message.GuaranteeRegistrationInput{Option: "opt_" + n, At: jst.MakeDay(2026, time.November, 1).At(15, 0)})
		require.NoError(t, err)
		wg.Go(func() { _, errs[i] = a.RegisterDevice(context.Background(), device(n)) })
	}
	wg.Wait()
	refused := errors.Join(errs...)
	no, ok := message.Refused(refused)
	require.True(t, ok, "%v", refused)
	require.Equal(t, refusal.Used, no.Code)
	require.Equal(t, 1, number(t, pool, `select count(*) from guarantees where device_id is not null`))
	require.Equal(t, 1, number(t, pool, `select count(*) from devices`))

	for i, n := range []string{"1", "2"} {
		if errs[i] == nil {
			p, err := a.RegisterDevice(t.Context(), device(n))
			require.NoError(t, err)
			require.Equal(t, guarantee.Registered, p.State)
		}
	}
}

// W-5: of two claims under one guarantee at once, one is refused as the other is open.
func TestTwoClaimsUnderOneGuarantee(t *testing.T) {
	pool := guaranteed(t)
	exec(t, pool, `insert into devices (id, member_id, line_id, model, colour, imei, use_start, state, origin)
		values ('dev_1', 'mem_1', 'lin_1', 'kaze-7', 'white', $1, '2026-11-01', 'in_use', 'own')`, ownIMEI)
	at := jst.MakeDay(2026, time.December, 1).At(10, 0)
	exec(t, pool, `update guarantees set device_id = 'dev_1', registered_at = $1 where id = 'opt_1'`, at.AddDate(0, 0, -20))
	require.NoError(t, postgres.LineUsed(t.Context(), pool, "lin_1", ownIMEI, jst.DayOf(at)))
	a := &activities.GuaranteeClaims{Ledger: &postgres.Ledger{Pool: pool}, Terms: terms.Embedded()}
	errs := make([]error, 2)
	var wg sync.WaitGroup
	for i, claim := range []string{"gcl_1", "gcl_2"} {
		wg.Go(func() {
			_, errs[i] = a.FileGuaranteeClaim(context.Background(), message.GuaranteeClaimInput{
				Claim: claim, Option: "opt_1", Cause: terms.Water, FaultDay: jst.DayOf(at), ReceivedAt: at, Actor: journal.Actor{Role: "member", ID: "mem_1"},
			})
		})
	}
	wg.Wait()
	no, ok := message.Refused(errors.Join(errs...))
	require.True(t, ok, "%v", errs)
	require.Equal(t, refusal.AlreadyOpen, no.Code)
	require.Equal(t, 1, number(t, pool, `select count(*) from guarantee_claims`))
}
