package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"kigen/dev/stack"
	"kigen/internal/postgres"
)

// settled is what the program says once it has filled its new data and waits.
const settled = "In a shell"

// firstStart is F-8: the built program begins on an empty folder, fills itself with the examples, and the
// first of their cases is done. Its memory is looked at when it has played them all.
func firstStart(ctx context.Context, s *stage) ([]Measure, error) {
	if s.Program == "" {
		return nil, errors.New("the program that is to be started is not known")
	}
	base, err := stack.FreePortBase()
	if err != nil {
		return nil, err
	}
	data := filepath.Join(s.folder, "first")
	cmd := exec.CommandContext(ctx, s.Program, "up", "--data", data, "--port-base", strconv.Itoa(base))
	cmd.Env = append(os.Environ(), "DATABASE_URL=")
	said, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s up: %w", s.Program, err)
	}
	defer func() { _ = cmd.Process.Signal(syscall.SIGINT); _ = cmd.Wait() }()
	filled := make(chan struct{})
	go func() {
		lines := bufio.NewScanner(said)
		for lines.Scan() {
			if strings.Contains(lines.Text(), settled) {
				close(filled)
			}
		}
	}()
	if err := answers(ctx, "http://localhost:"+strconv.Itoa(base)+"/readyz", time.Minute); err != nil {
		return nil, err
	}
	ready := time.Since(began)
	if err := firstCase(ctx, data); err != nil {
		return nil, err
	}
	done := time.Since(began)
	note := "of the program with Temporal, its UI, worker and starter, when all examples were played; PostgreSQL is a process of its own"
	select {
	case <-filled:
	case <-time.After(time.Duration(s.size(90)) * time.Second):
		note = "of the program with Temporal, its UI, worker and starter, while it still played the examples; PostgreSQL is a process of its own"
	}
	peak, err := peakMemory(cmd.Process.Pid)
	if err != nil {
		return nil, err
	}
	return []Measure{
		below("F-8", "first start to the first case done", "s", done.Seconds(), 10).noted("the console answers after %s s", number(ready.Seconds())),
		below("F-8", "peak memory", "MiB", float64(peak>>20), 1024).noted("%s", note),
	}, nil
}

// firstCase waits until the first case is closed in the new data.
func firstCase(ctx context.Context, data string) error {
	pool, err := databaseOf(ctx, data)
	if err != nil {
		return err
	}
	defer pool.Close()
	for range 600 {
		var done bool
		if err := pool.QueryRow(ctx, `select exists (select from cases where closed_at is not null)`).Scan(&done); err != nil || done {
			return err
		}
		time.Sleep(50 * time.Millisecond)
	}
	return errors.New("no case was done in half a minute; the examples are found from the repository's root")
}

// databaseOf opens the database that the program tells in its data folder.
func databaseOf(ctx context.Context, data string) (*pgxpool.Pool, error) {
	for {
		environment, err := os.ReadFile(filepath.Join(data, "env"))
		_, rest, found := strings.Cut(string(environment), "DATABASE_URL='")
		if url, _, closed := strings.Cut(rest, "'"); found && closed {
			return postgres.Open(ctx, url)
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// peakMemory is the most that a process has had in memory, in bytes.
func peakMemory(pid int) (int, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	_, rest, found := strings.Cut(string(status), "VmHWM:")
	fields := strings.Fields(rest)
	if !found || len(fields) == 0 {
		return 0, errors.New("the system doesn't tell a process's peak memory")
	}
	kibibytes, err := strconv.Atoi(fields[0])
	return kibibytes << 10, err
}

// answers asks a page until it says that all is well.
func answers(ctx context.Context, url string, within time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		response, err := http.DefaultClient.Do(request)
		if err == nil {
			_ = response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return nil
			}
			err = errors.New(response.Status)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s does not answer: %w", url, err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}
