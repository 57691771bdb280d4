package postgres

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Wrong tries of one login within StaffTriesWithin lock its sign-in for StaffLockedFor:
// MostStaffTries of them, the last one inclusive.
const (
	MostStaffTries   = 5
	StaffTriesWithin = 15 * time.Minute
	StaffLockedFor   = 15 * time.Minute
)

func staffLoginHash(login string) []byte {
	sum := sha256.Sum256([]byte(login))
	return sum[:]
}

// CountStaffTry counts a try to sign in under a login, known or not, before its
// password is compared: tries that run at once are all counted. Open tells
// whether it may be compared. LockedUntil is when the login opens again, exclusive;
// it is set already by the last try that may be compared, which lifts it by
// [ForgetStaffTries] where it was right.
func CountStaffTry(ctx context.Context, db DB, login string, at time.Time) (open bool, lockedUntil time.Time, err error) {
	var until *time.Time
	// Of a login that is locked the row stays as it is, and counts no further try.
	err = db.QueryRow(ctx, `insert into staff_tries as t (login_hash, tries) values ($1, array[$2::timestamptz])
		on conflict (login_hash) do update set
			tries = case when t.locked_until > $2 then t.tries
				else array(select one from unnest(t.tries) one where one > $3 and t.locked_until is null) || $2::timestamptz end,
			locked_until = case when t.locked_until > $2 then t.locked_until
				when t.locked_until is null and (select count(*) from unnest(t.tries) one where one > $3) + 1 >= $4 then $5::timestamptz end,
			counted = (t.locked_until > $2) is not true
		returning locked_until, counted`,
		staffLoginHash(login), at, at.Add(-StaffTriesWithin), MostStaffTries, at.Add(StaffLockedFor)).Scan(&until, &open)
	if err != nil {
		return false, time.Time{}, fmt.Errorf("count a try: %w", err)
	}
	if until != nil {
		lockedUntil = *until
	}
	return open, lockedUntil, nil
}

// ForgetStaffTries opens a login again, after a try that was right.
func ForgetStaffTries(ctx context.Context, db DB, login string) error {
	if _, err := db.Exec(ctx, `delete from staff_tries where login_hash = $1`, staffLoginHash(login)); err != nil {
		return fmt.Errorf("forget tries: %w", err)
	}
	return nil
}

// ClearStaffTries removes what was counted before an instant and locks nothing any longer.
func ClearStaffTries(ctx context.Context, db DB, before time.Time) error {
	_, err := db.Exec(ctx, `delete from staff_tries where (locked_until is null or locked_until <= $1) and tries[cardinality(tries)] <= $1`, before)
	if err != nil {
		return fmt.Errorf("clear tries: %w", err)
	}
	return nil
}

// StaffLogin is what a sign-in is decided by.
type StaffLogin struct {
	ID   string `db:"id"`
	Hash string `db:"hash"` // empty where there is no password
	Role string `db:"role"` // the first of them
	// Disabled accounts are refused as unknown ones are.
	Disabled bool `db:"disabled"`
}

const staffLoginColumns = `id, coalesce(password_hash, '') as hash, roles[1] as role, disabled_at is not null as disabled`

// LoginOfStaff gives the account of a login, the zero one where there is none.
func LoginOfStaff(ctx context.Context, db DB, login string) (StaffLogin, error) {
	return staffLogin(ctx, db, `select `+staffLoginColumns+` from staff where login = $1`, login)
}

// StaffOf gives the account of an ID, the zero one where there is none.
func StaffOf(ctx context.Context, db DB, id string) (StaffLogin, error) {
	return staffLogin(ctx, db, `select `+staffLoginColumns+` from staff where id = $1`, id)
}

// StaffOfSubject gives the account that is bound to a subject of an identity
// provider. Where none is and verified is not empty, the account with that e-mail
// address is bound to it, if it is bound to no other. The zero one where there is
// none.
func StaffOfSubject(ctx context.Context, db DB, issuer, subject, verified string) (StaffLogin, error) {
	found, err := staffLogin(ctx, db, `select `+staffLoginColumns+` from staff where oidc_issuer = $1 and oidc_subject = $2`, issuer, subject)
	if err != nil || found.ID != "" || verified == "" {
		return found, err
	}
	return staffLogin(ctx, db, `update staff set oidc_issuer = $1, oidc_subject = $2
		where email = lower($3) and oidc_subject is null and disabled_at is null returning `+staffLoginColumns, issuer, subject, verified)
}

func staffLogin(ctx context.Context, db DB, sql string, args ...any) (StaffLogin, error) {
	rows, err := db.Query(ctx, sql, args...)
	if err != nil {
		return StaffLogin{}, fmt.Errorf("find an account: %w", err)
	}
	found, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[StaffLogin])
	if errors.Is(err, pgx.ErrNoRows) {
		return StaffLogin{}, nil
	}
	if err != nil {
		return found, fmt.Errorf("find an account: %w", err)
	}
	return found, nil
}
