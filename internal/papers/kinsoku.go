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
		for _, piece := range pieces(paragraph) {
			if measure(strings.TrimRight(line+piece, spaces)) <= width {
				line += piece
				continue
			}
			if line != "" {
				lines = append(lines, strings.TrimRight(line, spaces))
			}
			line = ""
			for _, r := range strings.TrimLeft(piece, spaces) {
				if line != "" && measure(strings.TrimRight(line+string(r), spaces)) > width {
					lines = append(lines, line)
					line = ""
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
		all   []string
		start int
		last  rune
	)
	for i, r := range text {
		if i > 0 && mayBreak(last, r) {
			all = append(all, text[start:i])
			start = i
		}
		last = r
	}
	if text == "" {
		return nil
	}
	return append(all, text[start:])
}

// mayBreak tells whether a line may end between two characters.
func mayBreak(a, b rune) bool {
	switch {
	case strings.ContainsRune(spaces, b):
		return false // it stays with the word before it
	case strings.ContainsRune(spaces, a):
		return true
	case strings.ContainsRune(notFirst, b), strings.ContainsRune(notLast, a):
		return false
	case digit(a) && strings.ContainsRune(counters, b):
		return false
	}
	return !western(a) || !western(b)
}

func digit(r rune) bool { return r >= '0' && r <= '9' }

// western characters make words: all before the radicals of CJK, but spaces.
func western(r rune) bool { return r < 0x2E80 && !unicode.IsSpace(r) }
