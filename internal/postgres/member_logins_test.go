package postgres_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kigen/internal/account"
	"kigen/internal/letters"
	"kigen/internal/mail"
	"kigen/internal/postgres"
	"kigen/internal/postgres/pgtest"
	"kigen/internal/refusal"
)

// accountAt is the machine's time of the tests of accounts.
var accountAt = time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)

func twoMembers(t *testing.T) *pgxpool.Pool {
	t.Helper()
	pool := pgtest.New(t, postgres.MigrateURL)
	_, err := pool.Exec(t.Context(), `insert into test_clocks (id, name, instant) values ('clk_1', 'a', '2027-03-01 00:00:00+09')`)
	require.NoError(t, err)
	for id, clock := range map[string]string{"mem_1": "", "mem_2": "clk_1"} {
		_, err := pool.Exec(t.Context(), `insert into members (id, clock_id, family_name, given_name, family_kana, given_kana, family_roman,
			given_roman, birth_date, email, postal_code, prefecture, city, street, card_token, joined_at)
			values ($1, nullif($2, ''), '見本', '太郎', 'ミホン', 'タロウ', 'MIHON', 'TARO', '1990-01-01', 'Family@example.jp', '102-0071',
				'東京都', '千代田区', '富士見2-10-2', 'tok', $3)`, id, clock, accountAt)
		require.NoError(t, err)
	}
	return pool
}

func addLogin(t *testing.T, pool *pgxpool.Pool, member, login string) postgres.LoginRow {
	t.Helper()
	row := postgres.LoginRow{Member: member, Login: login, Password: "hash", ChangedAt: accountAt}
	require.NoError(t, postgres.AddLogin(t.Context(), pool, row))
	return row
}

func TestALoginIsOneMembersAndTheOnlyOne(t *testing.T) {
	pool := twoMembers(t)
	row := addLogin(t, pool, "mem_1", "taro.mihon")
	got, err := postgres.LoginNamed(t.Context(), pool, "taro.mihon")
	require.NoError(t, err)
	got.ChangedAt = got.ChangedAt.UTC()
	require.Equal(t, row, got)

	row.Login = "taro.other"
	require.ErrorIs(t, postgres.AddLogin(t.Context(), pool, row), &refusal.Error{Code: refusal.State})
	row.Member, row.Login = "mem_2", "taro.mihon"
	require.ErrorIs(t, postgres.AddLogin(t.Context(), pool, row), &refusal.Error{Code: refusal.Used})
	addLogin(t, pool, "mem_2", "hanae.mihon")
	told := letters.LoginChanged{Member: "mem_2", ChangedAt: accountAt}
	require.ErrorIs(t, postgres.RenameLogin(t.Context(), pool, "mem_2", "taro.mihon", told, accountAt), &refusal.Error{Code: refusal.Used})
	require.NoError(t, postgres.RenameLogin(t.Context(), pool, "mem_2", "hanae2026", told, accountAt))
}

// TestPasswordsAtOnceAreCountedAll makes sure that guesses side by side are
// no more than one after the other.
func TestPasswordsAtOnceAreCountedAll(t *testing.T) {
	pool := twoMembers(t)
	var (
		group  sync.WaitGroup
		mu     sync.Mutex
		looked int
	)
	for range 20 {
		group.Go(func() {
			_, err := postgres.EnterPassword(context.Background(), pool, "taro.mihon", accountAt)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				looked++
			} else if no, ok := refusal.As(err); !ok || no.Code != refusal.Locked {
				t.Error(err)
			}
		})
	}
	group.Wait()
	require.Equal(t, account.MaxTries, looked)

	require.NoError(t, postgres.ForgetTries(t.Context(), pool, "taro.mihon"))
	tries, err := postgres.EnterPassword(t.Context(), pool, "taro.mihon", accountAt)
	require.NoError(t, err)
	require.Equal(t, 1, tries.Count)
}

