package api

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/jst"
	"kigen/internal/postgres"
)

func (w *world) search(text string, role Role) (found SearchResult) {
	w.t.Helper()
	w.call(http.MethodPost, "/v1/searches", w.token[role], map[string]string{"text": text}).into(&found)
	return found
}

// TestPersonalDataIsFoundByWhoMaySeeMembers holds the search to the access table.
func TestPersonalDataIsFoundByWhoMaySeeMembers(t *testing.T) {
	w := newWorld(t)
	w.commit("clm_1", w.taro, noon)
	_, err := w.Pool.Exec(t.Context(), `insert into lines (id, member_id, kind, plan, phone_number, use_start, activated_at)
		values ('lin_1', $1, 'voice', 'light_start', '09012345678', '2026-05-22', $2)`, w.taro, noon)
	require.NoError(t, err)
	for _, typed := range []string{"山田　太郎", "やまだ", "Yamada Taro", w.taro + "@example.jp", "090-1234-5678"} {
		for _, role := range []Role{Support, Identity} {
			found := w.search(typed, role)
			require.False(t, found.Withheld)
			require.NotEmpty(t, append(found.Members, FoundMember{})[0].Family+append(found.Lines, FoundLine{})[0].PhoneNumber, typed)
		}
		for _, role := range []Role{Shipping, Repair, Billing, Admin} {
			found := w.search(typed, role)
			require.True(t, found.Withheld, typed)
			require.Empty(t, found.Members)
			require.Empty(t, found.Lines)
		}
	}
	found := w.search(w.taro, Billing)
	require.Equal(t, []FoundMember{{ID: w.taro}}, found.Members, "the number without the name")
	require.False(t, found.Withheld)
	require.Equal(t, "clm_1", found.Cases[0].ID)
	require.Equal(t, "delivered-in-time", found.Cases[0].Deadline, "what is due next")

	w.call(http.MethodPost, "/v1/searches", w.token[Member], map[string]string{"text": w.taro}).problem(http.StatusForbidden, "forbidden")
	w.call(http.MethodPost, "/v1/member-names", w.token[Billing], map[string]any{"members": []string{w.taro}}).problem(http.StatusForbidden, "forbidden")
	var names MemberNames
	w.call(http.MethodPost, "/v1/member-names", w.token[Support], map[string]any{"members": []string{w.taro, "mem_none"}}).into(&names)
	require.Equal(t, []MemberName{{ID: w.taro, Family: "山田", Given: "太郎"}}, names.Members)
}

func TestASearchByPersonalDataIsAuditedWithoutItsText(t *testing.T) {
	w := newWorld(t)
	w.search("山田", Support)
	w.search("clm_5x8n4b6v", Support)
	w.search("山田", Billing)
	rows, err := postgres.Audit(t.Context(), w.Pool, postgres.AuditFilter{Action: "search"}, postgres.Place{}, 10)
	require.NoError(t, err)
	require.Len(t, rows, 1, "neither that by a number, nor one that found nobody")
	require.Equal(t, string(Support), rows[0].Role)
	require.Empty(t, rows[0].Subject)
}

func TestWhatLapsedOvernight(t *testing.T) {
	w := newWorld(t)
	w.at = jst.MakeDay(2026, 11, 24).At(9, 0) // a Tuesday; Monday is a holiday
	var counts LapseCounts
	w.get("/v1/lapse-counts", Support).into(&counts)
	require.True(t, counts.From.Equal(jst.MakeDay(2026, 11, 20).At(18, 0)), "since Friday evening")
	require.True(t, counts.Until.Equal(w.at))
	require.Empty(t, counts.Items)
	require.NoError(t, postgres.PutClosedDay(t.Context(), w.Pool, postgres.ClosedDay{Day: jst.MakeDay(2026, 11, 20), Name: "創立記念日"}))
	w.get("/v1/lapse-counts", Support).into(&counts)
	require.True(t, counts.From.Equal(jst.MakeDay(2026, 11, 19).At(18, 0)), "the operator's own closed days count, too")

	w.commit("clm_1", w.taro, noon) // its delivery is due by the 22nd, 12:00
	_, err := w.Pool.Exec(t.Context(), `update deadlines set outcome = 'lapsed', settled_at = lapse, settled_step = 'delivered' where name = 'delivered-in-time'`)
	require.NoError(t, err)
	w.get("/v1/lapse-counts", Support).into(&counts)
	require.Len(t, counts.Items, 1)
	require.Equal(t, LapseCount{Rule: "N-6", Name: "delivered-in-time", Desk: "shipping", Count: 1, Charges: 1, Amount: 5_500, Notices: 1, Tasks: 1}, counts.Items[0])
	var page Page[Lapse]
	w.get("/v1/lapses?desk=shipping", Support).into(&page)
	require.Len(t, page.Items, 1)
	require.Equal(t, "old-device-awaited", page.Items[0].State)
	require.EqualValues(t, 5_500, page.Items[0].Charges[0].Amount)
	require.Len(t, page.Items[0].Notices, 1)
	require.Equal(t, "repair", page.Items[0].Tasks[0].Desk)
	w.get("/v1/lapses?desk=billing", Support).into(&page)
	require.Empty(t, page.Items)
}

