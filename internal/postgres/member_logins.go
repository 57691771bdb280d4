package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kigen/internal/account"
	"kigen/internal/ids"
	"kigen/internal/letters"
	"kigen/internal/refusal"
)

// LoginRow is how a member signs in.
type LoginRow struct {
	Member    string    `db:"member_id"`
	Login     string    `db:"login"`
	Password  string    `db:"password"` // its hash
	ChangedAt time.Time `db:"changed_at"`
	// ChangedKey is the Idempotency-Key under which the password was chosen.
	ChangedKey string `db:"changed_key"`
}

const selectLogins = `select member_id, login, password, changed_at, changed_key from member_logins`

// MemberLogin gives the login of a member, or refuses with code not_found.
func MemberLogin(ctx context.Context, db DB, member string) (LoginRow, error) {
	return one[LoginRow](ctx, db, selectLogins+` where member_id = $1`, member)
}

// LoginNamed gives the login of that name, as [account.Login] writes it, or
// refuses with code not_found.
func LoginNamed(ctx context.Context, db DB, login string) (LoginRow, error) {
	return one[LoginRow](ctx, db, selectLogins+` where login = $1`, login)
}

// AddLogin keeps the first login of a member. It refuses one that is taken with
// code used, and a member who has one with state.
func AddLogin(ctx context.Context, db DB, l LoginRow) error {
	tag, err := db.Exec(ctx, `insert into member_logins (member_id, login, password, changed_at, changed_key)
		values ($1, $2, $3, $4, $5) on conflict (member_id) do nothing`, l.Member, l.Login, l.Password, l.ChangedAt, l.ChangedKey)
	switch {
	case sqlState(err) == uniqueViolation:
		return account.LoginTaken()
	case err != nil:
		return fmt.Errorf("add a login: %w", err)
	case tag.RowsAffected() == 0:
		return refusal.New(refusal.State, "",
			"ログインIDは、すでに登録されています。", "There is a login ID already.")
	}
	return nil
}

// RenameLogin gives a member another login, and tells it. It refuses one that is
// taken with code used.
func RenameLogin(ctx context.Context, pool Pool, member, login string, told letters.Letter, at time.Time) error {
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `update member_logins set login = $2 where member_id = $1`, member, login)
		if sqlState(err) == uniqueViolation {
			return account.LoginTaken()
		}
		if err != nil {
			return fmt.Errorf("rename a login: %w", err)
		}
		return tellMember(ctx, tx, member, ids.New("ntc"), told, at)
	})
}

// NewPassword is a password that a member has chosen.
type NewPassword struct {
	LoginRow
	// Reset is the link by which it was chosen, empty for a member who is signed in.
	Reset string
	// Keep is the session in which the member stays signed in; all others end.
	Keep string
	Told letters.Letter
}

// ChangePassword keeps a password, and the login where the member had none. Links
// that were sent before open nothing any more, sessions end but for the one to be
// kept, and a lock is lifted. It refuses a link that was used meanwhile with code
// used, and so a login that is taken.
func ChangePassword(ctx context.Context, pool Pool, p NewPassword) error {
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		if p.Reset != "" {
			reset, err := passwordReset(ctx, tx, p.Reset, " for update")
			if err != nil {
				return err
			}
			if err := reset.Open(p.ChangedAt); err != nil {
				return err
			}
		}
		hash := account.Hash(p.Login)
		b := &pgx.Batch{}
		b.Queue(`insert into member_logins as l (member_id, login, password, changed_at, changed_key) values ($1, $2, $3, $4, $5)
			on conflict (member_id) do update set password = excluded.password, changed_at = excluded.changed_at, changed_key = excluded.changed_key`,
			p.Member, p.Login, p.Password, p.ChangedAt, p.ChangedKey)
		b.Queue(`update password_resets set used_at = $2 where member_id = $1 and used_at is null`, p.Member, p.ChangedAt)
		b.Queue(`delete from member_sessions where member_id = $1 and id <> $2`, p.Member, p.Keep)
		b.Queue(`delete from sign_in_tries where login_hash = $1`, hash[:])
		if err := tx.SendBatch(ctx, b).Close(); err != nil {
			if sqlState(err) == uniqueViolation {
				return account.LoginTaken()
			}
			return fmt.Errorf("change a password: %w", err)
		}
		return tellMember(ctx, tx, p.Member, ids.New("ntc"), p.Told, p.ChangedAt)
	})
}

