package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kigen/internal/refusal"
)

// StaffRow is a person who works at one desk or several.
type StaffRow struct {
	ID    string   `db:"id"`
	Login string   `db:"login"`
	Name  string   `db:"name"`
	Email string   `db:"email"` // empty where none is registered
	Roles []string `db:"roles"`
	// MustChange tells that the password is a one-time one.
	MustChange bool `db:"must_change_password"`
	// HasPassword tells whether the person can sign in with one.
	HasPassword bool `db:"has_password"`
	// Linked tells whether the account is bound to one of an identity provider.
	Linked     bool       `db:"linked"`
	CreatedAt  time.Time  `db:"created_at"`
	DisabledAt *time.Time `db:"disabled_at"`
	// LockedUntil is when sign-in opens again after too many wrong tries, exclusive.
	LockedUntil *time.Time `db:"locked_until"`
	// SeenAt is when the person last used the console, as far as a session tells.
	SeenAt *time.Time `db:"seen_at"`
}

const (
	staffColumns = `s.id, s.login, s.name, coalesce(s.email, '') as email, s.roles, s.must_change_password,
		s.password_hash is not null as has_password, s.oidc_subject is not null as linked, s.created_at, s.disabled_at`
	selectStaff = `select ` + staffColumns + `,
		(select t.locked_until from staff_tries t where t.login_hash = sha256(convert_to(s.login, 'UTF8'))) as locked_until,
		(select max(x.seen_at) from staff_sessions x where x.staff_id = s.id) as seen_at
		from staff s`
)

// Staff gives a person by their ID; code not_found where there is none.
func Staff(ctx context.Context, db DB, id string) (StaffRow, error) {
	return one[StaffRow](ctx, db, selectStaff+` where s.id = $1`, id)
}

// ListStaff lists people by their login.
func ListStaff(ctx context.Context, db DB, after Place, limit int) ([]StaffRow, error) {
	s := selecting(selectStaff)
	if after.ID != "" {
		s.and("s.login > ?", after.ID)
	}
	s.add(" order by s.login limit ?", limit)
	return list[StaffRow](ctx, db, s)
}

// NewStaff is what is registered of a person at first.
type NewStaff struct {
	ID, Login, Name string
	Email           string // empty for none
	Roles           []string
	PasswordHash    string // empty where the person signs in with the identity provider only
	// OneTime has the password changed at the first sign-in.
	OneTime bool
	At      time.Time
}

// AddStaff registers a person. It refuses a login or e-mail address that is taken
// with code conflict; the same ID again is the same person.
func AddStaff(ctx context.Context, db DB, n NewStaff) (StaffRow, error) {
	_, err := db.Exec(ctx, `insert into staff (id, login, name, email, roles, password_hash, must_change_password, created_at)
		values ($1, $2, $3, nullif($4, ''), $5, nullif($6, ''), $7, $8)
		on conflict (id) do update set password_hash = excluded.password_hash, must_change_password = excluded.must_change_password`,
		n.ID, n.Login, n.Name, n.Email, n.Roles, n.PasswordHash, n.OneTime, n.At)
	if err != nil {
		return StaffRow{}, staffError("add staff", err)
	}
	return Staff(ctx, db, n.ID)
}

var (
	loginTaken = refusal.New(refusal.Conflict, "",
		"入力されたログインIDまたはメールアドレスは、ほかの担当者が使用しています。", "This login or e-mail address belongs to somebody else.")
	lastAdmin = refusal.New(refusal.State, "",
		"管理者が1人もいなくなるため、この変更はできません。先に別の管理者を登録してください。",
		"There would be no administrator left. Register another one first.")
)

func staffError(what string, err error) error {
	if sqlState(err) == uniqueViolation {
		return loginTaken
	}
	return fmt.Errorf("%s: %w", what, err)
}

// StaffChange says what is to change of a person; what is nil stays.
type StaffChange struct {
	Name, Email *string
	Roles       []string
	Disabled    *bool
	// Unlink parts the account from the identity provider's, to be bound anew at the next sign-in.
	Unlink bool
	At     time.Time
}

const adminRole = "admin"

