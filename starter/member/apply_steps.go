package member

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/a-h/templ"

	"kigen/internal/terms"
)

// step is a page of the form.
type step struct {
	name  string // the last part of its address
	title terms.Text
	// lead is what is asked for, and why.
	lead terms.Text
	// button is what goes on from here; next unless told.
	button terms.Text
	// needed tells whether the application has the step; nil for always.
	needed func(f *filling) bool
	// prefixes of the names that are entered here.
	prefixes []string
	// open prepares what the page shows; nil for nothing.
	open func(f *filling) error
	view func(f *filling) templ.Component
	// read gives what was entered, by its name in the API's body.
	read func(f *filling, form url.Values) map[string]string
	// help fills in what can be known and tells whether the page is to be shown with it.
	help func(f *filling, entered map[string]string, problem *faulty) bool
	// kept is called when what was entered is right and saved.
	kept func(f *filling) error
	take func(f *filling) error
}

// Names of steps.
const (
	stepEmail   = "email"
	stepPlan    = "plan"
	stepSIMs    = "sims"
	stepDevice  = "device"
	stepYou     = "you"
	stepAddress = "address"
	stepCard    = "card"
	stepCheck   = "check"
)

// steps are the pages in order.
var steps []*step

func init() { // the steps' functions look for steps themselves
	stranger := func(f *filling) bool { return !f.own() }
	steps = []*step{
		{
			name: stepEmail, title: text("メール", "E-mail"), needed: stranger, view: applyEmailView, take: (*filling).askForCode,
			button: text("認証コードを送る", "Send the code"),
			lead:   text("はじめに、メールアドレスを確認します。お手続きのご案内は、すべてこのアドレスにお送りします。", "First we make sure of your e-mail address. Everything about your application is sent there."),
		},
		{
			name: stepPlan, title: text("プラン", "Plan"), prefixes: []string{"plan"}, view: applyPlanView, read: readPlan, kept: (*filling).planChosen,
			lead: text("お申し込みになるプランをお選びください。", "Please choose what to apply for."),
		},
		{
			name: stepSIMs, title: text("SIM", "SIM"), needed: (*filling).withLines, prefixes: []string{"sims"}, view: applySIMsView, read: readSIMs,
			lead: text("SIMの種類と、電話番号をお選びください。", "Please choose the kind of SIM and the phone number."),
		},
		{
			name: stepDevice, title: text("端末", "Device"), prefixes: []string{"device"}, open: (*filling).loadModels, view: applyDeviceView, read: readDevice,
			lead: text("SIMといっしょに、端末をご購入いただけます。", "You can buy a device along with the SIM."),
		},
		{
			name: stepYou, title: text("お客様", "You"), needed: stranger, prefixes: []string{"names", "birth_date"}, view: applyYouView,
			read: readYou, help: suggestRoman,
			lead: text("ご本人のお名前と生年月日を、本人確認書類のとおりに入力してください。", "Please enter your name and date of birth as they are on your identity document."),
		},
		{
			name: stepAddress, title: text("ご住所", "Address"), needed: stranger, prefixes: []string{"address"}, view: applyAddressView,
			read: readAddress, help: findAddress,
			lead: text("現在お住まいの、日本国内のご住所を入力してください。SIMと端末は、本人確認書類で確認できたこの住所に、転送不可の郵便でお届けします。", "Please enter where you live now, in Japan. SIM and device are sent to this address once your document has confirmed it, and are not forwarded."),
		},
		{
			name: stepCard, title: text("お支払い", "Payment"), prefixes: []string{"card"}, view: applyCardView, read: readCard,
			lead: text("毎月の料金をお支払いいただくクレジットカードをご登録ください。", "Please register the credit card that your bills are paid with."),
		},
		{
			name: stepCheck, title: text("確認", "Check"), open: (*filling).prepareCheck, view: applyCheckView, take: (*filling).send,
			button: text("この内容で申し込む", "Apply"),
			lead:   text("お申し込みの内容をご確認ください。まだお申し込みは完了していません。", "Please check what you apply for. Nothing has been applied for yet."),
		},
	}
	for _, s := range steps {
		if s.take == nil {
			s.take = func(f *filling) error {
				if s.open != nil {
					if err := s.open(f); err != nil {
						return err
					}
				}
				return f.keep(s)
			}
		}
	}
}

func findStep(name string) *step {
	for _, s := range steps {
		if s.name == name {
			return s
		}
	}
	return nil
}

// holds tells whether something of that name is entered on the page.
func (s *step) holds(name string) bool {
	return slices.ContainsFunc(s.prefixes, func(prefix string) bool {
		rest, ok := strings.CutPrefix(name, prefix)
		return ok && (rest == "" || rest[0] == '.' || rest[0] == '[' || rest[0] == '_')
	})
}

// steps are those that this application has, in order.
func (f *filling) steps() []*step {
	return slices.DeleteFunc(slices.Clone(steps), func(s *step) bool { return s.needed != nil && !s.needed(f) })
}

// next is the first step that is not filled in rightly yet.
func (f *filling) next() string {
	for _, s := range f.steps() {
		if s.name == stepCheck || !f.has(s.name) {
			return s.name
		}
	}
	return stepCheck
}

// reached tells whether all steps before that one are filled in.
func (f *filling) reached(name string) bool {
	for _, s := range f.steps() {
		if s.name == name {
			return true
		}
		if !f.has(s.name) {
			return false
		}
	}
	return false
}

// after is the step that follows, empty at the end.
func (f *filling) after(name string) string { return f.beside(name, 1) }

// before is the step that goes before, empty at the beginning.
func (f *filling) before(name string) string { return f.beside(name, -1) }

func (f *filling) beside(name string, by int) string {
	list := f.steps()
	i := slices.IndexFunc(list, func(s *step) bool { return s.name == name }) + by
	if i < 0 || i >= len(list) {
		return ""
	}
	return list[i].name
}

// path is the address of a step. Whose code was asked for enters it next.
func (f *filling) path(name string) string {
	if name == stepEmail && f.Proof != "" && !f.Proven {
		return applyRoot + "/code"
	}
	return applyRoot + "/" + name
}

// deviceAlone is chosen in place of a plan.
const deviceAlone = "device"

// withLines tells an application for lines from one for a device alone.
func (f *filling) withLines() bool { return f.Entered["plan"] != deviceAlone }

// plan is the chosen one; false where none is chosen.
func (f *filling) plan() (terms.PlanFigures, bool) {
	return f.terms().Plan(terms.Plan(f.Entered["plan"]))
}

func (f *filling) terms() *terms.Version { return f.Site.API.Terms.At(f.Now) }

// longestEntry bounds what is kept of an entry, in characters. What is longer is
// cut: the rules refuse it anyway.
const longestEntry = 200

// entry is what was typed, as it can be kept.
func entry(typed string) string {
	typed = strings.ToValidUTF8(strings.ReplaceAll(typed, "\x00", ""), "")
	typed = strings.TrimSpace(strings.Join(strings.Fields(typed), " "))
	if utf8.RuneCountInString(typed) > longestEntry {
		typed = string([]rune(typed)[:longestEntry])
	}
	return typed
}

// entries are those of the names, without the empty ones, each as tidy makes of it.
func entries(form url.Values, tidy func(string) string, names ...string) map[string]string {
	all := map[string]string{}
	for _, name := range names {
		if value := entry(form.Get(name)); value != "" {
			if tidy != nil {
				value = tidy(value)
			}
			all[name] = value
		}
	}
	return all
}
