// Package sealing keeps what leaves the database unreadable and unforgeable:
// payloads and failures in workflow histories, documents in the vault, and
// links in letters.
package sealing

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/mac"
	tinkpb "github.com/tink-crypto/tink-go/v2/proto/tink_go_proto"
	"github.com/tink-crypto/tink-go/v2/streamingaead"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// Purpose names one keyset. No key serves two purposes.
type Purpose string

const (
	// Payloads seals workflow payloads and failures (AES256-GCM).
	Payloads Purpose = "payloads"
	// Documents seals files in the vault (AES256-GCM-HKDF in segments of 1 MB).
	Documents Purpose = "documents"
	// Links signs links in letters (HMAC-SHA256, 128-bit tag).
	Links Purpose = "links"
)

// Purposes lists all purposes in the order of the key file.
func Purposes() []Purpose { return []Purpose{Payloads, Documents, Links} }

func (p Purpose) template() (*tinkpb.KeyTemplate, error) {
	switch p {
	case Payloads:
		return aead.AES256GCMKeyTemplate(), nil
	case Documents:
		return streamingaead.AES256GCMHKDF1MBKeyTemplate(), nil
	case Links:
		return mac.HMACSHA256Tag128KeyTemplate(), nil
	}
	return nil, fmt.Errorf("sealing: no keyset is called %q", string(p))
}

// Keys holds one keyset per purpose, each with a primary key that seals and
// older ones that still open. A Keys is read-only but for Add and Promote,
// which are for the tool that writes the key file; primitives that were taken
// from it before keep the old keys.
type Keys struct {
	sets      map[Purpose]*keyset.Handle
	payloads  tink.AEAD
	documents tink.StreamingAEAD
	links     tink.MAC
}

// New returns fresh keys, one per purpose.
func New() (*Keys, error) {
	sets := map[Purpose]*keyset.Handle{}
	for _, p := range Purposes() {
		template, err := p.template()
		if err != nil {
			return nil, err
		}
		if sets[p], err = keyset.NewHandle(template); err != nil {
			return nil, fmt.Errorf("sealing: make %s: %w", p, err)
		}
	}
	return fromSets(sets)
}

func fromSets(sets map[Purpose]*keyset.Handle) (*Keys, error) {
	k := &Keys{sets: sets}
	var errs [3]error
	k.payloads, errs[0] = aead.New(sets[Payloads])
	k.documents, errs[1] = streamingaead.New(sets[Documents])
	k.links, errs[2] = mac.New(sets[Links])
	if err := errors.Join(errs[:]...); err != nil {
		return nil, fmt.Errorf("sealing: %w", err)
	}
	return k, nil
}

// Documents returns the primitive that seals files.
func (k *Keys) Documents() tink.StreamingAEAD { return k.documents }

// Parse reads keys in the form that Marshal writes.
func Parse(data []byte) (*Keys, error) {
	var file map[Purpose]json.RawMessage
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, errors.New("sealing: the key file is no JSON object") // the cause would quote key material
	}
	sets := map[Purpose]*keyset.Handle{}
	for _, p := range Purposes() {
		raw, ok := file[p]
		if !ok {
			return nil, fmt.Errorf("sealing: the key file has no keyset %q", string(p))
		}
		handle, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(raw)))
		if err != nil {
			return nil, fmt.Errorf("sealing: keyset %q is not a Tink keyset in JSON", string(p))
		}
		sets[p] = handle
	}
	for p := range file {
		if !slices.Contains(Purposes(), p) {
			return nil, fmt.Errorf("sealing: unknown keyset %q", string(p))
		}
	}
	return fromSets(sets)
}

