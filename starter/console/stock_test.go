package console

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/imei"
	"kigen/starter/api"
)

// stocked gives taro a phone that was replaced and is a loaner now, and puts a
// case in line for an iPhone.
func (w *world) stocked() {
	w.Helper()
	exec := func(sql string, args ...any) {
		w.Helper()
		_, err := w.ledger.Pool.Exec(w.Context(), sql, args...)
		require.NoError(w, err)
	}
	exec(`insert into device_models (code, name, maker, os, class, price) values
		('nova-7', 'Nova 7', 'Nova', 'android', 'used', 40000), ('orchard-4', 'Orchard 4', 'Orchard', 'ios', 'used', 90000) on conflict do nothing`)
	exec(`insert into devices (id, member_id, model, colour, imei, purchased_on, use_start, replaces, state, origin) values
		('dev_a', $1, 'nova-7', '黒', $2, '2026-10-01', '2026-10-03', null, 'returned', 'supply'),
		('dev_b', $1, 'nova-7', '白', $3, '2026-10-01', '2026-11-01', 'dev_a', 'in_use', 'replacement')`, taro, nova, orchard)
	exec(`insert into compensations (id, member_id, device_id, class, monthly_fee, started_on) values ('cmp_a', $1, 'dev_b', 'used', 550, '2026-10-03')`, taro)
	exec(`insert into stock_units (id, pool, model, colour, imei, price, state, since, case_id) values
		('stu_a', 'loaner', 'nova-7', '黒', $1, 40000, 'damaged', $2, $3)`, nova, morning, claim)
	exec(`insert into stock_movements (unit_id, at, kind, state, case_id, actor_role, actor_id) values
		('stu_a', $1, 'damaged', 'damaged', $2, 'desk:repair', 'tok_9')`, morning, claim)
	exec(`insert into stock_line (case_id, clock, os, asked_at) values ($1, '', 'ios', $2)`, claim, morning)
}

var nova, orchard = imei.WithCheck("35000000000001"), imei.WithCheck("35000000000002")

func TestTheStockPage(t *testing.T) {
	w := newWorld(t)
	require.Contains(t, w.as(api.Repair).open("/console/stock").text, "在庫端末はまだありません。")
	w.stocked()
	p := w.as(api.Repair).open("/console/stock")
	for what, text := range map[string]string{
		"pool": "貸出機", "state": "修理待ち", "unit": "/console/stock/units/stu_a", "case": "/console/cases/" + claim,
		"line": "順番待ち", "model": "Nova 7", "intake": "端末を在庫に受け入れる",
	} {
		require.Contains(t, p.text, text, what)
	}
	require.NotContains(t, p.text, nova, "a list shows no IMEI")
	require.Contains(t, w.as(api.Repair).open("/console/stock?state=on_shelf").text, "該当する在庫端末はありません。")
	require.NotContains(t, w.as(api.Support).open("/console/stock").text, "端末を在庫に受け入れる", "the support desk takes nothing in")
	require.Equal(t, http.StatusForbidden, w.as(api.Billing).open("/console/stock").status)
	require.NotContains(t, w.as(api.Billing).open("/console/").text, "/console/stock")
}

func TestUnitsAreTakenInLineByLine(t *testing.T) {
	w := newWorld(t)
	w.stocked()
	b := w.as(api.Shipping)
	send := func(units string) shownPage {
		return b.submit("/console/stock/units", url.Values{"key": {b.open("/console/stock").hidden("key")}, "pool": {"loaner"}, "units": {units}})
	}
	require.Contains(t, send("nova-7 黒").text, "コンマで区切って")
	require.Contains(t, send("\r\n").text, "受け入れる端末を入力してください。")
	p := send("nova-7、黒、350000000000000\r\nnova-7, 白, " + orchard + "\r\n")
	require.Equal(t, http.StatusOK, p.status)
	require.Contains(t, p.text, "受け入れの結果")
	require.Contains(t, p.text, "IMEIが正しくありません。")
	require.Contains(t, p.text, "お客様の端末として登録されています。")
}

func TestAUnitsPage(t *testing.T) {
	w := newWorld(t)
	w.stocked()
	b := w.as(api.Repair)
	p := b.open("/console/stock/units/stu_a")
	for what, text := range map[string]string{
		"IMEI": nova, "history": "点検で破損が見つかりました", "price": "40,000円", "tax": "不課税", "case": "/console/cases/" + claim,
		"device": "/console/devices/dev_a", "condition": "良好(修理済みを含む)", "form": "点検の結果を登録する",
	} {
		require.Contains(t, p.text, text, what)
	}
	require.NotContains(t, w.as(api.Support).open("/console/stock/units/stu_a").text, "点検の結果を登録する")
	require.Equal(t, http.StatusNotFound, b.open("/console/stock/units/stu_z").status)
}

func TestADeviceIsFoundAndItsLifeTold(t *testing.T) {
	w := newWorld(t)
	w.stocked()
	b := w.as(api.Support)
	require.Contains(t, b.open("/console/devices").text, `method="post"`, "the IMEI is in no address")
	find := func(number string) shownPage {
		return b.submit("/console/devices/find", url.Values{"key": {"some-key-of-a-form"}, "imei": {number}})
	}
	require.Equal(t, "/console/devices/dev_b", find(orchard).path, "the only one is shown at once")
	p := find(nova[:2] + " " + nova[2:])
	require.Equal(t, "/console/devices/find", p.path)
	require.Contains(t, p.text, "/console/devices/dev_a")
	require.Contains(t, p.text, "/console/stock/units/stu_a")
	require.Contains(t, find("12345").text, "IMEIが正しくありません。")
	require.Contains(t, find(imei.WithCheck("35000000000009")).text, "このIMEIの端末は登録されていません。")

	p = b.open("/console/devices/dev_a")
	for what, text := range map[string]string{
		"chain": "/console/devices/dev_b", "origin": "当社で購入", "state": "返却済み", "bought": "ご購入", "replaced": "別の端末に交換されました",
		"cover": "補償が次の端末へ移りました", "unit": "/console/stock/units/stu_a", "stock": "点検で破損が見つかりました",
	} {
		require.Contains(t, p.text, text, what)
	}
	english := w.as(api.Support)
	english.submit("/console/language", url.Values{"language": {"en"}, "back": {"/console/"}})
	require.Contains(t, english.open("/console/devices/dev_b").text, "The cover moved to it from the device it replaced")
}
