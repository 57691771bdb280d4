package console

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/journal"
	"kigen/internal/repair"
	"kigen/internal/terms"
	"kigen/starter/api"
)

// A form about a device that another case has by now is answered by the API, as
// its first click's case may be that other one; what it refuses is told.
func TestAFormAboutADeviceThatACaseHasByNow(t *testing.T) {
	w := newWorld(t)
	device := w.insured()
	b := w.as(api.Support)
	page := "/console/devices/" + device
	form := url.Values{"key": {b.open(page).hidden("key")}, "back": {page}, "cause": {"water"}, "fault_day": {"2026-11-20"}}
	w.commit(journal.Entry{
		Case: "rpr_of_another", Step: "filed", At: morning, Actor: journal.Timer, Rules: []terms.ID{terms.U1}, State: repair.CaseReceived,
		Opens: &journal.Case{Kind: "repair", WorkflowID: "repair/rpr_of_another", Member: taro, Subject: device},
	})
	require.NotContains(t, b.open(page).text, page+"/actions/")

	p := b.submit(page+"/actions/claim/preview", form)
	require.Equal(t, http.StatusConflict, p.status, p.text)
	require.Contains(t, p.text, "この操作はいま行えません")

	_, err := w.ledger.Pool.Exec(t.Context(), `insert into idempotency_keys (principal, key, operation, request_hash, received_at)
		select $1, $2, 'fileRepair', sha256('x'), $3`, w.staff[api.Support], form.Get("key"), morning)
	require.NoError(t, err)
	p = b.submit(page+"/actions/claim", form)
	require.NotEqual(t, http.StatusNotFound, p.status)
	require.Contains(t, p.text, "<code>idempotency_mismatch</code>", "the key of the first click is asked for")
}
