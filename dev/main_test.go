package main

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/dev/stack"
)

// TestMain lets the test's own binary be the program, for tests that start and kill it.
func TestMain(m *testing.M) {
	if os.Getenv("KIGEN_TEST_MAIN") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// command is the program as a person without a home folder runs it.
func command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = []string{"KIGEN_TEST_MAIN=1", "PATH=" + os.Getenv("PATH"), "PGBIN=" + os.Getenv("PGBIN"), "TMPDIR=" + os.TempDir()}
	return cmd
}

// up starts the stack and waits until it says that it is ready.
func up(t *testing.T, args ...string) (cmd *exec.Cmd, rest func() string) {
	t.Helper()
	cmd = command(t, args...)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	cmd.Stderr = cmd.Stdout
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	lines := bufio.NewScanner(out)
	var told strings.Builder
	for lines.Scan() {
		told.WriteString(lines.Text() + "\n")
		if strings.HasPrefix(lines.Text(), "Ready after") {
			return cmd, func() string {
				for lines.Scan() {
					told.WriteString(lines.Text() + "\n")
				}
				return told.String()
			}
		}
	}
	t.Fatalf("the stack did not start: %s", told.String())
	return nil, nil
}

func TestTheProgramOutlivesKillsAndStopsClean(t *testing.T) {
	parent, err := os.MkdirTemp("", "kigen-dev-")
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(parent) })
	require.NoError(t, os.Chmod(parent, 0o755))
	data := filepath.Join(parent, "data")
	base, err := stack.FreePortBase()
	require.NoError(t, err)
	args := []string{"--data", data, "--port-base", strconv.Itoa(base)}

	first, _ := up(t, args...)
	second, err := command(t, args...).CombinedOutput()
	require.Error(t, err)
	require.Contains(t, string(second), "in use by process "+strconv.Itoa(first.Process.Pid))
	refused, err := command(t, "reset", "--data", data).CombinedOutput()
	require.Error(t, err)
	require.Contains(t, string(refused), "in use by process")

	require.NoError(t, first.Process.Kill())
	_ = first.Wait()
	again, rest := up(t, args...)
	require.NoError(t, again.Process.Signal(syscall.SIGINT))
	told := rest()
	require.NoError(t, again.Wait(), told)
	require.Contains(t, told, "Stopped.")
	require.NoFileExists(t, filepath.Join(data, "postgres", "data", "postmaster.pid"))

	removed, err := command(t, "reset", "--data", data).CombinedOutput()
	require.NoError(t, err)
	require.Contains(t, string(removed), "is removed")
	require.NoDirExists(t, data)
	nothing, err := command(t, "reset", "--data", data).CombinedOutput()
	require.NoError(t, err)
	require.Contains(t, string(nothing), "nothing to remove")
}

func TestInterruptedWhileStartingLeavesNothingRunning(t *testing.T) {
	parent, err := os.MkdirTemp("", "kigen-dev-")
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(parent) })
	require.NoError(t, os.Chmod(parent, 0o755))
	base, err := stack.FreePortBase()
	require.NoError(t, err)
	cmd := command(t, "--data", filepath.Join(parent, "data"), "--port-base", strconv.Itoa(base))
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	require.NoError(t, cmd.Start())
	time.Sleep(1200 * time.Millisecond)
	require.NoError(t, cmd.Process.Signal(syscall.SIGINT))
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case <-ended:
	case <-time.After(30 * time.Second):
		_ = cmd.Process.Kill()
		t.Fatalf("does not end: %s", out.String())
	}
	require.NoFileExists(t, filepath.Join(parent, "data", "postgres", "data", "postmaster.pid"))
	held, err := command(t, "reset", "--data", filepath.Join(parent, "data")).CombinedOutput()
	require.NoError(t, err, string(held))
}

func TestAFolderThatIsNotOursIsNotRemoved(t *testing.T) {
	dir := t.TempDir()
	out, err := command(t, "reset", "--data", dir).CombinedOutput()
	require.Error(t, err)
	require.Contains(t, string(out), "nothing was removed")
	require.DirExists(t, dir)
}
