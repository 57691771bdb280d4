package console

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
	"kigen/starter/words"
)

const (
	japanese = "ja"
	english  = "en"
)

// t picks the words in the reader's language.
func (v *visit) t(ja, en string) string {
	if v.lang == english {
		return en
	}
	return ja
}

func (v *visit) text(t terms.Text) string { return v.t(t.JA, t.EN) }

// instant is a moment in Japan: 2026年11月16日(月) 00:00.
func (v *visit) instant(t time.Time) string {
	return v.day(jst.DayOf(t)) + " " + jst.ClockOf(t).String()
}

func (v *visit) day(d jst.Day) string { return v.t(d.JA(), d.EN()) }

var figures = message.NewPrinter(language.English)

// yen is an amount with its sign: 40,000円, −40,000円.
func (v *visit) yen(amount int64) string {
	sign := ""
	if amount < 0 {
		sign, amount = "−", -amount
	}
	if v.lang == english {
		return figures.Sprintf("%s¥%d", sign, amount)
	}
	return figures.Sprintf("%s%d円", sign, amount)
}

func (v *visit) tax(class string) string {
	if class == string(terms.Taxed) {
		return v.t("税込", "tax included")
	}
	return v.t("不課税", "no tax")
}

// rule is what a rule says under a version of the terms, empty where neither is at hand.
func (v *visit) rule(id terms.ID, version string) string {
	t, err := v.console.API.Terms.Named(version)
	if err != nil || !t.Has(id) {
		return ""
	}
	r := t.Rule(id)
	return v.t(r.JA, r.EN)
}

// remaining says how far a lapse is from now, and how urgent that is: "past",
// "today", "soon" or empty.
func (v *visit) remaining(lapse, now time.Time) (sentence, urgency string) {
	last := jst.DayOf(lapse.Add(-time.Nanosecond)) // the last day that has a moment in time
	switch days := last.Sub(jst.DayOf(now)); {
	case !now.Before(lapse):
		over := jst.DayOf(now).Sub(last)
		return v.t(fmt.Sprintf("%d日超過", over), plural(over, "day")+" past due"), "past"
	case days == 0:
		return v.t("本日まで", "today"), "today"
	case days == 1:
		return v.t("明日まで", "tomorrow"), "soon"
	case days <= 3:
		return v.t(fmt.Sprintf("あと%d日", days), plural(days, "day")+" left"), "soon"
	default:
		return v.t(fmt.Sprintf("あと%d日", days), plural(days, "day")+" left"), ""
	}
}

// since says how long ago something was.
func (v *visit) since(then, now time.Time) string {
	d := now.Sub(then)
	switch {
	case d < time.Minute:
		return v.t("たった今", "just now")
	case d < time.Hour:
		n := int(d / time.Minute)
		return v.t(fmt.Sprintf("%d分前", n), plural(n, "minute")+" ago")
	case d < 48*time.Hour:
		n := int(d / time.Hour)
		return v.t(fmt.Sprintf("%d時間前", n), plural(n, "hour")+" ago")
	}
	n := int(d / (24 * time.Hour))
	return v.t(fmt.Sprintf("%d日前", n), plural(n, "day")+" ago")
}

func plural(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}

// short is an ID for a narrow place; the whole one stands in its title.
func short(id string) string {
	prefix, rest, ok := strings.Cut(id, "_")
	if !ok || len(rest) <= 8 {
		return id
	}
	return prefix + "_" + rest[:8] + "…"
}

// fact is a labelled particular of a step, a charge or a task.
type fact struct {
	label, value string
	id           bool
}

// facts are in the order of their keys, so that a page reads the same each time.
func (v *visit) facts(all map[string]any) []fact {
	var list []fact
	for _, key := range slices.Sorted(maps.Keys(all)) {
		if value := v.value(key, all[key]); value != "" {
			_, isID := ids.Prefix(value)
			list = append(list, fact{label: v.text(words.Fact(key)), value: value, id: isID})
		}
	}
	return list
}

// amounts are the facts that are in yen.
var amounts = []string{"amount", "tax_excluded", "burden", "price", "fee"}

// instantOf reads a fact that is an instant.
func instantOf(value any) (time.Time, bool) {
	text, ok := value.(string)
	if !ok {
		return time.Time{}, false
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	return at, err == nil
}

func (v *visit) value(key string, value any) string {
	switch x := value.(type) {
	case nil:
		return ""
	case bool:
		if x {
			return v.t("はい", "yes")
		}
		return v.t("いいえ", "no")
	case float64:
		if slices.Contains(amounts, key) {
			return v.yen(int64(x))
		}
		return figures.Sprint(x)
	case string:
		if at, ok := instantOf(x); ok {
			return v.instant(at)
		}
		if day, err := jst.ParseDay(x); err == nil {
			return v.day(day)
		}
		if key == "task" {
			return v.text(words.Task(x))
		}
		if text, ok := words.Value(x); ok {
			return v.text(text)
		}
		return x
	case []any:
		parts := make([]string, len(x))
		for i, one := range x {
			parts[i] = v.value(key, one)
		}
		return strings.Join(parts, v.t("、", ", "))
	case map[string]any:
		var parts []string
		for _, f := range v.facts(x) {
			parts = append(parts, f.label+v.t(":", ": ")+f.value)
		}
		return strings.Join(parts, v.t("、", ", "))
	}
	return fmt.Sprint(value)
}

// said is what was just done, told once.
func (v *visit) said() string {
	if v.who.Token == "" {
		return ""
	}
	return v.console.sessions.PopString(v.ctx(), flash)
}

// terms is the version in force, for rules that name none.
func (v *visit) terms() string { return v.console.API.Terms.At(v.console.now()).Name }

// ofDesk tells whether the person works at the desk.
func (v *visit) ofDesk(desk string) bool { return string(v.who.Role) == "desk:"+desk }

// heading is what a page is called that could not be shown.
func (v *visit) heading(status int) string {
	switch status {
	case http.StatusNotFound:
		return v.t("見つかりません", "Not found")
	case http.StatusForbidden:
		return v.t("権限がありません", "Not permitted")
	case http.StatusServiceUnavailable, http.StatusTooManyRequests:
		return v.t("ただいまご利用いただけません", "Not available right now")
	case http.StatusInternalServerError:
		return v.t("表示できませんでした", "Something went wrong")
	}
	return v.t("受け付けられませんでした", "Not accepted")
}
