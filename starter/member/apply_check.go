package member

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"kigen/internal/identity"
	"kigen/internal/jst"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
)

// faulty is what an application would be refused for, in the names of the form.
type faulty struct{ faults []identity.FieldFault }

// of are the faults of one step, nil for none.
func (p *faulty) of(s *step) *faulty {
	if p == nil {
		return nil
	}
	return p.with(func(f identity.FieldFault) bool { return s.holds(f.Path) })
}

// without leaves out the faults of the names.
func (p *faulty) without(names ...string) *faulty {
	if p == nil {
		return nil
	}
	return p.with(func(f identity.FieldFault) bool { return !slices.Contains(names, f.Path) })
}

func (p *faulty) with(take func(identity.FieldFault) bool) *faulty {
	var left []identity.FieldFault
	for _, f := range p.faults {
		if take(f) {
			left = append(left, f)
		}
	}
	if len(left) == 0 {
		return nil
	}
	return &faulty{left}
}

// at tells whether an entry is at fault.
func (p *faulty) at(name string) bool {
	return slices.ContainsFunc(p.faults, func(f identity.FieldFault) bool { return f.Path == name })
}

// shown is the problem as a page shows it.
func (p *faulty) shown() *api.Problem {
	shown := &api.Problem{
		Status: http.StatusUnprocessableEntity, Code: refusal.Invalid,
		JA: "入力内容をご確認ください。", EN: "Please check what you have entered.",
	}
	for _, f := range p.faults {
		shown.Fields = append(shown.Fields, f.Field)
	}
	return shown
}

// problemOf is a refusal of the pages' own, as the API would answer it.
func problemOf(status int, no *refusal.Error) *api.Problem {
	return &api.Problem{Status: status, Code: no.Code, Rule: no.Rule, JA: no.JA, EN: no.EN, Fields: no.Fields}
}

// add notes a fault.
func (p *faulty) add(rule terms.ID, path, ja, en string) {
	p.faults = append(p.faults, identity.FieldFault{Field: refusal.Field{Path: path, JA: ja, EN: en}, Rule: rule})
}

// drafted is the application as it was entered so far, in the API's words.
type drafted struct {
	body map[string]any
	// places maps the number of a SIM in the body to its place on the page.
	places []int
	// own are faults that the API can't be asked about.
	own faulty
}

// draft makes an application of what was entered.
func (f *filling) draft() drafted {
	d := drafted{body: map[string]any{"channel": string(terms.Web), "language": f.Lang}}
	if f.withLines() {
		d.need(f, terms.S3, "plan", "プランをお選びください。", "Please choose a plan.")
		d.body["plan"] = f.Entered["plan"]
		d.body["sims"] = d.sims(f)
	} else {
		d.body["plan"], d.body["sims"] = "", []any{}
	}
	if f.wantsDevice() {
		d.needDevice(f)
		d.body["device"] = map[string]any{
			"model": f.Entered["device.model"], "colour": f.Entered["device.colour"],
			"payment": f.Entered["device.payment"], "compensation": f.Entered["device.compensation"] != "",
		}
	} else if f.Entered["device.want"] == "" {
		d.own.add(terms.P3, "device.want", "端末を購入されるかどうかをお選びください。", "Please choose whether to buy a device.")
	}
	if f.own() {
		if token := f.Entered["card_token"]; token != keepCard {
			d.body["card_token"] = token
		}
		if f.Entered["card_token"] == "" {
			d.own.add(terms.S1, "card_token", "お支払いに使うカードをお選びください。", "Please choose the card to pay with.")
		}
		return d
	}
	d.body["proof"], d.body["card_token"] = f.Proof, f.Entered["card_token"]
	names := map[string]any{}
	for _, name := range nameFields {
		names[strings.TrimPrefix(name, "names.")] = f.Entered[name]
	}
	d.body["names"] = names
	if birth := d.birthDate(f); !birth.IsZero() {
		d.body["birth_date"] = birth.String()
	}
	d.need(f, terms.S5, "address.prefecture", "都道府県をお選びください。", "Please choose the prefecture.")
	address := map[string]any{}
	for _, name := range addressFields {
		address[strings.TrimPrefix(name, "address.")] = f.Entered[name]
	}
	d.body["address"] = address
	return d
}

