package api

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/devices"
	"kigen/internal/guarantee"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/papers"
	"kigen/internal/postgres"
	"kigen/internal/repair"
	"kigen/internal/supply"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// expect writes a device of taro's, and that it is to come back.
func (w *world) expect(caseID, returnID, kind string) {
	w.t.Helper()
	for _, sql := range []string{
		`insert into device_models (code, name, maker, os, class, price) values ('kigen-one', 'Kigen One', 'Kigen', 'android', 'used', 30000)
			on conflict do nothing`,
		`insert into devices (id, member_id, model, colour, imei, purchased_on, use_start, state)
			values ('dev_' || '` + returnID + `', '` + w.taro + `', 'kigen-one', 'ブルー', '490154203237518', '2025-11-01', '2025-11-01', 'to_return')`,
		`insert into returns (id, case_id, member_id, device_id, slip_no, kind, requested_at)
			values ('` + returnID + `', '` + caseID + `', '` + w.taro + `', 'dev_' || '` + returnID + `', 'slip_` + returnID + `', '` + kind + `', '2026-11-01T06:00:00Z')`,
	} {
		_, err := w.Pool.Exec(context.Background(), sql)
		require.NoError(w.t, err)
	}
}

// C-11, N-5: what is to come back is listed, with its slip as a PDF.
func TestReturnsAndTheirSlips(t *testing.T) {
	w := newWorld(t)
	w.commit("clm_1", w.taro, jst.MakeDay(2026, 11, 1).At(15, 0))
	w.expect("clm_1", "ret_1", papers.OldDevice)
	var page Page[Return]
	for query, n := range map[string]int{
		"": 1, "?case=clm_1": 1, "?case=clm_2": 0, "?state=open": 1, "?state=booked": 0, "?member=" + w.hanae: 0,
	} {
		w.get("/v1/returns"+query, Support).into(&page)
		require.Len(t, page.Items, n, query)
	}
	w.get("/v1/returns", Member).into(&page)
	require.Equal(t, "Kigen One", page.Items[0].Model)
	require.Equal(t, "slip_ret_1", page.Items[0].Slip)

	slip := w.get("/v1/returns/ret_1/slip.pdf", Member)
	require.Equal(t, http.StatusOK, slip.status, string(slip.body))
	require.Equal(t, "application/pdf", slip.header.Get("Content-Type"))
	require.Equal(t, "%PDF-", string(slip.body[:5]))
	hanae := w.issue(Member, w.hanae)
	w.call(http.MethodGet, "/v1/returns/ret_1/slip.pdf", hanae, nil).problem(http.StatusNotFound, "not_found")
	w.get("/v1/returns/ret_1/slip.pdf", Courier).problem(http.StatusForbidden, "forbidden")
	w.get("/v1/returns/ret_none/slip.pdf", Shipping).problem(http.StatusNotFound, "not_found")
	w.get("/v1/cases/clm_1/agreement.pdf", Repair).problem(http.StatusNotFound, "not_found")
}

// U-1, W-11: an agreement is there for what is repaired.
func TestRepairAgreement(t *testing.T) {
	w := newWorld(t)
	w.commit("rpr_1", w.taro, noon)
	_, err := w.Pool.Exec(context.Background(), `update cases set kind = 'repair' where id = 'rpr_1'`)
	require.NoError(t, err)
	w.expect("rpr_1", "ret_1", papers.BrokenDevice)
	for _, role := range []Role{Member, Repair, Shipping, Support} {
		got := w.get("/v1/cases/rpr_1/agreement.pdf", role)
		require.Equal(t, http.StatusOK, got.status, string(got.body))
		require.Equal(t, "%PDF-", string(got.body[:5]))
	}
	w.get("/v1/cases/rpr_1/agreement.pdf", Identity).problem(http.StatusForbidden, "forbidden")
	w.call(http.MethodGet, "/v1/cases/rpr_1/agreement.pdf", w.issue(Member, w.hanae), nil).problem(http.StatusNotFound, "not_found")
}

