package api

import (
	"context"
	"strings"
	"time"

	"kigen/internal/account"
	"kigen/internal/connection"
	"kigen/internal/message"
	"kigen/internal/passwords"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
)

type askForPasswordReset struct {
	Body struct {
		Who string `json:"login_or_email" minLength:"1" maxLength:"254" doc:"A login ID, or the e-mail address that is registered."`
	}
}

// evenly is how long it takes at least to answer whether or not there is such a
// member: longer than what is done for one.
const evenly = 150 * time.Millisecond

func (a *API) askForPasswordReset(ctx context.Context, r *Request, in *askForPasswordReset) (message.None, error) {
	pace := time.NewTimer(evenly)
	defer pace.Stop()
	at := a.machine()
	found, err := postgres.Forgetfuls(ctx, a.Pool, account.Login(in.Body.Who), strings.TrimSpace(in.Body.Who), at)
	for i := 0; err == nil && i < len(found); i++ {
		err = postgres.AskReset(ctx, a.Pool, r.NewID("pwr", found[i].Member), found[i], at)
	}
	select {
	case <-pace.C:
	case <-ctx.Done():
	}
	return message.None{}, err
}

type openPasswordReset struct {
	Body struct {
		Token string `json:"token" maxLength:"1000" doc:"The last part of the link in the letter."`
	}
}

// ResetPage is what a link lets a member do.
type ResetPage struct {
	Login     string    `json:"login,omitempty" doc:"Whose password is chosen; empty for a member who chooses a login ID too."`
	ExpiresAt time.Time `json:"expires_at" doc:"From this instant the link opens nothing."`
}

func (a *API) openPasswordReset(ctx context.Context, _ *Request, in *openPasswordReset) (ResetPage, error) {
	reset, err := a.reset(ctx, in.Body.Token)
	if err == nil {
		err = reset.Open(a.machine())
	}
	if err != nil {
		return ResetPage{}, err
	}
	row, err := a.loginOf(ctx, reset.Member)
	return ResetPage{Login: row.Login, ExpiresAt: reset.ExpiresAt.UTC()}, err
}

// reset gives the link of a token that was signed by us and is in its time.
func (a *API) reset(ctx context.Context, token string) (account.Reset, error) {
	claims, err := a.Keys.Verify(token, connection.UseReset, a.machine())
	if no, ok := refusal.As(err); ok {
		if no.Code == refusal.Expired {
			return account.Reset{}, account.ResetExpired()
		}
		return account.Reset{}, account.NoReset()
	}
	if err != nil {
		return account.Reset{}, err
	}
	return postgres.PasswordReset(ctx, a.Pool, claims.Subject)
}

// loginOf is the login of a member, without a name where there is none yet.
func (a *API) loginOf(ctx context.Context, member string) (postgres.LoginRow, error) {
	row, err := postgres.MemberLogin(ctx, a.Pool, member)
	if no, ok := refusal.As(err); ok && no.Code == refusal.NotFound {
		return postgres.LoginRow{Member: member}, nil
	}
	return row, err
}

type resetPassword struct {
	Body struct {
		Token    string `json:"token" maxLength:"1000" doc:"The last part of the link in the letter."`
		Login    string `json:"login,omitempty" maxLength:"100" doc:"For a member who has none yet."`
		Password string `json:"password" maxLength:"4000"`
	}
}

func (a *API) resetPassword(ctx context.Context, r *Request, in *resetPassword) (MyLogin, error) {
	reset, err := a.reset(ctx, in.Body.Token)
	if err != nil {
		return MyLogin{}, err
	}
	row, err := a.loginOf(ctx, reset.Member)
	if err != nil {
		return MyLogin{}, err
	}
	if row.Login != "" && row.ChangedKey == r.Key {
		return loginView(row), nil
	}
	if err := reset.Open(a.machine()); err != nil {
		return MyLogin{}, err
	}
	var wrongLogin error
	if row.Login == "" {
		row.Login = account.Login(in.Body.Login)
		wrongLogin = account.CheckLogin(row.Login)
	}
	if err := together(wrongLogin, passwords.ForMembers.Check(in.Body.Password, row.Login)); err != nil {
		return MyLogin{}, err
	}
	return a.choose(ctx, r, row, in.Body.Password, postgres.NewPassword{Reset: reset.ID})
}
