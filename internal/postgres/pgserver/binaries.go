package pgserver

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// ErrNoBinaries is wrapped by the error of Start when no PostgreSQL is installed; the whole error
// tells what to install.
var ErrNoBinaries = errors.New("no PostgreSQL binaries found")

const oldestVersion = 14

// Binaries is one installation of PostgreSQL.
type Binaries struct {
	Dir     string // the directory of initdb and postgres
	Version string // major version, "15"
}

// places are the directories in which Linux distributions, Homebrew and Postgres.app install.
var places = []string{
	"/usr/lib/postgresql/*/bin",
	"/usr/pgsql-*/bin",
	"/usr/libexec/postgresql*",
	"/usr/local/pgsql/bin",
	"/opt/homebrew/opt/postgresql*/bin",
	"/usr/local/opt/postgresql*/bin",
	"/Applications/Postgres.app/Contents/Versions/*/bin",
}

// find returns the newest installation, or the one of the wanted version if that isn't empty.
// PGBIN names a directory and excludes all others; otherwise PATH and the usual places are searched.
func find(version string) (Binaries, error) {
	found := installed()
	if len(found) == 0 {
		if dir := os.Getenv("PGBIN"); dir != "" {
			return Binaries{}, fmt.Errorf("%w: PGBIN=%s holds no working initdb and postgres of version %d or later",
				ErrNoBinaries, dir, oldestVersion)
		}
		return Binaries{}, fmt.Errorf("%w: install PostgreSQL %d or later (Debian, Ubuntu: apt install postgresql; "+
			"Fedora: dnf install postgresql-server; macOS: brew install postgresql@17), name the directory of its binaries in PGBIN, "+
			"or name a running server in DATABASE_URL", ErrNoBinaries, oldestVersion)
	}
	if version == "" {
		return found[0], nil
	}
	var versions []string
	for _, b := range found {
		if b.Version == version {
			return b, nil
		}
		versions = append(versions, b.Version)
	}
	return Binaries{}, fmt.Errorf("the data was made by PostgreSQL %s, but only version %s is installed: install %s, or start afresh on an empty directory",
		version, strings.Join(versions, ", "), version)
}

// installed lists the installations, newest first.
func installed() []Binaries {
	var dirs []string
	if dir := os.Getenv("PGBIN"); dir != "" {
		dirs = []string{dir}
	} else {
		if path, err := exec.LookPath("postgres"); err == nil {
			if path, err = filepath.EvalSymlinks(path); err == nil {
				dirs = append(dirs, filepath.Dir(path))
			}
		}
		for _, place := range places {
			matches, _ := filepath.Glob(place)
			dirs = append(dirs, matches...)
		}
	}
	var found []Binaries
	for _, dir := range dirs {
		v := binaryVersion(dir)
		if n, _ := strconv.Atoi(v); n < oldestVersion {
			continue
		}
		if !slices.ContainsFunc(found, func(b Binaries) bool { return b.Version == v }) {
			found = append(found, Binaries{Dir: dir, Version: v})
		}
	}
	slices.SortStableFunc(found, func(a, b Binaries) int {
		x, _ := strconv.Atoi(a.Version)
		y, _ := strconv.Atoi(b.Version)
		return y - x
	})
	return found
}

var versionPattern = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

func binaryVersion(dir string) string {
	if _, err := os.Stat(filepath.Join(dir, "initdb")); err != nil {
		return ""
	}
	out, err := exec.Command(filepath.Join(dir, "postgres"), "--version").Output()
	if err != nil {
		return ""
	}
	if m := versionPattern.FindSubmatch(out); m != nil {
		return string(m[1])
	}
	return ""
}

// dataVersion is the version that made the data, or "" where there is none.
func dataVersion(data string) string {
	content, err := os.ReadFile(filepath.Join(data, "PG_VERSION"))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(content))
}

// environment is that of this process without what would redirect PostgreSQL.
func environment() []string {
	env := slices.DeleteFunc(os.Environ(), func(entry string) bool {
		return strings.HasPrefix(entry, "PG") || strings.HasPrefix(entry, "LC_") || strings.HasPrefix(entry, "LANG")
	})
	return append(env, "LC_ALL=C")
}
