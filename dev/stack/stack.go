// Package stack runs everything Kigen needs in one process: PostgreSQL, Temporal with its UI, a mail
// inbox, and the product's own parts.
package stack

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"

	"go.temporal.io/sdk/client"
	"go.uber.org/zap"

	"kigen/dev/inbox"
	"kigen/dev/temporal"
	"kigen/internal/postgres/pgserver"
)

const stopTimeout = 40 * time.Second

// Options says what to run and where.
type Options struct {
	// Dir is the data folder. It is created if missing, and kept for one process.
	Dir string
	// PortBase is the first of the ports; zero is DefaultPortBase.
	PortBase int
	// Product makes the parts that follow the infrastructure: migration, worker, starter.
	Product func(e Environment) ([]Part, error)
	// Progress hears of each part when it starts and when it is ready. It may be nil.
	Progress func(p Progress)
	// Fast lets PostgreSQL lose data with the machine: for tests and benchmarks.
	Fast bool
	// Settings are further settings of PostgreSQL, as in postgresql.conf.
	Settings map[string]string
	// TemporalInPostgres has Temporal keep its state in PostgreSQL, as in production, and not in a file.
	TemporalInPostgres bool
}

// Progress is one line of the story told while starting and stopping.
type Progress struct {
	Part string
	// Done is false when the part begins to start or stop, true at its end.
	Done     bool
	Stopping bool
	Took     time.Duration
}

// Stack is a running set of parts.
type Stack struct {
	Environment

	lock     *lock
	log      *zap.Logger
	progress func(Progress)
	postgres *postgresPart // nil with DATABASE_URL
	temporal *temporalPart
	inbox    *inboxPart

	mu      sync.Mutex // held while parts start or stop
	parts   []Part     // started ones, in order
	watched chan error
}

// Start starts all parts in order. If one fails, those before it are stopped again.
func Start(ctx context.Context, o Options) (*Stack, error) {
	s, err := prepare(o)
	if err != nil {
		return nil, err
	}
	if err := s.startAll(ctx, o); err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

// prepare takes the folder and the ports, before anything runs.
func prepare(o Options) (*Stack, error) {
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("data folder %s: %w", o.Dir, err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "log"), 0o755); err != nil {
		return nil, unwritable(dir, err)
	}
	if o.PortBase == 0 {
		o.PortBase = DefaultPortBase
	}
	e := Environment{Dir: dir, portBase: o.PortBase, DatabaseURL: externalDatabase()}
	lock, err := acquire(dir, "process "+strconv.Itoa(os.Getpid())+", whose console is at "+e.ConsoleURL())
	if err != nil {
		return nil, err
	}
	if err := checkPorts(o.PortBase); err != nil {
		return nil, errors.Join(err, lock.release())
	}
	log, err := fileLogger(e.path("log", "dev.log"))
	if err != nil {
		return nil, errors.Join(unwritable(dir, err), lock.release())
	}
	s := &Stack{Environment: e, lock: lock, log: log, progress: o.Progress, watched: make(chan error, 16)}
	if s.progress == nil {
		s.progress = func(Progress) {}
	}
	return s, nil
}

