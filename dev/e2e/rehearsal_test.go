package e2e_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/jst"
	"kigen/starter/api"
)

// stepped is what a step did, as both a rehearsal and the case tell it.
type stepped struct {
	Step    string
	At      time.Time
	Charges []int64
	Letters []string
}

// sorted has what a step did at one instant in an order that its random IDs don't make.
func (s stepped) sorted() stepped {
	slices.Sort(s.Charges)
	slices.Sort(s.Letters)
	return s
}

func rehearsedSteps(r api.Rehearsal) (all []stepped) {
	for _, s := range r.Steps {
		one := stepped{Step: s.Step, At: s.At.UTC()}
		for _, c := range s.Charges {
			one.Charges = append(one.Charges, c.Amount)
		}
		for _, l := range s.Letters {
			one.Letters = append(one.Letters, l.Template)
		}
		all = append(all, one.sorted())
	}
	return all
}

// stepsSince is what happened to a case after its first so many steps.
func (p *running) stepsSince(t *testing.T, id string, known int) (all []stepped) {
	t.Helper()
	rows, err := p.pool.Query(t.Context(), `select step, at,
			array(select amount::bigint from charges c where c.case_id = j.case_id and c.step = j.step),
			array(select template from notices n where n.case_id = j.case_id and n.step = j.step)
		from journal j where case_id = $1 order by id offset $2`, id, known)
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var s stepped
		require.NoError(t, rows.Scan(&s.Step, &s.At, &s.Charges, &s.Letters))
		s.At = s.At.UTC()
		if len(s.Charges) == 0 {
			s.Charges = nil
		}
		if len(s.Letters) == 0 {
			s.Letters = nil
		}
		all = append(all, s.sorted())
	}
	require.NoError(t, rows.Err())
	return all
}

// TestWhatIfIsWhatHappensThen rehearses cases on a test clock and lets them happen
// on the real engine: the same steps, charges and letters, at the same instants.
func TestWhatIfIsWhatHappensThen(t *testing.T) {
	p := theProduct(t)
	begin := jst.MakeDay(2026, 10, 30).At(15, 0)
	clock := p.clockAt(t, "what if", begin)
	lines := p.withLines(t, clock, 2)
	device := p.withDevice(t, lines[0], "864209753186304")
	admin, support, shipping, courier := p.as(t, "admin"), p.as(t, "desk:support"), p.as(t, "desk:shipping"), p.as(t, "courier")
	to := func(at time.Time) {
		t.Helper()
		call(t, admin, "advanceTestClock", map[string]any{"id": clock, "to": at.Format(time.RFC3339)}, nil)
	}
	whatIf := func(id string, steps ...api.ToRehearse) (r api.Rehearsal) {
		t.Helper()
		call(t, support, "rehearseCase", map[string]any{"id": id, "steps": steps}, &r)
		return r
	}
	var claim, cancellation struct {
		ID string `json:"id"`
	}
	call(t, support, "fileClaim", map[string]any{"id": device, "cause": "water", "fault_day": "2026-10-29"}, &claim)
	call(t, support, "cancelLine", map[string]any{"id": lines[1]}, &cancellation)

	// If the parcel goes out and arrives, and nothing comes back.
	sent, arrives := jst.MakeDay(2026, 10, 31).At(9, 0), jst.MakeDay(2026, 11, 1).At(10, 0)
	parcel := map[string]any{"tracking_no": "e2e-" + claim.ID[4:14], "imei": "356938035643767", "model": "e2e-1", "colour": "black", "refurbished": true}
	report := map[string]any{"tracking_no": parcel["tracking_no"], "at": arrives, "reference": "what-if-1"}
	ships := whatIf(claim.ID, api.ToRehearse{At: sent, Operation: "shipReplacement", With: parcel},
		api.ToRehearse{At: arrives, Operation: "reportParcelDelivered", With: report})
	for _, act := range ships.Acts {
		require.Nil(t, act.Problem)
	}
	require.Equal(t, int64(40_000), ships.Total)
	ends := whatIf(cancellation.ID)
	require.True(t, ends.Closed)

	to(sent)
	call(t, shipping, "shipReplacement", with(parcel, "id", claim.ID), nil)
	to(arrives)
	call(t, courier, "reportParcelDelivered", report, nil)
	to(jst.MakeDay(2026, 12, 31).At(9, 0))

	happened := p.stepsSince(t, claim.ID, 1)
	rehearsed := rehearsedSteps(ships)
	require.NotEmpty(t, happened)
	rehearsed[0].Step = happened[0].Step // names the parcel, whose number the command's key makes
	require.Equal(t, happened, rehearsed)
	require.Equal(t, p.stepsSince(t, cancellation.ID, 1), rehearsedSteps(ends))
}

func with(values map[string]any, name string, value any) map[string]any {
	all := map[string]any{name: value}
	for k, v := range values {
		all[k] = v
	}
	return all
}
