package e2e_test

import "testing"

// sitePage is a page of the product that the look is held on, with data as on the desks' first day.
type sitePage struct {
	name string // of its pictures
	who  string // looks at it: a role, "member", or empty for nobody who has signed in
	path func(l *looked) string
	has  string // what it says in Japanese
}

// at is the path of a page that is always there.
func at(path string) func(*looked) string { return func(*looked) string { return path } }

// of is the path of the page of what a query finds; the ID takes the place of the asterisk.
func of(path, query string) func(*looked) string {
	return func(l *looked) string { return l.replace(path, query) }
}

// filledIn is the path of a step of the application, all of which was filled in but the last.
func filledIn(step string) func(*looked) string {
	return func(l *looked) string {
		l.fillIn()
		return "/apply/" + step
	}
}

// oneCase finds a case of the kind that stands in the state.
func oneCase(kind, state string) string {
	return "select id from cases where kind = '" + kind + "' and state = '" + state + "' and clock_id is null order by id limit 1"
}

// mine finds one of the member's own in a table.
func mine(column, table, where string) string {
	return "select " + column + " from " + table + " where member_id = (select member_id from member_logins where login = '" +
		lookLogin + "') and " + where + " order by id limit 1"
}

// notFound are pages that say so; the browser complains of the answer's status.
var notFound = map[string]bool{"missing": true, "my-missing": true, "upload-closed": true}

const (
	nobody     = ""
	applicant  = "applicant" // has begun to apply for a line
	theMember  = "member"
	identity   = "desk:identity"
	shipping   = "desk:shipping"
	repairDesk = "desk:repair"
	billing    = "desk:billing"
	support    = "desk:support"
	centre     = "return-centre"
	admin      = "admin"
)

