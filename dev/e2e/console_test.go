package e2e_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"kigen/internal/scenario"
)

// TestConsole walks through the console in a real browser: two desks bring an application forward,
// and its clock is moved on.
func TestConsole(t *testing.T) {
	browser := findBrowser(t)
	p := theProduct(t)
	s, err := scenario.Load("testdata/console.yaml")
	require.NoError(t, err)
	played := p.play(t, s)
	application := idOf(t, played, "applyForLine")
	b := openBrowser(t, browser, p.ConsoleURL()+"/console")

	b.signIn(p, "desk:identity", "/cases/"+application)
	b.sees("本人確認書類が届き、担当の審査を待っています。")
	b.goes("/identity/" + application)
	require.Eventually(t, func() bool {
		return eval[int](b, `[...document.images].filter(i => i.complete && i.naturalWidth > 100).length`) == 2
	}, 30*time.Second, 100*time.Millisecond, "the documents show")
	require.Equal(t, 2, p.count(t, `select count(distinct subject) from audit where action = 'getDocument' and case_id = $1`, application),
		"each look at a document is audited")
	b.goes("/cases/" + application)
	b.opens("approve")
	b.do(chromedp.DoubleClick(chromedp.CSS(`#approve button.main`))) // a second click does nothing
	b.sees("本人確認を承認しました。")
	b.sees("本人確認が完了し、発送を待っています。")
	require.Equal(t, 1, p.count(t, `select count(*) from journal where case_id = $1 and step like 'decided/%'`, application))

	b.signsOut()
	b.signIn(p, "desk:shipping", "/cases/"+application)
	b.opens("ship")
	b.do(
		chromedp.SendKeys(chromedp.CSS(`#ship input[name="tracking_no"]`), "console-"+application[len(application)-8:]),
		chromedp.SendKeys(chromedp.CSS(`#ship input[name="phone_1"]`), "12"),
		chromedp.Click(chromedp.CSS(`#ship button.main`)),
	)
	b.sees("invalid") // the number is refused beside its form, which keeps the rest
	b.do(
		chromedp.SetValue(chromedp.CSS(`#ship input[name="phone_1"]`), "08000000077"),
		chromedp.Click(chromedp.CSS(`#ship button.main`)),
	)
	b.sees("発送を登録しました。")
	b.sees("お荷物を発送し、お届け中です。")

	b.goes("/clocks/" + played.Clock)
	b.sees("お届け")
	b.do(chromedp.Click(chromedp.CSS(`form button.main`)))
	b.sees("この間に起きたこと")
	b.sees("お届けの目標日を過ぎました")

	b.goes("/cases/" + application)
	b.do(chromedp.Click(chromedp.CSS(`ol.letters a`)))
	b.sees("テキスト形式")
	require.Equal(t, 1, eval[int](b, `document.querySelectorAll("iframe[sandbox]").length`))
	require.Zero(t, eval[int](b, `[...document.scripts].filter(s => !s.src).length`))
	require.LessOrEqual(t, eval[int](b, `document.documentElement.scrollWidth`), 360, "nothing sticks out on a phone")
}

// findBrowser looks for Chromium. Without it the test is skipped where a person runs it, and fails in CI.
func findBrowser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("CI") != "" {
		t.Fatal("there is no Chromium: install Debian's package chromium")
	}
	t.Skip("*** NOT TESTED: the console in a browser, as there is no Chromium; install it (Debian: chromium)")
	return ""
}

// idOf is the ID in the answer of a played call.
func idOf(t *testing.T, r *scenario.Result, operation string) string {
	t.Helper()
	for _, step := range r.Steps {
		var answer struct {
			ID string `json:"id"`
		}
		if step.What == operation && json.Unmarshal(step.Answer, &answer) == nil && answer.ID != "" {
			return answer.ID
		}
	}
	t.Fatalf("%s was not played", operation)
	return ""
}

// tab is a page in the browser, as wide as a phone.
type tab struct {
	*testing.T
	ctx  context.Context
	base string
}

func openBrowser(t *testing.T, path, base string) *tab {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true))
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	require.NoError(t, chromedp.Do(ctx, chromedp.EmulateViewport(360, 800)))
	return &tab{t, ctx, base}
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	require.NoError(b, chromedp.Do(ctx, steps...), "at %s", b.where())
}

func (b *tab) where() string {
	ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
	defer cancel()
	at, err := chromedp.Run(ctx, chromedp.Location())
	if err != nil {
		return "an unknown page"
	}
	return at
}

func eval[T any](b *tab, expression string) T {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 10*time.Second)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	require.NoError(b, err)
	return v
}

// sees waits until the page says so.
func (b *tab) sees(text string) {
	b.Helper()
	require.Eventually(b, func() bool {
		ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
		defer cancel()
		body, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.body ? document.body.innerText : ""`))
		return err == nil && strings.Contains(body, text)
	}, 60*time.Second, 100*time.Millisecond, "%s does not say %s", b.where(), text)
}

func (b *tab) goes(path string) {
	b.Helper()
	b.do(chromedp.Navigate(b.base + path))
}

// opens unfolds an action.
func (b *tab) opens(name string) {
	b.Helper()
	b.do(chromedp.Click(chromedp.CSS("#"+name+" > summary")), chromedp.WaitVisible(chromedp.CSS("#"+name+" button.main")))
}

func (b *tab) signIn(p *running, role, path string) {
	b.Helper()
	account, err := p.Staff(role)
	require.NoError(b, err)
	b.goes(path)
	b.do(
		chromedp.SendKeys(chromedp.CSS("#login"), account.Login),
		chromedp.SendKeys(chromedp.CSS("#password"), account.Password),
		chromedp.Click(chromedp.CSS("button.main")),
		chromedp.WaitVisible(chromedp.CSS(".case-head")),
	)
}

func (b *tab) signsOut() {
	b.Helper()
	b.do(chromedp.Click(chromedp.CSS(`.menu > summary`)), chromedp.Click(chromedp.CSS(`form[action$="/sign-out"] button`)), chromedp.WaitVisible(chromedp.CSS("#login")))
}
