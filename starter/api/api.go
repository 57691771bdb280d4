package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/jackc/pgx/v5/pgxpool"
	"go.uber.org/zap"
	"golang.org/x/time/rate"

	"kigen/internal/ekyc"
	"kigen/internal/letters"
	"kigen/internal/postgres"
	"kigen/internal/rehearsal"
	"kigen/internal/sealing"
	"kigen/internal/terms"
	"kigen/internal/testclock"
	"kigen/internal/vault"
	"kigen/starter/engine"
)

// Deps is what the operations work with. A description of the API (the
// OpenAPI document) needs none of it.
type Deps struct {
	Pool   *pgxpool.Pool
	Engine *engine.Engine
	Terms  *terms.Book
	Keys   *sealing.Keys
	// Vault keeps applicants' documents.
	Vault vault.Vault
	// EKYC are the providers whose results a rehearsal takes for signed.
	EKYC ekyc.Providers
	// Office is the sender of the letters that are shown.
	Office func(at time.Time) letters.Office
	Log    *zap.Logger
	// Now is the machine's clock, asked once a request.
	Now func() time.Time
	// Clocks moves test clocks. Nil where test clocks are not to be had: in production.
	Clocks *testclock.Engine
	// PublicRate bounds the calls without a token from one address, a second;
	// 5 unless told, rate.Inf for no bound.
	PublicRate rate.Limit
}

// API answers HTTP requests.
type API struct {
	Deps
	// Pool is that of Deps, or what stands in for it in a rehearsal.
	Pool   postgres.Pool
	player *rehearsal.Player
	mux    *http.ServeMux
	huma   huma.API
	visits *visits
	// rehearsers are those who have a rehearsal played.
	rehearsers rehearsers
	handler    http.Handler

	registered []string // operation IDs
	// watched are the operations whose use by staff is written to the audit list.
	watched map[string]bool
}

// Version is the API's, in the paths and the OpenAPI document.
const Version = "1.0.0"

// New registers every operation. It panics where one is missing in the access
// table.
func New(d Deps) *API {
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Log == nil {
		d.Log = zap.NewNop()
	}
	if d.PublicRate == 0 {
		d.PublicRate = 5
	}
	a := &API{
		Deps: d, Pool: postgres.Choosing(d.Pool), player: &rehearsal.Player{Pool: d.Pool, Terms: d.Terms, EKYC: d.EKYC},
		mux: http.NewServeMux(), visits: newVisits(d.PublicRate), watched: map[string]bool{},
	}
	a.huma = humago.New(a.mux, description())
	a.huma.UseMiddleware(a.enter)
	for _, register := range operations {
		register(a)
	}
	a.serveDocs()
	a.handler = a.guarded(a.mux)
	return a
}

// operations are the register functions of the files, in the order of the docs.
var operations = []func(*API){
	registerProofs, registerApplications, registerUploads, registerDocuments, registerIdentityDesk, registerFacts,
	registerCancellations, registerOptions,
	registerClaims, registerExchanges, registerRepairs, registerLoaners, registerGuarantees, registerGuaranteeClaims, registerCorrections, registerReturns, registerStock, registerPapers, registerReturnsDue, registerParcels, registerWaivers, registerSecondLooks,
	registerCases, registerRehearsals, registerDeadlines, registerForecasts, registerViews, registerSearch, registerCharges, registerStatements, registerPurchases, registerNotices, registerTasks, registerJournal,
	registerLines, registerDevices, registerLives, registerMembers, registerLogins, registerSessions, registerTerms, registerDrafts, registerGrounds, registerTokens, registerStaff, registerAudit, registerReference, registerShops, registerTestClocks,
}

// ServeHTTP answers a request.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.handler.ServeHTTP(w, r) }

// Ready tells whether the API can answer: its database does.
func (a *API) Ready(ctx context.Context) error { return a.Deps.Pool.Ping(ctx) }