func TestWhatFallsDueIsCounted(t *testing.T) {
	w := newWorld(t)
	w.commit("clm_1", w.taro, noon) // the 20th: a task within the hour, a delivery by the 22nd 12:00, a device back by 4 Dec
	var tasks TaskCounts
	w.get("/v1/task-counts", Repair).into(&tasks)
	require.Len(t, tasks.Desks, 5)
	require.Equal(t, DeskTasks{Desk: "repair", Open: 1, Unclaimed: 1, DueToday: 1}, tasks.Desks[2])
	var forecast Forecast
	w.get("/v1/deadline-forecast?days=3", Support).into(&forecast)
	require.Equal(t, "2026-11-20", forecast.Days[0].String())
	require.Equal(t, []int{0, 0, 1}, forecast.Desks[1].Deadlines, "shipping's")
	require.Equal(t, []int{1, 0, 0}, forecast.Desks[2].Tasks, "repair's")
	var due DueDays
	w.get("/v1/deadline-days?from=2026-12-01&through=2026-12-31", Support).into(&due)
	require.Len(t, due.Days, 1)
	require.Equal(t, "2026-12-04", due.Days[0].Day.String(), "C-5: what lapses at 00:00 is due on the day before")
	require.Equal(t, []DueCount{{Rule: "N-5", Name: "old-device-back", Outcome: "open", Count: 1}}, due.Days[0].Items)
	w.get("/v1/deadline-days?from=2026-12-01&through=2027-12-31", Support).problem(http.StatusUnprocessableEntity, "invalid")

	var page Page[Deadline]
	for query, n := range map[string]int{
		"from=2026-12-04&through=2026-12-04": 1, "from=2026-12-05": 0, "through=2026-12-03": 1, "kind=repair": 0, "kind=replacement": 2,
	} {
		w.get("/v1/deadlines?"+query, Support).into(&page)
		require.Len(t, page.Items, n, query)
	}
	var held Page[Task]
	w.get("/v1/tasks?held=mine", Repair).into(&held)
	require.Empty(t, held.Items)
	w.get("/v1/tasks?held=nobody", Repair).into(&held)
	require.Len(t, held.Items, 1)
}

func TestViewsAreKept(t *testing.T) {
	w := newWorld(t)
	save := func(role Role, name, query string) reply {
		return w.call(http.MethodPost, "/v1/views", w.token[role], map[string]string{"name": name, "query": query})
	}
	var view View
	save(Support, " 今週の  返却 ", "rule=N-5&desk=shipping").into(&view)
	require.Equal(t, "今週の 返却", view.Name)
	require.Equal(t, "desk=shipping&rule=N-5", view.Query)
	var all Views
	w.get("/v1/views", Billing).into(&all)
	require.Empty(t, all.Items, "they are the person's own")
	require.Equal(t, http.StatusNotFound, w.call(http.MethodDelete, "/v1/views/"+view.ID, w.token[Billing], nil).status)
	require.Equal(t, http.StatusNoContent, w.call(http.MethodDelete, "/v1/views/"+view.ID, w.token[Support], nil).status)
	save(Support, "  ", "").problem(http.StatusUnprocessableEntity, "invalid")
	save(Support, "a", "%zz").problem(http.StatusUnprocessableEntity, "invalid")
}
