package command_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/require"

	"kigen/starter/command"
)

// run runs a command of terms and returns what it printed.
func run(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var (
		out bytes.Buffer
		p   struct {
			command.Output
			Terms command.Terms `cmd:""`
		}
	)
	p.To = &out
	parser, err := kong.New(&p, kong.Vars{"lang": "en"})
	require.NoError(t, err)
	parsed, err := parser.Parse(append([]string{"terms"}, args...))
	if err != nil {
		return "", err
	}
	err = parsed.Run(&p.Output)
	return out.String(), err
}

func TestTermsList(t *testing.T) {
	out, err := run(t, "list")
	require.NoError(t, err)
	require.Contains(t, out, "2025-07-18")
	require.Contains(t, out, "in force")

	out, err = run(t, "list", "--json")
	require.NoError(t, err)
	require.Contains(t, out, `"effective": "2026-04-01"`)
}

func TestTermsShowRule(t *testing.T) {
	out, err := run(t, "show", "n-5")
	require.NoError(t, err)
	require.Contains(t, out, "If the old device is not back within 14 days")
	require.Contains(t, out, "40,000円(不課税)を請求させていただきます。")
	require.Contains(t, out, "reminder_days_before")
	require.Contains(t, out, "7 days, 2 days")
	require.Contains(t, out, "¥40,000")

	out, err = run(t, "show", "N-5", "--lang", "ja")
	require.NoError(t, err)
	require.Contains(t, out, "端末保守調定金40,000円（不課税）を申し受けます。")

	out, err = run(t, "show", "N-5", "--json")
	require.NoError(t, err)
	require.Contains(t, out, `"amount": 40000`)

	out, err = run(t, "show", "C-5")
	require.NoError(t, err)
	require.Contains(t, out, "This rule has no figures.")

	_, err = run(t, "show", "X-1")
	require.ErrorContains(t, err, "no rule X-1")
}

// The version is the one of the day, which begins at 00:00 in Japan (G-2).
func TestTermsShowAtADay(t *testing.T) {
	out, err := run(t, "show", "S-20", "--at", "2026-03-31")
	require.NoError(t, err)
	require.Contains(t, out, "S-20 (2025-07-18)")
	out, err = run(t, "show", "S-20", "--at", "2026-04-01")
	require.NoError(t, err)
	require.Contains(t, out, "S-20 (2026-04-01)")
	_, err = run(t, "show", "--at", "2026-02-30")
	require.ErrorContains(t, err, "want a calendar day")
}

func TestTermsShowVersion(t *testing.T) {
	out, err := run(t, "show")
	require.NoError(t, err)
	require.Contains(t, out, "K-2")
	out, err = run(t, "show", "--json", "--at", "2025-12-01")
	require.NoError(t, err)
	require.Contains(t, out, `"name": "2025-07-18"`)
}

func TestTermsCheck(t *testing.T) {
	dir := t.TempDir()
	out, err := run(t, "check", dir)
	require.NoError(t, err)
	require.Equal(t, "Nothing is wrong.\n", out)

	file := filepath.Join(dir, "2027-01-01.yaml")
	require.NoError(t, os.WriteFile(file, []byte("effective: 2027-01-01\namends: 2026-04-01\nrules: {}\n"), 0o600))
	out, err = run(t, "check", dir)
	require.ErrorContains(t, err, "1 problem")
	require.Equal(t, file+":1: note: is missing\n", out)
	out, err = run(t, "check", dir, "--json")
	require.Error(t, err)
	require.Contains(t, out, `"line": 1`)

	_, err = run(t, "list", "--dir", dir)
	require.ErrorContains(t, err, file+":1: note: is missing")
}

func TestTermsDiff(t *testing.T) {
	out, err := run(t, "diff", "2025-07-18", "2026-04-01")
	require.NoError(t, err)
	require.Contains(t, out, "S-20.channels.app")
	require.Contains(t, out, "Proof that a channel takes: app")
	require.Contains(t, out, "IC chip")
	out, err = run(t, "diff", "2026-04-01", "2026-04-01")
	require.NoError(t, err)
	require.Equal(t, "They state the same.\n", out)
	_, err = run(t, "diff", "2025-07-18", "2030-01-01")
	require.ErrorContains(t, err, "no version")
}

func TestLanguageFollowsTheLocale(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		want string
	}{
		{nil, "en"},
		{map[string]string{"LANG": "ja_JP.UTF-8"}, "ja"},
		{map[string]string{"LANG": "ja_JP.UTF-8", "LC_ALL": "C"}, "en"},
	} {
		require.Equal(t, c.want, command.Language(func(k string) string { return c.env[k] }))
	}
}
