package supply

import (
	"time"

	"kigen/internal/casefile"
	"kigen/internal/journal"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// BookIn takes in that the return centre has the used device (C-11): the repair
// desk looks into it. One whose exchange was withdrawn goes back to the member.
func BookIn(t *terms.Version, x Exchange, b casefile.Booking) (Outcome, error) {
	s := begin(x, t, casefile.StepBookedIn(b.Reference), b.BookedAt, b.Actor, terms.C11)
	_, first, err := s.BookIn(b)
	if err != nil {
		return Outcome{}, err
	}
	if !first {
		return s.done(), nil
	}
	if x.State == StateWithdrawn {
		s.sendBack()
		return s.done(), nil
	}
	s.To(StateReceived)
	s.Ask(journal.Task{
		Kind: TaskInspect, Desk: journal.DeskRepair, Rule: terms.P7,
		Why: journal.Facts{"device": x.Device.ID, "malfunction": x.Malfunction},
	})
	s.Tell(letters.UsedExchangeReceived{
		Case: x.Case, Device: x.Device.letter(), Malfunction: malfunction(t, x.Malfunction), BookedAt: b.BookedAt,
	})
	return s.done(), nil
}

// Inspection is what the repair desk finds of a used device.
type Inspection struct {
	Confirmed bool
	// Ground is the exclusion of P-7 on which it is not exchanged, where it is
	// not confirmed: one that is not decided from data.
	Ground string
	At     time.Time
	Actor  journal.Actor
}

// Step is the key of the finding: an exchange is decided once.
func (i Inspection) Step() string {
	if i.Confirmed {
		return stepDecided + "/confirmed"
	}
	return stepDecided + "/" + i.Ground
}

// Decide takes the repair desk's finding (P-7). Confirmed: an equal device goes
// out. Excluded on a ground of the terms: the member's own goes back.
func Decide(t *terms.Version, x Exchange, i Inspection) (Outcome, error) {
	if err := x.in(StateReceived); err != nil {
		return Outcome{}, err
	}
	s := begin(x, t, i.Step(), i.At, i.Actor)
	s.Entry.Facts["device"], s.Entry.Facts["malfunction"] = x.Device.ID, x.Malfunction
	if i.Confirmed {
		s.Finish("confirmed", TaskInspect)
		s.To(StateConfirmed)
		s.askToShip()
		s.Tell(letters.UsedExchangeConfirmed{Case: x.Case, Device: x.Device.letter(), Malfunction: malfunction(t, x.Malfunction)})
		return s.done(), nil
	}
	ground, ok := exclusion(t, i.Ground)
	if !ok {
		return Outcome{}, refusal.New(refusal.Invalid, terms.P7,
			"交換の対象とならない事由を、一覧から選択してください。", "Choose the exclusion from those a desk may pick.").
			With("ground", "選べない事由です。", "This ground is unknown, or decided from data.")
	}
	s.x.Ground = ground.ID
	s.Entry.Facts["ground"], s.Entry.Facts["clause"] = ground.ID, ground.Clause
	s.Finish("excluded", TaskInspect)
	s.sendBack()
	s.Tell(letters.UsedExchangeExcluded{
		Case: x.Case, Device: x.Device.letter(), Malfunction: malfunction(t, x.Malfunction),
		Reason: terms.Text{JA: ground.JA, EN: ground.EN}, Clause: ground.Clause,
	})
	return s.done(), nil
}

// Exclusions are the grounds of P-7 that a desk may pick.
func Exclusions(t *terms.Version) []terms.Ground {
	var list []terms.Ground
	for _, g := range t.P7.Exclusions {
		if g.DecidedBy == "" {
			list = append(list, g)
		}
	}
	return list
}

func exclusion(t *terms.Version, id string) (terms.Ground, bool) {
	for _, g := range Exclusions(t) {
		if g.ID == id {
			return g, true
		}
	}
	return terms.Ground{}, false
}

func (s step) askToShip() {
	s.Ask(journal.Task{
		Kind: TaskShip, Desk: journal.DeskShipping, Rule: terms.P7,
		Why: journal.Facts{"device": s.x.Device.ID, "model": s.x.Device.Model, "colour": s.x.Device.Colour},
	})
}

func (s step) sendBack() {
	s.To(StateNotConfirmed)
	s.askToSendBack()
}

func (s step) askToSendBack() {
	s.Ask(journal.Task{
		Kind: TaskSendBack, Desk: journal.DeskShipping, Rule: terms.P7, Why: journal.Facts{"device": s.x.Device.ID},
	})
}
