package devices

import (
	"strconv"
	"time"

	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// Request is a claim (補償の申し出) as it reached the carrier.
type Request struct {
	Claim    string
	Device   string
	Cause    terms.Cause
	FaultDay jst.Day
	// Exclusion is the ground of O-7 that a desk picked; empty for none.
	Exclusion  string
	ReceivedAt time.Time
	Actor      journal.Actor
}

// Outcome is what became of a claim.
type Outcome string

// Outcomes of a claim.
const (
	Accepted    Outcome = "accepted"      // a replacement goes out (N-1)
	SentToMaker Outcome = "sent_to_maker" // the maker's warranty takes it (N-2)
	Refused     Outcome = "refused"       // the cover does not take it
)

// Verdict is the decision on a claim.
type Verdict struct {
	Outcome Outcome `json:"outcome"`
	// Refusal says why, where the claim is refused.
	Refusal *refusal.Error `json:"refusal,omitempty"`
	// The rest is of an accepted claim. Use is the number of this use among
	// Uses in the use year YearFrom through YearThrough (O-4, C-8).
	Use         int     `json:"use,omitempty"`
	Uses        int     `json:"uses,omitempty"`
	YearFrom    jst.Day `json:"year_from,omitzero"`
	YearThrough jst.Day `json:"year_through,omitzero"`
	// Burden is the member's share, tax included (N-1).
	Burden yen.Amount `json:"burden,omitzero"`
	// Progress is where the process stands.
	Progress Progress `json:"progress,omitzero"`
}

// File decides a claim (O-2, O-4, O-6, O-7, O-8, N-1, N-2); whether the line or
// the purchase goes on is not asked (O-5). A claim that the rules refuse
// or send to the maker is recorded and closed; one that is malformed, for a
// device with an open claim (already_open) or of the used class (not_offered)
// is an error and leaves no trace.
func File(t *terms.Version, d Claimed, r Request) (journal.Entry, Verdict, error) {
	if err := Malformed(t, terms.NewDevice, d, r); err != nil {
		return journal.Entry{}, Verdict{}, err
	}
	if d.Cover != nil && d.Cover.Class == terms.UsedDevice {
		return journal.Entry{}, Verdict{}, refusal.New(refusal.NotOffered, terms.U1,
			"中古端末の補償は、中古端末故障取扱窓口で承ります。この手続きではお申し込みいただけません。",
			"Used devices are repaired through the repair reception, not by this procedure.")
	}
	e := journal.Entry{
		At: r.ReceivedAt, Actor: r.Actor, Terms: t.Name,
		Facts: journal.Facts{"device": d.ID, "cause": r.Cause, "fault_day": r.FaultDay},
	}
	if no := Uncovered(t, d, r); no != nil {
		return refuse(t, e, r, no)
	}
	if warranty := jst.Months(d.UseStart, t.N2.Months); r.Cause == terms.NaturalFailure && !r.FaultDay.After(warranty.LastGoodDay) {
		return sendToMaker(e, d, r, warranty)
	}
	v := Verdict{Outcome: Accepted, Uses: t.O4.Uses}
	v.YearFrom, v.YearThrough = jst.UseYear(d.Cover.StartedOn, jst.DayOf(r.ReceivedAt))
	if v.Use = d.Cover.UsedIn(v.YearFrom) + 1; v.Use > v.Uses {
		return refuse(t, e, r, UsedUp(t, v.YearFrom, v.YearThrough))
	}
	return accept(t, e, d, r, v)
}

func refuse(t *terms.Version, e journal.Entry, r Request, no *refusal.Error) (journal.Entry, Verdict, error) {
	e.State, e.Ends, e.Rules = string(Refused), true, []terms.ID{no.Rule}
	e.Facts["refusal"] = no.Code
	letter := letters.ClaimRefused{
		Case: r.Claim, ReceivedAt: r.ReceivedAt, RefusedUnder: no.Rule, ReasonJA: no.JA, ReasonEN: no.EN,
	}
	if no.Rule == terms.O7 && t.Covers(r.Cause) { // then it is the ground that the desk picked
		g, _ := t.Exclusion(terms.NewDevice, r.Exclusion)
		e.Facts["exclusion"], letter.Clause = g.ID, g.Clause
	}
	e.Notices = []journal.Notice{{Letter: letter}}
	return e, Verdict{Outcome: Refused, Refusal: no}, nil
}

// sendToMaker closes a claim for a natural failure within the maker's
// warranty: through months(use start, 12), the day of use start not counted
// (N-2, C-4). No use is consumed.
func sendToMaker(e journal.Entry, d Claimed, r Request, warranty jst.Count) (journal.Entry, Verdict, error) {
	e.State, e.Ends, e.Rules = string(SentToMaker), true, []terms.ID{terms.N2, terms.P6, terms.C4}
	e.Facts["warranty_through"] = warranty.LastGoodDay
	e.Notices = []journal.Notice{{Letter: letters.SentToMaker{
		Case: r.Claim, Device: d.letter(), ReceivedAt: r.ReceivedAt,
		UseStart: d.UseStart, WarrantyThrough: warranty.LastGoodDay,
	}}}
	return e, Verdict{Outcome: SentToMaker}, nil
}

// accept consumes the use, charges the burden (N-1) and asks the shipping desk
// for the replacement, which is delivered as a rule within the days of N-6.
func accept(t *terms.Version, e journal.Entry, d Claimed, r Request, v Verdict) (journal.Entry, Verdict, error) {
	burden := t.N1.Burdens[min(v.Use, len(t.N1.Burdens))-1]
	v.Burden = burden.TaxIncluded
	target := journal.Due(DeadlineDelivered, terms.N6, jst.Within(jst.DayOf(r.ReceivedAt), t.N6.Within))
	target.Desk = journal.DeskShipping

	e.State = CaseAccepted
	e.Rules = []terms.ID{terms.O4, terms.O7, terms.C8, terms.N1, terms.N6}
	e.Facts["use"], e.Facts["year_from"], e.Facts["year_through"] = v.Use, v.YearFrom, v.YearThrough
	e.Armed = []journal.Deadline{target}
	e.Charges = []journal.Charge{{
		Name: ChargeBurden, Rule: terms.N1, Kind: journal.Posted, Amount: v.Burden, Tax: terms.Taxed, At: r.ReceivedAt,
		Why: journal.Facts{
			"use": v.Use, "uses": v.Uses, "year_from": v.YearFrom, "year_through": v.YearThrough,
			"tax_excluded": burden.TaxExcluded,
		},
	}}
	e.Tasks = []journal.Task{{
		Kind: TaskShip, Desk: journal.DeskShipping, Rule: terms.N3, Due: target.Lapse,
		Why: journal.Facts{"device": d.ID, "model": d.Model, "colour": d.Colour},
	}}
	e.Notices = []journal.Notice{{Letter: letters.ClaimAccepted{
		Case: r.Claim, Device: d.letter(), ReceivedAt: r.ReceivedAt, Burden: v.Burden,
		Use: v.Use, Uses: v.Uses, YearFrom: v.YearFrom, YearThrough: v.YearThrough,
		DeliverBy: target.Count.LastGoodDay, ReturnDays: t.N5.Within, NonReturn: t.N5.Amount,
	}}}
	v.Progress = Progress{State: CaseAccepted, Steps: 1, DeliverBy: target.Lapse, ToShip: true}
	return e, v, nil
}

func itoa(n int) string { return strconv.Itoa(n) }
