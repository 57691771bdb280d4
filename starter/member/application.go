package member

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"kigen/internal/connection"
	"kigen/internal/identity"
	"kigen/internal/jst"
	"kigen/internal/kana"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/sealing"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
)

// applicationsPath is where a member's applications are, below /my.
const applicationsPath = "/applications"

func applicationRoutes(r routes) {
	at := root + applicationsPath
	r.signedIn("GET "+at, r.applications)
	r.signedIn("GET "+at+"/{id}", r.application)
	r.signedIn("GET "+at+"/{id}/documents", r.toDocuments)
	r.signedIn("POST "+at+"/{id}/withdrawal", r.withdrawApplication)
	r.signedIn("POST "+at+"/{id}/invitation", r.renewInvitation)
	r.signedIn("POST "+at+"/{id}/sims/{no}/number", r.renewNumber)
}

// applicationStatus is an application, and how it stands in its own time.
type applicationStatus struct {
	api.Application
	Case api.CasePage
	Now  time.Time
	// Form is the one of the page that was not taken.
	Form pages.Form
}

func (s applicationStatus) path() string { return root + applicationsPath + "/" + s.ID }

// due gives an open deadline of the application.
func (s applicationStatus) due(name string) (api.Deadline, bool) {
	for _, d := range s.Case.Deadlines {
		if d.Name == name && d.Outcome == "open" {
			return d, true
		}
	}
	return api.Deadline{}, false
}

// coming are the open deadlines, the next one first.
func (s applicationStatus) coming() []api.Deadline {
	open := slices.DeleteFunc(slices.Clone(s.Case.Deadlines), func(d api.Deadline) bool { return d.Outcome != "open" })
	slices.SortStableFunc(open, func(a, b api.Deadline) int { return a.Lapse.Compare(b.Lapse) })
	return open
}

// parcel is the latest one, zero for none.
func (s applicationStatus) parcel() api.SentParcel {
	if len(s.Shipments) == 0 {
		return api.SentParcel{}
	}
	return s.Shipments[len(s.Shipments)-1]
}

// resubmits tells that the last proof of identity was sent back (S-14).
func (s applicationStatus) resubmits() bool {
	return len(s.Submissions) > 0 && s.Submissions[len(s.Submissions)-1].Outcome == "refuse"
}

// numbers are the SIMs whose reservation number still has to serve: a new one can
// be given for it (S-7).
func (s applicationStatus) numbers() (list []api.AppliedSIM) {
	if s.ended() {
		return nil
	}
	for _, sim := range s.SIMs {
		if sim.MNP && sim.Line == "" && !sim.Dropped {
			list = append(list, sim)
		}
	}
	return list
}

// asked tells that a new reservation number is waited for, and until when.
func (s applicationStatus) asked(sim int) (api.Deadline, bool) {
	return s.due(identity.DeadlineNewNumber + "-" + strconv.Itoa(sim))
}

func (s applicationStatus) ended() bool { return s.Case.ClosedAt != nil }

// withdrawable tells whether the application can be withdrawn, and if not, why.
func (s applicationStatus) withdrawable() (bool, terms.Text) {
	switch {
	case s.ended():
		return false, terms.Text{}
	case s.Device != nil:
		return false, text("端末のご注文を含むお申し込みは、取り下げることができません。", "An application with a device can't be withdrawn.")
	case s.State == identity.StateShipped || s.State == identity.StateDelivered:
		return false, text("すでに発送しているため、取り下げることができません。", "The parcel has been sent, so it can't be withdrawn any more.")
	}
	return true, terms.Text{}
}

func (v *visit) statusOf(id string) (s applicationStatus, err error) {
	if s.Application, err = pages.Ask[api.Application](v.Visit, "getApplication", pages.ByID(id)); err != nil {
		return s, err
	}
	if s.Case, err = pages.Ask[api.CasePage](v.Visit, "getCase", pages.ByID(id)); err != nil {
		return s, err
	}
	s.Now, err = v.Clock(s.Case.Clock)
	return s, err
}

// statuses are the listed applications, and where the list goes on.
func (v *visit) statuses(in pages.Input) (all []applicationStatus, next string, err error) {
	listed, err := pages.Ask[api.Page[api.Case]](v.Visit, "listCases", in)
	if err != nil {
		return nil, "", err
	}
	all = make([]applicationStatus, len(listed.Items))
	for i, c := range listed.Items {
		if all[i], err = v.statusOf(c.ID); err != nil {
			return nil, "", err
		}
	}
	return all, listed.Next, nil
}

func (m *Pages) applications(v *visit) error {
	in := v.Listed()
	in.Query.Set("kind", signup)
	all, next, err := v.statuses(in)
	if err != nil {
		return err
	}
	begun, err := v.begun()
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, applicationsView(v, all, next, begun))
}

func (m *Pages) application(v *visit) error {
	s, err := v.statusOf(v.R.PathValue("id"))
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, applicationView(v, s))
}

// refusedOn shows an application with why one of its forms was not taken.
func (m *Pages) refusedOn(v *visit, form string, err error) error {
	p, ended := v.refused(err)
	if ended != nil || p.Status == http.StatusNotFound {
		return err
	}
	s, err := v.statusOf(v.R.PathValue("id"))
	if err != nil {
		return err
	}
	s.Form = v.formOf(form, p)
	return v.Show(p.Status, applicationView(v, s))
}

