package scenario

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAPlayGoesOnWhereItWasEnded ends a play before each of its steps and goes
// on with what was kept: every call reaches the product under the key that it had.
func TestAPlayGoesOnWhereItWasEnded(t *testing.T) {
	s, err := Load(writeBoth(t, user, loan))
	require.NoError(t, err)
	for stop := range len(s.Steps) + 1 {
		l := startLender(t)
		p := l.player()
		var kept []byte
		ended := errors.New("ended")
		p.Keep = func(b Bookmark) (err error) {
			kept, err = json.Marshal(b)
			if b.Step == stop {
				return errors.Join(err, ended)
			}
			return err
		}
		_, err := p.Play(t.Context(), s)
		var b Bookmark
		require.NoError(t, json.Unmarshal(kept, &b))
		require.Equal(t, stop, b.Step)
		require.Equal(t, stop == len(s.Steps), b.Done(s))
		if err != nil {
			require.ErrorIs(t, err, ended)
		}
		p.Keep = nil
		r, err := p.GoOn(t.Context(), s, b)
		require.NoError(t, err)
		require.Empty(t, r.Failures)
		require.Len(t, l.tasks, 2, "stopped before step %d", stop)
	}
}

// TestAStoryWithoutAClock plays in the machine's time.
func TestAStoryWithoutAClock(t *testing.T) {
	l := startLender(t)
	s, err := Load(write(t, "name: a\nrules: [U-3]\nclock: none\nsteps:\n  - {call: lend, with: {at: \"${now}\"}}\n"))
	require.NoError(t, err)
	r, err := l.player().Play(t.Context(), s)
	require.NoError(t, err)
	require.True(t, r.Passed)
	require.Empty(t, r.Clock)
	require.Len(t, l.tasks, 1)
	require.NotContains(t, strings.Join(l.seen, "\n"), "test-clocks")

	for _, more := range []string{
		"  - {until: 2026-11-03T00:00:00Z}\n", "  - {restart: worker}\n", "  - {expect: {tasks: []}}\n", "expect: {tasks: []}\n",
	} {
		_, err := Load(write(t, "name: a\nrules: [U-3]\nclock: none\nsteps:\n  - {call: lend}\n"+more))
		require.ErrorContains(t, err, "story.yaml:6: a story without a clock", more)
	}
}
