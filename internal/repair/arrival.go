package repair

import (
	"slices"
	"time"

	"kigen/internal/casefile"
	"kigen/internal/devices"
	"kigen/internal/journal"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// Checklist is the member's word that the device is wiped, unlocked and bare (U-10).
type Checklist struct {
	Items []string
	At    time.Time
	Actor journal.Actor
}

// StepChecklist is the step of a confirmed checklist.
const StepChecklist = "checklist-confirmed"

// ConfirmChecklist records U-10; all items, or it is refused with code invalid.
func ConfirmChecklist(t *terms.Version, r Repair, c Checklist) (Made, error) {
	if err := complete(t, c.Items); err != nil {
		return Made{}, err
	}
	if r.round() == nil || r.Closed {
		return Made{}, wrongState(terms.U10, "この受付は終了しています。", "This case has ended.")
	}
	s := begin(t, r, StepChecklist, c.At, c.Actor, terms.U10)
	s.Case.Checklist = c.At
	s.Entry.Facts["checklist"] = true
	return s.made(), nil
}

// complete refuses a checklist that lacks an item, or has one that is none (U-10).
func complete(t *terms.Version, items []string) error {
	missing := slices.ContainsFunc(t.U10.Checklist, func(i terms.Item) bool { return !slices.Contains(items, i.ID) })
	if !missing && len(items) == len(t.U10.Checklist) {
		return nil
	}
	return refusal.New(refusal.Invalid, terms.U10,
		"端末をお送りになる前の確認事項を、すべてご確認ください。", "Confirm every item of the checklist before the device is sent.").
		With("checklist", "確認していない項目があります。", "Some items are not confirmed.")
}

// TakenIn is a received device that was brought to a shop (U-1).
type TakenIn struct {
	Shop  Shop
	At    time.Time
	Actor journal.Actor
}

// StepTakenIn is the step of a device at a shop.
func StepTakenIn(c TakenIn) string { return "taken-in-at-shop/" + casefile.Stamp(c.At) }

// TakeInAtShop takes in a device at a shop, where the repair agreement is signed
// (house): the inspection is next.
func TakeInAtShop(t *terms.Version, r Repair, c TakenIn) (Made, error) {
	switch {
	case !r.awaited():
		return Made{}, wrongState(terms.U1, "この受付の端末は、お預かりを待っている状態ではありません。", "No device is expected in under this case.")
	case !c.Shop.Repairs:
		return Made{}, shopTakesNone()
	}
	// What is brought in person waits for no books: after the lapse it is late (C-5).
	if due, open := r.Open(DeadlineDeviceIn); open && !due.Count.InTime(c.At) {
		return Made{}, refusal.New(refusal.TooLate, terms.U12,
			"端末のお預かりの期限（"+due.Count.LastGoodDay.JA()+"まで）を過ぎているため、この受付では修理を承れません。あらためて受付をお申し込みください。",
			"The device was to be in by "+due.Count.LastGoodDay.EN()+"; this reception is over. Please ask for a new one.")
	}
	s := begin(t, r, StepTakenIn(c), c.At, c.Actor, terms.U1, terms.C11)
	d := s.Case.round()
	back, _ := s.Case.Return(d.Return)
	back.Reference, back.BookedAt, back.ReportedAt, back.Reminders = "shop/"+d.Return, c.At, c.At, nil
	d.Agreement = AgreementPresent
	s.Case.Shop = &c.Shop
	s.Entry.Facts["shop"], s.Entry.Facts["device"] = c.Shop.Code, s.Case.covered().ID
	s.received()
	return s.made(), nil
}

// received confirms that the device is in, with its agreement (U-1, U-10).
func (s *step) received() {
	back, _ := s.Case.Return(s.Case.round().Return)
	s.Entry.Facts["checklist"] = !s.Case.Checklist.IsZero()
	s.Tell(letters.RepairDeviceReceived{
		Case: s.Case.Case, Device: letterOf(*s.Case.covered()), ReceivedAt: back.BookedAt,
		Loaner: s.Case.lending(), ChecklistMissing: s.Case.Checklist.IsZero(),
	})
}

// BookIn takes in what the return centre has booked in: the broken device (U-1,
// U-4, U-5), a loaner (U-5, U-6), an exchange device (U-9).
func BookIn(t *terms.Version, r Repair, b casefile.Booking) (Made, error) {
	if d := r.round(); d != nil && !r.isIn(d) {
		if old, ok := r.Return(b.Return); ok && old.Kind == ReturnBroken && old.Booked() && old.Reference != b.Reference {
			b.Return = d.Return // the slip of an earlier round
		}
	}
	s := begin(t, r, casefile.StepBookedIn(b.Reference), b.BookedAt, b.Actor, terms.C11)
	s.knownAt = b.ReportedAt
	back, fresh, err := s.BookIn(b)
	if err != nil {
		return Made{}, err
	}
	if !fresh {
		return s.made(), nil
	}
	switch back.Kind {
	case ReturnBroken:
		s.deviceIn(b)
	case ReturnLoaner:
		if err := s.loanerIn(back); err != nil {
			return Made{}, err
		}
	case ReturnExchange:
		s.exchangeIn(back)
	}
	return s.made(), nil
}

// deviceIn takes in the broken device. One that comes after the claim has ended
// goes back as it is (U-12), unless another claim is open for it: then the
// support desk sees to it.
func (s *step) deviceIn(b casefile.Booking) {
	r := s.Case
	d := r.round()
	s.Under(terms.U1, terms.U4, terms.U5)
	for i := range r.Loaners {
		l := &r.Loaners[i]
		due, ok := r.Deadline(ordinal(DeadlineDeviceOrLoaner, l.No))
		if charge, standing := r.Standing(l.price()); ok && standing && charge.Rule == terms.U5 && due.Count.InTime(b.BookedAt) {
			s.considerWaiver(charge, due, b.BookedAt, b.ReportedAt)
		}
	}
	switch {
	case d.Ended != "" && r.Elsewhere:
		s.Ask(journal.Task{Kind: casefile.TaskParcel, Desk: journal.DeskSupport, Rule: terms.U12, Why: journal.Facts{"return": d.Return}})
		return
	case d.Ended != "":
		s.sendBack(d)
		return
	}
	if d.Agreement == AgreementPresent {
		s.received()
	}
}

// sendBack gives a device back that came after its claim had ended.
func (s *step) sendBack(d *Round) {
	d.Outcome = Returned
	s.Under(terms.U12)
	ja, en := "端末がお手元から届く前に受付が終了していたため、修理をお受けできません。端末をそのままお返しします。改めて修理をご希望の場合は、新たに受付をお申し込みください。",
		"The claim had ended before the device came in, so it is not repaired and goes back as it is. To have it repaired, please make a new claim."
	back, _ := s.Case.Return(d.Return)
	s.Tell(letters.RepairNotCovered{
		Case: s.Case.Case, Device: letterOf(*s.Case.covered()), InspectedAt: back.BookedAt,
		RefusedUnder: terms.U12, ReasonJA: ja, ReasonEN: en, Loaner: s.Case.lending(),
	})
}

// loanerIn takes in a loaner; it waits for its inspection (U-7).
func (s *step) loanerIn(back *casefile.Return) error {
	s.Under(terms.U5, terms.U6)
	l := s.loanerOf(back.ID)
	if err := s.move(l.Unit.Back(s.Case.act(back.BookedAt, s.Entry.Actor))); err != nil {
		return err
	}
	if charge, ok := s.Case.Standing(l.price()); ok {
		name := ordinal(DeadlineLoanerBack, l.No)
		if charge.Rule == terms.U5 {
			name = ordinal(DeadlineDeviceOrLoaner, l.No)
		}
		due, _ := s.Case.Deadline(name)
		s.cameLate(l.letter(), charge, due, *back)
		return nil
	}
	s.Tell(letters.LoanerReceived{Case: s.Case.Case, Loaner: l.letter(), BookedAt: back.BookedAt})
	return nil
}

func (s *step) loanerOf(back string) *Loaner {
	i := slices.IndexFunc(s.Case.Loaners, func(l Loaner) bool { return l.Return == back })
	return &s.Case.Loaners[i]
}

// exchangeIn takes in an exchange device (U-9).
func (s *step) exchangeIn(back *casefile.Return) {
	s.Under(terms.U9)
	i := slices.IndexFunc(s.Case.Devices, func(d devices.Device) bool { return d.ID == back.Item.Device })
	if i < len(s.Case.Devices)-1 {
		s.Case.Devices[i].State = devices.Returned
	}
	no := s.Case.exchangeNo(back.ID)
	if charge, ok := s.Case.Standing(ordinal(ChargeExchange, no)); ok {
		due, _ := s.Case.Deadline(ordinal(DeadlineExchangeBack, no))
		s.cameLate(letterOf(s.Case.Devices[i]), charge, due, *back)
		return
	}
	s.Tell(letters.ExchangeReturnReceived{Case: s.Case.Case, Device: letterOf(s.Case.Devices[i]), BookedAt: back.BookedAt})
}

// exchangeNo is the number of the exchange device that a return is of.
func (r *Repair) exchangeNo(back string) int {
	no := 0
	for _, f := range r.Faults {
		if f.Outcome == Confirmed {
			no++
		}
		if returnOf(f.ID) == back {
			return no
		}
	}
	return 0
}

// cameLate records what came back after it was charged for: the charge stands,
// and the billing desk may ask for a waiver. The letter goes out only where the
// centre's own date is late (C-12).
func (s *step) cameLate(item letters.Device, charge *casefile.Charge, due casefile.Deadline, back casefile.Return) {
	if s.considerWaiver(charge, due, back.BookedAt, back.ReportedAt) {
		return
	}
	s.Tell(letters.RepairReturnLate{
		Case: s.Case.Case, Device: item, ChargedUnder: charge.Rule, Charge: charge.ID, BookedAt: back.BookedAt,
		LastGoodDay: due.Count.LastGoodDay, Lapse: due.Lapse, Amount: charge.Amount,
	})
}

// considerWaiver asks the billing desk about a charge, and tells whether the
// parcel was dated in time.
func (s *step) considerWaiver(charge *casefile.Charge, due casefile.Deadline, bookedAt, reportedAt time.Time) bool {
	dated := due.Count.InTime(bookedAt)
	s.Under(terms.C12, charge.Rule)
	s.Entry.Facts["dated_in_time"], s.Entry.Facts["charge"] = dated, charge.ID
	s.Ask(journal.Task{
		Kind: TaskWaiver, Desk: journal.DeskBilling, Rule: charge.Rule,
		Why: journal.Facts{
			"charge": charge.ID, "amount": charge.Amount, "booked_at": bookedAt, "reported_at": reportedAt,
			"lapse": due.Lapse, "dated_in_time": dated,
		},
	})
	return dated
}

// AgreementWord is the repair desk's word on the repair agreement (U-1).
type AgreementWord struct {
	Present bool
	At      time.Time
	Actor   journal.Actor
}

// StepAgreement is the step of a word on the agreement.
func StepAgreement(c AgreementWord) string {
	word := AgreementMissing
	if c.Present {
		word = AgreementPresent
	}
	return "agreement-recorded/" + casefile.Stamp(c.At) + "/" + string(word)
}

// RecordAgreement records whether the agreement is there: without it the case is
// on hold until it is handed in (U-1).
func RecordAgreement(t *terms.Version, r Repair, c AgreementWord) (Made, error) {
	leg := r.leg()
	if leg != CaseDeviceIn && (leg != CaseOnHold || !c.Present) {
		return Made{}, wrongState(terms.U1, "修理同意書の確認を待っている端末はありません。", "No device waits for its repair agreement.")
	}
	s := begin(t, r, StepAgreement(c), c.At, c.Actor, terms.U1)
	d := s.Case.round()
	back, _ := s.Case.Return(d.Return)
	if c.Present {
		d.Agreement = AgreementPresent
		s.received()
	} else {
		d.Agreement = AgreementMissing
		s.Tell(letters.AgreementMissing{Case: r.Case, Device: letterOf(*r.covered()), ReceivedAt: back.BookedAt})
	}
	s.outcome = string(d.Agreement)
	s.Entry.Facts["agreement"] = d.Agreement
	return s.made(), nil
}
