package terms

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

// Book holds all versions of the terms by their effective day.
type Book struct {
	versions []*Version // by effective day, the earliest first
}

// Versions are all versions, the earliest first.
func (b *Book) Versions() []*Version { return append([]*Version(nil), b.versions...) }

// At is the version in force at the instant (C-10, G-2): the last one whose
// effective day began at or before it, in Japan. Instants before the first
// version get the first.
func (b *Book) At(at time.Time) *Version {
	v := b.versions[0]
	for _, next := range b.versions[1:] {
		if next.Effective.Start().After(at) {
			break
		}
		v = next
	}
	return v
}

// Named is the version of that name, as a deadline keeps it (C-10).
func (b *Book) Named(name string) (*Version, error) {
	for _, v := range b.versions {
		if v.Name == name {
			return v, nil
		}
	}
	names := make([]string, len(b.versions))
	for i, v := range b.versions {
		names[i] = v.Name
	}
	return nil, fmt.Errorf("no version %q of the terms; there are %s", name, strings.Join(names, ", "))
}

var embedded = sync.OnceValues(func() (*Book, error) { return Load() })

// Embedded is the book of the versions that ship with the program.
func Embedded() *Book {
	b, err := embedded()
	if err != nil {
		panic(fmt.Sprintf("terms: the embedded versions are broken:\n%v", err))
	}
	return b
}
