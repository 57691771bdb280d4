package api

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/imei"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// phone is the IMEI of the n-th device of a test.
func phone(n int) string { return imei.WithCheck("3500000000000" + string(rune('0'+n))) }

// stocked gives taro dev_1, which was replaced by dev_2; dev_1 came back and is a
// loaner that waits for nobody, while a case of hanae's waits for an iPhone.
func (w *world) stocked() {
	w.t.Helper()
	exec := func(sql string, args ...any) {
		w.t.Helper()
		_, err := w.Pool.Exec(context.Background(), sql, args...)
		require.NoError(w.t, err)
	}
	exec(`insert into device_models (code, name, maker, os, class, price) values
		('pixel-8a', 'Pixel 8a', 'Google', 'android', 'used', 40000), ('iphone-15', 'iPhone 15', 'Apple', 'ios', 'used', 90000)`)
	exec(`insert into devices (id, member_id, model, colour, imei, purchased_on, use_start, replaces, state, origin) values
		('dev_1', $1, 'pixel-8a', '黒', $2, '2026-10-01', '2026-10-03', null, 'returned', 'supply'),
		('dev_2', $1, 'pixel-8a', '黒', $3, '2026-10-01', '2026-10-03', 'dev_1', 'in_use', 'replacement')`, w.taro, phone(1), phone(2))
	w.commit("clm_1", w.taro, noon)
	exec(`insert into cases (id, kind, workflow_id, member_id, subject, state, opened_at) values ('rpr_1', 'repair', 'repair/rpr_1', $1, 'dev_3', 'filed', $2)`,
		w.hanae, noon)
	exec(`insert into stock_line (case_id, clock, os, asked_at) values ('rpr_1', '', 'ios', $1)`, noon)
	exec(`insert into stock_units (id, pool, model, colour, imei, price, state, since) values
		('stu_1', 'loaner', 'pixel-8a', '黒', $1, 40000, 'on_shelf', $3), ('stu_2', 'replacement', 'iphone-15', '白', $2, 90000, 'issued', $3)`,
		phone(1), phone(4), noon)
	exec(`insert into stock_movements (unit_id, at, kind, state, actor_role, actor_id) values ('stu_1', $1, 'taken_in', 'on_shelf', 'desk:shipping', 'tok_9')`, noon)
}

func TestTheStockIsRead(t *testing.T) {
	w := newWorld(t)
	w.stocked()
	var counts StockCounts
	w.get("/v1/stock", Repair).into(&counts)
	require.Equal(t, []UnitCount{
		{Pool: "loaner", OS: "android", State: "on_shelf", Units: 1}, {Pool: "replacement", OS: "ios", State: "issued", Units: 1},
	}, counts.Units)
	require.Equal(t, []WaitingCount{{OS: "ios", Cases: 1}}, counts.Waiting)

	var line Page[Waiting]
	w.get("/v1/stock/line?os=ios", Shipping).into(&line)
	require.Equal(t, "rpr_1", line.Items[0].Case)
	require.Equal(t, 1, line.Items[0].Place)
	require.Equal(t, w.hanae, line.Items[0].Member)
	w.get("/v1/stock/line?os=android", Shipping).into(&line)
	require.Empty(t, line.Items)

	var units Page[StockUnit]
	w.get("/v1/stock/units?limit=1", Admin).into(&units)
	require.Len(t, units.Items, 1)
	require.NotEmpty(t, units.Next)
	w.get("/v1/stock/units?pool=replacement&os=ios&state=issued&model=iphone-15", Admin).into(&units)
	require.Equal(t, "stu_2", units.Items[0].ID)
	require.EqualValues(t, 90_000, units.Items[0].Price)

	var unit StockUnitPage
	w.get("/v1/stock/units/stu_1", Support).into(&unit)
	require.Equal(t, "Pixel 8a", unit.Name)
	require.Equal(t, "taken_in", unit.History[0].Kind)
	require.Equal(t, "dev_1", unit.Devices[0].ID, "whose it was before")
	require.Equal(t, Actor{Role: "desk:shipping", ID: "tok_9"}, unit.History[0].Actor)
	w.get("/v1/stock/units/stu_9", Support).problem(http.StatusNotFound, refusal.NotFound)

	for _, path := range []string{"/v1/stock", "/v1/stock/line", "/v1/stock/units", "/v1/stock/units/stu_1"} {
		w.get(path, Member).problem(http.StatusForbidden, refusal.Forbidden)
		w.get(path, Courier).problem(http.StatusForbidden, refusal.Forbidden)
	}
}

