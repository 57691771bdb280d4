package console

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/alexedwards/scs/v2"
	"github.com/jackc/pgx/v5/pgxpool"
	"go.uber.org/zap"

	"kigen/internal/postgres"
	"kigen/starter/api"
)

// Deps is what the console works with.
type Deps struct {
	API  *api.API
	Pool *pgxpool.Pool // keeps the sessions
	Log  *zap.Logger
	// Secure marks the cookies as such: the console is reached by https.
	Secure bool
	// TemporalUI is the address of the Temporal UI's namespace, which cases
	// link to; nil for none.
	TemporalUI *url.URL
}

// Console answers what is below /console.
type Console struct {
	Deps
	access   map[string][]api.Role
	sessions *scs.SessionManager
	handler  http.Handler
	stop     context.CancelFunc
	stopped  chan struct{}
}

const root = "/console"

// New returns a console; Close ends it.
func New(d Deps) *Console {
	if d.Log == nil {
		d.Log = zap.NewNop()
	}
	store := postgres.Sessions{DB: d.Pool, Now: time.Now}
	c := &Console{Deps: d, access: api.Access(), stopped: make(chan struct{})}
	c.sessions = c.manager(store)
	c.handler = c.guarded(c.sessions.LoadAndSave(c.routes()))
	ctx, stop := context.WithCancel(context.Background())
	c.stop = stop
	go c.clearSessions(ctx, store)
	return c
}

// Mount serves the console on mux.
func (c *Console) Mount(mux *http.ServeMux) {
	mux.Handle(root, c)
	mux.Handle(root+"/", c)
}

// ServeHTTP answers a request.
func (c *Console) ServeHTTP(w http.ResponseWriter, r *http.Request) { c.handler.ServeHTTP(w, r) }

// Close ends the clearing away of sessions that have expired.
func (c *Console) Close() {
	c.stop()
	<-c.stopped
}

// page answers a request of a person who is signed in. An error is shown as a page.
type page func(v *visit) error

func (c *Console) routes() http.Handler {
	mux := http.NewServeMux()
	open := func(pattern string, p page) { mux.Handle(at(pattern), c.visited(p)) }
	signedIn := func(pattern string, p page) { mux.Handle(at(pattern), c.visited(c.signedIn(p))) }

	open("GET /sign-in", c.signInPage)
	open("POST /sign-in", c.signIn)
	open("POST /sign-out", c.signOut)
	open("POST /language", c.language)

	signedIn("GET /{$}", c.tasks)
	signedIn("POST /tasks/{id}/{what}", c.moveTask)
	signedIn("GET /cases", c.cases)
	signedIn("GET /cases/{id}", c.caseOf)
	signedIn("POST /cases/{id}/actions/{action}", c.act)
	signedIn("GET /documents/{id}", c.document)
	signedIn("GET /returns/{id}/slip.pdf", c.returnSlip)
	signedIn("GET /shipments/{id}/packing-slip.pdf", c.packingSlip)
	signedIn("GET /cases/{id}/agreement.pdf", c.repairAgreement)
	signedIn("GET /letters/{id}", c.letter)
	signedIn("GET /letters/{id}/body", c.letterBody)
	signedIn("GET /deadlines", c.deadlines)
	signedIn("GET /devices", c.deviceSearch)
	signedIn("POST /devices/find", c.findDevice)
	signedIn("GET /devices/{id}", c.device)
	signedIn("POST /devices/{id}/actions/{action}", c.actOnDevice)
	signedIn("POST /devices/{id}/covers/{kind}/{option}/cancellation", c.cancelOption)
	signedIn("GET /stock", c.stock)
	signedIn("POST /stock/units", c.takeIn)
	signedIn("GET /stock/units/{id}", c.unit)
	signedIn("POST /stock/units/{id}/check", c.checkUnit)
	if c.API.Clocks != nil {
		signedIn("GET /clocks", c.clocks)
		signedIn("GET /clocks/{id}", c.clock)
		signedIn("POST /clocks/{id}/advance", c.advance)
	}
	mux.Handle(at("GET /static/{name}"), http.HandlerFunc(static))
	mux.Handle("GET "+root, http.RedirectHandler(root+"/", http.StatusSeeOther))
	mux.Handle(root+"/", c.visited(c.signedIn(func(v *visit) error { return c.missing(v) })))
	return mux
}

// at puts a pattern below the console's root.
func at(pattern string) string {
	method, path, _ := strings.Cut(pattern, " ")
	return method + " " + root + path
}

// policy lets a page load the console's own style and show its own frames.
const policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-src 'self'; form-action 'self'; " +
	"base-uri 'none'; frame-ancestors 'none'"

// maxForm bounds what a form may send.
const maxForm = 64 << 10

func (c *Console) guarded(next http.Handler) http.Handler {
	// A form of another site must not act for who is signed in here.
	next = http.NewCrossOriginProtection().Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(cause)
			}
			c.Log.Error("a page broke", zap.Any("panic", cause), zap.ByteString("stack", debug.Stack()))
			http.Error(w, "500", http.StatusInternalServerError)
		}()
		next.ServeHTTP(w, r)
	})
}

// visited makes a page a handler.
func (c *Console) visited(p page) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := c.visit(w, r)
		if err := p(v); err != nil {
			c.failed(v, err)
		}
	})
}

// show writes a whole page, or nothing of it.
func (v *visit) show(status int, component templ.Component) error {
	var b bytes.Buffer
	if err := component.Render(v.ctx(), &b); err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", v.lang)
	v.w.WriteHeader(status)
	_, err := v.w.Write(b.Bytes())
	if err != nil {
		v.console.Log.Debug("a page was not taken", zap.Error(err))
	}
	return nil
}

func (v *visit) redirect(to string) error {
	http.Redirect(v.w, v.r, to, http.StatusSeeOther)
	return nil
}

func (v *visit) ctx() context.Context { return v.r.Context() }

// now is the machine's time; cases of a test clock have their own.
func (c *Console) now() time.Time { return c.API.Now() }

// may tells whether who is signed in may call the operation.
func (v *visit) may(operation string) bool {
	roles := v.console.access[operation]
	return slices.Contains(roles, v.who.Role) || slices.Contains(roles, api.Public)
}

//go:embed static/console.css
var files embed.FS

// style is the address of the style sheet, which changes with it.
var style = func() string {
	css, err := files.ReadFile("static/console.css")
	if err != nil {
		panic(err)
	}
	sum := sha256.Sum256(css)
	return root + "/static/console.css?" + hex.EncodeToString(sum[:6])
}()

func static(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeFileFS(w, r, files, "static/"+r.PathValue("name"))
}
