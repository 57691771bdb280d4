package console

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/terms"
	"kigen/starter/api"
)

func TestEveryRuleHasAPage(t *testing.T) {
	w := newWorld(t)
	b := w.as(api.Support)
	list := b.open("/console/rules").text
	for _, id := range terms.IDs() {
		require.Contains(t, list, `href="/console/rules/`+string(id)+`"`)
		p := b.open("/console/rules/" + string(id))
		require.Equal(t, http.StatusOK, p.status, p.text)
		require.Contains(t, p.text, terms.Embedded().At(morning).Rule(id).JA)
	}
	require.Equal(t, http.StatusNotFound, b.open("/console/rules/N-99").status)
}

func TestRulesAreFound(t *testing.T) {
	w := newWorld(t)
	b := w.as(api.Identity)
	require.Equal(t, "/console/rules/N-5", b.open("/console/rules?q=n-5").path)
	p := b.open("/console/rules?q=MNP")
	require.Contains(t, p.text, "/console/rules/S-6")
	require.NotContains(t, p.text, "/console/rules/N-5")
	require.Contains(t, b.open("/console/rules?q=%3Cscript%3E").text, "あてはまる規則はありません")
}

func TestARulesFiguresHaveNames(t *testing.T) {
	w := newWorld(t)
	b := w.as(api.Support)
	p := b.open("/console/rules/N-5")
	for _, text := range []string{"旧端末の返却の期限(新しい端末のお届けから)", "14日", "7日、2日", "40,000円", "不課税"} {
		require.Contains(t, p.text, text)
	}
	require.NotContains(t, p.text, "reminder_days_before")
	require.Contains(t, p.text, "2025-07-18から <small>施行中</small>")
	require.NotContains(t, p.text, "2026-04-01から", "a version that changes no figure has no column")
	p = b.open("/console/rules/P-7")
	require.Equal(t, 1, strings.Count(p.text, "交換の対象となる動作不良<"), "a list is one figure")
	require.Contains(t, p.text, "<li>イヤホンジャックの反応</li>")
	require.NotContains(t, p.text, "earphone jack")
	p = b.open("/console/rules/S-20")
	require.Contains(t, p.text, "受け付ける本人確認の方法(アプリ)")
	require.Contains(t, p.text, "2026-04-01から <small>施行中</small>")
	require.Regexp(t, `<td>書類の画像</td><td><strong>ICチップの読み取り</strong></td>`, p.text)
}

// TestARulesPageWorksOutADay covers N-5 and C-12.
func TestARulesPageWorksOutADay(t *testing.T) {
	w := newWorld(t)
	b := w.as(api.Billing)
	p := b.open("/console/rules/N-5?question=return&day=2026-11-01")
	for _, text := range []string{"2026年11月15日", "2026年11月16日(月) 00:00", "2026年11月16日(月) 12:00", "翌日から数えて14日以内", "40,000円"} {
		require.Contains(t, p.text, text)
	}
	require.Contains(t, p.text, "/console/cases/"+claim, "the charge under it")
	require.Contains(t, b.open("/console/rules/N-5?question=return&day=2026-02-30").text, "日付を入力してください")
	require.Contains(t, b.open("/console/rules/S-12").text, "/console/cases/"+application, "what is open under it")
}
