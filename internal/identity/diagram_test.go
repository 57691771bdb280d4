package identity_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/identity"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/terms"
)

// S-4, S-7, S-13, S-14, S-16, S-18: an application is withdrawn, rejected, lapses for want of a
// number, and has its address verified from each state that the diagram says, into the state that it
// says, and from no other.
func TestEveryStateThatAStepLeaves(t *testing.T) {
	v := terms.Embedded().At(at10)
	number := jst.Within(jst.DayOf(at10), v.S15.Within)
	waiting := func(state string, lines ...string) identity.Progress {
		p := identity.Progress{
			Case: "app_00000000", Plan: terms.FamilyShare, Channel: terms.Web, State: state,
			Open: []identity.OpenDeadline{{Name: identity.DeadlineNewNumber + "-1", Count: number, Lapse: number.Lapse, Terms: v}},
			SIMs: []identity.ProgressSIM{{No: 1, Kind: terms.VoiceSIM, MNP: true}},
		}
		for i, line := range lines {
			p.SIMs = append(p.SIMs, identity.ProgressSIM{No: i + 2, Kind: terms.VoiceSIM, Line: line})
		}
		return p
	}
	steps := map[string]func(state string) []journal.Entry{
		identity.StepWithdrawn: func(state string) []journal.Entry {
			e, _, err := identity.Withdraw(v, waiting(state), at10, journal.Actor{})
			return taken(e, err)
		},
		"rejected": func(state string) []journal.Entry {
			e, _, err := decide(waiting(state), identity.Decision{Outcome: identity.Reject, Ground: v.S18.Grounds[0].ID}, false, at10)
			return taken(e, err)
		},
		identity.DeadlineNewNumber: func(state string) []journal.Entry {
			due := identity.Due{What: identity.DeadlineNewNumber, SIM: 1, At: number.Lapse}
			alone, _, err := identity.NumberNotRenewed(v, waiting(state), due)
			entries := taken(alone, err)
			if state == identity.StateDelivered {
				beside, _, err := identity.NumberNotRenewed(v, waiting(state, "lin_2"), due)
				entries = append(entries, taken(beside, err)...)
			}
			return entries
		},
		"address-verified": func(state string) []journal.Entry {
			var entries []journal.Entry
			for _, changed := range []bool{false, true} {
				e, _, err := identity.VerifyAddress(v, waiting(state), "address-verified/1", changed, identity.Link{ID: "upl_2"}, at10, journal.Actor{})
				entries = append(entries, taken(e, err)...)
			}
			return entries
		},
	}
	open := []string{
		identity.StateInviting, identity.StateInvited, identity.StateSubmitted, identity.StateApproved,
		identity.StateShipped, identity.StateDelivered, identity.StateCameBack,
	}
	for step, do := range steps {
		for _, from := range open {
			var to, want []string
			for _, e := range do(from) {
				to = append(to, e.State)
			}
			for _, d := range identity.SignupDiagram.Transitions {
				if d.Step == step && d.From == from {
					want = append(want, d.To)
				}
			}
			if step == identity.DeadlineNewNumber && from == identity.StateInviting {
				continue // no number can run out before the invitation, which goes out within the day
			}
			slices.Sort(to)
			slices.Sort(want)
			require.Equal(t, want, to, "%s from %s", step, from)
		}
	}
}

// taken is the entry of a step that was not refused.
func taken(e journal.Entry, err error) []journal.Entry {
	if err != nil {
		return nil
	}
	return []journal.Entry{e}
}
