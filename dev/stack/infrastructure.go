package stack

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	uiserver "github.com/temporalio/ui-server/v2/server"
	uiconfig "github.com/temporalio/ui-server/v2/server/config"
	uioptions "github.com/temporalio/ui-server/v2/server/server_options"

	"kigen/dev/inbox"
	"kigen/dev/temporal"
	"kigen/internal/postgres/pgserver"
)

// Names of the parts that the stack brings along, for Restart.
const (
	Postgres   = "postgres"
	Temporal   = "temporal"
	TemporalUI = "temporal-ui"
	Inbox      = "inbox"
)

const database = "kigen"

// postgresPart is a private server in the data folder.
type postgresPart struct {
	options pgserver.Options
	died    chan error

	server   *pgserver.Server
	stopping *atomic.Bool // of this server
}

func newPostgresPart(o pgserver.Options) *postgresPart {
	return &postgresPart{options: o, died: make(chan error, 1)}
}

func (p *postgresPart) Name() string       { return Postgres }
func (p *postgresPart) Died() <-chan error { return p.died }

func (p *postgresPart) Start(ctx context.Context) error {
	s, err := pgserver.Start(ctx, p.options)
	if err != nil {
		return err
	}
	if err := s.CreateDatabase(ctx, database); err != nil {
		return errors.Join(err, s.Stop())
	}
	stopping := &atomic.Bool{}
	p.server, p.stopping = s, stopping
	go func() {
		<-s.Exited()
		if !stopping.Load() {
			p.died <- fmt.Errorf("ended by itself; see %s", s.LogFile())
		}
	}()
	return nil
}

func (p *postgresPart) Stop(context.Context) error {
	if p.server == nil {
		return nil
	}
	p.stopping.Store(true)
	return p.server.Stop()
}

// crash kills the server and starts it again.
func (p *postgresPart) crash(ctx context.Context) error {
	p.stopping.Store(true)
	p.server.Kill()
	return p.Start(ctx)
}

// databasePart is a server that someone else runs, named in DATABASE_URL.
type databasePart struct{ url string }

func (p databasePart) Name() string               { return Postgres }
func (p databasePart) Died() <-chan error         { return nil }
func (p databasePart) Stop(context.Context) error { return nil }

func (p databasePart) Start(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, p.url)
	if err != nil {
		return fmt.Errorf("the database of DATABASE_URL: %w", err)
	}
	return conn.Close(ctx)
}

type temporalPart struct {
	options temporal.Options
	server  *temporal.Server
}

func (p *temporalPart) Name() string       { return Temporal }
func (p *temporalPart) Died() <-chan error { return nil }

func (p *temporalPart) Start(ctx context.Context) error {
	if p.server != nil {
		return p.server.Restart(ctx)
	}
	s, err := temporal.Start(ctx, p.options)
	if err != nil {
		return err
	}
	p.server = s
	return nil
}

func (p *temporalPart) Stop(context.Context) error {
	if p.server == nil {
		return nil
	}
	return p.server.Stop()
}

// codecPath is where the starter opens sealed payloads for the Temporal UI.
const codecPath = "/codec"

// temporalUI shows workflows with their payloads opened by the starter for those who are signed in.
func temporalUI(e Environment) Part {
	run := func(ctx context.Context) error {
		ui := uiserver.NewServer(uioptions.WithConfigProvider(&uiconfig.Config{
			TemporalGRPCAddress: e.TemporalAddress(),
			Host:                host,
			Port:                e.portBase + temporalUIPort,
			EnableUI:            true,
			DefaultNamespace:    temporal.Namespace,
			DisableNewsFetch:    true,
			HideLogs:            true,
			CORS:                uiconfig.CORS{CookieInsecure: true},
			Codec:               uiconfig.Codec{Endpoint: e.ConsoleURL() + codecPath, IncludeCredentials: true},
		}))
		ended := make(chan error, 1)
		go func() { ended <- ui.Start() }()
		select {
		case err := <-ended:
			return err
		case <-ctx.Done():
			ui.Stop()
			return <-ended
		}
	}
	return Service(TemporalUI, run, Answers("http://"+address(e.portBase+temporalUIPort)+"/healthz"))
}

// Answers asks a page whether it is there, for a part's ready.
func Answers(url string) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			return err
		}
		_ = answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			return fmt.Errorf("%s answers %s", url, answer.Status)
		}
		return nil
	}
}

type inboxPart struct {
	options inbox.Options
	inbox   *inbox.Inbox
}

func (p *inboxPart) Name() string       { return Inbox }
func (p *inboxPart) Died() <-chan error { return nil }

func (p *inboxPart) Start(context.Context) error {
	in, err := inbox.Start(p.options)
	if err != nil {
		return err
	}
	p.inbox = in
	return nil
}

func (p *inboxPart) Stop(ctx context.Context) error {
	if p.inbox == nil {
		return nil
	}
	return p.inbox.Stop(ctx)
}

// externalDatabase is DATABASE_URL of this process.
func externalDatabase() string { return os.Getenv("DATABASE_URL") }
