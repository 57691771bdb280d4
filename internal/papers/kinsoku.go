package papers

import (
	"strings"
	"unicode"
)

// Characters that a line must not begin with (行頭禁則), or end with (行末禁則),
// after JIS X 4051; digits keep the counter that follows them.
const (
	notFirst = "、。，．,.・：；:;？！?!゛゜ヽヾゝゞ々ー‐〜～…‥）)〕］]｝}〉》」』】’”％%℃" +
		"ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
	notLast  = "（(〔［[｛{〈《「『【‘“￥¥№"
	counters = "年月日時分秒円回台枚通名人歳条項か"
	spaces   = " 　"
)

// wrap breaks text into lines no wider than width, as measure tells it. A
// newline in text begins a new line. What has no place to break in all the width
// is broken anywhere.
func wrap(text string, width float64, measure func(string) float64) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		line := ""
		fits := func(more string) bool { return measure(strings.TrimRight(line+more, spaces)) <= width }
		turn := func() {
			if line = strings.TrimRight(line, spaces); line != "" {
				lines = append(lines, line)
			}
			line = ""
		}
		for _, piece := range pieces(paragraph) {
			if fits(piece) {
				line += piece
				continue
			}
			turn()
			for _, r := range strings.TrimLeft(piece, spaces) {
				if line != "" && !fits(string(r)) {
					turn()
				}
				line += string(r)
			}
		}
		lines = append(lines, strings.TrimRight(line, spaces))
	}
	return lines
}

// pieces are the parts of text that no line break may divide.
func pieces(text string) []string {
	var (
		all    []string
		start  int
		last   rune // that is no space
		spaced bool
	)
	for i, r := range text {
		if i > 0 && mayBreak(last, r, spaced) {
			all = append(all, text[start:i])
			start = i
		}
		if spaced = strings.ContainsRune(spaces, r); !spaced {
			last = r
		}
	}
	if text == "" {
		return nil
	}
	return append(all, text[start:])
}

// mayBreak tells whether a line may end between two characters; spaced, with
// spaces between them.
func mayBreak(a, b rune, spaced bool) bool {
	switch {
	case strings.ContainsRune(spaces, b):
		return false // it stays with what is before it
	case strings.ContainsRune(notFirst, b), strings.ContainsRune(notLast, a):
		return false
	case spaced:
		return true
	case digit(a) && strings.ContainsRune(counters, b):
		return false
	}
	return !western(a) || !western(b)
}

func digit(r rune) bool { return r >= '0' && r <= '9' }

// western characters make words: all before the radicals of CJK, but spaces.
func western(r rune) bool { return r < 0x2E80 && !unicode.IsSpace(r) }
