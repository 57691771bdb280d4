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

// insured is a device of the member's that a compensation covers.
func (w *world) insured() string {
	w.Helper()
	for _, sql := range []string{
		`insert into device_models (code, name, maker, os, class, price, compensation_fee) values ('sora-9', 'Sora 9', 'Sora', 'android', 'new', 72000, 418)`,
		`insert into devices (id, member_id, model, colour, imei, purchased_on, use_start, state)
			values ('dev_9', '` + taro + `', 'sora-9', 'black', '490154203237518', '2026-05-22', '2026-05-22', 'in_use')`,
		`insert into compensations (id, member_id, device_id, class, monthly_fee, started_on) values ('cmp_9', '` + taro + `', 'dev_9', 'new', 418, '2026-05-22')`,
	} {
		_, err := w.ledger.Pool.Exec(w.Context(), sql)
		require.NoError(w, err)
	}
	return "dev_9"
}

func TestWhatACaseAboutADeviceWouldBringIsPreviewed(t *testing.T) {
	w := newWorld(t)
	device := w.insured()
	b := w.as(api.Support)
	page := "/console/devices/" + device
	require.Contains(t, b.open(page).text, page+"/actions/claim/preview")
	form := url.Values{"key": {"k-123456789"}, "back": {page}, "cause": {"natural_failure"}, "fault_day": {"2026-11-20"}}
	p := b.submit(page+"/actions/claim/preview", form)
	require.Equal(t, http.StatusOK, p.status, p.text)
	require.Contains(t, p.text, "まだ実行していません")
	var cases int
	require.NoError(t, w.ledger.Pool.QueryRow(t.Context(), `select count(*) from cases where subject = $1`, device).Scan(&cases))
	require.Zero(t, cases)
}
