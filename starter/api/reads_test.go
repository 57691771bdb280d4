package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/casefile"
	"kigen/internal/devices"
	"kigen/internal/identity"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/lines"
	"kigen/internal/options"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

func TestPagesAreWhole(t *testing.T) {
	w := newWorld(t)
	for i := range 7 {
		// Three pairs share an instant: the order goes on by the ID.
		w.commit(fmt.Sprintf("clm_%d", i), w.taro, noon.Add(time.Duration(i/2)*time.Hour))
	}
	for path, order := range map[string]func(a, b map[string]any) bool{
		"/v1/cases":                 newest("opened_at"),
		"/v1/charges":               newest("at"),
		"/v1/notices":               newest("at"),
		"/v1/deadlines":             func(a, b map[string]any) bool { return a["lapse"].(string) <= b["lapse"].(string) },
		"/v1/tasks":                 func(a, b map[string]any) bool { return a["due"].(string) <= b["due"].(string) },
		"/v1/journal":               newest("at"),
		"/v1/deadlines?outcome=met": nil,
		"/v1/tasks?state=closed":    nil,
		"/v1/lines":                 nil,
		"/v1/devices":               nil,
		"/v1/device-models":         nil,
		"/v1/tokens":                nil,
	} {
		var whole Page[map[string]any]
		w.get(path, Admin).into(&whole)
		require.Empty(t, whole.Next, path)
		var pieces []map[string]any
		for cursor, n := "", 0; n == 0 || cursor != ""; n++ {
			require.Less(t, n, 20, path)
			separator := "?"
			if len(path) > 14 && path[13] == '?' || path == "/v1/tasks?state=closed" || path == "/v1/deadlines?outcome=met" {
				separator = "&"
			}
			var page Page[map[string]any]
			w.get(path+separator+"limit=2&cursor="+cursor, Admin).into(&page)
			require.LessOrEqual(t, len(page.Items), 2)
			pieces, cursor = append(pieces, page.Items...), page.Next
		}
		require.Equal(t, whole.Items, append([]map[string]any{}, pieces...), path)
		for i := 1; order != nil && i < len(pieces); i++ {
			require.True(t, order(pieces[i-1], pieces[i]), "%s: %v then %v", path, pieces[i-1], pieces[i])
		}
	}
}

func newest(name string) func(a, b map[string]any) bool {
	return func(a, b map[string]any) bool { return a[name].(string) >= b[name].(string) }
}

// TestADeadlineSaysWhy covers C-2, C-5 and C-12 as they are shown, with the
// clause of N-5.
func TestADeadlineSaysWhy(t *testing.T) {
	w := newWorld(t)
	w.commit("clm_1", w.taro, jst.MakeDay(2026, 11, 1).At(15, 0))
	var page Page[Deadline]
	w.get("/v1/deadlines?rule=N-5", Admin).into(&page)
	require.Len(t, page.Items, 1)
	d := page.Items[0]
	require.Equal(t, "2026-11-15", d.LastGoodDay)
	require.Equal(t, jst.MakeDay(2026, 11, 16).Start(), d.Lapse.UTC())
	require.Equal(t, "within", d.Why.Way)
	require.Equal(t, 14, *d.Why.N)
	require.Equal(t, "2026-11-01", d.Why.EventDay.String())
	require.Contains(t, d.Why.JA, "11月1日")
	require.Contains(t, d.Why.EN, "C-2")
	require.EqualValues(t, "N-5", d.Why.Clause.Rule)
	require.NotEmpty(t, d.Why.Clause.Passage)
	require.NotEmpty(t, d.Why.Clause.PlaceJA)

	w.get("/v1/deadlines?desk=shipping", Admin).into(&page)
	require.Len(t, page.Items, 1)
	require.Contains(t, page.Items[0].Why.JA, "C-12")
	require.Contains(t, page.Items[0].Why.EN, "C-5")
	for query, n := range map[string]int{
		"until=2026-11-16T00:00:00%2B09:00": 1, "until=2026-11-16T00:00:01%2B09:00": 2, "outcome=lapsed": 0,
		"case=clm_1": 2, "case=clm_2": 0, "member=" + w.taro: 2, "member=" + w.hanae: 0, "clock=clk_none": 0,
	} {
		w.get("/v1/deadlines?"+query, Admin).into(&page)
		require.Len(t, page.Items, n, query)
	}
}

