package devpg

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// oldest is the first major version that knows the settings we use.
const oldest = 15

// programs is a folder with initdb and postgres.
type programs struct {
	dir   string
	major int
}

// Find gives the folder of PostgreSQL's programs, 15 or newer: that of PG_BIN,
// else the newest in the usual folders, else that of PATH, else what it can
// install (as root with apt-get, otherwise with npm), saying so.
func Find(ctx context.Context, log *slog.Logger) (bin string, err error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	found, err := look(ctx)
	if err != nil {
		return "", err
	}
	if len(found) == 0 {
		return install(ctx, log)
	}
	return found[0].dir, nil
}

// programsFor gives the programs for data: of its own major version, if there
// is data already. Data of a version that is not here is refused, not touched.
func programsFor(ctx context.Context, o Options, data string) (string, error) {
	made, err := os.ReadFile(filepath.Join(data, "PG_VERSION"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if errors.Is(err, fs.ErrNotExist) {
		if o.BinDir != "" {
			return o.BinDir, nil
		}
		return Find(ctx, o.Log)
	}
	found, err := lookFor(ctx, o.BinDir)
	if err != nil {
		return "", err
	}
	major := strings.TrimSpace(string(made))
	for _, p := range found {
		if strconv.Itoa(p.major) == major {
			return p.dir, nil
		}
	}
	var here []string
	for _, p := range found {
		here = append(here, fmt.Sprintf("%d in %s", p.major, p.dir))
	}
	return "", fmt.Errorf("%s was made by PostgreSQL %s and here is %s: install version %s, name its programs in PG_BIN, "+
		"or move the folder away to begin anew", data, major, cmp.Or(strings.Join(here, ", "), "none"), major)
}

func lookFor(ctx context.Context, bin string) ([]programs, error) {
	if bin == "" {
		return look(ctx)
	}
	major, err := majorOf(ctx, bin)
	return []programs{{bin, major}}, err
}

// look lists the programs that are here, the ones to prefer first. When PG_BIN
// is set it alone counts, and it is an error if it is of no use.
func look(ctx context.Context) ([]programs, error) {
	if named := os.Getenv("PG_BIN"); named != "" {
		major, err := majorOf(ctx, named)
		if err != nil {
			return nil, fmt.Errorf("PG_BIN: %w", err)
		}
		return []programs{{named, major}}, nil
	}
	found := usablePrograms(ctx, usualFolders())
	slices.SortStableFunc(found, func(a, b programs) int { return b.major - a.major })
	var others []string
	if path, err := exec.LookPath("postgres"); err == nil {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			others = append(others, filepath.Dir(real))
		}
	}
	if cached, err := npmPrograms(); err == nil {
		others = append(others, cached)
	}
	return append(found, usablePrograms(ctx, others)...), nil
}

func usualFolders() []string {
	var dirs []string
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin", // Debian, Ubuntu
		"/usr/pgsql-*/bin",          // Red Hat
		"/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin",
		"/Applications/Postgres.app/Contents/Versions/*/bin",
	} {
		matches, err := filepath.Glob(pattern)
		if err == nil { // the patterns above are well formed
			dirs = append(dirs, matches...)
		}
	}
	return dirs
}

// usablePrograms keeps the folders whose programs run here.
func usablePrograms(ctx context.Context, dirs []string) []programs {
	var found []programs
	for _, dir := range dirs {
		if major, err := majorOf(ctx, dir); err == nil {
			found = append(found, programs{dir, major})
		}
	}
	return found
}

// majorOf asks the programs in dir for their version, and refuses those that
// are too old or that the user Postgres runs as cannot get to.
func majorOf(ctx context.Context, dir string) (int, error) {
	if _, err := os.Stat(filepath.Join(dir, "initdb")); err != nil {
		return 0, err
	}
	out, err := exec.CommandContext(ctx, filepath.Join(dir, "postgres"), "--version").Output()
	if err != nil {
		return 0, fmt.Errorf("%s: %w", filepath.Join(dir, "postgres"), err)
	}
	major, err := parseMajor(string(out))
	if err != nil {
		return 0, err
	}
	if major < oldest {
		return 0, fmt.Errorf("%s is PostgreSQL %d, at least %d is needed", dir, major, oldest)
	}
	as, err := runAs("")
	if err != nil {
		return 0, err
	}
	return major, reachable(filepath.Join(dir, "postgres"), as)
}

// parseMajor reads "postgres (PostgreSQL) 15.18 (Debian …)" and "… 19beta1".
func parseMajor(version string) (int, error) {
	_, number, ok := strings.Cut(version, "(PostgreSQL) ")
	end := strings.IndexFunc(number, func(r rune) bool { return r < '0' || r > '9' })
	if !ok || end <= 0 {
		return 0, fmt.Errorf("no PostgreSQL version in %q", version)
	}
	return strconv.Atoi(number[:end])
}
