// Package passwords keeps and checks the passwords of staff and members.
//
// A password is kept as an argon2id hash in PHC string format
// ("$argon2id$v=19$m=19456,t=2,p=1$salt$hash") with the parameters that OWASP's
// password storage cheat sheet gives first, under a salt of its own. It is
// normalised to NFKC before (NIST SP 800-63B-3, 5.1.1.2), so that a password
// typed with full-width letters is the same.
//
// How somebody signs in:
//
//	match, err := passwords.Verify(ctx, hash, given) // hash is "" for an unknown login
//	if match.Stale {
//		// keep passwords.Hash(ctx, given) instead
//	}
package passwords

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"encoding/base64"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// parameters are what a hash costs.
type parameters struct {
	memory  uint32 // KiB
	passes  uint32
	threads uint8
}

// current is what new hashes are made with.
var current = parameters{memory: 19 * 1024, passes: 2, threads: 1}

const (
	saltLength = 16
	keyLength  = 32
	// largestMemory and mostPasses bound what a hash that was read may ask for.
	largestMemory = 1 << 20
	mostPasses    = 16
	// longest bounds what is normalised and hashed, in bytes.
	longest = 4 * 1024
)

// slots bounds how many hashes are made at once, and with it the memory: one a
// processor, as more would only wait for each other.
var slots = make(chan struct{}, max(2, runtime.GOMAXPROCS(0)))

// derive makes the key of a password, in its turn. Its only error is ctx's.
func derive(ctx context.Context, password string, salt []byte, p parameters, length int) ([]byte, error) {
	select {
	case slots <- struct{}{}:
		defer func() { <-slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(norm.NFKC.String(password)), salt, p.passes, p.memory, p.threads, uint32(length)), nil
}

// Hash gives what is kept of a password that [Rules.Check] has let pass. It waits
// while many hashes are made; its only error is ctx's.
func Hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltLength)
	_, _ = rand.Read(salt) // never fails, see crypto/rand
	key, err := derive(ctx, password, salt, current, keyLength)
	if err != nil {
		return "", err
	}
	return encode(current, salt, key), nil
}

// Match is how a password compares with what is kept of one.
type Match struct {
	// OK tells that it is the password.
	OK bool
	// Stale tells of a password that is right that its hash is to be made anew:
	// the parameters have grown since.
	Stale bool
}

// Verify compares a password with a hash of [Hash], in constant time. Where
// hash is empty (there is no such login, or it has no password) it compares with
// that of a password nobody has: the caller hears no sooner that it is wrong.
// The error is ctx's, or tells of a hash that can't be read.
func Verify(ctx context.Context, hash, password string) (Match, error) {
	nobody := hash == "" || len(password) > longest
	if nobody {
		hash, password = dummy(), ""
	}
	p, salt, want, err := decode(hash)
	if err != nil {
		return Match{}, err
	}
	got, err := derive(ctx, password, salt, p, len(want))
	if err != nil {
		return Match{}, err
	}
	ok := subtle.ConstantTimeCompare(got, want) == 1 && !nobody
	stale := p.memory < current.memory || p.passes < current.passes || len(want) < keyLength || len(salt) < saltLength
	return Match{OK: ok, Stale: ok && stale}, nil
}

// dummy is a hash that no password has.
var dummy = sync.OnceValue(func() string {
	return encode(current, make([]byte, saltLength), make([]byte, keyLength))
})

var b64 = base64.RawStdEncoding

func encode(p parameters, salt, key []byte) string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.memory, p.passes, p.threads,
		b64.EncodeToString(salt), b64.EncodeToString(key))
}

// errHash says nothing of the hash itself: errors are logged.
var errHash = errors.New("passwords: not a hash of argon2id that can be checked")

func decode(hash string) (p parameters, salt, key []byte, err error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, nil, nil, errHash
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.passes, &p.threads); n != 3 || err != nil {
		return p, nil, nil, errHash
	}
	salt, saltErr := b64.Strict().DecodeString(parts[4])
	key, keyErr := b64.Strict().DecodeString(parts[5])
	if saltErr != nil || keyErr != nil || len(salt) < 8 || len(key) < 16 || len(key) > 64 ||
		p.passes < 1 || p.passes > mostPasses || p.threads < 1 || p.memory < 8*uint32(p.threads) || p.memory > largestMemory {
		return p, nil, nil, errHash
	}
	return p, salt, key, nil
}

// legible leaves out letters that are misread, so that it can be told on the phone.
var legible = base32.NewEncoding("23456789abcdefghjkmnpqrstvwxyzuo").WithPadding(base32.NoPadding)

// OneTime makes a password to be shown once and changed at the first sign-in:
// 80 random bits in four groups, "k7mv-93xq-…".
func OneTime() string {
	random := make([]byte, 10)
	_, _ = rand.Read(random) // never fails, see crypto/rand
	text := legible.EncodeToString(random)
	groups := make([]string, 0, 4)
	for ; text != ""; text = text[4:] {
		groups = append(groups, text[:4])
	}
	return strings.Join(groups, "-")
}

// length is that of a password as it is hashed, in code points.
func length(password string) int { return utf8.RuneCountInString(norm.NFKC.String(password)) }
