package console

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/starter/api"
)

func TestPapersOfACase(t *testing.T) {
	w := newWorld(t)
	_, err := w.ledger.Pool.Exec(context.Background(), `insert into returns (id, case_id, member_id, slip_no, kind, requested_at)
		values ('ret_1', $1, $2, 'slip_1', 'old-device', $3)`, claim, taro, morning)
	require.NoError(t, err)
	_, err = w.ledger.Pool.Exec(context.Background(), `insert into shipments (id, case_id, kind, tracking_no, shipped_at)
		values ('shp_1', $1, 'replacement', '1234-5678', $2)`, claim, morning)
	require.NoError(t, err)
	b := w.as(api.Shipping)
	p := b.open("/console/cases/" + claim)
	require.Contains(t, p.text, "印刷する書面")
	require.Contains(t, p.text, "交換前の端末")
	require.Contains(t, p.text, "未着")
	require.Contains(t, p.text, "/console/returns/ret_1/slip.pdf")
	require.NotContains(t, p.text, "agreement.pdf", "a replacement has no agreement")

	packing := b.open("/console/shipments/shp_1/packing-slip.pdf")
	require.Equal(t, http.StatusOK, packing.status, packing.text)
	require.Equal(t, "%PDF-", packing.text[:5])
	require.Contains(t, p.text, "/console/shipments/shp_1/packing-slip.pdf")
	require.NotContains(t, w.as(api.Repair).open("/console/cases/"+claim).text, "packing-slip.pdf", "who may not see the address")

	slip := b.open("/console/returns/ret_1/slip.pdf")
	require.Equal(t, http.StatusOK, slip.status, slip.text)
	require.Equal(t, "application/pdf", slip.header.Get("Content-Type"))
	require.Equal(t, "%PDF-", slip.text[:5])
	require.Equal(t, http.StatusNotFound, b.open("/console/cases/"+claim+"/agreement.pdf").status)

	require.NotContains(t, b.open("/console/cases/"+application).text, "印刷する書面")
}
