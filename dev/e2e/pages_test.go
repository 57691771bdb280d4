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

// oneCase finds a case of the kind that stands in the state.
func oneCase(kind, state string) string {
	return "select id from cases where kind = '" + kind + "' and state = '" + state + "' and clock_id is null order by id limit 1"
}

const (
	nobody     = ""
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
	{"today-identity", identity, at("/console/"), "本人確認"},
	{"today-shipping", shipping, at("/console/"), "作業"},
	{"cases", support, at("/console/cases"), "案件"},
	{"case-signup", identity, of("/console/cases/*", oneCase("signup", "submitted")), "本人確認書類"},
	{"case-replacement", shipping, of("/console/cases/*", oneCase("replacement", "delivered")), "経過"},
	{"case-repair", repairDesk, of("/console/cases/*", "select id from cases where kind = 'repair' and clock_id is null order by id limit 1"), "経過"},
	{"case-cancellation", support, of("/console/cases/*", oneCase("cancellation", "reserved")), "経過"},
	{"letter", support, of("/console/letters/*", "select id from notices where template = 'cancellation-confirmed' order by id limit 1"), "テキスト形式"},
	{"deadlines", support, at("/console/deadlines"), "期限"},
	{"devices", repairDesk, at("/console/devices"), "IMEI"},
	{"device", repairDesk, of("/console/devices/*", "select device_id from repairs limit 1"), "端末"},
	{"stock", shipping, at("/console/stock"), "在庫"},
	{"unit", shipping, of("/console/stock/units/*", "select id from stock_units order by id limit 1"), "IMEI"},
	{"rules", support, at("/console/rules"), "規則"},
	{"rule", support, at("/console/rules/N-5"), "N-5"},
	{"clocks", support, at("/console/clocks"), "時計"},
	{"clock", support, of("/console/clocks/*", "select id from test_clocks order by id limit 1"), "時計"},
	{"account", support, at("/console/account"), "パスワード"},
	{"password", support, at("/console/account/password"), "新しいパスワード"},
	{"staff", admin, at("/console/staff"), "担当者"},
	{"staff-member", admin, of("/console/staff/*", "select id from staff order by login limit 1"), "登録内容の変更"},
	{"audit", admin, at("/console/audit"), "操作"},
	{"missing", support, at("/console/cases/rep_00000000000000000000000000"), "見つかりません"},

	{"my-sign-in", nobody, at("/my/sign-in"), "ログイン"},
	{"my-forgot", nobody, at("/my/forgot"), "パスワード"},
	{"my-support", nobody, at("/support"), "お問い合わせ"},
	{"my-home", theMember, at("/my/"), "様"},
	{"my-lines", theMember, at("/my/lines"), "回線"},
	{"my-account", theMember, at("/my/account"), "ログインID"},
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
