package member

import (
	"errors"
	"net/http"
	"slices"
	"time"

	"kigen/internal/ids"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/starter/api"
	"kigen/starter/pages"
)

// applyRoot is where an application is filled in (S). It is open: whoever applies
// for the first time proves the e-mail address instead of signing in.
const applyRoot = "/apply"

func applyRoutes(r routes) {
	r.open("GET "+applyRoot, r.applyStart)
	r.open("POST "+applyRoot, r.applyBegin)
	r.open("POST "+applyRoot+"/drop", r.applyDrop)
	r.open("GET "+applyRoot+"/code", r.applyCode)
	r.open("POST "+applyRoot+"/code", r.applyProve)
	r.open("GET "+applyRoot+"/resume", r.applyResume)
	r.open("POST "+applyRoot+"/resume", r.applyTakeUp)
	r.open("POST "+applyRoot+"/find-address", r.applyFindAddress)
	r.open("POST "+applyRoot+"/roman", r.applyRoman)
	r.open("GET "+applyRoot+"/"+stepCard+"/register", r.applyRegisterCard)
	r.open("GET "+applyRoot+"/"+stepCard+"/registered", r.applyCardRegistered)
	r.open("GET "+applyRoot+"/login", r.applyLogin)
	r.open("POST "+applyRoot+"/login", r.applyChooseLogin)
	r.open("GET "+applyRoot+"/done", r.applyDone)
	r.open("GET "+applyRoot+"/{step}", r.applyStep)
	r.open("POST "+applyRoot+"/{step}", r.applyTake)
}

// formKey is under which the browser's session names the form that is filled in
// there.
const formKey = "application_form"

// keptDays is how many days a form is kept that nobody goes on with.
const keptDays = int(postgres.FormLife / (24 * time.Hour))

// filling is an application that is being filled in, on one of its pages.
type filling struct {
	postgres.FormRow
	*visit
	Now time.Time // the business time of the application
	// Shown is what the page shows as entered, with what is wrong with it.
	Shown pages.Form

	models []api.DeviceModel // what the page of devices offers
	found  api.CheckedApplication
}

// filled gives the form that the browser fills in, nil where it has none.
func (v *visit) filled() (*filling, error) {
	at := v.Now()
	var (
		row postgres.FormRow
		err error
	)
	id := v.member.Sessions.GetString(v.Ctx(), formKey)
	if id != "" {
		row, err = postgres.Form(v.Ctx(), v.Site.API.Pool, id, at)
	} else {
		err = missingForm
	}
	if v.session != "" && (isNotFound(err) || row.Member != v.Who.Member && row.Application == "") {
		row, err = postgres.MemberForm(v.Ctx(), v.Site.API.Pool, v.Who.Member, at)
	}
	if isNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return v.filling(row)
}

// begun gives the form in which something was entered and that was not sent, nil
// for none.
func (v *visit) begun() (*filling, error) {
	f, err := v.filled()
	if err != nil || f == nil || f.Application != "" || len(f.Done) == 0 && f.Email == "" {
		return nil, err
	}
	return f, nil
}

var missingForm = refusal.New(refusal.NotFound, "", "", "")

func isNotFound(err error) bool { return errors.Is(err, &refusal.Error{Code: refusal.NotFound}) }

func (v *visit) filling(row postgres.FormRow) (*filling, error) {
	if v.session == "" {
		v.Who.Principal = api.Principal{Role: api.Public, Clock: row.Clock}
	}
	now, err := v.Clock(row.Clock)
	f := &filling{FormRow: row, visit: v, Now: now, Shown: pages.NewForm("apply", nil)}
	for name, value := range row.Entered {
		f.Shown.Values.Set(name, value)
	}
	return f, err
}

// own tells whether a member applies, whose data are known.
func (f *filling) own() bool { return f.Member != "" }

// has tells whether the step was filled in rightly.
func (f *filling) has(step string) bool {
	if step == stepEmail {
		return f.Proven
	}
	return slices.Contains(f.Done, step)
}

func (m *Pages) applyStart(v *visit) error {
	f, err := v.begun()
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, applyStartView(v, f))
}