// ChangeStaff changes a person. Who is disabled, or parted from the identity
// provider, is signed out everywhere. It refuses with code state what would leave
// no administrator, and with conflict an e-mail address that is taken.
func ChangeStaff(ctx context.Context, pool Beginner, id string, c StaffChange) (StaffRow, error) {
	var row StaffRow
	err := pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		// Two administrators who disable each other wait here for one another.
		others, err := lockAdmins(ctx, tx, id)
		if err != nil {
			return err
		}
		before, err := Staff(ctx, tx, id)
		if err != nil {
			return err
		}
		roles, disabled := before.Roles, before.DisabledAt != nil
		if c.Roles != nil {
			roles = c.Roles
		}
		if c.Disabled != nil {
			disabled = *c.Disabled
		}
		wasAdmin := before.DisabledAt == nil && slices.Contains(before.Roles, adminRole)
		if wasAdmin && (disabled || !slices.Contains(roles, adminRole)) && others == 0 {
			return lastAdmin
		}
		if _, err := tx.Exec(ctx, `update staff set name = coalesce($2, name), email = case when $3::text is null then email else nullif($3, '') end,
			roles = $4, disabled_at = case when $5 then coalesce(disabled_at, $6) end,
			oidc_issuer = case when not $7 then oidc_issuer end, oidc_subject = case when not $7 then oidc_subject end
			where id = $1`, id, c.Name, c.Email, roles, disabled, c.At, c.Unlink); err != nil {
			return staffError("change staff", err)
		}
		if disabled || c.Unlink {
			if err := EndStaffSessions(ctx, tx, id, ""); err != nil {
				return err
			}
		}
		row, err = Staff(ctx, tx, id)
		return err
	})
	return row, err
}

// lockAdmins holds the administrators that are not disabled, and counts those other than one.
func lockAdmins(ctx context.Context, tx pgx.Tx, but string) (others int, err error) {
	rows, err := tx.Query(ctx, `select id from staff where (disabled_at is null and $1 = any (roles)) or id = $2 order by id for update`, adminRole, but)
	if err != nil {
		return 0, fmt.Errorf("lock the administrators: %w", err)
	}
	var id string
	_, err = pgx.ForEachRow(rows, []any{&id}, func() error {
		if id != but {
			others++
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("lock the administrators: %w", err)
	}
	return others, nil
}

// SetStaffPassword gives a person another password and signs them out everywhere
// but in the session keep, empty for none. A lock of their sign-in opens.
func SetStaffPassword(ctx context.Context, pool Beginner, id, hash string, oneTime bool, keep string, at time.Time) (StaffRow, error) {
	var row StaffRow
	err := pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		var login string
		err := tx.QueryRow(ctx, `update staff set password_hash = $2, must_change_password = $3, password_changed_at = $4
			where id = $1 returning login`, id, hash, oneTime, at).Scan(&login)
		if errors.Is(err, pgx.ErrNoRows) {
			return missing
		}
		if err != nil {
			return fmt.Errorf("set a password: %w", err)
		}
		if err := EndStaffSessions(ctx, tx, id, keep); err != nil {
			return err
		}
		if err := ForgetStaffTries(ctx, tx, login); err != nil {
			return err
		}
		row, err = Staff(ctx, tx, id)
		return err
	})
	return row, err
}

// RehashStaffPassword keeps a costlier hash of the same password, unless it was
// changed meanwhile.
func RehashStaffPassword(ctx context.Context, db DB, id, before, hash string) error {
	if _, err := db.Exec(ctx, `update staff set password_hash = $3 where id = $1 and password_hash = $2`, id, before, hash); err != nil {
		return fmt.Errorf("rehash a password: %w", err)
	}
	return nil
}

// SetStaffRoles has a person work at those desks, as an identity provider says.
func SetStaffRoles(ctx context.Context, db DB, id string, roles []string) error {
	if _, err := db.Exec(ctx, `update staff set roles = $2 where id = $1 and roles <> $2`, id, roles); err != nil {
		return fmt.Errorf("set roles: %w", err)
	}
	return nil
}

// Beginner begins transactions: a pool.
type Beginner interface {
	Begin(ctx context.Context) (pgx.Tx, error)
}
