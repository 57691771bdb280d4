package guarantee

import (
	"slices"
	"time"

	"kigen/internal/casefile"
	"kigen/internal/devices"
	"kigen/internal/ids"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/stock"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// Request is a claim (保証の申し出) as it reached the carrier.
type Request struct {
	Claim     string
	Workflow  string
	Clock     string
	Cause     terms.Cause
	FaultDay  jst.Day
	Exclusion string // the ground of W-9 that a desk picked; empty for none
	Loaner    bool   // the member wants a loaner for the time of the repair (W-11)
	// ReceivedAt is when it reached the carrier: the 1st day of W-4 and the use
	// year go by it (C-8).
	ReceivedAt time.Time
	Actor      journal.Actor
}

// Verdict is the decision on a claim.
type Verdict struct {
	Outcome string `json:"outcome"` // accepted or refused
	// Refusal says why, where the claim is refused.
	Refusal *refusal.Error `json:"refusal,omitempty"`
	// Use is the number that this use would have in the use year, of Uses (W-5, C-8).
	Use         int     `json:"use,omitempty"`
	Uses        int     `json:"uses,omitempty"`
	YearFrom    jst.Day `json:"year_from,omitzero"`
	YearThrough jst.Day `json:"year_through,omitzero"`
	Slip        string  `json:"slip,omitempty"`         // goes with the device
	LastGoodDay jst.Day `json:"last_good_day,omitzero"` // on which the device is to be in
	// Loaner is empty where none was asked for, else "reserved" or "waiting".
	Loaner   string   `json:"loaner,omitempty"`
	Progress Progress `json:"progress,omitzero"`
}

// Outcomes of a claim's verdict.
const (
	Accepted = "accepted"
	Refused  = "refused"
)

// Filed is what a claim's first step made: the case, and the verdict.
type Filed struct {
	casefile.Outcome[Claim]
	Verdict Verdict
}

// File decides a claim (W-4, W-5, W-9, W-10). One that the guarantee does not
// take is recorded and closed; one that is malformed, for a guarantee with an
// open claim or an exchange of its device under way (already_open), or that asks for a loaner of another OS
// (not_offered) is an error and leaves no trace. Shelf is that of the loaners, nil
// where none is asked for. A use is consumed only when the fault is confirmed.
func File(t *terms.Version, g Guarantee, shelf *stock.Shelf, r Request) (Filed, error) {
	if err := malformed(t, g, r); err != nil {
		return Filed{}, err
	}
	c := Claim{
		File: casefile.File{Case: r.Claim, Member: g.Member}, Guarantee: g, Cause: r.Cause, FaultDay: r.FaultDay,
		ReceivedAt: r.ReceivedAt, LoanerAsked: r.Loaner, Shelf: shelf,
	}
	if g.Device != nil {
		c.Devices = []Device{*g.Device}
	}
	s := c.begin(t.Name, "filed", r.ReceivedAt, r.Actor)
	s.Entry.Opens = &journal.Case{
		Kind: "guarantee-claim", WorkflowID: r.Workflow, Member: g.Member, Clock: r.Clock, Subject: g.Line,
	}
	s.Entry.Facts = journal.Facts{"line": g.Line, "cause": r.Cause, "fault_day": r.FaultDay}
	if g.Device != nil {
		s.Entry.Facts["device"], s.Entry.Facts["used_on"] = g.Device.ID, g.Device.UsedOn
	}
	year := g.YearOf(jst.DayOf(r.ReceivedAt))
	no := uncovered(t, g, r)
	if no == nil && year.Used >= t.W5.Uses {
		no = usedUp(t, year)
	}
	if no != nil {
		return s.refuse(r, no, clauseOf(t, no)), nil
	}
	return s.accept(t, r, year), nil
}

func (s *step) refuse(r Request, no *refusal.Error, clause string) Filed {
	s.Under(no.Rule)
	s.Entry.Facts["refusal"] = no.Code
	s.To(StateRefused)
	s.Tell(letters.GuaranteeClaimRefused{
		Case: r.Claim, ReceivedAt: r.ReceivedAt, RefusedUnder: no.Rule, ReasonJA: no.JA, ReasonEN: no.EN, Clause: clause,
	})
	return Filed{s.done(), Verdict{Outcome: Refused, Refusal: no}}
}

// accept asks for the device, with all that the member does before sending it
// (W-11), and picks the loaner.
func (s *step) accept(t *terms.Version, r Request, year Year) Filed {
	s.Under(terms.W4, terms.W5, terms.C8, terms.W9, terms.W10, terms.W11)
	d := s.c.claimed()
	v := Verdict{
		Outcome: Accepted, Use: year.Used + 1, Uses: t.W5.Uses, YearFrom: year.From, YearThrough: year.Through,
		Slip: ids.Derived("slip", r.Claim),
	}
	s.To(StateDeviceDue)
	count := jst.Within(jst.DayOf(r.ReceivedAt), t.W11.DeviceWithin)
	v.LastGoodDay = count.LastGoodDay
	back := casefile.Return{
		ID: ids.Derived("ret", r.Claim), Kind: ReturnBroken, Item: casefile.Item{Device: d.ID}, Slip: v.Slip,
	}
	for _, n := range slices.Sorted(slices.Values(t.W11.DeviceReminders)) {
		back.Reminders = append(back.Reminders, jst.Within(count.Event, n).LastGoodDay.AtClock(t.House.ReminderAt))
	}
	s.Expect(back)
	s.ArmReturn(t, DeadlineDevice, terms.W11, count, journal.DeskRepair, r.ReceivedAt)
	if r.Loaner {
		v.Loaner = s.pickLoaner(*s.c.Shelf)
	}
	s.Tell(letters.GuaranteeClaimAccepted{
		Case: r.Claim, Device: d.letter(), ReceivedAt: r.ReceivedAt, Slip: v.Slip,
		Use: v.Use, Uses: v.Uses, YearFrom: v.YearFrom, YearThrough: v.YearThrough, Limit: t.W7.Limit,
		ExchangeFee: exchangeFee(t, d.OS, v.Use), CODFee: t.W6.CODFee, Loaner: v.Loaner,
		LastGoodDay: count.LastGoodDay, Lapse: count.Lapse,
	})
	o := s.done()
	v.Progress = o.Case.Progress()
	return Filed{o, v}
}

// exchangeFee is what an exchange costs as the no-th use, repairs counted, of
// the use year; zero for devices that are repaired only (W-6).
func exchangeFee(t *terms.Version, os string, no int) yen.Amount {
	if RepairOnly(t, os) {
		return 0
	}
	return t.W6.Exchange[min(no, len(t.W6.Exchange))-1].TaxIncluded
}

// malformed refuses a claim that is none: it leaves no trace.
func malformed(t *terms.Version, g Guarantee, r Request) error {
	switch {
	case !slices.ContainsFunc(t.O7.Causes, func(c terms.CauseText) bool { return c.ID == r.Cause }):
		return refusal.New(refusal.Invalid, terms.W10,
			"故障の原因を一覧からお選びください。", "Choose the cause from the list.").
			With("cause", "一覧にない原因です。", "There is no such cause.")
	case r.FaultDay.IsZero() || r.FaultDay.After(jst.DayOf(r.ReceivedAt)):
		return refusal.New(refusal.Invalid, terms.W10,
			"故障が生じた日には、本日までの日付をご入力ください。", "The day of the fault is today or earlier.").
			With("fault_day", "本日より後の日付です。", "This day is missing or in the future.")
	case g.OpenClaim != "":
		return refusal.New(refusal.AlreadyOpen, "",
			"この端末の保証はすでにお申し出いただき、手続き中です（受付番号："+g.OpenClaim+"）。",
			"A claim under this guarantee is open already: "+g.OpenClaim+".")
	case g.OpenExchange != "":
		return refusal.New(refusal.AlreadyOpen, terms.P7,
			"この端末には、進行中の交換のお手続き（受付番号："+g.OpenExchange+"）があります。",
			"An exchange of this device is under way: "+g.OpenExchange+".")
	case r.Loaner && g.Device != nil && !slices.Contains(t.W11.LoanerOS, g.Device.OS):
		return refusal.New(refusal.NotOffered, terms.W11,
			"貸出機はAndroid端末のみご用意しています。貸出機なしでお申し込みください。",
			"Loaners are Android devices only. Please file the claim without one.").
			With("loaner", "この端末には貸出機をご用意できません。", "There is no loaner for this device.")
	}
	if r.Exclusion == "" {
		return nil
	}
	return notPicked(t, r.Exclusion)
}

// uncovered says why the guarantee does not take the claim, in the order in
// which the rules ask: is a device registered (W-3, W-9), does the option run
// (W-1), yet (W-4), does it take the cause (W-10), the device (W-9). It is nil
// where it does.
func uncovered(t *terms.Version, g Guarantee, r Request) *refusal.Error {
	if no := outOfTime(t, g, r); no != nil {
		return no
	}
	if no := uncoveredCause(t, *g.Device, r.Cause, r.FaultDay); no != nil {
		return no
	}
	if from := jst.DayOf(r.ReceivedAt).AddDays(-t.W9.SIMUsedWithinDays); g.Device.UsedOn.IsZero() || g.Device.UsedOn.Before(from) {
		n := itoa(t.W9.SIMUsedWithinDays)
		return notCovered(terms.W9,
			"お申し出の日の前"+n+"日以内（"+from.JA()+"以降）に、この回線のSIMでこの端末を利用した通信または通話を確認できないため、保証の対象になりません。",
			"The network saw no use of the line's SIM in this device within "+n+" days before the claim, since "+from.EN()+".")
	}
	if r.Exclusion != "" {
		return excluded(t, r.Exclusion)
	}
	return nil
}

func outOfTime(t *terms.Version, g Guarantee, r Request) *refusal.Error {
	from := ClaimsFrom(t, g.UseStart)
	switch {
	case !g.LapsedAt.IsZero():
		return notCovered(terms.W3,
			"保証対象端末が期限までに登録されなかったため、つながる端末保証は終了しています。",
			"No device was registered in time, so the guarantee has ended.")
	case !g.Runs(r.ReceivedAt):
		last := jst.DayOf(g.EndsAt).AddDays(-1)
		return notCovered(terms.W1,
			"つながる端末保証は"+last.JA()+"で終了しているため、お申し出を承れません。", "The guarantee ended on "+last.EN()+".")
	case r.ReceivedAt.Before(from):
		return refusal.New(refusal.TooEarly, terms.W4,
			"保証のお申し出は、利用開始月の翌月（"+jst.DayOf(from).JA()+"）から承ります。",
			"Claims are received from "+jst.DayOf(from).EN()+", the 1st of the month after use start.")
	case g.Device == nil:
		return notCovered(terms.W9,
			"保証対象端末が登録されていません。先に端末のIMEIをご登録ください。",
			"No device is registered. Please register the device's IMEI first.")
	case r.FaultDay.Before(jst.DayOf(g.RegisteredAt)):
		return notCovered(terms.W3,
			"故障が生じた日が、端末を登録いただいた日（"+jst.DayOf(g.RegisteredAt).JA()+"）より前のため、保証の対象になりません。",
			"The fault arose before the device was registered on "+jst.DayOf(g.RegisteredAt).EN()+", when it was whole and working.")
	}
	return nil
}

// uncoveredCause refuses theft and loss, what was altered, and a natural failure
// later than W-10 allows, counted from the maker's release. An exchange device
// whose release the catalogue does not say is barred by no day (house).
func uncoveredCause(t *terms.Version, d Device, cause terms.Cause, day jst.Day) *refusal.Error {
	switch through := NaturalThrough(t, d.ReleasedOn); {
	case cause == terms.Alteration:
		return excluded(t, "altered")
	case !slices.Contains(t.W10.Covered, cause):
		i := slices.IndexFunc(t.O7.Causes, func(c terms.CauseText) bool { return c.ID == cause })
		return notCovered(terms.W10,
			t.O7.Causes[i].JA+"は、つながる端末保証の対象になりません。",
			"The guarantee does not cover "+t.O7.Causes[i].EN+".")
	case cause == terms.NaturalFailure && !d.ReleasedOn.IsZero() && day.After(through):
		n := itoa(t.W10.NaturalFailureMonths)
		return notCovered(terms.W10,
			"自然故障の保証は、メーカーの発売日（"+d.ReleasedOn.JA()+"）から"+n+"か月（"+through.JA()+"まで）です。期間を過ぎているため、保証の対象になりません。",
			"A natural failure is covered for "+n+" months from the maker's release, through "+through.EN()+".")
	}
	return nil
}

// usedUp refuses a claim past the uses of the use year (W-5, C-8).
func usedUp(t *terms.Version, y Year) *refusal.Error {
	n := itoa(t.W5.Uses)
	return refusal.New(refusal.LimitReached, terms.W5,
		"つながる端末保証のご利用は、修理と交換を合わせて1年間に"+n+"回までです。"+y.From.JA()+"から"+y.Through.JA()+"までのご利用は、すでに"+n+"回に達しています。",
		"The guarantee may be used "+n+" times in a use year, repairs and exchanges together; the year "+y.From.EN()+" through "+y.Through.EN()+" is used up.")
}

// nextUse is the use that the claim consumes, in the use year of its receipt (W-5, C-8).
func (c *Claim) nextUse(t *terms.Version) (devices.Use, *refusal.Error) {
	year := c.Guarantee.YearOf(jst.DayOf(c.ReceivedAt))
	if year.Used >= t.W5.Uses {
		return devices.Use{}, usedUp(t, year)
	}
	return devices.Use{YearFrom: year.From, No: year.Used + 1}, nil
}
