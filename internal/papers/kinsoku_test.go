package papers

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// cells measures as a terminal does: a Japanese character is twice as wide.
func cells(s string) float64 {
	n := 0
	for _, r := range s {
		n++
		if !western(r) && r != ' ' {
			n++
		}
	}
	return float64(n)
}

func TestWrapKeepsTheRulesOfJapaneseLines(t *testing.T) {
	for name, c := range map[string]struct {
		text  string
		width float64
		want  []string
	}{
		"nothing":                         {"", 10, []string{""}},
		"one line":                        {"修理同意書", 10, []string{"修理同意書"}},
		"no full stop at the beginning":   {"返却します。確認します。", 10, []string{"返却しま", "す。確認し", "ます。"}},
		"no small kana at the beginning":  {"お送りくださってから", 12, []string{"お送りくだ", "さってから"}},
		"no bracket at the end":           {"電話は「窓口」まで", 8, []string{"電話は", "「窓口」", "まで"}},
		"two that may not begin a line":   {"修理交換）、返却", 8, []string{"修理交", "換）、返", "却"}},
		"a number keeps its counter":      {"期限は11月15日まで", 10, []string{"期限は11月", "15日まで"}},
		"an amount is whole":              {"代金 40,000円（不課税）", 12, []string{"代金", "40,000円（不", "課税）"}},
		"a word is whole":                 {"return slip number", 12, []string{"return slip", "number"}},
		"a newline":                       {"一\n二", 10, []string{"一", "二"}},
		"what has no place is cut":        {"clm_5x8n4b6v1c0z", 6, []string{"clm_5x", "8n4b6v", "1c0z"}},
		"Latin within Japanese may break": {"端末のIMEIを確認", 10, []string{"端末のIMEI", "を確認"}},
		"spaces at an end are dropped":    {"ab cd　ef", 2, []string{"ab", "cd", "ef"}},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, c.want, wrap(c.text, c.width, cells)) })
	}
}

// Whatever the text: nothing is lost, no line is too wide, and none begins or
// ends with what may not stand there, unless a piece alone is wider than the line.
func TestWrapLosesNothing(t *testing.T) {
	alphabet := []rune("あかさたなっょー、。「」（）年月日円0123456789,abcXYZ漢字　 ￥…")
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom(alphabet)).Draw(t, "text")
		width := float64(rapid.IntRange(2, 40).Draw(t, "width"))
		lines := wrap(text, width, cells)
		without := func(s string) string { return strings.NewReplacer(" ", "", "　", "").Replace(s) }
		if got := without(strings.Join(lines, "")); got != without(text) {
			t.Fatalf("%q became %q", text, lines)
		}
		widest := 0.0
		for _, p := range pieces(text) {
			widest = max(widest, cells(p))
		}
		for i, line := range lines {
			if cells(line) > width {
				t.Fatalf("%q is wider than %v", line, width)
			}
			first, _ := utf8.DecodeRuneInString(line)
			last, _ := utf8.DecodeLastRuneInString(line)
			if widest > width || line == "" {
				continue
			}
			if i > 0 && strings.ContainsRune(notFirst, first) {
				t.Fatalf("%q begins a line of %q", first, lines)
			}
			if i < len(lines)-1 && strings.ContainsRune(notLast, last) {
				t.Fatalf("%q ends a line of %q", last, lines)
			}
		}
	})
}
