package console

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/starter/api"
	"kigen/starter/words"
)

func TestTasksOfTheOwnDesk(t *testing.T) {
	w := newWorld(t)
	b := w.as(api.Identity)
	p := b.open("/console/")
	require.Contains(t, p.text, "本人確認書類を審査する")
	require.Contains(t, p.text, "/console/cases/"+application)
	require.Contains(t, p.text, taro)
	require.Contains(t, p.text, "2026年11月23日(月) 00:00", "when it is due")
	require.Contains(t, p.text, "本日まで")
	require.Contains(t, p.text, "2日前", "since when")
	require.NotContains(t, p.text, "請求の免除を検討する")

	require.Contains(t, w.as(api.Shipping).open("/console/").text, "作業はありません。")

	all := w.as(api.Admin).open("/console/").text
	require.Contains(t, all, "本人確認書類を審査する")
	require.Contains(t, all, "請求の免除を検討する")
	require.Less(t, strings.Index(all, "本人確認書類を審査する"), strings.Index(all, "請求の免除を検討する"), "the most urgent first")
	require.NotContains(t, all, "引き受ける", "an administrator does not do a desk's work")
}

func TestTakingATaskUpAndGivingItBack(t *testing.T) {
	w := newWorld(t)
	b := w.as(api.Identity)
	p := b.open("/console/")
	claim := between(p.text, `action="`, `/claim"`)
	require.NotEmpty(t, claim)
	form := url.Values{"key": {p.hidden("key")}, "back": {"/console/"}}
	p = b.submit(claim+"/claim", form)
	require.Contains(t, p.text, "作業を引き受けました。")
	require.Contains(t, p.text, "あなたが対応中です")
	p = b.submit(claim+"/claim", form)
	require.Equal(t, http.StatusOK, p.status, "a second click does nothing")
	require.NotContains(t, b.open("/console/").text, "作業を引き受けました。", "it is told once")

	p = b.submit(claim+"/release", url.Values{"key": {"another-key"}, "back": {"/console/"}})
	require.Contains(t, p.text, "作業を戻しました。")
	require.Contains(t, p.text, "担当者は未定です")

	p = w.as(api.Shipping).submit(claim+"/claim", url.Values{"key": {"a-third-key"}})
	require.Equal(t, http.StatusForbidden, p.status, "another desk's task")
	require.Contains(t, p.text, "この操作を行う権限がありません。")
}

func TestCasesAreFoundAndPaged(t *testing.T) {
	w := newWorld(t)
	b := w.as(api.Support)
	p := b.open("/console/cases")
	for _, id := range []string{cancellation, application, claim} {
		require.Contains(t, p.text, "/console/cases/"+id)
	}
	require.NotContains(t, p.text, "見本 太郎", "a list shows no names")

	p = b.open("/console/cases?kind=replacement&state=closed")
	require.Contains(t, p.text, claim)
	require.NotContains(t, p.text, cancellation)
	require.Contains(t, b.open("/console/cases?kind=waiver").text, "該当する案件はありません。")
	require.Contains(t, b.open("/console/cases?number="+line1).text, cancellation)
	require.Equal(t, "/console/cases/"+claim, b.open("/console/cases?number=+"+claim+"+").path)
	require.Contains(t, b.open("/console/cases?number="+taro).text, application)
	require.Equal(t, "/console/search", b.open("/console/cases?number=090-1234-5678").path, "what is no number of a case leads to the search")
	require.Equal(t, http.StatusUnprocessableEntity, b.open("/console/cases?cursor=nonsense").status)

	for range 40 {
		w.another()
	}
	p = b.open("/console/cases?state=open")
	next := strings.ReplaceAll(between(p.text, `rel="next" href="`, `"`), "&amp;", "&")
	require.Contains(t, next, "state=open")
	p = b.open(next)
	require.Contains(t, p.text, "先頭へ戻る")
	require.Contains(t, p.text, application, "the oldest comes last")
}

func TestACaseTellsAll(t *testing.T) {
	w := newWorld(t)
	p := w.as(api.Billing).open("/console/cases/" + claim)
	require.Contains(t, p.text, "お手続きはすべて完了しました。", "its state in a sentence")
	for what, text := range map[string]string{
		"step":       "旧端末の返却を判定しました",
		"actor":      "期限の到来(自動)",
		"rule":       "C-12",
		"charge":     "端末保守調定金",
		"amount":     "40,000円",
		"tax":        "不課税",
		"arithmetic": "5,000円",
		"total":      "45,500円",
		"outcome":    "期限切れ",
		"why":        "14日",
		"letter":     "端末保守調定金の請求",
		"task":       "請求の免除を検討する",
		"clock":      "2026年11月20日(金) 09:00",
	} {
		require.Contains(t, p.text, text, what)
	}
	require.NotContains(t, p.text, "taro@example.jp", "the billing desk may not see the member's data")
	require.NotContains(t, p.text, "富士見")
	require.Contains(t, w.as(api.Support).open("/console/cases/"+claim).text, "taro@example.jp")
}

