package devpg

import "syscall"

// endWithParent has the kernel ask the server to shut down when we die, even by
// kill -9.
func endWithParent(a *syscall.SysProcAttr) { a.Pdeathsig = syscall.SIGINT }