// Units that can't be taken in are refused each for itself; nothing is started.
func TestUnitsThatAreNotTakenIn(t *testing.T) {
	w := newWorld(t)
	w.stocked()
	unit := func(model, imei string) map[string]any {
		return map[string]any{"pool": "loaner", "model": model, "colour": "黒", "imei": imei}
	}
	r := w.call(http.MethodPost, "/v1/stock/units", w.token[Repair], map[string]any{"units": []any{
		unit("pixel-8a", "350000000000000"), unit("pixel-8a", phone(2)), unit("galaxy", phone(5)), unit("pixel-8a", phone(1)), unit("pixel-8a", phone(1)),
		unit("pixel-8a", phone(4)),
	}})
	var intake StockIntake
	r.into(&intake)
	var results []string
	for _, line := range intake.Results {
		result := line.Result + " " + line.Unit
		if line.Problem != nil {
			result = line.Result + " " + line.Problem.Code + " " + string(line.Problem.Rule)
		}
		results = append(results, result)
	}
	require.Equal(t, []string{
		"refused invalid W-3", "refused used U-3", "refused invalid N-3", "already_known stu_1", "refused used U-3", "refused used U-3",
	}, results)
	require.Empty(t, intake.Case)
	require.NotContains(t, string(r.body), phone(2), "an answer repeats no IMEI")
	w.call(http.MethodPost, "/v1/stock/units", w.token[Support], map[string]any{"units": []any{unit("pixel-8a", phone(6))}}).
		problem(http.StatusForbidden, refusal.Forbidden)
	w.call(http.MethodPost, "/v1/stock/units/stu_1/checks", w.token[Shipping], map[string]any{"condition": "whole"}).
		problem(http.StatusForbidden, refusal.Forbidden)
	w.call(http.MethodPost, "/v1/stock/units/stu_9/checks", w.token[Repair], map[string]any{"condition": "whole"}).
		problem(http.StatusNotFound, refusal.NotFound)
}

func TestADevicesLife(t *testing.T) {
	w := newWorld(t)
	w.stocked()
	var life DeviceLife
	w.get("/v1/devices/dev_1/life", Repair).into(&life)
	require.Len(t, life.Chain, 2)
	require.True(t, life.Chain[0].Here)
	require.Equal(t, "supply", life.Origin)
	require.Equal(t, "dev_2", life.Chain[1].ID)
	require.Equal(t, "stu_1", life.Unit)
	require.Equal(t, "clm_1", life.Cases[0].ID)
	require.EqualValues(t, 5_500, life.Total)
	var told []string
	for _, e := range life.Timeline {
		told = append(told, e.Day.String()+" "+e.What+strings.TrimSuffix(" "+e.Step, " "))
	}
	require.Equal(t, []string{
		"2026-10-01 purchased", "2026-10-03 use_started", "2026-10-03 replaced", "2026-11-20 stock taken_in", "2026-11-20 step delivered",
	}, told)
	require.Equal(t, "tok_x", life.Timeline[4].Actor.ID)

	// A member sees their own devices, and nothing of the carrier's own affairs.
	life = DeviceLife{}
	w.get("/v1/devices/dev_1/life", Member).into(&life)
	require.Empty(t, life.Unit)
	require.Empty(t, life.Others)
	for _, e := range life.Timeline {
		require.NotEqual(t, "stock", e.What)
		require.True(t, e.Actor == nil || e.Actor.ID == "", "who of the staff it was stays inside")
	}
	hanae := w.issue(Member, w.hanae)
	w.call(http.MethodGet, "/v1/devices/dev_1/life", hanae, nil).problem(http.StatusNotFound, refusal.NotFound)
}

func TestFindingADevice(t *testing.T) {
	w := newWorld(t)
	w.stocked()
	find := func(token, imei string) reply {
		return w.call(http.MethodPost, "/v1/device-searches", token, map[string]any{"imei": imei})
	}
	var found FoundDevices
	find(w.token[Support], phone(1)).into(&found)
	require.Equal(t, "dev_1", found.Devices[0].ID)
	require.Equal(t, "stu_1", found.Unit)

	found = FoundDevices{}
	find(w.token[Member], phone(1)).into(&found)
	require.Equal(t, "dev_1", found.Devices[0].ID)
	require.Empty(t, found.Unit)

	hanae := w.issue(Member, w.hanae)
	found = FoundDevices{}
	find(hanae, phone(1)).into(&found)
	require.Empty(t, found.Devices)

	require.Equal(t, terms.W3, find(hanae, "123").problem(http.StatusUnprocessableEntity, refusal.Invalid).Rule)
	method, path := w.Route("findDevice")
	require.Equal(t, http.MethodPost, method)
	require.NotContains(t, path, "{", "an IMEI is in no address")
}
