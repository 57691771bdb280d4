// Package temporal embeds a Temporal server that keeps its state in a directory.
//
// It is the real server, with SQLite below it unless told otherwise, for development and tests. Workflows may skip time
// on it, which production servers are told to refuse.
package temporal

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/metrics"
	"go.temporal.io/server/common/persistence/sql"
	"go.temporal.io/server/common/persistence/sql/sqlplugin"
	"go.temporal.io/server/common/resolver"
	"go.temporal.io/server/schema/sqlite"
	"go.temporal.io/server/temporal"
	"go.uber.org/zap"
)

const (
	host = "127.0.0.1"

	// Namespace is the one Kigen's processes run in.
	Namespace = "kigen"
	// DefaultNamespace is there for other tools.
	DefaultNamespace = "default"

	readyTimeout = 60 * time.Second
	stopTimeout  = 30 * time.Second

	mainStore       = "main"
	visibilityStore = "visibility"
)

// keeping is where a server keeps its state.
type keeping struct {
	main, visibility *config.SQL
	shards           int32
	makeTables       func() error
}

// Options says where a server keeps its state and how it is reached.
type Options struct {
	// Dir holds the state (Dir/temporal.db) and, without Log, the log (Dir/temporal.log). It is created if missing.
	Dir string
	// DatabaseURL names a PostgreSQL server that keeps the state instead, in the databases MainDatabase and
	// VisibilityDatabase, which are made if missing: as in production, and several times as fast as one file.
	DatabaseURL string
	// Ports of the server. Zero: any free ones.
	Ports Ports
	// Log receives what the server has to say, at the logger's own level.
	Log *zap.Logger
}

// Server is a running Temporal server.
type Server struct {
	kept    keeping
	config  *config.Config
	ports   Ports
	log     *zap.Logger
	running temporal.Server
}

// Start starts a server and returns when it takes requests in its namespaces.
func Start(ctx context.Context, o Options) (*Server, error) {
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("the directory of Temporal, %s: %w", o.Dir, err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make Temporal's directory: %w", err)
	}
	logger := o.Log
	if logger == nil {
		if logger, err = fileLogger(filepath.Join(dir, "temporal.log")); err != nil {
			return nil, fmt.Errorf("open Temporal's log: %w", err)
		}
	}
	ports := o.Ports
	if ports == (Ports{}) {
		if ports, err = FreePorts(); err != nil {
			return nil, err
		}
	}
	kept := inFile(filepath.Join(dir, "temporal.db"))
	if o.DatabaseURL != "" {
		if kept, err = inPostgres(o.DatabaseURL); err != nil {
			return nil, err
		}
	}
	s := &Server{kept: kept, config: serverConfig(kept, ports), ports: ports, log: logger}
	if err := s.prepare(); err != nil {
		return nil, err
	}
	if err := s.start(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// HostPort is where clients connect, "127.0.0.1:7233".
func (s *Server) HostPort() string { return address(s.ports.Frontend) }

// Namespace is the namespace of Kigen's processes.
func (s *Server) Namespace() string { return Namespace }

// Client connects to the server in Kigen's namespace.
func (s *Server) Client(ctx context.Context) (client.Client, error) {
	return client.DialContext(ctx, client.Options{HostPort: s.HostPort(), Namespace: Namespace, Logger: silent{}})
}

// Stop ends the server; open workflows stay as they are and go on at the next start.
func (s *Server) Stop() error {
	if s.running == nil {
		return nil
	}
	stopped := make(chan error, 1)
	go func() { stopped <- s.running.Stop() }()
	select {
	case err := <-stopped:
		s.running = nil
		if err != nil {
			return fmt.Errorf("stop Temporal: %w", err)
		}
		return nil
	case <-time.After(stopTimeout):
		return fmt.Errorf("the Temporal server did not stop within %s", stopTimeout)
	}
}

// Restart stops the server and starts it again on the same state and ports.
func (s *Server) Restart(ctx context.Context) error {
	if err := s.Stop(); err != nil {
		return err
	}
	return s.start(ctx)
}

// prepare makes the tables and namespaces that aren't there yet.
func (s *Server) prepare() error {
	if err := s.kept.makeTables(); err != nil {
		return err
	}
	var namespaces []*sqlite.NamespaceConfig
	for _, name := range []string{Namespace, DefaultNamespace} {
		ns, err := sqlite.NewNamespaceConfig(clusterName, name, false, searchAttributes)
		if err != nil {
			return fmt.Errorf("namespace %s: %w", name, err)
		}
		ns.Detail.Config.Retention.Seconds = int64(retention.Seconds())
		namespaces = append(namespaces, ns)
	}
	if err := sqlite.CreateNamespaces(s.kept.main, namespaces...); err != nil {
		return fmt.Errorf("make Temporal's namespaces: %w", err)
	}
	return nil
}

func (s *Server) start(ctx context.Context) error {
	if err := s.ports.check(); err != nil {
		return err
	}
	if err := s.forgetMembers(ctx); err != nil {
		return fmt.Errorf("forget the last run's members: %w", err)
	}
	running, err := temporal.NewServer(
		temporal.WithConfig(s.config),
		temporal.ForServices(temporal.DefaultServices),
		temporal.WithLogger(log.NewZapLogger(s.log)),
		temporal.WithDynamicConfigClient(dynamicConfig()),
	)
	if err != nil {
		return fmt.Errorf("set Temporal up: %w", err)
	}
	if err := running.Start(); err != nil {
		return fmt.Errorf("start Temporal: %w", err)
	}
	s.running = running
	if err := s.awaitReady(ctx); err != nil {
		_ = s.Stop()
		return err
	}
	return nil
}

// forgetMembers deletes the addresses under which the services last met. A server on other ports would
// spend most of a minute waiting for those to answer.
func (s *Server) forgetMembers(ctx context.Context) error {
	db, err := sql.NewSQLDB(sqlplugin.DbKindMain, s.kept.main,
		resolver.NewNoopResolver(), log.NewNoopLogger(), metrics.NoopMetricsHandler)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.PruneClusterMembership(ctx, &sqlplugin.PruneClusterMembershipFilter{PruneRecordsBefore: time.Now().AddDate(1, 0, 0)})
	return err
}

func (s *Server) awaitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	var last error
	for {
		if last = s.ready(ctx); last == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the Temporal server is not ready: %w", last)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// ready asks each service once: the frontend itself, history and matching through it.
func (s *Server) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	c, err := s.Client(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	if _, err := c.CountWorkflow(ctx, countNothing); err != nil {
		return err
	}
	_, err = c.DescribeTaskQueue(ctx, "ready", taskQueueKind)
	return err
}

func fileLogger(path string) (*zap.Logger, error) {
	c := zap.NewProductionConfig()
	c.Level = zap.NewAtomicLevelAt(zap.WarnLevel)
	c.Encoding = "json"
	c.OutputPaths = []string{path}
	c.ErrorOutputPaths = []string{path}
	return c.Build()
}

// silent is the logger of the client that asks whether the server is ready.
type silent struct{}

var _ sdklog.Logger = silent{}

func (silent) Debug(string, ...any) {}
func (silent) Info(string, ...any)  {}
func (silent) Warn(string, ...any)  {}
func (silent) Error(string, ...any) {}
