package e2e_test

import (
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"kigen/internal/ids"
)

var codeOf = regexp.MustCompile(`\b([0-9]{6})\b`)

// walkApply: a line is applied for, identity proven by pictures, one of which is turned, and the
// member looks at how it stands (S-2, S-5, S-9 to S-12).
func walkApply(w *walker) {
	email := "walk-" + ids.New("key")[4:] + "@example.jp"
	next := func() { w.Helper(); w.click("#apply button.main") }
	w.goes("/apply")
	w.click(`form[action="/apply"] button.main`)
	w.fill(`#apply input[name="email"]`, email)
	next()
	w.fill(`#apply input[name="code"]`, w.code(email))
	next()
	w.click(`#apply input[name="plan"][value="minimum_start"]`)
	next()
	w.do(chromedp.WaitVisible(chromedp.CSS(`#apply input[name="sims[0].kind"]`)))
	next() // a choice is missing, and the page says which
	w.do(chromedp.WaitVisible(chromedp.CSS("#faults")))
	w.picture("faults")
	w.click(`#apply input[name="sims[0].kind"][value="voice"]`)
	w.click(`#apply input[name="sims[0].number"][value="new"]`)
	next()
	w.click(`#apply input[name="device.want"][value="no"]`)
	next()
	for name, value := range map[string]string{
		"names.family": "見本", "names.given": "歩", "names.family_kana": "ミホン", "names.given_kana": "アユミ",
		"names.family_roman": "MIHON", "names.given_roman": "AYUMI", "birth_date.year": "1990", "birth_date.month": "4", "birth_date.day": "1",
	} {
		w.fill(`#apply input[name="`+name+`"]`, value)
	}
	next()
	w.fill(`#apply input[name="address.postal_code"]`, "102-0071")
	w.sets(`#apply select[name="address.prefecture"]`, "東京都")
	w.fill(`#apply input[name="address.city"]`, "千代田区")
	w.fill(`#apply input[name="address.street"]`, "富士見2-10-2")
	next()
	w.click(`#apply input[name="card_token"][value="tok_credit"]`)
	next()
	w.click("#apply-agree")
	w.picture("check")
	next()

	login := "ayumi" + ids.New("key")[22:]
	w.fill(`input[name="login"]`, login)
	w.fill(`input[name="password"]`, lookPassword)
	w.fill(`input[name="password_again"]`, lookPassword)
	w.click(`form[action="/apply/login"] button.main`)
	w.says("本人確認書類をご提出ください", "Please submit your identity documents")
	w.picture("done")

	link, opens := w.p.invitation(w.T, email)
	w.goes(link)
	w.fill(`input[name="login"]`, opens)
	w.fill(`input[name="birth_date"]`, "19900401")
	w.click(`form[action^="/upload/"] button.main`)
	for i, name := range []string{"front", "back"} {
		file, err := filepath.Abs("../../examples/documents/drivers-licence-" + name + ".jpg")
		require.NoError(w, err)
		w.do(
			chromedp.WaitVisible(chromedp.CSS("#upload-file")), chromedp.SetUploadFiles(chromedp.CSS("#upload-file"), []string{file}),
			chromedp.WaitVisible(chromedp.CSS(`#staged > li:nth-child(`+string(rune('1'+i))+`) canvas`)),
		)
	}
	w.click("#staged > li:first-child .buttons button")
	w.do(chromedp.WaitVisible(chromedp.CSS(`#staged > li[data-turns="1"]`)))
	w.picture("upload")
	w.click("#send-files")
	w.do(chromedp.WaitVisible(chromedp.CSS("#sent-files > li:nth-child(2)")), chromedp.WaitVisible(chromedp.CSS("#declaration button.main:not([disabled])")))
	w.sets(`#declaration select[name="document"]`, "drivers_licence")
	w.sets(`#declaration input[name="expires_on"]`, "2029-05-01")
	w.click(`#declaration input[name="address_on"][value="front"]`)
	w.click(`#declaration input[name="photo"]`)
	w.click("#declaration button.main")
	w.says("ご提出を受け付けました", "Your documents have arrived")

	w.do(chromedp.Navigate(w.base+"/my/"), chromedp.Click(chromedp.CSS(".menu > summary")), chromedp.Click(chromedp.CSS(`form[action$="/sign-out"] button`)))
	w.says("ログアウトしました。", "You have signed out.")
	w.entersAs("/my/sign-in", login, lookPassword)
	w.goes("/my/applications")
	w.click(`main a[href^="/my/applications/"]`)
	w.says("お申し込みの内容", "What you applied for")
	w.picture("status")

	application := w.where()[strings.LastIndex(w.where(), "/")+1:]
	w.holds("submitted", `select state = 'submitted' from cases where id = $1`, application)
	w.holds("two files", `select count(*) = 2 from documents where application_id = $1`, application)
	w.holds("the journal", `select count(*) = 1 from journal where case_id = $1 and step like 'submitted/%'`, application)
}

