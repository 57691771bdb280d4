package repair

import (
	"slices"
	"time"

	"kigen/internal/casefile"
	"kigen/internal/devices"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/stock"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// Reception is a claim for a used device as it reached the repair desk (U-1).
type Reception struct {
	devices.Request // its Claim is the case
	Symptom         string
	Route           Route
	Shop            *Shop // the one that the member chose; nil for none
	WantsLoaner     bool
	Checklist       []string // IDs of U-10's items; empty while it is not confirmed
}

// Shop is a shop that the carrier names for repairs (U-1).
type Shop struct {
	Code string
	letters.Shop
	Repairs bool // it takes in devices of that model
}

// Received is a device with its cover and the loaners of its OS when a claim arrives.
type Received struct {
	devices.Claimed
	OS    string
	Shelf stock.Shelf
}

// StepFiled is the step of a reception, or of a device that came without one.
const StepFiled = "filed"

// File decides a reception (U-1, U-2, O-2, O-4, O-6, O-7, O-8). One that the
// rules refuse is recorded and closed, and its refusal is part of the verdict;
// one that is malformed, for a device with an open claim (already_open) or of
// the new class (not_offered) is an error and leaves no trace. No use is
// consumed yet (U-11).
func File(t *terms.Version, d Received, c Reception) (Made, Verdict, error) {
	if err := malformed(t, d, c); err != nil {
		return Made{}, Verdict{}, err
	}
	r := Repair{
		Cause: c.Cause, Symptom: c.Symptom, FaultDay: c.FaultDay, Route: c.Route, ReceivedAt: c.ReceivedAt,
		Cover: d.Cover, OS: d.OS, Devices: []devices.Device{d.Device}, Shelf: d.Shelf,
		File: casefile.File{Case: c.Claim, Member: d.Member},
	}
	r.Shop = c.Shop
	s := begin(t, r, StepFiled, c.ReceivedAt, c.Actor, terms.U1)
	f := s.Entry.Facts
	f["device"], f["cause"], f["symptom"], f["fault_day"], f["route"] = d.ID, c.Cause, c.Symptom, c.FaultDay, c.Route
	if c.Shop != nil {
		f["shop"] = c.Shop.Code
	}
	v := Verdict{Uses: t.O4.Uses}
	if d.Cover != nil {
		v.YearFrom, v.YearThrough = jst.UseYear(d.Cover.StartedOn, jst.DayOf(c.ReceivedAt))
		v.Use = d.Cover.UsedIn(v.YearFrom) + 1
	}
	if no := uncovered(t, d, c, v); no != nil {
		return s.refuse(c, no)
	}
	return s.accept(d, c, v)
}

func malformed(t *terms.Version, d Received, c Reception) error {
	if err := devices.Malformed(t, terms.UsedDevice, d.Claimed, c.Request); err != nil {
		return err
	}
	known := slices.ContainsFunc(t.P7.Malfunctions, func(i terms.Item) bool { return i.ID == c.Symptom })
	switch {
	case d.Cover != nil && d.Cover.Class != terms.UsedDevice:
		return notUsed()
	case !known && c.Symptom != OtherSymptom:
		return refusal.New(refusal.Invalid, terms.U1,
			"症状を一覧からお選びください。", "Choose the symptom from the list.").
			With("symptom", "一覧にない症状です。", "There is no such symptom.")
	case c.Route != ByParcel && c.Route != ByShop:
		return refusal.New(refusal.Invalid, terms.U1,
			"端末の送り方（発送・持ち込み）をお選びください。", "Choose how the device comes: by parcel or to a shop.").
			With("route", "一覧にない方法です。", "There is no such way.")
	case c.Shop != nil && !c.Shop.Repairs:
		return shopTakesNone()
	case len(c.Checklist) > 0:
		return complete(t, c.Checklist)
	}
	return nil
}

// uncovered says why the cover does not take the claim; nil where it does.
func uncovered(t *terms.Version, d Received, c Reception, v Verdict) *refusal.Error {
	if no := devices.Uncovered(t, d.Claimed, c.Request); no != nil {
		return no
	}
	limit := jst.Months(d.PurchasedOn, t.U2.Months)
	switch {
	case c.Cause == terms.NaturalFailure && c.FaultDay.After(limit.LastGoodDay):
		return refusal.New(refusal.NotCovered, terms.U2,
			"ご購入日（"+d.PurchasedOn.JA()+"）から"+limit.LastGoodDay.JA()+"までに生じた自然故障が補償の対象です。それより後の自然故障は対象になりません。",
			"A natural failure is covered through "+limit.LastGoodDay.EN()+", counted from the purchase; later it is not.")
	case v.Use > v.Uses:
		return devices.UsedUp(t, v.YearFrom, v.YearThrough)
	}
	return nil
}

func (s *step) refuse(c Reception, no *refusal.Error) (Made, Verdict, error) {
	s.Entry.Rules = []terms.ID{no.Rule}
	s.Entry.Facts["refusal"] = no.Code
	if c.Exclusion != "" {
		s.Entry.Facts["ground"] = c.Exclusion
	}
	s.Case.Refused = no
	s.To(CaseRefused)
	s.Tell(letters.ClaimRefused{
		Case: c.Claim, ReceivedAt: c.ReceivedAt, RefusedUnder: no.Rule, ReasonJA: no.JA, ReasonEN: no.EN,
		Clause: clause(s.terms, s.Case.Cover, c.Exclusion),
	})
	return s.made(), Verdict{Refusal: no}, nil
}

// clause is an exclusion in the source's words; empty for none.
func clause(t *terms.Version, cover *devices.Cover, ground string) string {
	if cover == nil || ground == "" {
		return ""
	}
	g, _ := t.Exclusion(cover.Class, ground)
	return g.Clause
}

func (s *step) accept(d Received, c Reception, v Verdict) (Made, Verdict, error) {
	r := s.Case
	s.Under(terms.O4, terms.O7, terms.C8, terms.U12)
	s.Entry.Facts["use"], s.Entry.Facts["year_from"], s.Entry.Facts["year_through"] = v.Use, v.YearFrom, v.YearThrough
	if len(c.Checklist) > 0 {
		r.Checklist = c.ReceivedAt
		s.Under(terms.U10)
		s.Entry.Facts["checklist"] = true
	}
	s.open(Round{No: 1, ReportedAt: c.ReceivedAt}, r.Case)
	if c.WantsLoaner {
		if err := s.pick(); err != nil {
			return Made{}, Verdict{}, err
		}
	}
	s.keep()
	back, _ := r.Return(r.round().Return)
	due := s.due(DeadlineDeviceIn)
	s.Tell(letters.RepairReceived{
		Case: r.Case, Device: letterOf(d.Device), ReceivedAt: c.ReceivedAt, Shop: r.shop(), Slip: back.Slip,
		Loaner: string(r.standing().Standing), Use: v.Use, Uses: v.Uses, YearFrom: v.YearFrom, YearThrough: v.YearThrough,
		LastGoodDay: due.Count.LastGoodDay, Lapse: due.Lapse,
	})
	v.Slip, v.Loaner = back.Slip, r.standing()
	m := s.made()
	v.Progress = m.Case.Progress()
	return m, v, nil
}

// open begins a round: the device is awaited under a slip of its own.
func (s *step) open(d Round, parts ...string) {
	d.Return = returnOf(parts...)
	s.Case.Rounds = append(s.Case.Rounds, d)
	s.Expect(casefile.Return{
		ID: d.Return, Kind: ReturnBroken, Item: casefile.Item{Device: s.Case.covered().ID}, Slip: slipOf(parts...),
	})
}

// Unreceived is a device that was brought to a shop without a reception (U-1).
type Unreceived struct {
	Case  string
	Shop  Shop
	Cost  yen.Amount // of the repair, tax included
	At    time.Time
	Actor journal.Actor
}

// FileUnreceived opens and closes the case of a device that was brought to a
// shop without a reception: not covered, the repair is charged, tax included
// (U-1). No use is consumed.
func FileUnreceived(t *terms.Version, d Received, u Unreceived) (Made, Verdict, error) {
	switch {
	case d.OpenClaim != "":
		return Made{}, Verdict{}, refusal.New(refusal.AlreadyOpen, terms.U1,
			"この端末は修理受付済みです（受付番号："+d.OpenClaim+"）。その受付として店舗での預かりを記録してください。",
			"This device has a reception: "+d.OpenClaim+". Take it in at the shop under that.")
	case d.Cover != nil && d.Cover.Class != terms.UsedDevice:
		return Made{}, Verdict{}, notUsed()
	case u.Cost <= 0:
		return Made{}, Verdict{}, refusal.New(refusal.Invalid, terms.U1,
			"修理費用には1円以上の金額をご入力ください。", "The cost of the repair is at least one yen.").
			With("cost", "ありえない金額です。", "This amount is impossible.")
	}
	r := Repair{
		Route: ByShop, Shop: &u.Shop, ReceivedAt: u.At, Cover: d.Cover, OS: d.OS,
		Devices: []devices.Device{d.Device}, Shelf: d.Shelf, File: casefile.File{Case: u.Case, Member: d.Member},
	}
	s := begin(t, r, StepFiled, u.At, u.Actor, terms.U1)
	s.Entry.Facts["device"], s.Entry.Facts["shop"], s.Entry.Facts["cost"] = d.ID, u.Shop.Code, u.Cost
	id := s.Charge(journal.Charge{
		Name: ChargeUnreceived, Rule: terms.U1, Amount: u.Cost, Tax: t.U1.TaxClass, At: u.At,
		Why: journal.Facts{"device": d.ID, "shop": u.Shop.Code},
	})
	s.To(CaseUnreceived)
	s.Tell(letters.ShopRepairCharged{
		Case: u.Case, Device: letterOf(d.Device), Shop: u.Shop.Shop, RepairedAt: u.At, Charge: id, Amount: u.Cost,
	})
	m := s.made()
	return m, Verdict{Charge: id, Amount: u.Cost, Progress: m.Case.Progress()}, nil
}

func notUsed() *refusal.Error {
	return refusal.New(refusal.NotOffered, terms.U1,
		"中古端末故障取扱窓口では、中古端末の補償だけを承ります。新品の端末は補償の申し出の窓口でお申し込みください。",
		"The repair reception takes used devices only; a new device is claimed for as a replacement.")
}

func shopTakesNone() *refusal.Error {
	return refusal.New(refusal.NotOffered, terms.U1,
		"この店舗では、この機種の修理をお受けできません。ほかの店舗か発送による修理をお選びください。",
		"This shop does not take in devices of this model. Choose another, or send the device.").
		With("shop", "この機種を取り扱っていません。", "It does not repair this model.")
}
