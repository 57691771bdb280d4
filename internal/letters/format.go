package letters

import (
	"fmt"
	"strings"
	"time"

	"kigen/internal/jst"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// Languages of letters.
const (
	Japanese = "ja"
	English  = "en"
)

// language words days, instants and amounts for people.
type language string

func (l language) english() bool { return l == English }

func (l language) text(t terms.Text) string {
	if l.english() {
		return t.EN
	}
	return t.JA
}

// day is 2026年11月15日（日） or Sunday, 15 November 2026.
func (l language) day(d jst.Day) string {
	if l.english() {
		year, month, day := d.Date()
		return fmt.Sprintf("%s, %d %s %d", d.Weekday(), day, month, year)
	}
	return wide.Replace(d.JA())
}

// shortDay is 11月15日 or 15 November, where the year and weekday are said elsewhere.
func (l language) shortDay(d jst.Day) string {
	_, month, day := d.Date()
	if l.english() {
		return fmt.Sprintf("%d %s", day, month)
	}
	return fmt.Sprintf("%d月%d日", month, day)
}

// untilDay is …まで or by the end of …; the day itself is still in time.
func (l language) untilDay(d jst.Day) string {
	if l.english() {
		return "by the end of " + l.day(d)
	}
	return l.day(d) + "まで"
}

// dayBy is a day promised or expected: …まで or by ….
func (l language) dayBy(d jst.Day) string {
	if l.english() {
		return "by " + l.day(d)
	}
	return l.day(d) + "まで"
}

// instant is 2026年11月16日（月）0時 or 00:00 on Monday, 16 November 2026 (Japan time).
func (l language) instant(t time.Time) string {
	d, c := jst.DayOf(t), jst.ClockOf(t)
	if l.english() {
		return c.String() + " on " + l.day(d) + " (Japan time)"
	}
	return l.day(d) + c.JA()
}

// shortInstant is 11月30日20時 or 20:00 on 30 November.
func (l language) shortInstant(t time.Time) string {
	d, c := jst.DayOf(t), jst.ClockOf(t)
	if l.english() {
		return c.String() + " on " + l.shortDay(d)
	}
	return l.shortDay(d) + c.JA()
}

// untilTime says that acts before the instant are in time.
func (l language) untilTime(t time.Time) string {
	if l.english() {
		return "until " + l.instant(t)
	}
	return l.instant(t) + "まで"
}

// until names the last good day and, in plain words, the instant of lapse:
// 2026年11月15日（日）まで（16日0時に期限が過ぎます）.
func (l language) until(last jst.Day, lapse time.Time) string {
	d, c := jst.DayOf(lapse), jst.ClockOf(lapse)
	year, month, day := d.Date()
	if l.english() {
		return fmt.Sprintf("%s (too late from %s on %s, %d %s, Japan time)", l.untilDay(last), c, d.Weekday(), day, month)
	}
	when := fmt.Sprintf("%d日", day)
	if last.Month() != d.Month() {
		when = fmt.Sprintf("%d月%s", month, when)
	}
	if last.Year() != year {
		when = fmt.Sprintf("%d年%s", year, when)
	}
	return fmt.Sprintf("%s（%s%sに期限が過ぎます）", l.untilDay(last), when, c.JA())
}

// dayBefore is the last day before an effect at 00:00.
func dayBefore(effect time.Time) jst.Day { return jst.DayOf(effect).AddDays(-1) }

func (l language) yen(a yen.Amount) string {
	if l.english() {
		return a.String()
	}
	return a.JA()
}

func (l language) taxIncluded(a yen.Amount) string {
	if l.english() {
		return a.String() + " (tax included)"
	}
	return a.JA() + "（税込）"
}

func (l language) noTax(a yen.Amount) string {
	if l.english() {
		return a.String() + " (not subject to tax)"
	}
	return a.JA() + "（不課税）"
}

func (l language) device(d Device) string {
	if d.Colour == "" {
		return d.Model
	}
	if l.english() {
		return d.Model + " (" + d.Colour + ")"
	}
	return d.Model + " " + d.Colour
}

func (l language) join(things []terms.Text) string {
	words := make([]string, len(things))
	for i, t := range things {
		words[i] = l.text(t)
	}
	if l.english() {
		return strings.Join(words, ", ")
	}
	return strings.Join(words, "、")
}

// wide turns the brackets of package jst into those of running Japanese text.
var wide = strings.NewReplacer("(", "（", ")", "）")
