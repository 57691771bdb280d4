package e2e_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"kigen/internal/imei"
	"kigen/internal/scenario"
)

// TestStockAndDevicesInTheBrowser takes a unit in, finds it broken, and looks a member's phone up by its
// IMEI, which no address shows.
func TestStockAndDevicesInTheBrowser(t *testing.T) {
	browser := findBrowser(t)
	p := theProduct(t)
	s, err := scenario.Load("testdata/stock.yaml")
	require.NoError(t, err)
	played := p.play(t, s)
	b := openBrowser(t, browser, p.ConsoleURL()+"/console")
	fits := func() {
		t.Helper()
		require.LessOrEqual(t, eval[int](b, `document.documentElement.scrollWidth`), 360, "nothing sticks out on a phone")
		require.Zero(t, eval[int](b, `[...document.scripts].filter(s => !s.src).length`), "no script stands in a page")
	}

	b.signIn(p, "desk:repair", "/cases/"+idOf(t, played, "applyForLine"))
	b.goes("/stock")
	fits()
	b.opens("take-in")
	unit := imei.WithCheck(fmt.Sprintf("86%012d", time.Now().UnixMilli()%1e12))
	b.do(
		chromedp.SendKeys(chromedp.CSS(`#take-in-units`), "kigen-lend, ブラック, "+unit),
		chromedp.Click(chromedp.CSS(`#take-in button.main`)),
	)
	b.sees("受け入れました。")
	fits()
	b.do(chromedp.Click(chromedp.CSS(`.told a`)))
	b.sees("在庫に受け入れました")
	b.opens("check")
	b.do(
		chromedp.Click(chromedp.CSS(`#check input[value="damaged"]`)),
		chromedp.Click(chromedp.CSS(`#check button.main`)),
	)
	b.sees("点検の結果を登録しました。")
	b.sees("在庫中に不具合が見つかりました")
	fits()

	var phone string
	require.NoError(t, p.pool.QueryRow(t.Context(), `select d.imei from devices d join members m on m.id = d.member_id where m.clock_id = $1`, played.Clock).
		Scan(&phone))
	b.goes("/devices")
	b.do(
		chromedp.SendKeys(chromedp.CSS(`input[name="imei"]`), phone),
		chromedp.Click(chromedp.CSS(`main button.main`)),
	)
	b.sees("端末のつながり")
	b.sees("補償の開始")
	require.NotContains(t, b.where(), phone)
	fits()
}
