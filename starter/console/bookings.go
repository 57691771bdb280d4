package console

import (
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"kigen/internal/jst"
)

// booking is a line of what the return centre has booked in.
type booking struct {
	line   string // as it was pasted
	number string
	at     time.Time // zero where the line gives none
	fault  bool      // its time can't be read
}

// maxBookings is how many lines may be pasted at once.
const maxBookings = 500

// bookingsOf reads pasted lines: a number and, after a tab, a comma or a space,
// when it was booked in. What is not filled in is left zero; now helps a day
// that is given without its year.
func bookingsOf(text string, now time.Time) (list []booking) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		plain := strings.TrimSpace(norm.NFKC.String(line))
		number, rest := plain, ""
		if i := strings.IndexFunc(plain, separates); i >= 0 {
			number, rest = plain[:i], strings.TrimFunc(plain[i:], separates)
		}
		b := booking{line: line, number: numberOf(number)}
		if rest != "" {
			at, ok := bookedAt(rest, now)
			b.at, b.fault = at, !ok
		}
		list = append(list, b)
	}
	return list
}

func separates(r rune) bool { return r == ',' || r == '、' || r == ';' || unicode.IsSpace(r) }

// numberOf is a number as it is stored: as scanners and people give it, but
// without the full width, blanks and hyphens of an IMEI.
func numberOf(text string) string {
	text = strings.TrimSpace(norm.NFKC.String(text))
	bare := strings.Map(func(r rune) rune {
		if r == '-' || unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
	if len(bare) == imeiDigits && strings.Trim(bare, "0123456789") == "" {
		return bare
	}
	return text
}

// imeiDigits is the length of an IMEI.
const imeiDigits = 15

// Forms in which people write an instant in Japan.
var (
	fullForms = []string{
		"2006-1-2 15:04", "2006-1-2 15:04:05", "2006/1/2 15:04", "2006/1/2 15:04:05", "2006-1-2T15:04", "2006-1-2T15:04:05",
		"2006年1月2日 15:04", "2006年1月2日15:04", "2006年1月2日 15時4分", "2006年1月2日15時4分",
	}
	dayForms  = []string{"1/2 15:04", "1-2 15:04", "1月2日 15:04", "1月2日15:04"}
	hourForms = []string{"15:04"}
)

// bookedAt reads an instant. A day without its year is the last one that is not
// after now; an hour alone is today's.
func bookedAt(text string, now time.Time) (time.Time, bool) {
	text = strings.Join(strings.Fields(text), " ")
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at, true
	}
	now = now.In(jst.Zone)
	for _, form := range fullForms {
		if at, err := time.ParseInLocation(form, text, jst.Zone); err == nil {
			return at, true
		}
	}
	for _, form := range dayForms {
		if at, err := time.ParseInLocation("2006 "+form, now.Format("2006 ")+text, jst.Zone); err == nil {
			if at.After(now) {
				at, err = time.ParseInLocation("2006 "+form, now.AddDate(-1, 0, 0).Format("2006 ")+text, jst.Zone)
			}
			return at, err == nil
		}
	}
	for _, form := range hourForms {
		if at, err := time.ParseInLocation("2006-01-02 "+form, now.Format("2006-01-02 ")+text, jst.Zone); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}
