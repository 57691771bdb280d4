// Package vault keeps applicants' documents outside the database, each sealed
// under its own ID, so that one can't be passed off as another.
package vault

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/tink-crypto/tink-go/v2/tink"

	"kigen/internal/config"
	"kigen/internal/ids"
)

// ErrNotFound says that no document has the ID.
var ErrNotFound = errors.New("vault: no such document")

// Vault keeps documents. IDs are those of package ids; another text is an
// error. All methods may be called again after a failure.
type Vault interface {
	// Put keeps what r holds under id, wholly or not at all. What was there
	// under the same id is replaced.
	Put(ctx context.Context, id string, r io.Reader) (Content, error)
	// Open reads a document. A changed or exchanged one fails while being
	// read, so nothing may be done with a part of it. The error is
	// ErrNotFound where there is none.
	Open(ctx context.Context, id string) (io.ReadCloser, error)
	// Delete removes a document. One that isn't there is no error.
	Delete(ctx context.Context, id string) error
}

// Content describes what was put.
type Content struct {
	// Size in bytes, before sealing.
	Size int64
	// SHA256 of the content before sealing, in lower-case hexadecimal.
	SHA256 string
}

// New returns the vault that c names, sealed by keys.
func New(c config.Vault, keys tink.StreamingAEAD) (Vault, error) {
	switch {
	case c.Directory != "":
		return OpenDirectory(c.Directory, keys)
	case c.Bucket != "":
		return OpenBucket(c, keys)
	}
	return nil, errors.New("vault: none is configured")
}

func checkID(id string) error {
	if _, ok := ids.Prefix(id); !ok {
		return errors.New("vault: a document is kept under an ID")
	}
	return nil
}

// seal writes r to w, sealed under id, and describes it.
func seal(keys tink.StreamingAEAD, id string, w io.Writer, r io.Reader) (Content, error) {
	sealed, err := keys.NewEncryptingWriter(w, []byte(id))
	if err != nil {
		return Content{}, fmt.Errorf("vault: seal: %w", err)
	}
	hash := sha256.New()
	size, err := io.Copy(io.MultiWriter(sealed, hash), r)
	if err = errors.Join(err, sealed.Close()); err != nil {
		return Content{}, fmt.Errorf("vault: seal: %w", err)
	}
	return Content{Size: size, SHA256: hex.EncodeToString(hash.Sum(nil))}, nil
}

// opened reads what seal wrote and closes what it was read from.
type opened struct {
	io.Reader
	io.Closer
}

func open(keys tink.StreamingAEAD, id string, sealed io.ReadCloser) (io.ReadCloser, error) {
	plain, err := keys.NewDecryptingReader(sealed, []byte(id))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("vault: open: %w", err), sealed.Close())
	}
	return opened{plain, sealed}, nil
}
