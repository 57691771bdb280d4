package console

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/journal"
	"kigen/internal/terms"
	"kigen/starter/api"
)

// remind is one more step of the application.
func (w *world) remind(step string) {
	w.Helper()
	w.commit(journal.Entry{
		Case: application, Step: step, At: morning, Actor: journal.Timer, Rules: []terms.ID{terms.S12},
	})
}

func TestAFormOfAStateThatHasPassedIsRefusedKindly(t *testing.T) {
	w := newWorld(t)
	b := w.as(api.Identity)
	page := "/console/cases/" + application
	p := b.open(page)
	require.Equal(t, "2", p.hidden("seen"))
	form := url.Values{
		"key": {p.hidden("key")}, "back": {page}, "seen": {"2"}, "submission": {submission}, "reasons": {"unreadable"}, "out_of_turn": {"escalated"},
	}
	w.remind("result-reminder")

	p = b.submit(page+"/actions/refuse", form)
	require.Equal(t, http.StatusConflict, p.status)
	require.Contains(t, p.text, "画面を開いたあとに、この案件が更新されました")
	require.Contains(t, p.text, "審査の担当者に督促しました", "what happened meanwhile")
	require.Contains(t, p.text, "期限の到来(自動)", "and by whom")
	require.Contains(t, p.text, `value="unreadable" checked`, "what was filled in stays")
	require.Equal(t, "3", p.hidden("seen"), "the form can be sent once more")
	require.NotContains(t, p.text, "再提出を依頼しました。")

	form.Set("seen", "3")
	p = b.submit(page+"/actions/refuse", form)
	require.NotEqual(t, http.StatusConflict, p.status, "nothing stands in its way now: %s", p.text)
}

func TestAFormIsNotLateByItsOwnFirstClick(t *testing.T) {
	w := newWorld(t)
	b := w.as(api.Identity)
	page := "/console/cases/" + application
	form := url.Values{"key": {"the-first-click-1"}, "back": {page}, "seen": {"2"}, "submission": {submission}}
	_, err := w.ledger.Pool.Exec(t.Context(), `insert into idempotency_keys (principal, key, operation, request_hash, received_at)
		select $1, 'the-first-click-1', 'decideIdentity', sha256('x'), $2`, w.staff[api.Identity], morning)
	require.NoError(t, err)
	w.remind("result-reminder")
	p := b.submit(page+"/actions/approve", form)
	require.NotContains(t, p.text, "画面を開いたあとに、この案件が更新されました")
}

func TestAFormThatIsNoLongerOfferedSaysSo(t *testing.T) {
	w := newWorld(t)
	b := w.as(api.Identity)
	page := "/console/cases/" + application
	key := b.open(page).hidden("key")
	w.commit(journal.Entry{
		Case: application, Step: "withdrawn", At: morning, Actor: journal.Actor{Role: "member", ID: taro}, Rules: []terms.ID{terms.S4},
		State: "withdrawn", Ends: true,
	})
	p := b.submit(page+"/actions/approve", url.Values{"key": {key}, "back": {page}, "seen": {"2"}, "submission": {submission}})
	require.Equal(t, http.StatusConflict, p.status)
	require.Contains(t, p.text, "お申し込みが取り下げられました")
	require.Contains(t, p.text, "いまの状況では、この操作は行えません。")
}
