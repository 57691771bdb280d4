// Package serve runs the starter's HTTP server: the API, the codec endpoint
// for the Temporal UI, the console, the member pages, and health.
package serve

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"go.temporal.io/sdk/client"
	"go.uber.org/zap"
	"golang.org/x/time/rate"

	"kigen/internal/config"
	"kigen/internal/connection"
	"kigen/internal/ekyc"
	"kigen/internal/payment"
	"kigen/internal/postgres"
	"kigen/internal/sealing"
	"kigen/internal/telemetry"
	"kigen/internal/testclock"
	"kigen/internal/vault"
	"kigen/starter/api"
	"kigen/starter/console"
	"kigen/starter/engine"
	"kigen/starter/member"
)

// Needs are the parts of the configuration that the server can't do without.
var Needs = []config.Need{
	config.NeedDatabase, config.NeedTemporal, config.NeedKeys, config.NeedServe, config.NeedVault, config.NeedCards,
}

// Server answers HTTP requests.
type Server struct {
	API       *api.API
	Telemetry *telemetry.Telemetry

	config   *config.Config
	pool     *pgxpool.Pool
	temporal client.Client
	console  *console.Console
	member   *member.Pages
	mux      *http.ServeMux
}

// Run serves until ctx ends, then lets the requests under way finish.
func Run(ctx context.Context, c *config.Config) error {
	s, err := New(ctx, c)
	if err != nil {
		return err
	}
	return s.Run(ctx)
}

// New connects to what the server works with. What is mounted on it must be so
// before it runs; Run lets go of the connections.
func New(ctx context.Context, c *config.Config) (s *Server, err error) {
	s = &Server{config: c, mux: http.NewServeMux()}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close(ctx))
		}
	}()
	if s.Telemetry, err = telemetry.Start(ctx, "starter", c); err != nil {
		return s, err
	}
	keys, err := connection.Keys(c)
	if err != nil {
		return s, err
	}
	book, err := connection.Terms(c)
	if err != nil {
		return s, err
	}
	if s.pool, err = postgres.Open(ctx, c.DatabaseURL.Reveal()); err != nil {
		return s, err
	}
	if s.temporal, err = connection.Temporal(ctx, c, keys, s.Telemetry); err != nil {
		return s, err
	}
	files, err := vault.New(c.Vault, keys.Documents())
	if err != nil {
		return s, err
	}
	providers, err := ekyc.Trusted(c)
	if err != nil {
		return s, err
	}
	deps := api.Deps{
		Pool: s.pool, Engine: engine.New(s.temporal, time.Now), Terms: book, Keys: keys, Vault: files, EKYC: providers,
		Office: connection.Office(c, book, keys), Log: s.Telemetry.Log, Now: time.Now,
	}
	if c.Development {
		deps.Clocks = testclock.New(s.temporal, namespace(c))
		deps.PublicRate = rate.Inf
	}
	s.API = api.New(deps)
	pages := console.Deps{API: s.API, Log: s.Telemetry.Log, Secure: c.Serve.PublicURL.Scheme == "https"}
	if ui := c.Serve.TemporalUI; ui != nil {
		pages.TemporalUI = ui.JoinPath("namespaces", namespace(c))
	}
	pages.OIDC = identityProvider(c)
	s.console = console.New(pages)
	members := member.Deps{
		API: s.API, Log: s.Telemetry.Log, Secure: c.Serve.PublicURL.Scheme == "https", Carrier: connection.Carrier,
	}
	if c.Cards.Stripe {
		members.Cards = payment.NewStripe(c.Cards.StripeKey, nil)
	}
	s.member = member.New(members)
	s.Telemetry.Ready(s.Ready)
	s.routes(keys)
	return s, nil
}

func namespace(c *config.Config) string {
	if c.Temporal.Namespace == "" {
		return client.DefaultNamespace
	}
	return c.Temporal.Namespace
}

