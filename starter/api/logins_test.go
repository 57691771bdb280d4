package api

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/time/rate"

	"kigen/internal/account"
	"kigen/internal/connection"
	"kigen/internal/refusal"
	"kigen/internal/sealing"
	"kigen/internal/terms"
)

const (
	ownLogin = "/v1/members/me/login"
	password = "umi to yama to kaze"
)

func newAccountWorld(t *testing.T) *world {
	t.Helper()
	keys, err := sealing.New()
	require.NoError(t, err)
	return newWorld(t, func(d *Deps) { d.Keys = keys })
}

func TestAMemberChoosesALoginOnce(t *testing.T) {
	w := newAccountWorld(t)
	w.get(ownLogin, Member).problem(http.StatusNotFound, refusal.NotFound)
	chosen := map[string]string{"login": "Taro.Yamada", "password": password}
	w.post(ownLogin, Support, chosen).problem(http.StatusForbidden, refusal.Forbidden)
	w.call(http.MethodPost, ownLogin, "", chosen).problem(http.StatusUnauthorized, refusal.Unauthenticated)

	both := w.post(ownLogin, Member, map[string]string{"login": "太郎", "password": "short"}).problem(http.StatusUnprocessableEntity, refusal.Invalid)
	require.Len(t, both.Fields, 2)
	for range 2 {
		var got MyLogin
		w.post(ownLogin, Member, chosen, "Idempotency-Key", "choose-a-login").into(&got)
		require.Equal(t, "taro.yamada", got.Login)
	}
	w.post(ownLogin, Member, chosen).problem(http.StatusConflict, refusal.State)

	w.token[Member] = w.issue(Member, w.hanae)
	taken := w.post(ownLogin, Member, chosen).problem(http.StatusConflict, refusal.Used)
	require.Equal(t, "login", taken.Fields[0].Path)
	w.get(ownLogin, Member).problem(http.StatusNotFound, refusal.NotFound)
}

func TestNoPasswordIsKeptUnderAKey(t *testing.T) {
	w := newAccountWorld(t)
	w.post(ownLogin, Member, map[string]string{"login": "taro.yamada", "password": password}, "Idempotency-Key", "choose-a-login")
	w.post("/v1/password-resets", Public, map[string]string{"login_or_email": "taro.yamada"}, "Idempotency-Key", "ask-for-a-link")
	var kept int
	require.NoError(t, w.Pool.QueryRow(t.Context(), `select count(*) from idempotency_keys`).Scan(&kept))
	require.Zero(t, kept, "not even as the hash of a request")
}

// TestALockIsTheLoginsToTheSecond covers the door of the member pages, which has
// no operation.
func TestALockIsTheLoginsToTheSecond(t *testing.T) {
	w := newAccountWorld(t)
	w.post(ownLogin, Member, map[string]string{"login": "taro.yamada", "password": password})
	enter := func(login, given string) error {
		_, err := w.SignIn(t.Context(), SignIn{Login: login, Password: given, Address: "192.0.2.1:443"})
		return err
	}
	for _, login := range []string{"taro.yamada", "nobody.here", "nobody\x00", "\xff\xfe", "名無し"} {
		for range account.MaxTries - 1 {
			require.ErrorIs(t, enter(login, "wrong"), &refusal.Error{Code: refusal.Unauthenticated})
		}
		require.ErrorIs(t, enter(login, "wrong"), &refusal.Error{Code: refusal.Locked})
	}
	w.at = noon.Add(account.LockFor - time.Second)
	require.ErrorIs(t, enter("taro.yamada", password), &refusal.Error{Code: refusal.Locked})
	// Who is signed in elsewhere is no way round.
	change := map[string]string{"current_password": password, "password": "sora to kumo"}
	w.post("/v1/members/me/password", Member, change).problem(http.StatusLocked, refusal.Locked)
	w.at = noon.Add(account.LockFor)
	require.NoError(t, enter("ＴＡＲＯ.yamada", password))
	require.ErrorIs(t, enter("taro.yamada", "wrong"), &refusal.Error{Code: refusal.Unauthenticated}, "the count began anew")
}

func TestTheDoorIsRateLimited(t *testing.T) {
	w := newWorld(t, func(d *Deps) { d.PublicRate = rate.Limit(0.01) })
	enter := func(address string) error {
		_, err := w.SignIn(t.Context(), SignIn{Login: "nobody.here", Password: "wrong", Address: address})
		return err
	}
	require.ErrorIs(t, enter("192.0.2.1:1"), &refusal.Error{Code: refusal.Unauthenticated})
	require.ErrorIs(t, enter("192.0.2.1:2"), &refusal.Error{Code: refusal.RateLimited})
	require.ErrorIs(t, enter("192.0.2.2:1"), &refusal.Error{Code: refusal.Unauthenticated})
}

