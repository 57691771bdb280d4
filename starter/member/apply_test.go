package member

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/vault"
	"kigen/starter/api"
	"kigen/starter/engine"
)

// applying is a world in which applications are really decided.
type applying struct {
	*world
	signups *signups
}

func newApplying(t *testing.T, change ...func(*api.Deps)) *applying {
	t.Helper()
	w := newWorld(t, change...)
	a := &applying{w, newSignups(w)}
	w.api.Engine = engine.New(a.signups, w.api.Now)
	files, err := vault.OpenDirectory(t.TempDir(), w.keys.Documents())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, files.Close()) })
	w.api.Vault = files
	w.exec(`insert into device_models (code, name, maker, os, class, price, compensation_fee, released_on)
		values ('kigen-one', 'Kigen One', 'Kigen', 'android', 'new', 55010, 418, '2026-01-01'), ('old-one', 'Old One', 'Kigen', 'android', 'used', 20000, null, '2024-01-01')`)
	w.exec(`insert into entry_codes values ('PACK-0001', 'voice'), ('PACK-0002', 'data')`)
	return a
}

// code is the one that the last letter to an address bears.
func (a *applying) code(email string) string {
	a.Helper()
	var proof string
	require.NoError(a, a.pool.QueryRow(a.Context(), `select id from email_proofs where email = $1 order by asked_at desc, id desc limit 1`, email).Scan(&proof))
	code, err := a.keys.Code(proof, 6)
	require.NoError(a, err)
	return code
}

var (
	planEntries   = url.Values{"plan": {"minimum_start"}}
	simEntries    = url.Values{"sims[0].kind": {"voice"}, "sims[0].number": {"new"}}
	noDevice      = url.Values{"device.want": {"no"}}
	youEntries    = url.Values{"names.family": {"見本"}, "names.given": {"さくら"}, "names.family_kana": {"みほん"}, "names.given_kana": {"ｻｸﾗ"}, "names.family_roman": {"mihon"}, "names.given_roman": {"Ｓａｋｕｒａ"}, "birth_date.year": {"1990"}, "birth_date.month": {"４"}, "birth_date.day": {"1"}}
	addressFilled = url.Values{"address.postal_code": {"102ー0071"}, "address.prefecture": {"東京都"}, "address.city": {"千代田区"}, "address.street": {"富士見２－１０－２"}}
	cardEntries   = url.Values{"card_token": {"tok_credit"}}
)

const sakura = "sakura@example.jp"

// proves begins an application and proves the address.
func (a *applying) proves(email string) *browser {
	a.Helper()
	b := a.browser()
	require.Equal(a, "/apply/email", b.submit("/apply", url.Values{}).path)
	require.Equal(a, "/apply/code", b.fill("/apply/email", url.Values{"email": {email}}).path)
	b.fill("/apply/code", url.Values{"code": {a.code(email)}})
	return b
}

// goes fills pages in until the last of them, each leading to the next.
func (b *browser) goes(forms map[string]url.Values, names ...string) shown {
	b.Helper()
	var p shown
	for _, name := range names {
		p = b.fill("/apply/"+name, forms[name])
		require.Equal(b, http.StatusOK, p.status, name+": "+faultsIn(p.text))
		require.NotEqual(b, "/apply/"+name, p.path, p.text)
	}
	return p
}

func faultsIn(text string) string {
	_, rest, ok := strings.Cut(text, `id="faults"`)
	if !ok {
		return text
	}
	rest, _, _ = strings.Cut(rest, "</div>")
	return rest
}

func filledIn(change map[string]url.Values) map[string]url.Values {
	forms := map[string]url.Values{
		"plan": planEntries, "sims": simEntries, "device": noDevice, "you": youEntries, "address": addressFilled, "card": cardEntries,
		"check": {"agree": {"yes"}},
	}
	for name, form := range change {
		forms[name] = form
	}
	for name, form := range forms { // tests share no form
		own := url.Values{}
		for key, values := range form {
			own[key] = values
		}
		forms[name] = own
	}
	return forms
}

var stepsOfAll = []string{"plan", "sims", "device", "you", "address", "card"}

