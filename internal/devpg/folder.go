package devpg

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// runAs says under whom Postgres runs: nil is ourselves. It refuses to run as
// root, so root gives it to whom the data already belongs or to a user that
// owns little.
func runAs(dir string) (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	if uid, gid, ok := ownerOf(filepath.Join(dir, "data")); ok && uid != 0 {
		return &syscall.Credential{Uid: uid, Gid: gid}, nil
	}
	for _, name := range []string{"postgres", "_postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errUID := strconv.ParseUint(u.Uid, 10, 32)
		gid, errGID := strconv.ParseUint(u.Gid, 10, 32)
		if errUID == nil && errGID == nil && uid != 0 {
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
		}
	}
	return nil, errors.New("postgres does not run as root, and there is no user postgres or nobody to run it as")
}

// prepareDir makes the folder that the server lives in, and gives it to the
// user that it runs as. Where that user cannot get there (a checkout in
// root's home) or we cannot write, a folder of the same checkout's own under the
// system's temporary one stands in, the same at every start.
func prepareDir(wanted string, log *slog.Logger) (dir string, as *syscall.Credential, err error) {
	if dir, err = filepath.Abs(wanted); err != nil {
		return "", nil, err
	}
	as, fault := usable(dir)
	if fault == nil {
		return dir, as, nil
	}
	standIn, err := tempDir("kasket", dir)
	if err == nil {
		dir = filepath.Join(standIn, "postgres")
		as, err = usable(dir)
	}
	if err != nil {
		return "", nil, fmt.Errorf("no folder for the data: %w; nor in its stead: %w; name another with KASKET_DATA", fault, err)
	}
	log.Warn("the data cannot lie where it was asked to, another folder stands in", "reason", fault, "dir", dir)
	return dir, as, nil
}

// usable makes dir, owned by the user that Postgres runs as, or says why it
// cannot.
func usable(dir string) (*syscall.Credential, error) {
	as, err := runAs(dir)
	if err != nil {
		return nil, err
	}
	return as, handOver(dir, as)
}

// handOver makes dir, for nobody but as, or for nobody but us if that is nil.
func handOver(dir string, as *syscall.Credential) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	if err := reachable(dir, as); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if as != nil {
		return os.Lchown(dir, int(as.Uid), int(as.Gid))
	}
	if uid, _, ok := ownerOf(dir); !ok || int(uid) != os.Geteuid() {
		return fmt.Errorf("%s belongs to another user (uid %d)", dir, uid)
	}
	return nil
}

// reachable says whether as may enter every folder above path.
func reachable(path string, as *syscall.Credential) error {
	if as == nil {
		return nil
	}
	for p := filepath.Dir(path); ; p = filepath.Dir(p) {
		info, err := os.Stat(p)
		if err != nil {
			return err
		}
		uid, gid, _ := ownerOf(p)
		mode := info.Mode().Perm()
		if mode&0o001 == 0 && (gid != as.Gid || mode&0o010 == 0) && (uid != as.Uid || mode&0o100 == 0) {
			return fmt.Errorf("%s is closed to uid %d, which postgres runs as because it refuses root", p, as.Uid)
		}
		if p == filepath.Dir(p) {
			return nil
		}
	}
}

// socketDir makes the folder of the socket: below dir, or where that makes too
// long an address for a socket (103 bytes on macOS, 107 on Linux) under /tmp.
func socketDir(dir string, as *syscall.Credential) (string, error) {
	socket := filepath.Join(dir, "s")
	if len(socket) > 80 {
		short, err := tempDir("kasket-s", dir)
		if err != nil {
			return "", err
		}
		socket = filepath.Join(short, "s")
	}
	return socket, handOver(socket, as)
}

// tempDir makes a folder for dir under the system's temporary one.
func tempDir(prefix, dir string) (string, error) {
	base := os.TempDir()
	if os.Geteuid() == 0 {
		base = "/tmp" // root's own may be closed to others
	}
	return ownDir(base, prefix, dir)
}

// ownDir makes a folder for dir under base that others may enter but not write to.
// One of that name that is not ours is refused: everybody can make folders there.
func ownDir(base, prefix, dir string) (string, error) {
	sum := sha256.Sum256([]byte(dir))
	path := filepath.Join(base, fmt.Sprintf("%s-%d-%s", prefix, os.Geteuid(), hex.EncodeToString(sum[:6])))
	if err := os.Mkdir(path, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	info, err := os.Lstat(path)
	if err != nil {
		return "", err
	}
	if uid, _, ok := ownerOf(path); !info.IsDir() || !ok || int(uid) != os.Geteuid() {
		return "", fmt.Errorf("%s is not a folder of ours", path)
	}
	return path, os.Chmod(path, 0o755) // whatever the umask took away
}

// ownerOf gives the owner of path itself, not of what a link points to.
func ownerOf(path string) (uid, gid uint32, ok bool) {
	info, err := os.Lstat(path)
	if err != nil {
		return 0, 0, false
	}
	sys, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0, false
	}
	return sys.Uid, sys.Gid, true
}
