package repair

import (
	"maps"
	"strconv"
	"time"

	"kigen/internal/casefile"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/stock"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Deed is a command that says all by its name.
type Deed struct {
	At    time.Time
	Actor journal.Actor
}

// StepLoanerRequested is the step of a wish for a loaner.
func StepLoanerRequested(c Deed) string { return "loaner-requested/" + casefile.Stamp(c.At) }

// RequestLoaner asks for a loaner of the device's OS while the device is not
// ready: one is reserved, or the case waits in line (U-3).
func RequestLoaner(t *terms.Version, r Repair, c Deed) (Made, error) {
	_, lent := r.lent()
	switch due, open := r.Open(DeadlineDeviceIn); {
	case !r.awaited() && !r.held():
		return Made{}, wrongState(terms.U3,
			"端末をお返しする段階のため、貸出機のお申し込みはお受けできません。", "The device is on its way back or the case has ended: no loaner is lent.")
	case open && !due.Count.InTime(c.At):
		return Made{}, wrongState(terms.U12, "端末が届かないまま受付の期限が過ぎています。", "The claim has lapsed for want of the device.")
	case r.Place > 0 || r.Reserved != nil || lent || r.coming():
		return Made{}, refusal.New(refusal.AlreadyOpen, terms.U3,
			"貸出機はすでにお申し込みいただいています。", "A loaner was asked for or is lent already.")
	}
	s := begin(t, r, StepLoanerRequested(c), c.At, c.Actor, terms.U3)
	if err := s.pick(); err != nil {
		return Made{}, err
	}
	if s.Case.Place > 0 {
		s.Tell(letters.LoanerInLine{Case: r.Case, Device: letterOf(*r.covered()), AskedAt: c.At})
	}
	return s.made(), nil
}

// coming tells that a loaner is with the courier.
func (r *Repair) coming() bool {
	for i := range r.Loaners {
		if p, _ := r.Shipment(r.Loaners[i].Shipment); p.UnderWay() {
			return true
		}
	}
	return false
}

// pick reserves the loaner that has lain longest, or puts the case in line (U-3).
func (s *step) pick() error {
	r := s.Case
	m := r.Shelf.Pick(r.act(s.Entry.At, s.Entry.Actor))
	r.Place, r.Reserved = m.Place, m.Reserved
	s.Under(terms.U3)
	maps.Copy(s.Entry.Facts, m.Facts())
	return s.move(m, nil)
}

// StepLineLeft is the step of a member who goes without a loaner.
func StepLineLeft(c Deed) string { return "line-left/" + casefile.Stamp(c.At) }

// LeaveLine goes without a loaner: the case leaves the line, or the loaner that
// is reserved for it goes to the next (U-3).
func LeaveLine(t *terms.Version, r Repair, c Deed) (Made, error) {
	if r.Place == 0 && r.Reserved == nil {
		return Made{}, wrongState(terms.U3, "貸出機をお待ちの状態ではありません。", "The case does not wait for a loaner.")
	}
	s := begin(t, r, StepLineLeft(c), c.At, c.Actor, terms.U3)
	m := r.Shelf.Release(r.act(c.At, c.Actor))
	if err := s.move(m, nil); err != nil {
		return Made{}, err
	}
	s.Case.Place, s.Case.Reserved = 0, nil
	s.outcome = "cancelled"
	maps.Copy(s.Entry.Facts, m.Facts())
	return s.made(), nil
}

// Reservation is the loaner that a case in line was given.
type Reservation struct {
	Unit  string
	At    time.Time
	Actor journal.Actor
}

// StepReserved is the step of a loaner for a case in line.
func StepReserved(c Reservation) string {
	return "loaner-reserved/" + c.Unit + "/" + casefile.Stamp(c.At)
}

// Reserve takes in that a loaner was reserved for the case, which had waited for
// it (U-3). Where it is not the case's any more nothing follows but a note.
func Reserve(t *terms.Version, r Repair, c Reservation) (Made, error) {
	s := begin(t, r, StepReserved(c), c.At, c.Actor, terms.U3)
	s.Entry.Facts["unit"] = c.Unit
	if u := s.Case.Reserved; u != nil && u.ID == c.Unit {
		s.Entry.Facts["model"], s.Entry.Facts["colour"] = u.Model, u.Colour
		s.Tell(letters.LoanerReserved{Case: r.Case, Loaner: letters.Device{Model: u.Name, Colour: u.Colour}, ReservedAt: c.At})
	}
	return s.made(), nil
}

// Report is what the member says of a loaner or of a device.
type Report struct {
	ID    string
	At    time.Time
	Actor journal.Actor
}

// StepTrouble is the step of trouble with a loaner.
func StepTrouble(id string) string { return "loaner-trouble-reported/" + id }

// ReportTrouble takes in trouble with the loaner itself. Within (L, 2) another one
// is reserved, or the case waits in line, and the troubled one is to come back; its
// own days of U-5 and U-6 run on. Later it is noted on the case, and the refusal
// with code too_late is its answer (U-3, C-5).
func ReportTrouble(t *terms.Version, r Repair, c Report) (Made, error) {
	l, ok := r.lent()
	if !ok {
		return Made{}, wrongState(terms.U3, "お貸ししている貸出機はありません。", "No loaner is lent.")
	}
	due, _ := r.Deadline(ordinal(DeadlineTrouble, l.No))
	s := begin(t, r, StepTrouble(c.ID), c.At, c.Actor, terms.U3)
	s.Entry.Facts["unit"], s.Entry.Facts["late"] = l.Unit.ID, !due.Count.InTime(c.At)
	if !due.Count.InTime(c.At) {
		s.Case.Refusal = refusal.New(refusal.TooLate, terms.U3,
			"貸出機の不具合のご連絡の期限（"+jst.InstantJA(due.Lapse)+"）を過ぎているため、交換はお受けできません。お知らせの内容は記録しました。",
			"Trouble with the loaner was to be told before "+jst.InstantEN(due.Lapse)+": it is noted, but no other loaner is sent.")
		return s.made(), nil
	}
	s.Settle(due.Name, journal.Met)
	troubled := &s.Case.Loaners[l.No-1]
	troubled.TroubleAt = c.At
	back, _ := s.Case.Return(troubled.Return)
	s.Tell(letters.LoanerTroubleReceived{
		Case: r.Case, Loaner: troubled.letter(), ReportedAt: c.At, LastGoodDay: due.Count.LastGoodDay, Slip: back.Slip,
	})
	if s.Case.awaited() || s.Case.held() {
		if err := s.pick(); err != nil {
			return Made{}, err
		}
		if s.Case.Place > 0 {
			s.Tell(letters.LoanerInLine{Case: r.Case, Device: letterOf(*r.covered()), AskedAt: c.At})
		}
	}
	return s.made(), nil
}

// StepDemanded is the step of a demand for the loaner.
func StepDemanded(c Deed) string { return "loaner-demanded/" + casefile.Stamp(c.At) }

// Demand asks the member for the loaner since the broken device has not come
// within the days of U-4.
func Demand(t *terms.Version, r Repair, c Deed) (Made, error) {
	l, lent := r.lent()
	inquiry, asked := r.Deadline(DeadlineAfterLoaner)
	if !lent || !asked || inquiry.Outcome != journal.Lapsed || !r.awaited() {
		return Made{}, wrongState(terms.U4,
			"端末の到着の期限が過ぎた貸出機はないため、返却を求めることはできません。", "No loaner is out whose device is overdue.")
	}
	s := begin(t, r, StepDemanded(c), c.At, c.Actor, terms.U4)
	due, _ := r.Deadline(ordinal(DeadlineDeviceOrLoaner, l.No))
	back, _ := r.Return(l.Return)
	s.Entry.Facts["unit"], s.Entry.Facts["last_good_day"] = l.Unit.ID, due.Count.LastGoodDay
	s.Finish("demanded", TaskInquiry)
	s.Tell(letters.LoanerDemanded{
		Case: r.Case, Device: letterOf(*r.covered()), Loaner: l.letter(), DemandedAt: c.At, Slip: back.Slip,
		LastGoodDay: due.Count.LastGoodDay, Lapse: due.Lapse, Price: l.Price,
	})
	return s.made(), nil
}

// LoanerInspection is how a loaner came back (U-7).
type LoanerInspection struct {
	Unit    string // empty for the one that waits for it
	Damaged bool
	Cost    yen.Amount // of the damage
	At      time.Time
	Actor   journal.Actor
}

// StepLoanerInspected is the step of the inspection of a loaner.
func StepLoanerInspected(c LoanerInspection) string {
	if c.Unit == "" {
		return "loaner-inspected/" + casefile.Stamp(c.At)
	}
	return "loaner-inspected/" + c.Unit + "/" + casefile.Stamp(c.At)
}

// InspectLoaner takes in how a loaner came back: wiped and whole it goes on the
// shelf (U-3, U-10). Damage during the loan is charged at the cost of repair or
// exchange (U-7), unless the loaner's price was charged already (house).
func InspectLoaner(t *terms.Version, r Repair, c LoanerInspection) (Made, error) {
	waiting, ok := r.toInspect()
	if !ok || c.Unit != "" && waiting.Unit.ID != c.Unit {
		return Made{}, wrongState(terms.U7, "検査を待っている貸出機はありません。", "No such loaner waits for its inspection.")
	}
	if c.Damaged != (c.Cost > 0) {
		return Made{}, refusal.New(refusal.Invalid, terms.U7,
			"損傷がある場合だけ、1円以上の費用をご入力ください。", "Give the cost, of at least one yen, where and only where there is damage.").
			With("cost", "損傷の有無と合っていません。", "This does not fit the condition.")
	}
	s := begin(t, r, StepLoanerInspected(c), c.At, c.Actor, terms.U7)
	l := &s.Case.Loaners[waiting.No-1]
	l.InspectedAt, l.Damaged = c.At, c.Damaged
	s.Entry.Facts["unit"], s.Entry.Facts["damaged"] = l.Unit.ID, c.Damaged
	by := r.act(c.At, c.Actor)
	if !c.Damaged {
		s.Under(terms.U10)
		m, err := r.Shelf.Shelve(l.Unit, by)
		return s.inspected(m, err)
	}
	s.outcome = "damaged"
	s.Entry.Facts["cost"] = c.Cost
	s.chargeDamage(l, c.Cost)
	s.Ask(stock.RepairTask(l.Unit))
	m, err := l.Unit.Damage(by)
	return s.inspected(m, err)
}

func (s *step) inspected(m stock.Move, err error) (Made, error) {
	if err := s.move(m, err); err != nil {
		return Made{}, err
	}
	return s.made(), nil
}

// chargeDamage charges U-7.
func (s *step) chargeDamage(l *Loaner, cost yen.Amount) {
	if s.Case.ChargedForGood(l.price()) {
		s.Entry.Facts["price_charged"] = true
		return
	}
	id := s.Charge(journal.Charge{
		Name: l.damage(), Rule: terms.U7, Amount: cost, Tax: s.terms.U7.TaxClass, At: s.Entry.At,
		Why: journal.Facts{"unit": l.Unit.ID, "cost": cost},
	})
	s.Tell(letters.LoanerDamageCharged{
		Case: s.Case.Case, Loaner: l.letter(), InspectedAt: s.Entry.At, Charge: id, Amount: cost,
	})
}
