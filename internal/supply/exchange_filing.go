package supply

import (
	"time"

	"kigen/internal/casefile"
	"kigen/internal/ids"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// NetworkRestriction (ネットワーク利用制限) is the malfunction that can be reported
// at any time.
const NetworkRestriction = "network_restriction"

// The steps that happen once in an exchange.
const (
	StepFiled     = "filed"
	StepWithdrawn = "withdrawn"
	StepClosed    = "closed"
)

// stepDecided begins the key of the repair desk's finding.
const stepDecided = "decided"

// Report is a malfunction of a used device as it reached the carrier.
type Report struct {
	Case        string
	Malfunction string
	At          time.Time
	Actor       journal.Actor
}

// Verdict is the decision on a report.
type Verdict struct {
	// Refusal says why, where the exchange is refused.
	Refusal *refusal.Error `json:"refusal,omitempty"`
	// Slip is the number under which the device is to be sent in.
	Slip     string            `json:"slip,omitempty"`
	Progress casefile.Progress `json:"progress"`
}

// File decides the report of a malfunction of a used device (P-7). It is good
// when it is made within counting(use start, 30), the day of use start being the
// first, and for a network restriction on any day. A late one is recorded and
// closed. A device that took the place of an exchanged one keeps its use start:
// the days run from the purchase, not anew.
//
// A report is an error and leaves no trace where it is malformed, the device is
// no used one (not_offered; P-6 for a new one, which goes to its maker), not in
// use (state), or has an open case (already_open).
func File(book *terms.Book, d Device, r Report) (Outcome, Verdict, error) {
	t := book.At(r.At)
	if err := mayReport(t, d, r); err != nil {
		return Outcome{}, Verdict{}, err
	}
	x := Exchange{File: casefile.File{Case: r.Case, Member: d.Member}, Device: d, Malfunction: r.Malfunction, ReportedAt: r.At}
	s := begin(x, t, StepFiled, r.At, r.Actor, terms.C3)
	s.Entry.Facts["device"], s.Entry.Facts["malfunction"] = d.ID, r.Malfunction
	period := ExchangePeriod(book.At(d.UseStart.Start()), d.UseStart)
	s.Entry.Facts["last_good_day"] = period.LastGoodDay
	if r.Malfunction != NetworkRestriction && !period.InTime(r.At) {
		no := late(period)
		s.To(StateRefused)
		s.Entry.State = StateRefused
		s.Under(terms.C5)
		s.Entry.Facts["refusal"] = no.Code
		s.Tell(letters.UsedExchangeTooLate{
			Case: r.Case, Device: d.letter(), Malfunction: malfunction(t, r.Malfunction), ReportedAt: r.At,
			UseStart: d.UseStart, LastGoodDay: period.LastGoodDay,
		})
		o := s.done()
		return o, Verdict{Refusal: no, Progress: o.Case.Progress()}, nil
	}
	back := casefile.Return{
		ID: ids.Derived("ret", r.Case), Kind: ReturnUsed, Item: casefile.Item{Device: d.ID}, Slip: ids.Derived("slip", r.Case),
	}
	s.To(StateFiled)
	s.Entry.State = StateFiled
	s.Under(terms.U10)
	s.Expect(back)
	s.Tell(letters.UsedExchangeRequested{
		Case: r.Case, Device: d.letter(), Malfunction: malfunction(t, r.Malfunction), ReportedAt: r.At, Slip: back.Slip,
		Covered: d.Covered,
	})
	o := s.done()
	return o, Verdict{Slip: back.Slip, Progress: o.Case.Progress()}, nil
}

func mayReport(t *terms.Version, d Device, r Report) error {
	if malfunction(t, r.Malfunction) == (terms.Text{}) {
		return refusal.New(refusal.Invalid, terms.P7,
			"症状を一覧からお選びください。", "Choose the malfunction from the list.").
			With("malfunction", "一覧にない症状です。", "There is no such malfunction.")
	}
	switch {
	case d.PurchasedOn.IsZero():
	case d.Class == terms.UsedDevice:
		return d.mayChange(terms.P7, d.BusyCase)
	case d.Class == terms.NewDevice:
		return toTheMaker(t, d, r.At)
	}
	return refusal.New(refusal.NotOffered, terms.P7,
		"当社でご購入いただいた端末ではないため、交換を承ることができません。", "Only a device that was bought from us is exchanged.")
}

// toTheMaker refuses to exchange a new device: its faults go to the maker (P-6).
func toTheMaker(t *terms.Version, d Device, at time.Time) error {
	warranty := Warranty(t, d.UseStart)
	if warranty.InTime(at) {
		return refusal.New(refusal.NotOffered, terms.P6,
			"新品の端末の不具合は、保証書に記載のメーカーの窓口で承ります。メーカーの保証は"+warranty.LastGoodDay.JA()+"までです。当社では、代替機をご用意しておりません。",
			"Faults of a new device go to the maker's desk that the warranty card names. The warranty runs through "+warranty.LastGoodDay.EN()+"; we have no loaner.")
	}
	return refusal.New(refusal.NotOffered, terms.P6,
		"新品の端末の不具合は、メーカーの窓口で承ります。メーカーの保証は"+warranty.LastGoodDay.JA()+"で終了しているため、修理は有償となることがあります。",
		"Faults of a new device go to its maker. The warranty ended with "+warranty.LastGoodDay.EN()+", so the repair may cost something.")
}

func late(period jst.Count) *refusal.Error {
	return refusal.New(refusal.TooLate, terms.P7,
		"中古端末の動作不良のお申し出は、利用開始日を含む期間（"+period.LastGoodDay.JA()+"まで）に限り承ります。期限を過ぎているため、交換を承ることができません。",
		"A malfunction of a used device must be reported by "+period.LastGoodDay.EN()+", the day of use start counted. It is too late for an exchange.")
}

// malfunction words one of those in the terms; nothing where there is no such.
func malfunction(t *terms.Version, id string) terms.Text {
	for _, m := range t.P7.Malfunctions {
		if m.ID == id {
			return terms.Text{JA: m.JA, EN: m.EN}
		}
	}
	return terms.Text{}
}

// Withdraw ends an exchange at the member's wish, before the device is in.
func Withdraw(t *terms.Version, x Exchange, at time.Time, actor journal.Actor) (Outcome, error) {
	if err := x.in(StateFiled); err != nil {
		return Outcome{}, err
	}
	s := begin(x, t, StepWithdrawn, at, actor)
	s.To(StateWithdrawn)
	s.Tell(letters.UsedExchangeEnded{Case: x.Case, Device: x.Device.letter(), EndedAt: at, Withdrawn: true})
	return s.done(), nil
}

// Close ends an exchange whose device never came: the terms set no day for
// that, so a desk decides it. A device that comes nevertheless is looked into.
func Close(t *terms.Version, x Exchange, at time.Time, actor journal.Actor) (Outcome, error) {
	if err := x.in(StateFiled); err != nil {
		return Outcome{}, err
	}
	s := begin(x, t, StepClosed, at, actor)
	s.To(StateClosed)
	s.Tell(letters.UsedExchangeEnded{Case: x.Case, Device: x.Device.letter(), EndedAt: at})
	return s.done(), nil
}
