package identity

import (
	_ "embed"
	"sync"
	"unicode"
)

// kanji are the characters that can be registered: levels 1 and 2 of JIS X 0208.
//
//go:embed jisx0208.txt
var kanji string

var registered = sync.OnceValue(func() map[rune]bool {
	set := map[rune]bool{'々': true, '〆': true, '〇': true}
	for _, r := range kanji {
		if unicode.Is(unicode.Han, r) {
			set[r] = true
		}
	}
	return set
})

// registrable tells whether a name may hold the kanji (S-5). Others (髙, 﨑) are
// written in katakana.
func registrable(r rune) bool { return registered()[r] }

func isHiragana(r rune) bool {
	return r >= 'ぁ' && r <= 'ん' || r == 'ー' || r == 'ゝ' || r == 'ゞ'
}

// isKatakana tells full-width katakana; half-width ones cannot be registered.
func isKatakana(r rune) bool {
	return r >= 'ァ' && r <= 'ヶ' || r == 'ー' || r == '・' || r == 'ヽ' || r == 'ヾ'
}

func isRoman(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' }
