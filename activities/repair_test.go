package activities_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kigen/activities"
	"kigen/internal/jst"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/postgres/pgtest"
	"kigen/internal/repair"
	"kigen/internal/terms"
)

// repairShop is a database with two members' used devices, dev_1 and dev_2, and
// one loaner.
func repairShop(t *testing.T) (*activities.Repairs, *pgxpool.Pool) {
	t.Helper()
	pool := pgtest.New(t, postgres.MigrateURL)
	exec(t, pool, `insert into device_models (code, name, maker, os, class, price, compensation_fee) values
		('used-7', 'Used 7', 'Sora', 'android', 'used', 30000, 550), ('lend-3', 'Lend 3', 'Umi', 'android', 'used', 20000, 550)`)
	for _, n := range []string{"1", "2"} {
		exec(t, pool, `insert into members (id, family_name, given_name, family_kana, given_kana, family_roman, given_roman, birth_date,
				email, postal_code, prefecture, city, street, card_token, joined_at)
			values ('mem_' || $1, '見本', '花子', 'ミホン', 'ハナコ', 'MIHON', 'HANAKO', '1990-01-01', 'hanako@example.jp',
				'100-0001', '東京都', '千代田区', '千代田1-1', 'tok_credit', '2025-06-01')`, n)
		exec(t, pool, `insert into devices (id, member_id, model, colour, imei, purchased_on, use_start, state)
			values ('dev_' || $1, 'mem_' || $1, 'used-7', 'black', '49015420323751' || $1, '2025-06-01', '2025-06-01', 'in_use')`, n)
		exec(t, pool, `insert into compensations (id, member_id, device_id, class, monthly_fee, started_on)
			values ('cmp_' || $1, 'mem_' || $1, 'dev_' || $1, 'used', 550, '2025-06-01')`, n)
	}
	exec(t, pool, `insert into stock_units (id, pool, model, colour, imei, price, state, since)
		values ('stu_1', 'loaner', 'lend-3', 'white', '356938035643809', 20000, 'on_shelf', '2026-10-01')`)
	return &activities.Repairs{Ledger: &postgres.Ledger{Pool: pool}, Terms: terms.Embedded()}, pool
}

func broken(n int, at time.Time) message.RepairInput {
	return message.RepairInput{
		Repair: fmt.Sprintf("rpr_%d", n), Device: fmt.Sprintf("dev_%d", n), Cause: terms.Water, Symptom: "display", FaultDay: jst.DayOf(at),
		Route: repair.ByParcel, WantsLoaner: true, ReceivedAt: at, Actor: customer,
	}
}

// U-3, U-12: a lapse that gives its loaner to the next in line names them again
// where its worker died before it could say so: nobody else would tell them.
func TestLapseTellsTheNextInLineAgain(t *testing.T) {
	a, pool := repairShop(t)
	for n := range 2 {
		v, err := a.FileRepair(t.Context(), broken(n+1, first.Add(time.Duration(n)*time.Hour)))
		require.NoError(t, err)
		require.Nil(t, v.Refusal)
	}
	lapse := activities.RepairDue{OfRepair: activities.OfRepair{Repair: "rpr_1"}, Name: repair.DeadlineDeviceIn}
	p, err := a.SettleRepair(t.Context(), lapse)
	require.NoError(t, err)
	require.Equal(t, repair.CaseClosed, p.State)
	require.Len(t, p.Given, 1)
	require.Equal(t, "rpr_2", p.Given[0].Case)
	again, err := a.SettleRepair(t.Context(), lapse)
	require.NoError(t, err)
	require.Equal(t, p, again)
	require.Equal(t, 1, number(t, pool, `select count(*) from journal where case_id = 'rpr_1' and step like 'device-in/%'`))
}
