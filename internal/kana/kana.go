// Package kana helps people to write their names: the reading in katakana and in
// Roman letters follows from what they have typed. Whatever it suggests can be
// changed.
package kana

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// hiragana ends where the small ka begins, so that each sign has its katakana.
const (
	firstHiragana = 'ぁ'
	lastHiragana  = 'ゖ'
	toKatakana    = 'ァ' - 'ぁ'
)

// Katakana writes a reading in full-width katakana: hiragana and half-width
// katakana become it, blanks go. Other characters stay as they are, for S-5 to
// refuse them.
func Katakana(reading string) string {
	var b strings.Builder
	for _, r := range norm.NFKC.String(reading) {
		switch {
		case r == ' ':
		case r == '-' || r == '‐' || r == '−' || r == '–' || r == '—': // typed for the long vowel
			b.WriteRune('ー')
		case r >= firstHiragana && r <= lastHiragana, r == 'ゝ', r == 'ゞ':
			b.WriteRune(r + toKatakana)
		default:
			b.WriteRune(r)
		}
	}
	return norm.NFKC.String(b.String()) // where a blank went, a mark may have found its letter
}

// Is tells whether there is nothing but hiragana and katakana of any width, that
// is a reading.
func Is(text string) bool {
	if text == "" {
		return false
	}
	for _, r := range Katakana(text) {
		if (r < 'ァ' || r > 'ヺ') && r != 'ー' && r != '・' && r != 'ヽ' && r != 'ヾ' {
			return false
		}
	}
	return true
}

// HalfWidth writes digits, Roman letters and signs in half width, without blanks
// around: what people type on a Japanese keyboard for a number.
func HalfWidth(text string) string {
	text = norm.NFKC.String(text)
	text = strings.Map(func(r rune) rune {
		switch r {
		case '‐', '−', '–', '—', 'ー', '―':
			return '-'
		case '、', '。':
			return -1
		}
		return r
	}, text)
	return strings.TrimSpace(text)
}

// Digits are the digits of what was typed, in half width: "０９０-1234" gives
// "0901234". What holds anything but digits, hyphens, blanks and brackets is given
// in half width as it is, for the rule to refuse it.
func Digits(text string) string {
	half := HalfWidth(text)
	digits := strings.Map(func(r rune) rune {
		if strings.ContainsRune("- ()〒", r) {
			return -1
		}
		return r
	}, half)
	if strings.Trim(digits, "0123456789") != "" {
		return half
	}
	return digits
}