func (s *Stack) startAll(ctx context.Context, o Options) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var first Part
	if s.DatabaseURL != "" {
		first = databasePart{s.DatabaseURL}
	} else {
		s.postgres = newPostgresPart(pgserver.Options{Dir: s.path("postgres"), Fast: o.Fast, Settings: o.Settings})
		first = s.postgres
	}
	if err := s.startPart(ctx, first); err != nil {
		return err
	}
	if s.postgres != nil {
		s.DatabaseURL = s.postgres.server.URL(database)
	}
	s.temporal = &temporalPart{options: temporal.Options{
		Dir:   s.path("temporal"),
		Ports: temporal.Ports{Frontend: s.portBase + temporalPort, Internal: s.portBase + temporalInternalPorts},
		Log:   s.log.Named("temporal"),
	}}
	if o.TemporalInPostgres {
		s.temporal.options.DatabaseURL = s.DatabaseURL
	}
	s.inbox = &inboxPart{options: inbox.Options{
		Dir:  s.path("mail"),
		SMTP: address(s.portBase + smtpPort),
		HTTP: address(s.portBase + inboxPort),
		Log:  zap.NewStdLog(s.log.Named("inbox")).Writer(),
	}}
	parts := []Part{s.temporal, temporalUI(s.Environment), s.inbox}
	if o.Product != nil {
		product, err := o.Product(s.Environment)
		if err != nil {
			return err
		}
		parts = append(parts, product...)
	}
	for _, p := range parts {
		if err := s.startPart(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

func (s *Stack) startPart(ctx context.Context, p Part) error {
	began := time.Now()
	s.progress(Progress{Part: p.Name()})
	if err := p.Start(ctx); err != nil {
		return fmt.Errorf("%s: %w", p.Name(), err)
	}
	s.progress(Progress{Part: p.Name(), Done: true, Took: time.Since(began)})
	s.parts = append(s.parts, p)
	if died := p.Died(); died != nil {
		go func() {
			for err := range died {
				s.watched <- fmt.Errorf("%s: %w", p.Name(), err)
			}
		}()
	}
	return nil
}

// Died yields the reason when a part ended without being stopped.
func (s *Stack) Died() <-chan error { return s.watched }

// Restart stops the named parts in reverse of their order and starts them again: what a deployment or
// a failure of that part does to the others.
func (s *Stack) Restart(ctx context.Context, names ...string) error {
	if err := s.Halt(ctx, names...); err != nil {
		return err
	}
	return s.Resume(ctx, names...)
}

// Halt stops the named parts in reverse of their order. They stay stopped until Resume.
func (s *Stack) Halt(ctx context.Context, names ...string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	parts, err := s.named(names)
	if err != nil {
		return err
	}
	for _, p := range slices.Backward(parts) {
		if err := p.Stop(ctx); err != nil {
			return fmt.Errorf("stop %s: %w", p.Name(), err)
		}
	}
	return nil
}

// Resume starts the named parts, which Halt has stopped, in their order.
func (s *Stack) Resume(ctx context.Context, names ...string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	parts, err := s.named(names)
	if err != nil {
		return err
	}
	for _, p := range parts {
		if err := p.Start(ctx); err != nil {
			return fmt.Errorf("start %s: %w", p.Name(), err)
		}
	}
	return nil
}

func (s *Stack) named(names []string) ([]Part, error) {
	var parts []Part
	for _, p := range s.parts {
		if slices.Contains(names, p.Name()) {
			parts = append(parts, p)
		}
	}
	if len(parts) != len(names) {
		return nil, fmt.Errorf("%v: not all of these run", names)
	}
	return parts, nil
}

// CrashPostgres kills the private PostgreSQL and starts it again, which then recovers from its log.
func (s *Stack) CrashPostgres(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.postgres == nil {
		return errors.New("the database of DATABASE_URL isn't ours to crash")
	}
	return s.postgres.crash(ctx)
}

// Inbox reads the mails that were sent.
func (s *Stack) Inbox() *inbox.Inbox { return s.inbox.inbox }

// TemporalClient connects to Temporal as it is, without the product's sealing.
func (s *Stack) TemporalClient(ctx context.Context) (client.Client, error) {
	return s.temporal.server.Client(ctx)
}

// Notes are sentences for the person at the keyboard about what isn't as usual.
func (s *Stack) Notes() []string {
	if s.postgres == nil {
		return []string{"The database is the one of DATABASE_URL."}
	}
	if dir := s.postgres.server.Dir(); dir != s.path("postgres") {
		return []string{"PostgreSQL keeps its data in " + dir + ", because the account it runs as under root may not enter " + s.Dir + "."}
	}
	return nil
}

// Stop stops all parts in reverse order and gives the folder back. It goes on where a part fails.
func (s *Stack) Stop() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), stopTimeout)
	defer cancel()
	var errs []error
	for _, p := range slices.Backward(s.parts) {
		began := time.Now()
		s.progress(Progress{Part: p.Name(), Stopping: true})
		if err := p.Stop(ctx); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", p.Name(), err))
		}
		s.progress(Progress{Part: p.Name(), Stopping: true, Done: true, Took: time.Since(began)})
	}
	s.parts = nil
	_ = s.log.Sync()
	return errors.Join(append(errs, s.lock.release())...)
}

func fileLogger(path string) (*zap.Logger, error) {
	c := zap.NewProductionConfig()
	c.Level = zap.NewAtomicLevelAt(zap.WarnLevel)
	c.DisableStacktrace = true
	c.OutputPaths = []string{path}
	c.ErrorOutputPaths = []string{path}
	return c.Build()
}
