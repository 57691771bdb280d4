package states

import (
	"fmt"
	"slices"
	"strings"

	"kigen/internal/casefile"
)

// Mermaid draws a diagram as a Mermaid state diagram. Steps that lead from one
// state to the same other share an arrow. A state that no step leaves is an end.
func Mermaid(d casefile.Diagram) string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	for _, state := range named(d) {
		if alias(state) != state {
			fmt.Fprintf(&b, "    state %q as %s\n", state, alias(state))
		}
	}
	type arrow struct{ from, to string }
	var (
		order []arrow
		steps = map[arrow][]string{}
	)
	for _, t := range d.Transitions {
		a := arrow{t.From, t.To}
		if steps[a] == nil {
			order = append(order, a)
		}
		steps[a] = append(steps[a], t.Step)
	}
	for _, a := range order {
		fmt.Fprintf(&b, "    %s --> %s: %s\n", point(a.from), point(a.to), strings.Join(steps[a], ", "))
	}
	for _, state := range named(d) {
		if !slices.ContainsFunc(d.Transitions, func(t casefile.Transition) bool { return t.From == state }) {
			fmt.Fprintf(&b, "    %s --> [*]\n", alias(state))
		}
	}
	return b.String()
}

// named are the states of a diagram in the order in which it names them.
func named(d casefile.Diagram) []string {
	var all []string
	for _, t := range d.Transitions {
		for _, state := range []string{t.From, t.To} {
			if state != "" && !slices.Contains(all, state) {
				all = append(all, state)
			}
		}
	}
	return all
}

// point is a state as an end of an arrow; none is the beginning.
func point(state string) string {
	if state == "" {
		return "[*]"
	}
	return alias(state)
}

// alias is a state's name in Mermaid's alphabet.
func alias(state string) string { return strings.ReplaceAll(state, "-", "_") }
