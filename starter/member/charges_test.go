package member

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/devices"
	"kigen/internal/guarantee"
	"kigen/internal/repair"
	"kigen/starter/api"
	"kigen/starter/pages"
)

// N-1, B-9: a charge says why in a sentence, with its clause, and whom to ask.
func TestAChargeSaysWhy(t *testing.T) {
	w := owner(t)
	id := w.one(`select id from charges`)
	b := w.signedIn()
	p := b.open("/my/charges/" + id)
	require.Equal(t, http.StatusOK, p.status, p.text)
	for _, want := range []string{"5,500円", "税込", "2026年1月10日(土)〜2027年1月9日(土)", "1回目のご利用", "N-1", "サポート"} {
		require.Contains(t, p.text, want)
	}
	require.Contains(t, b.open("/my/statements/2026-11").text, "/my/charges/"+id)
	require.Equal(t, http.StatusGone, b.open("/my/statements/2024-11").status, "P-9: older months are not shown")
}

// Every kind of charge has its sentence in both languages.
func TestEveryChargeHasItsReason(t *testing.T) {
	why := map[string]any{
		"use": 1.0, "uses": 2.0, "year_from": "2026-05-22", "year_through": "2027-05-21", "last_good_day": "2026-11-27", "delivered": "2026-11-13",
		"event": "2026-11-13", "within": 14.0, "cost": 62_000.0, "limit": 50_000.0,
	}
	for _, name := range []string{
		devices.ChargeBurden, devices.ChargeNonReturn, repair.ChargeUnreceived, repair.ChargeLoaner, repair.ChargeLoaner + "-2", repair.ChargeDamage,
		repair.ChargeExchange, guarantee.ChargeExchange, guarantee.ChargeCOD, guarantee.ChargeExcess, "waiver", "correction",
	} {
		for _, language := range []string{pages.Japanese, pages.English} {
			v := &visit{Visit: &pages.Visit{Lang: language}}
			said := v.because(api.Charge{Name: name, Why: why})
			require.NotEmpty(t, said, name)
			require.NotContains(t, said, "%!", name)
		}
	}
	ja := &visit{Visit: &pages.Visit{Lang: pages.Japanese}}
	require.Equal(t,
		"交換前の端末の返却を、期限の2026年11月27日(金)までに返却センターで確認できませんでした。期限は、2026年11月13日(金)の翌日から数えて14日以内です。",
		ja.because(api.Charge{Name: "non-return", Why: why}))
	require.Equal(t, "修理の費用62,000円のうち、補償の上限50,000円を超えた額です。", ja.because(api.Charge{Name: "guarantee-excess", Why: why}))
}
