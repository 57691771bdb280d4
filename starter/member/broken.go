package member

import (
	"net/http"
	"net/url"
	"slices"

	"kigen/internal/jst"
	"kigen/internal/repair"
	"kigen/internal/supply"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
)

func brokenRoutes(r routes) {
	r.signedIn("GET "+root+"/broken", r.broken)
	r.signedIn("POST "+root+"/broken", r.report)
	r.signedIn("GET "+root+"/devices/{id}/swap", r.swapPage)
	r.signedIn("POST "+root+"/devices/{id}/swap", r.swap)
}

// What has happened, beside the causes of the terms (O-7).
const (
	swapped    = "swapped"    // its maker gave another one (P-8)
	restricted = "restricted" // ネットワーク利用制限 (P-7)
)

// Where the device is.
const (
	withMember = "yes"
	withOthers = "away" // at its maker's, or at a shop
	withNobody = "no"
)

// The questions, in their order; each is the name of its answer in addresses,
// where nothing tells whose device it is.
const (
	askDevice  = "device"
	askAnew    = "anew" // that it is none of what is under way
	askWhat    = "what"
	askSymptom = "symptom"
	askHeld    = "held"
	askDay     = "day"
	askRoute   = "route"
	askShop    = "shop"
	askLoaner  = "loaner"
)

// another is the answer to askAnew.
const another = "yes"

var questions = []string{askDevice, askAnew, askWhat, askSymptom, askHeld, askDay, askRoute, askShop, askLoaner}

// breakage is what the member has answered of a broken or lost device, and what
// follows from that.
type breakage struct {
	shownDevices
	answers url.Values
	terms   *terms.Version
	// device is the one that was chosen; nil before.
	device *shownDevice
	// os is that of the chosen device, empty where the catalogue does not know it.
	os    string
	shops []api.RepairShop
	// running are the open cases about the device, and those that are over in which
	// a fault of what was sent may still be told.
	running []api.Case
	// asked is the question that is not answered yet; empty when all are.
	asked string
	// fault is what is wrong with the answer that was given to it.
	fault terms.Text
}

func (b *breakage) answer(question string) string { return b.answers.Get(question) }

// broken asks one question a page until it is clear how to go on (N, U, P-7, P-8, W).
func (m *Pages) broken(v *visit) error {
	b, err := v.breakage(v.R.URL.Query())
	if err != nil {
		return err
	}
	if b.asked != "" {
		return v.Show(http.StatusOK, questionView(v, b))
	}
	switch b.way() {
	case bySwap:
		return v.Redirect(here("devices", b.device.ID, "swap"))
	case byNobody:
		return v.Show(http.StatusOK, nobodyView(v, b, b.reason()))
	}
	r, err := v.reporting(b)
	if err != nil {
		return err
	}
	if r.course, r.problem, err = v.foresee(r.operation, r.input); err != nil {
		return err
	}
	return v.Show(http.StatusOK, reportView(v, r))
}

// breakage reads the answers so far; the first that is missing or can't be is asked for.
func (v *visit) breakage(given url.Values) (b *breakage, err error) {
	b = &breakage{answers: url.Values{}}
	if b.shownDevices, err = v.shownDevices(); err != nil {
		return nil, err
	}
	b.terms = v.termsAt(b.now)
	for _, q := range questions {
		if !b.needs(q) {
			continue
		}
		answer := given.Get(q)
		if q == askDay && given.Get("today") != "" {
			answer = jst.DayOf(b.now).String()
		}
		if b.asked, b.fault = q, b.wrong(q, answer); answer == "" || b.fault.JA != "" {
			if q == askDay && answer == "" && given.Has(q) {
				b.fault = text("日付を入力してください。", "Please give a day.")
			}
			return b, nil
		}
		b.answers.Set(q, answer)
		if q == askDevice {
			if err := v.choose(b, answer); err != nil {
				return nil, err
			}
		}
		b.asked = ""
	}
	return b, nil
}

// choose reads what decides about the chosen device.
func (v *visit) choose(b *breakage, id string) error {
	d, err := v.shownDevice(id)
	if err != nil {
		return err
	}
	b.device = &d
	models, err := mine[api.DeviceModel](v, "listDeviceModels", nil)
	if err != nil {
		return err
	}
	for _, m := range models {
		if m.Code == d.Model {
			b.os = m.OS
		}
	}
	if b.running, err = v.runningCases(d.Cases); err != nil {
		return err
	}
	if b.compensatedAs(terms.UsedDevice) {
		takes := url.Values{"model": {d.Model}}
		if b.os != "" {
			takes.Set("os", b.os)
		}
		all, err := mine[api.RepairShop](v, "listRepairShops", takes)
		if err != nil {
			return err
		}
		b.shops = slices.DeleteFunc(all, func(s api.RepairShop) bool { return s.Closed })
	}
	return nil
}

// needs tells whether a question makes sense after the answers so far.
func (b *breakage) needs(question string) bool {
	what := terms.Cause(b.answer(askWhat))
	switch question {
	case askDevice, askWhat:
		return true
	case askAnew:
		return len(b.running) > 0
	case askSymptom:
		return what == terms.NaturalFailure && b.device.ExchangeThrough != nil || b.covers(what) && b.compensatedAs(terms.UsedDevice)
	case askHeld:
		return b.covers(what)
	}
	if !b.covers(what) || b.answer(askHeld) != withMember {
		return false
	}
	way := b.way()
	switch question {
	case askDay:
		return way == byClaim || way == byRepair || way == byGuarantee
	case askRoute:
		return way == byRepair && len(b.shops) > 0
	case askShop:
		return way == byRepair && b.answer(askRoute) == string(repair.ByShop)
	case askLoaner:
		return way == byRepair || way == byGuarantee && slices.Contains(b.terms.W11.LoanerOS, b.device.guarantee.Device.OS)
	}
	return false
}

