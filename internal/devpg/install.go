package devpg

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// npmVersion is that of the @embedded-postgres packages.
const npmVersion = "18.4.0-beta.17"

// errNoWay names the ways to a database when none was open to us.
var errNoWay = errors.New("no PostgreSQL 15 or newer was found: install it (Debian, Ubuntu: apt-get install postgresql; " +
	"macOS: brew install postgresql@17), or name the folder of its programs in PG_BIN, or a server in DATABASE_URL")

// install gets PostgreSQL and gives the folder of its programs.
func install(ctx context.Context, log *slog.Logger) (string, error) {
	if os.Getenv("KASKET_NO_INSTALL") == "1" {
		return "", fmt.Errorf("%w (KASKET_NO_INSTALL=1: nothing is installed)", errNoWay)
	}
	tried := []error{errNoWay}
	for _, way := range []struct {
		needs   string
		asRoot  bool
		install func(context.Context, *slog.Logger) (string, error)
	}{{"apt-get", true, installApt}, {"npm", false, installNpm}} {
		if _, err := exec.LookPath(way.needs); err != nil || (way.asRoot && os.Geteuid() != 0) {
			continue
		}
		bin, err := way.install(ctx, log)
		if err == nil {
			return bin, nil
		}
		log.Warn("could not install PostgreSQL", "with", way.needs, "err", err)
		tried = append(tried, err)
	}
	return "", errors.Join(tried...)
}

func installApt(ctx context.Context, log *slog.Logger) (string, error) {
	args := []string{"install", "-y", "--no-install-recommends", "postgresql"}
	log.Info("no PostgreSQL here, installing it: apt-get install -y --no-install-recommends postgresql " +
		"(KASKET_NO_INSTALL=1 declines)")
	out, err := apt(ctx, args...)
	if err != nil { // the lists may be missing or old
		if out, err = apt(ctx, "update"); err == nil {
			out, err = apt(ctx, args...)
		}
	}
	if err != nil {
		return "", fmt.Errorf("apt-get install postgresql: %w\n%s", err, out)
	}
	found, err := look(ctx)
	if err != nil {
		return "", err
	}
	if len(found) == 0 {
		return "", fmt.Errorf("the PostgreSQL of this system is older than %d", oldest)
	}
	return found[0].dir, nil
}

func apt(ctx context.Context, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "apt-get", args...)
	cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
	return cmd.CombinedOutput()
}

// installNpm puts the programs that an npm package holds into a cache folder.
func installNpm(ctx context.Context, log *slog.Logger) (string, error) {
	bin, err := npmPrograms()
	if err != nil {
		return "", err
	}
	home, err := npmHome()
	if err != nil {
		return "", err
	}
	log.Info("no PostgreSQL here, installing the npm package "+npmPackage()+"@"+npmVersion+" (KASKET_NO_INSTALL=1 declines)", "dir", home)
	if err := os.MkdirAll(filepath.Dir(home), 0o755); err != nil {
		return "", err
	}
	fresh, err := os.MkdirTemp(filepath.Dir(home), "new-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(fresh)
	if err := os.Chmod(fresh, 0o755); err != nil {
		return "", err
	}
	out, err := exec.CommandContext(ctx, "npm", "install", "--prefix", fresh, "--no-save", "--no-audit", "--no-fund",
		"--ignore-scripts", npmPackage()+"@"+npmVersion).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("npm install %s: %w\n%s", npmPackage(), err, out)
	}
	if err := makeLinks(filepath.Join(fresh, "node_modules", npmPackage())); err != nil {
		return "", err
	}
	if err := os.Rename(fresh, home); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	_, err = majorOf(ctx, bin)
	return bin, err
}

// makeLinks does what the package's postinstall script would: npm archives hold
// no links, so it lists them. Links that lead out of the package are refused.
func makeLinks(root string) error {
	content, err := os.ReadFile(filepath.Join(root, "native", "pg-symlinks.json"))
	if err != nil {
		return err
	}
	var links []struct{ Source, Target string }
	if err := json.Unmarshal(content, &links); err != nil {
		return fmt.Errorf("pg-symlinks.json: %w", err)
	}
	for _, l := range links {
		if !filepath.IsLocal(l.Source) || !filepath.IsLocal(l.Target) {
			return fmt.Errorf("pg-symlinks.json leads out of its package: %q, %q", l.Source, l.Target)
		}
		target := filepath.Join(root, l.Target)
		to, err := filepath.Rel(filepath.Dir(target), filepath.Join(root, l.Source))
		if err != nil {
			return err
		}
		if err := os.Symlink(to, target); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return nil
}

// npmHome is where installNpm puts the package. What root installs lies where
// the user that Postgres runs as can get to it.
func npmHome() (string, error) {
	cache := "/var/cache"
	if os.Geteuid() != 0 {
		var err error
		if cache, err = os.UserCacheDir(); err != nil {
			return "", err
		}
	}
	return filepath.Join(cache, "kasket", "postgres-"+npmVersion), nil
}

// npmPrograms is the folder of the programs that installNpm installs.
func npmPrograms() (string, error) {
	home, err := npmHome()
	return filepath.Join(home, "node_modules", npmPackage(), "native", "bin"), err
}

func npmPackage() string {
	arch := runtime.GOARCH
	if arch == "amd64" {
		arch = "x64"
	}
	return "@embedded-postgres/" + runtime.GOOS + "-" + arch
}
