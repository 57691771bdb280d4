package console

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/starter/api"
)

func TestAnActionIsPreviewedAndNothingIsDone(t *testing.T) {
	w := newWorld(t)
	b := w.as(api.Identity)
	page := "/console/cases/" + application
	p := b.open(page)
	form := url.Values{"key": {p.hidden("key")}, "back": {page}, "seen": {"2"}, "submission": {submission}}
	p = b.submit(page+"/actions/approve/preview", form)
	require.Equal(t, http.StatusOK, p.status, p.text)
	for what, text := range map[string]string{
		"that it is none": "まだ実行していません", "state": "発送", "deadline that ends": "本人確認の結果連絡", "letter": "本人確認", "task": "発送",
	} {
		require.Contains(t, p.text, text, what)
	}
	var steps, audited, keys int
	require.NoError(t, w.ledger.Pool.QueryRow(t.Context(), `select (select count(*) from journal where case_id = $1),
		(select count(*) from audit where action = 'decideIdentity'), (select count(*) from idempotency_keys where operation = 'decideIdentity')`,
		application).Scan(&steps, &audited, &keys))
	require.Equal(t, []int{2, 0, 0}, []int{steps, audited, keys}, "a preview is no action")

	p = b.submit(page+"/actions/refuse/preview", url.Values{"back": {page}, "seen": {"2"}, "submission": {submission}})
	require.Equal(t, http.StatusUnprocessableEntity, p.status)
	require.Contains(t, p.text, "入力または選択してください。", "what is wrong with the form is told as for the action itself")

	p = w.as(api.Support).submit(page+"/actions/approve/preview", form)
	require.Equal(t, http.StatusNotFound, p.status, "not an action of that role")
}

func TestAPreviewTellsOfMoney(t *testing.T) {
	w := newWorld(t)
	b := w.as(api.Billing)
	page := "/console/cases/" + claim
	var charge string
	require.NoError(t, w.ledger.Pool.QueryRow(t.Context(), `select id from charges where case_id = $1 and name = 'non-return'`, claim).Scan(&charge))
	p := b.submit(page+"/actions/ask-for-waiver/preview", url.Values{"key": {"k-123456789"}, "back": {page}, "id": {charge}, "reason": {"illness"}})
	require.Equal(t, http.StatusOK, p.status, p.text)
	require.Contains(t, p.text, "免除の承認を待っています。")
	require.Contains(t, p.text, "請求担当", "whose task it becomes")
}
