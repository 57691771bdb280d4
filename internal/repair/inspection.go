package repair

import (
	"strconv"
	"time"

	"kigen/internal/casefile"
	"kigen/internal/devices"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// Inspection is what the repair desk found (U-11).
type Inspection struct {
	Finding Finding
	Ground  string // of O-7, where it is not covered
	At      time.Time
	Actor   journal.Actor
}

// StepInspected is the step of an inspection.
func StepInspected(c Inspection) string {
	return "inspected/" + casefile.Stamp(c.At) + "/" + string(c.Finding)
}

// Inspect takes in what the inspection found (U-11). A confirmed fault consumes
// the use of the claim, counted in the use year of its receipt (O-4, C-8); that of
// a recurrence consumes none (U-8). Else the device goes back, no use is
// consumed, and the loaner rules run on. A device on hold may be found not covered
// for want of its papers (house).
func Inspect(t *terms.Version, r Repair, c Inspection) (Made, error) {
	leg := r.leg()
	if leg != CaseInspecting && (leg != CaseOnHold || c.Finding != NotCovered) {
		return Made{}, wrongState(terms.U11, "検査を待っている端末はありません。", "No device waits for its inspection.")
	}
	s := begin(t, r, StepInspected(c), c.At, c.Actor, terms.U11)
	d := s.Case.round()
	d.Finding = c.Finding
	s.outcome = string(c.Finding)
	s.Entry.Facts["device"], s.Entry.Facts["finding"] = s.Case.covered().ID, c.Finding
	switch c.Finding {
	case Confirmed:
		return s.confirm(d)
	case NotConfirmed:
		d.Outcome = Returned
		s.notCovered(terms.U11, "お申し出の故障を確認できませんでした。", "The fault that you told us of could not be confirmed.", "")
	case NotCovered:
		g, err := devices.PickedGround(t, s.Case.Cover.Class, c.Ground)
		if err != nil {
			return Made{}, err
		}
		d.Outcome, d.Ground = Returned, g.ID
		s.Under(terms.O7)
		s.Entry.Facts["ground"] = g.ID
		s.notCovered(terms.O7, g.JA+"、補償の対象になりません。", g.EN+" The cover excludes this.", g.Clause)
	default:
		return Made{}, refusal.New(refusal.Invalid, terms.U11,
			"検査の結果を一覧からお選びください。", "Choose the finding from the list.").
			With("finding", "一覧にない結果です。", "There is no such finding.")
	}
	return s.made(), nil
}

func (s *step) notCovered(rule terms.ID, ja, en, clause string) {
	s.Tell(letters.RepairNotCovered{
		Case: s.Case.Case, Device: letterOf(*s.Case.covered()), InspectedAt: s.Entry.At,
		RefusedUnder: rule, ReasonJA: ja, ReasonEN: en, Clause: clause, Loaner: s.Case.lending(),
	})
}

// confirm consumes the use of a claim whose fault is confirmed (O-4, U-11).
func (s *step) confirm(d *Round) (Made, error) {
	r := s.Case
	if d.No > 1 {
		s.Under(terms.U8)
		return s.made(), nil
	}
	from, through := jst.UseYear(r.Cover.StartedOn, jst.DayOf(r.ReceivedAt))
	use := devices.Use{YearFrom: from, No: r.Cover.UsedIn(from) + 1}
	if use.No > s.terms.O4.Uses {
		return Made{}, devices.UsedUp(s.terms, from, through)
	}
	r.Use, r.MaxUses = &use, s.terms.O4.Uses
	s.Under(terms.O4, terms.C8)
	s.Entry.Facts["use"], s.Entry.Facts["year_from"], s.Entry.Facts["year_through"] = use.No, from, through
	return s.made(), nil
}

// Decision is what becomes of a confirmed device.
type Decision struct {
	Outcome Outcome // Repaired or Exchanged
	At      time.Time
	Actor   journal.Actor
}

// StepDecided is the step of a decision.
func StepDecided(c Decision) string {
	return "repair-decided/" + casefile.Stamp(c.At) + "/" + string(c.Outcome)
}

// Decide says that a confirmed device was repaired, or that an exchange device
// goes out in its place (U-8, U-9).
func Decide(t *terms.Version, r Repair, c Decision) (Made, error) {
	if r.leg() != CaseRepairing {
		return Made{}, wrongState(terms.U11, "修理または交換の判断を待っている端末はありません。", "No device waits to be repaired or exchanged.")
	}
	if c.Outcome != Repaired && c.Outcome != Exchanged {
		return Made{}, refusal.New(refusal.Invalid, terms.U11,
			"修理か交換をお選びください。", "Choose repaired or exchange.").
			With("outcome", "一覧にない結果です。", "There is no such outcome.")
	}
	s := begin(t, r, StepDecided(c), c.At, c.Actor, terms.U11)
	d := s.Case.round()
	d.Outcome = c.Outcome
	s.outcome = string(c.Outcome)
	s.Entry.Facts["device"], s.Entry.Facts["outcome"] = s.Case.covered().ID, c.Outcome
	l := letters.RepairConfirmed{
		Case: r.Case, Device: letterOf(*r.covered()), InspectedAt: c.At, Exchange: c.Outcome == Exchanged,
	}
	if d.No == 1 {
		_, through := jst.UseYear(r.Cover.StartedOn, jst.DayOf(r.ReceivedAt))
		l.Use, l.Uses, l.YearFrom, l.YearThrough = r.Use.No, t.O4.Uses, r.Use.YearFrom, through
	}
	s.Tell(l)
	return s.made(), nil
}

// Withdrawal takes the claim back.
type Withdrawal struct {
	At    time.Time
	Actor journal.Actor
}

// StepWithdrawn is the step of a withdrawal.
func StepWithdrawn(c Withdrawal) string { return "withdrawn/" + casefile.Stamp(c.At) }

// Withdraw ends a claim before its inspection (house): no use is consumed, a
// device that is in goes back as it is, and a loaner that is out comes back by U-5
// or U-6.
func Withdraw(t *terms.Version, r Repair, c Withdrawal) (Made, error) {
	leg := r.leg()
	if !r.awaited() && leg != CaseDeviceIn && leg != CaseOnHold && leg != CaseInspecting {
		return Made{}, wrongState(terms.U11,
			"検査が済んでいるか受付が終了しているため、取り下げはできません。", "The device was inspected or the case has ended: it cannot be withdrawn.")
	}
	s := begin(t, r, StepWithdrawn(c), c.At, c.Actor, terms.U11)
	d := s.Case.round()
	if r.awaited() {
		d.Ended = CaseWithdrawn
	} else {
		d.Outcome = Returned
	}
	s.outcome = CaseWithdrawn
	s.Entry.Facts["device"], s.Entry.Facts["round"] = s.Case.covered().ID, strconv.Itoa(d.No)
	s.Tell(letters.RepairWithdrawn{
		Case: r.Case, Device: letterOf(*r.covered()), WithdrawnAt: c.At, Loaner: s.Case.lending(),
	})
	return s.made(), nil
}
