package e2e_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"kigen/dev/look"
	"kigen/internal/scenario"
)

// picturesDir is the folder that review pictures of the pages are written to; empty for none.
var picturesDir = os.Getenv("PAGE_PICTURES")

// pictured are the states of a page that pictures are taken of, by its language.
var pictured = map[string][]string{
	"ja": {"360-light", "1280-light"},
	"en": {"360-dark", "1280-dark"},
}

// TestLook looks at every page as those who work with it: on a phone and on a desk's screen, in both
// languages, light and dark.
func TestLook(t *testing.T) {
	browserPath := findBrowser(t)
	l := lookAround(t)
	browser, end, err := look.Open(context.WithoutCancel(t.Context()), browserPath)
	require.NoError(t, err)
	t.Cleanup(end)
	byWho := map[string][]sitePage{}
	for _, p := range sitePages {
		byWho[p.who] = append(byWho[p.who], p)
	}
	for who, pages := range byWho {
		t.Run(cmp.Or(who, "nobody"), func(t *testing.T) {
			t.Parallel()
			tab, err := browser.Tab()
			require.NoError(t, err)
			l.signIn(t, tab, who)
			for _, page := range pages {
				for _, lang := range []string{"ja", "en"} {
					t.Run(page.name+" "+lang, func(t *testing.T) { l.at(t, tab, page, lang) })
				}
			}
		})
	}
}

// looked is the product with what is on the pages.
type looked struct {
	*running
	t     *testing.T
	token string // of the member, by which the API knows them
}

const (
	lookLogin    = "look-taro"
	lookPassword = "a cart of persimmons"
)

var (
	firstDay   sync.Once
	firstToken string // of its first member
)

// lookAround gives what the desks find on their first day, played once for all tests. Its first member
// can sign in.
func lookAround(t *testing.T) *looked {
	t.Helper()
	l := &looked{running: theProduct(t), t: t}
	firstDay.Do(func() { firstToken = l.playFirstDay(t) })
	require.NotEmpty(t, firstToken, "the first day could not be played")
	l.token = firstToken
	return l
}

// playFirstDay plays it, and gives its first member's token.
func (l *looked) playFirstDay(t *testing.T) (token string) {
	t.Helper()
	s, err := scenario.Load("../../examples/first-run/open-cases.yaml")
	require.NoError(t, err)
	played := l.play(t, s)
	clocked, err := scenario.Load("testdata/console.yaml")
	require.NoError(t, err)
	l.play(t, clocked) // a test clock with an application on it
	for _, step := range played.Steps {
		var answer struct {
			Token string `json:"member_token"`
		}
		if json.Unmarshal(step.Answer, &answer) == nil && answer.Token != "" {
			token = answer.Token
			break
		}
	}
	require.NotEmpty(t, token, "no member was made")
	body, err := json.Marshal(map[string]string{"login": lookLogin, "password": lookPassword})
	require.NoError(t, err)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, l.ConsoleURL()+"/v1/members/me/login", strings.NewReader(string(body)))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Idempotency-Key", "look-"+lookLogin)
	res, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer func() { _ = res.Body.Close() }()
	require.Less(t, res.StatusCode, 300, "the member's login: %s", res.Status)
	return token
}

// replace puts the one value that a query finds in the place of the path's asterisk.
func (l *looked) replace(path, query string) string {
	var id string
	require.NoError(l.t, l.pool.QueryRow(context.Background(), query).Scan(&id), "%s: %s", path, query)
	return strings.Replace(path, "*", id, 1)
}

// signIn signs a tab in as somebody of the role, or as the member.
func (l *looked) signIn(t *testing.T, tab *look.Tab, who string) {
	t.Helper()
	login, password, path := lookLogin, lookPassword, "/my/sign-in"
	switch who {
	case nobody:
		require.NoError(t, chromedp.Do(tab.Ctx, chromedp.Navigate(l.ConsoleURL()+path)))
		return
	case applicant:
		require.NoError(t, chromedp.Do(tab.Ctx,
			chromedp.Navigate(l.ConsoleURL()+"/apply"),
			chromedp.Click(chromedp.CSS(`form[action="/apply"] button.main`)),
			chromedp.WaitVisible(chromedp.CSS(`#apply`)),
		))
		return
	case theMember:
	default:
		account, err := l.Staff(who)
		require.NoError(t, err)
		login, password, path = account.Login, account.Password, "/console/sign-in"
	}
	ctx, cancel := context.WithTimeout(tab.Ctx, 90*time.Second) // all sign in at once
	defer cancel()
	require.NoError(t, chromedp.Do(ctx,
		chromedp.Navigate(l.ConsoleURL()+path),
		chromedp.SendKeys(chromedp.CSS(`input[name="login"]`), login),
		chromedp.SendKeys(chromedp.CSS(`input[name="password"]`), password),
		chromedp.Click(chromedp.CSS(`form[action$="/sign-in"] button:not([type="button"])`)),
	))
	require.Eventually(t, func() bool {
		at, err := chromedp.Run(ctx, chromedp.Evaluate[string](`location.pathname`))
		return err == nil && !strings.HasPrefix(at, path)
	}, 60*time.Second, 50*time.Millisecond, "%s can't sign in", login)
}

// fillIn fills in all steps but the last of the application that was begun.
func (l *looked) fillIn() {
	_, err := l.pool.Exec(context.Background(), `update application_forms set email = 'look@example.jp',
			proof_id = (select id from email_proofs where proven_at is not null order by proven_at limit 1),
			done = '{plan,sims,device,you,address,card}',
			entered = '{"plan": "minimum_start", "sims[0].kind": "voice", "sims[0].number": "new"}'
		where proof_id is null and member_id is null and application_id is null`)
	require.NoError(l.t, err)
}

// at looks at one page in one language.
func (l *looked) at(t *testing.T, tab *look.Tab, page sitePage, lang string) {
	t.Helper()
	// Reading the cookie makes sure that the next request bears it.
	choose := fmt.Sprintf(`document.cookie = "kigen_language=%s; path=/", document.cookie`, lang)
	cookies, err := chromedp.Run(tab.Ctx, chromedp.Evaluate[string](choose))
	require.NoError(t, err)
	require.Contains(t, cookies, "kigen_language="+lang)
	var states []string
	if picturesDir != "" {
		states = pictured[lang]
	}
	faults, pictures, err := tab.Look(l.ConsoleURL()+page.path(l), lang, states...)
	require.NoError(t, err)
	for _, f := range faults {
		if f.Check == "console" && notFound[page.name] {
			continue // the browser's word on the answer's status
		}
		t.Error(f)
	}
	if lang == "ja" {
		text, err := chromedp.Run(tab.Ctx, chromedp.Evaluate[string](`document.body.innerText`))
		require.NoError(t, err)
		if !strings.Contains(text, page.has) {
			t.Errorf("the page doesn't say %s: %.300s", page.has, text)
		}
	}
	for _, p := range pictures {
		require.NoError(t, os.MkdirAll(picturesDir, 0o755))
		name := fmt.Sprintf("%s-%s-%s.png", page.name, lang, p.State)
		require.NoError(t, os.WriteFile(filepath.Join(picturesDir, name), p.PNG, 0o644))
	}
}
