package vault

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/tink-crypto/tink-go/v2/tink"
)

// Directory keeps documents as files: <last two characters of the ID>/<ID>.
type Directory struct {
	root *os.Root
	keys tink.StreamingAEAD
}

// OpenDirectory returns the vault at dir, which is made where it is missing.
func OpenDirectory(dir string, keys tink.StreamingAEAD) (*Directory, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("vault: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("vault: %w", err)
	}
	return &Directory{root: root, keys: keys}, nil
}

// Close gives the directory back.
func (d *Directory) Close() error { return d.root.Close() }

// shard is the folder of id: by its end, which is random in all IDs.
func shard(id string) string { return id[len(id)-2:] }

// part names the unfinished files of id; Delete removes those a crash left.
func part(id string) string { return id + ".part-" }

// Put implements Vault: a reader finds the old document or the new one.
func (d *Directory) Put(ctx context.Context, id string, r io.Reader) (content Content, err error) {
	if err := errors.Join(checkID(id), ctx.Err()); err != nil {
		return Content{}, err
	}
	folder := shard(id)
	if err := d.root.MkdirAll(folder, 0o700); err != nil {
		return Content{}, fmt.Errorf("vault: put: %w", err)
	}
	unfinished := path.Join(folder, part(id)+rand.Text())
	f, err := d.root.OpenFile(unfinished, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return Content{}, fmt.Errorf("vault: put: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.root.Remove(unfinished))
		}
	}()
	content, err = seal(d.keys, id, f, r)
	if err = errors.Join(err, f.Sync(), f.Close(), ctx.Err()); err != nil {
		return Content{}, err
	}
	if err = d.root.Rename(unfinished, path.Join(folder, id)); err != nil {
		return Content{}, fmt.Errorf("vault: put: %w", err)
	}
	return content, d.syncFolder(folder)
}

// syncFolder makes a new name survive a loss of power. The file is in place
// already, so a failure asks for another Put and nothing is to be undone.
func (d *Directory) syncFolder(folder string) error {
	f, err := d.root.Open(folder)
	if err != nil {
		return fmt.Errorf("vault: put: %w", err)
	}
	return errors.Join(f.Sync(), f.Close())
}

// Open implements Vault.
func (d *Directory) Open(ctx context.Context, id string) (io.ReadCloser, error) {
	if err := errors.Join(checkID(id), ctx.Err()); err != nil {
		return nil, err
	}
	f, err := d.root.Open(path.Join(shard(id), id))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("vault: open: %w", err)
	}
	return open(d.keys, id, f)
}

// Delete implements Vault.
func (d *Directory) Delete(ctx context.Context, id string) error {
	if err := errors.Join(checkID(id), ctx.Err()); err != nil {
		return err
	}
	entries, err := fs.ReadDir(d.root.FS(), shard(id))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("vault: delete: %w", err)
	}
	for _, entry := range entries {
		if entry.Name() != id && !strings.HasPrefix(entry.Name(), part(id)) {
			continue
		}
		if err := d.root.Remove(path.Join(shard(id), entry.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("vault: delete: %w", err)
		}
	}
	return nil
}
