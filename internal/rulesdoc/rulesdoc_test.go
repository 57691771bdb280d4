package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"kigen/internal/terms"
)

func tree() fstest.MapFS {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	return fstest.MapFS{
		"workflows/replacement.go":               file("package workflows // N-4\nvar _ = t.N5.Within"),
		"internal/devices/return.go":             file("package devices\nvar rule = terms.N5"),
		"internal/devices/return_test.go":        file("package devices\nvar rule = terms.N5"),
		"internal/postgres/migrations/1.sql":     file("-- a third use in a use year (O-4)"),
		"internal/vault/bucket.go":               file("package vault\nvar e = c.S3.Endpoint // X-1, N-55"),
		"internal/terms/ids.go":                  file(`package terms // K-1`),
		"starter/console/page_templ.go":          file(`package console // K-2`),
		"workflows/testdata/histories/run.go":    file(`package histories // K-3`),
		"internal/lines/plans.go":                file("package lines\nvar plans = v.S3.Plans"),
		"examples/scenarios/late.yaml":           file("name: Late\nrules: [N-4]\nsteps:\n  - refused: {code: too_late, rule: O-4}\n"),
		"docs/architecture.md":                   file("G-1"),
		"examples/scenarios/notes/README.md":     file("G-2"),
		"internal/letters/templates/text.tmpl":   file("G-3"),
		"workflows/workflow_environment_test.go": file(`package workflows // "S-3"`),
	}
}

func TestScanFindsCodeAndTests(t *testing.T) {
	found, err := scan(tree())
	require.NoError(t, err)
	require.Equal(t, map[terms.ID]places{
		terms.N4: {code: []string{"workflows/replacement.go"}, tests: []string{"examples/scenarios/late.yaml"}},
		terms.N5: {
			code:  []string{"internal/devices/return.go", "workflows/replacement.go"},
			tests: []string{"internal/devices/return_test.go"},
		},
		terms.O4: {code: []string{"internal/postgres/migrations/1.sql"}, tests: []string{"examples/scenarios/late.yaml"}},
		terms.S3: {code: []string{"internal/lines/plans.go"}, tests: []string{"workflows/workflow_environment_test.go"}},
	}, found)
}

func TestScenarioWithAnUnknownRule(t *testing.T) {
	files := tree()
	files["examples/scenarios/late.yaml"].Data = []byte("rules: [N-9]")
	_, err := scan(files)
	require.ErrorContains(t, err, "examples/scenarios/late.yaml names rule N-9, which the rulebook has not")
}

func TestPageHasEveryRuleOnce(t *testing.T) {
	found, err := scan(tree())
	require.NoError(t, err)
	v := terms.Embedded().Versions()[1]
	text := render(v, found)
	for _, id := range terms.IDs() {
		require.Equal(t, 1, strings.Count(text, "\n| "+string(id)+" |"), id)
	}
	require.Contains(t, text, "`amount` 40000")
	require.Contains(t, text, "| [internal/devices/return.go](../internal/devices/return.go)<br>"+
		"[workflows/replacement.go](../workflows/replacement.go) | [internal/devices/return_test.go]")
	again, err := scan(tree())
	require.NoError(t, err)
	require.Equal(t, text, render(v, again))
}

func TestVerdict(t *testing.T) {
	found, err := scan(tree())
	require.NoError(t, err)
	require.NoError(t, verdict("page", "page", found))
	require.ErrorContains(t, verdict("old", "page", found), "docs/rules.md is stale")

	files := tree()
	delete(files, "internal/devices/return_test.go")
	found, err = scan(files)
	require.NoError(t, err)
	require.ErrorContains(t, verdict("page", "page", found),
		"N-5 has no test, but code that applies it: internal/devices/return.go, workflows/replacement.go")
}

func TestPageIsWrittenAndChecked(t *testing.T) {
	root := t.TempDir()
	require.NoError(t, os.CopyFS(root, tree()))
	require.ErrorContains(t, run(root, true), "docs/rules.md is stale")
	require.NoError(t, run(root, false))
	require.NoError(t, run(root, true))
	require.NoError(t, os.Remove(filepath.Join(root, "examples/scenarios/late.yaml")))
	require.ErrorContains(t, run(root, true), "N-4 has no test")
}
