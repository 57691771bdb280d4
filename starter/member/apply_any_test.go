package member

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestHelpWithNamesAndAddresses, with and without a script.
func TestHelpWithNamesAndAddresses(t *testing.T) {
	a := newApplying(t)
	b := a.proves(sakura)
	b.goes(filledIn(nil), "plan", "sims", "device")
	form := filledIn(nil)["you"]
	form.Del("names.family_roman")
	form.Del("names.given_roman")
	p := b.fill("/apply/you", form)
	require.Equal(t, http.StatusOK, p.status)
	require.Equal(t, "/apply/you", p.path)
	require.Contains(t, p.text, `value="MIHON"`)
	require.Contains(t, p.text, `value="SAKURA"`)
	require.NotContains(t, p.text, `id="faults"`)
	b.goes(filledIn(nil), "you")
	p = b.fill("/apply/address", url.Values{"address.postal_code": {"1020071"}, "find": {"yes"}})
	require.Contains(t, p.text, `<option value="東京都" selected`)
	require.Contains(t, p.text, `value="千代田区"`)
	require.Contains(t, p.text, `value="富士見"`)
	p = b.fill("/apply/address", url.Values{"address.postal_code": {"1020071"}, "address.street": {"富士見２－１０－２"}, "find": {"yes"}})
	require.Contains(t, p.text, `value="富士見2-10-2"`, "what the code can't know stays")
	p = b.fill("/apply/address", url.Values{"address.postal_code": {"0000000"}, "find": {"yes"}})
	require.Contains(t, p.text, "見つかりませんでした")

	require.JSONEq(t, `{"address.prefecture": "東京都", "address.city": "千代田区", "address.street": "富士見"}`,
		b.submit("/apply/find-address", url.Values{"postal_code": {"１０２－００７１"}}).text)
	require.Equal(t, http.StatusNotFound, b.submit("/apply/find-address", url.Values{"postal_code": {"0000000"}}).status)
	require.JSONEq(t, `{"kana": "オオタ", "roman": "OTA"}`, b.submit("/apply/roman", url.Values{"kana": {"おおた"}}).text)
}

// TestNobodyElseSeesAForm whatever the browser asks for.
func TestNobodyElseSeesAForm(t *testing.T) {
	a := newApplying(t)
	b := a.proves(sakura)
	b.goes(filledIn(nil), stepsOfAll...)
	stranger := a.browser()
	for _, path := range []string{"/apply/check", "/apply/you", "/apply/login", "/apply/done", "/apply/code", "/apply/resume"} {
		p := stranger.open(path)
		require.Equal(t, "/apply?lost=1", p.path, path)
		require.NotContains(t, p.text, "見本")
	}
	require.Equal(t, http.StatusNotFound, b.open("/apply/nothing").status)
	require.Equal(t, "/apply", b.submit("/apply/drop", url.Values{}).path)
	require.Equal(t, "/apply?lost=1", b.open("/apply/check").path)
}

// TestApplyTakesAnyInput and answers with a page.
func TestApplyTakesAnyInput(t *testing.T) {
	a := newApplying(t)
	b := a.proves(sakura)
	for _, text := range []string{"", strings.Repeat("あ", 5000), "🗾👩‍👩‍👧", "\u202eabc", "<script>alert(1)</script>", "'; drop table members; --", "\x00\xff", "sims[9]"} {
		forms := filledIn(nil)
		for _, name := range stepsOfAll {
			form := url.Values{}
			for key := range forms[name] {
				form.Set(key, text)
			}
			p := b.fill("/apply/"+name, form)
			require.Less(t, p.status, 500, "%s: %q\n%s", name, text, p.text)
			require.NotContains(t, p.text, "<script>alert")
			if name != "plan" {
				b.goes(forms, name)
			} else {
				b.goes(forms, "plan")
			}
		}
	}
}
