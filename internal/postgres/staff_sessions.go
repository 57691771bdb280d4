package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// StaffSessionRow is where somebody is signed in to the console.
type StaffSessionRow struct {
	ID      string    `db:"id"`
	Staff   string    `db:"staff_id"`
	How     string    `db:"how"`     // password or oidc
	Browser string    `db:"browser"` // such as Firefox, Windows
	BeganAt time.Time `db:"began_at"`
	SeenAt  time.Time `db:"seen_at"`
}

// BeginStaffSession keeps a session.
func BeginStaffSession(ctx context.Context, db DB, s StaffSessionRow) error {
	_, err := db.Exec(ctx, `insert into staff_sessions (id, staff_id, how, browser, began_at, seen_at) values ($1, $2, $3, $4, $5, $5)`,
		s.ID, s.Staff, s.How, s.Browser, s.BeganAt)
	if err != nil {
		return fmt.Errorf("begin a session: %w", err)
	}
	return nil
}

// SessionStaff is who a session is of.
type SessionStaff struct {
	ID    string   `db:"id"`
	Login string   `db:"login"`
	Name  string   `db:"name"`
	Roles []string `db:"roles"`
	// MustChange tells that the session was begun with a one-time password.
	MustChange bool      `db:"must_change"`
	SeenAt     time.Time `db:"seen_at"`
}

// StaffOfSession gives who is signed in by a session that has not ended; code
// not_found otherwise, and for who was disabled.
func StaffOfSession(ctx context.Context, db DB, session string) (SessionStaff, error) {
	return one[SessionStaff](ctx, db, `select s.id, s.login, s.name, s.roles,
		s.must_change_password and x.how = 'password' as must_change, x.seen_at
		from staff_sessions x join staff s on s.id = x.staff_id where x.id = $1 and s.disabled_at is null`, session)
}

// SeeStaffSession notes when a session was last used.
func SeeStaffSession(ctx context.Context, db DB, session string, at time.Time) error {
	_, err := db.Exec(ctx, `update staff_sessions set seen_at = $2 where id = $1 and seen_at < $2`, session, at)
	if err != nil {
		return fmt.Errorf("see a session: %w", err)
	}
	return nil
}

// StaffSessions lists a person's sessions that were begun and used after two
// instants, the newest first.
func StaffSessions(ctx context.Context, db DB, staff string, begun, seen time.Time) ([]StaffSessionRow, error) {
	s := selecting(`select id, staff_id, how, browser, began_at, seen_at from staff_sessions`)
	s.and("staff_id = ? and began_at > ? and seen_at > ?", staff, begun, seen)
	s.add(" order by began_at desc, id limit 100")
	return list[StaffSessionRow](ctx, db, s)
}

// EndStaffSession ends one session of a person; code not_found where it is not theirs.
func EndStaffSession(ctx context.Context, db DB, staff, session string) error {
	err := db.QueryRow(ctx, `delete from staff_sessions where id = $1 and staff_id = $2 returning id`, session, staff).Scan(&session)
	if errors.Is(err, pgx.ErrNoRows) {
		return missing
	}
	if err != nil {
		return fmt.Errorf("end a session: %w", err)
	}
	return nil
}

// EndStaffSessions ends all sessions of a person but one, empty for none.
func EndStaffSessions(ctx context.Context, db DB, staff, but string) error {
	if _, err := db.Exec(ctx, `delete from staff_sessions where staff_id = $1 and id <> $2`, staff, but); err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	return nil
}

// ClearStaffSessions removes the sessions that were last used before one instant
// or begun before another.
func ClearStaffSessions(ctx context.Context, db DB, begun, seen time.Time) error {
	if _, err := db.Exec(ctx, `delete from staff_sessions where seen_at <= $2 or began_at <= $1`, begun, seen); err != nil {
		return fmt.Errorf("clear sessions: %w", err)
	}
	return nil
}
