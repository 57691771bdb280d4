package e2e_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"kigen/internal/scenario"
)

// TestLiveLists looks on, in a real browser, while somebody else works: both lists follow, and
// nothing that the person who looks on has begun is lost.
func TestLiveLists(t *testing.T) {
	browser := findBrowser(t)
	p := theProduct(t)
	s, err := scenario.Load("testdata/console.yaml")
	require.NoError(t, err)
	played := p.play(t, s)
	application := idOf(t, played, "applyForLine")
	var task, submission string
	require.NoError(t, p.pool.QueryRow(t.Context(), `select t.id, s.id from tasks t join submissions s on s.application_id = t.case_id
		where t.case_id = $1 and t.closed_at is null`, application).Scan(&task, &submission))
	colleague := p.as(t, "desk:identity")

	b := openBrowser(t, browser, p.ConsoleURL()+"/console")
	account, err := p.Staff("desk:identity")
	require.NoError(t, err)
	b.goes("/sign-in")
	b.do(
		chromedp.SendKeys(chromedp.CSS("#login"), account.Login),
		chromedp.SendKeys(chromedp.CSS("#password"), account.Password),
		chromedp.Click(chromedp.CSS("button.main")),
		chromedp.WaitVisible(chromedp.CSS("#part-tasks")),
	)

	b.goes("/tasks?clock=" + played.Clock)
	b.sees("担当者は未定です")
	b.do(chromedp.SetValue(chromedp.CSS(`select[name="held"]`), "mine"), chromedp.Focus(chromedp.CSS(`select[name="held"]`)))
	kept := `window.kept ??= Math.random()`
	was := eval[float64](b, kept)
	call(t, colleague, "claimTask", map[string]any{"id": task}, nil)
	b.sees("さんが対応中です")
	b.sees("作業が更新されました。")
	require.Equal(t, "mine", eval[string](b, `document.activeElement.value`), "a filter that is being filled in")

	b.do(chromedp.Focus(chromedp.CSS(`#part-list .card a`)))
	call(t, colleague, "releaseTask", map[string]any{"id": task}, nil)
	b.sees("再表示する") // somebody works in the list: it says that there is news
	require.True(t, eval[bool](b, `document.activeElement.matches("#part-list .card a")`))
	require.Contains(t, eval[string](b, `document.querySelector("#part-list").innerText`), "さんが対応中です")
	require.Equal(t, was, eval[float64](b, kept), "the page was not loaded anew")

	b.goes("/deadlines?rule=S-12&clock=" + played.Clock)
	require.Contains(t, eval[string](b, `document.querySelector("#part-board").innerText`), "S-12")
	was = eval[float64](b, kept)
	b.do(chromedp.SetValue(chromedp.CSS(`input[name="through"]`), "2026-12-24"))
	call(t, colleague, "decideIdentity", map[string]any{"id": application, "submission": submission, "outcome": "approve"}, nil)
	b.sees("該当する期限はありません。")
	b.sees("期限が更新されました。")
	require.Equal(t, "2026-12-24", eval[string](b, `document.querySelector('input[name="through"]').value`))
	require.Equal(t, was, eval[float64](b, kept), "the page was not loaded anew")
}