func TestALinkIsAskedForByLoginOrAddress(t *testing.T) {
	pool := twoMembers(t)
	addLogin(t, pool, "mem_1", "taro.mihon")
	found, err := postgres.Forgetfuls(t.Context(), pool, "taro.mihon", "taro.mihon", accountAt)
	require.NoError(t, err)
	require.Equal(t, []postgres.Forgetful{{Member: "mem_1", HasLogin: true}}, found)
	found, err = postgres.Forgetfuls(t.Context(), pool, "family@example.jp", "family@EXAMPLE.jp", accountAt)
	require.NoError(t, err)
	require.Equal(t, []postgres.Forgetful{{Member: "mem_1", HasLogin: true}, {Member: "mem_2"}}, found)

	for i, id := range []string{"pwr_1", "pwr_2", "pwr_3"} {
		at := accountAt.Add(time.Duration(i) * time.Minute)
		for range 2 {
			require.NoError(t, postgres.AskReset(t.Context(), pool, id, found[1], at))
		}
	}
	var queued int
	require.NoError(t, pool.QueryRow(t.Context(), `select count(*) from notices where member_id = 'mem_2' and template = 'password-reset'
		and at = (select instant from test_clocks)`).Scan(&queued))
	require.Equal(t, 3, queued, "one letter a link, in the member's own time")

	for at, want := range map[time.Time]int{accountAt.Add(account.ResetLife - time.Second): 1, accountAt.Add(account.ResetLife): 2} {
		found, err = postgres.Forgetfuls(t.Context(), pool, "", "family@example.jp", at)
		require.NoError(t, err)
		require.Len(t, found, want, at)
	}
	_, err = postgres.PasswordReset(t.Context(), pool, "pwr_9")
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.NotFound})
}

func TestALinkServesOnce(t *testing.T) {
	pool := twoMembers(t)
	row := addLogin(t, pool, "mem_1", "taro.mihon")
	for _, id := range []string{"pwr_1", "pwr_2"} {
		require.NoError(t, postgres.AskReset(t.Context(), pool, id, postgres.Forgetful{Member: "mem_1", HasLogin: true}, accountAt))
	}
	session := postgres.MemberSessionRow{ID: "ses_1", Member: "mem_1", CreatedAt: accountAt, LastSeenAt: accountAt}
	require.NoError(t, postgres.OpenMemberSession(t.Context(), pool, session))
	_, err := postgres.EnterPassword(t.Context(), pool, "taro.mihon", accountAt)
	require.NoError(t, err)

	row.Password, row.ChangedAt = "another hash", accountAt.Add(time.Minute)
	change := postgres.NewPassword{LoginRow: row, Reset: "pwr_2", Told: letters.PasswordChanged{Member: "mem_1", ChangedAt: row.ChangedAt, ByLink: true}}
	require.NoError(t, postgres.ChangePassword(t.Context(), pool, change))
	require.ErrorIs(t, postgres.ChangePassword(t.Context(), pool, change), &refusal.Error{Code: refusal.Used})
	change.Reset = "pwr_1"
	require.ErrorIs(t, postgres.ChangePassword(t.Context(), pool, change), &refusal.Error{Code: refusal.Used}, "those before it end with it")

	_, err = postgres.SignedIn(t.Context(), pool, "ses_1", accountAt)
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.NotFound})
	tries, err := postgres.EnterPassword(t.Context(), pool, "taro.mihon", accountAt)
	require.NoError(t, err)
	require.Equal(t, 1, tries.Count, "the lock is lifted")
	got, err := postgres.MemberLogin(t.Context(), pool, "mem_1")
	require.NoError(t, err)
	require.Equal(t, "another hash", got.Password)
}