// sitePages are all pages, in the order of the menus.
var sitePages = []sitePage{
	{"sign-in", nobody, at("/console/sign-in"), "サインイン"},
	{"style", identity, at("/console/style"), "画面の部品"},
	{"today", identity, at("/console/"), "本日の作業"},
	{"tasks", shipping, at("/console/tasks"), "作業"},
	{"lapses", shipping, at("/console/lapses"), "到来した期限"},
	{"identity", identity, at("/console/identity"), "本人確認の審査"},
	{"review", identity, of("/console/identity/*", oneCase("signup", "submitted")), "見本"},
	{"cases", support, at("/console/cases"), "案件"},
	{"case-signup", identity, of("/console/cases/*", oneCase("signup", "submitted")), "本人確認書類"},
	{"case-replacement", shipping, of("/console/cases/*", oneCase("replacement", "delivered")), "経過"},
	{"case-repair", repairDesk, of("/console/cases/*", "select id from cases where kind = 'repair' and clock_id is null order by id limit 1"), "経過"},
	{"case-cancellation", support, of("/console/cases/*", oneCase("cancellation", "reserved")), "経過"},
	{"what-if", support, of("/console/cases/*/what-if", oneCase("replacement", "delivered")), "予行"},
	{"letter", support, of("/console/letters/*", "select id from notices where template = 'cancellation-confirmed' order by id limit 1"), "テキスト形式"},
	{"deadlines", support, at("/console/deadlines"), "期限"},
	{"deadlines-calendar", support, at("/console/deadlines?view=calendar"), "期限"},
	{"search", support, at("/console/search"), "検索"},
	{"member", support, of("/console/members/*", mine("member_id", "cases", "true")), "会員"},
	{"line-end", support, of("/console/lines/*/cancellation", mine("id", "lines", "ended_at is null")), "お客様にお伝えすること"},
	{"devices", repairDesk, at("/console/devices"), "IMEI"},
	{"device", repairDesk, of("/console/devices/*", "select device_id from repairs order by id limit 1"), "Kigen"},
	{"returns", centre, at("/console/returns"), "返却の受け付け"},
	{"stock", shipping, at("/console/stock"), "在庫"},
	{"unit", shipping, of("/console/stock/units/*", "select id from stock_units order by id limit 1"), "IMEI"},
	{"waivers", billing, at("/console/waivers"), "免除と訂正"},
	{"rules", support, at("/console/rules"), "規則"},
	{"rule", support, at("/console/rules/N-5"), "N-5"},
	{"rule-answered", support, at("/console/rules/N-5?question=return&day=2026-11-01"), "2026年11月16日(月) 12:00"},
	{"terms-compared", support, at("/console/terms?version=2025-07-18"), "2025-07-18"},
	{"terms", support, at("/console/terms"), "約款の版"},
	{"clocks", support, at("/console/clocks"), "時計"},
	{"clock", support, of("/console/clocks/*", "select id from test_clocks order by id limit 1"), "時計"},
	{"clock-moved", support, of("/console/clocks/*?from=2025-01-01T00:00:00Z", "select id from test_clocks order by id limit 1"), "この間に起きたこと"},
	{"account", support, at("/console/account"), "アカウント"},
	{"password", support, at("/console/account/password"), "パスワードの変更"},
	{"staff", admin, at("/console/staff"), "担当者"},
	{"person", admin, of("/console/staff/*", "select id from staff order by id limit 1"), "担当"},
	{"audit", admin, at("/console/audit"), "操作記録"},
	{"missing", support, at("/console/cases/rep_00000000000000000000000000"), "見つかりません"},

	{"my-sign-in", nobody, at("/my/sign-in"), "ログイン"},
	{"my-forgot", nobody, at("/my/forgot"), "パスワード"},
	{"my-support", nobody, at("/support"), "お問い合わせ"},
	{"my-missing", nobody, at("/my/nowhere"), "見つかりません"},
	{"upload-closed", nobody, at("/upload/none"), "本人確認"},
	{"apply", nobody, at("/apply"), "お申し込み"},
	{"apply-email", applicant, at("/apply/email"), "メール"},
	{"apply-plan", applicant, filledIn("plan"), "プラン"},
	{"apply-sims", applicant, filledIn("sims"), "SIM"},
	{"apply-device", applicant, filledIn("device"), "端末"},
	{"apply-you", applicant, filledIn("you"), "生年月日"},
	{"apply-address", applicant, filledIn("address"), "郵便番号"},
	{"apply-card", applicant, filledIn("card"), "カード"},
	{"apply-check", applicant, filledIn("check"), "お申し込みの内容"},
	{"my-home", theMember, at("/my/"), "様"},
	{"my-applications", theMember, at("/my/applications"), "お申し込み"},
	{"my-application", theMember, of("/my/applications/*", mine("id", "applications", "true")), "お申し込み"},
	{"my-lines", theMember, at("/my/lines"), "ご契約の回線"},
	{"my-line", theMember, of("/my/lines/*", mine("id", "lines", "true")), "回線"},
	{"my-line-cancel", theMember, of("/my/lines/*/cancel", mine("id", "lines", "true")), "解約についてのご確認"},
	{"my-devices", theMember, at("/my/devices"), "ご利用の端末"},
	{"my-device", theMember, of("/my/devices/*", mine("id", "devices", "true")), "Kigen"},
	{"my-broken", theMember, at("/my/broken"), "故障"},
	{"my-broken-what", theMember, of("/my/broken?device=*", mine("id", "devices", "state = 'in_use'")), "状況を伺います"},
	{"my-swap", theMember, of("/my/devices/*/swap", mine("id", "devices", "state = 'in_use'")), "メーカーで交換された端末の登録"},
	{"my-cases", theMember, at("/my/cases"), "お手続き"},
	{"my-case", theMember, of("/my/cases/*", mine("id", "cases", "kind = 'replacement'")), "交換"},
	{"my-returns", theMember, at("/my/returns"), "お返しいただくもの"},
	{"my-return", theMember, of("/my/returns/*", mine("id", "returns", "true")), "返"},
	{"my-charges", theMember, at("/my/charges"), "ご請求"},
	{"my-charge", theMember, of("/my/charges/*", mine("id", "charges", "true")), "円"},
	{"my-letters", theMember, at("/my/letters"), "お知らせ"},
	{"my-letter", theMember, of("/my/letters/*", mine("id", "notices", "true")), "お知らせ"},
	{"my-account", theMember, at("/my/account"), "ご登録の内容"},
}

// TestPagesAreNamedOnce keeps the pictures of one page from taking another's place.
func TestPagesAreNamedOnce(t *testing.T) {
	names := map[string]bool{}
	for _, p := range sitePages {
		if names[p.name] {
			t.Errorf("two pages are called %s", p.name)
		}
		names[p.name] = true
	}
}