// wantsDevice tells whether a device is ordered.
func (f *filling) wantsDevice() bool {
	return !f.withLines() || f.Entered["device.want"] == "yes"
}

func (d *drafted) sims(f *filling) []any {
	list := []any{}
	for i := range f.simPlaces() {
		get := func(what string) string { return f.Entered[simName(i, what)] }
		if get("kind") == noSIM || i > 0 && get("kind") == "" && get("entry_code") == "" {
			continue
		}
		sim := map[string]any{"guarantee": get("guarantee") != ""}
		if code := get("entry_code"); code != "" {
			sim["entry_code"] = code
		}
		if kind := get("kind"); kind != "" {
			sim["kind"] = kind
		} else if get("entry_code") == "" {
			d.own.add(terms.S3, simName(i, "kind"), "SIMの種類をお選びください。", "Please choose the kind of SIM.")
		}
		switch get("number") {
		case portedIn:
			d.needNumber(f, i)
			number := map[string]any{
				"number": get("mnp.number"), "phone_number": get("mnp.phone_number"), "same_holder": get("mnp.same_holder") != "",
				"issued_on": f.today(), // unless told: what else is wrong is answered along with it
			}
			if issued, err := jst.ParseDay(get("mnp.issued_on")); err == nil {
				number["issued_on"] = issued.String()
			} else if get("mnp.issued_on") != "" {
				d.own.add(terms.S6, simName(i, "mnp.issued_on"), "日付を「2026-11-01」のように入力してください。", "Please give the day as 2026-11-01.")
			}
			sim["mnp"] = number
		case newNumber:
		default:
			d.own.add(terms.S6, simName(i, "number"), "電話番号をどうされるかをお選びください。", "Please choose which phone number to use.")
		}
		list = append(list, sim)
		d.places = append(d.places, i)
	}
	return list
}

func (d *drafted) birthDate(f *filling) jst.Day {
	part := func(name string) int {
		n, err := strconv.Atoi(f.Entered["birth_date."+name])
		if err != nil {
			return -1
		}
		return n
	}
	year, month, day := part("year"), part("month"), part("day")
	born, err := jst.ParseDay(fmt.Sprintf("%04d-%02d-%02d", year, month, day))
	if err != nil && (year != -1 || month != -1 || day != -1) {
		d.own.add(terms.S5, "birth_date", "年（西暦4桁）・月・日を正しく入力してください。", "Please give the year (four digits), month and day.")
	}
	return born
}

// checked asks what the application would be refused for as it stands; nil for
// nothing.
func (f *filling) checked() (*faulty, api.CheckedApplication, error) {
	d := f.draft()
	found, err := pages.Ask[api.CheckedApplication](f.Visit, "checkApplication", pages.Input{Body: d.body})
	if p, ok := errors.AsType[*api.Problem](err); ok && p.Status == http.StatusUnprocessableEntity && len(p.Fields) > 0 {
		for _, field := range p.Fields {
			found.Faults = append(found.Faults, identity.FieldFault{Field: field, Rule: p.Rule})
		}
	} else if err != nil {
		return nil, found, err
	}
	all := d.own
	for _, fault := range found.Faults {
		fault.Path = d.onPage(fault.Path)
		if !slices.ContainsFunc(d.own.faults, func(own identity.FieldFault) bool { return own.Path == fault.Path }) {
			all.faults = append(all.faults, fault)
		}
	}
	for _, part := range []string{"family", "given"} { // the letters follow from the reading, once that is right
		kana, roman := "names."+part+"_kana", "names."+part+"_roman"
		if f.Entered[roman] == "" && all.at(kana) {
			all = *all.without(roman)
		}
	}
	if len(all.faults) == 0 {
		return nil, found, nil
	}
	all.inOrder()
	return &all, found, nil
}

