package member

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/account"
	"kigen/internal/connection"
	"kigen/internal/sealing"
)

func TestSigningIn(t *testing.T) {
	w := newWorld(t)
	b := w.browser()
	p := b.open("/my/account")
	require.Equal(t, "/my/sign-in?next=%2Fmy%2Faccount", p.path)

	p = b.fill(p.path, url.Values{"login": {" TARO.mihon "}, "password": {password}, "next": {"/my/account"}})
	require.Equal(t, "/my/account", p.path, p.text)
	for _, text := range []string{"見本 太郎", "タロウ", "taro@example.jp", "千代田区", "taro.mihon", "Safari, iPhone", "この端末", "G-3"} {
		require.Contains(t, p.text, text)
	}
	require.Equal(t, "/my/", b.open("/my/sign-in").path, "who is in needs no door")

	p = b.submit("/my/sign-out", url.Values{})
	require.Equal(t, "/my/sign-in?left=1", p.path)
	require.Contains(t, p.text, "ログアウトしました")
	require.Contains(t, b.open("/my/account").path, "/my/sign-in")
}

func TestWhoHasNotSignedInIsNotToldThatItEnded(t *testing.T) {
	w := newWorld(t)
	b := w.browser()
	require.Equal(t, "/apply/email", b.submit("/apply", url.Values{}).path)
	require.Equal(t, "/my/sign-in", b.open("/my/").path)

	b = w.signedIn()
	w.exec(`delete from member_sessions`)
	require.Equal(t, "/my/sign-in?expired=1", b.open("/my/").path)
}

func TestTheDoorTellsNobodyWhoIsAMember(t *testing.T) {
	w := newWorld(t)
	wrong := func(login string) shown {
		return w.browser().fill("/my/sign-in", url.Values{"login": {login}, "password": {"not the password"}})
	}
	for try := 1; try <= account.MaxTries+1; try++ {
		known, unknown := wrong(login), wrong("nobody.here")
		require.Equal(t, known.status, unknown.status)
		status := http.StatusUnauthorized
		if try >= account.MaxTries {
			status = http.StatusLocked
			require.Contains(t, known.text, "10:15を過ぎてから")
			require.Contains(t, unknown.text, "10:15を過ぎてから")
		}
		require.Equal(t, status, known.status, try)
		require.NotContains(t, known.text, "not the password")
	}
	// The right one is locked out as well, to the second.
	w.now = morning.Add(account.LockFor - time.Second)
	locked := w.browser().fill("/my/sign-in", url.Values{"login": {login}, "password": {password}})
	require.Equal(t, http.StatusLocked, locked.status)
	require.Contains(t, locked.text, "パスワードを再設定する", "a reset opens it at once")
	w.now = morning.Add(account.LockFor)
	w.signedIn()
	require.Equal(t, []string{"sign-in-locked"}, w.letters(taro), "one letter a lock, and none for who is none")
}

// letters are the templates of the letters that a member was sent, in order.
func (w *world) letters(member string) (templates []string) {
	w.Helper()
	rows, err := w.pool.Query(w.Context(), `select template from notices where member_id = $1 order by at, id`, member)
	require.NoError(w, err)
	for rows.Next() {
		var template string
		require.NoError(w, rows.Scan(&template))
		templates = append(templates, template)
	}
	return templates
}

// link is that of the latest letter to a member.
func (w *world) link(member string) string {
	w.Helper()
	var (
		id      string
		expires time.Time
	)
	require.NoError(w, w.pool.QueryRow(w.Context(), `select id, expires_at from password_resets where member_id = $1
		order by asked_at desc, id desc limit 1`, member).Scan(&id, &expires))
	token, err := w.keys.Sign(sealing.Claims{Use: connection.UseReset, Subject: id, Expires: expires})
	require.NoError(w, err)
	return "/my/reset/" + token
}

