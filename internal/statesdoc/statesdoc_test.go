package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestStatesAreDrawnAndChecked(t *testing.T) {
	root := t.TempDir()
	file := filepath.Join(root, page)
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o700))
	require.NoError(t, os.WriteFile(file, []byte("before\n"+begin+"old\n"+end+"after\n"), 0o600))
	require.ErrorContains(t, run(root, true), "stale")
	require.NoError(t, run(root, false))
	require.NoError(t, run(root, true))
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Regexp(t, `(?s)^before\n.*\n### Replacement\n\n`+"```mermaid\nstateDiagram-v2\n"+`.*after\n$`, string(text))
	require.NotContains(t, string(text), "old\n")

	require.NoError(t, os.WriteFile(file, []byte("no marks"), 0o600))
	require.ErrorContains(t, run(root, false), "lacks the marks")
}
