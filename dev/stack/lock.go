package stack

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

const lockFile = "lock"

// lock keeps a data folder for one process. The kernel takes it back when the process ends, however it ends.
type lock struct{ file *os.File }

// acquire locks the folder and notes in the file who holds it, for whoever comes second.
func acquire(dir, holder string) (*lock, error) {
	file, err := os.OpenFile(filepath.Join(dir, lockFile), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, unwritable(dir, err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		defer file.Close()
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("lock the data folder %s: %w", dir, err)
		}
		by, _ := os.ReadFile(file.Name())
		return nil, fmt.Errorf("the data folder %s is in use by %s: stop that one, or choose another folder with --data",
			dir, strings.TrimSpace(string(by)))
	}
	if err := errors.Join(file.Truncate(0), write(file, holder)); err != nil {
		_ = file.Close()
		return nil, unwritable(dir, err)
	}
	return &lock{file}, nil
}

func write(file *os.File, content string) error {
	_, err := file.WriteAt([]byte(content+"\n"), 0)
	return err
}

func (l *lock) release() error { return l.file.Close() }

func unwritable(dir string, err error) error {
	return fmt.Errorf("can't write in the data folder %s: %w; choose another with --data", dir, err)
}
