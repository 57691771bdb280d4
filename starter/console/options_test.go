package console

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/starter/api"
)

// O-5: the support desk is offered to cancel a cover that goes on, on its
// device's page; one that is cancelled shows its end, and other desks are
// offered nothing.
func TestTheSupportDeskCancelsAnOption(t *testing.T) {
	w := newWorld(t)
	exec := func(sql string) {
		t.Helper()
		_, err := w.ledger.Pool.Exec(t.Context(), sql)
		require.NoError(t, err)
	}
	exec(`insert into device_models (code, name, maker, os, class, price, compensation_fee) values ('sora-1', 'Sora 1', 'Sora', 'android', 'new', 72000, 418)`)
	exec(`insert into devices (id, member_id, model, colour, imei, purchased_on, use_start, state)
		values ('dev_1', '` + taro + `', 'sora-1', 'black', '490154203237518', '2026-05-22', '2026-05-22', 'in_use')`)
	exec(`insert into compensations (id, member_id, device_id, class, monthly_fee, started_on) values ('cmp_1', '` + taro + `', 'dev_1', 'new', 418, '2026-05-22')`)
	const page, cancel = "/console/devices/dev_1", "/console/devices/dev_1/covers/compensation/cmp_1/cancellation"

	p := w.as(api.Support).open(page)
	require.Equal(t, http.StatusOK, p.status, p.text)
	require.Contains(t, p.text, cancel)
	require.NotContains(t, w.as(api.Shipping).open(page).text, cancel)
	require.Equal(t, http.StatusNotFound, w.as(api.Shipping).submit(cancel, url.Values{"key": {"key-of-the-form"}}).status)

	exec(`update compensations set cancelled_on = '2026-11-10', ends_at = '2026-12-01T00:00:00+09:00'`)
	require.NotContains(t, w.as(api.Support).open(page).text, cancel)
}
