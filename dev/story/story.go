// Package story tells in Markdown what became of cases: step by step what came in, which rules
// decided, which deadlines ran and why, what was charged and how it was reckoned, and which letters
// went out. It holds no IDs, so that two plays of one scenario tell the same.
package story

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"kigen/internal/ids"
	"kigen/internal/jst"
	"kigen/internal/scenario"
	"kigen/internal/terms"
	"kigen/internal/yen"
	"kigen/starter/api"
	"kigen/starter/words"
)

// Of tells the story of cases in the order of its instants, after a chart of their deadlines. The
// session needs a role that may see them all.
func Of(ctx context.Context, s *scenario.Session, cases ...string) (string, error) {
	var (
		events    []*event
		deadlines []api.Deadline
	)
	for _, id := range cases {
		var page api.CasePage
		if err := get(ctx, s, "getCase", id, &page); err != nil {
			return "", err
		}
		subjects := map[string]string{}
		for _, n := range page.Notices {
			var letter api.LetterPage
			if err := get(ctx, s, "getNotice", n.ID, &letter); err != nil {
				return "", err
			}
			subjects[n.ID] = letter.Subject
		}
		of, err := eventsOf(page, subjects)
		if err != nil {
			return "", err
		}
		events, deadlines = append(events, of...), append(deadlines, page.Deadlines...)
	}
	slices.SortStableFunc(events, func(a, b *event) int { return a.entry.At.Compare(b.entry.At) })
	return chart(deadlines) + tell(events), nil
}

// chart draws each count of days from its first day to its last good day: those that lapsed stand
// out, those that were met or not asked for any more are pale.
func chart(deadlines []api.Deadline) string {
	var b strings.Builder
	b.WriteString("\n```mermaid\ngantt\n    dateFormat YYYY-MM-DD\n    axisFormat %e %b\n")
	for _, d := range deadlines {
		if d.Why.EventDay == nil || d.Why.LastGoodDay == nil {
			continue
		}
		mark := map[string]string{"lapsed": "crit", "open": "active"}[d.Outcome]
		if mark == "" {
			mark = "done"
		}
		fmt.Fprintf(&b, "    %s %s, %s :%s, %s, %s\n", d.Rule, words.Deadline(d.Name).EN, words.Outcome(d.Outcome).EN,
			mark, d.Why.EventDay.AddDays(1), d.Why.LastGoodDay.AddDays(1))
	}
	b.WriteString("```\n")
	return b.String()
}

func get(ctx context.Context, s *scenario.Session, operation, id string, into any) error {
	raw, err := s.Call(ctx, operation, "", map[string]any{"id": id})
	if err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	return json.Unmarshal(raw, into)
}

// event is a step with what it did.
type event struct {
	kind   string
	entry  api.Entry
	points []string
}

