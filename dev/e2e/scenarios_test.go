package e2e_test

import (
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/scenario"
)

// TestScenarios plays every example on the real engine, some at a time; those that restart parts
// of the stack come last and alone. When all were played, their cases must have gone through declared
// states only, and through all of them.
func TestScenarios(t *testing.T) {
	p := theProduct(t)
	files, err := filepath.Glob("../../examples/scenarios/*.yaml")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), 14)
	var (
		alone  []*scenario.Scenario
		played atomic.Int32
	)
	t.Run("beside each other", func(t *testing.T) {
		for _, file := range files {
			s, err := scenario.Load(file)
			require.NoError(t, err)
			if restarts(s) {
				alone = append(alone, s)
				continue
			}
			t.Run(nameOf(s), func(t *testing.T) {
				t.Parallel()
				p.play(t, s)
				played.Add(1)
			})
		}
	})
	for _, s := range alone {
		t.Run(nameOf(s), func(t *testing.T) {
			p.play(t, s)
			played.Add(1)
		})
	}
	t.Run("through declared states", func(t *testing.T) {
		p.goThroughDeclaredStates(t, int(played.Load()) == len(files))
	})
}

func nameOf(s *scenario.Scenario) string {
	return strings.TrimSuffix(filepath.Base(s.File), filepath.Ext(s.File))
}

func restarts(s *scenario.Scenario) bool {
	return slices.ContainsFunc(s.Steps, func(s scenario.Step) bool { return s.Restart != "" || s.Down != "" })
}
