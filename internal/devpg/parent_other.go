//go:build !linux

package devpg

import "syscall"

// endWithParent does nothing here: the next owner ends what was left.
func endWithParent(*syscall.SysProcAttr) {}
