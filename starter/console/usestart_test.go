package console

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
)

// C-13, S-19: on an application's page the desk picks which delivery or
// activation is wrong; on a correction's, that correction.
func TestAUseStartIsCorrected(t *testing.T) {
	a := api.New(api.Deps{})
	for kind, timeline := range map[string][]api.Entry{
		"signup": {
			{CaseKind: "signup", Step: "accepted"},
			{CaseKind: "signup", Step: "parcel-delivered/shp_1", Facts: map[string]any{"fact": 1.0, "delivered_at": "2026-11-02T02:20:00Z"}},
			{CaseKind: "signup", Step: "line-activated/n3", Facts: map[string]any{"fact": 2.0, "activated_at": "2026-11-03T02:20:00Z"}},
		},
		"use-start-correction": {
			{CaseKind: "use-start-correction", Step: "corrected/x", Facts: map[string]any{"fact": 2.0, "corrects": 1.0, "delivered_at": "2026-11-02T02:20:00Z"}},
		},
	} {
		s := subject{Terms: terms.Embedded().At(morning), CasePage: api.CasePage{Case: api.Case{ID: "app_1", Kind: kind}, Timeline: timeline}}
		known := deliveries(s)
		require.Equal(t, "2", known[len(known)-1].Value)
		require.Contains(t, known[0].Label.JA, "11月2日")
		if kind == "signup" {
			require.Contains(t, known[1].Label.EN, "3 Nov", "when the line was activated")
		}
		got, ok := find(s, "correct-delivery")
		require.True(t, ok, kind)
		in, err := got.input(&pages.Site{API: a}, s, url.Values{"fact": {"2"}, "delivered_at": {"2026-11-04T09:30"}})
		require.NoError(t, err)
		require.Equal(t, map[string]any{"fact": int64(2), "delivered_at": "2026-11-04T09:30:00+09:00"}, in.Body)
	}
}
