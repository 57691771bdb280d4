package member

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/activities"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/repair"
	"kigen/internal/terms"
)

const (
	repairing  = "rpr_5x8n4b6v1c0z2s7w9e3k7q2m9d"
	exchanging = "xch_5x8n4b6v1c0z2s7w9e3k7q2m9d"
)

var himself = journal.Actor{Role: "member", ID: taro}

// repair registers the repair of Taro's used device, this morning.
func (w *world) repair(loaner bool) { w.repairAt("", loaner) }

// repairAt has it brought to a shop, where one is named.
func (w *world) repairAt(shop string, loaner bool) {
	w.Helper()
	route := repair.ByParcel
	if shop != "" {
		route = repair.ByShop
	}
	r := &activities.Repairs{Ledger: &postgres.Ledger{Pool: w.pool}, Terms: terms.Embedded()}
	_, err := r.FileRepair(w.Context(), message.RepairInput{
		Repair: repairing, Device: usedMini, Cause: terms.Water, Symptom: "display", FaultDay: jst.DayOf(morning), Route: route, Shop: shop,
		WantsLoaner: loaner, ReceivedAt: morning, Actor: himself,
	})
	require.NoError(w, err)
}

// U-1, U-10, U-12: the case says what to do next and by when, has the papers, and
// offers what can be done; each is rehearsed before it is done.
func TestARepairIsFollowed(t *testing.T) {
	w, p := played(t)
	w.repair(false)
	b := w.signedIn()
	page := b.open("/my/cases/" + repairing + "?receipt=1")
	require.Equal(t, http.StatusOK, page.status, page.text)
	for _, want := range []string{
		"お手続きを承りました", repairing, "修理を受け付けました。端末の到着をお待ちしています。", "修理同意書に署名して", "2026年12月22日(火)まで",
		"故障端末の返送票と送り先", "/my/cases/" + repairing + "/agreement.pdf", "SIMカードやカバーなどの付属品を取り外した",
		"/confirm-checklist", "/request-loaner", "/withdraw-repair",
	} {
		require.Contains(t, page.text, want)
	}
	for _, no := range []string{"/leave-loaner-line", "/report-recurrence", "/report-loaner-trouble"} {
		require.NotContains(t, page.text, no)
	}
	for _, action := range []string{"confirm-checklist", "request-loaner", "withdraw-repair"} {
		before := b.open("/my/cases/" + repairing + "/" + action)
		require.Equal(t, http.StatusOK, before.status, before.text)
		require.Contains(t, before.text, "お申し込みと同時に行われること", action)
		require.NotContains(t, before.text, `role="alert"`, action)
	}
	require.Empty(t, p.asked)
	require.Equal(t, "application/pdf", b.open("/my/cases/"+repairing+"/agreement.pdf").header.Get("Content-Type"))
	back := w.one(`select id from returns where case_id = $1`, repairing)
	require.Equal(t, "application/pdf", b.open("/my/returns/"+back+"/slip.pdf").header.Get("Content-Type"))
	require.Contains(t, b.open("/my/returns/"+back).text, "費用はかかりません")

	form := url.Values{"items": {"wiped"}}
	require.Equal(t, "/my/cases/"+repairing, b.fill("/my/cases/"+repairing+"/confirm-checklist", form).path)
	require.Len(t, p.asked, 1)

	again := b.open("/my/broken?device=" + usedMini)
	require.Contains(t, again.text, "進行中または最近のお手続き", "what is under way comes first")
	require.Contains(t, again.text, "/my/cases/"+repairing)
	anew := b.open("/my/broken?device=" + usedMini + "&anew=yes&what=water&symptom=display&held=yes&day=2026-11-20&loaner=no")
	require.Contains(t, anew.text, "手続き中です", "and a second repair is refused before the click")
}

// U-3: who waits in line for a loaner may go without.
func TestWaitingForALoaner(t *testing.T) {
	w := owner(t)
	w.repair(true)
	page := w.signedIn().open("/my/cases/" + repairing)
	require.Contains(t, page.text, "/leave-loaner-line")
	require.NotContains(t, page.text, "/request-loaner")
}

// P-7: an exchange is followed, and may be withdrawn while the device is not in.
func TestAnExchangeIsFollowed(t *testing.T) {
	w := owner(t)
	x := &activities.Supplies{Ledger: &postgres.Ledger{Pool: w.pool}, Terms: terms.Embedded()}
	_, err := x.FileExchange(w.Context(), message.ExchangeInput{
		Exchange: exchanging, Device: usedMini, Malfunction: "display", ReportedAt: morning, Actor: himself,
	})
	require.NoError(t, err)
	b := w.signedIn()
	page := b.open("/my/cases/" + exchanging)
	require.Contains(t, page.text, "返送票とともにお送りください")
	require.Contains(t, b.open("/my/cases/"+exchanging+"/withdraw-exchange").text, "お申し出を取り下げました")
	back := b.open("/my/returns/" + w.one(`select id from returns where case_id = $1`, exchanging))
	require.Contains(t, back.text, "P-7")
	require.NotContains(t, back.text, "deadline.ics", "no day runs")
	require.Contains(t, b.open("/my/").text, "中古端末の交換")
}

// U-1: who brings the device to a shop is asked which, and told where it is.
func TestBringingADeviceToAShop(t *testing.T) {
	w := owner(t)
	w.exec(`insert into repair_shops (code, name, postal_code, place, phone, hours, takes) values
		('akiba', 'きげん修理 秋葉原店', '101-0021', '東京都千代田区外神田1-1-1', '03-0000-0000', '10:00〜19:00', '{ios}'),
		('umeda', 'きげん修理 梅田店', '530-0001', '大阪府大阪市北区梅田1-1-1', '06-0000-0000', '10:00〜19:00', '{android}')`)
	b := w.signedIn()
	answers := "/my/broken?device=" + usedMini + "&what=water&symptom=display&held=yes&day=2026-11-20"
	require.Contains(t, b.open(answers).text, "宅配便で送る")
	which := b.open(answers + "&route=shop")
	require.Contains(t, which.text, "秋葉原店")
	require.NotContains(t, which.text, "梅田店", "it does not take that model")
	require.Contains(t, b.open(answers+"&route=shop&shop=akiba&loaner=no").text, "端末を店舗にお持ちください")

	w.repairAt("akiba", false)
	page := b.open("/my/cases/" + repairing)
	for _, want := range []string{"秋葉原店", "03-0000-0000", "店舗でご署名いただきます"} {
		require.Contains(t, page.text, want)
	}
}