// formNamed is the page's form of that ID, as it was sent where it was not taken.
func (s applicationStatus) formNamed(id string) pages.Form {
	if s.Form.ID == id {
		return s.Form
	}
	return pages.NewForm(id, nil)
}

// Forms of an application's page.
const (
	withdrawForm   = "withdraw"
	invitationForm = "invitation"
)

func numberForm(sim int) string { return "number-" + strconv.Itoa(sim) }

func (m *Pages) withdrawApplication(v *visit) error {
	id := v.R.PathValue("id")
	in := pages.ByID(id)
	in.Key = v.R.PostFormValue("key")
	if v.R.PostFormValue("sure") == "" {
		return m.refusedOn(v, withdrawForm, pages.Field{Name: "sure"}.Wrong("取り下げる場合は、チェックを入れてください。", "Please tick that you want to withdraw it."))
	}
	if _, err := pages.Ask[api.Application](v.Visit, "withdrawApplication", in); err != nil {
		return m.refusedOn(v, withdrawForm, err)
	}
	v.Say(v.T("お申し込みを取り下げました。確認のメールをお送りします。", "Your application is withdrawn. We send you an e-mail to confirm it."))
	return v.Redirect(root + applicationsPath + "/" + id)
}

func (m *Pages) renewInvitation(v *visit) error {
	id := v.R.PathValue("id")
	in := pages.ByID(id)
	in.Key = v.R.PostFormValue("key")
	if _, err := pages.Ask[message.None](v.Visit, "renewInvitation", in); err != nil {
		return m.refusedOn(v, invitationForm, err)
	}
	v.Say(v.T("新しいリンクをメールでお送りしました。前のリンクは使えなくなりました。", "A new link is on its way by e-mail. The one before no longer works."))
	return v.Redirect(root + applicationsPath + "/" + id)
}

func (m *Pages) renewNumber(v *visit) error {
	id, no := v.R.PathValue("id"), v.R.PathValue("no")
	if err := v.R.ParseForm(); err != nil {
		return err
	}
	sim, _ := strconv.Atoi(no)
	typed := entries(v.R.PostForm, kana.Digits, "number", "phone_number")
	issued := strings.ReplaceAll(kana.HalfWidth(entry(v.R.PostFormValue("issued_on"))), "/", "-")
	body := map[string]any{
		"number": typed["number"], "phone_number": typed["phone_number"], "issued_on": nil, "same_holder": v.R.PostFormValue("same_holder") != "",
	}
	if day, err := jst.ParseDay(issued); err == nil {
		body["issued_on"] = day.String()
	} else if issued != "" {
		return m.refusedOn(v, numberForm(sim), pages.Field{Name: "issued_on"}.Wrong("日付を「2026-11-01」のように入力してください。", "Please give the day as 2026-11-01."))
	}
	_, err := pages.Ask[api.Application](v.Visit, "renewNumber", pages.Input{
		Path: map[string]string{"id": id, "no": no}, Body: body, Key: v.R.PostFormValue("key"),
	})
	if p, ok := errors.AsType[*api.Problem](err); ok {
		for i := range p.Fields {
			p.Fields[i].Path = strings.TrimPrefix(p.Fields[i].Path, "number.")
		}
	}
	if err != nil {
		return m.refusedOn(v, numberForm(sim), err)
	}
	v.Say(v.T("新しいMNP予約番号を登録しました。", "The new reservation number is registered."))
	return v.Redirect(root + applicationsPath + "/" + id)
}

// toDocuments leads to the page on which the application's documents are
// submitted: the invitation's own link, which its letter has too.
func (m *Pages) toDocuments(v *visit) error {
	s, err := v.statusOf(v.R.PathValue("id"))
	if err != nil {
		return err
	}
	progress, err := postgres.LoadProgress(v.Ctx(), m.API.Pool, m.API.Terms, s.ID)
	if err != nil {
		return err
	}
	if s.State != identity.StateInvited || progress.Link.ID == "" {
		return m.refusedOn(v, invitationForm, problemOf(http.StatusConflict, refusal.New(refusal.State, terms.S14,
			"ただいま本人確認書類のご提出は必要ありません。", "No proof of identity is being waited for.")))
	}
	token, err := m.API.Keys.Sign(sealing.Claims{Use: connection.UseUpload, Subject: progress.Link.ID, Expires: progress.Link.Expires})
	if err != nil {
		return err
	}
	return v.Redirect(uploadRoot + "/" + token)
}

// applicationsSection shows on the first page what goes on with applications, the
// one that is filled in included.
func applicationsSection(v *visit) (templ.Component, error) {
	all, _, err := v.statuses(pages.Input{Query: url.Values{"kind": {signup}, "state": {"open"}, "limit": {latest}}})
	if err != nil {
		return nil, err
	}
	begun, err := v.begun()
	if err != nil {
		return nil, err
	}
	if len(all) == 0 && begun == nil {
		return nil, nil
	}
	return applicationsSectionView(v, all, begun), nil
}
