package api

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/ids"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
)

func (w *world) audited(f postgres.AuditFilter) []postgres.AuditRow {
	w.t.Helper()
	rows, err := postgres.Audit(w.t.Context(), w.Pool, f, postgres.Place{}, 200)
	require.NoError(w.t, err)
	return rows
}

// TestWhatStaffDoIsAudited covers a command that is done, refused, forbidden and
// sent again; what members and machines do is not written here.
func TestWhatStaffDoIsAudited(t *testing.T) {
	w := newWorld(t)
	claim := ids.New("clm")
	w.commit(claim, w.taro, noon)
	tasks, err := postgres.Tasks(t.Context(), w.Pool, postgres.TaskFilter{Desk: "repair"}, postgres.Place{}, 1)
	require.NoError(t, err)
	path := "/v1/tasks/" + tasks[0].ID
	post := func(path string, role Role, headers ...string) reply {
		return w.call(http.MethodPost, path, w.token[role], nil, headers...)
	}
	w.at = noon.Add(time.Hour)
	require.Equal(t, http.StatusOK, post(path+"/claim", Repair, "Idempotency-Key", "one-key-1").status)
	require.Equal(t, http.StatusOK, post(path+"/claim", Repair, "Idempotency-Key", "one-key-1").status, "sent again")
	require.GreaterOrEqual(t, post(path+"/claim", Billing).status, 400)
	post(path+"/claim", Admin).problem(http.StatusForbidden, refusal.Forbidden)
	post(path+"/claim", Member).problem(http.StatusForbidden, refusal.Forbidden)
	post(path+"/claim", Courier).problem(http.StatusForbidden, refusal.Forbidden)
	w.get("/v1/cases/"+claim, Repair)

	rows := w.audited(postgres.AuditFilter{Action: "claimTask"})
	require.Len(t, rows, 3)
	for i, want := range []postgres.AuditRow{
		{Role: "admin", Outcome: "refused", Code: refusal.Forbidden},
		{Role: "desk:billing", Outcome: "refused"},
		{Role: "desk:repair", Outcome: "done", Case: claim},
	} {
		got := rows[i]
		require.Equal(t, want.Role, got.Role)
		require.Equal(t, want.Outcome, got.Outcome)
		require.Equal(t, tasks[0].ID, got.Subject)
		require.True(t, got.At.Equal(w.at))
		require.True(t, ids.Is("tok", got.Actor))
		require.Equal(t, "test", got.Name)
		if want.Code != "" {
			require.Equal(t, want.Code, got.Code)
		}
		if want.Case != "" {
			require.Equal(t, want.Case, got.Case)
		}
	}
	require.Len(t, w.audited(postgres.AuditFilter{}), 3, "reads, members and machines leave no line")
}

func TestWhatWasTypedIsNotAudited(t *testing.T) {
	w := newWorld(t)
	phone := "09012345678"
	w.call(http.MethodPost, "/v1/tasks/"+phone+"/claim", w.token[Repair], nil).problem(http.StatusNotFound, refusal.NotFound)
	rows := w.audited(postgres.AuditFilter{})
	require.Len(t, rows, 1)
	text, err := json.Marshal(rows)
	require.NoError(t, err)
	require.NotContains(t, string(text), phone)
}

func TestTheAuditListIsRead(t *testing.T) {
	w := newWorld(t)
	for i := range 5 {
		w.at = noon.Add(time.Duration(i) * time.Hour)
		w.call(http.MethodPost, "/v1/staff/"+ids.New("stf")+"/password-reset", w.token[Admin], nil).problem(http.StatusNotFound, refusal.NotFound)
	}
	w.get("/v1/audit", Support).problem(http.StatusForbidden, refusal.Forbidden)
	var all []Audited
	for cursor := ""; ; {
		var page Page[Audited]
		w.get("/v1/audit?limit=2&cursor="+cursor, Admin).into(&page)
		all = append(all, page.Items...)
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	require.Len(t, all, 5)
	for i, line := range all {
		require.Equal(t, "resetStaffPassword", line.Action)
		require.Equal(t, "not_found", line.Code)
		require.True(t, line.At.Equal(noon.Add(time.Duration(4-i)*time.Hour)), "the newest first")
	}
	count := func(query url.Values) int {
		var page Page[Audited]
		w.get("/v1/audit?"+query.Encode(), Admin).into(&page)
		return len(page.Items)
	}
	require.Equal(t, 5, count(url.Values{"actor": {all[0].Actor}}))
	require.Equal(t, 0, count(url.Values{"actor": {"stf_x"}}))
	require.Equal(t, 1, count(url.Values{"subject": {all[0].Subject}}))
	require.Equal(t, 0, count(url.Values{"outcome": {"done"}}))
	require.Equal(t, 2, count(url.Values{
		"from": {noon.Add(time.Hour).Format(time.RFC3339)}, "to": {noon.Add(3 * time.Hour).Format(time.RFC3339)},
	}), "from inclusive, to exclusive")
}

// TestADocumentIsNotShownUnaudited has the audit list fail: then nothing is shown.
func TestADocumentIsNotShownUnaudited(t *testing.T) {
	u := newUploading(t)
	w, application := u.world, u.application
	var uploaded File
	r := u.upload(u.session(), "front", "a.jpg", example(t, "drivers-licence-front.jpg"))
	require.NoError(t, json.Unmarshal(r.body, &uploaded), string(r.body))
	file := uploaded.ID
	require.Equal(t, http.StatusOK, w.get("/v1/documents/"+file, Identity).status)
	rows := w.audited(postgres.AuditFilter{Action: "getDocument"})
	require.Len(t, rows, 1)
	require.Equal(t, file, rows[0].Subject)
	require.Equal(t, application, rows[0].Case)
	require.Equal(t, postgres.AuditDone, rows[0].Outcome)
	w.get("/v1/documents/"+file, Support).problem(http.StatusForbidden, refusal.Forbidden)
	require.Len(t, w.audited(postgres.AuditFilter{Action: "getDocument", Outcome: "refused"}), 1)

	_, err := w.Pool.Exec(t.Context(), `alter table audit add check (action <> 'getDocument') not valid`)
	require.NoError(t, err)
	w.get("/v1/documents/"+file, Identity).problem(http.StatusInternalServerError, "internal")
}
