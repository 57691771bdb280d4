package console

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/ids"
	"kigen/internal/journal"
	"kigen/internal/terms"
	"kigen/starter/api"
)

func TestTheDayBeginsWithWhatPresses(t *testing.T) {
	w := newWorld(t)
	p := w.as(api.Identity).open("/console/")
	require.Contains(t, p.text, "本日の作業")
	require.Contains(t, p.text, "見本 太郎", "whom it is for")
	require.Contains(t, p.text, "/console/members/"+taro)
	require.Contains(t, p.text, "本日まで 1件", "the desk's count")
	require.Contains(t, p.text, "2026年11月20日(金) 18:00", "the night began with the last business day's end")
	require.Contains(t, p.text, "この間に到来した期限はありません。")
	require.Contains(t, p.text, "/console/deadlines?desk=identity&amp;from=2026-11-22&amp;through=2026-11-22", "the forecast leads to the board")
	require.NotContains(t, p.text, "時計(開発環境)")

	shipping := w.as(api.Shipping).open("/console/").text
	require.NotContains(t, shipping, "見本 太郎", "names are for who may see members")
	require.Contains(t, w.as(api.Billing).open("/console/").text, taro)
	require.Contains(t, w.as(api.Admin).open("/console/").text, "急ぐ作業(すべての担当)")

	p = w.as(api.Support).open("/console/lapses?from=2026-11-10T00:00:00Z")
	require.Contains(t, p.text, "端末保守調定金")
	require.Contains(t, p.text, "40,000円")
	require.Contains(t, p.text, "/console/cases/"+claim)
	require.Contains(t, p.text, "請求の免除を検討する")
}

func TestTodayGoesByAClockInDevelopment(t *testing.T) {
	w := newWorld(t, inDevelopment)
	b := w.as(api.Billing)
	p := b.open("/console/")
	require.Contains(t, p.text, "時計(開発環境)")
	require.Contains(t, p.text, "旧端末が戻らない")
	require.Contains(t, p.text, "請求の免除を検討する", "tasks of all clocks")
	p = b.open("/console/?clock=" + clock1)
	require.Contains(t, p.text, "2026年11月20日(金) 09:00", "the clock's own time")
	require.Contains(t, p.text, "11/20(金)", "the forecast begins on its day")
	require.Equal(t, http.StatusNotFound, b.open("/console/?clock=clk_none").status)
}

func TestTasksAreFilteredByWhoHasThem(t *testing.T) {
	w := newWorld(t)
	b := w.as(api.Identity)
	p := b.open("/console/tasks?held=mine")
	require.Contains(t, p.text, "作業はありません。")
	p = b.open("/console/tasks?held=nobody")
	require.Contains(t, p.text, "本人確認書類を審査する")
	b.submit(between(p.text, `action="`, `/claim"`)+"/claim", url.Values{"key": {p.hidden("key")}, "back": {"/console/"}})
	require.Contains(t, b.open("/console/tasks?held=mine").text, "本人確認書類を審査する")
	require.Contains(t, b.open("/console/tasks?held=nobody").text, "作業はありません。")
	require.Contains(t, b.open("/console/").text, "あなたが対応中 1件")
}

func TestTheBoardIsACalendarToo(t *testing.T) {
	w := newWorld(t)
	b := w.as(api.Support)
	p := b.open("/console/deadlines?view=calendar")
	require.Contains(t, p.text, "2026年11月")
	require.Contains(t, p.text, "本人確認の結果連絡 1件")
	require.Contains(t, p.text, "month=2026-12")
	require.Contains(t, b.open("/console/deadlines?from=2026-11-22&through=2026-11-22&rule=s12").text, application, "as people write a rule")
	p = b.open("/console/deadlines?view=calendar&outcome=lapsed")
	require.Contains(t, p.text, "旧端末の返却 1件")
	require.Contains(t, b.open("/console/deadlines?view=calendar&month=2027-03").text, "この月に該当する期限はありません。")
	p = b.open("/console/deadlines?view=calendar&month=March")
	require.Equal(t, http.StatusUnprocessableEntity, p.status)
	require.Contains(t, p.text, "2026-11")
	require.Contains(t, b.open("/console/deadlines?kind=waiver").text, "該当する期限はありません。")
	require.Equal(t, http.StatusUnprocessableEntity, b.open("/console/deadlines?desk=nonsense").status)
}

