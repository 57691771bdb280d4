package guarantee

import (
	"time"

	"kigen/internal/casefile"
	"kigen/internal/devices"
	"kigen/internal/ids"
	"kigen/internal/imei"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// Finding is what an inspection found.
type Finding string

// Findings.
const (
	Confirmed    Finding = "confirmed"
	NotConfirmed Finding = "not_confirmed"
	NotCovered   Finding = "not_covered"
)

// Inspection is the repair desk's, of a device that is in.
type Inspection struct {
	ID      string
	Finding Finding
	// Cause is what the fault comes from, where it is another than reported.
	Cause terms.Cause
	// Exclusion is the ground of W-9, of a device that is not covered; empty
	// where the cause that was found is not covered (W-10), or no use is left (W-5).
	Exclusion string
	Way       Way // of a confirmed fault: repair or exchange
	At        time.Time
	Actor     journal.Actor
}

// Inspect takes in what the repair desk found. A confirmed fault consumes the
// use, counted in the use year of the claim's receipt (W-5, C-8), and the device is
// repaired or exchanged (W-6). Else it goes back, and no use is consumed.
func Inspect(t *terms.Version, c Claim, x Inspection) (casefile.Outcome[Claim], error) {
	var none casefile.Outcome[Claim]
	if err := MayAct(c.Progress(), terms.W6, StateInspection); err != nil {
		return none, err
	}
	if x.Cause == "" {
		x.Cause = c.Cause
	}
	s := c.begin(t.Name, "inspected/"+x.ID, x.At, x.Actor, terms.W6)
	s.c.Cause = x.Cause
	s.Entry.Facts = journal.Facts{"device": c.claimed().ID, "finding": x.Finding, "cause": x.Cause}
	s.Finish(string(x.Finding), TaskInspect)
	switch x.Finding {
	case NotConfirmed:
		no := notCovered(terms.W6,
			"お預かりした端末を点検しましたが、お申し出の症状を確認できませんでした。",
			"We inspected the device and could not confirm the fault.")
		s.sendBackUncovered(no, "")
	case NotCovered:
		no, err := x.ground(t, c)
		if err != nil {
			return none, err
		}
		s.Entry.Facts["exclusion"] = x.Exclusion
		s.sendBackUncovered(no, clauseOf(t, no))
	case Confirmed:
		if err := s.confirm(t, x); err != nil {
			return none, err
		}
	default:
		return none, refusal.New(refusal.Invalid, terms.W6,
			"点検の結果を一覧からお選びください。", "Choose what was found from the list.").
			With("finding", "一覧にない結果です。", "There is no such finding.")
	}
	return s.done(), nil
}

// ground says why a device is not covered: the ground that the desk picked, the
// cause that was found, or the uses that other claims have taken meanwhile (W-5).
func (x Inspection) ground(t *terms.Version, c Claim) (*refusal.Error, error) {
	if x.Exclusion != "" {
		if err := notPicked(t, x.Exclusion); err != nil {
			return nil, err
		}
		return excluded(t, x.Exclusion), nil
	}
	if no := uncoveredCause(t, *c.claimed(), x.Cause, c.FaultDay); no != nil {
		return no, nil
	}
	if _, no := c.nextUse(t); no != nil {
		return no, nil
	}
	return nil, refusal.New(refusal.Invalid, terms.W9,
		"補償の対象とならない事由をお選びください。", "Choose the ground on which the device is not covered.").
		With("exclusion", "事由をお選びください。", "Choose one.")
}

func (s *step) sendBackUncovered(no *refusal.Error, clause string) {
	s.Under(no.Rule)
	s.sendBack()
	s.Tell(letters.GuaranteeNotCovered{
		Case: s.c.Case, Device: s.c.claimed().letter(), DecidedAt: s.Entry.At,
		RefusedUnder: no.Rule, ReasonJA: no.JA, ReasonEN: no.EN, Clause: clause,
	})
}

func (s *step) confirm(t *terms.Version, x Inspection) error {
	d := s.c.claimed()
	if no := uncoveredCause(t, *d, x.Cause, s.c.FaultDay); no != nil {
		return no
	}
	if x.Way != Repaired && x.Way != Exchanged {
		return refusal.New(refusal.Invalid, terms.W6, "修理または交換をお選びください。", "Either repair or exchange.").
			With("way", "修理または交換をお選びください。", "Choose one.")
	}
	if x.Way == Exchanged && RepairOnly(t, d.OS) {
		return refusal.New(refusal.NotOffered, terms.W6,
			"iOS端末とモバイルルータは修理のみのご提供です。交換はお選びいただけません。",
			"iOS devices and mobile routers are repaired only, never exchanged.").
			With("way", "修理をお選びください。", "Choose repair.")
	}
	use, no := s.c.nextUse(t)
	if no != nil {
		return no
	}
	s.Under(terms.W5, terms.C8)
	s.c.Use, s.c.Uses, s.c.Way = use, t.W5.Uses, x.Way
	_, through := jst.UseYear(s.c.Guarantee.UseStart, use.YearFrom)
	s.Entry.Facts["use"], s.Entry.Facts["uses"], s.Entry.Facts["way"] = use.No, t.W5.Uses, x.Way
	s.Entry.Facts["year_from"], s.Entry.Facts["year_through"] = use.YearFrom, through
	task := journal.Task{
		Kind: TaskRepair, Desk: journal.DeskRepair, Rule: terms.W6, Why: journal.Facts{"device": d.ID, "model": d.Model, "cause": x.Cause},
	}
	s.To(StateRepair)
	if x.Way == Exchanged {
		s.To(StateExchangeDue)
		task.Kind, task.Desk = TaskShipExchange, journal.DeskShipping
	}
	s.Ask(task)
	letter := letters.GuaranteeConfirmed{
		Case: s.c.Case, Device: d.letter(), Exchange: x.Way == Exchanged, Use: use.No, Uses: t.W5.Uses,
		YearFrom: use.YearFrom, YearThrough: through, Limit: t.W7.Limit,
	}
	if x.Way == Exchanged {
		letter.Fee, letter.CODFee = exchangeFee(t, d.OS, use.No), t.W6.CODFee
	}
	s.Tell(letter)
	return nil
}

// Repair is a repair that the maker has done.
type Repair struct {
	ID   string
	Cost yen.Amount // what the maker asks, tax included
	// Maker is the device that the maker gave in the place of this one, nil
	// where it was repaired: that counts as a repair (W-7).
	Maker *MakerDevice
	At    time.Time
	Actor journal.Actor
}

// MakerDevice is a device that a maker gave in the place of another.
type MakerDevice struct {
	IMEI   string
	Model  Model
	Colour string
	// Taken tells that the IMEI is another device's.
	Taken bool
}

// RecordRepair takes in that the device is repaired: for nothing (W-6), but what
// it cost over the limit is charged (W-7). Where the maker exchanged it, the new
// device is the covered one. The device goes back to the member.
func RecordRepair(t *terms.Version, c Claim, x Repair) (casefile.Outcome[Claim], error) {
	if err := MayAct(c.Progress(), terms.W7, StateRepair); err != nil {
		return casefile.Outcome[Claim]{}, err
	}
	if err := x.check(t); err != nil {
		return casefile.Outcome[Claim]{}, err
	}
	s := c.begin(t.Name, "repaired/"+x.ID, x.At, x.Actor, terms.W6, terms.W7)
	s.c.Cost, s.c.Done = x.Cost, true
	s.Finish("done", TaskRepair)
	s.Entry.Facts = journal.Facts{"device": c.covered().ID, "cost": x.Cost}
	letter := letters.GuaranteeRepaired{
		Case: c.Case, Device: c.claimed().letter(), RepairedAt: x.At, Cost: x.Cost, Limit: t.W7.Limit,
		Excess: s.excess(t),
	}
	if x.Maker != nil {
		d := s.take(ids.Derived("dev", x.ID), devices.Device{
			IMEI: x.Maker.IMEI, Model: x.Maker.Model.Code, Name: x.Maker.Model.Name, Colour: x.Maker.Colour,
		}, x.Maker.Model)
		s.Entry.Facts["covered"], s.Entry.Facts["replaced"] = d.ID, d.Replaces
		given := d.letter()
		letter.MakerDevice = &given
	}
	s.sendBack()
	s.Tell(letter)
	return s.done(), nil
}

func (x Repair) check(t *terms.Version) error {
	if x.Cost < 0 {
		return refusal.New(refusal.Invalid, terms.W7, "修理費用には0円以上の金額をご入力ください。", "The cost is not negative.").
			With("cost", "0円以上の金額をご入力ください。", "Give 0 or more.")
	}
	switch m := x.Maker; {
	case m == nil:
		return nil
	case !imei.Valid(m.IMEI, t.W3.IMEIDigits):
		return refusal.New(refusal.Invalid, terms.W3,
			"IMEIが正しくありません。15桁の数字と検査数字をご確認ください。", "The IMEI has not 15 digits with the right check digit.").
			With("imei", "検査数字が一致しません。", "The check digit is wrong.")
	case m.Model.Name == "":
		return refusal.New(refusal.Invalid, terms.W7, "機種が登録されていません。", "There is no such model.").
			With("model", "登録のない機種です。", "This model is unknown.")
	case m.Taken:
		return refusal.New(refusal.Used, terms.W7,
			"このIMEIの端末は、すでに別の端末として登録されています。", "A device with this IMEI is registered already.").
			With("imei", "IMEIをご確認ください。", "Please check the IMEI.")
	}
	return nil
}

// take makes a device the covered one in the place of the last (W-7, W-8). It
// keeps the use start and the purchase of the device whose place it takes.
func (s *step) take(id string, d devices.Device, m Model) Device {
	old := s.c.covered()
	d.ID, d.Member, d.Line, d.Replaces, d.State = id, old.Member, old.Line, old.ID, devices.InUse
	d.PurchasedOn, d.UseStart = old.PurchasedOn, old.UseStart
	old.State = devices.Returned
	s.c.Devices = append(s.c.Devices, Device{Device: d, OS: m.OS, ReleasedOn: m.ReleasedOn})
	return *s.c.covered()
}

// excess charges what the repair or the exchange device costs over the limit
// (W-7), and gives it.
func (s *step) excess(t *terms.Version) yen.Amount {
	over := Excess(t, s.c.Cost)
	if over == 0 {
		return 0
	}
	s.Under(terms.W7)
	return s.charge(journal.Charge{
		Name: ChargeExcess, Rule: terms.W7, Amount: over, Tax: t.W7.TaxClass,
		Why: journal.Facts{"cost": s.c.Cost, "limit": t.W7.Limit, "use": s.c.Use.No},
	})
}

// charge posts a charge at the step's instant and gives its amount; nothing
// where one of that name stands, or two people waived it.
func (s *step) charge(c journal.Charge) yen.Amount {
	if s.c.ChargedForGood(c.Name) {
		return 0
	}
	c.At = s.Entry.At
	s.Charge(c)
	return c.Amount
}

// Excess is what a cost is over the limit of a use; nothing up to it (W-7).
func Excess(t *terms.Version, cost yen.Amount) yen.Amount { return max(0, cost.Sub(t.W7.Limit)) }

// collect charges the exchange and the courier's fee, which are paid to the
// courier on delivery (W-6), and gives both.
func (s *step) collect(t *terms.Version) (fee, cod yen.Amount) {
	price := t.W6.Exchange[min(s.c.Use.No, len(t.W6.Exchange))-1]
	fee = s.charge(journal.Charge{
		Name: ChargeExchange, Rule: terms.W6, Amount: price.TaxIncluded, Tax: terms.Taxed,
		Why: journal.Facts{
			"use": s.c.Use.No, "uses": t.W5.Uses, "year_from": s.c.Use.YearFrom, "tax_excluded": price.TaxExcluded, "collect": "cod",
		},
	})
	cod = s.charge(journal.Charge{
		Name: ChargeCOD, Rule: terms.W6, Amount: t.W6.CODFee, Tax: terms.Taxed, Why: journal.Facts{"collect": "cod"},
	})
	return fee, cod
}
