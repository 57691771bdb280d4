package member

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"kigen/internal/identity"
	"kigen/internal/jst"
	"kigen/internal/kana"
	"kigen/internal/message"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
)

// uploadRoot is where the links of invitations lead (S-9). The page opens with the
// login of the letter and the birth date, and stays open in the browser for as long
// as the API's session is good.
const uploadRoot = "/upload"

func uploadRoutes(r routes) {
	at := uploadRoot + "/{token}"
	r.open("GET "+at, r.upload)
	r.open("POST "+at, r.openUpload)
	r.open("POST "+at+"/files", r.uploadFiles)
	r.open("POST "+at+"/files/{id}/removal", r.removeFile)
	r.open("POST "+at+"/submission", r.submitFiles)
	r.open("POST "+at+"/chip", r.readChip)
}

// Under these the browser's session names the page that is open in it.
const (
	uploadTokenKey   = "upload_token"
	uploadSessionKey = "upload_session"
)

// uploading is an open page.
type uploading struct {
	*visit
	api.UploadPage
	Token   string
	Session string
	// Form is what was declared, with what is wrong with it.
	Form pages.Form
}

func (u *uploading) path() string { return uploadRoot + "/" + u.Token }

func (u *uploading) terms() *terms.Version { return u.Site.API.Terms.At(u.At) }

// asApplicant calls the API as nobody in particular: the page's own session counts,
// also in a browser in which a member is signed in.
func (v *visit) asApplicant() *visit {
	visit := *v.Visit
	visit.Who = pages.Person{Principal: api.Principal{Role: api.Public}}
	mine := *v
	mine.Visit, mine.session = &visit, ""
	return &mine
}

const declarationForm = "declaration"

// opened gives the page that the browser has opened, nil where it has none.
func (v *visit) opened() (*uploading, error) {
	sessions := v.member.Sessions
	token := v.R.PathValue("token")
	u := &uploading{visit: v.asApplicant(), Token: token, Session: sessions.GetString(v.Ctx(), uploadSessionKey), Form: pages.NewForm(declarationForm, nil)}
	if u.Session == "" || sessions.GetString(v.Ctx(), uploadTokenKey) != token {
		return nil, nil
	}
	page, err := pages.Ask[api.UploadPage](u.Visit, "getUploadPage", pages.Input{Body: map[string]string{"session": u.Session}})
	if no, ok := errors.AsType[*api.Problem](err); ok && no.Code == refusal.Expired {
		sessions.Remove(v.Ctx(), uploadSessionKey)
		return nil, nil
	}
	u.UploadPage = page
	return u, err
}

func (m *Pages) upload(v *visit) error {
	u, err := v.opened()
	if err != nil {
		return err
	}
	if u != nil {
		return u.show(http.StatusOK)
	}
	_, err = pages.Ask[api.UploadLink](v.asApplicant().Visit, "checkUploadLink", pages.Input{Path: map[string]string{"token": v.R.PathValue("token")}})
	if err != nil {
		return m.noUpload(v, err)
	}
	return v.Show(http.StatusOK, uploadDoorView(v, pages.NewForm("door", nil)))
}

func (u *uploading) show(status int) error {
	if u.State != identity.StateInvited {
		return u.Show(status, uploadDoneView(u))
	}
	return u.Show(status, uploadView(u))
}

// noUpload tells why a link opens nothing, and what to do.
func (m *Pages) noUpload(v *visit, err error) error {
	p := m.Problem(v.Visit, err)
	if p.Status >= http.StatusInternalServerError && p.Code != refusal.Maintenance || p.Status == http.StatusTooManyRequests {
		return err
	}
	return v.Show(p.Status, noUploadView(v, p))
}

var (
	uploadLoginInput = input{
		Name: "login", Label: text("ログインID", "Login"), Fill: "username", Max: 40,
		Hint: text("ご案内のメールに記載しています（例：mio12345678）。", "It is in the e-mail, such as mio12345678."),
	}
	uploadBirthInput = input{
		Name: "birth_date", Label: text("生年月日（8桁）", "Date of birth (eight digits)"), Fill: "bday", Keys: "numeric", Class: "short", Max: 20,
		Hint: text("例：1980年1月1日は 19800101", "1 January 1980 is 19800101"),
	}
)

func (m *Pages) openUpload(v *visit) error {
	token := v.R.PathValue("token")
	opened, err := pages.Ask[api.UploadSession](v.asApplicant().Visit, "openUploadPage", pages.Input{
		Path: map[string]string{"token": token},
		Body: map[string]string{"login": strings.ToLower(kana.HalfWidth(entry(v.R.PostFormValue("login")))), "birth_date": kana.Digits(entry(v.R.PostFormValue("birth_date")))},
	})
	if p, ok := errors.AsType[*api.Problem](err); ok && p.Code == refusal.Mismatch {
		f := v.formOf("door", p)
		return v.Show(p.Status, uploadDoorView(v, f))
	}
	if err != nil {
		return m.noUpload(v, err)
	}
	if err := m.Sessions.RenewToken(v.Ctx()); err != nil {
		return err
	}
	m.Sessions.Put(v.Ctx(), uploadTokenKey, token)
	m.Sessions.Put(v.Ctx(), uploadSessionKey, opened.Session)
	return v.Redirect(uploadRoot + "/" + token)
}

