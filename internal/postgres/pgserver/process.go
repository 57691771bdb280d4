package pgserver

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
)

// process is the running postmaster.
type process struct {
	cmd    *exec.Cmd
	exited chan struct{}
}

// startProcess starts cmd with its output appended to a log file. The postmaster is interrupted
// when the thread that started it ends, so that thread is locked and lives as long as it.
func startProcess(cmd *exec.Cmd, logFile string, a account) (*process, error) {
	log, err := os.OpenFile(logFile, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, fmt.Errorf("open its log: %w", err)
	}
	defer log.Close()
	if err := a.own(logFile); err != nil {
		return nil, err
	}
	cmd.Stdout, cmd.Stderr = log, log
	endWithParent(cmd.SysProcAttr)

	p := &process{cmd: cmd, exited: make(chan struct{})}
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait()
			close(p.exited)
		}
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return p, nil
}

func (p *process) interrupt() error { return p.cmd.Process.Signal(syscall.SIGINT) }

// kill ends the postmaster; its sessions notice that and end themselves.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
}

func alive(pid int) bool { return !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) }

// isPostgres reports whether a living process is a PostgreSQL server. Where that can't be told (no
// /proc, no ps) it counts as one.
func isPostgres(pid int) bool {
	name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
	if err != nil {
		if name, err = exec.Command("ps", "-o", "comm=", "-p", fmt.Sprint(pid)).Output(); err != nil {
			return true
		}
	}
	return strings.Contains(string(name), "postgres")
}

// tail is the last n lines of a file, as far as it can be read.
func tail(file string, n int) string {
	content, err := os.ReadFile(file)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(content)), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
