package console

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/postgres"
	"kigen/starter/api"
)

// TestAOneTimePasswordIsChangedFirst covers the first sign-in of a new person.
func TestAOneTimePasswordIsChangedFirst(t *testing.T) {
	w := newWorld(t)
	admin := w.as(api.Admin)
	p := admin.open("/console/staff")
	require.Contains(t, p.text, "見本 desk:billing")
	form := url.Values{
		"key": {p.hidden("key")}, "name": {"見本 花子"}, "login": {"Hanako"}, "email": {""}, "roles": {"desk:billing", "desk:support"},
	}
	p = admin.submit("/console/staff", form)
	require.Equal(t, http.StatusCreated, p.status, p.text)
	first := regexp.MustCompile(`<strong class="number">([^<]+)</strong>`).FindStringSubmatch(p.text)[1]
	require.NotContains(t, admin.open("/console/staff").text, first, "shown once")
	p = admin.submit("/console/staff", url.Values{"key": {"another-key"}, "name": {"別人"}, "login": {"hanako"}, "roles": {"admin"}})
	require.Equal(t, http.StatusConflict, p.status)
	require.Contains(t, p.text, "ほかの担当者が使用しています")
	require.Contains(t, p.text, `value="別人"`, "what was filled in stays")

	b := w.browser()
	p = b.submit("/console/sign-in", url.Values{"login": {"hanako"}, "password": {first}, "next": {"/console/cases"}})
	require.Equal(t, passwordPath, p.path)
	require.Equal(t, passwordPath, b.open("/console/cases/"+claim).path, "nothing else is shown before")
	change := func(present, password, again string) shownPage {
		return b.submit(passwordPath, url.Values{"present": {present}, "password": {password}, "again": {again}})
	}
	p = change(first, "rivers hum at noon", "rivers hum at night")
	require.Equal(t, http.StatusUnprocessableEntity, p.status)
	require.Contains(t, p.text, "同じパスワードをもう一度")
	require.NotContains(t, p.text, "rivers hum", "a password is never sent back")
	require.Contains(t, change("wrong", "rivers hum at noon", "rivers hum at noon").text, "現在のパスワードが正しくありません")
	require.Contains(t, change(first, "short", "short").text, "12文字以上")
	p = change(first, "rivers hum at noon", "rivers hum at noon")
	require.Equal(t, deskPath, p.path, "two desks: which one comes next")
	p = b.submit(deskPath, url.Values{"desk": {"desk:support"}, "next": {"/console/cases"}})
	require.Equal(t, "/console/cases", p.path)
	require.Contains(t, p.text, "サポート窓口")
}

func TestADeskIsChosenAndSwitched(t *testing.T) {
	w := newWorld(t)
	id := w.employ("hanako", "見本 花子", api.Billing, api.Support)
	b := w.browser()
	p := b.submit("/console/sign-in", url.Values{"login": {"hanako"}, "password": {password}, "next": {"/console/cases/" + claim}})
	require.Equal(t, deskPath+"?next=%2Fconsole%2Fcases%2F"+claim, p.path)
	p = b.submit(deskPath, url.Values{"desk": {"desk:billing"}, "next": {p.hidden("next")}})
	require.Equal(t, "/console/cases/"+claim, p.path)
	require.Contains(t, p.text, `<option value="desk:billing" selected>`)
	p = b.submit(deskPath, url.Values{"desk": {"desk:support"}})
	require.Equal(t, "/console/", p.path)
	require.Contains(t, p.text, `<option value="desk:support" selected>`)
	require.Equal(t, http.StatusForbidden, b.submit(deskPath, url.Values{"desk": {"admin"}}).status)
	require.Equal(t, http.StatusForbidden, b.open("/console/staff").status)

	rows, err := postgres.Audit(t.Context(), w.api.Pool, postgres.AuditFilter{Actor: id, Action: api.ActionSwitchDesk}, postgres.Place{}, 9)
	require.NoError(t, err)
	require.Len(t, rows, 2)
	require.Equal(t, "desk:support", rows[0].Role)
}

func TestSessionsAreListedAndEnded(t *testing.T) {
	w := newWorld(t)
	here, there, elsewhere := w.as(api.Support), w.as(api.Support), w.as(api.Support)
	p := here.open(accountPath)
	require.Contains(t, p.text, "この端末")
	ids := regexp.MustCompile(`name="session" value="(ses_[^"]+)"`).FindAllStringSubmatch(p.text, -1)
	require.Len(t, ids, 2)

	p = here.submit(accountPath+"/sessions/end", url.Values{"session": {ids[0][1]}})
	require.Contains(t, p.text, "サインアウトしました")
	ended := 0
	for _, b := range []*browser{there, elsewhere} {
		if b.open("/console/cases").path != "/console/cases" {
			ended++
		}
	}
	require.Equal(t, 1, ended)
	// A second click finds it done; somebody else's session is not theirs to end.
	require.Equal(t, accountPath, here.submit(accountPath+"/sessions/end", url.Values{"session": {ids[0][1]}}).path)
	require.Equal(t, accountPath, w.as(api.Billing).submit(accountPath+"/sessions/end", url.Values{"session": {ids[1][1]}}).path)
	var left int
	require.NoError(t, w.api.Pool.QueryRow(t.Context(), "select count(*) from staff_sessions where staff_id = $1", w.staff[api.Support]).Scan(&left))
	require.Equal(t, 2, left)
	here.submit(accountPath+"/sessions/end", nil)
	require.Contains(t, there.open("/console/cases").path+elsewhere.open("/console/cases").path, "/console/sign-in")
	require.Equal(t, "/console/cases", here.open("/console/cases").path)
}

func TestAnAccountIsAdministered(t *testing.T) {
	w := newWorld(t)
	admin, billing := w.as(api.Admin), w.as(api.Billing)
	path := staffPath + "/" + w.staff[api.Billing]
	p := admin.open(path)
	require.Contains(t, p.text, "見本 desk:billing")
	change := url.Values{"key": {p.hidden("key")}, "name": {"請求 次郎"}, "email": {"Jiro@Example.jp"}, "roles": {"desk:billing", "desk:repair"}}
	p = admin.submit(path, change)
	require.Equal(t, path, p.path)
	require.Contains(t, p.text, "登録内容を変更しました")
	require.Contains(t, p.text, `value="jiro@example.jp"`)
	p = admin.submit(path, url.Values{"key": {"key-2-key"}, "name": {""}, "roles": {"desk:billing"}})
	require.Equal(t, http.StatusUnprocessableEntity, p.status)

	p = admin.submit(path+"/password", url.Values{"key": {"key-3-key"}})
	require.Contains(t, p.text, `<strong class="number">`)
	require.Contains(t, billing.open("/console/cases").path, "/console/sign-in", "signed out everywhere")
	p = admin.submit(path, url.Values{"key": {"key-4-key"}, "what": {"disable"}})
	require.Contains(t, p.text, "停止中")
	p = admin.submit(path, url.Values{"key": {"key-5-key"}, "what": {"enable"}})
	require.NotContains(t, p.text, "停止中")

	own := staffPath + "/" + w.staff[api.Admin]
	require.Contains(t, admin.open(own).text, "ご自身のアカウントは停止できません")
	p = admin.submit(own, url.Values{"key": {"key-6-key"}, "what": {"disable"}})
	require.Equal(t, http.StatusConflict, p.status)
	require.Equal(t, http.StatusNotFound, admin.open(staffPath+"/stf_nobody").status)
	for _, path := range []string{staffPath, path, auditPath} {
		require.Equal(t, http.StatusForbidden, w.as(api.Support).open(path).status, path)
	}
}
