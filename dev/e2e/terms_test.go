package e2e_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/jst"
	"kigen/starter/api"
)

const dearer = `effective: 2025-08-05
amends: 2025-07-18
note: {ja: 金額と期間を改めます。, en: Another amount and period.}
rules:
  N-5:
    clauses: [{source: house, passage: 見直し。}]
    ja: 旧端末を10日以内にご返却いただけない場合、30,000円を申し受けます。
    en: If the old device is not back within 10 days, ¥30,000 is charged.
    figures: {within: 10, amount: 30000, tax_class: none, reminder_days_before: [7, 2], waiver_persons: 2}
`

// TestADraftOfTheTermsIsTriedOnOpenCases covers C-10: an open deadline keeps its
// 14 days under the draft, and what is charged at its lapse is the draft's.
func TestADraftOfTheTermsIsTriedOnOpenCases(t *testing.T) {
	p := theProduct(t)
	clock := p.clockAt(t, "draft", jst.MakeDay(2025, 8, 1).At(10, 0))
	device := p.withDevice(t, p.withLines(t, clock, 1)[0], "864209753186312")
	support := p.as(t, "desk:support")
	var claim struct {
		ID string `json:"id"`
	}
	call(t, support, "fileClaim", map[string]any{"id": device, "cause": "water", "fault_day": "2025-07-31"}, &claim)
	call(t, p.as(t, "desk:shipping"), "shipReplacement", map[string]any{
		"id": claim.ID, "tracking_no": "draft-" + claim.ID[4:14], "imei": "356938035643775", "model": "e2e-1", "colour": "black", "refurbished": true,
	}, nil)
	call(t, p.as(t, "courier"), "reportParcelDelivered", map[string]any{
		"tracking_no": "draft-" + claim.ID[4:14], "at": jst.MakeDay(2025, 8, 1).At(10, 0), "reference": "draft-1",
	}, nil)
	delivered := func() bool {
		return p.holds(`select exists (select from deadlines where case_id = $1 and name = 'old-device-back')`, claim.ID)
	}
	require.Eventually(t, delivered, 30*time.Second, 100*time.Millisecond)

	var compared api.TermsComparison
	call(t, support, "compareTerms", map[string]any{"draft": dearer, "cases": true}, &compared)
	require.Zero(t, compared.Unplayed)
	lapse := jst.MakeDay(2025, 8, 16).Start().UTC()
	for _, c := range compared.Cases {
		if c.Case == claim.ID {
			charge := api.TermsEffect{What: "charge", Name: "non-return", Rule: "N-5", Amount: 40_000, At: lapse}
			require.Equal(t, []api.TermsEffect{charge}, c.Before)
			charge.Amount = 30_000
			require.Equal(t, []api.TermsEffect{charge}, c.After)
			return
		}
	}
	require.Fail(t, "the case is not told", "%+v", compared.Cases)
}
