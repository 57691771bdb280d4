package terms

import (
	"slices"
	"strings"
)

// Change is one thing that two versions state differently.
type Change struct {
	Path string `json:"path"`           // as in Figure
	From string `json:"from,omitempty"` // empty where only the second version states it
	To   string `json:"to,omitempty"`   // empty where only the first does
	// Name is what people call it; FromReads and ToReads are what it comes to
	// for people, as Figure.Reads.
	Name      Text `json:"name"`
	FromReads Text `json:"from_reads,omitzero"`
	ToReads   Text `json:"to_reads,omitzero"`
}

// Diff is what b states differently from a, in the order of b; what only a
// states comes last.
func Diff(a, b *Version) []Change {
	before := map[string]Figure{}
	for _, f := range a.All() {
		before[f.Path] = f
	}
	var changes []Change
	stated := map[string]bool{}
	for _, f := range b.All() {
		stated[f.Path] = true
		if from, ok := before[f.Path]; !ok || from.Value != f.Value {
			changes = append(changes, Change{f.Path, from.Value, f.Value, f.Name, from.Reads, f.Reads})
		}
	}
	for _, f := range a.All() {
		if !stated[f.Path] {
			changes = append(changes, Change{Path: f.Path, Name: f.Name, From: f.Value, FromReads: f.Reads})
		}
	}
	return changes
}

// RuleOf is the rule that a path belongs to, empty where it is no rule's.
func RuleOf(path string) ID {
	head, _, _ := strings.Cut(path, ".")
	if id := ID(head); slices.Contains(IDs(), id) {
		return id
	}
	return ""
}
