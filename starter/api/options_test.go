package api

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/jst"
)

// covered gives taro two phones under the option since 16 October, of which one
// is cancelled, and hanae one.
func (w *world) covered() {
	w.t.Helper()
	for _, sql := range []string{
		`insert into device_models (code, name, maker, os, class, price, compensation_fee) values ('sky-9', 'Sky 9', 'Sora', 'android', 'new', 72000, 418)`,
		`insert into devices (id, member_id, model, colour, imei, purchased_on, use_start, state) values
			('dev_1', '` + w.taro + `', 'sky-9', 'black', '490154203237518', '2026-10-16', '2026-10-16', 'in_use'),
			('dev_2', '` + w.taro + `', 'sky-9', 'white', '352099001761481', '2026-10-16', '2026-10-16', 'in_use'),
			('dev_3', '` + w.hanae + `', 'sky-9', 'white', '356938035643809', '2026-11-16', '2026-11-16', 'in_use')`,
		`insert into compensations (id, member_id, device_id, class, monthly_fee, started_on, cancelled_on, ends_at) values
			('cmp_1', '` + w.taro + `', 'dev_1', 'new', 418, '2026-10-16', null, null),
			('cmp_2', '` + w.taro + `', 'dev_2', 'new', 418, '2026-10-16', '2026-11-10', '2026-12-01T00:00:00+09:00'),
			('cmp_3', '` + w.hanae + `', 'dev_3', 'new', 418, '2026-11-16', null, null)`,
	} {
		_, err := w.Pool.Exec(w.t.Context(), sql)
		require.NoError(w.t, err)
	}
}

// O-1, O-3, O-8: an option says what it costs this month, how long it runs and
// until when claims are received; the same on its device.
func TestOptionsSayHowLongTheyRun(t *testing.T) {
	w := newWorld(t)
	w.covered()
	var page Page[Option]
	w.get("/v1/options", Member).into(&page)
	require.Len(t, page.Items, 2, "taro's own")
	runs, cancelled := page.Items[0], page.Items[1]
	require.Equal(t, []any{"cmp_1", "compensation", "running", int64(418), 2}, []any{runs.ID, runs.Kind, runs.State, runs.FeeThisMonth, runs.UsesLeft})
	require.Nil(t, runs.EndsAt)
	require.Equal(t, "cancelled", cancelled.State)
	require.Equal(t, jst.MakeDay(2026, 11, 30), *cancelled.ClaimsUntil)
	require.Equal(t, jst.MakeDay(2026, 11, 10), *cancelled.CancelledOn)
	require.True(t, cancelled.EndsAt.Equal(jst.MakeDay(2026, 12, 1).Start()))
	require.Equal(t, int64(418), cancelled.FeeThisMonth, "the month of the cancellation in full")

	w.get("/v1/options", Support).into(&page)
	require.Len(t, page.Items, 3)
	require.Equal(t, int64(209), page.Items[2].FeeThisMonth, "by days: 418 × 15 / 30")

	w.at = jst.MakeDay(2026, 12, 1).Start()
	var device Device
	w.get("/v1/devices/dev_2", Member).into(&device)
	require.Equal(t, "ended", device.Compensation.State)
	require.Zero(t, device.Compensation.FeeThisMonth)
	require.Equal(t, jst.MakeDay(2026, 11, 30), *device.Compensation.ClaimsUntil)
}

// O-5: an option is cancelled by its own member or the support desk; another's
// is not there, nor is it under the other kind.
func TestOptionsAreCancelledByTheirOwn(t *testing.T) {
	w := newWorld(t)
	w.covered()
	w.call(http.MethodPost, "/v1/compensations/cmp_3/cancellation", w.token[Member], nil).problem(http.StatusNotFound, "not_found")
	w.call(http.MethodPost, "/v1/guarantees/cmp_1/cancellation", w.token[Member], nil).problem(http.StatusNotFound, "not_found")
	w.call(http.MethodPost, "/v1/compensations/cmp_0/cancellation", w.token[Support], nil).problem(http.StatusNotFound, "not_found")
	w.call(http.MethodPost, "/v1/compensations/cmp_1/cancellation", w.token[Shipping], nil).problem(http.StatusForbidden, "forbidden")
}

// O-2, W-2: options are taken with the order of the device or the sign-up, and
// no operation adds one later: all there is to do with one is to end it, to
// register its device and to claim under it.
func TestNoOperationTakesAnOptionLater(t *testing.T) {
	a := New(Deps{})
	var changes []string
	for _, id := range a.Operations() {
		method, path := a.Route(id)
		for _, root := range []string{"/v1/options", "/v1/compensations", "/v1/guarantees"} {
			if method != http.MethodGet && strings.HasPrefix(path, root) {
				require.Greater(t, len(path), len(root), "%s makes an option", id)
				changes = append(changes, id)
			}
		}
	}
	require.Contains(t, changes, "cancelOption")
	require.Contains(t, changes, "cancelGuarantee")
	require.False(t, slices.ContainsFunc(changes, func(id string) bool {
		return strings.HasPrefix(id, "add") || strings.HasPrefix(id, "take") || strings.HasPrefix(id, "put")
	}), "%v", changes)
}
