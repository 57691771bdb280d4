package member

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/activities"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/starter/api"
)

// IDs of what Taro has in owner's world, and of a line and a device of Hanae's.
const (
	voice        = "lin_8n4b6v1c0z2s7w9e3k7q2m9d5x"
	second       = "lin_2m9d5x8n4b6v1c0z2s7w9e3k7q"
	unregistered = "opt_7w9e3k7q2m9d5x8n4b6v1c0z2s" // of voice, without a device
	running      = "opt_0z2s7w9e3k7q2m9d5x8n4b6v1c" // of second

	phone    = "dev_5x8n4b6v1c0z2s7w9e3k7q2m9d" // new, insured, paid in parts
	usedMini = "dev_4b6v1c0z2s7w9e3k7q2m9d5x8n" // used, insured, bought this month
	own      = "dev_1c0z2s7w9e3k7q2m9d5x8n4b6v" // under running
	plain    = "dev_9d5x8n4b6v1c0z2s7w9e3k7q2m" // new, without cover
	replaced = "dev_7q2m9d5x8n4b6v1c0z2s7w9e3k" // whose replacement came
	claim    = "clm_5x8n4b6v1c0z2s7w9e3k7q2m9d"
	cover    = "cmp_6v1c0z2s7w9e3k7q2m9d5x8n4b"

	hers       = "lin_9e3k7q2m9d5x8n4b6v1c0z2s7w"
	herDevice  = "dev_6v1c0z2s7w9e3k7q2m9d5x8n4b"
	telephoned = "09012345678"
)

// owner is the world of a member who has lines, devices, and a replacement whose
// old device is to go back.
func owner(t *testing.T, change ...func(*api.Deps)) *world {
	t.Helper()
	w := newWorld(t, change...)
	w.exec(`insert into lines (id, member_id, kind, plan, phone_number, use_start, activated_at, equipment) values
		($1, $3, 'voice', 'light_start', $5, '2026-11-16', '2026-11-16T01:00:00Z', '{sim_card}'),
		($2, $3, 'data', 'minimum_start', null, '2026-05-22', '2026-05-22T01:00:00Z', '{}'),
		($4, $6, 'voice', 'light_start', '08000000000', '2026-05-22', '2026-05-22T01:00:00Z', '{}')`,
		voice, second, taro, hers, telephoned, hanae)
	w.exec(`insert into device_models (code, name, maker, os, class, price, compensation_fee, released_on) values
		('sky-9', 'Sky 9', 'Sora', 'android', 'new', 72000, 550, '2026-02-01'), ('mini-3', 'Mini 3', 'Sora', 'ios', 'used', 33000, 550, '2024-02-01'),
		('umi-2', 'Umi 2', 'Umi', 'android', 'own', null, null, '2025-02-01')`)
	w.exec(`insert into devices (id, member_id, line_id, model, colour, imei, purchased_on, use_start, state, origin) values
		($1, $7, $8, 'sky-9', '黒', '490154203237518', '2025-05-22', '2025-05-22', 'in_use', 'supply'),
		($2, $7, $8, 'mini-3', '白', '356938035643809', '2026-11-05', '2026-11-06', 'in_use', 'supply'),
		($3, $7, $9, 'umi-2', '青', '352099001761481', null, '2026-05-22', 'in_use', 'own'),
		($4, $7, null, 'sky-9', '赤', '351756051523993', '2026-03-01', '2026-03-02', 'in_use', 'supply'),
		($5, $7, $8, 'sky-9', '銀', '353879234252633', '2026-01-10', '2026-01-10', 'in_use', 'supply'),
		($6, $10, null, 'sky-9', '黒', '352656100871899', '2026-05-22', '2026-05-22', 'in_use', 'supply')`,
		phone, usedMini, own, plain, replaced, herDevice, taro, voice, second, hanae)
	w.exec(`insert into purchases (device_id, member_id, price, parts, parts_paid) values
		($1, $4, 72000, 24, 6), ($2, $4, 33000, 1, 1), ($3, $4, 72000, 1, 1)`, phone, usedMini, plain, taro)
	w.exec(`insert into compensations (id, member_id, device_id, class, monthly_fee, started_on) values
		($1, $5, $2, 'new', 550, '2025-05-22'), ('cmp_used', $5, $3, 'used', 550, '2026-11-06'), ('cmp_replaced', $5, $4, 'new', 550, '2026-01-10')`,
		cover, phone, usedMini, replaced, taro)
	w.exec(`insert into line_options (id, line_id, kind, started_on) values ($1, $2, 'connected_device_guarantee', '2026-11-16'),
		($3, $4, 'connected_device_guarantee', '2026-05-22')`, unregistered, voice, running, second)
	w.exec(`insert into guarantees (id, member_id, line_id, applied_on, use_start, device_id, registered_at) values
		($1, $5, $2, '2026-11-10', '2026-11-16', null, null), ($3, $5, $4, '2026-05-12', '2026-05-22', $6, '2026-05-23T01:00:00Z')`,
		unregistered, voice, running, second, taro, own)
	w.exec(`insert into line_usages (line_id, imei, last_day) values ($1, '352099001761481', '2026-11-20')`, second)
	w.replace()
	return w
}

