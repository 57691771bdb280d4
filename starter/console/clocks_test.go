package console

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/mocks"

	"kigen/internal/testclock"
	"kigen/starter/api"
	"kigen/starter/engine"
)

// inDevelopment gives the API test clocks on an engine on which nothing runs.
func inDevelopment(d *api.Deps) {
	gone := serviceerror.NewNotFound("no such process")
	client := &mocks.Client{}
	client.On("DescribeWorkflowExecution", mock.Anything, mock.Anything, mock.Anything).Return(nil, gone)
	client.On("QueryWorkflowWithOptions", mock.Anything, mock.Anything).Return(nil, gone)
	client.On("ExecuteWorkflow", mock.Anything, mock.Anything, mock.Anything, mock.Anything).Return(&mocks.WorkflowRun{}, nil)
	d.Clocks = testclock.New(client, "default")
	d.Engine = engine.New(client, func() time.Time { return morning })
}

func TestAClockIsMovedToADay(t *testing.T) {
	w := newWorld(t, inDevelopment)
	b := w.as(api.Billing)
	require.Contains(t, b.open("/console/clocks").text, "旧端末が戻らない")
	page := "/console/clocks/" + clock1
	p := b.open(page)
	require.Contains(t, p.text, "2026年11月20日(金) 09:00")
	require.Contains(t, p.text, "待っている予定はありません。")
	require.NotContains(t, p.text, "この間に起きたこと")

	p = b.submit(page+"/advance", url.Values{"key": {p.hidden("key")}, "day": {"2026-11-24"}, "time": {"08:30"}})
	require.Equal(t, http.StatusOK, p.status, p.text)
	require.Contains(t, p.text, "2026年11月24日(火) 08:30")
	require.Contains(t, p.text, "この間に記録された出来事はありません。")

	p = b.open(page + "?from=2026-11-02T00:00:00Z")
	require.Contains(t, p.text, "旧端末の返却を判定しました")
	require.Contains(t, p.text, "/console/cases/"+claim, "whose it was")
	require.NotContains(t, p.text, "交換用端末をお届けしました", "that was before")

	p = b.submit(page+"/advance", url.Values{"key": {"back-in-time"}, "day": {"2026-11-01"}})
	require.Equal(t, http.StatusConflict, p.status)
	require.Contains(t, p.text, "時計を過去に戻すことはできません。")
	p = b.submit(page+"/advance", url.Values{"key": {"no-day-at-all"}})
	require.Equal(t, http.StatusUnprocessableEntity, p.status)
	require.Contains(t, p.text, "日付と時刻を入力してください。")
}

func TestWhatHappenedAtOnceIsToldInItsOrder(t *testing.T) {
	steps := []api.Entry{{Step: "third", At: morning.Add(time.Hour)}, {Step: "second", At: morning}, {Step: "first", At: morning}, {Step: "before", At: morning.Add(-time.Hour)}}
	var told []string
	for _, e := range since(steps, morning.Add(-time.Hour), func(e api.Entry) time.Time { return e.At }) {
		told = append(told, e.Step)
	}
	require.Equal(t, []string{"first", "second", "third"}, told)
}
