package workflows_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/states"
	"kigen/workflows"
)

// TestEveryProcessDeclaresItsStates keeps the drawings in docs/architecture.md whole.
func TestEveryProcessDeclaresItsStates(t *testing.T) {
	var declared []string
	for _, d := range states.Diagrams() {
		declared = append(declared, d.Process)
	}
	require.ElementsMatch(t, workflows.Processes(), declared)
}
