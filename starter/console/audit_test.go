package console

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/starter/api"
	"kigen/starter/words"
)

func TestWhatWasDoneIsReadInWords(t *testing.T) {
	w := newWorld(t)
	identity := w.as(api.Identity)
	require.Equal(t, http.StatusOK, identity.open("/console/documents/"+document).status)
	require.Equal(t, http.StatusForbidden, w.as(api.Shipping).open("/console/documents/"+document).status)
	w.browser().submit("/console/sign-in", url.Values{"login": {"nobody"}, "password": {"wrong"}})

	admin := w.as(api.Admin)
	p := admin.open("/console/audit")
	for _, text := range []string{
		"提出されたファイルを表示します", "見本 desk:identity", "本人確認担当", "/console/cases/" + application,
		"権限なし", "不明なログインID", "ログインIDまたはパスワードの誤り", "サインイン",
	} {
		require.Contains(t, p.text, text)
	}
	p = admin.open("/console/audit?action=getDocument&outcome=done&from=2026-11-22&to=2026-11-22")
	require.Contains(t, p.text, "見本 desk:identity")
	require.NotContains(t, p.text, "権限なし")
	require.Contains(t, p.text, `<option value="getDocument" selected>`)
	for _, none := range []string{"from=2026-11-23", "to=2026-11-21", "case=" + claim, "actor=stf_nobody"} {
		require.Contains(t, admin.open("/console/audit?"+none).text, "条件に合う記録はありません", none)
	}
	p = admin.open("/console/audit?from=yesterday")
	require.Equal(t, http.StatusUnprocessableEntity, p.status)
	require.Contains(t, p.text, "には日付を入力してください")

	admin.submit("/console/language", url.Values{"language": {"en"}})
	require.Contains(t, admin.open("/console/audit").text, "as it was uploaded")
}

func TestTheAuditListIsPaged(t *testing.T) {
	w := newWorld(t)
	for range 35 {
		w.browser().submit("/console/sign-in", url.Values{"login": {"nobody"}, "password": {"wrong"}})
	}
	admin := w.as(api.Admin)
	p := admin.open("/console/audit")
	require.Contains(t, p.text, "続きを表示")
}

func TestEveryActionHasWords(t *testing.T) {
	w := newWorld(t)
	c := New(Deps{API: w.api})
	t.Cleanup(c.Close)
	for _, action := range w.api.AuditActions() {
		text := c.actionName(action)
		require.NotEqual(t, action, text.JA)
		require.NotEmpty(t, text.EN)
	}
	for _, action := range words.Actions() {
		require.Contains(t, w.api.AuditActions(), action)
	}
}
