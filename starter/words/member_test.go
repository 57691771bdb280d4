package words

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What is said otherwise to a member is said of states and steps that there are.
func TestMembersWordsAreOfWhatThereIs(t *testing.T) {
	for key, text := range memberStates {
		require.Contains(t, states, key)
		require.NotEmpty(t, text.JA+text.EN, key)
	}
	for key, text := range memberNext {
		require.Contains(t, states, key)
		require.NotEmpty(t, text.JA, key)
		require.NotEmpty(t, text.EN, key)
	}
	for key := range memberSteps {
		kind, step, _ := strings.Cut(key, " ")
		require.NotEqual(t, step, Step(kind, step).JA, key)
	}
}

// A member is never told of themselves as of another person, nor of the desks.
func TestMembersAreSpokenTo(t *testing.T) {
	for key := range states {
		kind, state, _ := strings.Cut(key, " ")
		if kind == "month-end" || strings.HasPrefix(kind, "stock-") || kind == "waiver" || kind == "use-start-correction" {
			continue
		}
		text := MemberState(kind, state)
		require.NotRegexp(t, `(?i)the (member|applicant)|desk`, text.EN, key)
		require.NotRegexp(t, `担当`, text.JA, key)
	}
	for key := range steps {
		kind, step, _ := strings.Cut(key, " ")
		if kind == "any" || kind == "month-end" || strings.HasPrefix(kind, "stock-") || kind == "waiver" {
			continue
		}
		if text := MemberStep(kind, step); text.JA != step {
			require.NotRegexp(t, `(?i)the (member|applicant)|desk`, text.EN, key)
			require.NotRegexp(t, `担当|責任者`, text.JA, key)
		}
	}
}
