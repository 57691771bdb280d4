package pages

import (
	"cmp"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"io/fs"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/a-h/templ"
	"github.com/alexedwards/scs/v2"
	"go.uber.org/zap"

	"kigen/starter/api"
)

// Site is a set of pages for one kind of people.
type Site struct {
	// Root is the path below which the pages are, without a slash at its end.
	Root string
	// Also are paths of pages that are not below the root.
	Also []string
	// Rules is where the pages of rules are, with a slash at its end; empty for nowhere.
	Rules string
	API   *api.API
	Log   *zap.Logger
	// Secure marks the cookies as such: the site is reached by https.
	Secure bool
	// Sessions are those of the people who have signed in.
	Sessions *scs.SessionManager
	// Error is the page that says what went wrong.
	Error func(v *Visit, p *api.Problem) templ.Component
	// MaxBody bounds what a request may send, in bytes; 0, or nil, for that of a form.
	MaxBody func(r *http.Request) int64
}

// Page answers a request. An error is shown as a page.
type Page func(v *Visit) error

// Handler makes a page a handler.
func (s *Site) Handler(p Page) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := s.Visit(w, r)
		if err := p(v); err != nil {
			s.Failed(v, err)
		}
	})
}

// policy lets a page load what the site itself has, and show its own frames.
const policy = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
	"frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// maxForm bounds what a form may send.
const maxForm = 64 << 10

// Guarded puts around all pages what protects who reads them.
func (s *Site) Guarded(next http.Handler) http.Handler {
	// A form of another site must not act for who is signed in here.
	next = http.NewCrossOriginProtection().Handler(s.Sessions.LoadAndSave(next))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		limit := int64(maxForm)
		if s.MaxBody != nil {
			limit = cmp.Or(s.MaxBody(r), limit)
		}
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(cause)
			}
			s.Log.Error("a page broke", zap.Any("panic", cause), zap.ByteString("stack", debug.Stack()))
			http.Error(w, "500", http.StatusInternalServerError)
		}()
		next.ServeHTTP(w, r)
	})
}

// NewSessions keeps sessions in the database under a cookie of that name. One
// ends after life, or when nobody has used it for idle.
func (s *Site) NewSessions(store scs.Store, cookie string, life, idle time.Duration) *scs.SessionManager {
	m := scs.New()
	m.Store = store
	m.HashTokenInStore = true
	m.Lifetime, m.IdleTimeout = life, idle
	m.Cookie.Name, m.Cookie.Path = cookie, "/"
	m.Cookie.HttpOnly, m.Cookie.Secure, m.Cookie.SameSite = true, s.Secure, http.SameSiteLaxMode
	m.Cookie.Persist = false
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		s.Log.Error("the sessions can't be read", zap.Error(err))
		s.Failed(s.Visit(w, r), unavailable)
	}
	return m
}

// clearEvery is how often what has expired is cleared away.
const clearEvery = 10 * time.Minute

// KeepClear has what has expired cleared away now and then, until stop is called.
func (s *Site) KeepClear(clear ...func(context.Context) error) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var clearing sync.WaitGroup
	clearing.Go(func() {
		ticker := time.NewTicker(clearEvery)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
			for _, away := range clear {
				if err := away(ctx); err != nil && ctx.Err() == nil {
					s.Log.Warn("what has expired stays for now", zap.Error(err))
				}
			}
		}
	})
	return func() {
		cancel()
		clearing.Wait()
	}
}

//go:embed static
var files embed.FS

// sums tell one version of a file from another, so that it may be kept for good.
var sums = func() map[string]string {
	all := map[string]string{}
	entries, err := fs.ReadDir(files, "static")
	if err != nil {
		panic(err)
	}
	for _, e := range entries {
		content, err := fs.ReadFile(files, "static/"+e.Name())
		if err != nil {
			panic(err)
		}
		sum := sha256.Sum256(content)
		all[e.Name()] = hex.EncodeToString(sum[:6])
	}
	return all
}()

// Asset is the address of a file of the look, which changes with its content.
func (s *Site) Asset(name string) string {
	sum, ok := sums[name]
	if !ok {
		panic("pages: there is no " + name)
	}
	return s.Root + "/static/" + name + "?" + sum
}

// Static serves the files of the look, at Root + "/static/{name}".
func Static(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeFileFS(w, r, files, "static/"+r.PathValue("name"))
}

// inside tells whether the path is one of the site's pages.
func (s *Site) inside(path string) bool {
	for _, root := range append([]string{s.Root}, s.Also...) {
		if path == root || strings.HasPrefix(path, root+"/") {
			return true
		}
	}
	return false
}
