package console

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"kigen/internal/passwords"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/starter/api"
	"kigen/starter/words"
)

const (
	accountPath  = root + "/account"
	passwordPath = accountPath + "/password"
	deskPath     = accountPath + "/desk"
)

// accountPage shows a person where they are signed in, and their password's form.
func (c *Console) accountPage(v *visit) error { return c.showAccount(v, http.StatusOK) }

func (c *Console) showAccount(v *visit, status int) error {
	sessions, err := c.API.StaffSessions(v.Ctx(), v.Who.Principal)
	if err != nil {
		return err
	}
	return v.Show(status, accountView(v, sessions))
}

func (c *Console) passwordPage(v *visit) error {
	return v.Show(http.StatusOK, passwordView(v, nil))
}

var notTwice = refusal.New(refusal.Invalid, "",
	"新しいパスワードが、確認用のパスワードと一致しません。", "The two new passwords differ.").
	With("again", "同じパスワードをもう一度入力してください。", "Type the same password once more.")

// changePassword changes the password of who is signed in.
func (c *Console) changePassword(v *visit) error {
	password := v.R.PostFormValue("password")
	var err error
	if password != v.R.PostFormValue("again") {
		err = notTwice
	} else {
		err = c.API.ChangeStaffPassword(v.Ctx(), v.session, v.Who.Principal, v.R.PostFormValue("present"), password)
	}
	if no, ok := refusal.As(err); ok {
		status := http.StatusUnprocessableEntity
		if no.Code == refusal.Locked {
			status = http.StatusLocked
		}
		return v.Show(status, passwordView(v, no))
	}
	if err != nil {
		return err
	}
	// What was known of the session before is known no longer.
	if err := c.Sessions.RenewToken(v.Ctx()); err != nil {
		return err
	}
	v.Say(v.T("パスワードを変更しました。ほかの端末ではサインアウトされました。", "Your password was changed. Elsewhere you were signed out."))
	if v.session.MustChange {
		return v.Redirect(root + "/")
	}
	return v.Redirect(accountPath)
}

// endSession signs a person out elsewhere: in one place, or in all.
func (c *Console) endSession(v *visit) error {
	id := v.R.PostFormValue("session")
	if id == v.session.ID {
		return c.signOut(v)
	}
	err := c.API.EndStaffSession(v.Ctx(), v.Who.Principal, id)
	if no, ok := refusal.As(err); ok && no.Code != refusal.NotFound {
		return err
	} else if !ok && err != nil {
		return err
	}
	// One that has ended meanwhile is what was asked for.
	v.Say(v.T("サインアウトしました。", "Signed out there."))
	return v.Redirect(accountPath)
}

// deskPage lets a person choose at which of their desks they work.
func (c *Console) deskPage(v *visit) error {
	return v.Show(http.StatusOK, deskView(v, c.Inside(v.R.FormValue("next"))))
}

// switchDesk has a person go on at another of their desks.
func (c *Console) switchDesk(v *visit) error {
	desk := api.Role(v.R.PostFormValue("desk"))
	if !slices.Contains(v.session.Roles, desk) {
		return refusedAs(http.StatusForbidden, noSuchDesk)
	}
	if err := c.API.AuditSwitch(v.Ctx(), v.session.Principal(desk)); err != nil {
		return err
	}
	c.Sessions.Put(v.Ctx(), sessionDesk, string(desk))
	return v.Redirect(c.Inside(v.R.PostFormValue("next")))
}

var noSuchDesk = refusal.New(refusal.Forbidden, "",
	"この窓口は担当に含まれていません。管理者にお問い合わせください。", "You do not work at this desk. Please ask an administrator.")

func refusedAs(status int, no *refusal.Error) *api.Problem {
	return &api.Problem{Status: status, Code: no.Code, Rule: no.Rule, JA: no.JA, EN: no.EN, Fields: no.Fields}
}

// faultOf is what a refusal says of one field, empty for nothing.
func faultOf(v *visit, no *refusal.Error, path string) string {
	if no == nil {
		return ""
	}
	for _, f := range no.Fields {
		if f.Path == path {
			return v.T(f.JA, f.EN)
		}
	}
	return ""
}

func deskNames(v *visit, roles []api.Role) string {
	names := make([]string, len(roles))
	for i, role := range roles {
		names[i] = v.Text(words.Role(string(role)))
	}
	return strings.Join(names, v.T("、", ", "))
}

func browserName(v *visit, browser string) string {
	if browser == "" {
		return v.T("不明なブラウザー", "an unknown browser")
	}
	return browser
}

// endsAt is when a session ends at the latest, if nobody uses it.
func endsAt(s postgres.StaffSessionRow) time.Time {
	idle, life := s.SeenAt.Add(api.StaffSessionIdle), s.BeganAt.Add(api.StaffSessionLife)
	if idle.Before(life) {
		return idle
	}
	return life
}

// shortest is how many characters a new password has at least.
var shortest = passwords.ForStaff.Shortest
