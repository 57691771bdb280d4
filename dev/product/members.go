package product

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kigen/internal/passwords"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
)

// Guest is a member of the examples who may sign in to the member pages, under the password of the staff.
type Guest struct {
	// Variable of the story that holds the member's ID.
	Variable string
	Login    string
	// About says what there is to see.
	About string
}

// Guests are all of them.
var Guests = []Guest{
	{"taro", "taro.mihon", "a phone that was replaced; the old one is to be sent back"},
	{"shiro", "shiro.mihon", "a used phone in repair, and a loaner"},
	{"hanako", "hanako.mihon", "a line that ends with the month"},
	{"ryo", "ryo.mihon", "on a test clock: an option that ends"},
}

// Admit gives a guest a login. One who has a login keeps it, with its password.
func (p *Product) Admit(ctx context.Context, g Guest, member string) error {
	hash, err := passwords.Hash(ctx, p.staff.password)
	if err != nil {
		return err
	}
	err = postgres.AddLogin(ctx, p.staff.pool, postgres.LoginRow{Member: member, Login: g.Login, Password: hash, ChangedAt: time.Now()})
	if err != nil && !errors.Is(err, &refusal.Error{Code: refusal.State}) {
		return fmt.Errorf("a login for %s: %w", g.Login, err)
	}
	return nil
}

// Admitted lists the guests who are there, and can sign in.
func (p *Product) Admitted(ctx context.Context) ([]Guest, error) {
	names := make([]string, len(Guests))
	for i, g := range Guests {
		names[i] = g.Login
	}
	rows, err := p.staff.pool.Query(ctx, `select login from member_logins where login = any ($1)`, names)
	if err != nil {
		return nil, fmt.Errorf("who can sign in: %w", err)
	}
	logins, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("who can sign in: %w", err)
	}
	return slices.DeleteFunc(slices.Clone(Guests), func(g Guest) bool { return !slices.Contains(logins, g.Login) }), nil
}
