package e2e_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"kigen/dev/look"
	"kigen/internal/ids"
	"kigen/internal/scenario"
)

// walks are the main jobs of each role, in an order in which one leads to the next.
var walks = []struct {
	name string
	walk func(w *walker)
}{
	{"identity", walkIdentity},
	{"shipping", walkShipping},
	{"member", walkMember},
	{"return-centre", walkReturnCentre},
	{"repair", walkRepair},
	{"billing", walkBilling},
	{"support", walkSupport},
	{"admin", walkAdmin},
	{"apply", walkApply},
}

// TestWalks walks through each role's main jobs in a real browser, once on a phone in Japanese and once
// at a desk in English. At the end of each walk the database holds what was done.
func TestWalks(t *testing.T) {
	path := findBrowser(t)
	p := lookAround(t).running // its identity desk decides in turn, and finds none of what is applied for here
	browser, end, err := look.Open(context.WithoutCancel(t.Context()), path)
	require.NoError(t, err)
	t.Cleanup(end)
	for _, as := range []struct {
		lang  string
		width int64
	}{{"ja", 360}, {"en", 1280}} {
		t.Run(fmt.Sprintf("%s %d", as.lang, as.width), func(t *testing.T) {
			begun := p.beginWalks(t)
			for _, one := range walks {
				t.Run(one.name, func(t *testing.T) {
					opened, err := browser.Tab()
					require.NoError(t, err)
					w := &walker{
						tab: &tab{t, opened.Ctx, p.ConsoleURL()}, p: p, walked: begun, name: one.name, lang: as.lang, width: as.width,
					}
					w.do(
						chromedp.EmulateViewport(as.width, 800), chromedp.Navigate(w.base+"/support"),
						chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.cookie = "kigen_language=%s; path=/"`, as.lang)),
					)
					one.walk(w)
					require.LessOrEqual(t, eval[int64](w.tab, `document.documentElement.scrollWidth`), as.width, "nothing sticks out")
				})
			}
		})
	}
}

// walked is what the walks begin with.
type walked struct {
	now           time.Time // of its test clock
	first, second string    // applications whose documents are in
	repair, claim string
	cancellation  string
	taro, hanako  string // tokens of members
	hanakos       string // the second one's ID
}

func (p *running) beginWalks(t *testing.T) (b walked) {
	t.Helper()
	s, err := scenario.Load("testdata/walks.yaml")
	require.NoError(t, err)
	played := p.play(t, s)
	require.NoError(t, p.pool.QueryRow(t.Context(), `select instant from test_clocks where id = $1`, played.Clock).Scan(&b.now))
	var applied, tokens []string
	for _, step := range played.Steps {
		var answer struct {
			ID     string `json:"id"`
			Token  string `json:"member_token"`
			Member string `json:"member_id"`
		}
		if json.Unmarshal(step.Answer, &answer) != nil {
			continue
		}
		switch step.What {
		case "applyForLine":
			applied, tokens = append(applied, answer.ID), append(tokens, answer.Token)
			if len(applied) == 4 {
				b.hanakos = answer.Member
			}
		case "fileRepair":
			b.repair = answer.ID
		case "fileClaim":
			b.claim = answer.ID
		case "cancelLine":
			b.cancellation = answer.ID
		}
	}
	require.Len(t, applied, 6)
	b.first, b.second, b.taro, b.hanako = applied[4], applied[5], tokens[1], tokens[3]
	return b
}

// walker is somebody who walks through the pages in one language and on one screen.
type walker struct {
	*tab
	walked
	p     *running
	name  string
	lang  string
	width int64
}

// says waits until the page says so in the walker's language.
func (w *walker) says(ja, en string) {
	w.Helper()
	if w.lang == "en" {
		ja = en
	}
	w.sees(ja)
}

// steadily does steps, again where one page just took another's place under them.
func (w *walker) steadily(steps ...chromedp.Action[chromedp.Void]) {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, 30*time.Second)
	defer cancel()
	err := chromedp.Do(ctx, steps...)
	for tries := 0; err != nil && tries < 5 && strings.Contains(err.Error(), "Could not find node"); tries++ {
		time.Sleep(50 * time.Millisecond)
		err = chromedp.Do(ctx, steps...)
	}
	require.NoError(w, err, "at %s", w.where())
}

func (w *walker) click(selector string) {
	w.Helper()
	w.steadily(chromedp.WaitVisible(chromedp.CSS(selector)), chromedp.Click(chromedp.CSS(selector)))
}

func (w *walker) fill(selector, value string) {
	w.Helper()
	w.steadily(
		chromedp.WaitVisible(chromedp.CSS(selector)), chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.querySelector(%q).value = ""`, selector)),
		chromedp.SendKeys(chromedp.CSS(selector), value),
	)
}

// sets gives a control that is no text its value.
func (w *walker) sets(selector, value string) {
	w.Helper()
	w.do(chromedp.SetValue(chromedp.CSS(selector), value))
}

// picks chooses the first thing there is of a list, where the page has the list.
func (w *walker) picks(selector string) {
	w.Helper()
	eval[bool](w.tab, fmt.Sprintf(`(() => {
		const list = document.querySelector(%q);
		if (list) list.value = [...list.options].find((o) => o.value).value;
		return Boolean(list);
	})()`, selector))
}

// until opens a page again and again until it has something, as a process brings it forward.
func (w *walker) until(path, selector string) {
	w.Helper()
	require.Eventually(w, func() bool {
		w.goes(path)
		return w.has(selector)
	}, 60*time.Second, 300*time.Millisecond, "%s gets no %s", path, selector)
}

func (w *walker) has(selector string) bool {
	w.Helper()
	return eval[bool](w.tab, fmt.Sprintf(`Boolean(document.querySelector(%q))`, selector))
}

// fetches tells what a link of the page leads to.
func (w *walker) fetches(selector, media string) {
	w.Helper()
	w.do(chromedp.WaitVisible(chromedp.CSS(selector)))
	require.Equal(w, "200 "+media, eval[string](w.tab, fmt.Sprintf(`(() => {
		const answer = new XMLHttpRequest();
		answer.open("GET", document.querySelector(%q).href, false);
		answer.send();
		return answer.status + " " + answer.getResponseHeader("content-type").split(";")[0];
	})()`, selector)))
}

// acts opens an action of a case, has it rehearsed, which changes nothing, and does it.
func (w *walker) acts(action, done, doneEN string) {
	w.Helper()
	steps := func(id string) int { return w.p.count(w.T, `select count(*) from journal where case_id = $1`, id) }
	id := w.where()[strings.LastIndex(w.where(), "/")+1:]
	before := steps(id)
	require.NotZero(w, before, "%s is no case", w.where())
	w.click("#" + action + " button[formaction]")
	w.says("実行するとこうなります", "What this would do")
	require.Equal(w, before, steps(id), "a rehearsal leaves nothing")
	w.picture(action)
	w.click("#" + action + " button.main")
	w.says(done, doneEN)
}

// enters signs in at the console.
func (w *walker) enters(role string) {
	w.Helper()
	account, err := w.p.Staff(role)
	require.NoError(w, err)
	w.entersAs("/console/sign-in", account.Login, account.Password)
}

func (w *walker) entersAs(door, login, password string) {
	w.Helper()
	w.goes(door)
	w.fill(`input[name="login"]`, login)
	w.fill(`input[name="password"]`, password)
	w.click(`form[action$="/sign-in"] button:not([type="button"])`)
	require.Eventually(w, func() bool { return !strings.HasSuffix(w.where(), "/sign-in") && w.has("main") }, 60*time.Second, 50*time.Millisecond,
		"%s can't sign in", login)
}

// holds waits until the database holds what was done.
func (w *walker) holds(what, query string, args ...any) {
	w.Helper()
	require.Eventually(w, func() bool { return w.p.holds(query, args...) }, 30*time.Second, 100*time.Millisecond, what)
}

// picture keeps a moment among the review pictures.
func (w *walker) picture(moment string) {
	w.Helper()
	if picturesDir == "" {
		return
	}
	ctx, cancel := context.WithTimeout(w.ctx, 20*time.Second)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	require.NoError(w, err)
	require.NoError(w, os.MkdirAll(picturesDir, 0o755))
	name := fmt.Sprintf("walk-%s-%s-%s-%d.png", w.name, moment, w.lang, w.width)
	require.NoError(w, os.WriteFile(filepath.Join(picturesDir, name), png, 0o644))
}

// signsUp gives a member a login, and signs in with it.
func (w *walker) signsUp(token string) {
	w.Helper()
	session := w.p.as(w.T, "desk:support")
	session.Token = token
	login := "walker" + ids.New("key")[22:]
	call(w.T, session, "createMemberLogin", map[string]any{"login": login, "password": lookPassword}, nil)
	w.entersAs("/my/sign-in", login, lookPassword)
}
