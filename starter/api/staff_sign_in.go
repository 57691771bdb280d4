package api

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"kigen/internal/ids"
	"kigen/internal/jst"
	"kigen/internal/passwords"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
)

// What the audit list calls what staff do outside of operations.
const (
	ActionSignIn         = "signIn"
	ActionSignOut        = "signOut"
	ActionChangePassword = "changePassword"
	ActionEndSession     = "endSession"
	ActionSwitchDesk     = "switchDesk"
)

// How long a staff session lives: StaffSessionLife from its beginning, and no
// longer than StaffSessionIdle after it was last used.
const (
	StaffSessionLife = 12 * time.Hour
	StaffSessionIdle = 2 * time.Hour
)

// Ways to sign in.
const (
	byPassword = "password"
	byOIDC     = "oidc"
)

var (
	wrongPassword = refusal.New(refusal.Unauthenticated, "",
		"ログインIDまたはパスワードが正しくありません。もう一度ご確認ください。",
		"The login or the password is not right.")
	notRegistered = refusal.New(refusal.Forbidden, "",
		"このアカウントは担当者として登録されていないか、利用が停止されています。管理者にお問い合わせください。",
		"This account is not registered here, or is disabled. Please ask an administrator.")
	noDesk = refusal.New(refusal.Forbidden, "",
		"このアカウントには担当窓口が割り当てられていません。管理者にお問い合わせください。",
		"No desk is assigned to this account. Please ask an administrator.")
)

// locked tells when a login opens again, rounded up to the minute.
func locked(until time.Time) *refusal.Error {
	opens := jst.ClockOf(until.Add(time.Minute - time.Microsecond))
	return refusal.New(refusal.Locked, "",
		fmt.Sprintf("パスワードの誤りが%d回続いたため、このログインIDでのサインインを一時的に停止しています。%s以降にもう一度お試しください。お急ぎの場合は管理者にご連絡ください。", postgres.MostStaffTries, opens),
		fmt.Sprintf("After %d wrong passwords, sign-in with this login is closed for a while. Please try again from %s, Japan time, or ask an administrator.", postgres.MostStaffTries, opens))
}

// SignInStaff begins a session of the person with that login and password, and
// gives its ID; browser says in words where it is. It refuses a wrong password
// and an unknown or disabled login alike with code unauthenticated, and after too
// many wrong tries, also of an unknown login, with locked.
func (a *API) SignInStaff(ctx context.Context, login, password, browser string) (session string, err error) {
	login = StaffLogin(login)
	at := a.machine()
	var account postgres.StaffLogin
	if staffLogin.MatchString(login) { // else nobody has it, and the database might not even take it
		if account, err = postgres.LoginOfStaff(ctx, a.Pool, login); err != nil {
			return "", err
		}
	}
	open, until, err := postgres.CountStaffTry(ctx, a.Pool, login, at)
	if err != nil {
		return "", err
	}
	if !open {
		return "", a.signInRefused(ctx, account, locked(until))
	}
	match, err := passwords.Verify(ctx, account.Hash, password)
	if err != nil {
		return "", err
	}
	if !match.OK || account.Disabled {
		if !until.IsZero() {
			return "", a.signInRefused(ctx, account, locked(until))
		}
		return "", a.signInRefused(ctx, account, wrongPassword)
	}
	if err := postgres.ForgetStaffTries(ctx, a.Pool, login); err != nil {
		return "", err
	}
	if match.Stale {
		hash, err := passwords.Hash(ctx, password)
		if err == nil {
			err = postgres.RehashStaffPassword(ctx, a.Pool, account.ID, account.Hash, hash)
		}
		if err != nil {
			return "", err
		}
	}
	return a.beginStaffSession(ctx, account, byPassword, browser, at)
}

// Identified is a person as an identity provider knows them.
type Identified struct {
	Issuer, Subject string
	// Verified is the e-mail address, where the provider says that it was verified.
	Verified string
	// Roles replace those of the account; nil leaves them.
	Roles []Role
}

