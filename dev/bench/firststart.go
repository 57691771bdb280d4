package bench

import (
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

	"kigen/dev/stack"
	"kigen/internal/postgres"
)

// firstStart is F-8: the built program begins on an empty folder, and a member reserves and withdraws a
// cancellation: the first case that is done.
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
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGINT) }
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s up: %w", s.Program, err)
	}
	defer func() { _ = cmd.Process.Signal(syscall.SIGINT); _ = cmd.Wait() }()
	url := "http://localhost:" + strconv.Itoa(base)
	if err := answers(ctx, url+"/readyz", time.Minute); err != nil {
		return nil, err
	}
	ready := time.Since(began)
	if err := firstCase(ctx, data, url); err != nil {
		return nil, err
	}
	done := time.Since(began)
	peak, err := peakMemory(cmd.Process.Pid)
	if err != nil {
		return nil, err
	}
	return []Measure{
		below("F-8", "first start to the first case done", "s", done.Seconds(), 10).noted("the console answers after %s s", number(ready.Seconds())),
		below("F-8", "peak memory", "MiB", float64(peak>>20), 1024).noted("of the program with Temporal, its UI, worker and starter; PostgreSQL is a process of its own"),
	}, nil
}

// firstCase makes a member with a line, who reserves and withdraws its cancellation.
func firstCase(ctx context.Context, data, url string) error {
	environment, err := os.ReadFile(filepath.Join(data, "env"))
	if err != nil {
		return err
	}
	_, rest, found := strings.Cut(string(environment), "DATABASE_URL='")
	database, _, _ := strings.Cut(rest, "'")
	if !found {
		return errors.New("the program's env names no database")
	}
	pool, err := postgres.Open(ctx, database)
	if err != nil {
		return err
	}
	defer pool.Close()
	fresh := &stage{pool: pool}
	if err := fresh.seedMember(ctx); err != nil {
		return err
	}
	lines, err := fresh.seedLines(ctx, "first", 1)
	if err != nil {
		return err
	}
	c, err := signIn(ctx, url, pool)
	if err != nil {
		return err
	}
	id, err := c.cancelLine(ctx, lines[0])
	if err != nil {
		return err
	}
	return c.post(ctx, "/v1/cancellations/"+id+"/withdraw", nil)
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
