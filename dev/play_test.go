package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/scenario"
)

// TestPlayTellsWhatCameOfItAndFailsWhereAnExpectationDoes plays one scenario that goes as it says and
// one that doesn't, on a stack of their own that is gone afterwards.
func TestPlayTellsWhatCameOfItAndFailsWhereAnExpectationDoes(t *testing.T) {
	wrong := filepath.Join(t.TempDir(), "wrong.yaml")
	require.NoError(t, os.WriteFile(wrong, []byte(`name: Something is expected that doesn't come
rules: [N-5]
clock: 2026-11-01T10:00:00+09:00
steps:
  - until: 2026-11-02T10:00:00+09:00
expect:
  charges: [{rule: N-5, amount: 40000}]
`), 0o600))
	cmd := command(t, "play", "--json", "../examples/scenarios/entry-code-once.yaml", wrong)
	temporary := t.TempDir()
	require.NoError(t, os.Chmod(filepath.Dir(temporary), 0o755))
	require.NoError(t, os.Chmod(temporary, 0o755))
	cmd.Env = append(cmd.Env, "TMPDIR="+temporary)
	var out, told bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &told
	require.Error(t, cmd.Run())
	require.Equal(t, 1, cmd.ProcessState.ExitCode())
	require.Contains(t, told.String(), "not all scenarios passed")
	var results []*scenario.Result
	require.NoError(t, json.Unmarshal(out.Bytes(), &results))
	require.Len(t, results, 2)
	require.True(t, results[0].Passed)
	require.False(t, results[1].Passed)
	require.Equal(t, 7, results[1].Failures[0].Line)
	left, err := os.ReadDir(temporary)
	require.NoError(t, err)
	require.Empty(t, left, "the temporary data is removed")
}