// TestAnEffectIsNothingToBeLateFor covers K-1, O-3 and S-8 beside C-5.
func TestAnEffectIsNothingToBeLateFor(t *testing.T) {
	a := New(Deps{Terms: terms.Embedded()})
	at := jst.MakeDay(2026, 12, 1).Start()
	why := func(name string, rule terms.ID) Why {
		return a.why(postgres.DeadlineRow{Name: name, Rule: string(rule), Terms: "2026-04-01", Lapse: at, SettlesAt: at})
	}
	effect := why(lines.DeadlineEffect, terms.K1)
	require.True(t, effect.Effect)
	require.Equal(t, "2026年12月1日(火)0時に解約の効力が生じます。(K-1)", effect.JA)
	require.Equal(t, "The line ends on Tue 1 Dec 2026, 00:00 Japan time. (K-1)", effect.EN)
	require.Contains(t, why(identity.DeadlineInvitation, terms.S8).EN, "goes out")
	require.Equal(t, "2026年12月1日(火)0時にオプションが終了します。", why(options.DeadlineEnd, terms.O3).JA)
	lastChance := why(lines.DeadlineWithdrawal, terms.K2)
	require.False(t, lastChance.Effect)
	require.Contains(t, lastChance.EN, "C-5")
}

func TestACasePage(t *testing.T) {
	w := newWorld(t)
	w.commit("clm_1", w.taro, noon)
	var c CasePage
	w.get("/v1/cases/clm_1", Support).into(&c)
	require.Equal(t, "replacement", c.Kind)
	require.Len(t, c.Timeline, 1)
	require.Equal(t, "tok_x", c.Timeline[0].Actor.ID)
	require.Len(t, c.Deadlines, 2)
	require.EqualValues(t, 5_500, c.Total)
	require.NotEmpty(t, c.Charges[0].Clause.Passage)
	require.Equal(t, map[string]any{"use": 1.0}, c.Charges[0].Why)
	require.Len(t, c.Tasks, 1)

	var letter LetterPage
	w.get("/v1/notices/"+c.Notices[0].ID, Support).into(&letter)
	require.NotEmpty(t, letter.Subject)
	require.Contains(t, letter.Text, "山田")
	require.Contains(t, letter.HTML, "<")
	for query, n := range map[string]int{
		"kind=replacement": 1, "kind=signup": 0, "state=open": 1, "state=closed": 0, "subject=dev_1": 1, "member=" + w.hanae: 0,
	} {
		var page Page[Case]
		w.get("/v1/cases?"+query, Support).into(&page)
		require.Len(t, page.Items, n, query)
	}
}

