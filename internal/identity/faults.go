package identity

import (
	"slices"
	"strings"
	"time"

	"kigen/internal/jst"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// FieldFault is something for which an application would not be accepted as it stands.
type FieldFault struct {
	refusal.Field
	Rule terms.ID `json:"rule,omitempty"`
}

// Faults lists all for which an application would not be accepted as it stands at
// an instant, field by field, what is not entered yet included (S-1…S-6, P-1, P-2,
// O-2, S-20). The card itself is asked about when it is applied for, and so is what
// others do until then. It is for who fills an application in part by part;
// [Accept] names the first rule that forbids it.
func Faults(t *terms.Version, a Application, k Known, at time.Time) []FieldFault {
	person := a.Person
	if k.Person != nil {
		person = k.Person
	}
	_, found := a.check(t, k, person, jst.DayOf(at))
	faults := found.found
	add := func(path string, err error) {
		no, ok := refusal.As(err)
		if !ok {
			return
		}
		if len(no.Fields) > 0 {
			path = no.Fields[0].Path
		}
		// The rule's own sentence says more than what is noted at the field.
		faults = append(faults, FieldFault{refusal.Field{Path: path, JA: no.JA, EN: no.EN}, no.Rule})
	}
	if a.Member == "" {
		add("proof", k.Proof.serves())
	}
	whole := func(path string) bool {
		return !slices.ContainsFunc(faults, func(f FieldFault) bool { return strings.HasPrefix(f.Path, path) })
	}
	taken := map[string]bool{}
	for i, s := range a.SIMs {
		path := simPath(i, "")
		if s.EntryCode != "" && taken[s.EntryCode] {
			add(path, codeUsed.With(simPath(i, "entry_code"), "", ""))
		}
		taken[s.EntryCode] = true
		if whole(path) {
			add(path, s.mayUse(t, k, i, at))
		}
	}
	if a.Device != nil && person != nil && k.Model != nil && !person.BirthDate.IsZero() {
		path := "device.model"
		if age(person.BirthDate, jst.DayOf(at)) < t.P1.Age && a.Member == "" {
			path = "birth_date"
		}
		add(path, a.Device.mayOrder(t, k, person.BirthDate, at))
	}
	if p := a.proving(k); p.needsIdentity(t) && len(p.Methods(t)) == 0 {
		add("channel", noMethod)
	}
	return faults
}

// NeedsIdentity tells whether the applicant will be asked for proof of identity
// (S-17), and by which methods it can be given (S-20).
func NeedsIdentity(t *terms.Version, a Application, k Known) (bool, []terms.Method) {
	p := a.proving(k)
	if !p.needsIdentity(t) {
		return false, nil
	}
	return true, p.Methods(t)
}

// ProofThrough is the last good day of the wait for proof of an applicant who is
// invited at the instant (S-15).
func ProofThrough(t *terms.Version, invitedAt time.Time) jst.Day {
	return waitForProof(t, invitedAt).Count.LastGoodDay
}