func TestAForgottenPassword(t *testing.T) {
	w := newWorld(t)
	elsewhere, b := w.signedIn(), w.browser()
	asked := b.fill("/my/forgot", url.Values{"login_or_email": {"Taro@Example.jp"}})
	require.Equal(t, http.StatusOK, asked.status)
	require.Equal(t, asked.text, b.fill("/my/forgot", url.Values{"login_or_email": {"nobody@example.jp"}}).text)
	require.Equal(t, []string{"password-reset"}, w.letters(taro))

	link := w.link(taro)
	p := b.open(link)
	require.Equal(t, http.StatusOK, p.status, p.text)
	require.Contains(t, p.text, login)
	form := func(password, again string) url.Values {
		return url.Values{"token": {p.hidden("token")}, "key": {p.hidden("key")}, "password": {password}, "password_again": {again}}
	}
	require.Contains(t, b.submit("/my/reset", form("sora to kumo", "sora to kuma")).text, "一致していません")
	require.Contains(t, b.submit("/my/reset", form("password12", "password12")).text, "推測されやすい")
	require.Contains(t, b.submit("/my/reset", form("kurz", "kurz")).text, "10文字以上")
	for range 2 { // a second click is no error
		done := b.submit("/my/reset", form("sora to kumo", "sora to kumo"))
		require.Equal(t, "/my/sign-in?changed=1", done.path, done.text)
	}
	used := b.open(link)
	require.Equal(t, http.StatusConflict, used.status)
	require.Contains(t, used.text, "すでに使用されています")
	require.Contains(t, elsewhere.open("/my/").path, "/my/sign-in?expired=1", "all sessions end")
	require.Equal(t, http.StatusUnauthorized, b.fill("/my/sign-in", url.Values{"login": {login}, "password": {password}}).status)
	require.Equal(t, "/my/", b.fill("/my/sign-in", url.Values{"login": {login}, "password": {"ｓｏｒａ to kumo"}}).path)
	require.Equal(t, []string{"password-changed", "password-reset"}, sorted(w.letters(taro)))
}

func TestALinkEnds(t *testing.T) {
	w := newWorld(t)
	b := w.browser()
	b.fill("/my/forgot", url.Values{"login_or_email": {login}})
	link := w.link(taro)
	w.now = morning.Add(account.ResetLife - time.Second)
	require.Equal(t, http.StatusOK, b.open(link).status)
	w.now = morning.Add(account.ResetLife)
	p := b.open(link)
	require.Equal(t, http.StatusGone, p.status)
	require.Contains(t, p.text, "/my/forgot")
	for _, forged := range []string{"/my/reset/x", "/my/reset/" + "eyJ1IjoidXBsb2FkIn0.c2lnbmVk", link + "x"} {
		require.Equal(t, http.StatusNotFound, b.open(forged).status, forged)
	}
	other, err := sealing.New()
	require.NoError(t, err)
	token, err := other.Sign(sealing.Claims{Use: connection.UseReset, Subject: "pwr_3k7q2m9d5x8n4b6v1c0z2s7w9e", Expires: w.now.Add(time.Hour)})
	require.NoError(t, err)
	require.Equal(t, http.StatusNotFound, b.open("/my/reset/"+token).status, "signed by somebody else")
}

func TestNoMoreThanThreeLinksAnHour(t *testing.T) {
	w := newWorld(t)
	b := w.browser()
	for range account.MaxResets + 2 {
		require.Contains(t, b.fill("/my/forgot", url.Values{"login_or_email": {login}}).text, "メールをご確認ください")
	}
	require.Len(t, w.letters(taro), account.MaxResets)
	w.now = morning.Add(account.ResetLife)
	b.fill("/my/forgot", url.Values{"login_or_email": {login}})
	require.Len(t, w.letters(taro), account.MaxResets+1)
	first := w.link(taro)
	p := b.open(first)
	form := url.Values{"token": {p.hidden("token")}, "key": {p.hidden("key")}, "password": {"sora to kumo"}, "password_again": {"sora to kumo"}}
	require.Equal(t, "/my/sign-in?changed=1", b.submit("/my/reset", form).path)
	var open int
	require.NoError(t, w.pool.QueryRow(t.Context(), `select count(*) from password_resets where used_at is null`).Scan(&open))
	require.Zero(t, open, "a link that was used ends those before it")
}

// TestTheFirstLogin covers members who joined without one.
func TestTheFirstLogin(t *testing.T) {
	w := newWorld(t)
	b := w.browser()
	b.fill("/my/forgot", url.Values{"login_or_email": {"hanae@example.jp"}})
	p := b.open(w.link(hanae))
	require.Contains(t, p.text, "ログインIDとパスワードの登録")
	form := func(login string) url.Values {
		return url.Values{
			"token": {p.hidden("token")}, "key": {p.hidden("key")}, "login": {login},
			"password": {"hana to tsuki"}, "password_again": {"hana to tsuki"},
		}
	}
	taken := b.submit("/my/reset", form("Taro.Mihon"))
	require.Equal(t, http.StatusConflict, taken.status)
	require.Contains(t, taken.text, "すでに使用されています")
	require.NotContains(t, taken.text, "hana to tsuki")
	require.Contains(t, b.submit("/my/reset", form("hanae@example.jp")).text, "メールアドレスはログインIDにできません")
	require.Contains(t, b.submit("/my/reset", form("花江")).text, "半角の英小文字")
	require.Equal(t, "/my/sign-in?changed=1", b.submit("/my/reset", form("hanae_m")).path)
	require.Equal(t, "/my/", b.fill("/my/sign-in", url.Values{"login": {"hanae_m"}, "password": {"hana to tsuki"}}).path)
}