// TestACaseCountsWhatWasWaived covers B-9: the waiver is an entry of its own
// case, and yet the sum of the charge's case is what is owed.
func TestACaseCountsWhatWasWaived(t *testing.T) {
	w := newWorld(t)
	w.commit("clm_1", w.taro, noon)
	var c CasePage
	w.get("/v1/cases/clm_1", Support).into(&c)
	_, err := (&postgres.Ledger{Pool: w.Pool}).Commit(context.Background(), journal.Entry{
		Case: "wvr_1", Step: "decided", At: noon, Actor: journal.Actor{Role: "desk:billing", ID: "tok_b"}, Rules: []terms.ID{terms.B9},
		Terms: "2026-04-01", State: "approved",
		Opens: &journal.Case{Kind: "waiver", WorkflowID: "waiver/" + c.Charges[0].ID, Member: w.taro, Subject: c.Charges[0].ID},
		Charges: []journal.Charge{{
			Name: "waiver", Rule: terms.B9, Kind: journal.Waiver, Amount: yen.Of(-5_500), Tax: terms.Taxed, At: noon.Add(time.Hour), Cancels: c.Charges[0].ID,
			Why: journal.Facts{"reason": "illness", "asked_by": "tok_a", "approved_by": "tok_b"},
		}},
	}, json.RawMessage("null"))
	require.NoError(t, err)
	c = CasePage{}
	w.get("/v1/cases/clm_1", Support).into(&c)
	require.Len(t, c.Charges, 2)
	require.Zero(t, c.Total)
	require.Equal(t, "tok_a", c.Charges[1].Why["asked_by"])
	c = CasePage{}
	w.get("/v1/cases/wvr_1", Support).into(&c)
	require.EqualValues(t, -5_500, c.Total)

	var charges Page[Charge]
	for _, path := range []string{"/v1/cases/clm_1", "/v1/charges"} {
		reply := w.get(path, Member)
		require.Equal(t, http.StatusOK, reply.status)
		require.NotContains(t, string(reply.body), "tok_", "who works at a desk is the desk's")
	}
	w.get("/v1/charges", Member).into(&charges)
	require.Len(t, charges.Items, 2)
}

func TestATaskIsTakenUpByOnePerson(t *testing.T) {
	w := newWorld(t, onClocks)
	w.commit("clm_1", w.taro, noon)
	var page Page[Task]
	w.get("/v1/tasks", Repair).into(&page)
	require.Len(t, page.Items, 1, "a desk sees its own list")
	task := "/v1/tasks/" + page.Items[0].ID
	w.get("/v1/tasks", Billing).into(&page)
	require.Empty(t, page.Items)

	act := func(what, token string) reply { return w.call(http.MethodPost, task+what, token, nil) }
	second := w.issue(Repair, "")
	var claimed Task
	act("/claim", w.token[Repair]).into(&claimed)
	require.NotEmpty(t, claimed.ClaimedBy)
	act("/claim", w.token[Repair]).into(&claimed)
	act("/claim", second).problem(http.StatusConflict, refusal.Conflict)
	act("/release", second).problem(http.StatusConflict, refusal.Conflict)
	act("/claim", w.token[Billing]).problem(http.StatusForbidden, refusal.Forbidden)
	act("/release", w.token[Repair]).into(&claimed)
	later := noon.AddDate(0, 1, 0)
	w.exec(`insert into test_clocks (id, name, instant) values ('clk_1', 'later', $1)`, later)
	w.exec(`update cases set clock_id = 'clk_1'`)
	act("/claim", second).into(&claimed)
	require.True(t, claimed.ClaimedAt.Equal(later), "in its case's time")
	w.call(http.MethodPost, "/v1/tasks/tsk_none/claim", second, nil).problem(http.StatusNotFound, refusal.NotFound)
	_, err := w.Pool.Exec(context.Background(), `update tasks set closed_at = $1, closed_step = 'x', outcome = 'done'`, noon)
	require.NoError(t, err)
	act("/claim", second).problem(http.StatusConflict, refusal.State)
}

