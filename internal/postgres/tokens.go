package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"kigen/internal/refusal"
)

// TokenRow is an access token as far as it is kept: who may use it, and the
// SHA-256 of its text.
type TokenRow struct {
	ID        string     `db:"id"`
	Role      string     `db:"role"`
	Member    string     `db:"member_id"`
	Clock     string     `db:"clock_id"` // the test clock that the member lives on
	Name      string     `db:"name"`
	IssuedAt  time.Time  `db:"issued_at"`
	RevokedAt *time.Time `db:"revoked_at"`
}

const selectTokens = `select t.id, t.role, coalesce(t.member_id, '') as member_id, coalesce(m.clock_id, '') as clock_id,
	t.name, t.issued_at, t.revoked_at from tokens t left join members m on m.id = t.member_id`

// TokenByHash gives the valid token whose text has that hash, or refuses with
// code not_found.
func TokenByHash(ctx context.Context, db DB, hash [32]byte) (TokenRow, error) {
	return one[TokenRow](ctx, db, selectTokens+` where t.hash = $1 and t.revoked_at is null`, hash[:])
}

// Tokens lists all tokens by their ID.
func Tokens(ctx context.Context, db DB, after Place, limit int) ([]TokenRow, error) {
	s := selecting(selectTokens)
	if after.ID != "" {
		s.and("t.id > ?", after.ID)
	}
	s.add(" order by t.id limit ?", limit)
	return list[TokenRow](ctx, db, s)
}

// IssueToken keeps a token. It refuses an ID or text that is taken with code
// used, a member who is none with not_found.
func IssueToken(ctx context.Context, db DB, t TokenRow, hash [32]byte) error {
	_, err := db.Exec(ctx, `insert into tokens (id, hash, role, member_id, name, issued_at)
		values ($1, $2, $3, nullif($4, ''), $5, $6)`, t.ID, hash[:], t.Role, t.Member, t.Name, t.IssuedAt)
	if code := sqlState(err); code == uniqueViolation {
		return refusal.New(refusal.Used, "",
			"このトークンはすでに発行されています。", "This token was issued before; its text cannot be shown again.")
	} else if code == foreignKeyViolation {
		return missing.With("member", "この会員は存在しません。", "There is no such member.")
	}
	if err != nil {
		return fmt.Errorf("issue token: %w", err)
	}
	return nil
}

// RevokeToken ends a token at the instant; a revoked one stays as it is.
func RevokeToken(ctx context.Context, db DB, id string, at time.Time) (TokenRow, error) {
	if _, err := db.Exec(ctx, `update tokens set revoked_at = $2 where id = $1 and revoked_at is null`, id, at); err != nil {
		return TokenRow{}, fmt.Errorf("revoke token: %w", err)
	}
	return one[TokenRow](ctx, db, selectTokens+` where t.id = $1`, id)
}

const (
	uniqueViolation     = "23505"
	foreignKeyViolation = "23503"
)

// sqlState is PostgreSQL's code of an error, empty for any other.
func sqlState(err error) string {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code
	}
	return ""
}
