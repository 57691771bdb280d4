package e2e_test

import (
	"regexp"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// TestAMembersDoor walks through a member's first sign-in in a real browser: the link of a letter, a
// login and a password, the page, and signing out everywhere else.
func TestAMembersDoor(t *testing.T) {
	browser := findBrowser(t)
	p := theProduct(t)
	clock := p.clockAt(t, "A member's first sign-in", time.Date(2026, 11, 2, 1, 0, 0, 0, time.UTC))
	p.withLines(t, clock, 1)
	var member string
	require.NoError(t, p.pool.QueryRow(t.Context(), `select id from members where clock_id = $1`, clock).Scan(&member))
	address := member + "@example.jp"
	login := "hanako" + member[len(member)-6:]

	b := openBrowser(t, browser, p.ConsoleURL())
	b.goes("/my/account")
	b.sees("このページをご覧いただくには、ログインしてください。")
	b.do(chromedp.Click(chromedp.CSS(`a[href="/my/forgot"]`)), chromedp.WaitVisible(chromedp.CSS("#forgot-login_or_email")))
	b.do(chromedp.SendKeys(chromedp.CSS("#forgot-login_or_email"), address), chromedp.Click(chromedp.CSS("form button.main")))
	b.sees("メールをご確認ください")

	b.goes(p.linkIn(t, address))
	b.sees("ログインIDとパスワードの登録")
	b.do(
		chromedp.SendKeys(chromedp.CSS("#reset-login"), login),
		chromedp.SendKeys(chromedp.CSS("#reset-password"), "hana to tsuki"),
		chromedp.SendKeys(chromedp.CSS("#reset-password_again"), "hana to tsuki"),
		chromedp.DoubleClick(chromedp.CSS("form button.main")), // a second click does nothing
	)
	b.sees("パスワードを登録しました。")
	enter := func(password string) {
		b.do(
			chromedp.SetValue(chromedp.CSS("#sign-in-login"), login),
			chromedp.SendKeys(chromedp.CSS("#sign-in-password"), password),
			chromedp.Click(chromedp.CSS("form button.main")),
		)
	}
	enter("not the password")
	b.sees("ログインIDまたはパスワードが正しくありません。")
	enter("hana to tsuki")
	b.sees("見本 花子 様")
	require.LessOrEqual(t, eval[int](b, `document.documentElement.scrollWidth`), 360, "nothing sticks out on a phone")

	b.goes("/my/account")
	b.sees(login)
	b.sees("この端末")
	b.do(chromedp.Click(chromedp.CSS(`.top button[value="en"]`)))
	b.sees("Sign-in settings")
	require.LessOrEqual(t, eval[int](b, `document.documentElement.scrollWidth`), 360)
	b.do(chromedp.Click(chromedp.CSS(`.menu > summary`)), chromedp.Click(chromedp.CSS(`form[action$="/sign-out"] button`)))
	b.sees("You have signed out.")
	b.goes("/my/account")
	b.sees("Sign in")
	require.Equal(t, 2, p.count(t, `select count(*) from notices where member_id = $1 and template like 'password-%'`, member))
}

var resetLink = regexp.MustCompile(`/my/reset/[A-Za-z0-9_.-]+`)

// linkIn is the link to choose a password in the letter that went to an address.
func (p *running) linkIn(t *testing.T, address string) (link string) {
	t.Helper()
	require.Eventually(t, func() bool {
		mails, err := p.Inbox().Mails(address)
		require.NoError(t, err)
		for _, m := range mails {
			if found := resetLink.FindString(m.Text); found != "" {
				link = found
			}
		}
		return link != ""
	}, 30*time.Second, 100*time.Millisecond, "no letter with a link reached %s", address)
	return link
}

var (
	uploadLink  = regexp.MustCompile(`/upload/[A-Za-z0-9_.-]+`)
	uploadLogin = regexp.MustCompile(`(?:ログインID：|Login: )(\S+)`)
)

// invitation is the link to prove one's identity in the letter that went to an address, with the login
// that opens it.
func (p *running) invitation(t *testing.T, address string) (link, login string) {
	t.Helper()
	require.Eventually(t, func() bool {
		mails, err := p.Inbox().Mails(address)
		require.NoError(t, err)
		for _, m := range mails {
			if found := uploadLink.FindString(m.Text); found != "" {
				link = found
				if match := uploadLogin.FindStringSubmatch(m.Text); match != nil {
					login = match[1]
				}
			}
		}
		return link != "" && login != ""
	}, 30*time.Second, 100*time.Millisecond, "no letter to %s asks for documents", address)
	return link, login
}
