package command

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/pressly/goose/v3"

	"kigen/internal/config"
	"kigen/internal/ids"
	"kigen/internal/postgres"
	"kigen/starter/api"
)

// database opens DATABASE_URL.
func database(ctx context.Context) (*pgxpool.Pool, error) {
	c, err := config.Load(os.Environ(), config.NeedDatabase)
	if err != nil {
		return nil, err
	}
	return postgres.Open(ctx, c.DatabaseURL.Reveal())
}

// Migrate changes the database's schema.
type Migrate struct {
	Up     MigrateUp     `cmd:"" help:"Bring the schema up to this program's version."`
	Down   MigrateDown   `cmd:"" help:"Take the newest migration back."`
	Status MigrateStatus `cmd:"" help:"Which migrations are applied."`
}

// MigrateUp brings the schema up.
type MigrateUp struct{}

// Run applies what is missing; it may run while workers of the previous version do.
func (MigrateUp) Run(o *Output) error {
	return migrations(func(ctx context.Context, p *goose.Provider) error {
		done, err := p.Up(ctx)
		if err != nil {
			return err
		}
		return o.migrated(done...)
	})
}

// MigrateDown takes one migration back.
type MigrateDown struct{}

// Run takes the newest migration back, with the data in it.
func (MigrateDown) Run(o *Output) error {
	return migrations(func(ctx context.Context, p *goose.Provider) error {
		done, err := p.Down(ctx)
		if err != nil {
			return err
		}
		return o.migrated(done)
	})
}

func (o *Output) migrated(done ...*goose.MigrationResult) error {
	if len(done) == 0 {
		return o.printf("%s", o.say("変更はありません。", "Nothing to do."))
	}
	for _, m := range done {
		if err := o.printf("%s %s (%s)", m.Direction, m.Source.Path, m.Duration.Round(time.Millisecond)); err != nil {
			return err
		}
	}
	return nil
}

// MigrateStatus tells where the schema stands.
type MigrateStatus struct{}

// Run prints a table of migrations.
func (MigrateStatus) Run(o *Output) error {
	return migrations(func(ctx context.Context, p *goose.Provider) error {
		all, err := p.Status(ctx)
		if err != nil {
			return err
		}
		rows := make([]table.Row, len(all))
		for i, m := range all {
			applied := ""
			if !m.AppliedAt.IsZero() {
				applied = m.AppliedAt.Format(time.RFC3339)
			}
			rows[i] = table.Row{m.Source.Version, m.Source.Path, m.State, applied}
		}
		return o.table(table.Row{o.say("版", "version"), o.say("ファイル", "file"), o.say("状態", "state"), o.say("適用", "applied")}, rows)
	})
}

func migrations(do func(context.Context, *goose.Provider) error) error {
	ctx := context.Background()
	pool, err := database(ctx)
	if err != nil {
		return err
	}
	defer pool.Close()
	p, err := postgres.Migrations(pool)
	if err != nil {
		return err
	}
	defer func() { _ = p.Close() }()
	if err := do(ctx, p); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// Token makes access tokens.
type Token struct {
	Issue TokenIssue `cmd:"" help:"Issue an access token straight into the database, as for the first admin."`
}

// TokenIssue issues a token.
type TokenIssue struct {
	Role   string `arg:"" help:"member, desk:identity, desk:shipping, desk:repair, desk:billing, desk:support, return-centre, courier, network or admin."`
	Name   string `arg:"" help:"Who or what uses it; no personal data."`
	Member string `help:"The member, for role member." placeholder:"MEMBER"`
}

// Run prints the token's text, which is kept nowhere.
func (t TokenIssue) Run(o *Output) error {
	ctx := context.Background()
	pool, err := database(ctx)
	if err != nil {
		return err
	}
	defer pool.Close()
	issued, err := api.Issue(ctx, pool, ids.New("tok"), api.Role(t.Role), t.Member, t.Name, time.Now().UTC())
	if err != nil {
		return o.worded(err)
	}
	if o.JSON {
		return o.json(issued)
	}
	return o.printf("%s", issued.Text)
}
