package main

import (
	"context"

	"kigen/dev/stack"
	"kigen/internal/postgres"
)

// product are the parts of Kigen itself, in the order in which they start.
func product(e stack.Environment) ([]stack.Part, error) {
	migrate := stack.Task("migrations", func(ctx context.Context) error { return postgres.MigrateURL(ctx, e.DatabaseURL) })
	return []stack.Part{migrate}, nil
}