// TestApply walks the whole way of a new member: S-1 to S-3, S-5, S-8, S-15.
func TestApply(t *testing.T) {
	a := newApplying(t)
	b := a.proves(sakura)
	p := b.goes(filledIn(nil), stepsOfAll...)
	require.Equal(t, "/apply/check", p.path)
	for _, shown := range []string{"ミホン サクラ", "MIHON SAKURA", "1990年4月1日", "102-0071", "東京都千代田区富士見2-10-2", "ミニマムスタートプラン", "音声通話機能付きSIM", sakura} {
		require.Contains(t, p.text, shown)
	}
	require.Contains(t, p.text, "2026年12月6日(日)まで", "S-15")

	// It is not sent by oversight.
	p = b.submit("/apply/check", url.Values{"key": {p.hidden("key")}})
	require.Equal(t, http.StatusUnprocessableEntity, p.status)
	require.Contains(t, p.text, "チェックを入れてください")
	require.Zero(t, a.signups.filed)

	p = b.goes(filledIn(nil), "check")
	require.Equal(t, "/apply/login", p.path)
	require.Contains(t, p.text, `value="sakura.mihon`)
	var kept string
	require.NoError(t, a.pool.QueryRow(t.Context(), `select entered::text || coalesce(email, '') from application_forms`).Scan(&kept))
	require.Equal(t, "{}", kept, "what was entered is gone with the application")

	// The form sent again, or reloaded, is the same application.
	require.Equal(t, "/apply/login", b.submit("/apply/check", url.Values{"agree": {"yes"}}).path)
	require.Equal(t, 1, a.signups.filed)

	p = b.fill("/apply/login", url.Values{"login": {"sakura.m"}, "password": {password}, "password_again": {password + "x"}})
	require.Equal(t, http.StatusUnprocessableEntity, p.status)
	p = b.fill("/apply/login", url.Values{"login": {login}, "password": {password}, "password_again": {password}})
	require.Equal(t, http.StatusConflict, p.status, "Taro has it")
	p = b.fill("/apply/login", url.Values{"login": {"sakura.m"}, "password": {password}, "password_again": {password}})
	require.Equal(t, "/apply/done", p.path)
	require.Contains(t, p.text, "本人確認書類をご提出ください")
	require.Equal(t, "/apply/done", b.open("/apply/login").path, "once")
	require.Equal(t, "/apply/done", b.open("/apply/done").path, "a reload shows it again")

	p = b.open("/my/applications")
	require.Contains(t, p.text, "ミニマムスタートプランのお申し込み")
	other := a.browser()
	require.Equal(t, "/my/", other.fill("/my/sign-in", url.Values{"login": {"sakura.m"}, "password": {password}}).path)
}

