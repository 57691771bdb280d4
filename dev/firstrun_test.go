package main

import (
	"bufio"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/dev/product"
	"kigen/dev/stack"
	"kigen/internal/scenario"
)

// TestTheFirstRunFillsOnceAndGoesOnWhereItWasKilled kills the program at several points of its first
// run: in the end each example is there once, and a further start plays nothing.
func TestTheFirstRunFillsOnceAndGoesOnWhereItWasKilled(t *testing.T) {
	parent, err := os.MkdirTemp("", "kigen-first-")
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(parent) })
	require.NoError(t, os.Chmod(parent, 0o755))
	data := filepath.Join(parent, "data")
	base, err := stack.FreePortBase()
	require.NoError(t, err)
	start := func() (*exec.Cmd, *bufio.Scanner) {
		cmd := command(t, "--data", data, "--port-base", strconv.Itoa(base), "--examples", "../examples")
		out, err := cmd.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, cmd.Start())
		t.Cleanup(func() { _ = cmd.Process.Kill() })
		return cmd, bufio.NewScanner(out)
	}
	// read gives the lines up to the one that has the text.
	read := func(lines *bufio.Scanner, text string) string {
		var all strings.Builder
		for lines.Scan() {
			all.WriteString(lines.Text() + "\n")
			if strings.Contains(lines.Text(), text) {
				return all.String()
			}
		}
		t.Fatalf("the program ended without %q: %s", text, all.String())
		return ""
	}
	for _, after := range []time.Duration{700 * time.Millisecond, 1900 * time.Millisecond, 2600 * time.Millisecond} {
		cmd, lines := start()
		read(lines, "to fill the new data")
		time.Sleep(after)
		require.NoError(t, cmd.Process.Kill())
		_ = cmd.Wait()
	}
	cmd, lines := start()
	require.Contains(t, read(lines, "Sign in to the console"), "to fill the new data")
	cases := listed(t, filepath.Join(data, "tokens.json"), base)
	kinds := map[string]int{}
	for _, c := range cases {
		kinds[c["kind"].(string)]++
	}
	delete(kinds, "month-end")
	delete(kinds, "stock-intake")
	require.Equal(t, map[string]int{
		"signup": 13, "replacement": 3, "cancellation": 2, "repair": 2, "exchange": 1,
		"guarantee-registration": 2, "guarantee-claim": 1, "option-cancellation": 1,
	}, kinds)
	require.NoError(t, cmd.Process.Signal(syscall.SIGINT))
	require.NoError(t, cmd.Wait())

	cmd, lines = start()
	told := read(lines, "Ctrl-C stops it")
	require.NotContains(t, told, "to fill the new data")
	require.Contains(t, told, "member of main-job")
	for _, g := range product.Guests {
		require.Contains(t, told, g.Login)
	}
	require.Len(t, listed(t, filepath.Join(data, "tokens.json"), base), len(cases))
	require.NoError(t, cmd.Process.Signal(syscall.SIGINT))
	require.NoError(t, cmd.Wait())
}

// listed are all cases of the running program.
func listed(t *testing.T, tokens string, base int) []map[string]any {
	t.Helper()
	content, err := os.ReadFile(tokens)
	require.NoError(t, err)
	texts := map[string]string{}
	require.NoError(t, json.Unmarshal(content, &texts))
	s, err := scenario.Connect(t.Context(), "http://127.0.0.1:"+strconv.Itoa(base), http.DefaultClient)
	require.NoError(t, err)
	s.Token = texts["dev admin"]
	raw, err := s.Call(t.Context(), "listCases", "", map[string]any{"limit": 200})
	require.NoError(t, err)
	var page struct {
		Items []map[string]any `json:"items"`
	}
	require.NoError(t, json.Unmarshal(raw, &page))
	return page.Items
}