// Marshal returns the key file: a JSON object of Tink keysets in clear. Whoever
// holds it can open everything; keep it where the platform keeps secrets.
func (k *Keys) Marshal() ([]byte, error) {
	file := map[Purpose]json.RawMessage{}
	for p, handle := range k.sets {
		var b bytes.Buffer
		if err := insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&b)); err != nil {
			return nil, fmt.Errorf("sealing: write %s: %w", p, err)
		}
		file[p] = b.Bytes()
	}
	data, err := json.MarshalIndent(file, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("sealing: %w", err)
	}
	return append(data, '\n'), nil
}

// Load reads the key file at path.
func Load(path string) (*Keys, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("sealing: %w", err)
	}
	return Parse(data)
}

// Save writes the key file at path, readable by its owner only, whole or not at
// all. A file that is there is replaced.
func (k *Keys) Save(path string) error { return k.write(path, os.Rename) }

// write puts the file in place by name, which gets the path of the finished
// file and the one that it is to have.
func (k *Keys) write(path string, name func(from, to string) error) (err error) {
	data, err := k.Marshal()
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".keys-*") // mode 0600
	if err != nil {
		return fmt.Errorf("sealing: %w", err)
	}
	defer func() {
		if rest := os.Remove(f.Name()); !errors.Is(rest, fs.ErrNotExist) {
			err = errors.Join(err, rest)
		}
	}()
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = name(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("sealing: write the key file: %w", err)
	}
	return nil
}

// LoadOrCreate reads the key file at path, or writes fresh keys there if there
// is none. Of several processes that find none, one writes and all get its keys.
func LoadOrCreate(path string) (*Keys, error) {
	keys, err := Load(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return keys, err
	}
	fresh, err := New()
	if err != nil {
		return nil, err
	}
	// A link, unlike a rename, leaves a file alone that came meanwhile.
	if err := fresh.write(path, os.Link); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return Load(path)
}

// Key describes a key without its secret.
type Key struct {
	Purpose Purpose `json:"purpose"`
	ID      uint32  `json:"id"`
	Primary bool    `json:"primary"`
}

// List describes all keys, oldest first within a purpose.
func (k *Keys) List() []Key {
	var list []Key
	for _, p := range Purposes() {
		info := k.sets[p].KeysetInfo()
		for _, key := range info.GetKeyInfo() {
			list = append(list, Key{Purpose: p, ID: key.GetKeyId(), Primary: key.GetKeyId() == info.GetPrimaryKeyId()})
		}
	}
	return list
}

// Add adds a fresh key that opens but doesn't seal yet, and returns its ID.
// Rotation takes two roll-outs of the key file, Add and then Promote, so that
// no process meets a key it doesn't have. Old keys stay: histories and
// documents outlive them.
func (k *Keys) Add(p Purpose) (uint32, error) {
	template, err := p.template()
	if err != nil {
		return 0, err
	}
	manager := keyset.NewManagerFromHandle(k.sets[p])
	id, err := manager.Add(template)
	if err != nil {
		return 0, fmt.Errorf("sealing: add to %s: %w", p, err)
	}
	return id, k.replace(p, manager)
}

// Promote makes the newest key of p the one that seals, and returns its ID.
func (k *Keys) Promote(p Purpose) (uint32, error) {
	if _, err := p.template(); err != nil {
		return 0, err
	}
	infos := k.sets[p].KeysetInfo().GetKeyInfo()
	id := infos[len(infos)-1].GetKeyId()
	manager := keyset.NewManagerFromHandle(k.sets[p])
	if err := manager.SetPrimary(id); err != nil {
		return 0, fmt.Errorf("sealing: promote in %s: %w", p, err)
	}
	return id, k.replace(p, manager)
}

func (k *Keys) replace(p Purpose, manager *keyset.Manager) error {
	handle, err := manager.Handle()
	if err != nil {
		return fmt.Errorf("sealing: %w", err)
	}
	sets := map[Purpose]*keyset.Handle{}
	for q, old := range k.sets {
		sets[q] = old
	}
	sets[p] = handle
	next, err := fromSets(sets)
	if err != nil {
		return err
	}
	*k = *next
	return nil
}