// SignInIdentified begins a session of the person that an identity provider has
// named: the account that is bound to it, or at first the one with its verified
// e-mail address. Without such an account, or with none of our roles, it refuses
// with code forbidden.
func (a *API) SignInIdentified(ctx context.Context, p Identified, browser string) (session string, err error) {
	at := a.machine()
	account, err := postgres.StaffOfSubject(ctx, a.Pool, p.Issuer, p.Subject, strings.TrimSpace(p.Verified))
	if err != nil {
		return "", err
	}
	if account.ID == "" || account.Disabled {
		return "", a.signInRefused(ctx, account, notRegistered)
	}
	if p.Roles != nil {
		roles, err := KnownRoles(p.Roles)
		if err != nil {
			return "", a.signInRefused(ctx, account, noDesk)
		}
		if err := postgres.SetStaffRoles(ctx, a.Pool, account.ID, roles); err != nil {
			return "", err
		}
		account.Role = roles[0]
	}
	return a.beginStaffSession(ctx, account, byOIDC, browser, at)
}

func (a *API) beginStaffSession(ctx context.Context, account postgres.StaffLogin, how, browser string, at time.Time) (string, error) {
	session := ids.New("ses")
	row := postgres.AuditRow{
		At: at, Role: account.Role, Actor: account.ID, Action: ActionSignIn, Outcome: postgres.AuditDone, Session: session,
	}
	if err := postgres.AddAudit(ctx, a.Pool, row); err != nil {
		return "", err
	}
	return session, postgres.BeginStaffSession(ctx, a.Pool, postgres.StaffSessionRow{
		ID: session, Staff: account.ID, How: how, Browser: browser, BeganAt: at,
	})
}

// signInRefused writes that somebody was not let in, and gives the refusal. The
// account is the zero one where there is none.
func (a *API) signInRefused(ctx context.Context, account postgres.StaffLogin, no *refusal.Error) error {
	err := postgres.AddAudit(ctx, a.Pool, postgres.AuditRow{
		At: a.machine(), Role: cmp.Or(account.Role, string(Public)), Actor: account.ID, Action: ActionSignIn,
		Outcome: postgres.AuditRefused, Code: no.Code,
	})
	if err != nil {
		return err
	}
	return no
}

// StaffSession is who is signed in to the console.
type StaffSession struct {
	ID, Staff, Login, Name string
	Roles                  []Role
	// MustChange tells that the password must be changed before anything else.
	MustChange bool
}

// Principal is the person at one of their desks; the first where they are not at
// that one (any more).
func (s StaffSession) Principal(desk Role) Principal {
	if !slices.Contains(s.Roles, desk) {
		desk = s.Roles[0]
	}
	return Principal{Role: desk, Token: s.Staff, Session: s.ID}
}

// seenEvery is how exactly it is kept when a session was last used.
const seenEvery = time.Minute

// StaffOfSession gives who is signed in by a session. It refuses with code
// unauthenticated where it has ended, or the account is disabled.
func (a *API) StaffOfSession(ctx context.Context, session string) (StaffSession, error) {
	row, err := postgres.StaffOfSession(ctx, a.Pool, session)
	if no, ok := refusal.As(err); ok && no.Code == refusal.NotFound {
		return StaffSession{}, unauthenticated
	}
	if err != nil {
		return StaffSession{}, err
	}
	if now := a.Now(); now.Sub(row.SeenAt) >= seenEvery {
		if err := postgres.SeeStaffSession(ctx, a.Pool, session, now); err != nil {
			return StaffSession{}, err
		}
	}
	s := StaffSession{ID: session, Staff: row.ID, Login: row.Login, Name: row.Name, MustChange: row.MustChange}
	for _, role := range row.Roles {
		s.Roles = append(s.Roles, Role(role))
	}
	return s, nil
}

// act carries out and audits what a person does to their own account.
func (a *API) act(ctx context.Context, p Principal, action, subject string, do func() error) error {
	failed := do()
	row := postgres.AuditRow{
		At: a.machine(), Role: string(p.Role), Actor: p.Token, Session: p.Session, Action: action, Subject: subject, Outcome: postgres.AuditDone,
	}
	if failed != nil {
		row.Outcome, row.Code = postgres.AuditRefused, codeOf(failed)
	}
	if err := postgres.AddAudit(context.WithoutCancel(ctx), a.Pool, row); err != nil {
		return err
	}
	return failed
}

