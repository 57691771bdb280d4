package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"kigen/internal/account"
	"kigen/internal/letters"
	"kigen/internal/message"
	"kigen/internal/passwords"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

func registerLogins(a *API) {
	command(a, Op{
		ID: "createMemberLogin", Method: http.MethodPost, Path: "/v1/members/me/login", Tag: "accounts", Secret: true,
		Rules: []terms.ID{terms.K3},
		EN:    "Choose a login ID and a password for the member pages", JA: "会員ページのログインIDとパスワードを登録します。",
	}, a.createMemberLogin)
	query(a, Op{
		ID: "getMyLogin", Method: http.MethodGet, Path: "/v1/members/me/login", Tag: "accounts",
		EN: "The login ID of the member who asks", JA: "ご本人のログインIDを表示します。",
	}, a.getMyLogin)
	command(a, Op{
		ID: "changeMyLogin", Method: http.MethodPost, Path: "/v1/members/me/login/name", Tag: "accounts", Secret: true,
		EN: "Choose another login ID", JA: "ログインIDを変更します。",
	}, a.changeMyLogin)
	command(a, Op{
		ID: "changeMyPassword", Method: http.MethodPost, Path: "/v1/members/me/password", Tag: "accounts", Secret: true,
		EN: "Choose another password; all other sessions end", JA: "パスワードを変更します。ほかの端末からはログアウトします。",
	}, a.changeMyPassword)
	command(a, Op{
		ID: "setMyLanguage", Method: http.MethodPost, Path: "/v1/members/me/language", Tag: "accounts",
		EN: "Choose the language of the letters", JA: "お知らせメールの言語を変更します。",
	}, a.setMyLanguage)
	command(a, Op{
		ID: "askForPasswordReset", Method: http.MethodPost, Path: "/v1/password-resets", Tag: "accounts", Secret: true,
		EN: "Have a link sent by which a member chooses a password; the answer is the same for whom there is none",
		JA: "パスワードを再設定するリンクをメールで送ります。ご登録の有無にかかわらず、同じ結果を返します。",
	}, a.askForPasswordReset)
	command(a, Op{
		ID: "openPasswordReset", Method: http.MethodPost, Path: "/v1/password-resets/open", Tag: "accounts", Secret: true,
		EN: "Whose password a link lets choose", JA: "リンクで再設定できるログインIDを表示します。",
	}, a.openPasswordReset)
	command(a, Op{
		ID: "resetPassword", Method: http.MethodPost, Path: "/v1/password-resets/use", Tag: "accounts", Secret: true,
		EN: "Choose a password by a link, once; all sessions end", JA: "リンクからパスワードを登録します。すべての端末からログアウトします。",
	}, a.resetPassword)
}

// MyLogin is how a member signs in.
type MyLogin struct {
	Login     string    `json:"login"`
	ChangedAt time.Time `json:"password_changed_at"`
}

func loginView(l postgres.LoginRow) MyLogin {
	return MyLogin{Login: l.Login, ChangedAt: l.ChangedAt.UTC()}
}

type createMemberLogin struct {
	Body struct {
		Login    string `json:"login" maxLength:"100" example:"taro.mihon" doc:"6 to 32 of a–z, 0–9 and . _ -; capitals are the same."`
		Password string `json:"password" maxLength:"4000"`
	}
}

func (a *API) createMemberLogin(ctx context.Context, r *Request, in *createMemberLogin) (MyLogin, error) {
	member := r.Principal.Member
	row := postgres.LoginRow{Member: member, Login: account.Login(in.Body.Login), ChangedAt: a.machine(), ChangedKey: r.Key}
	if before, err := postgres.MemberLogin(ctx, a.Pool, member); err == nil && before.ChangedKey == r.Key {
		return loginView(before), nil
	}
	err := together(account.CheckLogin(row.Login), passwords.ForMembers.Check(in.Body.Password, row.Login))
	if err != nil {
		return MyLogin{}, err
	}
	if row.Password, err = passwords.Hash(ctx, in.Body.Password); err != nil {
		return MyLogin{}, err
	}
	return loginView(row), postgres.AddLogin(ctx, a.Pool, row)
}

