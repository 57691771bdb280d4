package scenario

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"kigen/internal/jst"
)

// Mismatch is one way in which a list differs from what was expected.
type Mismatch struct {
	Line     int            `json:"line"` // of the expectation
	List     string         `json:"list"`
	Expected map[string]any `json:"expected,omitempty"` // nil for an entry that nothing expects
	Got      map[string]any `json:"got,omitempty"`      // nil where nothing comes near
	Fields   []string       `json:"fields,omitempty"`   // those that differ
}

// compare checks one list against the entries that came of the story. Each
// expected item takes an entry of its own, whatever the order.
func compare(list List, entries []map[string]any) []Mismatch {
	entries = slices.DeleteFunc(slices.Clone(entries), func(e map[string]any) bool { return !passes(list.Only, e) })
	takenBy := assign(list.Are, entries)
	var missing []Item
	taken := map[int]bool{}
	for e, item := range takenBy {
		taken[e] = item >= 0
	}
	for i, item := range list.Are {
		if !slices.Contains(takenBy, i) {
			missing = append(missing, item)
		}
	}
	var found []Mismatch
	for _, item := range missing {
		m := Mismatch{Line: item.Line, List: list.Name, Expected: item.Fields}
		if near := nearest(item, entries, taken); near >= 0 {
			taken[near] = true
			m.Got, m.Fields = entries[near], differing(item.Fields, entries[near])
		}
		found = append(found, m)
	}
	for e, entry := range entries {
		if !taken[e] {
			found = append(found, Mismatch{Line: list.Line, List: list.Name, Got: entry})
		}
	}
	return found
}

// passes tells whether an entry is among those that the expectation looks at.
// A list of values in the filter means any of them.
func passes(only, entry map[string]any) bool {
	for key, want := range only {
		wants, several := want.([]any)
		if !several {
			wants = []any{want}
		}
		if !slices.ContainsFunc(wants, func(w any) bool { return equal(w, entry[key]) }) {
			return false
		}
	}
	return true
}

// assign finds for each entry the item that takes it, -1 for none, so that as
// many items as possible have one: an item that fits many entries must not
// take the only one that fits another (augmenting paths).
func assign(items []Item, entries []map[string]any) []int {
	takenBy := make([]int, len(entries))
	for e := range takenBy {
		takenBy[e] = -1
	}
	var place func(item int, tried []bool) bool
	place = func(item int, tried []bool) bool {
		for e, entry := range entries {
			if tried[e] || len(differing(items[item].Fields, entry)) > 0 {
				continue
			}
			tried[e] = true
			if takenBy[e] < 0 || place(takenBy[e], tried) {
				takenBy[e] = item
				return true
			}
		}
		return false
	}
	for i := range items {
		place(i, make([]bool, len(entries)))
	}
	return takenBy
}

// nearest is the free entry that differs least from the item, -1 where none agrees in any field.
func nearest(item Item, entries []map[string]any, taken map[int]bool) int {
	best, least := -1, len(item.Fields)
	for e, entry := range entries {
		if n := len(differing(item.Fields, entry)); !taken[e] && n < least {
			best, least = e, n
		}
	}
	return best
}

// differing names the expected fields that the entry has otherwise.
func differing(expected, entry map[string]any) (fields []string) {
	for _, key := range slices.Sorted(maps.Keys(expected)) {
		if !equal(expected[key], entry[key]) {
			fields = append(fields, key)
		}
	}
	return fields
}

// equal compares as a person would: instants across zones, numbers across
// their types, of a mapping only the fields that are expected.
func equal(want, got any) bool {
	switch want := want.(type) {
	case map[string]any:
		got, ok := got.(map[string]any)
		return ok && len(differing(want, got)) == 0
	case []any:
		got, ok := got.([]any)
		return ok && slices.EqualFunc(want, got, equal)
	case string:
		if at, err := time.Parse(time.RFC3339, want); err == nil {
			other, err := time.Parse(time.RFC3339, fmt.Sprint(got))
			return err == nil && at.Equal(other)
		}
		return reflect.DeepEqual(any(want), got)
	case nil, bool:
		return want == got
	}
	a, errA := decimal.NewFromString(fmt.Sprint(want))
	b, errB := decimal.NewFromString(fmt.Sprint(got))
	return errA == nil && errB == nil && a.Equal(b)
}

// String shows the difference over several lines.
func (m Mismatch) String() string {
	var b strings.Builder
	switch {
	case m.Expected == nil:
		fmt.Fprintf(&b, "%s has an entry that nothing expects:\n  + %s", m.List, brief(m.Got))
	case m.Got == nil:
		fmt.Fprintf(&b, "%s lacks an entry:\n  - %s", m.List, flow(m.Expected))
	default:
		fmt.Fprintf(&b, "%s has an entry that differs in %s:", m.List, strings.Join(m.Fields, ", "))
		for _, key := range m.Fields {
			fmt.Fprintf(&b, "\n  - %s: %s\n  + %s: %s", key, shown(m.Expected[key]), key, shown(m.Got[key]))
		}
		rest := maps.Clone(m.Expected)
		for _, key := range m.Fields {
			delete(rest, key)
		}
		fmt.Fprintf(&b, "\n    of %s", flow(rest))
	}
	return b.String()
}

// telling are the fields that tell entries apart, in the order in which they are shown.
var telling = []string{
	"rule", "rules", "name", "kind", "template", "step", "state", "amount", "at", "last_good_day", "lapse", "outcome", "desk", "due", "case_id",
}

func brief(entry map[string]any) string {
	var parts []string
	for _, key := range telling {
		if v, ok := entry[key]; ok && v != nil && v != "" {
			parts = append(parts, key+": "+shown(v))
		}
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func flow(fields map[string]any) string {
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		parts = append(parts, key+": "+shown(fields[key]))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// shown writes a value as in a scenario, instants in Japan's time.
func shown(v any) string {
	switch v := v.(type) {
	case nil:
		return "none"
	case string:
		if at, err := time.Parse(time.RFC3339, v); err == nil {
			return at.In(jst.Zone).Format(time.RFC3339)
		}
		return v
	}
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(text)
}