// SignOutStaff ends the session of a person.
func (a *API) SignOutStaff(ctx context.Context, p Principal) error {
	return a.act(ctx, p, ActionSignOut, "", func() error {
		return postgres.EndStaffSession(ctx, a.Pool, p.Token, p.Session)
	})
}

// AuditSwitch writes that a person goes on at another desk.
func (a *API) AuditSwitch(ctx context.Context, p Principal) error {
	return a.act(ctx, p, ActionSwitchDesk, "", func() error { return nil })
}

// StaffSessions lists where a person is signed in, the newest first.
func (a *API) StaffSessions(ctx context.Context, p Principal) ([]postgres.StaffSessionRow, error) {
	now := a.Now()
	return postgres.StaffSessions(ctx, a.Pool, p.Token, now.Add(-StaffSessionLife), now.Add(-StaffSessionIdle))
}

// EndStaffSession ends one of the sessions of a person, or all others where it is empty.
func (a *API) EndStaffSession(ctx context.Context, p Principal, session string) error {
	return a.act(ctx, p, ActionEndSession, session, func() error {
		if session == "" {
			return postgres.EndStaffSessions(ctx, a.Pool, p.Token, p.Session)
		}
		return postgres.EndStaffSession(ctx, a.Pool, p.Token, session)
	})
}

var (
	wrongPresent = refusal.New(refusal.Mismatch, "",
		"現在のパスワードが正しくありません。", "The present password is not right.").
		With("present", "もう一度ご確認ください。", "Please check it.")
	samePassword = refusal.New(refusal.Invalid, "",
		"現在と同じパスワードには変更できません。", "Choose another password than the present one.").
		With(passwords.Field, "現在と異なるパスワードを入力してください。", "Choose another one.")
	noPassword = refusal.New(refusal.State, "",
		"このアカウントは会社のアカウントでサインインするため、パスワードがありません。", "This account signs in with the company account and has no password.")
)

// ChangeStaffPassword gives a person who is signed in another password; their
// other sessions end. It refuses a wrong present one with code mismatch, as a try
// that counts, and a bad new one with invalid.
func (a *API) ChangeStaffPassword(ctx context.Context, s StaffSession, p Principal, present, password string) error {
	return a.act(ctx, p, ActionChangePassword, s.Staff, func() error {
		account, err := postgres.StaffOf(ctx, a.Pool, s.Staff)
		if err != nil {
			return err
		}
		if account.Hash == "" {
			return noPassword
		}
		at := a.machine()
		open, until, err := postgres.CountStaffTry(ctx, a.Pool, s.Login, at)
		if err != nil {
			return err
		}
		if !open {
			return locked(until)
		}
		match, err := passwords.Verify(ctx, account.Hash, present)
		if err != nil {
			return err
		}
		if !match.OK && !until.IsZero() {
			return locked(until)
		}
		if !match.OK {
			return wrongPresent
		}
		if err := postgres.ForgetStaffTries(ctx, a.Pool, s.Login); err != nil {
			return err
		}
		if err := passwords.ForStaff.Check(password, s.Login); err != nil {
			return err
		}
		if again, err := passwords.Verify(ctx, account.Hash, password); err != nil {
			return err
		} else if again.OK {
			return samePassword
		}
		hash, err := passwords.Hash(ctx, password)
		if err != nil {
			return err
		}
		_, err = postgres.SetStaffPassword(ctx, a.Pool, s.Staff, hash, false, p.Session, at)
		return err
	})
}

// ClearStaffSessions removes what is left of sessions and tries that are over.
func (a *API) ClearStaffSessions(ctx context.Context) error {
	now := a.Now()
	if err := postgres.ClearStaffSessions(ctx, a.Pool, now.Add(-StaffSessionLife), now.Add(-StaffSessionIdle)); err != nil {
		return err
	}
	return postgres.ClearStaffTries(ctx, a.Pool, now.Add(-postgres.StaffTriesWithin))
}
