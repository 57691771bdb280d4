package temporal

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/persistence/sql/sqlplugin/postgresql"
	schemapg "go.temporal.io/server/schema/postgresql/v12"
	"go.temporal.io/server/tools/common/schema"
	"go.temporal.io/server/tools/sql"

	"kigen/internal/postgres/pgserver"
)

// Databases of a server that keeps its state in PostgreSQL.
const (
	MainDatabase       = "temporal"
	VisibilityDatabase = "temporal_visibility"
)

// inPostgres keeps the state in two databases of the server that url names.
func inPostgres(serverURL string) (keeping, error) {
	main, err := postgresStore(serverURL, MainDatabase)
	if err != nil {
		return keeping{}, err
	}
	visibility, err := postgresStore(serverURL, VisibilityDatabase)
	if err != nil {
		return keeping{}, err
	}
	return keeping{main: main, visibility: visibility, shards: 4, makeTables: func() error {
		for _, of := range []struct {
			store           *config.SQL
			schema, version string
		}{
			{main, "postgresql/v12/temporal", schemapg.Version},
			{visibility, "postgresql/v12/visibility", schemapg.VisibilityVersion},
		} {
			if err := pgserver.CreateDatabase(context.Background(), serverURL, of.store.DatabaseName); err != nil {
				return err
			}
			if err := makeDatabase(of.store, of.schema, of.version); err != nil {
				return fmt.Errorf("make Temporal's tables in database %s: %w", of.store.DatabaseName, err)
			}
		}
		return nil
	}}, nil
}

func postgresStore(serverURL, database string) (*config.SQL, error) {
	u, err := url.Parse(serverURL)
	if err != nil || !strings.HasPrefix(u.Scheme, "postgres") {
		return nil, errors.New("the database of Temporal must be named by a postgres:// URL")
	}
	password, _ := u.User.Password()
	attributes := map[string]string{}
	for name, values := range u.Query() {
		attributes[name] = values[0] // a unix socket is named here, as host
	}
	return &config.SQL{
		PluginName:        postgresql.PluginNamePGX,
		DatabaseName:      database,
		ConnectAddr:       u.Host,
		User:              u.User.Username(),
		Password:          password,
		ConnectAttributes: attributes,
		MaxConns:          20,
		MaxIdleConns:      20,
	}, nil
}

// makeDatabase makes the tables unless they are there.
func makeDatabase(store *config.SQL, name, version string) error {
	conn, err := sql.NewConnection(store, log.NewNoopLogger())
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ReadSchemaVersion(); err == nil {
		return nil
	}
	return schema.NewSetupSchemaTask(conn, &schema.SetupConfig{SchemaName: name, InitialVersion: version}, log.NewNoopLogger()).Run()
}
