package states_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/casefile"
	"kigen/internal/states"
)

var phone = casefile.Diagram{
	Process: "Phone", Kind: "phone",
	Transitions: []casefile.Transition{
		{From: "", Step: "bought", To: "in_use"},
		{From: "in_use", Step: "dropped", To: "broken"},
		{From: "in_use", Step: "drowned", To: "broken"},
		{From: "broken", Step: "mended", To: "in_use"},
		{From: "broken", Step: "thrown", To: "gone-for-good"},
	},
}

func TestMermaid(t *testing.T) {
	require.Equal(t, `stateDiagram-v2
    state "gone-for-good" as gone_for_good
    [*] --> in_use: bought
    in_use --> broken: dropped, drowned
    broken --> in_use: mended
    broken --> gone_for_good: thrown
    gone_for_good --> [*]
`, states.Mermaid(phone))
}

func TestNameOfAStep(t *testing.T) {
	for step, want := range map[string]string{
		"filed": "filed", "shipped/shp_1": "shipped", "decided/sub_1/approve": "decided",
		"new-mnp-number-2/2026-11-01T00:00:00Z": "new-mnp-number", "return-settled/delivered/ref": "return-settled",
	} {
		require.Equal(t, want, states.Name(step))
	}
}

func TestWhatWasSeenIsCompared(t *testing.T) {
	all := []casefile.Diagram{phone}
	seen := func(from, step, to string) states.Changed {
		return states.Changed{Kind: "phone", Transition: casefile.Transition{From: from, Step: step, To: to}}
	}
	whole := []states.Changed{
		seen("", "bought", "in_use"), seen("in_use", "dropped", "broken"), seen("in_use", "drowned", "broken"),
		seen("broken", "mended", "in_use"), seen("broken", "thrown", "gone-for-good"),
	}
	require.Empty(t, states.Undeclared(all, whole))
	require.Empty(t, states.Unseen(all, whole))

	flew := seen("in_use", "flew", "gone-for-good")
	require.Equal(t, []states.Changed{flew}, states.Undeclared(all, append(slices.Clone(whole), flew, flew)))
	require.Equal(t, whole[1:2], states.Unseen(all, slices.Delete(slices.Clone(whole), 1, 2)))
	other := whole[0]
	other.Kind = "camera"
	require.Equal(t, []states.Changed{other}, states.Undeclared(all, []states.Changed{other}))
}

// Every diagram begins somewhere, names each transition once, and has no state
// that nothing leads to.
func TestDiagramsAreWhole(t *testing.T) {
	kinds := map[string]bool{}
	for _, d := range states.Diagrams() {
		require.NotEmpty(t, d.Process)
		require.False(t, kinds[d.Kind], "two diagrams of %s", d.Kind)
		kinds[d.Kind] = true
		reached := map[string]bool{"": true}
		for i, tr := range d.Transitions {
			require.NotEmpty(t, tr.To, "%s: %v", d.Process, tr)
			require.Equal(t, states.Name(tr.Step), tr.Step, "%s: a step is named without its suffix", d.Process)
			require.NotEqual(t, tr.From, tr.To, "%s: %v leads nowhere", d.Process, tr)
			require.NotContains(t, d.Transitions[:i], tr, d.Process)
			reached[tr.To] = true
		}
		for _, tr := range d.Transitions {
			require.True(t, reached[tr.From], "%s: nothing leads to %s", d.Process, tr.From)
		}
	}
}