// together is one refusal that names what is wrong in both.
func together(first, second error) error {
	one, ok := refusal.As(first)
	other, also := refusal.As(second)
	if !ok || !also {
		return errors.Join(first, second)
	}
	both := malformed
	for _, f := range append(one.Fields, other.Fields...) {
		both = both.With(f.Path, f.JA, f.EN)
	}
	return both
}

func (a *API) getMyLogin(ctx context.Context, r *Request, _ *struct{}) (MyLogin, error) {
	row, err := postgres.MemberLogin(ctx, a.Pool, r.Principal.Member)
	return loginView(row), err
}

type changeMyLogin struct {
	Body struct {
		Login   string `json:"login" maxLength:"100"`
		Current string `json:"current_password" maxLength:"4000" doc:"The password."`
	}
}

func (a *API) changeMyLogin(ctx context.Context, r *Request, in *changeMyLogin) (MyLogin, error) {
	row, err := postgres.MemberLogin(ctx, a.Pool, r.Principal.Member)
	if err != nil {
		return MyLogin{}, err
	}
	login := account.Login(in.Body.Login)
	if err := account.CheckLogin(login); err != nil {
		return MyLogin{}, err
	}
	if login == row.Login { // also the same command again
		return loginView(row), nil
	}
	if err := a.knows(ctx, row, in.Body.Current); err != nil {
		return MyLogin{}, err
	}
	row.Login = login
	at := a.machine()
	told := letters.LoginChanged{Member: row.Member, ChangedAt: at}
	return loginView(row), postgres.RenameLogin(ctx, a.Pool, row.Member, login, told, at)
}

type changeMyPassword struct {
	Body struct {
		Current  string `json:"current_password" maxLength:"4000"`
		Password string `json:"password" maxLength:"4000" doc:"The new one."`
		Keep     string `json:"keep,omitempty" doc:"The session that goes on; none unless told."`
	}
}

func (a *API) changeMyPassword(ctx context.Context, r *Request, in *changeMyPassword) (MyLogin, error) {
	row, err := postgres.MemberLogin(ctx, a.Pool, r.Principal.Member)
	if err != nil {
		return MyLogin{}, err
	}
	if row.ChangedKey == r.Key {
		return loginView(row), nil
	}
	if err := passwords.ForMembers.Check(in.Body.Password, row.Login); err != nil {
		return MyLogin{}, err
	}
	if err := a.knows(ctx, row, in.Body.Current); err != nil {
		return MyLogin{}, err
	}
	return a.choose(ctx, r, row, in.Body.Password, postgres.NewPassword{Keep: in.Body.Keep})
}

// knows refuses who does not know the password. It counts with those of the
// sign-in: a browser that was left open is no way round the lock.
func (a *API) knows(ctx context.Context, row postgres.LoginRow, password string) error {
	err := a.enterPassword(ctx, row.Login, row, password)
	if no, ok := refusal.As(err); ok && no.Code == refusal.Unauthenticated {
		return refusal.New(refusal.Mismatch, "", "現在のパスワードが正しくありません。", "The current password is not right.").
			With("current_password", "現在のパスワードをもう一度入力してください。", "Please enter your current password again.")
	}
	return err
}

// choose makes a password that was let pass the member's.
func (a *API) choose(ctx context.Context, r *Request, row postgres.LoginRow, password string, p postgres.NewPassword) (MyLogin, error) {
	p.LoginRow = row
	p.ChangedAt, p.ChangedKey = a.machine(), r.Key
	p.Told = letters.PasswordChanged{Member: row.Member, ChangedAt: p.ChangedAt, ByLink: p.Reset != ""}
	var err error
	if p.Password, err = passwords.Hash(ctx, password); err != nil {
		return MyLogin{}, err
	}
	return loginView(p.LoginRow), postgres.ChangePassword(ctx, a.Pool, p)
}

type setMyLanguage struct {
	Body struct {
		Language string `json:"language" enum:"ja,en"`
	}
}

func (a *API) setMyLanguage(ctx context.Context, r *Request, in *setMyLanguage) (message.None, error) {
	return message.None{}, postgres.SetLanguage(ctx, a.Pool, r.Principal.Member, in.Body.Language)
}
