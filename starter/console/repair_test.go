package console

import (
	"html"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/repair"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
)

// repairIn opens a repair where a step left it.
func (w *world) repairIn(id, state string, e journal.Entry) {
	w.Helper()
	e.Case, e.Step, e.At, e.Actor, e.State = id, "filed", morning, journal.Timer, state
	e.Rules = []terms.ID{terms.U1}
	e.Opens = &journal.Case{Kind: "repair", WorkflowID: "repair/" + id, Member: taro, Subject: "dev_1"}
	w.commit(e)
}

// O-7, U-11: the repair desk picks an exclusion ground from a list that shows the
// clause; those found from data cannot be picked.
func TestAGroundIsPickedWithItsClause(t *testing.T) {
	w := newWorld(t)
	const id = "rpr_3h6t8w2xq5m7k9d4s6r1v0b2nc"
	w.repairIn(id, repair.CaseInspecting, journal.Entry{
		Tasks: []journal.Task{{Kind: repair.TaskInspect, Desk: journal.DeskRepair, Rule: terms.U11}},
	})
	p := w.as(api.Repair).open("/console/cases/" + id)
	require.Equal(t, http.StatusOK, p.status)
	shown := html.UnescapeString(p.text)
	for _, g := range terms.Embedded().At(morning).Exclusions(terms.O7, terms.UsedDevice) {
		choice := `type="radio" name="ground" value="` + g.ID + `"`
		require.Contains(t, shown, g.JA)
		if g.DecidedBy == "" {
			require.Contains(t, shown, choice)
			require.Contains(t, shown, `<q lang="ja">`+g.Clause+`</q>`)
		} else {
			require.NotContains(t, shown, choice)
			require.Contains(t, shown, "("+string(g.DecidedBy)+")")
		}
	}
	require.NotContains(t, w.as(api.Shipping).open("/console/cases/"+id).text, "/actions/inspect")
}

func TestActionsOfARepair(t *testing.T) {
	w := newWorld(t)
	count := jst.Within(jst.DayOf(morning), 14)
	task := func(kind, desk string, why journal.Facts) []journal.Task {
		return []journal.Task{{Kind: kind, Desk: desk, Rule: terms.U1, Why: why}}
	}
	for id, c := range map[string]struct {
		state  string
		entry  journal.Entry
		role   api.Role
		offers []string
		not    []string
	}{
		"rpr_received": {
			repair.CaseReceived,
			journal.Entry{},
			api.Support,
			[]string{"confirm-checklist", "request-loaner", "withdraw-repair"},
			[]string{"leave-line", "take-in-at-shop", "inspect"},
		},
		"rpr_in_line": {
			repair.CaseReceived,
			journal.Entry{Facts: journal.Facts{"place_in_line": 2}},
			api.Repair,
			[]string{"leave-line"},
			[]string{"request-loaner", "ship-loaner"},
		},
		"rpr_reserved": {
			repair.CaseReceived,
			journal.Entry{Tasks: task(repair.TaskShipLoaner, journal.DeskShipping, nil)},
			api.Shipping,
			[]string{"ship-loaner"},
			[]string{"request-loaner", "ship-device"},
		},
		"rpr_lent": {
			repair.CaseReceived,
			journal.Entry{Armed: []journal.Deadline{
				journal.Due(repair.DeadlineTrouble+"-2", terms.U3, count), journal.Due(repair.DeadlineDeviceOrLoaner+"-2", terms.U5, count),
			}},
			api.Repair,
			[]string{"report-loaner-trouble", "withdraw-repair"},
			[]string{"request-loaner", "demand-loaner"},
		},
		"rpr_overdue": {
			repair.CaseReceived,
			journal.Entry{Tasks: task(repair.TaskInquiry, journal.DeskSupport, nil)},
			api.Support,
			[]string{"demand-loaner"},
			nil,
		},
		"rpr_on_hold": {repair.CaseOnHold, journal.Entry{}, api.Repair, []string{"agreement-present"}, []string{"agreement-missing", "inspect"}},
		"rpr_to_ship": {
			repair.CaseToShip,
			journal.Entry{Tasks: task(repair.TaskShip, journal.DeskShipping, journal.Facts{"outcome": repair.Repaired})},
			api.Shipping,
			[]string{"ship-device"},
			[]string{"hand-over"},
		},
		"rpr_delivered": {
			repair.CaseDelivered,
			journal.Entry{Armed: []journal.Deadline{journal.Due(repair.DeadlineRecurrence, terms.U8, count)}},
			api.Support,
			[]string{"report-recurrence"},
			[]string{"report-exchange-fault", "withdraw-repair"},
		},
		"rpr_fault": {repair.CaseFault, journal.Entry{}, api.Repair, []string{"confirm-exchange-fault", "reject-exchange-fault"}, nil},
	} {
		w.repairIn(id, c.state, c.entry)
		p := w.as(c.role).open("/console/cases/" + id)
		require.Equal(t, http.StatusOK, p.status, p.text)
		for _, name := range c.offers {
			require.Contains(t, p.text, "/actions/"+name+`"`, id)
		}
		for _, name := range c.not {
			require.NotContains(t, p.text, "/actions/"+name+`"`, id)
		}
	}
}

