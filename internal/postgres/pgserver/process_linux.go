package pgserver

import "syscall"

// endWithParent lets the kernel stop the server when this process is gone, even by SIGKILL. SIGINT
// is PostgreSQL's fast shutdown.
func endWithParent(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGINT }
