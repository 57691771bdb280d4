package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"kigen/dev/temporal"
)

// usage is what has been used up so far; only differences mean anything.
type usage struct {
	at         time.Time
	processor  time.Duration // of this process (Temporal, worker, callers) and of PostgreSQL
	statements int64         // that Temporal sent to PostgreSQL, but for the polling of its queues
}

func (u usage) since(before usage) usage {
	return usage{at: u.at, processor: u.processor - before.processor, statements: u.statements - before.statements}
}

// polling are Temporal's reads of its queues and of its own cluster, which follow the clock and not the cases.
const polling = `^\s*(select|delete)\M.*\mfrom\s+([a-z]+_tasks|tasks|tasks_v2|task_queues|task_queues_v2|queue\w*|cluster_\w+)\M`

func (s *stage) usage(ctx context.Context) (usage, error) {
	u := usage{at: time.Now()}
	var self syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &self); err != nil {
		return u, err
	}
	u.processor = time.Duration(self.Utime.Nano() + self.Stime.Nano())
	var backend int
	err := s.pool.QueryRow(ctx, `select pg_backend_pid(), coalesce(sum(calls), 0) from `+statements+` s join pg_database d on d.oid = s.dbid
		where d.datname = any($1) and query !~* $2`,
		[]string{temporal.MainDatabase, temporal.VisibilityDatabase}, polling).Scan(&backend, &u.statements)
	if err != nil {
		return u, fmt.Errorf("count Temporal's statements: %w", err)
	}
	server, err := processorOfFamily(backend)
	u.processor += server
	return u, err
}

// processorOfFamily is the time that the parent of a process, its living children and its dead ones have used.
func processorOfFamily(child int) (time.Duration, error) {
	of, err := readStat(child)
	if err != nil {
		return 0, err
	}
	parent, err := readStat(of.parent)
	if err != nil {
		return 0, err
	}
	total := parent.own + parent.dead
	all, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return 0, err
	}
	for _, dir := range all {
		pid, _ := strconv.Atoi(filepath.Base(dir))
		if p, err := readStat(pid); err == nil && p.parent == of.parent {
			total += p.own
		}
	}
	return total, nil
}

type stat struct {
	parent    int
	own, dead time.Duration // dead is of children that have ended
}

const ticksPerSecond = 100

func readStat(pid int) (stat, error) {
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return stat{}, err
	}
	// The name stands in brackets and may hold anything.
	fields := strings.Fields(string(content[strings.LastIndexByte(string(content), ')')+1:]))
	if len(fields) < 15 {
		return stat{}, fmt.Errorf("stat of process %d is cut short", pid)
	}
	number := func(i int) int { n, _ := strconv.Atoi(fields[i]); return n }
	ticks := func(i, j int) time.Duration { return time.Duration(number(i)+number(j)) * time.Second / ticksPerSecond }
	return stat{parent: number(1), own: ticks(11, 12), dead: ticks(13, 14)}, nil
}

// quantile of some durations, 0.5 for the median.
func quantile(of []time.Duration, q float64) time.Duration {
	if len(of) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(of))
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// together runs do for 0…n-1 on that many hands and returns the first error.
func together(ctx context.Context, n, hands int, do func(ctx context.Context, i int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan int)
	done := make(chan struct{})
	for range hands {
		go func() {
			defer func() { done <- struct{}{} }()
			for i := range next {
				if err := do(ctx, i); err != nil {
					cancel(err)
				}
			}
		}()
	}
	for i := 0; i < n && ctx.Err() == nil; i++ {
		next <- i
	}
	close(next)
	for range hands {
		<-done
	}
	return context.Cause(ctx)
}
