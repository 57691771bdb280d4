package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kigen/internal/account"
	"kigen/internal/ids"
	"kigen/internal/letters"
)

// Forgetful is a member who may ask for a link to choose a password.
type Forgetful struct {
	Member   string `db:"id"`
	HasLogin bool   `db:"has_login"`
}

// households bounds how many members of one address are sent a link at once.
const households = 3

// Forgetfuls gives the members to whom a login or an e-mail address belongs, the
// latest to join first, but for those who were sent as many links as there may be.
func Forgetfuls(ctx context.Context, db DB, login, email string, at time.Time) ([]Forgetful, error) {
	rows, err := db.Query(ctx, `with found as (
			select member_id as id from member_logins where login = $1
			union select id from members where lower(email) = lower($2)
		)
		select m.id, l.member_id is not null as has_login
		from found f join members m on m.id = f.id left join member_logins l on l.member_id = m.id
		where (select count(*) from password_resets r where r.member_id = m.id and r.asked_at > $3) < $4
		order by m.joined_at desc, m.id limit $5`, login, email, at.Add(-account.ResetLife), account.MaxResets, households)
	if err != nil {
		return nil, fmt.Errorf("members to be sent a link: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Forgetful])
}

// AskReset keeps a link and queues its letter, once for an ID.
func AskReset(ctx context.Context, pool Pool, id string, f Forgetful, at time.Time) error {
	expires := at.Add(account.ResetLife)
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `insert into password_resets (id, member_id, asked_at, expires_at) values ($1, $2, $3, $4)
			on conflict (id) do nothing`, id, f.Member, at, expires)
		if err != nil {
			return fmt.Errorf("ask for a link: %w", err)
		}
		letter := letters.PasswordReset{Reset: id, Expires: expires, First: !f.HasLogin}
		return tellMember(ctx, tx, f.Member, ids.Derived("ntc", id, letter.Template()), letter, at)
	})
}

// PasswordReset gives a link, or refuses with code not_found.
func PasswordReset(ctx context.Context, db DB, id string) (account.Reset, error) {
	return passwordReset(ctx, db, id, "")
}

func passwordReset(ctx context.Context, db DB, id, lock string) (account.Reset, error) {
	var (
		r    = account.Reset{ID: id}
		used *time.Time
	)
	err := db.QueryRow(ctx, `select member_id, expires_at, used_at from password_resets where id = $1`+lock, id).
		Scan(&r.Member, &r.ExpiresAt, &used)
	if errors.Is(err, pgx.ErrNoRows) {
		return r, account.NoReset()
	}
	if err != nil {
		return r, fmt.Errorf("load a link: %w", err)
	}
	if used != nil {
		r.UsedAt = *used
	}
	return r, nil
}
