// Package ids makes the identifiers of everything Kigen keeps: a short prefix
// that names the kind, an underscore and 26 lower-case base32 characters
// ("clm_7k2m…"). They mean nothing else and hold no personal data.
package ids

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"strings"
)

// size is the number of random bytes: 128 bits in 26 characters.
const size = 16

// encoding leaves out i, l, o and u, which are misread or misheard on the phone.
var encoding = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// New returns a random identifier of the kind that prefix names.
func New(prefix string) string {
	var b [size]byte
	_, _ = rand.Read(b[:]) // never fails, see crypto/rand
	return prefix + "_" + encoding.EncodeToString(b[:])
}

// Derived returns the identifier that belongs to parts: the same parts always
// give the same identifier. Parts are not joined, so ("ab", "c") and
// ("a", "bc") differ. Parts can be guessed from the result by trial: give no
// personal data.
func Derived(prefix string, parts ...string) string {
	h := sha256.New()
	var n [8]byte
	for _, part := range append([]string{prefix}, parts...) {
		binary.BigEndian.PutUint64(n[:], uint64(len(part)))
		h.Write(n[:])
		h.Write([]byte(part))
	}
	return prefix + "_" + encoding.EncodeToString(h.Sum(nil)[:size])
}

// Prefix returns the kind of id, and whether id looks like one of this package.
func Prefix(id string) (string, bool) {
	prefix, rest, ok := strings.Cut(id, "_")
	if !ok || prefix == "" || len(rest) != encoding.EncodedLen(size) {
		return "", false
	}
	for _, c := range []byte(prefix) {
		if c < 'a' || c > 'z' {
			return "", false
		}
	}
	_, err := encoding.DecodeString(rest)
	return prefix, err == nil
}

// Is reports whether id looks like one of the kind that prefix names.
func Is(prefix, id string) bool {
	p, ok := Prefix(id)
	return ok && p == prefix
}
