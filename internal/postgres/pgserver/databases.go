package pgserver

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

const (
	codeDuplicateDatabase = "42P04"
	codeUniqueViolation   = "23505"
)

// CreateDatabase makes an empty database; one that exists is left as it is.
func (s *Server) CreateDatabase(ctx context.Context, name string) error {
	return CreateDatabase(ctx, s.URL("postgres"), name)
}

// CreateFromTemplate clones a database to which nobody is connected. It takes some milliseconds.
func (s *Server) CreateFromTemplate(ctx context.Context, name, template string) error {
	return CreateFromTemplate(ctx, s.URL("postgres"), name, template)
}

// DropDatabase ends a database's sessions and removes it; one that doesn't exist is no error.
func (s *Server) DropDatabase(ctx context.Context, name string) error {
	return DropDatabase(ctx, s.URL("postgres"), name)
}

// CreateDatabase is Server.CreateDatabase on any server; serverURL names a database to connect to.
func CreateDatabase(ctx context.Context, serverURL, name string) error {
	err := execute(ctx, serverURL, "create database "+quote(name)+" encoding 'UTF8' template template0")
	var pgErr *pgconn.PgError
	if errors.As(err, &pgErr) && (pgErr.Code == codeDuplicateDatabase || pgErr.Code == codeUniqueViolation) {
		return nil
	}
	return wrap(err, "create database %s", name)
}

// CreateFromTemplate is Server.CreateFromTemplate on any server.
func CreateFromTemplate(ctx context.Context, serverURL, name, template string) error {
	err := execute(ctx, serverURL, "create database "+quote(name)+" template "+quote(template))
	return wrap(err, "clone database %s as %s", template, name)
}

// DropDatabase is Server.DropDatabase on any server.
func DropDatabase(ctx context.Context, serverURL, name string) error {
	return wrap(execute(ctx, serverURL, "drop database if exists "+quote(name)+" with (force)"), "drop database %s", name)
}

func execute(ctx context.Context, serverURL, statement string) error {
	conn, err := pgx.Connect(ctx, serverURL)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	_, err = conn.Exec(ctx, statement)
	return err
}

func wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), err)
}

func quote(name string) string { return pgx.Identifier{name}.Sanitize() }