// S-13, N-3: a parcel has its packing slip, which shows the address to those who send it.
func TestPackingSlip(t *testing.T) {
	w := newWorld(t)
	w.commit("clm_1", w.taro, noon)
	w.expect("clm_1", "ret_1", papers.OldDevice)
	_, err := w.Pool.Exec(context.Background(), `insert into shipments (id, case_id, kind, tracking_no, shipped_at, device_id)
		values ('shp_1', 'clm_1', 'replacement', '1234-5678-9012', $1, 'dev_ret_1')`, noon)
	require.NoError(t, err)
	var page Page[Parcel]
	w.get("/v1/shipments?case=clm_1", Member).into(&page)
	require.Len(t, page.Items, 1)
	require.Equal(t, "Kigen One", page.Items[0].Model)
	w.get("/v1/shipments?member="+w.hanae, Admin).into(&page)
	require.Empty(t, page.Items)
	for _, role := range []Role{Member, Shipping, Support} {
		got := w.get("/v1/shipments/shp_1/packing-slip.pdf", role)
		require.Equal(t, http.StatusOK, got.status, string(got.body))
		require.Equal(t, "%PDF-", string(got.body[:5]))
	}
	w.get("/v1/shipments/shp_1/packing-slip.pdf", Repair).problem(http.StatusForbidden, "forbidden")
	w.call(http.MethodGet, "/v1/shipments/shp_1/packing-slip.pdf", w.issue(Member, w.hanae), nil).problem(http.StatusNotFound, "not_found")
}

// C-13: a slip tells of the deadlines as they were armed last, not of those
// that moved or are not asked for, and of its own loaner's.
func TestPromisesOfASlip(t *testing.T) {
	day, way, n, lapsed, moved := jst.MakeDay(2026, 11, 1), string(jst.ByWithin), 14, "lapsed", "moved"
	later := day.AddDays(3)
	row := func(name string, event jst.Day, outcome *string) postgres.DeadlineRow {
		return postgres.DeadlineRow{Name: name, Way: &way, EventDay: &event, N: &n, Outcome: outcome}
	}
	rows := []postgres.DeadlineRow{
		row("loaner-back", day, &moved), row("device-or-loaner-back", day, &lapsed), row("loaner-back", later, nil),
		row("loaner-back-2", later.AddDays(1), nil), row("gone", day, &moved),
		{Name: "instant", Rule: "S-8"},
	}
	promise := func(name string, event jst.Day, outcome journal.Outcome) papers.Promise {
		return papers.Promise{Name: name, Count: jst.Within(event, n), Outcome: outcome}
	}
	first := promise("device-or-loaner-back", day, journal.Lapsed)
	require.Equal(t, []papers.Promise{first, promise("loaner-back", later, "")}, promises(rows, 1))
	require.Equal(t, []papers.Promise{promise("loaner-back", later.AddDays(1), "")}, promises(rows, 2))
	require.Equal(t, []papers.Promise{first, promise("loaner-back", later.AddDays(1), "")}, promises(rows, 0))
}

// C-10, U-5, U-6: what is charged else is the amount in force at the lapse, or the stock's price.
func TestPriceOfAReturn(t *testing.T) {
	a := &API{Deps: Deps{Terms: terms.Embedded()}}
	thing, loaner := yen.Of(31_000), yen.Of(24_800)
	for kind, want := range map[string]yen.Amount{
		papers.OldDevice: a.Terms.At(noon).N5.Amount, papers.BrokenDevice: loaner, papers.Loaner: thing, papers.ExchangeDevice: thing,
	} {
		require.Equal(t, want, a.priceOf(postgres.ReturnRow{Kind: kind, Price: &thing, Loaner: &loaner}, nil, noon), kind)
	}
	require.Zero(t, a.priceOf(postgres.ReturnRow{Kind: papers.Equipment}, nil, noon))
}

// A paper knows returns and deadlines by the names that the rules give them.
func TestNamesOfReturns(t *testing.T) {
	require.Equal(t, []string{
		devices.ReturnOld, devices.ReturnFaulty, repair.ReturnBroken, repair.ReturnLoaner, repair.ReturnExchange,
		guarantee.ReturnBroken, guarantee.ReturnLoaner, guarantee.ReturnFaulty, supply.ReturnUsed,
	}, []string{
		papers.OldDevice, papers.FaultyReplacement, papers.BrokenDevice, papers.Loaner, papers.ExchangeDevice,
		papers.BrokenDevice, papers.Loaner, papers.FaultyExchange, papers.UsedDevice,
	})
	require.Equal(t, []string{
		devices.ParcelReplacement, repair.ParcelLoaner, repair.ParcelRepaired, repair.ParcelReturned, repair.ParcelExchange,
		guarantee.ParcelLoaner, guarantee.ParcelExchange, guarantee.ParcelBack, supply.ParcelEqual, supply.ParcelBack,
	}, []string{
		papers.ParcelReplacement, papers.ParcelLoaner, papers.ParcelRepaired, papers.ParcelReturned, papers.ParcelExchangeDevice,
		papers.ParcelLoaner, papers.ParcelGuaranteeDevice, papers.ParcelBack, papers.ParcelEqualDevice, papers.ParcelBack,
	})
}
