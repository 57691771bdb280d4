package stack_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"kigen/dev/stack"
	"kigen/internal/config"
)

func options(t *testing.T) stack.Options {
	t.Helper()
	dir, err := os.MkdirTemp("", "kigen-stack-")
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	require.NoError(t, os.Chmod(dir, 0o755))
	base, err := stack.FreePortBase()
	require.NoError(t, err)
	return stack.Options{Dir: filepath.Join(dir, "data"), PortBase: base, Fast: true}
}

// product stands for worker and starter: a task that uses the database and a service that answers at the console's address.
func product(e stack.Environment) ([]stack.Part, error) {
	migrate := stack.Task("migration", func(ctx context.Context) error {
		conn, err := pgx.Connect(ctx, e.DatabaseURL)
		if err != nil {
			return err
		}
		defer conn.Close(ctx)
		_, err = conn.Exec(ctx, "create table if not exists line (number text)")
		return err
	})
	run := func(ctx context.Context) error {
		server := &http.Server{
			Addr:              strings.Replace(e.ConsoleURL(), "http://localhost", "127.0.0.1", 1),
			Handler:           http.NotFoundHandler(),
			ReadHeaderTimeout: time.Second,
		}
		context.AfterFunc(ctx, func() { _ = server.Close() })
		if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	}
	ready := func(context.Context) error { return answers(e.ConsoleURL()) }
	return []stack.Part{migrate, stack.Service("console", run, ready)}, nil
}

func answers(url string) error {
	answer, err := http.Get(url)
	if err != nil {
		return err
	}
	return answer.Body.Close()
}

func start(t *testing.T, o stack.Options) *stack.Stack {
	t.Helper()
	s, err := stack.Start(t.Context(), o)
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Stop() })
	return s
}

func execute(t *testing.T, s *stack.Stack, sql string) error {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), s.DatabaseURL)
	if err != nil {
		return err
	}
	defer conn.Close(context.Background())
	_, err = conn.Exec(t.Context(), sql)
	return err
}

func TestStackStartsRestartsAndResumes(t *testing.T) {
	t.Setenv("DATABASE_URL", "")
	o := options(t)
	o.Product = product
	var told []string
	o.Progress = func(p stack.Progress) {
		if p.Done && !p.Stopping {
			told = append(told, p.Part)
		}
	}
	s := start(t, o)
	require.Equal(t, []string{stack.Postgres, stack.Temporal, stack.TemporalUI, stack.Inbox, "migration", "console"}, told)
	for _, url := range []string{s.ConsoleURL(), s.TemporalUIURL(), s.InboxURL()} {
		require.NoError(t, answers(url))
	}
	_, err := config.Load(s.Environ(), config.NeedDatabase, config.NeedTemporal, config.NeedKeys, config.NeedServe,
		config.NeedMail, config.NeedVault, config.NeedCards)
	require.NoError(t, err)
	require.NoError(t, s.WriteFile("KIGEN_TOKEN=it's"))
	out, err := exec.Command("/bin/sh", "-c", `. "$0"; printf "%s %s" "$KIGEN_TOKEN" "$KIGEN_URL"`, filepath.Join(o.Dir, "env")).Output()
	require.NoError(t, err)
	require.Equal(t, "it's "+s.ConsoleURL(), string(out))

	require.NoError(t, execute(t, s, "insert into line values ('090')"))
	for _, part := range []string{stack.Postgres, stack.Temporal, "console"} {
		require.NoError(t, s.Restart(t.Context(), part), part)
	}
	require.NoError(t, s.CrashPostgres(t.Context()))
	require.Error(t, s.Restart(t.Context(), "something else"))
	require.NoError(t, execute(t, s, "insert into line values ('090')"))
	require.NoError(t, answers(s.ConsoleURL()))
	c, err := s.TemporalClient(t.Context())
	require.NoError(t, err)
	c.Close()
	require.Empty(t, s.Died())

	second := o
	second.PortBase, err = stack.FreePortBase()
	require.NoError(t, err)
	_, err = stack.Start(t.Context(), second)
	require.ErrorContains(t, err, "in use by process "+strconv.Itoa(os.Getpid()))
	require.ErrorContains(t, err, s.ConsoleURL())

	require.NoError(t, s.Stop())
	again := start(t, second)
	require.NoError(t, execute(t, again, "insert into line values ('090')"))
}

func TestStackTellsOfADeath(t *testing.T) {
	t.Setenv("DATABASE_URL", "")
	o := options(t)
	die := make(chan struct{})
	o.Product = func(stack.Environment) ([]stack.Part, error) {
		return []stack.Part{stack.Service("worker", func(ctx context.Context) error {
			select {
			case <-ctx.Done():
				return nil
			case <-die:
				return errors.New("no more")
			}
		}, nil)}, nil
	}
	s := start(t, o)
	close(die)
	require.ErrorContains(t, <-s.Died(), "worker: no more")
}

func TestAPartThatFailsToStartStopsTheOthers(t *testing.T) {
	t.Setenv("DATABASE_URL", "")
	o := options(t)
	o.Product = func(stack.Environment) ([]stack.Part, error) {
		return []stack.Part{stack.Service("worker", func(context.Context) error { return errors.New("no") },
			func(context.Context) error { return errors.New("not yet") })}, nil
	}
	_, err := stack.Start(t.Context(), o)
	require.EqualError(t, err, "worker: no")
	o.Product = nil
	start(t, o)
}

func TestTakenPortsAndUnusableFoldersAreSaidPlainly(t *testing.T) {
	t.Setenv("DATABASE_URL", "")
	o := options(t)
	l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(o.PortBase+1)))
	require.NoError(t, err)
	defer l.Close()
	_, err = stack.Start(t.Context(), o)
	require.ErrorContains(t, err, "port "+strconv.Itoa(o.PortBase+1)+" (Temporal UI) is taken by another program")
	require.ErrorContains(t, err, "--port-base "+strconv.Itoa(o.PortBase+100))

	o.PortBase = 40000
	_, err = stack.Start(t.Context(), o)
	require.ErrorContains(t, err, "--port-base must be between")

	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err = stack.Start(t.Context(), stack.Options{Dir: filepath.Join(file, "data")})
	require.ErrorContains(t, err, "choose another with --data")
}

func TestExternalDatabase(t *testing.T) {
	t.Setenv("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")
	_, err := stack.Start(t.Context(), options(t))
	require.ErrorContains(t, err, "the database of DATABASE_URL")
}
