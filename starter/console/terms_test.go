package console

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/starter/api"
)

const draft = `effective: 2027-04-01
amends: 2026-04-01
note: {ja: 返却期間を改めます。, en: Another period.}
rules:
  N-4:
    clauses: [{source: house, passage: 見直し。}]
    ja: 交換用端末は、お届けから7日以内にご確認ください。
    en: The replacement is checked within 7 days of its delivery.
    figures: {within: 7}
`

// TestVersionsAndDraftsAreCompared covers G-2 and C-10.
func TestVersionsAndDraftsAreCompared(t *testing.T) {
	w := newWorld(t)
	b := w.as(api.Billing)
	p := b.open("/console/terms?version=2025-07-18")
	require.Contains(t, p.text, "/console/rules/S-20")
	require.Regexp(t, `<code>en</code></small></dt><dd><p class="diff" lang="en">`, p.text)
	require.Regexp(t, `<code>methods.voice</code></small></dt><dd><p class="diff">`, p.text)

	p = b.submit("/console/terms", url.Values{"draft": {draft}})
	require.Equal(t, http.StatusOK, p.status)
	require.Contains(t, p.text, "2026-04-01 → 2027-04-01")
	require.Contains(t, p.text, "交換端末の確認の期限(お届けから)")
	require.Contains(t, p.text, "<del>14日</del>")
	require.Contains(t, p.text, "<ins>7日</ins>")
	require.Contains(t, p.text, "<code>within</code>", "as the draft names it")
	require.NotContains(t, p.text, "S-20</a>", "nothing else differs")
	require.NotContains(t, b.open("/console/terms").text, "2027-04-01", "a draft is kept nowhere")

	p = b.submit("/console/terms", url.Values{"draft": {"effective: 2027-04-01\r\namends: 2026-04-01\r\nrules:\r\n  N-99: {}\r\n"}})
	require.Equal(t, http.StatusUnprocessableEntity, p.status)
	require.Contains(t, p.text, "draft.yaml:4: rules.N-99")
	require.Contains(t, p.text, "N-99: {}", "what was pasted is there to be mended")
	require.Equal(t, http.StatusUnprocessableEntity, b.submit("/console/terms", url.Values{}).status)
	require.Equal(t, http.StatusUnprocessableEntity, b.open("/console/terms?version=1999-01-01").status)
}
