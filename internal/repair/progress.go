package repair

import (
	"slices"
	"time"

	"kigen/internal/casefile"
	"kigen/internal/refusal"
	"kigen/internal/stock"
)

// Progress is what the process of a repair goes by.
type Progress struct {
	casefile.Progress
	// Awaits are the returns of the deadlines that hang on a parcel, by their names.
	Awaits map[string][]string `json:"awaits,omitempty"`
	Loaner LoanerAnswer        `json:"loaner,omitzero"`
	// Given are the loaners that the step gave to other cases in line (U-3).
	Given []stock.Given `json:"given,omitempty"`
	// Refusal is the answer to an act that was noted but not granted.
	Refusal *refusal.Error `json:"refusal,omitempty"`
}

// Gives are the loaners of which other cases are told.
func (p Progress) Gives() []stock.Given { return p.Given }

// Progress is where the case stands. A deadline whose parcel is back already is
// due at once.
func (r *Repair) Progress() Progress {
	p := Progress{Progress: r.File.Progress(), Loaner: r.standing(), Refusal: r.Refusal}
	for _, m := range r.Moves {
		for _, g := range m.Given {
			if g.Case != r.Case {
				p.Given = append(p.Given, g)
			}
		}
	}
	promises := r.promises()
	for i := range p.Due {
		due := &p.Due[i]
		j := slices.IndexFunc(promises, func(w promise) bool { return w.name == due.Name })
		if j < 0 || promises[j].awaits == nil {
			continue
		}
		if p.Awaits == nil {
			p.Awaits = map[string][]string{}
		}
		p.Awaits[due.Name] = promises[j].awaits
		if d, _ := r.Open(due.Name); promises[j].met(d) {
			due.At = d.ArmedAt
		}
	}
	return p
}

// Undecided tells whether a booking could only be recorded as late while a
// lapse that hangs on it is not settled: then it waits, so that what the lapse
// charges comes first (C-12).
func (p Progress) Undecided(back string, bookedAt, reportedAt time.Time) bool {
	return slices.ContainsFunc(p.Due, func(d casefile.Due) bool {
		return slices.Contains(p.Awaits[d.Name], back) && !casefile.CountsAsBack(bookedAt, reportedAt, d.Lapse, d.At)
	})
}