// code is the one of the letter that went to an address.
func (w *walker) code(email string) (code string) {
	w.Helper()
	require.Eventually(w, func() bool {
		mails, err := w.p.Inbox().Mails(email)
		require.NoError(w, err)
		for _, m := range mails {
			if found := codeOf.FindString(m.Text); found != "" {
				code = found
			}
		}
		return code != ""
	}, 30*time.Second, 100*time.Millisecond, "no letter with a code")
	return code
}

// walkMember: what is to be sent back is there with its slip and a calendar file; a broken device is
// reported once its cost was shown; a line is cancelled, and kept after all (N-1, N-5, K-1, K-2).
func walkMember(w *walker) {
	w.signsUp(w.taro)
	w.goes("/my/returns")
	w.click(`main a[href^="/my/returns/"]`)
	w.fetches(`a[href$="/slip.pdf"]`, "application/pdf")
	w.fetches(`a[href$="/deadline.ics"]`, "text/calendar")
	w.picture("return")
	w.do(chromedp.Click(chromedp.CSS(".menu > summary")), chromedp.Click(chromedp.CSS(`form[action$="/sign-out"] button`)))
	w.says("ログアウトしました。", "You have signed out.")

	w.signsUp(w.hanako)
	w.goes("/my/broken")
	w.click(`input[name="device"]`)
	w.click("form.stack button.main")
	w.click(`input[name="what"][value="water"]`)
	w.click("form.stack button.main")
	w.click(`input[name="held"][value="yes"]`)
	w.click("form.stack button.main")
	w.click(`button[name="today"]`)
	w.says("かかる費用", "What it costs")
	w.says("5,500", "5,500")
	require.Zero(w, w.p.count(w.T, `select count(*) from claims where member_id = $1`, w.hanakos), "nothing is handed in before the last click")
	w.picture("cost")
	w.do(chromedp.DoubleClick(chromedp.CSS(`form[method="post"].stack button.main`))) // a second click does nothing
	w.says("お手続きを承りました。", "We have taken it in.")
	w.picture("receipt")
	w.holds("one claim", `select count(*) = 1 from claims where member_id = $1`, w.hanakos)

	w.goes("/my/lines")
	w.click(`main a[href^="/my/lines/"]`)
	w.click(`a[href$="/cancel"]`)
	w.says("解約についてのご確認", "What cancelling this line means")
	w.picture("cancel")
	w.click(`input[name="understood"]`)
	w.click("form button.grave")
	w.click(`a[href$="/withdraw-cancellation"]`)
	w.click(`form.stack button.main`)
	w.says("解約を取り消しました。", "The cancellation is withdrawn.")
	w.holds("withdrawn", `select count(*) = 1 from cases where member_id = $1 and kind = 'cancellation' and state = 'withdrawn'`, w.hanakos)
}
