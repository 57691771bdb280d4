package member

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/activities"
	"kigen/internal/jst"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/terms"
)

// K-1, K-2, K-4, K-5, P-3, O-5: what ends, what goes on, what goes back and when
// is said before the click; a second click cancels nothing more.
func TestCancellingALine(t *testing.T) {
	w, p := played(t)
	b := w.signedIn()
	at := "/my/lines/" + voice + "/cancel"
	page := b.open(at)
	for _, want := range []string{
		"2026年11月30日(月)", "20:00", "全額かかります", "090-1234-5678", "つながる端末保証",
		"残り54,000円（18回）", "月額550円", "SIMカード", "2026年12月15日(火)", "バックアップ", "2026年11月23日(月)までは、初期契約解除",
	} {
		require.Contains(t, page.text, want)
	}
	require.NotContains(t, page.text, "最後のご契約です")
	require.Empty(t, p.asked)

	b.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	form := url.Values{"key": {page.hidden("key")}, "understood": {"yes"}}
	first := b.submit(at, form)
	require.Equal(t, http.StatusSeeOther, first.status, first.text)
	require.True(t, strings.HasPrefix(first.header.Get("Location"), "/my/cases/can_"))
	require.Equal(t, first.header.Get("Location"), b.submit(at, form).header.Get("Location"))
	require.Len(t, p.asked, 1)
}

// K-6: who leaves with the last contract is told what becomes of the account.
func TestCancellingTheLastLine(t *testing.T) {
	w, _ := played(t)
	w.exec(`update lines set activated_at = '2026-05-01T00:00:00Z', ended_at = '2026-10-31T15:00:00Z' where id = $1`, voice)
	w.exec(`update compensations set cancelled_on = '2026-10-20', ends_at = '2026-10-31T15:00:00Z'`)
	w.exec(`update purchases set parts_paid = parts`)
	require.Contains(t, w.signedIn().open("/my/lines/"+second+"/cancel").text, "最後のご契約です")
}

// K-2: at 20:00 of the last day it is too late to take it back, and the page says so.
func TestCancellingAfterTheCutOff(t *testing.T) {
	w, _ := played(t)
	w.now = jst.MakeDay(2026, 11, 30).At(19, 59)
	require.NotContains(t, w.signedIn().open("/my/lines/"+second+"/cancel").text, "取り消せません")
	w.now = jst.MakeDay(2026, 11, 30).At(20, 0)
	require.Contains(t, w.signedIn().open("/my/lines/"+second+"/cancel").text, "お申し込み後は取り消せません")
}

// O-3, O-5, O-8: an option ends on its own.
func TestCancellingAnOption(t *testing.T) {
	w, p := played(t)
	b := w.signedIn()
	at := "/my/options/" + cover + "/cancel"
	page := b.open(at)
	for _, want := range []string{"2026年11月30日(月)", "550円", "2回", "取り消せません"} {
		require.Contains(t, page.text, want)
	}
	b.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	require.True(t, strings.HasPrefix(b.submit(at, url.Values{"key": {page.hidden("key")}}).header.Get("Location"), "/my/cases/ocn_"))
	require.Len(t, p.asked, 1)
	require.Equal(t, http.StatusNotFound, b.open("/my/options/cmp_none/cancel").status)
}

// K-2: while it can be withdrawn the line says until when, and leads there; once
// it can't, the page says so, and the case refuses it kindly.
func TestWithdrawingACancellation(t *testing.T) {
	w, p := played(t)
	at := jst.MakeDay(2026, 11, 20).At(9, 0)
	c := &activities.Cancellations{Ledger: &postgres.Ledger{Pool: w.pool}, Terms: terms.Embedded()}
	_, err := c.ReserveCancellation(w.Context(), message.CancellationInput{
		Case: "can_5x8n4b6v1c0z2s7w9e3k7q2m9d", Line: voice, Channel: "member_page", ReceivedAt: at, Actor: himself,
	})
	require.NoError(t, err)
	b := w.signedIn()
	page := b.open("/my/lines/" + voice)
	require.Contains(t, page.text, "解約を予約済みです")
	require.Contains(t, page.text, "取り消しは2026年11月30日(月) 20:00まで")
	withdraw := "/my/cases/can_5x8n4b6v1c0z2s7w9e3k7q2m9d/withdraw-cancellation"
	require.Contains(t, page.text, withdraw)
	require.Equal(t, "/my/lines/"+voice, b.open("/my/lines/"+voice+"/cancel").path, "it is cancelled already")
	require.Contains(t, b.open(withdraw).text, "解約予約の取り消し", "the letter that would follow")
	require.Equal(t, "/my/cases/can_5x8n4b6v1c0z2s7w9e3k7q2m9d", b.fill(withdraw, url.Values{}).path)
	require.Len(t, p.asked, 1)

	w.now = jst.MakeDay(2026, 11, 30).At(20, 0)
	b = w.signedIn()
	page = b.open("/my/lines/" + voice)
	require.Contains(t, page.text, "取り消しの期限（2026年11月30日(月) 20:00）を過ぎています")
	require.NotContains(t, page.text, withdraw)
	require.Equal(t, "/my/cases/can_5x8n4b6v1c0z2s7w9e3k7q2m9d", b.open(withdraw).path)
}
