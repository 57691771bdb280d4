package pgserver

import (
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is the user PostgreSQL runs as: this process's own, except under root, as which PostgreSQL refuses to run.
type account struct {
	uid, gid uint32
	name     string
	other    bool
}

func serverAccount() (account, error) {
	if os.Geteuid() != 0 {
		return account{uid: uint32(os.Geteuid()), gid: uint32(os.Getegid())}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errUID := strconv.ParseUint(u.Uid, 10, 32)
		gid, errGID := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(errUID, errGID); err != nil {
			return account{}, fmt.Errorf("account %s: %w", name, err)
		}
		return account{uid: uint32(uid), gid: uint32(gid), name: name, other: true}, nil
	}
	return account{}, errors.New("PostgreSQL refuses to run as root, and there is no account postgres or nobody to run it as: " +
		"start as another user, or name a running server in DATABASE_URL")
}

// apply makes a command run as the account, in a process group of its own: an interrupt typed at
// the terminal must not reach PostgreSQL before its clients are done.
func (a account) apply(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if a.other {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: a.uid, Gid: a.gid}
	}
}

func (a account) own(path string) error {
	if !a.other {
		return nil
	}
	if err := os.Chown(path, int(a.uid), int(a.gid)); err != nil {
		return fmt.Errorf("give %s to the account %s: %w", path, a.name, err)
	}
	return nil
}

// elsewhere holds the data of directories whose parents the account may not enter.
const elsewhere = "/var/lib/kigen"

// prepareDir makes dir and returns where the data goes. A clone in root's home can't be entered by
// the account that runs PostgreSQL; then dir becomes a link to a directory under /var/lib/kigen.
func prepareDir(dir string, a account) (string, error) {
	if target, err := os.Readlink(dir); err == nil && filepath.Dir(target) == elsewhere {
		dir = target
	}
	if a.other && !enterable(filepath.Dir(dir), a) {
		target := filepath.Join(elsewhere, "postgres-"+fingerprint(dir))
		if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
			return "", fmt.Errorf("make the data directory: %w", err)
		}
		if err := os.Symlink(target, dir); err != nil {
			return "", fmt.Errorf("the account %s may not enter a parent of %s: %w", a.name, dir, err)
		}
		dir = target
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("make the data directory: %w", err)
	}
	return dir, a.own(dir)
}

// Remove deletes the data of a server that doesn't run, also where Options.Dir became a link.
func Remove(dir string) error {
	target, err := os.Readlink(dir)
	if err == nil && filepath.Dir(target) == elsewhere {
		if err := os.RemoveAll(target); err != nil {
			return fmt.Errorf("remove PostgreSQL's data: %w", err)
		}
		_ = os.Remove(elsewhere) // unless it holds other data
	}
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("remove PostgreSQL's data: %w", err)
	}
	return nil
}

// enterable reports whether the account may pass through dir and all above it. What doesn't exist
// yet will be made so.
func enterable(dir string, a account) bool {
	for ; ; dir = filepath.Dir(dir) {
		if info, err := os.Stat(dir); err == nil {
			need := os.FileMode(0o001)
			if stat, ok := info.Sys().(*syscall.Stat_t); ok {
				switch {
				case stat.Uid == a.uid:
					need = 0o100
				case stat.Gid == a.gid:
					need = 0o010
				}
			}
			if info.Mode().Perm()&need == 0 {
				return false
			}
		}
		if dir == filepath.Dir(dir) {
			return true
		}
	}
}

// longestSocketDir leaves room for the name of the socket in the 103 bytes that macOS allows.
const longestSocketDir = 80

// socketDir is the directory of the unix socket: a short path that stays the same for the same data.
func socketDir(dir string, a account) string {
	base := os.TempDir()
	name := "kigen-pg-" + fingerprint(dir)
	if len(base)+1+len(name) > longestSocketDir || (a.other && !enterable(base, a)) {
		base = "/tmp"
	}
	return filepath.Join(base, name)
}

// makeSocketDir makes the directory closed to other users, and takes none that another made.
func makeSocketDir(path string, a account) error {
	if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return fmt.Errorf("make the directory of PostgreSQL's socket: %w", err)
	}
	info, err := os.Lstat(path)
	if err != nil {
		return fmt.Errorf("directory of PostgreSQL's socket: %w", err)
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !info.IsDir() || info.Mode().Perm()&0o077 != 0 || !ok || (stat.Uid != a.uid && int(stat.Uid) != os.Geteuid()) {
		return fmt.Errorf("%s is in the way of PostgreSQL's socket and isn't ours: remove it, or set TMPDIR", path)
	}
	return a.own(path)
}

func fingerprint(dir string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(strconv.Itoa(os.Geteuid()) + dir))
	return strconv.FormatUint(h.Sum64(), 36)
}
