package vault

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"path"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"github.com/tink-crypto/tink-go/v2/tink"

	"kigen/internal/config"
)

// Bucket keeps documents in an S3 bucket: <prefix>/<ID>. The server never sees
// them unsealed.
type Bucket struct {
	client       *minio.Client
	name, prefix string
	keys         tink.StreamingAEAD
}

// OpenBucket returns the vault in the bucket that c names. The bucket exists;
// nothing is asked of the server yet.
func OpenBucket(c config.Vault, keys tink.StreamingAEAD) (*Bucket, error) {
	login := credentials.NewStaticV4(c.AccessKey, c.SecretKey.Reveal(), "")
	if c.AccessKey == "" {
		login = credentials.NewIAM("")
	}
	client, err := minio.New(c.Endpoint.Host, &minio.Options{
		Creds:  login,
		Secure: c.Endpoint.Scheme == "https",
		Region: c.Region,
	})
	if err != nil {
		return nil, fmt.Errorf("vault: %w", err)
	}
	return &Bucket{client: client, name: c.Bucket, prefix: c.Prefix, keys: keys}, nil
}

func (b *Bucket) key(id string) string { return path.Join(b.prefix, id) }

// Put implements Vault. The document is held in memory: its sealed size must
// be known before it is sent, and documents are a few MB (S-11).
func (b *Bucket) Put(ctx context.Context, id string, r io.Reader) (Content, error) {
	if err := checkID(id); err != nil {
		return Content{}, err
	}
	var sealed bytes.Buffer
	content, err := seal(b.keys, id, &sealed, r)
	if err != nil {
		return Content{}, err
	}
	_, err = b.client.PutObject(ctx, b.name, b.key(id), &sealed, int64(sealed.Len()),
		minio.PutObjectOptions{ContentType: "application/octet-stream"})
	if err != nil {
		return Content{}, fmt.Errorf("vault: put: %w", err)
	}
	return content, nil
}

// Open implements Vault.
func (b *Bucket) Open(ctx context.Context, id string) (io.ReadCloser, error) {
	if err := checkID(id); err != nil {
		return nil, err
	}
	object, err := b.client.GetObject(ctx, b.name, b.key(id), minio.GetObjectOptions{})
	if err == nil {
		_, err = object.Stat() // GetObject asks the server only when it is read
	}
	if minio.ToErrorResponse(err).StatusCode == http.StatusNotFound {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("vault: open: %w", err)
	}
	return open(b.keys, id, object)
}

// Delete implements Vault.
func (b *Bucket) Delete(ctx context.Context, id string) error {
	if err := checkID(id); err != nil {
		return err
	}
	if err := b.client.RemoveObject(ctx, b.name, b.key(id), minio.RemoveObjectOptions{}); err != nil {
		return fmt.Errorf("vault: delete: %w", err)
	}
	return nil
}
