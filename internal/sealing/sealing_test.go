package sealing_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/temporal"
	"google.golang.org/protobuf/proto"

	"kigen/internal/sealing"
)

func newKeys(t *testing.T) *sealing.Keys {
	t.Helper()
	keys, err := sealing.New()
	require.NoError(t, err)
	return keys
}

func TestPayloadsAreUnreadableWithoutTheKey(t *testing.T) {
	keys := newKeys(t)
	type claim struct{ ID, Cause string }
	in := claim{"clm_1", "water"}

	sealed, err := keys.DataConverter().ToPayload(in)
	require.NoError(t, err)
	raw, err := proto.Marshal(sealed)
	require.NoError(t, err)
	for _, secret := range []string{"clm_1", "water", "Cause", "json/plain"} {
		require.NotContains(t, string(raw), secret)
	}

	var out claim
	require.NoError(t, keys.DataConverter().FromPayload(sealed, &out))
	require.Equal(t, in, out)
	require.Error(t, newKeys(t).DataConverter().FromPayload(sealed, &out), "another key opens it")

	sealed.Data[len(sealed.Data)-1] ^= 1
	require.Error(t, keys.DataConverter().FromPayload(sealed, &out), "a changed payload opens")
}

func TestUnsealedPayloadsPass(t *testing.T) {
	plain := &commonpb.Payload{Metadata: map[string][]byte{"encoding": []byte("json/plain")}, Data: []byte(`"x"`)}
	got, err := newKeys(t).Codec().Decode([]*commonpb.Payload{plain})
	require.NoError(t, err)
	require.True(t, proto.Equal(plain, got[0]))
}

func TestFailuresAreSealedWithTheirMessage(t *testing.T) {
	keys := newKeys(t)
	failure := keys.FailureConverter().ErrorToFailure(
		temporal.NewNonRetryableApplicationError("the parcel is lost", "state", errors.New("cause"), "detail"))
	raw, err := proto.Marshal(failure)
	require.NoError(t, err)
	require.NotContains(t, string(raw), "parcel")
	require.NotContains(t, string(raw), "detail")
	require.Contains(t, string(raw), "state", "the type stays readable: retry policies match on it")

	back := keys.FailureConverter().FailureToError(failure)
	app, ok := errors.AsType[*temporal.ApplicationError](back)
	require.True(t, ok)
	require.Equal(t, "state", app.Type())
	require.Contains(t, app.Error(), "the parcel is lost")
	var detail string
	require.NoError(t, app.Details(&detail))
	require.Equal(t, "detail", detail)
}

func TestRotationInTwoSteps(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	old, err := sealing.LoadOrCreate(path)
	require.NoError(t, err)
	before, err := old.DataConverter().ToPayload("before")
	require.NoError(t, err)
	reload := func() *sealing.Keys {
		keys, err := sealing.LoadOrCreate(path)
		require.NoError(t, err)
		return keys
	}

	added := reload()
	id, err := added.Add(sealing.Payloads)
	require.NoError(t, err)
	require.NoError(t, added.Save(path))
	added = reload()
	meanwhile, err := added.DataConverter().ToPayload("meanwhile")
	require.NoError(t, err)
	var text string
	require.NoError(t, old.DataConverter().FromPayload(meanwhile, &text), "a worker without the added key is left behind")

	promoted := reload()
	primary, err := promoted.Promote(sealing.Payloads)
	require.NoError(t, err)
	require.Equal(t, id, primary)
	require.NoError(t, promoted.Save(path))
	promoted = reload()
	after, err := promoted.DataConverter().ToPayload("after")
	require.NoError(t, err)
	require.NoError(t, added.DataConverter().FromPayload(after, &text), "a worker with the added key can't open")
	require.Equal(t, "after", text)
	require.NoError(t, promoted.DataConverter().FromPayload(before, &text), "an old history can't be read")
	require.Equal(t, "before", text)
	require.Error(t, old.DataConverter().FromPayload(after, &text), "sealed with the old key still")

	list := promoted.List()
	require.Len(t, list, 4)
	require.Equal(t, sealing.Key{Purpose: sealing.Payloads, ID: id, Primary: true}, list[1])
	require.False(t, list[0].Primary)

	_, err = promoted.Add("letters")
	require.ErrorContains(t, err, "letters")
	_, err = promoted.Promote("letters")
	require.ErrorContains(t, err, "letters")
}

func TestKeyFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "keys.json")
	_, err := sealing.Load(path)
	require.ErrorIs(t, err, os.ErrNotExist)

	_, err = sealing.LoadOrCreate(path)
	require.NoError(t, err)
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 1, "no half-written file stays")

	good, err := os.ReadFile(path)
	require.NoError(t, err)
	for name, bad := range map[string]string{
		"no JSON":         "secret-material",
		"no keyset":       "{}",
		"another keyset":  strings.Replace(string(good), `"links"`, `"lynx"`, 1),
		"unknown keyset":  strings.Replace(string(good), "{", `{"extra":{},`, 1),
		"a broken keyset": `{"payloads":{"key":[{"keyData":"secret-material"}]},"documents":{},"links":{}}`,
	} {
		_, err := sealing.Parse([]byte(bad))
		require.Error(t, err, name)
		require.NotContains(t, err.Error(), "secret-material", name)
	}
	require.Error(t, newKeys(t).Save(filepath.Join(dir, "none", "keys.json")))
}

func TestProcessesThatStartTogetherGetTheSameKeys(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	lists := make([][]sealing.Key, 8)
	var all sync.WaitGroup
	for i := range lists {
		all.Go(func() {
			if keys, err := sealing.LoadOrCreate(path); err == nil {
				lists[i] = keys.List()
			}
		})
	}
	all.Wait()
	for _, list := range lists {
		require.Len(t, list, 3)
		require.Equal(t, lists[0], list)
	}
}

func TestDocumentsAreBoundToTheirID(t *testing.T) {
	keys := newKeys(t)
	var sealed bytes.Buffer
	w, err := keys.Documents().NewEncryptingWriter(&sealed, []byte("doc_a"))
	require.NoError(t, err)
	_, err = w.Write([]byte("image"))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	r, err := keys.Documents().NewDecryptingReader(bytes.NewReader(sealed.Bytes()), []byte("doc_b"))
	if err == nil {
		_, err = r.Read(make([]byte, 10))
	}
	require.Error(t, err, "one document passes for another")
}
