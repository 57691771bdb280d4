package member

import (
	"context"
	"net/http"
	"time"

	"github.com/a-h/templ"
	"go.uber.org/zap"

	"kigen/internal/account"
	"kigen/internal/payment"
	"kigen/internal/postgres"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
)

// Deps is what the pages work with.
type Deps struct {
	API *api.API
	Log *zap.Logger
	// Secure marks the cookies as such: the pages are reached by https.
	Secure bool
	// Carrier is whose pages they are.
	Carrier terms.Text
	// Cards registers cards with the card network; nil offers the simulator's test cards.
	Cards payment.Registry
}

// Pages answers what is below /my, and the open pages beside it.
type Pages struct {
	*pages.Site
	Carrier terms.Text
	Cards   payment.Registry

	handler http.Handler
	stop    func() // ends what goes on beside the requests
}

const root = "/my"

// New returns the pages; Close ends them.
func New(d Deps) *Pages {
	if d.Log == nil {
		d.Log = zap.NewNop()
	}
	store := postgres.Sessions{DB: d.API.Pool, Now: time.Now}
	m := &Pages{
		Site:    &pages.Site{Root: root, Also: openRoots, API: d.API, Log: d.Log, Secure: d.Secure},
		Carrier: d.Carrier, Cards: d.Cards,
	}
	m.Sessions = m.NewSessions(store, sessionCookie, account.SessionLife, account.SessionIdle)
	m.Error = func(v *pages.Visit, p *api.Problem) templ.Component {
		mine := &visit{Visit: v, member: m}
		if v.Who.Token != "" {
			mine.session = m.Sessions.GetString(v.Ctx(), sessionKey)
		}
		return problemView(mine, p)
	}
	m.MaxBody = maxBody
	m.handler = m.Guarded(m.routes())
	// The browsers' sessions are kept with those of the staff, whose pages clear them away.
	m.stop = m.KeepClear(func(ctx context.Context) error { return postgres.ClearAccounts(ctx, m.API.Pool, m.API.Now()) })
	return m
}

// Mount serves the pages on mux.
func (m *Pages) Mount(mux *http.ServeMux) {
	for _, path := range append([]string{root}, openRoots...) {
		mux.Handle(path, m)
		mux.Handle(path+"/", m)
	}
}

// ServeHTTP answers a request.
func (m *Pages) ServeHTTP(w http.ResponseWriter, r *http.Request) { m.handler.ServeHTTP(w, r) }

// Close ends the clearing away of what has had its time.
func (m *Pages) Close() { m.stop() }
