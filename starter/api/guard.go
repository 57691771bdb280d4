package api

import (
	"net/http"
	"runtime/debug"
	"slices"

	"go.uber.org/zap"
)

// guarded answers what no operation does: unknown addresses, methods that an
// address does not know, and a handler that broke.
func (a *API) guarded(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		language := languageOf(r.Header.Get("Accept-Language"))
		started := &once{ResponseWriter: w}
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			a.Log.Error("a handler broke", zap.Any("panic", cause), zap.ByteString("stack", debug.Stack()))
			if started.begun {
				panic(http.ErrAbortHandler) // half an answer must not look whole
			}
			problemOf(broken, language, 0).write(w)
		}()
		if _, pattern := mux.Handler(r); pattern != "" {
			mux.ServeHTTP(started, r)
			return
		}
		p := problemOf(notFound, language, 0)
		if allow := methods(mux, r); allow != "" {
			h.Set("Allow", allow)
			p = problemOf(notAllowed, language, http.StatusMethodNotAllowed)
		}
		p.write(w)
	})
}

// once notes whether an answer has begun.
type once struct {
	http.ResponseWriter
	begun bool
}

func (o *once) WriteHeader(status int) {
	o.begun = true
	o.ResponseWriter.WriteHeader(status)
}

func (o *once) Write(p []byte) (int, error) {
	o.begun = true
	return o.ResponseWriter.Write(p)
}

// Unwrap lets deadlines and flushes through.
func (o *once) Unwrap() http.ResponseWriter { return o.ResponseWriter }

// methods are those that the mux knows for the address, as of its own answer 405.
func methods(mux *http.ServeMux, r *http.Request) string {
	probe := &refused{header: http.Header{}}
	handler, _ := mux.Handler(r)
	handler.ServeHTTP(probe, r)
	if probe.status != http.StatusMethodNotAllowed {
		return ""
	}
	return probe.header.Get("Allow")
}

// refused takes the mux's own answer to a request that it has no handler for.
type refused struct {
	header http.Header
	status int
}

func (w *refused) Header() http.Header         { return w.header }
func (w *refused) Write(p []byte) (int, error) { return len(p), nil }
func (w *refused) WriteHeader(status int)      { w.status = status }

// Only lets the bearers of a role's token pass to a handler beside the API.
func (a *API) Only(roles ...Role) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
			r := &Request{Operation: hr.URL.Path, Language: languageOf(hr.Header.Get("Accept-Language"))}
			p, err := a.principal(hr.Context(), hr)
			switch {
			case err != nil:
			case p.Role == Public:
				err = unauthenticated
			case !slices.Contains(roles, p.Role):
				err = forbidden
			}
			if err != nil {
				a.problem(r, err).write(w)
				return
			}
			next.ServeHTTP(w, hr)
		})
	}
}

// Forbidden answers what a guard beside the API does not let pass.
func (a *API) Forbidden() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		problemOf(forbidden, languageOf(r.Header.Get("Accept-Language")), 0).write(w)
	})
}
