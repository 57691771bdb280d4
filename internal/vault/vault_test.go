package vault_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"kigen/internal/config"
	"kigen/internal/ids"
	"kigen/internal/sealing"
	"kigen/internal/vault"
)

func newKeys(t *testing.T) *sealing.Keys {
	t.Helper()
	keys, err := sealing.New()
	require.NoError(t, err)
	return keys
}

func read(t *testing.T, v vault.Vault, id string) ([]byte, error) {
	t.Helper()
	r, err := v.Open(t.Context(), id)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(r)
	return data, errors.Join(err, r.Close())
}

// TestAdapters holds both adapters to the port's promises.
func TestAdapters(t *testing.T) {
	keys := newKeys(t).Documents()
	server := httptest.NewServer(&fakeS3{objects: map[string][]byte{}})
	defer server.Close()
	endpoint, err := url.Parse(server.URL)
	require.NoError(t, err)
	for name, c := range map[string]config.Vault{
		"directory": {Directory: filepath.Join(t.TempDir(), "a", "b")},
		"bucket": {
			Bucket: "documents", Prefix: "kigen", Endpoint: endpoint, Region: "ap-northeast-1",
			AccessKey: "access", SecretKey: "secret",
		},
	} {
		t.Run(name, func(t *testing.T) {
			v, err := vault.New(c, keys)
			require.NoError(t, err)
			if d, ok := v.(*vault.Directory); ok {
				defer func() { require.NoError(t, d.Close()) }()
			}
			id, other := ids.New("doc"), ids.New("doc")
			for _, data := range [][]byte{{}, []byte("page"), bytes.Repeat([]byte("0123456789"), 300_000)} {
				content, err := v.Put(t.Context(), id, bytes.NewReader(data))
				require.NoError(t, err)
				sum := sha256.Sum256(data)
				require.Equal(t, vault.Content{Size: int64(len(data)), SHA256: hex.EncodeToString(sum[:])}, content)
				got, err := read(t, v, id)
				require.NoError(t, err)
				require.True(t, bytes.Equal(data, got))
			}
			_, err = read(t, v, other)
			require.ErrorIs(t, err, vault.ErrNotFound)

			_, err = v.Put(t.Context(), other, io.MultiReader(strings.NewReader("half"), iotest.ErrReader(errors.New("line cut"))))
			require.ErrorContains(t, err, "line cut")
			_, err = read(t, v, other)
			require.ErrorIs(t, err, vault.ErrNotFound, "half a document is kept")

			require.NoError(t, v.Delete(t.Context(), id))
			require.NoError(t, v.Delete(t.Context(), id))
			require.NoError(t, v.Delete(t.Context(), other))
			_, err = read(t, v, id)
			require.ErrorIs(t, err, vault.ErrNotFound)

			for _, bad := range []string{"", "../../etc/passwd", "doc_", "山田"} {
				_, err := v.Put(t.Context(), bad, strings.NewReader("x"))
				require.Error(t, err)
				_, err = v.Open(t.Context(), bad)
				require.Error(t, err)
				require.Error(t, v.Delete(t.Context(), bad))
			}
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			_, err = v.Put(ctx, id, strings.NewReader("x"))
			require.ErrorIs(t, err, context.Canceled)
		})
	}
	_, err = vault.New(config.Vault{}, keys)
	require.Error(t, err)
}

func TestDirectoryHoldsNothingReadable(t *testing.T) {
	dir := t.TempDir()
	v, err := vault.OpenDirectory(dir, newKeys(t).Documents())
	require.NoError(t, err)
	defer func() { require.NoError(t, v.Close()) }()
	id, other := ids.New("doc"), ids.New("doc")
	for _, each := range []string{id, other} {
		_, err = v.Put(t.Context(), each, strings.NewReader("address and birth date"))
		require.NoError(t, err)
	}

	files := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		require.NotContains(t, string(data), "address")
		files[filepath.Base(path)] = path
		return nil
	}))
	require.Len(t, files, 2)

	// A document put in another's place, and a changed one, are noticed.
	swapped, err := os.ReadFile(files[other])
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(files[id], swapped, 0o600))
	_, err = read(t, v, id)
	require.Error(t, err)
	swapped[len(swapped)-1] ^= 1
	require.NoError(t, os.WriteFile(files[other], swapped, 0o600))
	_, err = read(t, v, other)
	require.Error(t, err)

	// What a crash left unfinished goes with the document.
	require.NoError(t, os.WriteFile(files[id]+".part-X", []byte("x"), 0o600))
	require.NoError(t, v.Delete(t.Context(), id))
	_, err = os.Stat(files[id] + ".part-X")
	require.ErrorIs(t, err, fs.ErrNotExist)
}