// stillOpen gives the page that a form stands on, or sends the browser to its door.
func (v *visit) stillOpen() (*uploading, error) {
	u, err := v.opened()
	if err == nil && u == nil {
		err = v.Redirect(uploadRoot + "/" + v.R.PathValue("token") + "?late=1")
	}
	return u, err
}

func (m *Pages) removeFile(v *visit) error {
	u, err := v.stillOpen()
	if u == nil || err != nil {
		return err
	}
	_, err = pages.Ask[message.None](u.Visit, "removeDocument", pages.Input{
		Path: map[string]string{"id": v.R.PathValue("id")}, Body: map[string]string{"session": u.Session}, Key: v.R.PostFormValue("key"),
	})
	if no, ok := errors.AsType[*api.Problem](err); ok && no.Status == http.StatusNotFound {
		err = nil // it is gone already
	}
	if err != nil {
		return u.refused(err)
	}
	return v.Redirect(u.path() + "#files")
}

// refused shows the page with why something was not taken.
func (u *uploading) refused(err error) error {
	p := u.Site.Problem(u.Visit, err)
	if p.Status >= http.StatusInternalServerError {
		return err
	}
	u.Form = u.formOf(declarationForm, p)
	return u.show(p.Status)
}

// submitFiles submits what was uploaded, with what is declared of it.
func (m *Pages) submitFiles(v *visit) error {
	u, err := v.stillOpen()
	if u == nil || err != nil {
		return err
	}
	body, problem := u.declared()
	if problem != nil {
		return u.refused(problem)
	}
	body["session"] = u.Session
	if _, err := pages.Ask[api.Application](u.Visit, "submitDocuments", pages.Input{Body: body, Key: v.R.PostFormValue("key")}); err != nil {
		return u.refused(err)
	}
	return v.Redirect(u.path())
}

// declared is what the form says of the documents, in the API's words.
func (u *uploading) declared() (map[string]any, *api.Problem) {
	form := u.R.PostFormValue
	body := map[string]any{
		"document": form("document"), "address_on": form("address_on"), "dependant": form("dependant") != "", "photo": form("photo") != "",
	}
	var wrong []refusal.Field
	day := func(name string) string {
		typed := strings.ReplaceAll(kana.HalfWidth(entry(form(name))), "/", "-")
		if typed == "" {
			return ""
		}
		if _, err := jst.ParseDay(typed); err != nil {
			wrong = append(wrong, refusal.Field{Path: name, JA: "日付を「2026-11-01」のように入力してください。", EN: "Please give the day as 2026-11-01."})
		}
		return typed
	}
	if expires := day("expires_on"); expires != "" {
		body["expires_on"] = expires
	}
	if form("document") == "" {
		wrong = append(wrong, refusal.Field{Path: "document", JA: "書類の種類をお選びください。", EN: "Please choose the kind of document."})
	}
	if form("address_on") == "" {
		wrong = append(wrong, refusal.Field{Path: "address_on", JA: "住所の記載がある面をお選びください。", EN: "Please choose where it shows your address."})
	}
	if form("address_on") == string(identity.Nowhere) {
		auxiliary := map[string]any{"kind": form("auxiliary.kind"), "issued_on": nil}
		if issued := day("auxiliary.issued_on"); issued != "" {
			auxiliary["issued_on"] = issued
		}
		if form("auxiliary.kind") != "" {
			body["auxiliary"] = auxiliary
		}
	}
	if len(wrong) > 0 {
		return nil, &api.Problem{
			Status: http.StatusUnprocessableEntity, Code: refusal.Invalid,
			JA: "入力内容をご確認ください。", EN: "Please check what you have entered.", Fields: wrong,
		}
	}
	return body, nil
}

// readChip has the simulated provider read the chip of a card: in development only.
func (m *Pages) readChip(v *visit) error {
	u, err := v.stillOpen()
	if u == nil || err != nil {
		return err
	}
	read, err := pages.Ask[api.ChipResult](u.Visit, "readChip", pages.Input{
		Path: map[string]string{"id": u.Application}, Body: map[string]any{}, Key: v.R.PostFormValue("key") + ".read",
	})
	if err == nil {
		_, err = pages.Ask[api.Application](u.Visit, "reportChipResult", pages.Input{
			Path: map[string]string{"id": u.Application}, Body: map[string]string{"result": read.Result}, Key: v.R.PostFormValue("key"),
		})
	}
	if err != nil {
		return u.refused(err)
	}
	return v.Redirect(u.path())
}

// offers tells whether identity can be proven that way here (S-20).
func (u *uploading) offers(m terms.Method) bool { return slices.Contains(u.Methods, m) }
