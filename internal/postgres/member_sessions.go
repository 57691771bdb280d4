package postgres

import (
	"context"
	"fmt"
	"time"

	"kigen/internal/account"
)

// MemberSessionRow is a browser in which a member is signed in.
type MemberSessionRow struct {
	ID         string    `db:"id"`
	Member     string    `db:"member_id"`
	Browser    string    `db:"browser"` // see [account.Browser]
	CreatedAt  time.Time `db:"created_at"`
	LastSeenAt time.Time `db:"last_seen_at"`
}

// SignedInRow is the member of a session.
type SignedInRow struct {
	MemberSessionRow
	Clock       string `db:"clock_id"` // the test clock that the member lives on
	Language    string `db:"language"`
	FamilyName  string `db:"family_name"`
	GivenName   string `db:"given_name"`
	FamilyRoman string `db:"family_roman"`
	GivenRoman  string `db:"given_roman"`
}

// good is the condition of a session that is not over at $2.
const good = ` s.last_seen_at > $2 and s.created_at > $3`

func over(at time.Time) (idle, life time.Time) {
	return at.Add(-account.SessionIdle), at.Add(-account.SessionLife)
}

// OpenMemberSession keeps a session; the same ID again is the same session, and
// begins anew: it may be one that is over and not cleared away yet.
func OpenMemberSession(ctx context.Context, db DB, s MemberSessionRow) error {
	_, err := db.Exec(ctx, `insert into member_sessions (id, member_id, browser, created_at, last_seen_at) values ($1, $2, $3, $4, $5)
		on conflict (id) do update set created_at = excluded.created_at, last_seen_at = excluded.last_seen_at`, s.ID, s.Member, s.Browser, s.CreatedAt, s.LastSeenAt)
	if err != nil {
		return fmt.Errorf("open a session: %w", err)
	}
	return nil
}

// seenEvery is how exactly it is known when a session was last used.
const seenEvery = time.Minute

// SignedIn gives the member of a session that is not over, and notes that it was
// used. It refuses any other with code not_found.
func SignedIn(ctx context.Context, db DB, id string, at time.Time) (SignedInRow, error) {
	idle, life := over(at)
	row, err := one[SignedInRow](ctx, db, `select s.id, s.member_id, s.browser, s.created_at, s.last_seen_at, coalesce(m.clock_id, '') as clock_id,
		m.language, m.family_name, m.given_name, m.family_roman, m.given_roman
		from member_sessions s join members m on m.id = s.member_id where s.id = $1 and`+good, id, idle, life)
	if err != nil || at.Sub(row.LastSeenAt) < seenEvery {
		return row, err
	}
	if _, err := db.Exec(ctx, `update member_sessions set last_seen_at = $2 where id = $1 and last_seen_at < $2`, id, at); err != nil {
		return row, fmt.Errorf("note a session: %w", err)
	}
	return row, nil
}

// MemberSessions lists where a member is signed in, the last used first.
func MemberSessions(ctx context.Context, db DB, member string, at time.Time) ([]MemberSessionRow, error) {
	idle, life := over(at)
	s := selecting(`select s.id, s.member_id, s.browser, s.created_at, s.last_seen_at from member_sessions s`)
	s.and("s.member_id = ?", member)
	s.and("s.last_seen_at > ?", idle)
	s.and("s.created_at > ?", life)
	s.add(" order by s.last_seen_at desc, s.id limit 100")
	return list[MemberSessionRow](ctx, db, s)
}

// EndMemberSession signs a member out where that session is; one that is over
// stays so.
func EndMemberSession(ctx context.Context, db DB, member, id string) error {
	if _, err := db.Exec(ctx, `delete from member_sessions where member_id = $1 and id = $2`, member, id); err != nil {
		return fmt.Errorf("end a session: %w", err)
	}
	return nil
}

// EndMemberSessions signs a member out everywhere but in the session to be kept,
// empty for none.
func EndMemberSessions(ctx context.Context, db DB, member, keep string) error {
	if _, err := db.Exec(ctx, `delete from member_sessions where member_id = $1 and id <> $2`, member, keep); err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	return nil
}