// TestADeskEndsWhatItLookedInto covers C-13's task and N-5's: no step of the case
// ends them, so the desk's word does, once, on record.
func TestADeskEndsWhatItLookedInto(t *testing.T) {
	w := newWorld(t)
	w.commit("clm_1", w.taro, noon)
	var page Page[Task]
	w.get("/v1/tasks", Repair).into(&page)
	finish := func(id string, role Role) reply {
		return w.call(http.MethodPost, "/v1/tasks/"+id+"/finish", w.token[role], map[string]any{"outcome": "nothing_to_do"})
	}
	require.False(t, page.Items[0].Look)
	finish(page.Items[0].ID, Repair).problem(http.StatusConflict, refusal.State)

	_, err := (&postgres.Ledger{Pool: w.Pool}).Commit(context.Background(), journal.Entry{
		Case: "clm_1", Step: "delivered/ref-2", At: noon, Actor: journal.Actor{Role: "courier"}, Rules: []terms.ID{terms.C13}, Terms: "2026-04-01",
		Tasks: []journal.Task{
			{Kind: casefile.TaskCourier, Desk: journal.DeskShipping, Rule: terms.C13},
			{Kind: devices.TaskWaiver, Desk: journal.DeskBilling, Rule: terms.N5},
		},
	}, json.RawMessage("null"))
	require.NoError(t, err)
	w.get("/v1/tasks", Shipping).into(&page)
	require.True(t, page.Items[0].Look)
	finish(page.Items[0].ID, Billing).problem(http.StatusForbidden, refusal.Forbidden)
	var done Task
	finish(page.Items[0].ID, Shipping).into(&done)
	require.Equal(t, "nothing_to_do", done.Outcome)
	require.NotNil(t, done.ClosedAt)
	finish(page.Items[0].ID, Shipping).problem(http.StatusConflict, refusal.State)

	var c CasePage
	w.get("/v1/cases/clm_1", Shipping).into(&c)
	last := c.Timeline[len(c.Timeline)-1]
	require.Equal(t, casefile.TaskCourier, last.Facts["task"])
	require.Equal(t, "desk:shipping", last.Actor.Role)
	w.get("/v1/tasks", Billing).into(&page)
	require.Len(t, page.Items, 1, "the other one is open")
}

// TestReferenceData covers what is registered before the first sign-up: O-1, S-4, C-6.
func TestReferenceData(t *testing.T) {
	w := newWorld(t)
	put := func(path string, body any) reply { return w.call(http.MethodPut, path, w.token[Admin], body) }
	model := map[string]any{"name": "Phone 9", "maker": "Maker", "os": "android", "class": "new", "price": 52800, "compensation_fee": 550}
	require.Equal(t, http.StatusOK, put("/v1/device-models/phone-9", model).status)
	model["compensation_fee"] = 551
	put("/v1/device-models/phone-9", model).problem(http.StatusUnprocessableEntity, refusal.Invalid)
	var models Page[DeviceModel]
	w.get("/v1/device-models", "").into(&models)
	require.EqualValues(t, 550, *models.Items[0].CompensationFee)

	add := func(codes ...EntryCode) reply {
		return w.call(http.MethodPost, "/v1/entry-codes", w.token[Admin], map[string]any{"codes": codes})
	}
	var added Added
	add(EntryCode{"AAAA-1", "voice"}, EntryCode{"AAAA-2", "data"}).into(&added)
	require.Equal(t, 2, added.Added)
	add(EntryCode{"AAAA-1", "voice"}, EntryCode{"AAAA-3", "sms"}).into(&added)
	require.Equal(t, 1, added.Added)
	require.EqualValues(t, "S-4", add(EntryCode{"AAAA-4", "sms"}, EntryCode{"AAAA-1", "sms"}).problem(http.StatusConflict, refusal.Conflict).Rule)

	require.Equal(t, http.StatusOK, put("/v1/closed-days/2026-12-28", map[string]any{"name": "棚卸し"}).status)
	put("/v1/closed-days/2026-13-01", map[string]any{"name": "x"}).problem(http.StatusUnprocessableEntity, refusal.Invalid)
	var days ClosedDays
	w.get("/v1/closed-days", Support).into(&days)
	require.Len(t, days.Items, 1)
	require.Equal(t, "2026-12-28", days.Items[0].Day.String())
}

func TestTheTermsOfAnInstant(t *testing.T) {
	w := newWorld(t)
	var page TermsPage
	w.get("/v1/terms", "").into(&page)
	require.Equal(t, w.Terms.At(noon).Name, page.Version)
	require.NotEmpty(t, page.Rules)
	w.get("/v1/terms?version="+page.Versions[0], "").into(&page)
	require.Equal(t, page.Versions[0], page.Version)
	w.get("/v1/terms?version=1999-01-01", "").problem(http.StatusNotFound, refusal.NotFound)
}
