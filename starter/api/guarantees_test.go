package api

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/jst"
	"kigen/internal/refusal"
)

// guaranteed gives taro a line with its guarantee and a registered phone, and
// hanae one of which nothing is registered, both in use from 1 November.
func (w *world) guaranteed() {
	w.t.Helper()
	for _, sql := range []string{
		`insert into device_models (code, name, maker, os, class, released_on) values ('mela-15', 'Mela 15', 'Mela', 'ios', 'own', '2025-09-20')`,
		`insert into lines (id, member_id, kind, plan, use_start, activated_at) values
			('lin_1', '` + w.taro + `', 'data', 'light_start', '2026-11-01', '2026-11-01T15:00:00+09:00'),
			('lin_2', '` + w.hanae + `', 'data', 'light_start', '2026-11-01', '2026-11-01T15:00:00+09:00')`,
		`insert into line_options (id, line_id, kind, started_on) values
			('opt_1', 'lin_1', 'connected_device_guarantee', '2026-11-01'), ('opt_2', 'lin_2', 'connected_device_guarantee', '2026-11-01')`,
		`insert into devices (id, member_id, line_id, model, colour, imei, use_start, state, origin)
			values ('dev_1', '` + w.taro + `', 'lin_1', 'mela-15', 'white', '490154203237518', '2026-11-01', 'in_use', 'own')`,
		`insert into guarantees (id, member_id, line_id, applied_on, use_start, device_id, registered_at) values
			('opt_1', '` + w.taro + `', 'lin_1', '2026-10-28', '2026-11-01', 'dev_1', '2026-11-05T12:00:00+09:00'),
			('opt_2', '` + w.hanae + `', 'lin_2', '2026-10-28', '2026-11-01', null, null)`,
	} {
		_, err := w.Pool.Exec(w.t.Context(), sql)
		require.NoError(w.t, err)
	}
}

// W-1, W-3, W-4, W-5, W-6, W-10: a guarantee says what it covers, what each
// month costs, and from when and how often it may be used.
func TestGuaranteeSaysWhatItIs(t *testing.T) {
	w := newWorld(t)
	w.guaranteed()
	var g Guarantee
	w.get("/v1/guarantees/opt_1", Member).into(&g)
	require.Equal(t, []any{"registered", jst.MakeDay(2026, 12, 1), 0, 2}, []any{g.State, g.ClaimsFrom, g.Used, g.MaxUses})
	require.Equal(t, jst.MakeDay(2026, 11, 15), g.Register.LastGoodDay)
	require.Len(t, g.Register.Confirm, 12)
	require.True(t, g.Device.RepairOnly)
	require.Nil(t, g.Device.UsedOn)
	require.Equal(t, jst.MakeDay(2028, 9, 20), g.Device.NaturalThrough)
	require.Equal(t, []MonthFee{
		{jst.MakeMonth(2026, 11), 0}, {jst.MakeMonth(2026, 12), 0}, {jst.MakeMonth(2027, 1), 550}, {jst.MakeMonth(2027, 2), 550},
	}, g.Fees[:4])

	_, err := w.Pool.Exec(t.Context(), `update guarantees set ends_at = '2027-02-01T00:00:00+09:00' where id = 'opt_1'`)
	require.NoError(t, err)
	w.get("/v1/guarantees/opt_1", Member).into(&g)
	require.Equal(t, []int64{550, 0}, []int64{g.Fees[2].Amount, g.Fees[3].Amount}, "the last month in full, nothing after")

	var page Page[Guarantee]
	w.get("/v1/guarantees", Member).into(&page)
	require.Len(t, page.Items, 1, "taro's own")
	w.get("/v1/guarantees", Support).into(&page)
	require.Equal(t, []string{"registered", "registration_due"}, []string{page.Items[0].State, page.Items[1].State})
}

// W-3, W-9: another's guarantee is not there; the member alone registers its
// device, the network alone reports its use.
func TestWhoMayDoWhatWithAGuarantee(t *testing.T) {
	w := newWorld(t)
	w.guaranteed()
	w.get("/v1/guarantees/opt_2", Member).problem(http.StatusNotFound, refusal.NotFound)
	register := map[string]any{"imei": "490154203237518", "model": "mela-15", "confirmed": []string{}}
	w.call(http.MethodPost, "/v1/guarantees/opt_2/device", w.token[Member], register).problem(http.StatusNotFound, refusal.NotFound)
	w.call(http.MethodPost, "/v1/guarantees/opt_1/device", w.token[Support], register).problem(http.StatusForbidden, refusal.Forbidden)

	used := func(day string) map[string]any {
		return map[string]any{"line_id": "lin_1", "imei": "490154203237518", "day": day}
	}
	w.call(http.MethodPost, "/v1/facts/line-used", w.token[Member], used("2026-11-10")).problem(http.StatusForbidden, refusal.Forbidden)
	w.call(http.MethodPost, "/v1/facts/line-used", w.token[Network], used("2027-11-10")).problem(http.StatusUnprocessableEntity, refusal.Invalid)
	for _, day := range []string{"2026-11-10", "2026-11-09"} { // an earlier day changes nothing
		require.Equal(t, http.StatusAccepted, w.call(http.MethodPost, "/v1/facts/line-used", w.token[Network], used(day)).status)
	}
	var g Guarantee
	w.get("/v1/guarantees/opt_1", Member).into(&g)
	require.Equal(t, jst.MakeDay(2026, 11, 10), *g.Device.UsedOn)
}
