package member

import (
	"fmt"
	"net/http"
	"strings"

	"kigen/internal/message"
	"kigen/internal/passwords"
	"kigen/internal/refusal"
	"kigen/starter/api"
	"kigen/starter/pages"
)

func signInRoutes(r routes) {
	r.open("GET "+root+"/sign-in", r.signInPage)
	r.open("POST "+root+"/sign-in", r.signIn)
	r.open("POST "+root+"/sign-out", r.signOut)
	r.open("GET "+root+"/forgot", r.forgotPage)
	r.open("POST "+root+"/forgot", r.forgot)
	r.open("GET "+root+"/reset/{token}", r.resetPage)
	r.open("POST "+root+"/reset", r.reset)
}

var (
	loginInput    = input{Name: "login", Label: text("ログインID", "Login ID"), Fill: "username", Max: 100}
	passwordInput = input{Name: "password", Label: text("パスワード", "Password"), Type: "password", Fill: "current-password"}
)

func (m *Pages) signInPage(v *visit) error {
	next := m.Inside(v.R.FormValue("next"))
	if v.session != "" {
		return v.Redirect(next)
	}
	return v.Show(http.StatusOK, signInView(v, v.formOf("sign-in", nil), next))
}

func (m *Pages) signIn(v *visit) error {
	next := m.Inside(v.R.PostFormValue("next"))
	s, err := m.API.SignIn(v.Ctx(), api.SignIn{
		Login: v.R.PostFormValue("login"), Password: v.R.PostFormValue("password"), Key: v.R.PostFormValue("key"),
		Address: v.R.RemoteAddr, UserAgent: v.R.UserAgent(),
	})
	if no, ok := refusal.As(err); ok && statusOf[no.Code] != 0 {
		p := &api.Problem{Status: statusOf[no.Code], Code: no.Code, JA: no.JA, EN: no.EN}
		return v.Show(p.Status, signInView(v, v.formOf("sign-in", p), next))
	}
	if err != nil {
		return err
	}
	if err := v.enter(s, v.R.PostFormValue("keep") != ""); err != nil {
		return err
	}
	return v.Redirect(next)
}

var forgotInput = input{
	Name: "login_or_email", Label: text("ログインIDまたはメールアドレス", "Login ID or e-mail address"), Fill: "username", Max: 254, First: true,
	Hint: text("ログインIDをお忘れの場合や、まだ登録されていない場合は、ご登録のメールアドレスを入力してください。",
		"If you have forgotten your login ID, or have none yet, give the e-mail address that you registered."),
}

func (m *Pages) forgotPage(v *visit) error {
	return v.Show(http.StatusOK, forgotView(v, v.formOf("forgot", nil)))
}

func (m *Pages) forgot(v *visit) error {
	given := strings.TrimSpace(v.R.PostFormValue("login_or_email"))
	_, err := pages.Ask[message.None](v.Visit, "askForPasswordReset", pages.Input{
		Body: map[string]string{"login_or_email": given}, Key: v.R.PostFormValue("key"),
	})
	if err != nil {
		p := m.Problem(v.Visit, err)
		return v.Show(p.Status, forgotView(v, v.formOf("forgot", p)))
	}
	return v.Show(http.StatusOK, askedView(v))
}

// chosen are the inputs of who chooses a password, and a login ID where there is none yet.
func chosen(login string) []input {
	password := input{
		Name: "password", Label: text("新しいパスワード", "New password"), Type: "password", Fill: "new-password", Hint: passwordHint,
	}
	again := input{Name: "password_again", Label: text("新しいパスワード（確認用）", "New password, once more"), Type: "password", Fill: "new-password"}
	if login != "" {
		return []input{password, again}
	}
	return []input{newLoginInput, password, again}
}

var (
	passwordHint = text(
		fmt.Sprintf("%d文字以上で入力してください。長いほど安全です。ほかのサービスと同じパスワードはお控えください。", passwords.ForMembers.Shortest),
		fmt.Sprintf("%d characters or more; the longer the safer. Please don't use one that you use elsewhere.", passwords.ForMembers.Shortest))
	newLoginInput = input{
		Name: "login", Label: text("ログインID", "Login ID"), Fill: "username", Max: 100,
		Hint: text("半角の英小文字・数字・記号(. _ -)で、6文字以上32文字以内。メールアドレスは使用できません。",
			"6 to 32 of a–z, 0–9 and . _ -; not an e-mail address."),
	}
)

// same refuses two new passwords that differ.
func same(v *visit) *api.Problem {
	if v.R.PostFormValue("password") == v.R.PostFormValue("password_again") {
		return nil
	}
	return pages.Field{Name: "password_again"}.Wrong("2つのパスワードが一致していません。", "The two passwords differ.")
}

func (m *Pages) resetPage(v *visit) error {
	token := v.R.PathValue("token")
	page, err := m.openReset(v, token)
	if err != nil {
		return m.noReset(v, err)
	}
	return v.Show(http.StatusOK, resetView(v, v.formOf("reset", nil), token, page))
}

func (m *Pages) openReset(v *visit, token string) (api.ResetPage, error) {
	return pages.Ask[api.ResetPage](v.Visit, "openPasswordReset", pages.Input{Body: map[string]string{"token": token}})
}

// noReset tells why a link opens nothing, and leads to a new one.
func (m *Pages) noReset(v *visit, err error) error {
	p := m.Problem(v.Visit, err)
	if p.Status >= http.StatusInternalServerError || p.Status == http.StatusTooManyRequests {
		return err
	}
	return v.Show(p.Status, noResetView(v, p))
}

func (m *Pages) reset(v *visit) error {
	token := v.R.PostFormValue("token")
	p := same(v)
	if p == nil {
		_, err := pages.Ask[api.MyLogin](v.Visit, "resetPassword", pages.Input{
			Body: map[string]string{"token": token, "login": v.R.PostFormValue("login"), "password": v.R.PostFormValue("password")},
			Key:  v.R.PostFormValue("key"),
		})
		if err == nil {
			if err := m.Sessions.Destroy(v.Ctx()); err != nil {
				return err
			}
			return v.Redirect(root + "/sign-in?changed=1")
		}
		p = m.Problem(v.Visit, err)
	}
	page, err := m.openReset(v, token)
	if err != nil {
		return m.noReset(v, err)
	}
	return v.Show(p.Status, resetView(v, v.formOf("reset", p), token, page))
}
