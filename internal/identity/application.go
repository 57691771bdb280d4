package identity

import (
	"fmt"
	"time"

	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// Application (申し込み) is a wish for lines, and a device with them, or for a
// device alone, as the applicant entered it. It is personal: it waits as a
// draft until its process has decided it.
type Application struct {
	Member  string        `json:"member,omitempty"` // who applies again; empty for a new member
	Proof   string        `json:"proof,omitempty"`  // the proven e-mail address of a new member (S-2)
	Person  *Person       `json:"person,omitempty"` // a new member's data (S-5)
	Channel terms.Channel `json:"channel"`
	Plan    terms.Plan    `json:"plan"` // empty where a device is ordered without a line
	SIMs    []SIM         `json:"sims"`
	Device  *DeviceOrder  `json:"device,omitempty"`
	// CardToken stands for the card; a member who applies again may leave it
	// out and stay with the registered one (S-1).
	CardToken string `json:"card_token,omitempty"`
	Language  string `json:"language,omitempty"`
}

// SIM is one SIM that is applied for (S-3).
type SIM struct {
	Kind      terms.SIMKind `json:"kind,omitempty" doc:"data, sms or voice; an entry code fixes it."`
	EntryCode string        `json:"entry_code,omitempty" doc:"The code on the package, where one was bought."`
	MNP       *Number       `json:"mnp,omitempty" doc:"The reservation to bring a number along."`
	Guarantee bool          `json:"guarantee,omitempty" doc:"Take the Connected Device Guarantee (つながる端末保証) with the SIM; it can be taken with a new sign-up only, and not be dropped once applied for (W-2)."`
}

// DeviceOrder is a device that is bought, together with lines or alone (P).
type DeviceOrder struct {
	Model        string  `json:"model"`
	Colour       string  `json:"colour"`
	Payment      Payment `json:"payment" doc:"lump_sum or instalments."`
	Compensation bool    `json:"compensation,omitempty" doc:"Take the device compensation option; it cannot be taken later."`
}

// Payment is how a device is paid (P-3).
type Payment string

// Ways of paying a device.
const (
	LumpSum     Payment = "lump_sum"
	Instalments Payment = "instalments"
)

// Parts is in how many parts the price is paid (P-3).
func (p Payment) Parts(t *terms.Version) int {
	if p == Instalments {
		return t.P3.Parts
	}
	return 1
}

// Known is what the carrier knows when an application comes in.
type Known struct {
	Proof Proof // of the application's proof ID; zero where there is none
	// Codes are the entry codes that exist, of those in the application.
	Codes map[string]EntryCode
	Model *Model // the device model; nil where it is not sold
	// Person is the member who applies again.
	Person *Person
	// Paying and Compensated are the member's devices, ordered ones included (P-2).
	Paying, Compensated int
}

// EntryCode is the code of a package (S-4).
type EntryCode struct {
	Kind terms.SIMKind
	Used bool
}

// Model is a device that the carrier sells.
type Model struct {
	Name            string
	Class           terms.DeviceClass
	Price           yen.Amount
	CompensationFee yen.Amount // monthly; zero where the option is not offered for it (O-1)
}

// StepAccepted is an application's first step.
const StepAccepted = "accepted"

// Filing is how an application came in.
type Filing struct {
	Case   string
	Member string // who applies, the ID of a new member included
	At     time.Time
	Actor  journal.Actor
}

// Accept decides an application (S-1…S-6, S-17, S-20, P-1, P-2). The card has
// been checked before (S-1). It is refused with every field that is malformed,
// or else with the first rule that forbids it.
func Accept(t *terms.Version, a Application, k Known, f Filing) (journal.Entry, Progress, error) {
	person := a.Person
	if k.Person != nil {
		person = k.Person
	}
	sims, found := a.check(t, k, person, jst.DayOf(f.At))
	if err := found.err(); err != nil {
		return journal.Entry{}, Progress{}, err
	}
	if err := a.mayApply(t, k, person, f.At); err != nil {
		return journal.Entry{}, Progress{}, err
	}
	p := Progress{
		Case: f.Case, Member: f.Member, Login: Login(f.Case), Plan: a.Plan, Channel: a.Channel, AppliedAt: f.At,
		SIMs: sims, Device: a.Device, State: StateInviting,
	}
	if k.Model != nil {
		p.Model = *k.Model
	}
	e := journal.Entry{
		Case: f.Case, Step: StepAccepted, At: f.At, Actor: f.Actor, Terms: t.Name,
		Rules: []terms.ID{terms.S1, terms.G1},
		Facts: journal.Facts{"channel": a.Channel},
	}
	if !a.deviceOnly() {
		e.Rules = append(e.Rules, terms.S3)
		e.Facts["plan"], e.Facts["sims"] = a.Plan, kinds(sims)
	}
	letter := letters.ApplicationReceived{Case: f.Case, ReceivedAt: f.At, Plan: a.Plan, SIMs: p.letterSIMs(), Device: p.letterDevice()}
	if a.Member == "" {
		e.Rules = append(e.Rules, terms.S2, terms.S5)
	}
	if p.holdsCode() {
		e.Rules = append(e.Rules, terms.S4)
	}
	if guaranteed := p.guaranteed(); len(guaranteed) > 0 {
		e.Rules = append(e.Rules, terms.W2)
		e.Facts["guaranteed_sims"] = guaranteed
	}
	for _, s := range sims {
		if s.MNP {
			e.Rules = append(e.Rules, terms.S6)
			e.Armed = append(e.Armed, numberDeadline(s))
		}
	}
	if a.Device != nil {
		e.Rules = append(e.Rules, terms.P1, terms.P2, terms.P3, terms.P4)
		e.Facts["device"], e.Facts["payment"] = a.Device.Model, a.Device.Payment
	}
	switch {
	case !p.needsIdentity(t):
		e.Rules = append(e.Rules, terms.S17)
		e.State = StateApproved
		p.shipBy(t, &e, f.At)
	default:
		e.State = StateInviting
		letter.InvitationAt = InvitationAt(t, f.At)
		e.Rules = append(e.Rules, terms.S8)
		e.Armed = append(e.Armed, journal.DueAt(DeadlineInvitation, terms.S8, letter.InvitationAt))
	}
	e.Notices = []journal.Notice{{Letter: letter}}
	return e, p.after(t, e), nil
}

// Login is the name under which the applicant opens the upload page (S-9).
func Login(caseID string) string { return "mio" + caseID[len(caseID)-8:] }

// check finds what is malformed, all of it at once, and gives the SIMs with the
// kinds that their entry codes fix.
func (a Application) check(t *terms.Version, k Known, person *Person, today jst.Day) (sims []ProgressSIM, found problems) {
	if a.Channel != terms.Web && a.Channel != terms.App {
		found.add(terms.S20, "channel", "web または app を指定してください。", "Either web or app.")
	}
	if a.Language != "" && a.Language != letters.Japanese && a.Language != letters.English {
		found.add("", "language", "ja または en を指定してください。", "Either ja or en.")
	}
	if !a.deviceOnly() {
		a.checkPlan(t, &found)
	}
	sims = make([]ProgressSIM, len(a.SIMs))
	for i, s := range a.SIMs {
		sims[i] = s.check(t, &found, k, i)
	}
	if person == nil {
		found.add(terms.S5, "names", "お申込者の情報を入力してください。", "Please enter the applicant's data.")
	} else if a.Member == "" {
		person.check(&found, today)
	}
	if a.Member == "" && a.CardToken == "" {
		found.add(terms.S1, "card_token", "クレジットカードをご登録ください。", "Please register a credit card.")
	}
	if a.Device != nil {
		a.Device.check(&found, k)
	}
	return sims, found
}

// deviceOnly tells an order for a device without a line.
func (a Application) deviceOnly() bool { return a.Device != nil && a.Plan == "" && len(a.SIMs) == 0 }

func (a Application) checkPlan(t *terms.Version, found *problems) {
	plan, ok := t.Plan(a.Plan)
	if !ok {
		found.add(terms.S3, "plan", "お選びいただけるプランではありません。", "There is no such plan.")
	}
	switch {
	case len(a.SIMs) == 0:
		found.add(terms.S3, "sims", "SIMを1枚以上お選びください。", "Please choose at least one SIM.")
	case ok && len(a.SIMs) > plan.MaxSIMs:
		found.add(terms.S3, "sims",
			fmt.Sprintf("%sのSIMは%d枚までです。", plan.JA, plan.MaxSIMs),
			fmt.Sprintf("%s holds at most %d SIMs.", plan.EN, plan.MaxSIMs))
	}
}

func (s SIM) check(t *terms.Version, found *problems, k Known, i int) ProgressSIM {
	path := func(field string) string { return simPath(i, field) }
	out := ProgressSIM{No: i + 1, Kind: s.Kind, EntryCode: s.EntryCode, Guarantee: s.Guarantee}
	if s.Kind == "" && s.EntryCode != "" {
		out.Kind = k.Codes[s.EntryCode].Kind
	}
	known := false
	for _, kind := range t.S3.SIMKinds {
		known = known || kind == out.Kind
	}
	if !known && (s.Kind != "" || s.EntryCode == "") {
		found.add(terms.S3, path("kind"), "data、sms、voice のいずれかをお選びください。", "One of data, sms and voice.")
	}
	if s.MNP != nil {
		s.MNP.check(found, path("mnp"))
		out.take(t, *s.MNP)
	}
	return out
}

// simPath is the path of a field of the i-th SIM; of all of it for no field.
func simPath(i int, field string) string { return fmt.Sprintf("sims[%d].%s", i, field) }

func (d DeviceOrder) check(found *problems, k Known) {
	if k.Model == nil {
		found.add(terms.P5, "device.model", "お取り扱いのない端末です。", "This device is not sold.")
	}
	if d.Colour == "" || len(d.Colour) > 60 {
		found.add("", "device.colour", "色をお選びください。", "Please choose a colour.")
	}
	if d.Payment != LumpSum && d.Payment != Instalments {
		found.add(terms.P3, "device.payment", "一括払い（lump_sum）または分割払い（instalments）をお選びください。", "Either lump_sum or instalments.")
	}
}

// mayApply refuses a well-formed application that a rule forbids.
func (a Application) mayApply(t *terms.Version, k Known, person *Person, at time.Time) error {
	if a.Member == "" {
		if err := k.Proof.serves(); err != nil {
			return err
		}
	}
	taken := map[string]bool{}
	for i, s := range a.SIMs {
		if s.EntryCode != "" && taken[s.EntryCode] {
			return codeUsed.With(fmt.Sprintf("sims[%d].entry_code", i), "同じコードが2回入力されています。", "The same code is entered twice.")
		}
		taken[s.EntryCode] = true
		if err := s.mayUse(t, k, i, at); err != nil {
			return err
		}
	}
	if a.Device != nil {
		if err := a.Device.mayOrder(t, k, person.BirthDate, at); err != nil {
			return err
		}
	}
	if p := a.proving(k); p.needsIdentity(t) && len(p.Methods(t)) == 0 {
		return noMethod
	}
	return nil
}

// proving is what S-17 and S-20 go by, of an application that is not accepted yet.
func (a Application) proving(k Known) Progress {
	p := Progress{Channel: a.Channel, Device: a.Device}
	for _, s := range a.SIMs {
		kind := s.Kind
		if kind == "" {
			kind = k.Codes[s.EntryCode].Kind
		}
		p.SIMs = append(p.SIMs, ProgressSIM{Kind: kind})
	}
	return p
}

// noMethod refuses an application whose channel offers no way to prove identity (S-20).
var noMethod = refusal.New(refusal.NotOffered, terms.S20,
	"このお申し込み方法では、本人確認のお手続きを承っておりません。別の方法でお申し込みください。",
	"No way to prove identity is offered in this channel. Please apply in another one.")

func (s SIM) mayUse(t *terms.Version, k Known, i int, at time.Time) error {
	kind := s.Kind
	if s.EntryCode != "" {
		path := fmt.Sprintf("sims[%d].entry_code", i)
		code, ok := k.Codes[s.EntryCode]
		switch {
		case !ok:
			return refusal.New(refusal.NotFound, terms.S4,
				"エントリーコードが見つかりません。パッケージの記載をご確認ください。",
				"There is no such entry code. Please check the package.").
				With(path, "コードをご確認ください。", "Please check the code.")
		case code.Used:
			return codeUsed.With(path, "このコードは使用済みです。", "This code has been used.")
		case kind != "" && kind != code.Kind:
			return refusal.New(refusal.Mismatch, terms.S4,
				"エントリーコードのSIMの種別が、お選びの種別と異なります。",
				"The entry code is for another kind of SIM than the one chosen.").
				With(path, "パッケージのSIMの種別をご確認ください。", "Please check the kind of SIM on the package.")
		}
		kind = code.Kind
	}
	if s.MNP == nil {
		return nil
	}
	path := fmt.Sprintf("sims[%d].mnp", i)
	if kind != terms.VoiceSIM {
		return refusal.New(refusal.NotOffered, terms.S6,
			"MNP転入は、音声通話機能付きSIMでのみ承ります。", "A number can be brought along to a voice SIM only.").
			With(path, "音声通話機能付きSIMをお選びください。", "Please choose a voice SIM.")
	}
	return s.MNP.mayServe(t, path, jst.DayOf(at))
}

// codeUsed refuses an entry code that another application holds (S-4).
var codeUsed = refusal.New(refusal.Used, terms.S4,
	"このエントリーコードはすでに使用されています。", "This entry code has been used already.")

// mayOrder refuses a device to someone under age (P-1) or with too many (P-2),
// and the option where it is not offered (O-2).
func (d DeviceOrder) mayOrder(t *terms.Version, k Known, birth jst.Day, at time.Time) error {
	switch {
	case age(birth, jst.DayOf(at)) < t.P1.Age:
		return refusal.New(refusal.NotEligible, terms.P1,
			fmt.Sprintf("%d歳未満の方は、端末をご購入いただけません。", t.P1.Age),
			fmt.Sprintf("Nobody under %d can buy a device.", t.P1.Age))
	case k.Paying >= t.P2.Devices:
		return refusal.New(refusal.LimitReached, terms.P2,
			fmt.Sprintf("お支払い中の端末は、お一人様%d台までです。お支払いの完了後にお申し込みください。", t.P2.Devices),
			fmt.Sprintf("At most %d devices may be still being paid. Please apply when one is paid off.", t.P2.Devices))
	case d.Compensation && k.Compensated >= t.P2.Compensated:
		return refusal.New(refusal.LimitReached, terms.P2,
			fmt.Sprintf("端末補償は、お一人様%d台までです。", t.P2.Compensated),
			fmt.Sprintf("At most %d devices may be under compensation.", t.P2.Compensated))
	case d.Compensation && k.Model.CompensationFee.IsZero():
		return refusal.New(refusal.NotOffered, terms.O2,
			"この端末には端末補償オプションをお付けいただけません。", "The compensation option is not offered for this device.").
			With("device.compensation", "オプションを外してお申し込みください。", "Please apply without it.")
	}
	return nil
}

func kinds(sims []ProgressSIM) []terms.SIMKind {
	list := make([]terms.SIMKind, len(sims))
	for i, s := range sims {
		list[i] = s.Kind
	}
	return list
}
