package member

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/serviceerror"

	"kigen/internal/identity"
)

// TestApplicationInPlainWords: what is next, by when, and who acts; withdrawn in the end.
func TestApplicationInPlainWords(t *testing.T) {
	a := newApplying(t)
	b, application, _ := a.invited()
	path := "/my/applications/" + application
	p := b.open(path)
	for _, shown := range []string{"ミニマムスタートプランのお申し込み", "2026年12月6日(日)", "あと14日", "お申し込みを受け付けました", "本人確認をご案内しました", "取り下げる"} {
		require.Contains(t, p.text, shown)
	}
	a.now = a.now.AddDate(0, 0, 12)
	require.Contains(t, a.again(b).open(path).text, `class="next soon"`)

	missing := a.signedIn().open(path)
	require.Equal(t, http.StatusNotFound, missing.status, "it is not Taro's")
	require.Contains(t, missing.text, `action="/my/sign-out"`, "who is signed in keeps the menu")
	require.Equal(t, "/my/sign-in?expired=1&next="+url.QueryEscape(path), b.open(path).path)

	c := a.again(b)
	p = c.fill(path+"/withdrawal", url.Values{})
	require.Equal(t, http.StatusUnprocessableEntity, p.status)
	require.Contains(t, p.text, "チェックを入れてください")
	form := url.Values{"sure": {"yes"}, "key": {"withdraw-it"}}
	a.signups.down = serviceerror.NewUnavailable("down")
	p = c.submit(path+"/withdrawal", form)
	require.Equal(t, http.StatusServiceUnavailable, p.status)
	_, kept, _ := strings.Cut(p.text, `action="`+path+`/withdrawal"`)
	require.Contains(t, kept, `value="withdraw-it"`, "the next try does nothing twice")
	a.signups.down = nil
	p = c.submit(path+"/withdrawal", form)
	require.Equal(t, path, p.path)
	require.Contains(t, p.text, "お申し込みは取り下げられました")
	require.Equal(t, http.StatusOK, c.submit(path+"/withdrawal", form).status, "a second click")
	require.NotContains(t, c.open(path).text, `id="withdraw"`)
	p = c.open(path + "/documents")
	require.Equal(t, http.StatusConflict, p.status)
}

// again signs the member in whom b's browser has, after the session has ended.
func (a *applying) again(b *browser) *browser {
	a.Helper()
	var member string
	require.NoError(a, a.pool.QueryRow(a.Context(), `select member_id from applications limit 1`).Scan(&member))
	_, err := a.pool.Exec(a.Context(), `insert into member_logins (member_id, login, password, changed_at)
		select $1, 'sakura.m', password, changed_at from member_logins where login = $2 on conflict do nothing`, member, login)
	require.NoError(a, err)
	c := b.browser()
	require.Equal(a, "/my/", c.fill("/my/sign-in", url.Values{"login": {"sakura.m"}, "password": {password}}).path)
	return c
}

// TestStatesInPlainWords shows a page for every state of an application.
func TestStatesInPlainWords(t *testing.T) {
	a := newApplying(t)
	b, application, _ := a.invited()
	path := "/my/applications/" + application
	for _, state := range []string{
		identity.StateInviting, identity.StateInvited, identity.StateSubmitted, identity.StateApproved, identity.StateShipped, identity.StateCameBack,
		identity.StateDelivered, identity.StateActive, identity.StateWithdrawn, identity.StateRejected, identity.StateLapsed,
	} {
		a.exec(`update cases set state = $2 where id = $1`, application, state)
		p := b.open(path)
		require.Equal(t, http.StatusOK, p.status, state)
		require.NotContains(t, p.text, `<h2 id="now">`+state, "it has words")
		require.Equal(t, http.StatusOK, b.open("/my/applications").status)
	}
}

// TestANewReservationNumber: S-7.
func TestANewReservationNumber(t *testing.T) {
	a := newApplying(t)
	b := a.proves(sakura)
	sims := url.Values{
		"sims[0].kind": {"voice"}, "sims[0].number": {"mnp"}, "sims[0].mnp.number": {"1012345678"}, "sims[0].mnp.issued_on": {"2026-11-20"},
		"sims[0].mnp.phone_number": {"09012345678"}, "sims[0].mnp.same_holder": {"yes"},
	}
	p := b.goes(filledIn(map[string]url.Values{"sims": sims}), stepsOfAll...)
	require.Contains(t, p.text, "予約番号は2026年12月4日(金)まで有効")
	b.goes(filledIn(nil), "check")
	var application string
	require.NoError(t, a.pool.QueryRow(t.Context(), `select id from applications`).Scan(&application))
	path := "/my/applications/" + application
	require.Contains(t, b.open(path).text, "予約番号は2026年12月4日(金)まで有効です")
	a.now = a.now.Add(time.Hour)
	number := url.Values{"number": {"20-2345-6789"}, "phone_number": {"090-1234-5678"}, "issued_on": {"2026/11/22"}, "same_holder": {"yes"}, "key": {"number-0"}}
	with := func(key, name, value string) url.Values {
		own := url.Values{}
		for k, v := range number {
			own[k] = v
		}
		own.Set(name, value)
		own.Set("key", key)
		return own
	}
	for name, c := range map[string][2]string{
		"number": {"12", "10桁の数字"}, "phone_number": {"0312345678", "11桁の数字"}, "issued_on": {"2026-11-01", "再発行をお受けください"}, "same_holder": {"", "一致している"},
	} {
		p := b.submit(path+"/sims/1/number", with("number-"+name, name, c[0]))
		require.GreaterOrEqual(t, p.status, 400, name)
		require.Less(t, p.status, 500, name)
		require.Contains(t, p.text, c[1], name)
	}
	p = b.submit(path+"/sims/1/number", number)
	require.Equal(t, path, p.path, p.text)
	require.Contains(t, p.text, "新しいMNP予約番号を登録しました")
	require.Contains(t, p.text, "予約番号は2026年12月6日(日)まで有効です")
}
