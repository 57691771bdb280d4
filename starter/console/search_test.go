package console

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/starter/api"
)

func (b *browser) search(text string) shownPage {
	b.Helper()
	return b.submit("/console/search", url.Values{"text": {text}})
}

func TestOneBoxFindsAll(t *testing.T) {
	w := newWorld(t)
	_, err := w.ledger.Pool.Exec(t.Context(), `update lines set phone_number = '09012345678'`)
	require.NoError(t, err)
	_, err = w.ledger.Pool.Exec(t.Context(), `insert into shipments (id, case_id, kind, tracking_no, shipped_at) values ('shp_1', $1, 'replacement', '4300-1234-5678', $2)`,
		claim, morning)
	require.NoError(t, err)
	b := w.as(api.Support)
	require.Contains(t, b.open("/console/deadlines").text, `action="/console/search"`, "it is on every page")
	for typed, page := range map[string]string{
		claim: "/console/cases/" + claim, " " + claim[:14] + "… ": "/console/cases/" + claim, "replacement/" + claim: "/console/cases/" + claim,
		taro: "/console/members/" + taro, "見本　太郎": "/console/members/" + taro, "みほん": "/console/members/" + taro,
		"090-1234-5678": "/console/members/" + taro, "taro@example.jp": "/console/members/" + taro,
	} {
		require.Equal(t, page, b.search(typed).path, typed)
	}
	p := b.search("4300 1234 5678")
	require.Contains(t, p.text, "4300-1234-5678")
	require.Contains(t, p.text, "/console/cases/"+claim)
	require.Equal(t, "/console/search", p.path, "what is typed is in no address")
	require.Contains(t, b.search("鈴木").text, "見つかりませんでした。")
	require.Contains(t, b.search("?!").text, "入力例")
	require.Contains(t, b.search("").text, "入力例")
	require.Contains(t, b.search("350000000000015").text, "検査数字が合いません")
	require.Contains(t, b.search("<script>alert(1)</script>").text, "&lt;script&gt;")

	p = w.as(api.Shipping).search("見本")
	require.Contains(t, p.text, "サポート窓口と本人確認担当のみ")
	require.NotContains(t, p.text, taro)
	require.Equal(t, "/console/cases/"+claim, w.as(api.Shipping).search(claim).path)
	require.Equal(t, http.StatusOK, w.as(api.Shipping).open("/console/search").status)
}

func TestAMembersPage(t *testing.T) {
	w := newWorld(t)
	p := w.as(api.Support).open("/console/members/" + taro)
	for _, text := range []string{
		"見本 太郎", "1990年1月1日", "taro@example.jp", "本人確認の結果連絡", "/console/cases/" + cancellation, "解約予約中", "端末保守調定金",
	} {
		require.Contains(t, p.text, text)
	}
	p = w.as(api.Shipping).open("/console/members/" + taro)
	require.Equal(t, http.StatusOK, p.status)
	require.NotContains(t, p.text, "太郎")
	require.NotContains(t, p.text, "taro@example.jp")
	require.Contains(t, p.text, "/console/cases/"+cancellation)
	for _, id := range []string{"mem_zzzzzzzzzzzzzzzzzzzzzzzzzz", "mem_1", "clm_1"} {
		require.Equal(t, http.StatusNotFound, w.as(api.Support).open("/console/members/"+id).status, id)
		require.Equal(t, http.StatusNotFound, w.as(api.Shipping).open("/console/members/"+id).status, id)
	}
}