// onPage is the name on the page of a path in the API's body.
func (d *drafted) onPage(path string) string {
	rest, ok := strings.CutPrefix(path, "sims[")
	if !ok {
		return path
	}
	no, rest, _ := strings.Cut(rest, "].")
	i, err := strconv.Atoi(no)
	if err != nil || i >= len(d.places) {
		return "sims"
	}
	if rest == "mnp" {
		rest = "number"
	}
	return simName(d.places[i], rest)
}

// prepareCheck has the whole application checked again: a day may have passed
// since, or a code been used.
func (f *filling) prepareCheck() error {
	problem, err := f.look()
	if err != nil || problem == nil {
		return err
	}
	f.Shown.Problem = problem.shown()
	f.Shown.Problem.JA, f.Shown.Problem.EN = "お申し込みの前に、次の項目をご確認ください。", "Please look at these before you apply."
	return nil
}

// look loads what the page shows of the application, and what it would be refused for.
func (f *filling) look() (*faulty, error) {
	problem, found, err := f.checked()
	f.found = found
	if err == nil && f.wantsDevice() {
		err = f.loadModels()
	}
	return problem, err
}

// sendKey is the key under which a form is sent: the same until it is refused, so
// that a second click is the same application.
func (f *filling) sendKey() string { return f.ID + "." + strconv.Itoa(f.Refused) }

// send applies.
func (f *filling) send() error {
	s := findStep(stepCheck)
	// What would be refused is for the application itself to say: of a second click
	// the first may have used the proof and the codes up already.
	if _, err := f.look(); err != nil {
		return err
	}
	if f.R.PostFormValue("agree") == "" {
		f.Shown.Problem = (&faulty{[]identity.FieldFault{{Field: refusal.Field{
			Path: "agree", JA: "内容をご確認のうえ、チェックを入れてください。", EN: "Please tick that you have read this.",
		}}}}).shown()
		return f.show(s, http.StatusUnprocessableEntity)
	}
	d := f.draft()
	if len(d.own.faults) > 0 {
		f.Shown.Problem = d.own.shown()
		return f.show(s, http.StatusUnprocessableEntity)
	}
	operation := "applyForLine"
	if !f.withLines() {
		operation = "orderDevice"
		delete(d.body, "plan")
		delete(d.body, "sims")
	}
	made, err := pages.Ask[api.NewApplication](f.Visit, operation, pages.Input{Body: d.body, Key: f.sendKey()})
	if err != nil {
		return f.refused(s, d, err)
	}
	if err := postgres.FormSent(f.Ctx(), f.Site.API.Pool, f.ID, made.ID); err != nil {
		return err
	}
	return f.Redirect(applyRoot + "/login")
}

// refused shows why an application was not accepted, at the fields at fault.
func (f *filling) refused(s *step, d drafted, err error) error {
	p := f.Site.Problem(f.Visit, err)
	if p.Status >= http.StatusInternalServerError || p.Status == http.StatusTooManyRequests {
		// It may have been accepted all the same: sent again, it is the same application.
		f.Shown.Problem = p
		return f.show(s, p.Status)
	}
	if err := postgres.FormRefused(f.Ctx(), f.Site.API.Pool, f.ID, f.FormRow.Refused); err != nil {
		return err
	}
	shown := *p
	shown.Fields = nil
	for _, field := range p.Fields {
		field.Path = d.onPage(field.Path)
		shown.Fields = append(shown.Fields, field)
	}
	if len(shown.Fields) == 0 && p.Code == refusal.CardRefused {
		shown.Fields = []refusal.Field{{Path: "card_token", JA: "別のクレジットカードをご登録ください。", EN: "Please register another credit card."}}
	}
	f.Shown.Problem = &shown
	return f.show(s, p.Status)
}

// stepFor is the step on which something of that name is entered, nil for none.
func (f *filling) stepFor(name string) *step {
	if name == "proof" {
		return findStep(stepEmail)
	}
	for _, s := range f.steps() {
		if s.holds(name) {
			return s
		}
	}
	return nil
}
