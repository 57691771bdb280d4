package pages

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"kigen/internal/ids"
	"kigen/internal/jst"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/words"
)

// Languages in which the pages are read.
const (
	Japanese = "ja"
	English  = "en"
)

// T picks the words in the reader's language.
func (v *Visit) T(ja, en string) string {
	if v.Lang == English {
		return en
	}
	return ja
}

// Text is a text in the reader's language.
func (v *Visit) Text(t terms.Text) string { return v.T(t.JA, t.EN) }

// Instant is a moment in Japan: 2026年11月16日(月) 00:00.
func (v *Visit) Instant(t time.Time) string {
	return v.Day(jst.DayOf(t)) + " " + jst.ClockOf(t).String()
}

// Day is a day in Japan: 2026年11月16日(月).
func (v *Visit) Day(d jst.Day) string { return v.T(d.JA(), d.EN()) }

// Figures writes numbers with their thousands apart.
var Figures = message.NewPrinter(language.English)

// Yen is an amount with its sign: 40,000円, −40,000円.
func (v *Visit) Yen(amount int64) string {
	sign := ""
	if amount < 0 {
		sign, amount = "−", -amount
	}
	if v.Lang == English {
		return Figures.Sprintf("%s¥%d", sign, amount)
	}
	return Figures.Sprintf("%s%d円", sign, amount)
}

// Tax says how an amount is taxed (C-9).
func (v *Visit) Tax(class string) string {
	if class == string(terms.Taxed) {
		return v.T("税込", "tax included")
	}
	return v.T("不課税", "no tax")
}

// Rule is what a rule says under a version of the terms, empty where neither is at hand.
func (v *Visit) Rule(id terms.ID, version string) string {
	t, err := v.Site.API.Terms.Named(version)
	if err != nil || !t.Has(id) {
		return ""
	}
	r := t.Rule(id)
	return v.T(r.JA, r.EN)
}

// Remaining says how far a lapse is from now, and how urgent that is: "past",
// "today", "soon" or empty.
func (v *Visit) Remaining(lapse, now time.Time) (sentence, urgency string) {
	last := jst.DayOf(lapse.Add(-time.Nanosecond)) // the last day that has a moment in time
	switch days := last.Sub(jst.DayOf(now)); {
	case !now.Before(lapse):
		over := jst.DayOf(now).Sub(last)
		if over == 0 {
			return v.T("本日期限切れ", "past due since today"), "past"
		}
		return v.T(fmt.Sprintf("%d日超過", over), Plural(over, "day")+" past due"), "past"
	case days == 0:
		return v.T("本日まで", "today"), "today"
	case days == 1:
		return v.T("明日まで", "tomorrow"), "soon"
	case days <= 3:
		return v.T(fmt.Sprintf("あと%d日", days), Plural(days, "day")+" left"), "soon"
	default:
		return v.T(fmt.Sprintf("あと%d日", days), Plural(days, "day")+" left"), ""
	}
}

// Since says how long ago something was.
func (v *Visit) Since(then, now time.Time) string {
	d := now.Sub(then)
	switch {
	case d < time.Minute:
		return v.T("たった今", "just now")
	case d < time.Hour:
		n := int(d / time.Minute)
		return v.T(fmt.Sprintf("%d分前", n), Plural(n, "minute")+" ago")
	case d < 48*time.Hour:
		n := int(d / time.Hour)
		return v.T(fmt.Sprintf("%d時間前", n), Plural(n, "hour")+" ago")
	}
	n := int(d / (24 * time.Hour))
	return v.T(fmt.Sprintf("%d日前", n), Plural(n, "day")+" ago")
}

// Plural counts a unit in English.
func Plural(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}

// Short is an ID for a narrow place; the whole one stands in its title.
func Short(id string) string {
	prefix, rest, ok := strings.Cut(id, "_")
	if !ok || len(rest) <= 8 {
		return id
	}
	return prefix + "_" + rest[:8] + "…"
}

// Fact is a labelled particular of a step, a charge or a task.
type Fact struct {
	Label, Value string
	ID           bool
}

// Facts are in the order of their keys, so that a page reads the same each time.
func (v *Visit) Facts(all map[string]any) []Fact {
	var list []Fact
	for _, key := range slices.Sorted(maps.Keys(all)) {
		if value := v.Value(key, all[key]); value != "" {
			_, isID := ids.Prefix(value)
			list = append(list, Fact{Label: v.Text(words.Fact(key)), Value: value, ID: isID})
		}
	}
	return list
}

// amounts are the facts that are in yen.
var amounts = []string{"amount", "tax_excluded", "burden", "price", "fee"}

// InstantOf reads a fact that is an instant.
func InstantOf(value any) (time.Time, bool) {
	text, ok := value.(string)
	if !ok {
		return time.Time{}, false
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	return at, err == nil
}

// Value is a fact under that key in words.
func (v *Visit) Value(key string, value any) string {
	switch x := value.(type) {
	case nil:
		return ""
	case bool:
		if key == "device" { // of a parcel
			return v.T(map[bool]string{true: "あり", false: "なし"}[x], map[bool]string{true: "yes", false: "none"}[x])
		}
		if x {
			return v.T("はい", "yes")
		}
		return v.T("いいえ", "no")
	case float64:
		if slices.Contains(amounts, key) {
			return v.Yen(int64(x))
		}
		return Figures.Sprint(x)
	case string:
		if at, ok := InstantOf(x); ok {
			return v.Instant(at)
		}
		if day, err := jst.ParseDay(x); err == nil {
			return v.Day(day)
		}
		if key == "task" {
			return v.Text(words.Task(x))
		}
		if text, ok := words.Value(x); ok {
			return v.Text(text)
		}
		return x
	case []any:
		parts := make([]string, len(x))
		for i, one := range x {
			parts[i] = v.Value(key, one)
		}
		return strings.Join(parts, v.T("、", ", "))
	case map[string]any:
		var parts []string
		for _, f := range v.Facts(x) {
			parts = append(parts, f.Label+v.T(":", ": ")+f.Value)
		}
		return strings.Join(parts, v.T("、", ", "))
	}
	return fmt.Sprint(value)
}

// Terms is the version in force, for rules that name none.
func (v *Visit) Terms() string { return v.Site.API.Terms.At(v.Now()).Name }

// Heading is what a page is called that could not be shown.
func (v *Visit) Heading(status int) string {
	switch status {
	case http.StatusNotFound:
		return v.T("見つかりません", "Not found")
	case http.StatusForbidden:
		return v.T("権限がありません", "Not permitted")
	case http.StatusServiceUnavailable, http.StatusTooManyRequests:
		return v.T("ただいまご利用いただけません", "Not available right now")
	case http.StatusInternalServerError:
		return v.T("表示できませんでした", "Something went wrong")
	}
	return v.T("受け付けられませんでした", "Not accepted")
}

// Place is where a clause stands in the terms.
func (v *Visit) Place(c api.Clause) string { return v.T(c.PlaceJA, c.PlaceEN) }

// RuleNames are the IDs of rules in a row.
func RuleNames(rules []terms.ID) string {
	names := make([]string, len(rules))
	for i, r := range rules {
		names[i] = string(r)
	}
	return strings.Join(names, " · ")
}
