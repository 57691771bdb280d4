package member

import (
	"crypto/rand"
	"math/big"
	"net/http"
	"slices"

	"kigen/internal/account"
	"kigen/internal/postgres"
	"kigen/starter/api"
	"kigen/starter/pages"
)

// accepted gives the form that has become an application, with its member signed
// in, or sends the browser where it has to go.
func (v *visit) accepted() (*filling, error) {
	f, err := v.filled()
	switch {
	case err != nil:
		return nil, err
	case f == nil && v.session != "":
		return nil, v.Redirect(root + applicationsPath)
	case f == nil:
		return nil, v.Redirect(applyRoot + lostForm)
	case f.Application == "":
		return nil, v.Redirect(f.path(f.next()))
	case v.session != "":
		return f, nil
	case f.own(): // who was a member before signs in like one
		return nil, v.askToSignIn()
	}
	// Whoever applied in this browser has shown to read the address of the new member.
	made, err := postgres.LoadApplication(v.Ctx(), v.Site.API.Pool, f.Application)
	if err != nil {
		return nil, err
	}
	if err := v.admit(made.Member, f.ID); err != nil {
		return nil, err
	}
	v.member.Sessions.Put(v.Ctx(), formKey, f.ID)
	return nil, v.Redirect(v.R.URL.Path)
}

const applyLoginForm = "apply-login"

// applyLogin lets a new member choose how to sign in from now on.
func (m *Pages) applyLogin(v *visit) error {
	f, err := v.accepted()
	if f == nil || err != nil {
		return err
	}
	known, err := v.login()
	if err != nil {
		return err
	}
	if known.Login != "" {
		return v.Redirect(applyRoot + "/done")
	}
	return m.showApplyLogin(v, nil)
}

func (m *Pages) showApplyLogin(v *visit, p *api.Problem) error {
	form := v.formOf(applyLoginForm, p)
	if p == nil {
		suggested, err := v.suggestLogin()
		if err != nil {
			return err
		}
		form.Values.Set(newLoginInput.Name, suggested)
	}
	status := http.StatusOK
	if p != nil {
		status = p.Status
	}
	return v.Show(status, applyLoginView(v, form))
}

func (v *visit) suggestLogin() (string, error) {
	me, err := pages.Ask[api.MemberPage](v.Visit, "getMember", pages.ByID("me"))
	if err != nil {
		return "", err
	}
	n, err := rand.Int(rand.Reader, big.NewInt(900))
	if err != nil {
		return "", err
	}
	return account.SuggestLogin(me.Names.GivenRoman, me.Names.FamilyRoman, n.Add(n, big.NewInt(100)).String()), nil
}

func (m *Pages) applyChooseLogin(v *visit) error {
	f, err := v.accepted()
	if f == nil || err != nil {
		return err
	}
	p := same(v)
	if p == nil {
		_, err = pages.Ask[api.MyLogin](v.Visit, "createMemberLogin", pages.Input{
			Body: map[string]string{"login": v.R.PostFormValue("login"), "password": v.R.PostFormValue("password")},
			Key:  v.R.PostFormValue("key"),
		})
		if err == nil {
			return v.Redirect(applyRoot + "/done")
		}
		p = m.Problem(v.Visit, err)
		if p.Status >= http.StatusInternalServerError {
			return err
		}
	}
	return m.showApplyLogin(v, p)
}

// applyDone tells what happens next. It can be opened again until the browser
// forgets it; the application itself is among the member's from now on.
func (m *Pages) applyDone(v *visit) error {
	f, err := v.accepted()
	if f == nil || err != nil {
		return err
	}
	known, err := v.login()
	if err != nil {
		return err
	}
	s, err := v.statusOf(f.Application)
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, applyDoneView(v, s, known.Login != ""))
}

// loadModels is what the page of devices offers.
func (f *filling) loadModels() error {
	all, err := mine[api.DeviceModel](f.visit, "listDeviceModels", nil)
	f.models = slices.DeleteFunc(all, func(m api.DeviceModel) bool { return m.Price == nil })
	return err
}