func TestALinkChoosesAPasswordOnce(t *testing.T) {
	w := newAccountWorld(t)
	w.post(ownLogin, Member, map[string]string{"login": "taro.yamada", "password": password})
	for _, who := range []string{"taro.yamada", w.taro + "@EXAMPLE.jp", "nobody@example.jp", "' or 1=1 --"} {
		require.Equal(t, http.StatusNoContent, w.post("/v1/password-resets", Public, map[string]string{"login_or_email": who}).status, who)
	}
	var links int
	require.NoError(t, w.Pool.QueryRow(t.Context(), `select count(*) from password_resets`).Scan(&links))
	require.Equal(t, 2, links)

	var id string
	require.NoError(t, w.Pool.QueryRow(t.Context(), `select id from password_resets limit 1`).Scan(&id))
	token, err := w.Keys.Sign(sealing.Claims{Use: connection.UseReset, Subject: id, Expires: noon.Add(account.ResetLife)})
	require.NoError(t, err)
	var page ResetPage
	w.post("/v1/password-resets/open", Public, map[string]string{"token": token}).into(&page)
	require.Equal(t, "taro.yamada", page.Login)
	weak := w.post("/v1/password-resets/use", Public, map[string]string{"token": token, "password": "taro.yamada1"}).
		problem(http.StatusUnprocessableEntity, refusal.Invalid)
	require.Equal(t, "password", weak.Fields[0].Path)

	use := map[string]string{"token": token, "password": "sora to kumo", "login": "not.asked.for"}
	for range 2 {
		var got MyLogin
		w.post("/v1/password-resets/use", Public, use, "Idempotency-Key", "use-the-link").into(&got)
		require.Equal(t, "taro.yamada", got.Login)
	}
	w.post("/v1/password-resets/use", Public, use).problem(http.StatusConflict, refusal.Used)
	w.post("/v1/password-resets/open", Public, map[string]string{"token": token}).problem(http.StatusConflict, refusal.Used)
	w.at = noon.Add(account.ResetLife)
	w.post("/v1/password-resets/open", Public, map[string]string{"token": token}).problem(http.StatusGone, refusal.Expired)

	upload, err := w.Keys.Sign(sealing.Claims{Use: connection.UseUpload, Subject: id, Expires: w.at.Add(time.Hour)})
	require.NoError(t, err)
	w.post("/v1/password-resets/open", Public, map[string]string{"token": upload}).problem(http.StatusNotFound, refusal.NotFound)
}

func TestSessionsAreTheMembersOwn(t *testing.T) {
	w := newAccountWorld(t)
	s, err := w.OpenSession(t.Context(), w.taro, "curl/8.5.0", "the-first-form")
	require.NoError(t, err)
	hers, err := w.OpenSession(t.Context(), w.hanae, "", "the-first-form")
	require.NoError(t, err)
	who, err := w.SignedIn(t.Context(), s.ID)
	require.NoError(t, err)
	require.Equal(t, Principal{Role: Member, Token: w.taro, Member: w.taro}, who.Principal)
	require.Equal(t, terms.Text{JA: "山田 太郎", EN: "TARO YAMADA"}, who.Name)
	require.Equal(t, japanese, who.Language)

	w.at = noon.Add(account.SessionIdle)
	late, err := w.OpenSession(t.Context(), w.taro, "curl/8.5.0", "the-first-form")
	require.NoError(t, err)
	require.Equal(t, s.ID, late.ID)
	_, err = w.SignedIn(t.Context(), late.ID)
	require.NoError(t, err, "a form that lay open for a day signs in, too")
	w.at = noon

	again, err := w.OpenSession(t.Context(), w.hanae, "", "")
	require.NoError(t, err)
	other, err := w.OpenSession(t.Context(), w.hanae, "", "")
	require.NoError(t, err)
	require.NotEqual(t, again.ID, other.ID, "what was ended does not come back")

	var listed MySessions
	w.get("/v1/members/me/sessions", Member).into(&listed)
	require.Len(t, listed.Sessions, 1)
	require.Equal(t, http.StatusNoContent, w.post("/v1/members/me/sessions/"+hers.ID+"/end", Member, nil).status)
	_, err = w.SignedIn(t.Context(), hers.ID)
	require.NoError(t, err, "another member's stays")
	require.Equal(t, http.StatusNoContent, w.post("/v1/members/me/sessions/end", Member, map[string]string{}).status)
	_, err = w.SignedIn(t.Context(), s.ID)
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.NotFound})
}
