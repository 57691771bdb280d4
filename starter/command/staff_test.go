package command

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/require"

	"kigen/internal/passwords"
	"kigen/internal/postgres"
	"kigen/internal/postgres/pgtest"
)

// TestTheFirstAdministratorIsMadeInTheDatabase covers the commands for staff, and
// what they leave in the audit list.
func TestTheFirstAdministratorIsMadeInTheDatabase(t *testing.T) {
	url := pgtest.URL(t, postgres.MigrateURL)
	t.Setenv("DATABASE_URL", url)
	run := func(args ...string) (string, error) {
		t.Helper()
		var out bytes.Buffer
		p := struct {
			Output
			Staff Staff `cmd:""`
		}{Output: Output{To: &out}}
		parser, err := kong.New(&p, kong.Vars{"lang": "en"})
		require.NoError(t, err)
		parsed, err := parser.Parse(append([]string{"staff"}, args...))
		require.NoError(t, err)
		err = parsed.Run(&p.Output)
		return out.String(), err
	}
	out, err := run("list")
	require.NoError(t, err)
	require.Contains(t, out, "Nobody is registered")

	out, err = run("add", "Hanako", "見本 花子", "admin", "desk:billing", "--email", "hanako@example.jp")
	require.NoError(t, err)
	password := regexp.MustCompile(`^[a-z0-9-]{19}`).FindString(out)
	require.NotEmpty(t, password, out)
	_, err = run("add", "hanako", "別人", "admin")
	require.ErrorContains(t, err, "conflict")
	_, err = run("add", "jiro", "次郎", "courier")
	require.ErrorContains(t, err, "invalid")
	_, err = run("add", "with space", "次郎", "admin")
	require.ErrorContains(t, err, "invalid")

	out, err = run("list")
	require.NoError(t, err)
	for _, text := range []string{"hanako", "見本 花子", "billing desk, administrator", "one-time password"} {
		require.Contains(t, out, text)
	}
	_, err = run("disable", "hanako")
	require.ErrorContains(t, err, "state", "the last administrator")
	_, err = run("add", "ichiro", "見本 一郎", "admin")
	require.NoError(t, err)
	out, err = run("disable", "HANAKO")
	require.NoError(t, err)
	require.Contains(t, out, "disabled")
	out, err = run("enable", "hanako")
	require.NoError(t, err)
	require.Contains(t, out, "enabled")
	_, err = run("roles", "hanako", "desk:repair")
	require.NoError(t, err)
	out, err = run("reset", "hanako")
	require.NoError(t, err)
	require.NotContains(t, out, password)
	_, err = run("reset", "nobody")
	require.ErrorContains(t, err, "not_found")
	out, err = run("list", "--json")
	require.NoError(t, err)
	require.Contains(t, out, `"desk:repair"`)
	require.NotContains(t, out, "argon2")

	pool, err := postgres.Open(t.Context(), url)
	require.NoError(t, err)
	defer pool.Close()
	rows, err := postgres.Audit(t.Context(), pool, postgres.AuditFilter{}, postgres.Place{}, 50)
	require.NoError(t, err)
	var done []string
	for _, row := range rows {
		require.Equal(t, databaseRole, row.Role)
		require.True(t, strings.HasPrefix(row.Subject, "stf_"))
		done = append(done, row.Action)
	}
	require.Equal(t, []string{"resetStaffPassword", "changeStaff", "changeStaff", "changeStaff", "addStaff", "addStaff"}, done)
	out, err = run("reset", "hanako")
	require.NoError(t, err)
	found, err := postgres.LoginOfStaff(t.Context(), pool, "hanako")
	require.NoError(t, err)
	match, err := passwords.Verify(t.Context(), found.Hash, strings.Fields(out)[0])
	require.NoError(t, err)
	require.True(t, match.OK)
}
