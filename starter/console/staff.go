package console

import (
	"net/http"
	"net/url"
	"slices"

	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
	"kigen/starter/words"
)

const staffPath = root + "/staff"

// staffFields are what is registered of a person.
func staffFields() []pages.Field {
	roles := pages.Field{
		Name: "roles", Input: pages.Several, Required: true, Label: terms.Text{JA: "担当窓口", EN: "Desks"},
		Hint: terms.Text{JA: "複数選択できます。本人が画面上部のメニューで切り替えます。", EN: "Several are possible: the person switches in the menu at the top."},
	}
	for _, role := range api.StaffRoles() {
		roles.Options = append(roles.Options, pages.Option{Value: string(role), Label: words.Role(string(role))})
	}
	return []pages.Field{
		{Name: "name", Required: true, Label: terms.Text{JA: "氏名", EN: "Name"}},
		{
			Name: "login", Required: true, Label: terms.Text{JA: "ログインID", EN: "Login"},
			Hint: terms.Text{JA: "半角英数字と . _ @ + - が使えます(2文字以上64文字以内)。", EN: "2 to 64 letters, digits or one of . _ @ + -"},
		},
		{
			Name: "email", Label: terms.Text{JA: "メールアドレス", EN: "E-mail address"},
			Hint: terms.Text{
				JA: "会社のアカウントでサインインする場合、初回の照合に使用します。",
				EN: "Finds the account at the first sign-in with the company account.",
			},
		},
		roles,
	}
}

// staffShown is the list of the staff, and the form that adds one.
type staffShown struct {
	api.Page[api.StaffMember]
	Form pages.Form
	// Made is who was just registered, with the password that is shown once.
	Made *api.NewStaffPassword
}

func (c *Console) staffPage(v *visit) error {
	return c.showStaff(v, http.StatusOK, staffShown{Form: pages.NewForm("add", staffFields())})
}

func (c *Console) showStaff(v *visit, status int, shown staffShown) error {
	list, err := pages.Ask[api.Page[api.StaffMember]](v.Visit, "listStaff", v.Listed())
	if err != nil {
		return err
	}
	shown.Page = list
	return v.Show(status, staffView(v, shown))
}

// addStaff registers a person. The password is shown on the page that answers,
// and nowhere again.
func (c *Console) addStaff(v *visit) error {
	form := pages.NewForm("add", staffFields())
	if err := v.R.ParseForm(); err != nil {
		return err
	}
	in, err := c.Fill("addStaff", pages.Input{}, form.Fields, v.R.PostForm)
	var made api.NewStaffPassword
	if err == nil {
		made, err = pages.Ask[api.NewStaffPassword](v.Visit, "addStaff", in)
	}
	if err != nil {
		form.Values, form.Problem = v.R.PostForm, c.Problem(v.Visit, err)
		return c.showStaff(v, form.Problem.Status, staffShown{Form: form})
	}
	return c.showStaff(v, http.StatusCreated, staffShown{Form: form, Made: &made})
}

// personShown is a person of the staff with the form that changes what is registered.
type personShown struct {
	api.StaffMember
	Form pages.Form
	// Password is a one-time password that was just made, shown once.
	Password string
	// Problem is why something else was refused.
	Problem *api.Problem
	// Self tells that it is who looks.
	Self bool
}

func changeFields() []pages.Field {
	return slices.DeleteFunc(staffFields(), func(f pages.Field) bool { return f.Name == "login" })
}

func (c *Console) person(v *visit, change func(*personShown)) error {
	m, err := pages.Ask[api.StaffMember](v.Visit, "getStaff", pages.ByID(v.R.PathValue("id")))
	if err != nil {
		return err
	}
	shown := personShown{StaffMember: m, Form: pages.NewForm("change", changeFields()), Self: m.ID == v.Who.Token}
	shown.Form.Values = url.Values{"name": {m.Name}, "email": {m.Email}}
	for _, role := range m.Roles {
		shown.Form.Values.Add("roles", string(role))
	}
	status := http.StatusOK
	if change != nil {
		change(&shown)
	}
	for _, p := range []*api.Problem{shown.Problem, shown.Form.Problem} {
		if p != nil {
			status = p.Status
		}
	}
	return v.Show(status, personView(v, shown))
}

func (c *Console) personPage(v *visit) error { return c.person(v, nil) }

// changeStaff does one of several things to an account; which one, the form says.
func (c *Console) changeStaff(v *visit) error {
	in := pages.ByID(v.R.PathValue("id"))
	in.Key = v.R.PostFormValue("key")
	var err error
	said := v.T("登録内容を変更しました。", "Changed.")
	switch v.R.PostFormValue("what") {
	case "disable":
		in.Body = map[string]any{"disabled": true}
		said = v.T("アカウントを停止しました。すべての端末でサインアウトされました。", "The account was disabled, and signed out everywhere.")
	case "enable":
		in.Body = map[string]any{"disabled": false}
		said = v.T("アカウントの利用を再開しました。", "The account was enabled.")
	case "unlink":
		in.Body = map[string]any{"unlink": true}
		said = v.T("会社のアカウントとの連携を解除しました。", "The account was parted from the company account.")
	default:
		if in, err = c.Fill("changeStaff", in, changeFields(), v.R.PostForm); err == nil {
			body := in.Body.(map[string]any)
			if _, given := body["email"]; !given {
				body["email"] = "" // an emptied field takes the address away
			}
		}
	}
	filled := v.R.PostFormValue("what") == ""
	if err == nil {
		_, err = pages.Ask[api.StaffMember](v.Visit, "changeStaff", in)
	}
	if err != nil {
		p := c.Problem(v.Visit, err)
		if p.Status == http.StatusNotFound {
			return p
		}
		return c.person(v, func(shown *personShown) {
			if filled {
				shown.Form.Values, shown.Form.Problem = v.R.PostForm, p
			} else {
				shown.Problem = p
			}
		})
	}
	v.Say(said)
	return v.Redirect(staffPage(v.R.PathValue("id")))
}

// resetPassword makes a one-time password, which the answering page shows and
// nothing does again.
func (c *Console) resetPassword(v *visit) error {
	in := pages.ByID(v.R.PathValue("id"))
	in.Key = v.R.PostFormValue("key")
	made, err := pages.Ask[api.NewStaffPassword](v.Visit, "resetStaffPassword", in)
	if err != nil {
		return err
	}
	if made.ID == v.Who.Token {
		// Their own sessions have ended with it: nobody else would show it to them.
		return v.Show(http.StatusOK, ownPasswordView(v, made.Password))
	}
	return c.person(v, func(shown *personShown) { shown.Password = made.Password })
}
