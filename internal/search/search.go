// Package search tells what somebody means who types into one box: an ID, an
// IMEI, a telephone number, the number on a parcel, an e-mail address, a name.
package search

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"kigen/internal/ids"
	"kigen/internal/imei"
)

// Terms are what a text may stand for; a text may be several things at once. The
// zero value is nothing that could be looked for.
type Terms struct {
	// ID is an identifier or the beginning of one, with its prefix; Whole tells
	// that nothing of it is missing.
	ID    string
	Whole bool
	// IMEI is of the right length, its check digit right.
	IMEI string
	// NotIMEI tells a number as long as an IMEI whose check digit is wrong.
	NotIMEI bool
	// Phone has its digits only, from 0 on.
	Phone string
	// Parcel is the number of a parcel or slip in capitals, without hyphens.
	Parcel string
	// Email is in small letters.
	Email string
	// Name is the beginning of a name as it is written, Reading as it is read (in
	// katakana), Roman in Roman letters; each as Key makes it.
	Name, Reading, Roman string
}

// Personal tells whether what is meant is personal data.
func (t Terms) Personal() bool { return t.Phone != "" || t.Email != "" || t.Named() }

// Named tells whether a name is meant.
func (t Terms) Named() bool { return t.Name != "" || t.Reading != "" || t.Roman != "" }

const (
	minPrefix = 4 // characters of an ID behind its underscore
	minParcel = 4
	maxParcel = 40
	minKana   = 2 // letters of a name; one character is enough of one in kanji
)

// Read tells what a text means. An IMEI has that many digits.
func Read(text string, imeiDigits int) (t Terms) {
	text = strings.TrimRight(strings.Join(strings.Fields(norm.NFKC.String(text)), " "), ".…")
	switch {
	case text == "":
		return t
	case strings.ContainsRune(text, '@'):
		if !strings.ContainsAny(text, " \x00") {
			t.Email = strings.ToLower(text)
		}
		return t
	}
	if id, whole, ok := identifier(text); ok {
		t.ID, t.Whole = id, whole
		return t
	}
	if digits, ok := number(text); ok {
		switch {
		case len(digits) == imeiDigits && imei.Valid(digits, imeiDigits):
			t.IMEI = digits
		case len(digits) == imeiDigits:
			t.NotIMEI = true
		case domestic(digits) != "":
			t.Phone = domestic(digits)
		}
	}
	if parcel := strings.ToUpper(without(text, " -")); parcelNumber(parcel) {
		t.Parcel = parcel
		return t
	}
	t.name(text)
	return t
}

// identifier reads an ID, also from the end of a process's name
// ("replacement/clm_…") and where its end is cut off.
func identifier(text string) (id string, whole, ok bool) {
	id = strings.ToLower(text[strings.LastIndexByte(text, '/')+1:])
	prefix, rest, found := strings.Cut(id, "_")
	if !found || len(prefix) < 2 || len(rest) < minPrefix || strings.Trim(prefix, "abcdefghijklmnopqrstuvwxyz") != "" ||
		strings.Trim(rest, "0123456789abcdefghijklmnopqrstuvwxyz") != "" {
		return "", false, false
	}
	_, whole = ids.Prefix(id)
	return id, whole, true
}

// number gives the digits of a number that is written with hyphens, brackets or
// spaces; a leading + stays.
func number(text string) (digits string, ok bool) {
	digits = without(text, " -()‐‑–−ー.")
	return digits, digits != "" && strings.Trim(strings.TrimPrefix(digits, "+"), "0123456789") == ""
}

// domestic is a telephone number as it is dialled in Japan, empty for no such.
func domestic(digits string) string {
	for _, country := range []string{"+81", "0081"} {
		if rest, ok := strings.CutPrefix(digits, country); ok {
			digits = "0" + strings.TrimPrefix(rest, "0")
		}
	}
	if len(digits) < 10 || len(digits) > 11 || digits[0] != '0' || digits[1] == '0' {
		return ""
	}
	return digits
}

func parcelNumber(text string) bool {
	return len(text) >= minParcel && len(text) <= maxParcel && strings.ContainsAny(text, "0123456789") &&
		strings.Trim(text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == ""
}

// name reads a name: in Roman letters, in kana, or as it is written.
func (t *Terms) name(text string) {
	key := Key(text)
	var kanji, kana, roman int
	for _, c := range key {
		switch {
		case unicode.In(c, unicode.Hiragana, unicode.Katakana) || c == 'ー':
			kana++
		case unicode.Is(unicode.Han, c):
			kanji++
		case unicode.Is(unicode.Latin, c) || c == '\'' || c == '-':
			roman++
		default:
			return
		}
	}
	switch {
	case kanji > 0 || kana >= minKana:
		t.Name = key
		if kanji == 0 && roman == 0 {
			t.Reading = katakana(key) // and some names are written in kana, too
		}
	case roman >= minKana && kana == 0:
		t.Roman = key
	}
}

// Key is a name as names are compared: without spaces, full width and half width
// alike, in small letters. The function search_key of the database does the same.
func Key(name string) string {
	return strings.ToLower(strings.ReplaceAll(norm.NFKC.String(name), " ", ""))
}

// katakana turns hiragana into katakana.
func katakana(text string) string {
	return strings.Map(func(c rune) rune {
		if c >= 'ぁ' && c <= 'ゖ' {
			return c + 'ァ' - 'ぁ'
		}
		return c
	}, text)
}

func without(text, characters string) string {
	return strings.Map(func(c rune) rune {
		if strings.ContainsRune(characters, c) {
			return -1
		}
		return c
	}, text)
}