// replace files a claim for a device of Taro's on 11 November; the replacement
// came two days later.
func (w *world) replace() {
	w.Helper()
	at := jst.MakeDay(2026, 11, 11).At(11, 0)
	of := activities.OfClaim{Claim: claim}
	r := &activities.Replacements{Ledger: &postgres.Ledger{Pool: w.pool}, Terms: terms.Embedded()}
	_, err := r.FileClaim(w.Context(), message.ReplacementInput{
		Claim: claim, Device: replaced, Cause: terms.Water, FaultDay: jst.DayOf(at), ReceivedAt: at, Actor: journal.Actor{Role: "member", ID: taro},
	})
	require.NoError(w, err)
	_, err = r.ShipReplacement(w.Context(), activities.ToShip{OfClaim: of, Parcel: message.Parcel{
		Shipment: "shp_1", Tracking: "1234-5678-9012", IMEI: "356156097971410", Model: "sky-9", Colour: "銀", Refurbished: true,
		At: at.Add(4 * time.Hour), Actor: journal.Actor{Role: "desk:shipping", ID: "stf_1"},
	}})
	require.NoError(w, err)
	delivered := jst.MakeDay(2026, 11, 13).At(10, 30)
	_, err = r.RecordDelivery(w.Context(), activities.Reported{OfClaim: of, Delivery: message.Delivery{
		Reference: "d-1", Shipment: "shp_1", At: delivered, ReportedAt: delivered, Actor: journal.Actor{Role: "courier"},
	}})
	require.NoError(w, err)
}

func TestEveryPageIsShownInBothLanguages(t *testing.T) {
	w := owner(t)
	b := w.signedIn()
	for _, path := range []string{
		"/my/", "/my/lines", "/my/lines/" + voice, "/my/lines/" + voice + "/cancel", "/my/lines/" + second,
		"/my/devices", "/my/devices/" + phone, "/my/devices/" + usedMini, "/my/devices/" + own, "/my/devices/" + plain, "/my/devices/" + replaced,
		"/my/guarantees/" + unregistered, "/my/guarantees/" + running, "/my/options/" + cover + "/cancel", "/my/options/" + running + "/cancel",
		"/my/cases", "/my/cases/" + claim, "/my/cases/" + claim + "?receipt=1", "/my/cases/" + claim + "/report-fault",
		"/my/returns", "/my/letters", "/my/charges", "/my/statements/2026-11", "/my/broken", "/my/devices/" + phone + "/swap",
		"/my/broken?device=" + phone + "&what=water&held=yes&day=2026-11-20",
		"/my/broken?device=" + usedMini + "&what=water&symptom=display&held=yes&day=2026-11-20&loaner=yes",
		"/my/broken?device=" + usedMini + "&what=natural_failure&symptom=display&held=yes",
		"/my/broken?device=" + own + "&what=water&held=yes&day=2026-11-20&loaner=no",
		"/my/broken?device=" + own + "&what=theft", "/my/broken?device=" + plain + "&what=water&held=yes",
	} {
		for _, language := range []string{"ja", "en"} {
			b.submit("/my/language", map[string][]string{"language": {language}, "back": {path}})
			p := b.open(path)
			require.Equal(t, 200, p.status, "%s %s\n%s", path, language, p.text)
			require.Contains(t, p.text, `lang="`+language+`"`)
			require.NotContains(t, p.text, "%!", path)
		}
	}
}

// The first page says so where nothing is to be done, and never beside what is.
func TestTheFirstPageSaysThatNothingIsToBeDone(t *testing.T) {
	require.Contains(t, newWorld(t).signedIn().open("/my/").text, "お手続きが必要なものはありません")
	require.NotContains(t, owner(t).signedIn().open("/my/").text, "お手続きが必要なものはありません")
}

