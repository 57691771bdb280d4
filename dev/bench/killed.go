package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"kigen/internal/config"
	"kigen/worker/host"
)

// WorkerCommand is what the program is started with to be the worker of F-6.
const WorkerCommand = "bench-worker"

// RunWorker is the product's worker as a program of its own, from its environment alone.
func RunWorker(ctx context.Context) error {
	c, err := config.Load(os.Environ(), host.Needs...)
	if err != nil {
		return err
	}
	return host.Run(ctx, c)
}

// killedWorker is F-6: a member reserves a cancellation, the worker that has the process in its cache is
// killed without warning while another one runs, and the member withdraws.
func killedWorker(ctx context.Context, s *stage) ([]Measure, error) {
	if s.Program == "" {
		return nil, errors.New("the program that is to be killed is not known")
	}
	c, err := signIn(ctx, s.ConsoleURL(), s.pool)
	if err != nil {
		return nil, err
	}
	tries := max(s.size(30)/10, 2)
	var took []time.Duration
	for range tries {
		first, err := s.afterAKill(ctx, c)
		if err != nil {
			return nil, err
		}
		took = append(took, first)
	}
	return []Measure{
		below("F-6", "first command after a kill, the longest", "s", quantile(took, 1).Seconds(), 2).
			noted("of %d kills, the shortest %s s", tries, number(quantile(took, 0).Seconds())),
	}, nil
}

func (s *stage) afterAKill(ctx context.Context, c *caller) (time.Duration, error) {
	victim, ready, err := s.spawnWorker(ctx)
	if err != nil {
		return 0, err
	}
	defer func() { _ = victim.Process.Kill(); _ = victim.Wait() }()
	if err := ready(); err != nil {
		return 0, err
	}
	lines, err := s.seedLines(ctx, "killed", 1)
	if err != nil {
		return 0, err
	}
	id, err := c.cancelLine(ctx, lines[0])
	if err != nil {
		return 0, err
	}
	stop, err := s.work()
	if err != nil {
		return 0, err
	}
	defer stop()
	time.Sleep(500 * time.Millisecond) // both poll
	if err := victim.Process.Kill(); err != nil {
		return 0, err
	}
	_ = victim.Wait()
	began := time.Now()
	err = c.post(ctx, "/v1/cancellations/"+id+"/withdraw", nil)
	return time.Since(began), err
}

// spawnWorker starts the worker as a process and returns before it is ready.
func (s *stage) spawnWorker(ctx context.Context) (*exec.Cmd, func() error, error) {
	log := filepath.Join(s.LogDir(), "killed.log")
	cmd := exec.CommandContext(ctx, s.Program, WorkerCommand)
	cmd.Env = s.Environ("KIGEN_METRICS_LISTEN="+s.WorkerMetrics(), "KIGEN_LOG_FILE="+log)
	if err := cmd.Start(); err != nil {
		return nil, nil, fmt.Errorf("start a worker: %w", err)
	}
	return cmd, func() error { return answers(ctx, "http://"+s.WorkerMetrics()+"/readyz", 30*time.Second) }, nil
}
