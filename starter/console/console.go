package console

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"
	"go.uber.org/zap"

	"kigen/internal/postgres"
	"kigen/starter/api"
	"kigen/starter/pages"
)

// Deps is what the console works with.
type Deps struct {
	API *api.API
	Log *zap.Logger
	// Secure marks the cookies as such: the console is reached by https.
	Secure bool
	// TemporalUI is the address of the Temporal UI's namespace, which cases
	// link to; nil for none.
	TemporalUI *url.URL
	// OIDC is the identity provider with which staff may sign in; nil for none.
	OIDC *OIDC
}

// Console answers what is below /console.
type Console struct {
	*pages.Site
	TemporalUI *url.URL

	oidc    *company // nil for none
	live    *hub
	handler http.Handler
	stop    func() // ends what goes on beside the requests
}

const root = "/console"

// New returns a console; Close ends it.
func New(d Deps) *Console {
	if d.Log == nil {
		d.Log = zap.NewNop()
	}
	store := postgres.Sessions{DB: d.API.Pool, Now: time.Now}
	c := &Console{
		Site:       &pages.Site{Root: root, Rules: root + "/rules/", API: d.API, Log: d.Log, Secure: d.Secure},
		TemporalUI: d.TemporalUI, oidc: newCompany(d.OIDC),
	}
	c.Sessions = c.NewSessions(store, sessionCookie, api.StaffSessionLife, api.StaffSessionIdle)
	c.Error = func(v *pages.Visit, p *api.Problem) templ.Component {
		return problemView(&visit{Visit: v, console: c}, p)
	}
	c.live = newHub(d.API.Pool, d.Log)
	c.MaxBody = func(r *http.Request) int64 {
		switch r.URL.Path {
		case root + "/terms", root + "/returns/batch":
			return maxPasted
		}
		return 0
	}
	c.handler = c.Guarded(c.routes())
	c.stop = c.KeepClear(store.Clear, c.API.ClearStaffSessions)
	return c
}

// Mount serves the console on mux.
func (c *Console) Mount(mux *http.ServeMux) {
	mux.Handle(root, c)
	mux.Handle(root+"/", c)
}

// ServeHTTP answers a request.
func (c *Console) ServeHTTP(w http.ResponseWriter, r *http.Request) { c.handler.ServeHTTP(w, r) }

// Drain ends the streams of open pages, which would keep a server from ending.
func (c *Console) Drain() { c.live.close() }

// Close ends all that goes on beside the requests: streams, and the clearing
// away of sessions that have expired.
func (c *Console) Close() {
	c.Drain()
	c.stop()
}

// page answers a request. An error is shown as a page.
type page func(v *visit) error

func (c *Console) routes() http.Handler {
	mux := http.NewServeMux()
	open := func(pattern string, p page) {
		mux.Handle(at(pattern), c.Handler(func(v *pages.Visit) error { return p(&visit{Visit: v, console: c}) }))
	}
	signedIn := func(pattern string, p page) { open(pattern, c.signedIn(p)) }

	open("GET /sign-in", c.signInPage)
	open("POST /sign-in", c.signIn)
	open("POST /sign-out", c.signOut)
	if c.oidc != nil {
		open("GET /sign-in/company/begin", c.toCompany)
		open("GET /sign-in/company", c.fromCompany)
	}
	open("POST /language", func(v *visit) error { return v.Language() })
	open("POST /look", func(v *visit) error { return v.LookOf() })

	signedIn("GET /account", c.accountPage)
	signedIn("GET /account/password", c.passwordPage)
	signedIn("POST /account/password", c.changePassword)
	signedIn("POST /account/sessions/end", c.endSession)
	signedIn("GET /account/desk", c.deskPage)
	signedIn("POST /account/desk", c.switchDesk)
	signedIn("GET /staff", c.staffPage)
	signedIn("POST /staff", c.addStaff)
	signedIn("GET /staff/{id}", c.personPage)
	signedIn("POST /staff/{id}", c.changeStaff)
	signedIn("POST /staff/{id}/password", c.resetPassword)
	signedIn("GET /audit", c.audit)
	signedIn("GET /style", func(v *visit) error { return v.Show(http.StatusOK, styleView(v)) })
	c.workRoutes(signedIn)
	c.caseRoutes(signedIn)
	signedIn("GET /documents/{id}", c.document)
	signedIn("GET /returns/{id}/slip.pdf", c.returnSlip)
	signedIn("GET /shipments/{id}/packing-slip.pdf", c.packingSlip)
	signedIn("GET /cases/{id}/agreement.pdf", c.repairAgreement)
	signedIn("GET /letters/{id}", c.letter)
	signedIn("GET /letters/{id}/body", c.letterBody)
	signedIn("GET /rules", c.rules)
	signedIn("GET /rules/{id}", c.rule)
	signedIn("GET /returns", c.returnCentre)
	signedIn("POST /returns", c.book)
	signedIn("POST /returns/batch", c.bookBatch)
	signedIn("GET /terms", c.versions)
	signedIn("POST /terms", c.tryDraft)
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
		signedIn("POST /clocks", c.addClock)
		signedIn("GET /clocks/{id}", c.clock)
		signedIn("POST /clocks/{id}/advance", c.advance)
	}
	mux.Handle(at("GET /static/{name}"), http.HandlerFunc(pages.Static))
	mux.Handle("GET "+root, http.RedirectHandler(root+"/", http.StatusSeeOther))
	signedIn("/", func(*visit) error { return pages.Missing() })
	return mux
}

// at puts a pattern below the console's root.
func at(pattern string) string {
	method, path, ok := strings.Cut(pattern, " ")
	if !ok {
		return root + pattern
	}
	return method + " " + root + path
}