// Nothing of another member's is found, whatever is done to it.
func TestOthersThingsAreNotFound(t *testing.T) {
	w, p := played(t)
	herCase, herReturn, herLetter, herCharge := w.hers()
	b := w.signedIn()
	for _, path := range []string{
		"/my/lines/" + hers, "/my/lines/" + hers + "/cancel", "/my/devices/" + herDevice, "/my/devices/" + herDevice + "/swap",
		"/my/cases/" + herCase, "/my/cases/" + herCase + "/report-fault", "/my/cases/" + herCase + "/agreement.pdf",
		"/my/returns/" + herReturn, "/my/returns/" + herReturn + "/slip.pdf", "/my/returns/" + herReturn + "/deadline.ics",
		"/my/letters/" + herLetter, "/my/letters/" + herLetter + "/body", "/my/charges/" + herCharge, "/my/lines/nothing", "/my/statements/never",
		"/my/guarantees/nothing",
	} {
		require.Equal(t, http.StatusNotFound, b.open(path).status, path)
	}
	require.Contains(t, b.open("/my/broken?device="+herDevice+"&what=water").text, "一覧からお選びください。")
	for _, path := range []string{
		"/my/lines/" + hers + "/cancel", "/my/devices/" + herDevice + "/swap", "/my/cases/" + herCase + "/report-fault", "/my/options/cmp_hers/cancel",
	} {
		require.Equal(t, http.StatusNotFound, b.submit(path, url.Values{"key": {"a-second-key"}}).status, path)
	}
	require.Empty(t, p.asked)
	require.Equal(t, "/my/sign-in?next=%2Fmy%2Flines%2F"+voice, w.browser().open("/my/lines/"+voice).path)
}

// hers gives Hanae a replacement like Taro's, and tells the IDs of what came of it.
func (w *world) hers() (of, back, letter, charge string) {
	w.Helper()
	w.exec(`update returns set member_id = $1`, hanae)
	w.exec(`update cases set member_id = $1`, hanae)
	w.exec(`update notices set member_id = $1`, hanae)
	w.exec(`update charges set member_id = $1`, hanae)
	return claim, w.one(`select id from returns`), w.one(`select id from notices limit 1`), w.one(`select id from charges limit 1`)
}

// W-3: what is wrong with the device is told at its field, and what was filled in stays.
func TestRegisteringAGuaranteedDevice(t *testing.T) {
	w, p := played(t)
	b := w.signedIn()
	at := "/my/guarantees/" + unregistered
	p.err = message.Refuse(refusal.New(refusal.Invalid, terms.W3, "IMEIが正しくありません。", "The IMEI is wrong.").
		With("imei", "15桁の数字と検査数字をご確認ください。", "Please check the 15 digits."))
	page := b.open(at)
	form := url.Values{"key": {page.hidden("key")}, "imei": {"12345"}, "model": {"umi-2"}, "confirmed": {"works"}}
	page = b.submit(at+"/device", form)
	require.Equal(t, http.StatusUnprocessableEntity, page.status, page.text)
	require.Contains(t, page.text, `href="#register-imei"`)
	require.Contains(t, page.text, "15桁の数字と検査数字をご確認ください。")
	require.Contains(t, page.text, `value="12345"`)
	require.Contains(t, page.text, `value="umi-2" selected`)

	p.err = nil
	require.Equal(t, at, b.fillAt(at, at+"/device", form).path)
}

// fillAt takes a fresh key from one page and sends a form to another address.
func (b *browser) fillAt(from, to string, form url.Values) shown {
	b.Helper()
	form.Set("key", b.open(from).hidden("key"))
	return b.submit(to, form)
}

// What may be done in a case is offered where it stands, and refused kindly elsewhere.
func TestWhatAMemberMayDoInACase(t *testing.T) {
	w, p := played(t)
	b := w.signedIn()
	page := b.open("/my/cases/" + claim)
	require.Contains(t, page.text, "/my/cases/"+claim+"/report-fault")
	require.Equal(t, "/my/cases/"+claim, b.fill("/my/cases/"+claim+"/report-fault", url.Values{}).path)
	require.Len(t, p.asked, 1)

	w.now = jst.MakeDay(2026, 11, 28).Start()
	b = w.signedIn()
	page = b.open("/my/cases/" + claim + "/report-fault")
	require.Equal(t, "/my/cases/"+claim, page.path)
	require.Contains(t, page.text, "現在の状況では承れません")
	require.Equal(t, http.StatusNotFound, b.open("/my/cases/"+claim+"/withdraw-repair").status)
}

func TestEveryOfferIsAnOperationForMembers(t *testing.T) {
	access, described := api.Access(), api.New(api.Deps{})
	for _, o := range offers {
		require.Contains(t, access[o.operation], api.Member, o.name)
		method, _ := described.Route(o.operation)
		require.Equal(t, http.MethodPost, method)
		means := o.means(terms.Embedded().At(morning))
		require.NotEmpty(t, means, o.name)
		for _, text := range append([]terms.Text{o.title, o.done}, means...) {
			require.NotEmpty(t, text.JA, o.name)
			require.NotEmpty(t, text.EN, o.name)
		}
	}
}
