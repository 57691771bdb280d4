package inbox

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// store keeps each mail as one .eml file. Names sort by arrival.
type store struct {
	dir string

	mu   sync.Mutex
	last time.Time
}

const (
	extension   = ".eml"
	arrivalName = "20060102T150405.000000000Z"
)

var idPattern = regexp.MustCompile(`^\d{8}T\d{6}\.\d{9}Z$`)

func openStore(dir string) (*store, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the inbox's folder: %w", err)
	}
	return &store{dir: dir}, nil
}

// add keeps a mail that arrived and returns its ID.
func (s *store) add(content []byte) (string, error) {
	id := s.nextID()
	if err := os.WriteFile(s.path(id)+".part", content, 0o644); err != nil {
		return "", fmt.Errorf("keep a mail: %w", err)
	}
	if err := os.Rename(s.path(id)+".part", s.path(id)); err != nil {
		return "", fmt.Errorf("keep a mail: %w", err)
	}
	return id, nil
}

// nextID is the instant of arrival, moved on where two mails share it.
func (s *store) nextID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := time.Now().UTC()
	if !at.After(s.last) {
		at = s.last.Add(time.Nanosecond)
	}
	s.last = at
	return at.Format(arrivalName)
}

// ids lists all mails, newest first.
func (s *store) ids() ([]string, error) {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return nil, fmt.Errorf("read the inbox's folder: %w", err)
	}
	var ids []string
	for _, e := range entries {
		if id, ok := strings.CutSuffix(e.Name(), extension); ok && idPattern.MatchString(id) {
			ids = append(ids, id)
		}
	}
	slices.Reverse(ids)
	return ids, nil
}

// errNoMail says that there is no mail of this ID.
var errNoMail = errors.New("no such mail")

func (s *store) raw(id string) ([]byte, error) {
	if !idPattern.MatchString(id) {
		return nil, errNoMail
	}
	content, err := os.ReadFile(s.path(id))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errNoMail
	}
	if err != nil {
		return nil, fmt.Errorf("read a mail: %w", err)
	}
	return content, nil
}

func (s *store) path(id string) string { return filepath.Join(s.dir, id+extension) }