// TestApplyAnswersEachFieldAtFault: what S-2 to S-6, P-1 and O-2 refuse is shown
// where it was entered, and kept.
func TestApplyAnswersEachFieldAtFault(t *testing.T) {
	a := newApplying(t)
	b := a.proves(sakura)
	fault := func(step string, form url.Values, field, says string) {
		t.Helper()
		p := b.fill("/apply/"+step, form)
		require.Equal(t, http.StatusUnprocessableEntity, p.status, says)
		require.Contains(t, p.text, `<a href="#apply-`+field+`">`, p.text)
		require.Contains(t, html.UnescapeString(p.text), says)
		require.Contains(t, p.text, `id="apply-`+field+`"`)
	}
	with := func(form url.Values, pairs ...string) url.Values {
		own := url.Values{}
		for key, values := range form {
			own[key] = values
		}
		for i := 0; i+1 < len(pairs); i += 2 {
			own.Set(pairs[i], pairs[i+1])
		}
		return own
	}
	fault("plan", url.Values{}, "plan", "プランをお選びください")
	fault("plan", url.Values{"plan": {"gold"}}, "plan", "お選びいただけるプランではありません")
	b.goes(filledIn(nil), "plan")

	fault("sims", url.Values{}, "sims[0].kind", "SIMの種類をお選びください")
	fault("sims", url.Values{}, "sims[0].number", "電話番号をどうされるか")
	fault("sims", url.Values{"sims[0].kind": {"voice"}}, "sims[0].number", "電話番号をどうされるか")
	mnp := url.Values{
		"sims[0].kind": {"voice"}, "sims[0].number": {"mnp"}, "sims[0].mnp.number": {"10-1234-5678"}, "sims[0].mnp.issued_on": {"2026-11-22"},
		"sims[0].mnp.phone_number": {"０９０－１２３４－５６７８"}, "sims[0].mnp.same_holder": {"yes"},
	}
	for field, says := range map[string]string{"phone_number": "引き継ぐ電話番号を入力", "number": "MNP予約番号を入力", "issued_on": "発行日を入力", "same_holder": "チェックを入れて"} {
		fault("sims", url.Values{"sims[0].kind": {"voice"}, "sims[0].number": {"mnp"}}, "sims[0].mnp."+field, says)
	}
	fault("sims", with(mnp, "sims[0].mnp.number", "123"), "sims[0].mnp.number", "10桁の数字")
	fault("sims", with(mnp, "sims[0].mnp.phone_number", "03-1234-5678"), "sims[0].mnp.phone_number", "11桁の数字")
	fault("sims", with(mnp, "sims[0].mnp.issued_on", "きのう"), "sims[0].mnp.issued_on", "2026-11-01")
	fault("sims", with(mnp, "sims[0].mnp.issued_on", "2026-11-23"), "sims[0].mnp.issued_on", "発行日に誤りがあります")
	fault("sims", with(mnp, "sims[0].mnp.issued_on", "2026-11-14"), "sims[0].mnp.issued_on", "2026年11月28日(土)まで有効です")
	fault("sims", with(mnp, "sims[0].mnp.same_holder", ""), "sims[0].mnp.same_holder", "一致している必要があります")
	fault("sims", with(mnp, "sims[0].kind", "data"), "sims[0].number", "音声通話機能付きSIMでのみ")
	fault("sims", with(mnp, "sims[0].entry_code", "NOPE-1"), "sims[0].entry_code", "見つかりません")
	fault("sims", with(mnp, "sims[0].entry_code", "PACK-0002"), "sims[0].entry_code", "種別が、お選びの種別と異なります")
	b.goes(map[string]url.Values{"sims": with(mnp, "sims[0].mnp.issued_on", "2026/11/15")}, "sims")

	fault("device", url.Values{}, "device.want", "お選びください")
	fault("device", url.Values{"device.want": {"yes"}}, "device.model", "端末をお選びください")
	fault("device", url.Values{"device.want": {"yes"}, "device.model": {"gone"}}, "device.model", "お取り扱いのない端末です")
	old := url.Values{"device.want": {"yes"}, "device.model": {"old-one"}, "device.colour": {"黒"}, "device.payment": {"instalments"}, "device.compensation": {"yes"}}
	b.fill("/apply/device", with(old, "device.compensation", "", "device.payment", ""))
	fault("device", with(old, "device.payment", "", "device.compensation", ""), "device.payment", "一括払いか分割払いか")
	b.goes(map[string]url.Values{"device": with(old, "device.compensation", "")}, "device")

	fault("you", with(youEntries, "names.family", "髙橋"), "names.family", "登録できない文字")
	fault("you", with(youEntries, "names.given", "Sakura"), "names.given", "カタカナで入力")
	fault("you", with(youEntries, "names.given_kana", "櫻"), "names.given_kana", "全角カタカナ")
	fault("you", with(youEntries, "names.family_roman", "見本"), "names.family_roman", "半角ローマ字")
	fault("you", with(youEntries, "birth_date.month", "13"), "birth_date", "正しく入力してください")
	fault("you", with(youEntries, "birth_date.year", "2009"), "birth_date", "18歳未満の方は、端末をご購入いただけません")
	p := b.fill("/apply/you", with(youEntries, "names.family", "髙橋"))
	require.Contains(t, p.text, `value="髙橋"`)
	require.Contains(t, p.text, `value="ミホン"`, "what was typed becomes what is registered")
	b.goes(filledIn(nil), "you")

	fault("address", with(addressFilled, "address.postal_code", "102"), "address.postal_code", "7桁の数字")
	fault("address", with(addressFilled, "address.prefecture", ""), "address.prefecture", "都道府県をお選びください")
	fault("address", with(addressFilled, "address.city", ""), "address.city", "入力してください")
	b.goes(filledIn(nil), "address")
	fault("card", url.Values{}, "card_token", "クレジットカードをご登録ください")

	// A card is asked about when it is applied for (S-1), and another one is another application.
	p = b.goes(map[string]url.Values{"card": {"card_token": {"tok_debit"}}}, "card")
	require.Equal(t, "/apply/check", p.path)
	p = b.fill("/apply/check", url.Values{"agree": {"yes"}})
	require.Equal(t, http.StatusUnprocessableEntity, p.status)
	require.Contains(t, p.text, "デビットカードおよびプリペイドカードはご利用いただけません")
	require.Contains(t, p.text, `href="/apply/card?then=check#apply-card_token"`)
	form := url.Values{"card_token": {"tok_credit"}, "then": {"check"}}
	require.Equal(t, "/apply/check", b.fill("/apply/card", form).path)
	require.Equal(t, "/apply/login", b.fill("/apply/check", url.Values{"agree": {"yes"}}).path)
	require.Equal(t, 2, a.signups.filed)
}

