package e2e_test

import (
	"flag"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/dev/story"
	"kigen/internal/scenario"
)

var update = flag.Bool("update", false, "write what is played into docs/repair-example.md")

const (
	examplePage  = "../../docs/repair-example.md"
	exampleBegin = "<!-- Told by: go test ./dev/e2e -run WorkedExample -update. Do not edit from here … -->\n"
	exampleEnd   = "<!-- … to here. -->\n"
)

// TestTheWorkedExample plays the repair that docs/repair-example.md tells: the page says what happens.
func TestTheWorkedExample(t *testing.T) {
	p := theProduct(t)
	s, err := scenario.Load("../../examples/scenarios/repair-worked-example.yaml")
	require.NoError(t, err)
	r := p.play(t, s)
	session, err := scenario.Connect(t.Context(), p.ConsoleURL(), http.DefaultClient)
	require.NoError(t, err)
	session.Token, err = p.Token(t.Context(), "admin", "")
	require.NoError(t, err)
	told, err := story.Of(t.Context(), session, casesOf(r, "repair", "waiver")...)
	require.NoError(t, err)

	page, err := os.ReadFile(examplePage)
	require.NoError(t, err)
	before, rest, ok := strings.Cut(string(page), exampleBegin)
	require.True(t, ok, "%s has the marks", examplePage)
	_, after, ok := strings.Cut(rest, exampleEnd)
	require.True(t, ok, "%s has the marks", examplePage)
	fresh := before + exampleBegin + told + "\n" + exampleEnd + after
	if *update {
		require.NoError(t, os.WriteFile(examplePage, []byte(fresh), 0o644))
		return
	}
	require.Equal(t, fresh, string(page), "stale: go test ./dev/e2e -run WorkedExample -update")
}

// casesOf are the cases of those kinds that a play opened, the first first.
func casesOf(r *scenario.Result, kinds ...string) []string {
	var ids []string
	for _, c := range slices.Backward(r.Lists["cases"]) { // the API gives the newest first
		if slices.Contains(kinds, c["kind"].(string)) {
			ids = append(ids, c["id"].(string))
		}
	}
	return ids
}
