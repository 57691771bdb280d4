package member

import (
	"errors"
	"net/http"

	"kigen/internal/message"
	"kigen/internal/refusal"
	"kigen/starter/api"
	"kigen/starter/pages"
)

func accountRoutes(r routes) {
	r.signedIn("GET "+root+"/account", r.account)
	r.signedIn("POST "+root+"/account/login", r.changeLogin)
	r.signedIn("POST "+root+"/account/password", r.changePassword)
	r.signedIn("POST "+root+"/account/language", r.changeLanguage)
	r.signedIn("POST "+root+"/account/sessions/{id}/end", r.endSession)
	r.signedIn("POST "+root+"/account/sessions/end", r.endSessions)
}

// accountPage is what the carrier holds of a member, and how the member signs in.
type accountPage struct {
	Member   api.MemberPage
	Login    api.MyLogin // empty for a member who has none yet
	Sessions []api.MySession
	// Form is the one that was not taken; of another ID than all, for none.
	Form pages.Form
}

// form is the page's form of that ID, as it was sent where it is the one.
func (a accountPage) form(id string) pages.Form {
	if a.Form.ID == id {
		return a.Form
	}
	return pages.NewForm(id, nil)
}

const (
	loginForm    = "login-form"
	passwordForm = "password-form"
)

func (m *Pages) account(v *visit) error { return m.showAccount(v, "", nil) }

// showAccount shows the page, with what is wrong with one of its forms.
func (m *Pages) showAccount(v *visit, id string, p *api.Problem) error {
	var (
		a   = accountPage{Form: v.formOf(id, p)}
		err error
	)
	if a.Member, err = pages.Ask[api.MemberPage](v.Visit, "getMember", pages.ByID("me")); err != nil {
		return err
	}
	if a.Login, err = v.login(); err != nil {
		return err
	}
	listed, err := pages.Ask[api.MySessions](v.Visit, "listMySessions", pages.Input{})
	if err != nil {
		return err
	}
	a.Sessions = listed.Sessions
	status := http.StatusOK
	if p != nil {
		status = p.Status
	}
	return v.Show(status, accountView(v, a))
}

// login is how the member signs in; empty for one who has chosen no login ID yet.
func (v *visit) login() (api.MyLogin, error) {
	login, err := pages.Ask[api.MyLogin](v.Visit, "getMyLogin", pages.Input{})
	if no, ok := errors.AsType[*api.Problem](err); ok && no.Code == refusal.NotFound {
		return api.MyLogin{}, nil
	}
	return login, err
}

// done tells what was done, or shows the page with what is wrong.
func (m *Pages) done(v *visit, id string, err error, said string) error {
	if err != nil {
		p := m.Problem(v.Visit, err)
		if p.Status >= http.StatusInternalServerError {
			return err
		}
		return m.showAccount(v, id, p)
	}
	v.Say(said)
	return v.Redirect(root + "/account")
}

var (
	currentInput    = input{Name: "current_password", Label: text("現在のパスワード", "Current password"), Type: "password", Fill: "current-password"}
	passwordInputs  = append([]input{currentInput}, chosen("known")...)
	firstInputs     = chosen("")
	otherLoginInput = input{
		Name: newLoginInput.Name, Label: text("新しいログインID", "New login ID"), Hint: newLoginInput.Hint, Fill: newLoginInput.Fill, Max: newLoginInput.Max,
	}
	loginInputs = []input{otherLoginInput, currentInput}
)

func (m *Pages) changeLogin(v *visit) error {
	_, err := pages.Ask[api.MyLogin](v.Visit, "changeMyLogin", pages.Input{
		Body: map[string]string{"login": v.R.PostFormValue("login"), "current_password": v.R.PostFormValue("current_password")},
		Key:  v.R.PostFormValue("key"),
	})
	return m.done(v, loginForm, err, v.T("ログインIDを変更しました。次回から、新しいログインIDでログインしてください。", "Your login ID is changed. Please sign in with it from now on."))
}

// changePassword chooses another password, or the first one, with a login ID.
func (m *Pages) changePassword(v *visit) error {
	if p := same(v); p != nil {
		return m.showAccount(v, passwordForm, p)
	}
	in := pages.Input{Key: v.R.PostFormValue("key")}
	if v.R.PostForm.Has("login") { // the form of who has none yet
		in.Body = map[string]string{"login": v.R.PostFormValue("login"), "password": v.R.PostFormValue("password")}
		_, err := pages.Ask[api.MyLogin](v.Visit, "createMemberLogin", in)
		return m.done(v, passwordForm, err, v.T("ログインIDとパスワードを登録しました。", "Your login ID and your password are set."))
	}
	in.Body = map[string]string{
		"current_password": v.R.PostFormValue("current_password"), "password": v.R.PostFormValue("password"), "keep": v.session,
	}
	_, err := pages.Ask[api.MyLogin](v.Visit, "changeMyPassword", in)
	return m.done(v, passwordForm, err, v.T("パスワードを変更し、ほかの端末からログアウトしました。", "Your password is changed, and you are signed out elsewhere."))
}

func (m *Pages) changeLanguage(v *visit) error {
	_, err := pages.Ask[message.None](v.Visit, "setMyLanguage", pages.Input{
		Body: map[string]string{"language": v.R.PostFormValue("letters")}, Key: v.R.PostFormValue("key"),
	})
	return m.done(v, "", err, v.T("お知らせメールの言語を変更しました。", "The language of your letters is changed."))
}

func (m *Pages) endSession(v *visit) error {
	_, err := pages.Ask[message.None](v.Visit, "endMySession", pages.Input{
		Path: map[string]string{"id": v.R.PathValue("id")}, Key: v.R.PostFormValue("key"),
	})
	return m.done(v, "", err, v.T("その端末からログアウトしました。", "You are signed out there."))
}

func (m *Pages) endSessions(v *visit) error {
	_, err := pages.Ask[message.None](v.Visit, "endMySessions", pages.Input{
		Body: map[string]string{"keep": v.session}, Key: v.R.PostFormValue("key"),
	})
	return m.done(v, "", err, v.T("ほかのすべての端末からログアウトしました。", "You are signed out everywhere else."))
}

// browser is what a session's browser is called.
func (v *visit) browser(s api.MySession) string {
	if s.Browser == "" {
		return v.T("不明な端末", "Unknown browser")
	}
	return s.Browser
}