// TestTwoClicksAtOnce are one application.
func TestTwoClicksAtOnce(t *testing.T) {
	a := newApplying(t)
	b := a.proves(sakura)
	b.goes(filledIn(nil), stepsOfAll...)
	var clicks sync.WaitGroup
	paths := make([]string, 4)
	for i := range paths {
		clicks.Go(func() {
			form := url.Values{"agree": {"yes"}}
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, a.server.URL+"/apply/check", strings.NewReader(form.Encode()))
			if err != nil {
				return
			}
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			once := http.Client{Jar: b.Jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
			res, err := once.Do(r)
			if err != nil {
				return
			}
			_ = res.Body.Close()
			paths[i] = res.Header.Get("Location")
		})
	}
	clicks.Wait()
	require.Equal(t, []string{"/apply/login", "/apply/login", "/apply/login", "/apply/login"}, paths)
	var applications int
	require.NoError(t, a.pool.QueryRow(t.Context(), `select count(*) from applications`).Scan(&applications))
	require.Equal(t, 1, applications)
}

// TestAFormIsTakenUpOnAnotherDevice by whoever proves the same address. What was
// begun under an address that nobody proved for it is not offered.
func TestAFormIsTakenUpOnAnotherDevice(t *testing.T) {
	a := newApplying(t)
	b := a.proves(sakura)
	b.goes(filledIn(nil), "plan", "sims")

	a.now = a.now.Add(13 * 24 * time.Hour)
	phone := a.browser()
	phone.submit("/apply", url.Values{})
	require.Equal(t, "/apply/email", phone.open("/apply/you").path, "nothing is shown before the address is proven")
	phone.fill("/apply/email", url.Values{"email": {strings.ToUpper(sakura)}})
	p := phone.fill("/apply/code", url.Values{"code": {"000000"}})
	require.Equal(t, http.StatusUnprocessableEntity, p.status)
	require.Contains(t, p.text, `href="#apply-code"`)
	p = phone.fill("/apply/code", url.Values{"code": {a.code(strings.ToUpper(sakura))}})
	require.Equal(t, "/apply/resume", p.path)
	p = phone.fill("/apply/resume", url.Values{"which": {"before"}})
	require.Equal(t, "/apply/device", p.path)
	require.Contains(t, phone.open("/apply/sims").text, `value="voice" checked`)

	// The first device sees nothing of it any more: it may be anybody's.
	require.Equal(t, "/apply?lost=1", b.open("/apply/sims").path)
	p = phone.goes(filledIn(nil), "device", "you", "address", "card", "check")
	require.Equal(t, "/apply/login", p.path)

	// What nobody goes on with is forgotten after 14 days.
	c := a.proves("jiro@example.jp")
	c.goes(filledIn(nil), "plan")
	a.now = a.now.Add(14*24*time.Hour - time.Second)
	require.Equal(t, "/apply/sims", c.open("/apply/sims").path)
	a.now = a.now.Add(2 * time.Second)
	require.Equal(t, "/apply?lost=1", c.open("/apply/sims").path)
}

