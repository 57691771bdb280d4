// Package pgtest gives every test a migrated database of its own, in milliseconds.
//
// The first call in a test binary starts a private PostgreSQL server (or uses the one named in
// KIGEN_TEST_DATABASE_URL) and migrates a template; each test gets a clone, which is dropped at its end.
package pgtest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"reflect"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"kigen/internal/postgres/pgserver"
)

// Migrate brings an empty database to the state tests start from.
type Migrate func(ctx context.Context, databaseURL string) error

// New returns a pool on a fresh database, both gone when the test ends. migrate runs once per test binary for
// each function given, nil leaves the database empty.
func New(t testing.TB, migrate Migrate) *pgxpool.Pool {
	t.Helper()
	pool, err := pgxpool.New(context.Background(), URL(t, migrate))
	if err != nil {
		t.Fatalf("connect to the test's database: %v", err)
	}
	t.Cleanup(pool.Close)
	return pool
}

// URL is New for tests that open their own connections; it returns the database's connection string.
func URL(t testing.TB, migrate Migrate) string {
	t.Helper()
	ctx := context.Background()
	s, err := shared()
	if err != nil {
		t.Fatalf("PostgreSQL for tests: %v", err)
	}
	template, err := s.template(ctx, migrate)
	if err != nil {
		t.Fatalf("template database: %v", err)
	}
	name := s.name("test")
	if err := pgserver.CreateFromTemplate(ctx, s.url("postgres"), name, template); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := pgserver.DropDatabase(ctx, s.url("postgres"), name); err != nil {
			t.Logf("the test's database stays behind: %v", err)
		}
	})
	return s.url(name)
}

// server is shared by all tests of a binary and ends with it.
type server struct {
	url     func(database string) string
	private *pgserver.Server
	created atomic.Int64

	mu        sync.Mutex
	templates map[uintptr]func() (string, error)
}

var shared = sync.OnceValues(func() (*server, error) {
	s := &server{templates: map[uintptr]func() (string, error){}}
	if external := os.Getenv("KIGEN_TEST_DATABASE_URL"); external != "" {
		u, err := url.Parse(external)
		if err != nil {
			return nil, fmt.Errorf("KIGEN_TEST_DATABASE_URL: %w", err)
		}
		s.url = func(database string) string {
			v := *u
			v.Path = "/" + database
			return v.String()
		}
		return s, nil
	}
	dir, err := os.MkdirTemp("", "kigen-pgtest-")
	if err != nil {
		return nil, err
	}
	// Under root the server runs as another account, which must pass through here.
	if err := os.Chmod(dir, 0o755); err != nil {
		return nil, err
	}
	if s.private, err = pgserver.Start(context.Background(), pgserver.Options{Dir: dir, Fast: true}); err != nil {
		_ = os.RemoveAll(dir)
		return nil, err
	}
	s.url = s.private.URL
	return s, s.private.RemoveAtExit()
})

func (s *server) name(kind string) string {
	return fmt.Sprintf("kigen_%s_%d_%d_%d", kind, time.Now().Unix(), os.Getpid(), s.created.Add(1))
}

func (s *server) template(ctx context.Context, migrate Migrate) (string, error) {
	key := reflect.ValueOf(migrate).Pointer()
	s.mu.Lock()
	build, ok := s.templates[key]
	if !ok {
		build = sync.OnceValues(func() (string, error) {
			name := s.name("template")
			if err := pgserver.CreateDatabase(ctx, s.url("postgres"), name); err != nil {
				return "", err
			}
			if migrate == nil {
				return name, nil
			}
			return name, migrate(ctx, s.url(name))
		})
		s.templates[key] = build
	}
	s.mu.Unlock()
	return build()
}