func TestChangingThePassword(t *testing.T) {
	w := newWorld(t)
	b, elsewhere := w.signedIn(), w.signedIn()
	p := b.open("/my/account")
	form := func(current, new string) url.Values {
		return url.Values{"key": {p.hidden("key")}, "current_password": {current}, "password": {new}, "password_again": {new}}
	}
	wrong := b.submit("/my/account/password", form("not it at all", "sora to kumo"))
	require.Equal(t, http.StatusUnprocessableEntity, wrong.status)
	require.Contains(t, wrong.text, "現在のパスワードが正しくありません")
	require.NotContains(t, wrong.text, "sora to kumo")
	for range 2 {
		done := b.submit("/my/account/password", form(password, "sora to kumo"))
		require.Equal(t, "/my/account", done.path, done.text)
		require.Contains(t, done.text, "パスワードを変更し")
	}
	require.Contains(t, elsewhere.open("/my/").path, "/my/sign-in", "others are signed out")
	require.Equal(t, []string{"password-changed"}, w.letters(taro))
}

func TestChangingTheLogin(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn()
	form := url.Values{"key": {b.open("/my/account").hidden("key")}, "login": {"taro2026"}, "current_password": {password}}
	for range 2 {
		require.Contains(t, b.submit("/my/account/login", form).text, "ログインIDを変更しました")
	}
	require.Equal(t, []string{"login-changed"}, w.letters(taro))
	require.Equal(t, "/my/", w.browser().fill("/my/sign-in", url.Values{"login": {"taro2026"}, "password": {password}}).path)
}

func TestSessions(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn()
	w.now = morning.Add(5 * time.Minute)
	other := w.browser()
	other.agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0"
	form := url.Values{"login": {login}, "password": {password}, "key": {other.open("/my/sign-in").hidden("key")}}
	other.submit("/my/sign-in", form)
	other.submit("/my/sign-in", form) // a second click is the same session
	p := b.open("/my/account")
	require.Contains(t, p.text, "Edge, Windows")
	var sessions int
	require.NoError(t, w.pool.QueryRow(t.Context(), `select count(*) from member_sessions`).Scan(&sessions))
	require.Equal(t, 2, sessions)

	var theirs string
	require.NoError(t, w.pool.QueryRow(t.Context(), `select id from member_sessions where browser like 'Edge%'`).Scan(&theirs))
	require.Contains(t, b.submit("/my/account/sessions/"+theirs+"/end", url.Values{"key": {p.hidden("key")}}).text, "その端末からログアウトしました")
	require.Contains(t, other.open("/my/").path, "/my/sign-in")

	other = w.signedIn()
	require.Contains(t, b.submit("/my/account/sessions/end", url.Values{"key": {b.open("/my/account").hidden("key")}}).text, "ほかのすべての端末")
	require.Contains(t, other.open("/my/").path, "/my/sign-in")
	require.Equal(t, "/my/", b.open("/my/").path)

	w.now = w.now.Add(account.SessionIdle - time.Second)
	require.Equal(t, "/my/", b.open("/my/").path, "in its last second")
	w.now = w.now.Add(account.SessionIdle)
	require.Contains(t, b.open("/my/").path, "/my/sign-in")
}

func TestLettersInTheLanguageThatIsChosen(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn()
	form := url.Values{"key": {b.open("/my/account").hidden("key")}, "letters": {"en"}}
	require.Contains(t, b.submit("/my/account/language", form).text, "言語を変更しました")
	var language string
	require.NoError(t, w.pool.QueryRow(t.Context(), `select language from members where id = $1`, taro).Scan(&language))
	require.Equal(t, "en", language)
	require.Contains(t, b.open("/my/account").text, "Sign-in settings", "pages too, until another is chosen for them")
	b.submit("/my/language", url.Values{"language": {"ja"}})
	require.Contains(t, b.open("/my/account").text, "ログインの設定")
	form.Set("letters", "fr")
	form.Set("key", "another-key")
	require.Equal(t, http.StatusUnprocessableEntity, b.submit("/my/account/language", form).status)
}

func TestSupportIsOpenToAllInBothLanguages(t *testing.T) {
	w := newWorld(t)
	p := w.browser().open("/support")
	desk := w.api.Terms.At(morning).Contacts
	for _, text := range []string{desk.Support.Phone, desk.ReturnCentre.JA, desk.ReturnCentre.EN, "お問い合わせ", `lang="en"`} {
		require.Contains(t, p.text, text)
	}
	require.Equal(t, http.StatusNotFound, w.browser().open("/my/nothing").status)
}
