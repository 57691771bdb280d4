package command

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"

	"kigen/internal/jst"
	"kigen/internal/yen"
	"kigen/starter/api"
	"kigen/starter/words"
)

// instant is a time in Japan, to the minute.
func (o *Output) instant(at time.Time) string {
	return o.say(jst.InstantJA(at), jst.InstantEN(at))
}

func (o *Output) yen(amount int64) string {
	return o.say(yen.Of(amount).JA(), yen.Of(amount).String())
}

func (o *Output) head(c api.CasePage) error {
	line := fmt.Sprintf("%s  %s\n%s: %s", c.ID, o.text(words.Kind(c.Kind)), o.say("状態", "State"), o.text(words.State(c.Kind, c.State)))
	line += "\n" + o.say("開始", "Opened") + ": " + o.instant(c.OpenedAt)
	if c.ClosedAt != nil {
		line += "\n" + o.say("終了", "Closed") + ": " + o.instant(*c.ClosedAt)
	}
	if c.Member != "" {
		line += "\n" + o.say("会員", "Member") + ": " + c.Member
	}
	return o.printf("%s\n%s: %s", line, o.say("対象", "About"), c.Subject)
}

func (o *Output) section(ja, en string) error { return o.printf("\n%s", o.say("■ "+ja, "# "+en)) }

func (o *Output) timeline(c api.CasePage) error {
	if err := o.section("経過", "Timeline"); err != nil {
		return err
	}
	rows := make([]table.Row, len(c.Timeline))
	for i, e := range c.Timeline {
		rules := make([]string, len(e.Rules))
		for j, rule := range e.Rules {
			rules[j] = string(rule)
		}
		rows[i] = table.Row{
			o.instant(e.At), o.text(words.Step(c.Kind, e.Step)), o.text(words.Role(e.Actor.Role)),
			strings.Join(rules, " "), o.facts(e.Facts),
		}
	}
	return o.table(table.Row{
		o.say("日時", "when"), o.say("内容", "what"), o.say("担当", "by"), o.say("条項", "rules"), o.say("詳細", "facts"),
	}, rows, 0, 34, 0, 14, 44)
}

func (o *Output) deadlines(c api.CasePage) error {
	if len(c.Deadlines) == 0 {
		return nil
	}
	if err := o.section("期限", "Deadlines"); err != nil {
		return err
	}
	rows := make([]table.Row, len(c.Deadlines))
	for i, d := range c.Deadlines {
		rows[i] = table.Row{
			o.text(words.Deadline(d.Name)), d.Rule, o.instant(d.Lapse), o.text(words.Outcome(d.Outcome)), o.say(d.Why.JA, d.Why.EN),
		}
	}
	return o.table(table.Row{
		o.say("期限", "deadline"), o.say("条項", "rule"), o.say("経過時刻", "lapses"), o.say("結果", "outcome"), o.say("理由", "why"),
	}, rows, 24, 0, 0, 0, 56)
}

func (o *Output) charges(c api.CasePage) error {
	if len(c.Charges) == 0 {
		return nil
	}
	if err := o.section("請求", "Charges"); err != nil {
		return err
	}
	rows := make([]table.Row, 0, len(c.Charges)+1)
	for _, ch := range c.Charges {
		tax := o.say("税込", "tax included")
		if ch.Tax == "none" {
			tax = o.say("不課税", "not taxed")
		}
		rows = append(rows, table.Row{
			o.instant(ch.At), o.text(words.ChargeKind(ch.Kind)), o.text(words.Charge(ch.Name)), ch.Rule,
			o.yen(ch.Amount), tax, o.facts(ch.Why) + "\n" + o.say(ch.Clause.PlaceJA, ch.Clause.PlaceEN),
		})
	}
	rows = append(rows, table.Row{o.say("合計", "total"), "", "", "", o.yen(c.Total)})
	return o.table(table.Row{
		o.say("日時", "when"), o.say("種別", "kind"), o.say("名目", "for"), o.say("条項", "rule"), o.say("金額", "amount"),
		o.say("税", "tax"), o.say("計算と根拠", "arithmetic and clause"),
	}, rows, 0, 0, 24, 0, 0, 0, 48)
}

func (o *Output) letters(c api.CasePage) error {
	if len(c.Notices) == 0 {
		return nil
	}
	if err := o.section("通知", "Letters"); err != nil {
		return err
	}
	rows := make([]table.Row, len(c.Notices))
	for i, n := range c.Notices {
		rows[i] = table.Row{o.instant(n.At), o.text(words.Letter(n.Template)), n.Rule, o.text(words.LetterStatus(n.Status)), n.ID}
	}
	return o.table(table.Row{
		o.say("日時", "when"), o.say("通知", "letter"), o.say("条項", "rule"), o.say("状況", "status"), "ID",
	}, rows, 0, 40)
}

func (o *Output) tasks(c api.CasePage) error {
	if len(c.Tasks) == 0 {
		return nil
	}
	if err := o.section("作業", "Tasks"); err != nil {
		return err
	}
	rows := make([]table.Row, len(c.Tasks))
	for i, t := range c.Tasks {
		due, done := "", o.text(words.Outcome(t.Outcome))
		if t.Due != nil {
			due = o.instant(*t.Due)
		}
		rows[i] = table.Row{o.text(words.Desk(t.Desk)), o.text(words.Task(t.Kind)), t.Rule, o.instant(t.OpenedAt), due, done, t.ID}
	}
	return o.table(table.Row{
		o.say("部署", "desk"), o.say("作業", "task"), o.say("条項", "rule"), o.say("発生", "opened"), o.say("期日", "due"),
		o.say("結果", "outcome"), "ID",
	}, rows, 0, 34)
}

// facts are one line each, by name.
func (o *Output) facts(facts map[string]any) string {
	lines := make([]string, 0, len(facts))
	for _, name := range slices.Sorted(maps.Keys(facts)) {
		lines = append(lines, o.text(words.Fact(name))+": "+o.fact(facts[name]))
	}
	return strings.Join(lines, "\n")
}

func (o *Output) fact(v any) string {
	switch v := v.(type) {
	case string:
		if at, err := time.Parse(time.RFC3339Nano, v); err == nil {
			return o.instant(at)
		}
		if day, err := jst.ParseDay(v); err == nil {
			return o.say(day.JA(), day.EN())
		}
		if text, ok := words.Value(v); ok {
			return o.text(text)
		}
		return v
	case bool:
		if v {
			return o.say("はい", "yes")
		}
		return o.say("いいえ", "no")
	case float64:
		return fmt.Sprintf("%.f", v)
	case []any:
		parts := make([]string, len(v))
		for i, item := range v {
			parts[i] = o.fact(item)
		}
		return strings.Join(parts, ", ")
	case map[string]any:
		return strings.ReplaceAll(o.facts(v), "\n", "; ")
	case nil:
		return "-"
	}
	return fmt.Sprint(v)
}
