package pgserver_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"kigen/internal/postgres/pgserver"
)

// openDir is a directory that the account running PostgreSQL may enter even under root.
func openDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "kigen-pgserver-")
	require.NoError(t, err)
	require.NoError(t, os.Chmod(dir, 0o755))
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func start(t *testing.T, dir string) *pgserver.Server {
	t.Helper()
	s, err := pgserver.Start(t.Context(), pgserver.Options{Dir: dir, Fast: true})
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Stop() })
	return s
}

func query(t *testing.T, url, sql string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	defer conn.Close(context.Background())
	var answer string
	require.NoError(t, conn.QueryRow(t.Context(), sql).Scan(&answer))
	return answer
}

func execute(t *testing.T, url, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(t.Context(), sql)
	require.NoError(t, err)
}

func TestDataOutlivesStopRestartAndKill(t *testing.T) {
	dir := filepath.Join(openDir(t), "postgres")
	s := start(t, dir)
	require.NoError(t, s.CreateDatabase(t.Context(), "kigen"))
	require.NoError(t, s.CreateDatabase(t.Context(), "kigen"), "an existing database is left alone")
	url := s.URL("kigen")
	execute(t, url, "create table line (number text)")
	execute(t, url, "insert into line values ('090')")

	require.NoError(t, s.Restart(t.Context()))
	require.Equal(t, "090", query(t, url, "select number from line"))

	s.Kill()
	<-s.Exited()
	require.NoError(t, s.Restart(t.Context()))
	require.Equal(t, "090", query(t, url, "select number from line"))

	require.NoError(t, s.Stop())
	again := start(t, dir)
	require.Equal(t, url, again.URL("kigen"))
	require.Equal(t, "090", query(t, url, "select number from line"))
}

func TestPIDFileOfAnotherProgramIsNoObstacle(t *testing.T) {
	dir := openDir(t)
	s := start(t, dir)
	pidFile := filepath.Join(s.Dir(), "data", "postmaster.pid")
	content, err := os.ReadFile(pidFile)
	require.NoError(t, err)
	require.NoError(t, s.Stop())
	_, rest, _ := strings.Cut(string(content), "\n")
	require.NoError(t, os.WriteFile(pidFile, []byte(strconv.Itoa(os.Getpid())+"\n"+rest), 0o600))
	start(t, dir)
}

func TestClonesAreAlikeAndApart(t *testing.T) {
	s := start(t, openDir(t))
	require.NoError(t, s.CreateDatabase(t.Context(), "template"))
	execute(t, s.URL("template"), "create table line (number text)")
	for i := range 3 {
		name := fmt.Sprintf("clone_%d", i)
		require.NoError(t, s.CreateFromTemplate(t.Context(), name, "template"))
		execute(t, s.URL(name), "insert into line values ('"+name+"')")
	}
	require.Equal(t, "clone_1", query(t, s.URL("clone_1"), "select string_agg(number, ',') from line"))
	require.NoError(t, s.DropDatabase(t.Context(), "clone_1"))
	require.NoError(t, s.DropDatabase(t.Context(), "clone_1"))
}

func TestJapaneseIsUTF8AndTimesAreUTC(t *testing.T) {
	s := start(t, openDir(t))
	require.Equal(t, "解約予約 4", query(t, s.URL("postgres"), "select '解約予約' || ' ' || length('解約予約')"))
	require.Equal(t, "UTC", query(t, s.URL("postgres"), "show timezone"))
}

func TestMissingBinariesSayWhatToInstall(t *testing.T) {
	t.Setenv("PGBIN", t.TempDir())
	_, err := pgserver.Start(t.Context(), pgserver.Options{Dir: openDir(t)})
	require.ErrorIs(t, err, pgserver.ErrNoBinaries)
	require.ErrorContains(t, err, "PGBIN")
}

func TestDataOfAnotherVersionIsNamed(t *testing.T) {
	dir := openDir(t)
	require.NoError(t, os.Mkdir(filepath.Join(dir, "data"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "data", "PG_VERSION"), []byte("9\n"), 0o600))
	_, err := pgserver.Start(t.Context(), pgserver.Options{Dir: dir})
	require.ErrorContains(t, err, "made by PostgreSQL 9")
}

func TestDirectoryThatCannotBeMade(t *testing.T) {
	file := filepath.Join(openDir(t), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err := pgserver.Start(t.Context(), pgserver.Options{Dir: filepath.Join(file, "data")})
	require.ErrorContains(t, err, "make the data directory")
	require.False(t, errors.Is(err, pgserver.ErrNoBinaries))
}

func TestDirectoryClosedToTheServersAccount(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only under root does PostgreSQL run as another account")
	}
	closed := openDir(t)
	require.NoError(t, os.Chmod(closed, 0o700))
	dir := filepath.Join(closed, "postgres")
	s := start(t, dir)
	require.NotEqual(t, dir, s.Dir())
	require.NoError(t, s.CreateDatabase(t.Context(), "kigen"))
	require.NoError(t, s.Stop())
	again := start(t, dir)
	require.Equal(t, "kigen", query(t, again.URL("kigen"), "select current_database()::text"))
	require.NoError(t, again.Stop())
	require.NoError(t, pgserver.Remove(dir))
	require.NoDirExists(t, s.Dir())
	require.NoDirExists(t, dir)
}