func TestAViewIsSavedAndDeleted(t *testing.T) {
	w := newWorld(t)
	b := w.as(api.Support)
	p := b.open("/console/deadlines?desk=identity&cursor=")
	require.Equal(t, "desk=identity", p.hidden("query"))
	p = b.submit("/console/views", url.Values{"key": {"a-key-of-mine"}, "name": {"<b>審査</b>"}, "query": {"desk=identity&view=calendar&evil=1"}})
	require.Equal(t, "/console/deadlines?desk=identity&view=calendar", p.path)
	require.Contains(t, p.text, "&lt;b&gt;審査&lt;/b&gt;")
	require.NotContains(t, p.text, "<b>審査")
	require.Contains(t, p.text, "保存しました。")
	require.NotContains(t, w.as(api.Billing).open("/console/deadlines").text, "審査")
	remove := between(p.text, `action="/console/views/`, `/delete"`)
	p = b.submit("/console/views/"+remove+"/delete", url.Values{"key": {"another-key"}, "back": {"/console/deadlines"}})
	require.Contains(t, p.text, "表示条件を削除しました。")
	require.NotContains(t, b.open("/console/deadlines").text, "審査")
	require.Equal(t, http.StatusUnprocessableEntity, b.submit("/console/views", url.Values{"key": {"a-third-key"}, "name": {""}}).status)
}

func TestTheBoardIsATable(t *testing.T) {
	w := newWorld(t)
	for range 220 {
		w.another()
	}
	id := ids.New("can")
	w.commit(journal.Entry{
		Case: id, Step: "reserved", At: morning, Actor: journal.Timer, Rules: []terms.ID{terms.K1}, State: "reserved",
		Opens: &journal.Case{Kind: "cancellation", WorkflowID: "cancellation/" + id, Member: taro, Subject: line1},
		Armed: []journal.Deadline{{Name: "=cmd|' /C calc'!A0", Rule: terms.K1, Lapse: morning, SettlesAt: morning}},
	})
	p := w.as(api.Support).open("/console/deadlines.csv")
	require.Equal(t, "text/csv; charset=utf-8", p.header.Get("Content-Type"))
	require.Contains(t, p.header.Get("Content-Disposition"), "deadlines.csv")
	require.True(t, strings.HasPrefix(p.text, "\uFEFF案件番号,"))
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(p.text, "\uFEFF"))).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 1+4, "the head, and what is due")
	require.NotContains(t, p.text, "見本 太郎")
	for _, row := range rows {
		for _, text := range row {
			require.NotContains(t, "=+-@", text[:min(1, len(text))]+"\x00", "a spreadsheet would run %q", text)
		}
	}
	require.Contains(t, p.text, "'=cmd")
	require.Equal(t, http.StatusUnprocessableEntity, w.as(api.Support).open("/console/deadlines.csv?desk=none").status)
}

func TestCellsAreNoFormulas(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "端末": "端末", "=1+1": "'=1+1", "+81": "'+81", "-1": "'-1", "@a": "'@a", "\t=1": "'\t=1", "2026-11-23 00:00": "2026-11-23 00:00",
	} {
		require.Equal(t, want, cell(text))
	}
}

func TestRulesAreReadAsPeopleWriteThem(t *testing.T) {
	for typed, want := range map[string]string{"N-5": "N-5", "n5": "N-5", " n - 5 ": "N-5", "": "", "x": "X", "S15": "S-15"} {
		require.Equal(t, want, ruleID(typed))
	}
}
