package api

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/jst"
	"kigen/internal/refusal"
)

// TestStatementsOfAMember: P-9, C-9: one's own only, twelve months back and no
// more; 不課税 apart, the tax once.
func TestStatementsOfAMember(t *testing.T) {
	w := newWorld(t)
	month := jst.MonthOf(noon)
	w.commit("clm_1", w.taro, noon)
	w.commit("clm_2", w.taro, noon)
	w.commit("clm_3", w.hanae, noon)

	var s Statement
	w.get("/v1/members/me/statements/"+month.String(), Member).into(&s)
	require.Equal(t, w.taro, s.Member)
	require.Equal(t, MonthTotal{Month: month, Total: 11_000, Taxable: 11_000, Tax: 1_000}, s.MonthTotal)
	require.Len(t, s.Lines, 2)
	w.get("/v1/members/"+w.hanae+"/statements/"+month.String(), Member).problem(http.StatusNotFound, refusal.NotFound)
	w.get("/v1/members/"+w.hanae+"/statements/"+month.String(), Billing).into(&s)
	require.Len(t, s.Lines, 1)
	w.get("/v1/members/"+w.hanae+"/statements/"+month.String(), Repair).problem(http.StatusForbidden, refusal.Forbidden)
	w.get("/v1/members/me/statements/soon", Member).problem(http.StatusUnprocessableEntity, refusal.Invalid)
	w.get("/v1/members/me/statements/"+month.Next().String(), Member).problem(http.StatusConflict, refusal.TooEarly)

	w.at = month.AddMonths(12).End().Add(-1)
	w.get("/v1/members/me/statements/"+month.String(), Member).into(&s)
	var list Statements
	w.get("/v1/members/me/statements", Member).into(&list)
	require.Len(t, list.Items, 13)
	require.Equal(t, month.AddMonths(12), list.Items[0].Month)
	require.Equal(t, s.MonthTotal, list.Items[12])
	w.at = month.AddMonths(13).Start()
	w.get("/v1/members/me/statements/"+month.String(), Member).problem(http.StatusGone, refusal.TooOld)
	w.get("/v1/members/me/statements", Member).into(&list)
	require.Equal(t, month.Next(), list.Items[12].Month)
}

// TestHowADeviceIsPaid: P-3, P-6, P-7 on a device, and on the one that took its place.
func TestHowADeviceIsPaid(t *testing.T) {
	w := newWorld(t)
	for _, sql := range []string{
		`insert into device_models (code, name, maker, os, class, price)
			values ('n', 'N', 'Kigen', 'android', 'new', 60001), ('u', 'U', 'Kigen', 'android', 'used', 30000)`,
		`insert into devices (id, member_id, model, colour, imei, purchased_on, use_start, state, replaces)
			select 'dev_' || n, '` + w.taro + `', m, '黒', '35000000000000' || n, '2026-11-01', '2026-11-01', s, p
			from (values (1, 'n', 'in_use', null), (2, 'u', 'returned', null), (3, 'u', 'in_use', 'dev_2')) v (n, m, s, p)`,
		`insert into purchases (device_id, member_id, price, parts, parts_paid)
			values ('dev_1', '` + w.taro + `', 60001, 24, 1), ('dev_2', '` + w.taro + `', 30000, 1, 0)`,
	} {
		_, err := w.Pool.Exec(context.Background(), sql)
		require.NoError(t, err)
	}
	var d Device
	w.get("/v1/devices/dev_1", Member).into(&d)
	require.Equal(t, int64(57_500), d.Purchase.Remaining)
	require.Equal(t, []int64{2_501, 2_500}, d.Purchase.Amounts[:2])
	require.Equal(t, jst.MakeDay(2027, 11, 1), *d.WarrantyThrough)
	d = Device{}
	w.get("/v1/devices/dev_3", Member).into(&d)
	require.Equal(t, Purchase{Price: 30_000, Parts: 1, Amounts: []int64{30_000}, Remaining: 30_000}, *d.Purchase)
	require.Equal(t, jst.MakeDay(2026, 11, 30), *d.ExchangeThrough)
	require.Nil(t, d.WarrantyThrough)
}