// TestCodesOfApplications: S-2, a wrong code, one that has expired, a new one.
func TestCodesOfApplications(t *testing.T) {
	a := newApplying(t)
	b := a.browser()
	b.submit("/apply", url.Values{})
	p := b.fill("/apply/email", url.Values{"email": {"no address"}})
	require.Equal(t, http.StatusUnprocessableEntity, p.status)
	require.Contains(t, p.text, `href="#apply-email"`)
	require.Contains(t, p.text, "name@example.jp のような形で")
	require.Contains(t, b.fill("/apply/email", url.Values{"email": {""}}).text, "メールアドレスを入力してください")
	p = b.fill("/apply/email", url.Values{"email": {sakura}})
	require.Contains(t, p.text, "10:30まで有効です")
	a.now = a.now.Add(30 * time.Minute)
	p = b.fill("/apply/code", url.Values{"code": {a.code(sakura)}})
	require.Equal(t, http.StatusGone, p.status)
	require.Contains(t, p.text, "有効期限が切れています")
	p = b.submit("/apply/email", url.Values{"email": {sakura}, "key": {"another-key"}})
	require.Equal(t, "/apply/code?again=1", p.path)
	require.Contains(t, p.text, "新しい認証コードをお送りしました")
	require.Equal(t, "/apply/code", b.submit("/apply/email", url.Values{"email": {sakura}, "key": {"another-key"}}).path, "a second click sends nothing")
	for range 5 {
		b.fill("/apply/code", url.Values{"code": {"000000"}})
	}
	p = b.fill("/apply/code", url.Values{"code": {a.code(sakura)}})
	require.Equal(t, http.StatusLocked, p.status)
	a.now = a.now.Add(time.Minute)
	b.submit("/apply/email", url.Values{"email": {sakura}, "key": {"a-third-key"}})
	require.Equal(t, "/apply/plan", b.fill("/apply/code", url.Values{"code": {" " + a.code(sakura)}}).path)
}

// TestMembersApplyAgain without names, and with the registered card.
func TestMembersApplyAgain(t *testing.T) {
	a := newApplying(t)
	b := a.signedIn()
	require.Equal(t, "/apply/plan", b.submit("/apply", url.Values{}).path)
	p := b.goes(map[string]url.Values{
		"plan": {"plan": {"family_share"}},
		"sims": {
			"sims[0].kind": {"data"}, "sims[0].number": {"new"}, "sims[1].kind": {"none"},
			"sims[2].kind": {"voice"}, "sims[2].number": {"mnp"}, "sims[2].guarantee": {"yes"}, "sims[2].mnp.number": {"1012345678"},
			"sims[2].mnp.issued_on": {"2026-11-22"}, "sims[2].mnp.phone_number": {"09012345678"}, "sims[2].mnp.same_holder": {"yes"},
		},
		"device": {"device.want": {"yes"}, "device.model": {"kigen-one"}, "device.colour": {"黒"}, "device.payment": {"instalments"}, "device.compensation": {"yes"}},
		"card":   {"card_token": {"keep"}},
	}, "plan", "sims", "device", "card")
	require.Equal(t, "/apply/check", p.path)
	for _, shown := range []string{"55,010円", "2,294円", "毎月2,292円", "毎月418円", "毎月550円", "ご登録済みのカードを使う", "P-4"} {
		require.Contains(t, p.text, shown)
	}
	p = b.goes(filledIn(nil), "check")
	require.Equal(t, "/apply/done", p.path, "there is a login already")
	require.Contains(t, b.open("/my/applications").text, "ファミリーシェアプランのお申し込み")

	// The next one is another form.
	require.Equal(t, "/apply/plan", b.submit("/apply", url.Values{}).path)
	p = b.goes(map[string]url.Values{
		"plan": {"plan": {"device"}}, "device": {"device.want": {"yes"}, "device.model": {"old-one"}, "device.colour": {"黒"}, "device.payment": {"lump_sum"}},
		"card": {"card_token": {"keep"}}, "check": {"agree": {"yes"}},
	}, "plan", "device", "card", "check")
	require.Equal(t, "/apply/done", p.path)
	require.Contains(t, b.open("/my/applications").text, "Old Oneのご注文")
}