// eventsOf gives each step of a case what it did. A charge or letter belongs to the step of its
// instant that applied its rule.
func eventsOf(page api.CasePage, subjects map[string]string) ([]*event, error) {
	events := make([]*event, len(page.Timeline))
	for i, e := range page.Timeline {
		events[i] = &event{kind: page.Kind, entry: e}
	}
	by := func(step string) *event {
		i := slices.IndexFunc(events, func(e *event) bool { return e.entry.Step == step })
		if i < 0 {
			return &event{}
		}
		return events[i]
	}
	for _, d := range page.Deadlines {
		if d.SettledBy != "" && d.SettledBy != d.ArmedBy {
			e := by(d.SettledBy)
			e.add("⌛ %s (%s): **%s**", words.Deadline(d.Name).EN, d.Rule, words.Outcome(d.Outcome).EN)
		}
	}
	for _, d := range page.Deadlines {
		by(d.ArmedBy).add("⏳ %s (%s): %s", words.Deadline(d.Name).EN, d.Rule, d.Why.EN)
	}
	at := func(at time.Time, rule terms.ID, what string) (*event, error) {
		i := slices.IndexFunc(events, func(e *event) bool { return e.entry.At.Equal(at) && slices.Contains(e.entry.Rules, rule) })
		if i < 0 {
			i = slices.IndexFunc(events, func(e *event) bool { return e.entry.At.Equal(at) })
		}
		if i < 0 {
			return nil, fmt.Errorf("no step of %s tells of %s at %s", page.Kind, what, at)
		}
		return events[i], nil
	}
	// Those of one instant come in the order of their IDs, which is another in each play.
	slices.SortStableFunc(page.Charges, func(a, b api.Charge) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Name, b.Name)) })
	slices.SortStableFunc(page.Notices, func(a, b api.Notice) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Template, b.Template)) })
	slices.SortStableFunc(page.Tasks, func(a, b api.Task) int { return cmp.Or(a.OpenedAt.Compare(b.OpenedAt), cmp.Compare(a.Kind, b.Kind)) })
	for _, c := range page.Charges {
		if c.Case != page.ID {
			continue // what waived it is told by its own case
		}
		e, err := at(c.At, c.Rule, c.Name)
		if err != nil {
			return nil, err
		}
		e.add("¥ %s (%s): **%s**, %s. %s", words.Charge(c.Name).EN, c.Rule, yen.Of(c.Amount), taxed(c.Tax), reckoned(c.Why))
	}
	for _, n := range page.Notices {
		e, err := at(n.At, n.Rule, n.Template)
		if err != nil {
			return nil, err
		}
		e.add("✉ 「%s」 (%s)", subjects[n.ID], n.Rule)
	}
	for _, t := range page.Tasks {
		e, err := at(t.OpenedAt, t.Rule, t.Kind)
		if err != nil {
			return nil, err
		}
		e.add("☐ %s: %s", words.Desk(t.Desk).EN, words.Task(t.Kind).EN)
	}
	return events, nil
}

func (e *event) add(format string, args ...any) {
	e.points = append(e.points, strings.TrimRight(fmt.Sprintf(format, args...), " "))
}

func taxed(class string) string {
	if class == "none" {
		return "not subject to tax"
	}
	return "tax included"
}

// reckoned are the facts behind an amount, by name; IDs are left out.
func reckoned(why map[string]any) string {
	var facts []string
	for _, name := range slices.Sorted(maps.Keys(why)) {
		if value, ok := said(why[name]); ok {
			facts = append(facts, words.Fact(name).EN+" "+value)
		}
	}
	if len(facts) == 0 {
		return ""
	}
	text := strings.Join(facts, "; ") + "."
	return strings.ToUpper(text[:1]) + text[1:]
}

func said(v any) (string, bool) {
	switch v := v.(type) {
	case float64:
		return fmt.Sprintf("%.f", v), true
	case bool:
		return map[bool]string{true: "yes", false: "no"}[v], true
	case string:
		if at, err := time.Parse(time.RFC3339Nano, v); err == nil {
			return jst.InstantEN(at), true
		}
		if day, err := jst.ParseDay(v); err == nil {
			return day.EN(), true
		}
		if text, ok := words.Value(v); ok {
			return text.EN, true
		}
		if _, id := ids.Prefix(v); id || strings.Contains(v, "/") {
			return "", false
		}
		return v, v != ""
	}
	return "", false
}

// tell writes events under their days.
func tell(events []*event) string {
	var b strings.Builder
	day := ""
	for _, e := range events {
		if d := jst.DayOf(e.entry.At).EN(); d != day {
			day = d
			fmt.Fprintf(&b, "\n### %s\n", day)
		}
		rules := make([]string, len(e.entry.Rules))
		for i, r := range e.entry.Rules {
			rules[i] = string(r)
		}
		fmt.Fprintf(&b, "\n**%s %s** · %s · %s\n", jst.ClockOf(e.entry.At), words.Step(e.kind, e.entry.Step).EN, words.Role(e.entry.Actor.Role).EN, strings.Join(rules, ", "))
		if len(e.points) > 0 {
			b.WriteString("\n")
		}
		for _, p := range e.points {
			fmt.Fprintf(&b, "- %s\n", p)
		}
	}
	return b.String()
}