// identityProvider is the one with which staff may sign in; nil for none.
func identityProvider(c *config.Config) *console.OIDC {
	if c.OIDC.Issuer == nil {
		return nil
	}
	o := &console.OIDC{
		Issuer: c.OIDC.Issuer.String(), ClientID: c.OIDC.ClientID, Secret: c.OIDC.Secret.Reveal(),
		PublicURL: c.Serve.PublicURL.String(), RolesClaim: c.OIDC.RolesClaim, Roles: map[string]api.Role{},
	}
	for value, role := range c.OIDC.Roles {
		o.Roles[value] = api.Role(role)
	}
	return o
}

// Ready tells whether the server can do its work.
func (s *Server) Ready(ctx context.Context) error {
	_, err := s.temporal.CheckHealth(ctx, &client.CheckHealthRequest{})
	return errors.Join(err, s.API.Ready(ctx))
}

func (s *Server) routes(keys *sealing.Keys) {
	s.mux.Handle("/", s.API)
	s.console.Mount(s.mux)
	s.member.Mount(s.mux)
	s.mux.Handle("GET /{$}", http.RedirectHandler("/my/", http.StatusSeeOther))
	var origins []string
	if ui := s.config.Serve.TemporalUI; ui != nil {
		origins = append(origins, ui.Scheme+"://"+ui.Host)
	}
	admins := func(next http.Handler) http.Handler { return s.console.Identify(s.API.Only(api.Admin)(next)) }
	s.mux.Handle("/codec/", http.StripPrefix("/codec", keys.Endpoint(origins, admins)))
	s.mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) { answer(w, nil) })
	s.mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 3*time.Second)
		defer cancel()
		answer(w, s.Ready(ctx))
	})
}

// answer says whether all is well. What is wrong is for the log of whoever asks
// and names no secret.
func answer(w http.ResponseWriter, err error) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = fmt.Fprintln(w, "not ready")
		return
	}
	_, _ = fmt.Fprintln(w, "ok")
}

// Handler is all that the server answers, with its guards.
func (s *Server) Handler() http.Handler {
	crossOrigin := http.NewCrossOriginProtection()
	crossOrigin.AddInsecureBypassPattern("POST /codec/") // has its own list of origins
	crossOrigin.SetDenyHandler(s.API.Forbidden())
	guarded := fromVisitors(s.config.Serve.Proxies, crossOrigin.Handler(s.mux))
	return s.Telemetry.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		if s.config.Serve.PublicURL.Scheme == "https" {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		guarded.ServeHTTP(w, r)
	}))
}

// drainFor is how long requests under way may take when the server is told to end.
const drainFor = 25 * time.Second

// Run listens until ctx ends, then lets the requests under way finish.
func (s *Server) Run(ctx context.Context) (err error) {
	defer func() { err = errors.Join(err, s.close(ctx)) }()
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.config.Serve.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	server := &http.Server{
		Handler: s.Handler(), ReadHeaderTimeout: 5 * time.Second, IdleTimeout: 2 * time.Minute,
		ErrorLog: zap.NewStdLog(s.Telemetry.Log),
	}
	server.RegisterOnShutdown(s.console.Drain)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	keeping, stop := context.WithCancel(ctx)
	defer s.keepHouse(keeping)()
	defer stop()
	s.Telemetry.Log.Info("the starter serves", zap.String("address", strings.TrimSuffix(s.config.Serve.PublicURL.String(), "/")))
	select {
	case err := <-ended:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainFor)
	defer cancel()
	if err := server.Shutdown(ending); err != nil {
		return fmt.Errorf("requests were cut off: %w", errors.Join(err, server.Close()))
	}
	return nil
}

func (s *Server) close(ctx context.Context) error {
	if s.console != nil {
		s.console.Close()
	}
	if s.member != nil {
		s.member.Close()
	}
	if s.temporal != nil {
		s.temporal.Close()
	}
	if s.pool != nil {
		s.pool.Close()
	}
	if s.Telemetry == nil {
		return nil
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return s.Telemetry.Stop(ending)
}
