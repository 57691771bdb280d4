package scenario

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

func entries(t *testing.T, text string) (list []map[string]any) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(text), &list))
	return list
}

func items(t *testing.T, text string) (items []Item) {
	for i, fields := range entries(t, text) {
		items = append(items, Item{Line: i + 10, Fields: fields})
	}
	return items
}

const charged = `[
	{"rule": "N-1", "amount": 5500, "at": "2026-11-02T00:00:00Z", "why": {"use": 1, "year": 2026}, "cancels": null},
	{"rule": "N-5", "amount": 40000, "at": "2026-11-15T15:00:00Z", "why": {"days": 14}}]`

func TestCompare(t *testing.T) {
	for name, c := range map[string]struct {
		list List
		want []string
	}{
		"any order, other zone, part of a mapping, number of another type": {
			list: List{Are: items(t, `[{"rule": "N-5", "amount": 40000.0, "at": "2026-11-16T00:00:00+09:00"}, {"why": {"use": 1}, "cancels": null}]`)},
		},
		"the only entry that fits goes to the one it fits": {
			list: List{Are: items(t, `[{}, {"rule": "N-1"}]`)},
		},
		"complete": {
			list: List{Line: 9, Are: items(t, `[{"rule": "N-5"}]`)},
			want: []string{"charges has an entry that nothing expects:\n  + {rule: N-1, amount: 5500, at: 2026-11-02T09:00:00+09:00}"},
		},
		"empty": {
			list: List{Are: items(t, `[]`), Only: map[string]any{"rule": "N-2"}},
		},
		"only": {
			list: List{Only: map[string]any{"rule": []any{"N-5", "N-6"}}, Are: items(t, `[{"amount": 40000}]`)},
		},
		"lacking": {
			list: List{Only: map[string]any{"rule": "N-9"}, Are: items(t, `[{"rule": "N-9"}]`)},
			want: []string{"charges lacks an entry:\n  - {rule: N-9}"},
		},
		"differing": {
			list: List{Only: map[string]any{"rule": "N-5"}, Are: items(t, `[{"rule": "N-5", "amount": 40001, "at": "2026-11-15T00:00:00+09:00"}]`)},
			want: []string{"charges has an entry that differs in amount, at:\n  - amount: 40001\n  + amount: 40000\n" +
				"  - at: 2026-11-15T00:00:00+09:00\n  + at: 2026-11-16T00:00:00+09:00\n    of {rule: N-5}"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			c.list.Name = "charges"
			var got []string
			for _, m := range compare(c.list, entries(t, charged)) {
				got = append(got, m.String())
			}
			require.Equal(t, c.want, got)
		})
	}
}

func TestEqual(t *testing.T) {
	for _, c := range []struct {
		want, got any
		equal     bool
	}{
		{"a", "a", true},
		{"a", "b", false},
		{"1", 1.0, false},
		{int64(1), "1", true},
		{1.5, 1.5, true},
		{nil, nil, true},
		{nil, "", false},
		{true, true, true},
		{true, "true", false},
		{[]any{"a", int64(1)}, []any{"a", 1.0}, true},
		{[]any{"a"}, []any{"a", "b"}, false},
		{[]any{"a"}, "a", false},
		{map[string]any{"a": "x"}, map[string]any{"a": "x", "b": "y"}, true},
		{map[string]any{"a": "x"}, "x", false},
		{"2026-11-01T00:00:00Z", "2026-11-01T09:00:00+09:00", true},
		{"2026-11-01T00:00:00Z", "2026-11-01", false},
	} {
		require.Equal(t, c.equal, equal(c.want, c.got), "%v and %v", c.want, c.got)
	}
}