// wrong says why an answer can't be; nothing for one that may.
func (b *breakage) wrong(question, answer string) (no terms.Text) {
	if answer == "" {
		return no
	}
	if question == askDay {
		day, err := jst.ParseDay(answer)
		switch {
		case err != nil:
			return text("日付を入力してください。", "Please give a day.")
		case day.After(jst.DayOf(b.now)):
			return text("本日までの日付を入力してください。", "Please give today or a day before it.")
		}
		return no
	}
	if !slices.ContainsFunc(b.choices(question), func(c choice) bool { return c.value == answer }) {
		return text("一覧からお選びください。", "Please choose from the list.")
	}
	return no
}

// covers tells whether a cover may take what has happened: one of the causes
// that O-7 covers. Theft and loss never are.
func (b *breakage) covers(what terms.Cause) bool { return b.terms.Covers(what) }

func (b *breakage) compensatedAs(class terms.DeviceClass) bool {
	return b.device != nil && insured(b.device.Device) && b.device.Compensation.Class == string(class)
}

// runningCases are those that are open, and those that are over in which a fault
// of what was sent may still be told.
func (v *visit) runningCases(all []api.Case) (list []api.Case, err error) {
	for _, c := range all {
		if !slices.Contains([]string{"replacement", "repair", "exchange", "guarantee-claim"}, c.Kind) {
			continue
		}
		if c.ClosedAt != nil {
			s, err := v.shownCase(c.ID)
			if err != nil {
				return nil, err
			}
			if len(s.offers) == 0 {
				continue
			}
		}
		list = append(list, c)
	}
	return list, nil
}

// way is how a breakage is dealt with.
type way int

const (
	byNobody    way = iota // no cover takes it
	byClaim                // fileClaim (N): a new insured device is replaced
	byRepair               // fileRepair (U): a used insured device is repaired
	byExchange             // fileExchange (P-7): a used device is exchanged
	byGuarantee            // fileGuaranteeClaim (W)
	bySwap                 // reportMakerSwap (P-8)
)

// way is the process that the answers lead to. A malfunction that has a used
// device exchanged comes first: it takes no use.
func (b *breakage) way() way {
	what, held := b.answer(askWhat), b.answer(askHeld)
	switch {
	case what == swapped:
		return bySwap
	case what == restricted:
		return byExchange
	case held == withOthers || held == withNobody || !b.covers(terms.Cause(what)):
		return byNobody
	case what == string(terms.NaturalFailure) && b.exchangeable():
		return byExchange
	case b.compensatedAs(terms.NewDevice):
		return byClaim
	case b.compensatedAs(terms.UsedDevice):
		return byRepair
	case b.device.guarantee != nil && b.device.guarantee.Device != nil:
		return byGuarantee
	}
	return byNobody
}

// exchangeable tells that the symptom is one for which a used device is
// exchanged, and that it can still be reported (P-7).
func (b *breakage) exchangeable() bool {
	through, symptom := b.device.ExchangeThrough, b.answer(askSymptom)
	return through != nil && !jst.DayOf(b.now).After(*through) && symptom != supply.NetworkRestriction &&
		slices.ContainsFunc(b.terms.P7.Malfunctions, func(i terms.Item) bool { return i.ID == symptom })
}

// until are the answers before a question, as an address that asks it again.
func (b *breakage) until(question string) string {
	q := url.Values{}
	for _, name := range questions {
		if name == question {
			break
		}
		if answer := b.answer(name); answer != "" {
			q.Set(name, answer)
		}
	}
	if len(q) == 0 {
		return here("broken")
	}
	return here("broken") + "?" + q.Encode()
}

// back is the address of the question before the one that is asked, or of the
// last where none is.
func (b *breakage) back() string {
	last := ""
	for _, name := range questions {
		if name == b.asked {
			break
		}
		if b.answers.Has(name) {
			last = name
		}
	}
	if last == "" {
		return here("devices")
	}
	return b.until(last)
}

// report hands in what was answered.
func (m *Pages) report(v *visit) error {
	if err := v.R.ParseForm(); err != nil {
		return err
	}
	b, err := v.breakage(v.R.PostForm)
	if err != nil {
		return err
	}
	if b.asked == askAnew { // what is under way may be what this very form began
		sent, err := v.member.API.Answered(v.Ctx(), v.Who.Principal, v.R.PostForm.Get("key"))
		if err != nil {
			return err
		}
		if sent {
			v.R.PostForm.Set(askAnew, another)
			if b, err = v.breakage(v.R.PostForm); err != nil {
				return err
			}
		}
	}
	if b.asked != "" || b.way() == bySwap || b.way() == byNobody {
		return v.Redirect(here("broken") + "?" + b.answers.Encode())
	}
	r, err := v.reporting(b)
	if err != nil {
		return err
	}
	r.input.Key = v.R.PostForm.Get("key")
	if items := v.R.PostForm["checklist"]; len(items) > 0 && r.way() == byRepair {
		r.input.Body.(map[string]any)["checklist"] = items
	}
	made, err := pages.Ask[struct {
		ID string `json:"id"`
	}](v.Visit, r.operation, r.input)
	if err == nil {
		return v.Redirect(receiptOf(made.ID))
	}
	if r.problem, err = v.refused(err); err != nil {
		return err
	}
	r.key = v.keyAfter(r.problem)
	return v.Show(r.problem.Status, reportView(v, r))
}
