package console

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/starter/api"
)

// TestALinesEndIsToldBeforeItIsTakenIn covers K-1, K-2 and K-5.
func TestALinesEndIsToldBeforeItIsTakenIn(t *testing.T) {
	const line2 = "lin_4b6v1c0z2s7w9e3k7q2m9d5x8n"
	w := newWorld(t)
	_, err := w.ledger.Pool.Exec(t.Context(), `insert into lines (id, member_id, kind, plan, use_start, activated_at)
		values ($1, $2, 'data', 'light_start', '2026-05-22', $3)`, line2, taro, morning.AddDate(0, -6, 0))
	require.NoError(t, err)
	b := w.as(api.Support)
	page := "/console/lines/" + line2 + "/cancellation"
	require.Contains(t, b.open("/console/members/"+taro).text, page)

	p := b.open(page)
	require.Equal(t, http.StatusOK, p.status, p.text)
	require.Contains(t, p.text, "2026年12月1日(火) 00:00", "when it takes effect")
	require.Contains(t, p.text, "2026年11月30日(月) 20:00", "until when it can be withdrawn")
	var cases int
	require.NoError(t, w.ledger.Pool.QueryRow(t.Context(), `select count(*) from cases where subject = $1`, line2).Scan(&cases))
	require.Zero(t, cases, "nothing is done yet")

	require.Equal(t, http.StatusForbidden, w.as(api.Billing).open(page).status)
	require.NotContains(t, w.as(api.Billing).open("/console/members/"+taro).text, page)
	require.Equal(t, http.StatusNotFound, b.open("/console/lines/lin_0000000000000000000000000/cancellation").status)
}
