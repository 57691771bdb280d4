package pgserver

import (
	"fmt"
	"os/exec"
	"syscall"
)

// sweep waits until its input closes, as it does when the process holding the other end is gone,
// lets the server stop and removes what it kept.
const sweep = `cat >/dev/null
pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)
[ -n "$pid" ] && kill -INT "$pid" 2>/dev/null
n=0
while [ -e "$1/data/postmaster.pid" ] && [ $n -lt 100 ]; do sleep 0.1; n=$((n+1)); done
rm -rf "$1" "$2"`

// RemoveAtExit has the server stopped and its data removed when this process ends, however it ends.
func (s *Server) RemoveAtExit() error {
	cmd := exec.Command("/bin/sh", "-c", sweep, "sh", s.dir, s.socket)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if _, err := cmd.StdinPipe(); err != nil {
		return fmt.Errorf("have PostgreSQL's data removed at exit: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("have PostgreSQL's data removed at exit: %w", err)
	}
	s.sweeper = cmd
	return nil
}
