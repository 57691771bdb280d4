package terms_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/jst"
	"kigen/internal/terms"
)

const draft = `effective: 2027-04-01
amends: 2026-04-01
note: {ja: 検査期間を改めます。, en: Another period to check.}
rules:
  N-4:
    clauses: [{source: house, passage: 見直し。}]
    ja: 交換用端末は、お届けから7日以内にご確認ください。
    en: The replacement is checked within 7 days of its delivery.
    figures: {within: 7}
`

// TestADraftIsReadBesideTheBook covers G-2.
func TestADraftIsReadBesideTheBook(t *testing.T) {
	book, v, problems := terms.Embedded().With([]byte(draft))
	require.Empty(t, problems)
	require.Equal(t, "2027-04-01", v.Name)
	require.Equal(t, 7, v.N4.Within)
	start := jst.MakeDay(2027, time.April, 1).Start()
	require.Equal(t, 14, book.At(start.Add(-time.Second)).N4.Within)
	require.Equal(t, 7, book.At(start).N4.Within)
	require.Equal(t, 14, terms.Embedded().At(start).N4.Within, "the book itself stays as it is")

	for text, want := range map[string]string{
		"":                                 "draft.yaml:1: ",
		"rules: [":                         "draft.yaml:",
		"effective: 2027-04-01\nrules: {}": "draft.yaml:",
		"effective: 2026-04-01\namends: 2025-07-18\nnote: {ja: 〇, en: x}\nrules: {}":                   "has a version already",
		"effective: 2027-04-01\namends: 2026-04-01\nnote: {ja: 〇, en: x}\nrules: {N-99: {}}":           "rules.N-99: is no rule of the rulebook",
		"effective: 2027-04-01\namends: 2026-04-01\nnote: {ja: 〇, en: x}\nrules:\n  N-5: {within: 14}": "draft.yaml:5: rules.N-5",
	} {
		_, _, problems := terms.Embedded().With([]byte(text))
		require.NotEmpty(t, problems, text)
		require.Contains(t, problems.Error(), want, text)
	}
}

// TestADraftStaysSmall: aliases make a little text much, and days are counted out.
func TestADraftStaysSmall(t *testing.T) {
	for text, want := range map[string]string{
		strings.ReplaceAll(draft, "within: 7", "within: 99999999999"): "is more than 100000",
		strings.ReplaceAll(draft, "[{source: house, passage: 見直し。}]",
			"[&a {source: house, passage: 見直し。}"+strings.Repeat(", *a", 200)+"]"): "is an alias",
		"a: &a [*a]": "draft.yaml:",
	} {
		_, _, problems := terms.Embedded().With([]byte(text))
		require.NotEmpty(t, problems, text)
		require.Contains(t, problems.Error(), want)
	}
}