func TestFormsOfARepair(t *testing.T) {
	a := api.New(api.Deps{})
	s := subject{
		Terms: terms.Embedded().At(morning),
		CasePage: api.CasePage{
			Case:  api.Case{ID: "rpr_1", Kind: "repair"},
			Tasks: []api.Task{{Kind: repair.TaskShip, Why: map[string]any{"outcome": "exchange", "model": "reuse", "colour": "黒"}}},
			Timeline: []api.Entry{
				{CaseKind: "repair", Step: "parcel-booked-in/b1", Facts: map[string]any{"return": "ret_1", "booked_at": "2026-11-02T02:20:00Z"}},
				{CaseKind: "repair", Step: "handed-over/shp_1", Facts: map[string]any{"fact": 2.0, "delivered_at": "2026-11-01T02:20:00Z"}},
				{CaseKind: "repair", Step: "booking-corrected/ret_1", Facts: map[string]any{"return": "ret_1", "booked_at": "2026-11-03T02:20:00Z"}},
			},
			Charges: []api.Charge{
				{ID: "chg_1", Kind: "charge", Rule: terms.U7, Name: "loaner-damage", Amount: 8_000},
				{ID: "chg_2", Kind: "charge", Rule: terms.U6, Name: "loaner-price", Amount: 22_000},
			},
		},
	}
	body := func(name string, form url.Values) (map[string]any, map[string]string) {
		t.Helper()
		got, ok := find(s, name)
		require.True(t, ok, name)
		in, err := got.input(&pages.Site{API: a}, s, form)
		require.NoError(t, err)
		return in.Body.(map[string]any), in.Path
	}
	got, _ := body("inspect", url.Values{"finding": {"not_covered"}, "ground": {"abroad"}})
	require.Equal(t, map[string]any{"finding": "not_covered", "ground": "abroad"}, got)
	got, _ = body("inspect", url.Values{"finding": {"confirmed"}, "ground": {""}})
	require.Equal(t, map[string]any{"finding": "confirmed"}, got)
	got, _ = body("confirm-checklist", url.Values{"items": {"wiped", "lock_off"}})
	require.Equal(t, map[string]any{"items": []string{"wiped", "lock_off"}}, got)
	got, _ = body("ship-device", url.Values{"tracking_no": {"1234"}, "imei": {"490154203237518"}, "model": {"reuse"}, "colour": {"黒"}})
	require.Equal(t, map[string]any{
		"tracking_no": "1234", "imei": "490154203237518", "model": "reuse", "colour": "黒", "refurbished": false, "equal": false,
	}, got)
	got, _ = body("inspect-loaner", url.Values{"damaged": {"yes"}, "cost": {"8000"}})
	require.Equal(t, map[string]any{"damaged": true, "cost": int64(8_000)}, got)
	got, _ = body("agreement-missing", url.Values{})
	require.Equal(t, map[string]any{"present": false}, got)

	require.Len(t, bookings(s), 1, "a corrected booking is one record")
	got, _ = body("correct-booking", url.Values{"return_id": {"ret_1"}, "booked_at": {"2026-11-04T09:30"}})
	require.Equal(t, map[string]any{"return_id": "ret_1", "booked_at": "2026-11-04T09:30:00+09:00"}, got)
	got, _ = body("correct-delivery", url.Values{"fact": {"2"}, "delivered_at": {"2026-11-02T09:30"}})
	require.Equal(t, int64(2), got["fact"])
	require.Len(t, entered(s), 1, "a price follows from a day and is no desk's word")
	got, path := body("correct-amount", url.Values{"id": {"chg_1"}, "amount": {"３,２００"}})
	require.Equal(t, map[string]any{"amount": int64(3_200)}, got)
	require.Equal(t, "chg_1", path["id"], "the charge, not the case")

	amount, _ := find(s, "correct-amount")
	_, err := amount.input(&pages.Site{API: a}, s, url.Values{"id": {"chg_1"}, "amount": {"eight"}})
	var refused *api.Problem
	require.ErrorAs(t, err, &refused)
	require.Equal(t, "数字で入力してください(例: 8000)。", refused.Fields[0].JA)
	s.Timeline = nil
	for _, name := range []string{"correct-delivery", "correct-booking"} {
		correction, _ := find(s, name)
		require.NotPanics(t, func() { _, err = correction.input(&pages.Site{API: a}, s, url.Values{}) }, "a case without such a record")
		require.Error(t, err)
	}
}