// RenewHash keeps a stronger hash of the same password.
func RenewHash(ctx context.Context, db DB, member, before, after string) error {
	if _, err := db.Exec(ctx, `update member_logins set password = $3 where member_id = $1 and password = $2`, member, before, after); err != nil {
		return fmt.Errorf("renew a hash: %w", err)
	}
	return nil
}

// EnterPassword counts a password that is given for a login before it is looked
// at, and refuses it, with code locked, while the login is locked. One at a time
// is counted.
func EnterPassword(ctx context.Context, pool Pool, login string, at time.Time) (account.Tries, error) {
	var (
		tries   account.Tries
		refused error
		hash    = account.Hash(login)
	)
	err := pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		// The row is made where there is none, so that two at once have one to wait for.
		var since, until *time.Time
		err := tx.QueryRow(ctx, `insert into sign_in_tries as t (login_hash, tries, since) values ($1, 1, '-infinity')
			on conflict (login_hash) do update set tries = t.tries
			returning tries, nullif(since, '-infinity'), locked_until`, hash[:]).Scan(&tries.Count, &since, &until)
		if err != nil {
			return err
		}
		if since == nil {
			tries.Count = 0
		} else {
			tries.Since = *since
		}
		if until != nil {
			tries.LockedUntil = *until
		}
		if tries, refused = tries.Enter(at); refused != nil {
			return nil
		}
		_, err = tx.Exec(ctx, `update sign_in_tries set tries = $2, since = $3, locked_until = $4 where login_hash = $1`,
			hash[:], tries.Count, tries.Since, timeOrNull(tries.LockedUntil))
		return err
	})
	if err != nil {
		return tries, fmt.Errorf("count a password: %w", err)
	}
	return tries, refused
}

func timeOrNull(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}

// ForgetTries begins the count anew, after a right password.
func ForgetTries(ctx context.Context, db DB, login string) error {
	hash := account.Hash(login)
	if _, err := db.Exec(ctx, `delete from sign_in_tries where login_hash = $1`, hash[:]); err != nil {
		return fmt.Errorf("forget wrong passwords: %w", err)
	}
	return nil
}

// TellOfLock queues the letter on a login that was locked, once for its instant.
func TellOfLock(ctx context.Context, db DB, member string, l letters.SignInLocked) error {
	return tellMember(ctx, db, member, ids.Derived("ntc", member, l.Template(), l.LockedAt.UTC().Format(time.RFC3339Nano)), l, l.LockedAt)
}

// tellMember queues a letter that belongs to no case. It bears the member's own
// time, that of a test clock where the member lives on one.
func tellMember(ctx context.Context, db DB, member, id string, l letters.Letter, at time.Time) error {
	data, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("letter %s: %w", l.Template(), err)
	}
	_, err = db.Exec(ctx, `insert into notices (id, step, member_id, rule, template, version, data, at)
		select $1, 'account', m.id, $3, $4, $5, $6, coalesce(c.instant, $7)
		from members m left join test_clocks c on c.id = m.clock_id where m.id = $2 on conflict (id) do nothing`,
		id, member, string(l.Rule()), l.Template(), l.Version(), string(data), at)
	if err != nil {
		return fmt.Errorf("letter %s: %w", l.Template(), err)
	}
	return nil
}

// SetLanguage changes the language in which a member is written to.
func SetLanguage(ctx context.Context, db DB, member, language string) error {
	if _, err := db.Exec(ctx, `update members set language = $2 where id = $1`, member, language); err != nil {
		return fmt.Errorf("set a member's language: %w", err)
	}
	return nil
}

// ClearAccounts removes what has had its time: sessions that are over, wrong
// passwords that count no longer, links of more than a day ago.
func ClearAccounts(ctx context.Context, db DB, at time.Time) error {
	b := &pgx.Batch{}
	b.Queue(`delete from member_sessions where last_seen_at <= $1 or created_at <= $2`, at.Add(-account.SessionIdle), at.Add(-account.SessionLife))
	b.Queue(`delete from sign_in_tries where since <= $1 and coalesce(locked_until, since) <= $2`, at.Add(-account.Window), at)
	b.Queue(`delete from password_resets where asked_at <= $1`, at.Add(-24*time.Hour))
	if err := db.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("clear accounts: %w", err)
	}
	return nil
}
