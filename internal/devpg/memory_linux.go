package devpg

import "syscall"

// tmpfs is the magic number of a file system in memory.
const tmpfs = 0x01021994

// free tells how many bytes may still be written to a file system in memory; one of
// another kind has none.
func free(path string) uint64 {
	var s syscall.Statfs_t
	if syscall.Statfs(path, &s) != nil || int64(s.Type) != tmpfs {
		return 0
	}
	return s.Bavail * uint64(s.Bsize)
}
