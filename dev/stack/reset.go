package stack

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"kigen/internal/postgres/pgserver"
)

// ErrNoData is returned by Reset where there is no data folder.
var ErrNoData = errors.New("there is no data folder")

// Reset removes a data folder that no stack uses. It refuses folders that no stack has made.
func Reset(dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("data folder %s: %w", dir, err)
	}
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w %s", ErrNoData, dir)
	}
	if _, err := os.Stat(filepath.Join(dir, lockFile)); err != nil {
		return fmt.Errorf("%s is no data folder of Kigen: nothing was removed", dir)
	}
	held, err := acquire(dir, fmt.Sprintf("process %d, which removes it", os.Getpid()))
	if err != nil {
		return err
	}
	defer func() { _ = held.release() }()
	if err := errors.Join(pgserver.Remove(filepath.Join(dir, "postgres")), os.RemoveAll(dir)); err != nil {
		return fmt.Errorf("remove the data folder: %w", err)
	}
	return nil
}
