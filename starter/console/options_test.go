package console

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/devices"
	"kigen/internal/guarantee"
	"kigen/internal/repair"
	"kigen/internal/supply"
	"kigen/internal/terms"
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

// O-7, U-1: on a device's page the desks take in what its class is covered for,
// with the grounds and their clauses to pick from; what is missing is told beside
// the form.
func TestADeskTakesInAClaimForADevice(t *testing.T) {
	w := newWorld(t)
	exec := func(sql string) {
		t.Helper()
		_, err := w.ledger.Pool.Exec(t.Context(), sql)
		require.NoError(t, err)
	}
	exec(`insert into device_models (code, name, maker, os, class, price, compensation_fee) values
		('sora-1', 'Sora 1', 'Sora', 'android', 'new', 72000, 418), ('sora-0', 'Sora 0', 'Sora', 'android', 'used', 30000, 550)`)
	exec(`insert into devices (id, member_id, model, colour, imei, purchased_on, use_start, state) values
		('dev_1', '` + taro + `', 'sora-1', 'black', '490154203237518', '2026-05-22', '2026-05-22', 'in_use'),
		('dev_2', '` + taro + `', 'sora-0', 'black', '352099001761481', '2026-05-22', '2026-05-22', 'in_use')`)
	exec(`insert into compensations (id, member_id, device_id, class, monthly_fee, started_on) values
		('cmp_1', '` + taro + `', 'dev_1', 'new', 418, '2026-05-22'), ('cmp_2', '` + taro + `', 'dev_2', 'used', 550, '2026-05-22')`)
	const page = "/console/devices/dev_1"
	b := w.as(api.Repair)
	p := b.open(page)
	require.Equal(t, http.StatusOK, p.status, p.text)
	require.Contains(t, p.text, page+`/actions/claim"`)
	require.NotContains(t, p.text, page+`/actions/repair"`)
	ground, _ := terms.Embedded().At(morning).Exclusion(terms.NewDevice, "theft_or_loss")
	require.Contains(t, p.text, ground.Clause)
	require.NotContains(t, p.text, `value="maker_warranty"`, "found from data")

	p = b.submit(page+"/actions/claim", url.Values{"key": {"key-of-the-form"}, "cause": {"water"}})
	require.Equal(t, http.StatusUnprocessableEntity, p.status)
	require.Contains(t, p.text, `<option value="water" selected>`, "what was filled in stays")

	used := b.open("/console/devices/dev_2").text
	require.Contains(t, used, `/devices/dev_2/actions/repair"`)
	require.NotContains(t, used, `/devices/dev_2/actions/claim"`)
	require.NotContains(t, w.as(api.Shipping).open(page).text, page+"/actions/")
	require.Equal(t, http.StatusNotFound, w.as(api.Shipping).submit(page+"/actions/claim", url.Values{}).status)
}

// A desk is offered no further case about a device that one has.
func TestADeviceThatACaseHas(t *testing.T) {
	closed := morning
	for want, cases := range map[bool][]api.Case{
		true: {
			{Kind: "repair", State: repair.CaseInspecting, Subject: "dev_1"},
			{Kind: "exchange", State: supply.StateFiled, Subject: "dev_1"},
			{Kind: "replacement", State: devices.CaseAccepted, Subject: "dev_1"},
			{Kind: "guarantee-claim", State: guarantee.StateInspection, Subject: "lin_1"},
		},
		false: {
			{Kind: "repair", State: repair.CaseDelivered, Subject: "dev_1"},
			{Kind: "repair", State: repair.CaseClosed, Subject: "dev_1", ClosedAt: &closed},
			{Kind: "replacement", State: devices.CaseDelivered, Subject: "dev_0"},
			{Kind: "guarantee-claim", State: guarantee.StateDelivered, Subject: "lin_1"},
			{Kind: "option-cancellation", State: "cancelled", Subject: "dev_1"},
		},
	} {
		for _, c := range cases {
			d := shownDevice{DeviceLife: api.DeviceLife{Cases: []api.Case{c}}}
			d.ID = "dev_1"
			require.Equal(t, want, d.away(), c)
		}
	}
}

// Each action on a device is an operation that a desk may call.
func TestEveryActionOnADeviceIsAnOperation(t *testing.T) {
	access, described := api.Access(), api.New(api.Deps{})
	for _, a := range deviceActions {
		require.Contains(t, access, a.operation)
		require.Contains(t, access[a.operation], api.Repair)
		method, path := described.Route(a.operation)
		require.Equal(t, http.MethodPost, method)
		require.Contains(t, path, "{id}")
	}
}