// applyBegin begins a form, or goes on with the one that the browser has.
func (m *Pages) applyBegin(v *visit) error {
	f, err := v.filled()
	if err != nil {
		return err
	}
	if f != nil && f.Application == "" {
		return v.Redirect(f.path(f.next()))
	}
	if v.session == "" && !m.API.Admits(v.R.RemoteAddr) { // each is kept for days
		return problemOf(http.StatusTooManyRequests, refusal.New(refusal.RateLimited, "",
			"短い時間に何度も操作されました。しばらくしてからもう一度お試しください。", "Too many requests in a short time. Please try again in a moment."))
	}
	clock := ""
	if m.API.Clocks != nil {
		clock = v.R.PostFormValue("clock")
	}
	row := postgres.FormRow{ID: ids.New("frm"), Clock: clock}
	if v.session != "" {
		row.Member, row.Clock = v.Who.Member, v.Who.Clock
	}
	if _, err := v.Clock(row.Clock); err != nil {
		return err
	}
	if row, err = postgres.OpenForm(v.Ctx(), m.API.Pool, row, v.Now()); err != nil {
		return err
	}
	m.Sessions.Put(v.Ctx(), formKey, row.ID)
	if f, err = v.filling(row); err != nil {
		return err
	}
	return v.Redirect(f.path(f.next()))
}

// applyDrop forgets what was entered.
func (m *Pages) applyDrop(v *visit) error {
	f, err := v.filled()
	if err != nil {
		return err
	}
	if f != nil {
		if err := postgres.DropForm(v.Ctx(), m.API.Pool, f.ID); err != nil {
			return err
		}
		m.Sessions.Remove(v.Ctx(), formKey)
	}
	return v.Redirect(applyRoot)
}

// applyStep shows a page of the form; one that is not to be filled in yet leads to
// the first that is.
func (m *Pages) applyStep(v *visit) error {
	f, s, err := v.stepOf()
	if f == nil || err != nil {
		return err
	}
	if s.open != nil {
		if err := s.open(f); err != nil {
			return err
		}
	}
	return f.show(s, http.StatusOK)
}

// stepOf gives the step of the address, or sends the browser where it has to go.
func (v *visit) stepOf() (*filling, *step, error) {
	s := findStep(v.R.PathValue("step"))
	if s == nil {
		return nil, nil, pages.Missing()
	}
	f, err := v.filled()
	if err != nil {
		return nil, nil, err
	}
	switch {
	case f == nil:
		return nil, nil, v.Redirect(applyRoot + lostForm)
	case f.Application != "":
		return nil, nil, v.Redirect(applyRoot + "/login")
	}
	if next := f.next(); !f.reached(s.name) {
		return nil, nil, v.Redirect(f.path(next))
	}
	return f, s, nil
}

// lostForm tells the first page that what was entered is gone, or on another device.
const lostForm = "?lost=1"

// applyTake keeps what was entered on a page, and goes on where it is right.
func (m *Pages) applyTake(v *visit) error {
	f, s, err := v.stepOf()
	if f == nil || err != nil {
		return err
	}
	if s.take == nil {
		return pages.Missing()
	}
	return s.take(f)
}

// keep is what most steps do with what was entered: save it, have it checked, and
// go on or show what is wrong.
func (f *filling) keep(s *step) error {
	if err := f.R.ParseForm(); err != nil {
		return err
	}
	entered := s.read(f, f.R.PostForm)
	var cleared []string
	for name := range f.Entered {
		if s.holds(name) {
			cleared = append(cleared, name)
			delete(f.Entered, name)
			f.Shown.Values.Del(name)
		}
	}
	for name, value := range entered {
		f.Entered[name] = value
		f.Shown.Values.Set(name, value)
	}
	problem, _, err := f.checked()
	if err != nil {
		p, ended := f.visit.refused(err)
		if ended != nil || barred(p) {
			return err
		}
		f.Shown.Problem = p
		return f.show(s, p.Status)
	}
	problem = problem.of(s)
	// What help was asked for is shown before anything is found wanting.
	helped := s.help != nil && s.help(f, entered, problem)
	right := problem == nil && !helped
	err = postgres.FillForm(f.Ctx(), f.Site.API.Pool, f.ID, entered, cleared, s.name, right, f.visit.Now())
	if err != nil {
		return err
	}
	switch {
	case helped:
		return f.show(s, http.StatusOK)
	case problem != nil:
		f.Shown.Problem = problem.shown()
		return f.show(s, http.StatusUnprocessableEntity)
	}
	if !f.has(s.name) {
		f.Done = append(f.Done, s.name)
	}
	if s.kept != nil {
		if err := s.kept(f); err != nil {
			return err
		}
	}
	if f.R.PostFormValue("then") == stepCheck && f.reached(stepCheck) {
		return f.Redirect(f.path(stepCheck))
	}
	return f.Redirect(f.path(f.after(s.name)))
}

func (f *filling) show(s *step, status int) error { return f.Show(status, applyView(f, s)) }