func TestADeadlineSaysHowLongIsLeft(t *testing.T) {
	w := newWorld(t)
	p := w.as(api.Support).open("/console/cases/" + cancellation)
	require.Contains(t, p.text, "あと8日")
	require.Contains(t, p.text, "K-2")
	require.Contains(t, p.text, "<blockquote", "the clause is quoted")

	p = w.as(api.Admin).open("/console/deadlines")
	require.Contains(t, p.text, "2026年11月30日(月)", "what lapses at 00:00 of the 1st is due on the 30th")
	require.Less(t, strings.Index(p.text, application), strings.Index(p.text, cancellation), "by lapse")
	p = w.as(api.Admin).open("/console/deadlines?desk=identity")
	require.Contains(t, p.text, application)
	require.NotContains(t, p.text, cancellation)
	require.Contains(t, w.as(api.Admin).open("/console/deadlines?rule=N-5").text, "該当する期限はありません。")
}

func TestALetterIsShownAsSent(t *testing.T) {
	w := newWorld(t)
	b := w.as(api.Support)
	address := "/console/letters/" + between(b.open("/console/cases/"+claim).text, `"/console/letters/`, `"`)
	p := b.open(address)
	require.Contains(t, p.text, "<iframe")
	require.Contains(t, p.text, " sandbox ", "the frame may do nothing")
	require.Contains(t, p.text, "見本")

	p = b.open(address + "/body")
	require.Equal(t, http.StatusOK, p.status)
	require.Contains(t, p.header.Get("Content-Security-Policy"), "sandbox")
	require.Contains(t, p.text, "&lt;b&gt;Kigen Phone 5&lt;/b&gt;", "what a person entered stays text")
	require.Equal(t, http.StatusNotFound, b.open("/console/letters/ntc_none/body").status)
}

func TestProofOfIdentityIsForItsDeskAlone(t *testing.T) {
	w := newWorld(t)
	b := w.as(api.Identity)
	p := b.open("/console/cases/" + application)
	require.Contains(t, p.text, "/console/identity/"+application)
	require.Contains(t, p.text, "運転免許証")
	p = b.open("/console/identity/" + application)
	require.Contains(t, p.text, "/console/documents/"+document)
	require.Contains(t, p.text, "富士見2-10-2", "what the document is compared with")
	p = b.open("/console/documents/" + document)
	require.Equal(t, "image/png", p.header.Get("Content-Type"))
	require.Equal(t, string(picture), p.text)
	require.Equal(t, "no-store", p.header.Get("Cache-Control")[:8])

	for _, role := range []api.Role{api.Support, api.Shipping, api.Admin} {
		b := w.as(role)
		require.NotContains(t, b.open("/console/cases/"+application).text, document, role)
		require.Equal(t, http.StatusForbidden, b.open("/console/identity/"+application).status, role)
		require.Equal(t, http.StatusForbidden, b.open("/console/documents/"+document).status, role)
	}
}

func TestPagesInEnglish(t *testing.T) {
	w := newWorld(t)
	b := w.as(api.Support)
	p := b.submit("/console/language", url.Values{"language": {"en"}, "back": {"/console/cases/" + cancellation}})
	require.Equal(t, "/console/cases/"+cancellation, p.path)
	require.Contains(t, p.text, `<html lang="en">`)
	require.Contains(t, p.text, "The line ends at the end of the month.")
	require.Contains(t, p.text, "8 days left")
	require.Contains(t, b.open("/console/cases/can_none").text, "There is no such thing")
	p = b.submit("/console/language", url.Values{"language": {"ja"}, "back": {"https://evil.example/"}})
	require.Equal(t, "/console/", p.path)
	require.Contains(t, p.text, `<html lang="ja">`)
}

func TestWhatIsNotThere(t *testing.T) {
	w := newWorld(t)
	b := w.as(api.Support)
	for _, path := range []string{"/console/nowhere", "/console/cases/can_none", "/console/letters/ntc_none", "/console/clocks"} {
		p := b.open(path)
		require.Equal(t, http.StatusNotFound, p.status, path)
		require.Contains(t, p.text, "見つかりません", path)
		require.Contains(t, p.text, "not_found", path)
	}
}

// between is what stands in text before a mark, from the nearest other mark on;
// empty where they are not there.
func between(text, before, after string) string {
	at := strings.Index(text, before)
	if at < 0 {
		return ""
	}
	end := strings.Index(text[at+len(before):], after)
	if end < 0 {
		return ""
	}
	inner := text[at : at+len(before)+end]
	return inner[strings.LastIndex(inner, before)+len(before):]
}

func TestCasesOfEveryKindCanBeListed(t *testing.T) {
	b := newWorld(t).as(api.Support)
	for _, kind := range words.Kinds() {
		require.Equal(t, http.StatusOK, b.open("/console/cases?kind="+kind).status, kind)
	}
}