func TestMemberSessionsEnd(t *testing.T) {
	pool := twoMembers(t)
	open := func(id, member string, at time.Time) {
		require.NoError(t, postgres.OpenMemberSession(t.Context(), pool, postgres.MemberSessionRow{
			ID: id, Member: member, Browser: "Safari, iPhone", CreatedAt: at, LastSeenAt: at,
		}))
	}
	open("ses_1", "mem_1", accountAt)
	open("ses_2", "mem_1", accountAt.Add(time.Minute))
	open("ses_3", "mem_2", accountAt)

	row, err := postgres.SignedIn(t.Context(), pool, "ses_3", accountAt.Add(account.SessionIdle-time.Second))
	require.NoError(t, err)
	require.Equal(t, "clk_1", row.Clock)
	_, err = postgres.SignedIn(t.Context(), pool, "ses_1", accountAt.Add(account.SessionIdle))
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.NotFound})
	_, err = postgres.SignedIn(t.Context(), pool, "ses_3", accountAt.Add(account.SessionIdle))
	require.NoError(t, err, "it was used meanwhile")

	listed, err := postgres.MemberSessions(t.Context(), pool, "mem_1", accountAt.Add(account.SessionIdle))
	require.NoError(t, err)
	require.Len(t, listed, 1)
	require.Equal(t, "ses_2", listed[0].ID)

	require.NoError(t, postgres.EndMemberSession(t.Context(), pool, "mem_1", "ses_3"), "another member's")
	_, err = postgres.SignedIn(t.Context(), pool, "ses_3", accountAt.Add(account.SessionIdle))
	require.NoError(t, err)

	// However often it is used, a session ends with its life.
	last := accountAt.Add(account.SessionLife)
	for at := accountAt.Add(account.SessionIdle); at.Before(last); at = at.Add(account.SessionIdle - time.Hour) {
		_, err = postgres.SignedIn(t.Context(), pool, "ses_3", at)
		require.NoError(t, err, at)
	}
	_, err = postgres.SignedIn(t.Context(), pool, "ses_3", last)
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.NotFound})

	_, err = postgres.EnterPassword(t.Context(), pool, "taro.mihon", accountAt)
	require.NoError(t, err)
	require.NoError(t, postgres.ClearAccounts(t.Context(), pool, last))
	var left int
	require.NoError(t, pool.QueryRow(t.Context(), `select (select count(*) from member_sessions) + (select count(*) from sign_in_tries)`).Scan(&left))
	require.Zero(t, left)
}

// TestALetterOnALockGoesOutOnce covers letters that belong to no case.
func TestALetterOnALockGoesOutOnce(t *testing.T) {
	pool := twoMembers(t)
	told := letters.SignInLocked{Member: "mem_1", Tries: 5, LockedAt: accountAt, Until: accountAt.Add(account.LockFor)}
	for range 2 {
		require.NoError(t, postgres.TellOfLock(t.Context(), pool, "mem_1", told))
	}
	queued, err := postgres.Outbox{Pool: pool}.Claim(t.Context(), 10, accountAt, accountAt.Add(time.Minute))
	require.NoError(t, err)
	require.Len(t, queued, 1)
	require.Equal(t, "Family@example.jp", queued[0].Address)
	require.Equal(t, mail.Queued{}.Attempt+1, queued[0].Attempt)
	require.NoError(t, postgres.Outbox{Pool: pool}.GiveUp(t.Context(), queued[0].ID, "no such mailbox"))
}

// TestNoSignInReadsATableWhole makes sure that the door costs the same with a million members.
func TestNoSignInReadsATableWhole(t *testing.T) {
	conn, err := twoMembers(t).Acquire(t.Context())
	require.NoError(t, err)
	defer conn.Release()
	_, err = conn.Exec(t.Context(), "set enable_seqscan = off; set enable_bitmapscan = off")
	require.NoError(t, err)
	for name, read := range map[string]func(db postgres.DB) error{
		"login": func(db postgres.DB) error {
			_, err := postgres.LoginNamed(t.Context(), db, "x")
			return err
		},
		"session": func(db postgres.DB) error {
			_, err := postgres.SignedIn(t.Context(), db, "x", accountAt)
			return err
		},
		"sessions": func(db postgres.DB) error {
			_, err := postgres.MemberSessions(t.Context(), db, "x", accountAt)
			return err
		},
		"forgetful": func(db postgres.DB) error {
			_, err := postgres.Forgetfuls(t.Context(), db, "x", "y", accountAt)
			return err
		},
	} {
		e := &explaining{DB: conn}
		require.ErrorIs(t, read(e), errExplained, name)
		require.NotContains(t, e.plan, "Seq Scan", name+"\n"+e.plan)
	}
}
