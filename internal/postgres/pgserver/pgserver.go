// Package pgserver runs a private PostgreSQL server from the binaries installed on this machine.
//
// The server listens on a unix socket only, belongs to the process that started it and stops with
// it, also when that process is killed. It is meant for development and tests.
package pgserver

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	superuser    = "postgres"
	readyTimeout = 30 * time.Second
	stopTimeout  = 20 * time.Second
)

// Options says where a server keeps its data and how careful it is with it.
type Options struct {
	// Dir holds the data (Dir/data) and the log (Dir/postgres.log). It is created if missing.
	// Under root it is given to the account that runs PostgreSQL.
	Dir string
	// Fast turns off fsync, synchronous_commit and full_page_writes: for tests and benchmarks, whose data may be
	// lost with the machine.
	Fast bool
	// Settings are further server settings, as in postgresql.conf.
	Settings map[string]string
}

// Server is a running PostgreSQL server.
type Server struct {
	dir     string
	socket  string
	bin     Binaries
	account account
	options Options
	process atomic.Pointer[process]

	// sweeper is held so that the pipe to it stays open as long as this process.
	sweeper *exec.Cmd
}

// Start starts PostgreSQL on the data in o.Dir, which it initialises first if there is none, and
// returns when the server accepts connections.
//
// Errors are sentences for the person at the keyboard: no binaries, data of another version, a
// directory that can't be written, another server on the same data.
func Start(ctx context.Context, o Options) (*Server, error) {
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("data directory %s: %w", o.Dir, err)
	}
	acc, err := serverAccount()
	if err != nil {
		return nil, err
	}
	if dir, err = prepareDir(dir, acc); err != nil {
		return nil, err
	}
	bin, err := find(dataVersion(filepath.Join(dir, "data")))
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, socket: socketDir(dir, acc), bin: bin, account: acc, options: o}
	if err := s.initialise(ctx); err != nil {
		return nil, err
	}
	if err := s.start(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// URL is the connection string of a database of this server.
func (s *Server) URL(database string) string {
	u := url.URL{
		Scheme:   "postgres",
		User:     url.User(superuser),
		Path:     "/" + database,
		RawQuery: url.Values{"host": {s.socket}, "sslmode": {"disable"}}.Encode(),
	}
	return u.String()
}

// Dir is where the data really is: Options.Dir, or the place it links to.
func (s *Server) Dir() string { return s.dir }

// LogFile is the server's own log.
func (s *Server) LogFile() string { return filepath.Join(s.dir, "postgres.log") }

// Version is the server's major version, "15".
func (s *Server) Version() string { return s.bin.Version }

// Exited is closed when the server process has ended, for whatever reason.
func (s *Server) Exited() <-chan struct{} { return s.process.Load().exited }

// Stop ends all sessions, rolls their open transactions back and stops the server.
func (s *Server) Stop() error {
	if err := s.process.Load().interrupt(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop PostgreSQL: %w", err)
	}
	select {
	case <-s.process.Load().exited:
		_ = os.Remove(s.socket)
		return nil
	case <-time.After(stopTimeout):
		s.process.Load().kill()
		<-s.process.Load().exited
		return fmt.Errorf("PostgreSQL did not stop within %s and was killed; it recovers at the next start", stopTimeout)
	}
}

// Kill ends the server without warning, as a crash would; the next start recovers from its log.
func (s *Server) Kill() {
	s.process.Load().kill()
	<-s.process.Load().exited
}

// Restart stops the server, if it still runs, and starts it again on the same data and the same URLs.
func (s *Server) Restart(ctx context.Context) error {
	if err := s.Stop(); err != nil {
		return err
	}
	return s.start(ctx)
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

func (s *Server) initialise(ctx context.Context) error {
	if dataVersion(s.data()) != "" {
		return nil
	}
	if err := os.RemoveAll(s.data()); err != nil {
		return fmt.Errorf("remove a half-made data directory: %w", err)
	}
	cmd := exec.CommandContext(ctx, filepath.Join(s.bin.Dir, "initdb"),
		"--pgdata="+s.data(), "--username="+superuser, "--auth=trust", "--encoding=UTF8", "--locale=C",
		"--no-sync", "--no-instructions")
	cmd.Dir = s.dir
	cmd.Env = environment()
	s.account.apply(cmd)
	if out, err := cmd.CombinedOutput(); err != nil {
		_ = os.RemoveAll(s.data())
		return fmt.Errorf("initialise a PostgreSQL data directory in %s: %w\n%s", s.dir, err, out)
	}
	return nil
}

// start runs the server. The sessions of one that was killed outlive it for a moment and hold its
// shared memory, which the next must wait for.
func (s *Server) start(ctx context.Context) error {
	if err := makeSocketDir(s.socket, s.account); err != nil {
		return err
	}
	deadline := time.Now().Add(stopTimeout)
	for {
		if err := s.awaitPredecessor(ctx); err != nil {
			return err
		}
		err := s.run(ctx)
		if err == nil || time.Now().After(deadline) || !strings.Contains(err.Error(), "pre-existing shared memory block") {
			return err
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func (s *Server) run(ctx context.Context) error {
	cmd := exec.Command(filepath.Join(s.bin.Dir, "postgres"), s.arguments()...)
	cmd.Dir = s.dir
	cmd.Env = environment()
	s.account.apply(cmd)
	p, err := startProcess(cmd, s.LogFile(), s.account)
	if err != nil {
		return fmt.Errorf("start PostgreSQL (%s): %w", cmd.Path, err)
	}
	s.process.Store(p)
	if err := s.awaitReady(ctx); err != nil {
		_ = s.Stop()
		return err
	}
	return nil
}

func (s *Server) arguments() []string {
	settings := map[string]string{
		"listen_addresses":        "",
		"unix_socket_directories": s.socket,
		"unix_socket_permissions": "0700",
		"max_connections":         "200",
		"max_wal_size":            "2GB",
		"wal_level":               "minimal",
		"max_wal_senders":         "0",
		"random_page_cost":        "1.1",
		"jit":                     "off",
		"timezone":                "UTC",
		"log_timezone":            "UTC",
		// Statements and details of errors quote values, which may be personal.
		"log_min_error_statement": "panic",
		"log_error_verbosity":     "terse",
	}
	if s.options.Fast {
		settings["fsync"] = "off"
		settings["synchronous_commit"] = "off"
		settings["full_page_writes"] = "off"
	}
	for name, value := range s.options.Settings {
		settings[name] = value
	}
	args := []string{"-D", s.data()}
	for name, value := range settings {
		args = append(args, "-c", name+"="+value)
	}
	return args
}

func (s *Server) awaitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	var last error
	for {
		conn, err := pgx.Connect(ctx, s.URL("postgres"))
		if err == nil {
			return conn.Close(ctx)
		}
		if ctx.Err() == nil {
			last = err
		}
		select {
		case <-s.process.Load().exited:
			return fmt.Errorf("PostgreSQL ended while starting; %s says:\n%s", s.LogFile(), tail(s.LogFile(), 10))
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL is not ready: %w; last answer: %w", context.Cause(ctx), last)
		case <-time.After(25 * time.Millisecond):
		}
	}
}

// awaitPredecessor waits for a server on the same data whose owner died and that is still shutting
// down. After a crash of the machine the number in its pid file may be another program's, at which
// PostgreSQL would refuse to start: then the file goes.
func (s *Server) awaitPredecessor(ctx context.Context) error {
	file := filepath.Join(s.data(), "postmaster.pid")
	deadline := time.Now().Add(stopTimeout)
	for {
		pid, ok := readPID(file)
		if !ok || !alive(pid) {
			return nil
		}
		if !isPostgres(pid) {
			if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
				return fmt.Errorf("remove the pid file of a server that crashed: %w", err)
			}
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("another PostgreSQL (process %d) serves %s; stop it with: kill -INT %d", pid, s.data(), pid)
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func readPID(file string) (int, bool) {
	content, err := os.ReadFile(file)
	if err != nil {
		return 0, false
	}
	line, _, _ := strings.Cut(string(content), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	return pid, err == nil && pid > 0
}
