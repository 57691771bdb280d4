package member

import (
	"net/http"

	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/starter/api"
	"kigen/starter/pages"
)

// askForCode sends a code to the address that was entered (S-2).
func (f *filling) askForCode() error {
	address := entry(f.R.PostFormValue("email"))
	f.Shown.Values.Set("email", address)
	asked, err := pages.Ask[api.EmailProof](f.Visit, "askForEmailCode", pages.Input{
		Body: map[string]string{"email": address, "language": f.Lang}, Key: f.R.PostFormValue("key"),
	})
	if err != nil {
		p := f.Site.Problem(f.Visit, err)
		if p.Status >= http.StatusInternalServerError {
			return err
		}
		f.Shown.Problem = inWords(p, address)
		return f.show(findStep(stepEmail), p.Status)
	}
	again := f.Proof != "" && f.Proof != asked.ID && f.Email == address
	if err := postgres.AskFormProof(f.Ctx(), f.Site.API.Pool, f.ID, address, asked.ID, f.visit.Now()); err != nil {
		return err
	}
	if again {
		return f.Redirect(applyRoot + "/code?again=1")
	}
	return f.Redirect(applyRoot + "/code")
}

// inWords says of an address that has not the form of one what to do about it.
func inWords(p *api.Problem, address string) *api.Problem {
	if p.Code != refusal.Invalid {
		return p
	}
	said := *p
	said.JA, said.EN = "メールアドレスをご確認ください。", "Please check your e-mail address."
	said.Fields = []refusal.Field{{Path: "email", JA: "name@example.jp のような形で入力してください。", EN: "It should look like name@example.jp."}}
	if address == "" {
		said.Fields[0].JA, said.Fields[0].EN = "メールアドレスを入力してください。", "Please enter your e-mail address."
	}
	return &said
}

// coded gives the form whose address waits for its code, or sends the browser
// where it has to go.
func (v *visit) coded() (*filling, error) {
	f, err := v.filled()
	switch {
	case err != nil:
		return nil, err
	case f == nil:
		return nil, v.Redirect(applyRoot + lostForm)
	case f.Application != "":
		return nil, v.Redirect(applyRoot + "/login")
	case f.own() || f.Proof == "":
		return nil, v.Redirect(f.path(f.next()))
	}
	return f, nil
}

func (m *Pages) applyCode(v *visit) error {
	f, err := v.coded()
	if f == nil || err != nil {
		return err
	}
	if f.Proven {
		return v.Redirect(f.path(f.next()))
	}
	return f.showCode(http.StatusOK)
}

func (f *filling) showCode(status int) error {
	proof, err := postgres.LoadProof(f.Ctx(), f.Site.API.Pool, f.Proof)
	if err != nil {
		return err
	}
	return f.Show(status, applyCodeView(f, proof))
}

func (m *Pages) applyProve(v *visit) error {
	f, err := v.coded()
	if f == nil || err != nil {
		return err
	}
	if !f.Proven {
		_, err = pages.Ask[message.None](v.Visit, "proveEmail", pages.Input{
			Path: map[string]string{"id": f.Proof}, Body: map[string]string{"code": codeTyped(v)}, Key: v.R.PostFormValue("key"),
		})
	}
	if err != nil {
		p := m.Problem(v.Visit, err)
		if p.Status >= http.StatusInternalServerError {
			return err
		}
		if len(p.Fields) == 0 {
			p.Fields = []refusal.Field{{Path: "code", JA: p.JA, EN: p.EN}}
		}
		f.Shown.Problem = p
		return f.showCode(p.Status)
	}
	// Whoever planted the cookie of this session must not see what is entered from here on.
	if err := m.Sessions.RenewToken(v.Ctx()); err != nil {
		return err
	}
	if err := postgres.FillForm(v.Ctx(), m.API.Pool, f.ID, nil, nil, stepEmail, true, v.Now()); err != nil {
		return err
	}
	f.Proven = true
	_, err = postgres.EarlierForm(v.Ctx(), m.API.Pool, f.FormRow, v.Now())
	switch {
	case err == nil:
		return v.Redirect(applyRoot + "/resume")
	case !isNotFound(err):
		return err
	}
	return v.Redirect(f.path(f.next()))
}

// earlier gives the form whose address was just proven, and the one that its owner
// began before, on another device perhaps; nil where there is none.
func (v *visit) earlier() (now *filling, before *filling, err error) {
	now, err = v.coded()
	if now == nil || err != nil {
		return nil, nil, err
	}
	if !now.Proven {
		return nil, nil, v.Redirect(applyRoot + "/code")
	}
	row, err := postgres.EarlierForm(v.Ctx(), v.Site.API.Pool, now.FormRow, v.Now())
	if isNotFound(err) {
		return nil, nil, v.Redirect(now.path(now.next()))
	}
	if err != nil {
		return nil, nil, err
	}
	before, err = v.filling(row)
	return now, before, err
}

func (m *Pages) applyResume(v *visit) error {
	now, before, err := v.earlier()
	if now == nil || err != nil {
		return err
	}
	return v.Show(http.StatusOK, applyResumeView(v, before))
}

// applyTakeUp goes on with what was entered before, or forgets it.
func (m *Pages) applyTakeUp(v *visit) error {
	now, before, err := v.earlier()
	if now == nil || err != nil {
		return err
	}
	if v.R.PostFormValue("which") != "before" {
		if err := postgres.DropForm(v.Ctx(), m.API.Pool, before.ID); err != nil {
			return err
		}
		return v.Redirect(now.path(now.next()))
	}
	if err := postgres.ReopenForm(v.Ctx(), m.API.Pool, before.ID, now.ID, v.Now()); err != nil {
		return err
	}
	row, err := postgres.Form(v.Ctx(), m.API.Pool, now.ID, v.Now())
	if err != nil {
		return err
	}
	if now, err = v.filling(row); err != nil {
		return err
	}
	return v.Redirect(now.path(now.next()))
}
