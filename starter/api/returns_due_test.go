package api

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/jst"
	"kigen/internal/papers"
	"kigen/internal/postgres"
)

// N-5, C-10: a return says until when it is to be back, why then, and what is
// charged else; to its member and the staff alone.
func TestAReturnSaysWhatItWaitsFor(t *testing.T) {
	w := claiming(t)
	var page ReturnPage
	w.delivered()
	id := ""
	require.NoError(t, w.Pool.QueryRow(t.Context(), `select id from returns where case_id = 'clm_1'`).Scan(&id))
	w.get("/v1/returns/"+id, Member).into(&page)
	require.Equal(t, papers.OldDevice, page.Kind)
	require.EqualValues(t, 40_000, page.Fine)
	require.Len(t, page.Due, 1)
	due := page.Due[0]
	require.Equal(t, "old-device-back", due.Name)
	require.Equal(t, jst.DayOf(w.at).AddDays(14).String(), due.LastGoodDay)
	require.EqualValues(t, 40_000, due.Amount)
	require.NotEmpty(t, due.Why.JA)
	require.Equal(t, "N-5", string(due.Why.Clause.Rule))

	w.call(http.MethodGet, "/v1/returns/"+id, w.issue(Member, w.hanae), nil).problem(http.StatusNotFound, "not_found")
	w.get("/v1/returns/"+id, Courier).problem(http.StatusForbidden, "forbidden")
	w.get("/v1/returns/ret_none", Support).problem(http.StatusNotFound, "not_found")
}

// U-4, U-5, U-6: a loaner goes by the deadlines of its own number, the broken
// device by those of the loaner that was lent last; what moved is not told.
func TestDeadlinesOfAReturn(t *testing.T) {
	moved := "moved"
	rows := []postgres.DeadlineRow{
		{Name: "device-after-loaner", Outcome: &moved},
		{Name: "device-or-loaner-back"},
		{Name: "loaner-back"},
		{Name: "loaner-asked-back"},
		{Name: "loaner-back-2"},
		{Name: "device-or-loaner-back-2"},
		{Name: "recurrence"},
	}
	names := func(kind, of string, no int) (all []string) {
		for _, d := range standing(postgres.ReturnRow{Kind: kind, CaseKind: of, No: no}, rows) {
			all = append(all, d.Name)
		}
		return all
	}
	require.Equal(t, []string{"device-or-loaner-back", "loaner-back", "loaner-asked-back"}, names(papers.Loaner, "repair", 1))
	require.Equal(t, []string{"loaner-back-2", "device-or-loaner-back-2"}, names(papers.Loaner, "repair", 2))
	require.Equal(t, []string{"device-or-loaner-back-2"}, names(papers.BrokenDevice, "repair", 1))
	require.Empty(t, names(papers.BrokenDevice, guaranteeClaim, 1))
	require.Empty(t, names(papers.UsedDevice, "exchange", 1))
}
