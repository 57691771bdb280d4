//go:build unix && !linux

package pgserver

import "syscall"

// endWithParent does nothing: only Linux ties a process to its parent. A server left behind is
// named, with the way to stop it, at the next start.
func endWithParent(*syscall.SysProcAttr) {}
