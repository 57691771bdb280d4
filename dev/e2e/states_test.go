package e2e_test

import (
	"os"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"kigen/internal/states"
)

// elsewhere are changes of state that no scenario plays, by the test of the rules that shows them.
var elsewhere = []struct {
	kind, step string
	from       []string
	file, test string
}{
	{"signup", "withdrawn", []string{"inviting", "submitted", "approved", "came_back"}, "internal/identity/diagram_test.go", "TestEveryStateThatAStepLeaves"},
	{"signup", "rejected", []string{"inviting", "submitted", "came_back"}, "internal/identity/diagram_test.go", "TestEveryStateThatAStepLeaves"},
	{"signup", "new-mnp-number", []string{"invited", "submitted", "approved", "shipped", "delivered", "came_back"}, "internal/identity/diagram_test.go", "TestEveryStateThatAStepLeaves"},
	{"signup", "address-verified", []string{"came_back"}, "internal/identity/diagram_test.go", "TestEveryStateThatAStepLeaves"},
	{"repair", "recurrence-reported", []string{"closed"}, "internal/repair/diagram_test.go", "TestStatesOfRareCases"},
	{"repair", "exchange-fault-reported", []string{"closed"}, "internal/repair/diagram_test.go", "TestStatesOfRareCases"},
	{"repair", "came-back", []string{"delivered"}, "internal/repair/diagram_test.go", "TestStatesOfRareCases"},
	{"repair", "delivery-corrected", []string{"closed"}, "internal/repair/diagram_test.go", "TestStatesOfRareCases"},
	{"repair", "booking-corrected", []string{"closed"}, "internal/repair/diagram_test.go", "TestStatesOfRareCases"},
	{"repair", "device-after-loaner", []string{"delivered"}, "internal/repair/properties_test.go", "TestAnyOrderEnds"},
	{"repair", "loaner-asked-back", []string{"delivered"}, "internal/repair/properties_test.go", "TestAnyOrderEnds"},
	{"repair", "device-or-loaner-back", []string{"delivered", "lapsed"}, "internal/repair/properties_test.go", "TestAnyOrderEnds"},
	{"repair", "parcel-booked-in", []string{"delivered"}, "internal/repair/properties_test.go", "TestAnyCorrectionEnds"},
}

// goThroughDeclaredStates holds the changes of state of all cases against those that their processes
// declare, and that docs/architecture.md draws. Where all scenarios were played, none must be missing.
func (p *running) goThroughDeclaredStates(t *testing.T, all bool) {
	declared, seen := states.Diagrams(), p.changes(t)
	for _, c := range states.Undeclared(declared, seen) {
		t.Errorf("%s: step %q leads from %q to %q, which its diagram has not", c.Kind, c.Step, c.From, c.To)
	}
	missing := t.Logf
	if all {
		missing = t.Errorf
	}
	for _, c := range states.Unseen(declared, seen) {
		if !isElsewhere(c) {
			missing("%s: no scenario shows step %q lead from %q to %q", c.Kind, c.Step, c.From, c.To)
		}
	}
	for _, e := range elsewhere {
		source, err := os.ReadFile("../../" + e.file)
		require.NoError(t, err)
		require.Contains(t, string(source), "func "+e.test+"(t *testing.T)")
	}
}

func isElsewhere(c states.Changed) bool {
	for _, e := range elsewhere {
		if e.kind == c.Kind && e.step == c.Step && slices.Contains(e.from, c.From) {
			return true
		}
	}
	return false
}

// changes are the changes of state in the journal of all cases.
func (p *running) changes(t *testing.T) []states.Changed {
	t.Helper()
	rows, err := p.pool.Query(t.Context(), `select c.kind, j.case_id, j.step, j.state from journal j join cases c on c.id = j.case_id
		where j.state is not null order by j.case_id, j.id`)
	require.NoError(t, err)
	var (
		all                     []states.Changed
		kind, caseID, step, now string
		before, of              string
	)
	_, err = pgx.ForEachRow(rows, []any{&kind, &caseID, &step, &now}, func() error {
		if caseID != of {
			of, before = caseID, ""
		}
		if now != before {
			c := states.Changed{Kind: kind}
			c.From, c.Step, c.To = before, states.Name(step), now
			if !slices.Contains(all, c) {
				all = append(all, c)
			}
			before = now
		}
		return nil
	})
	require.NoError(t, err)
	return all
}
