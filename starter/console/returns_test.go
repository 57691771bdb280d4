package console

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/mocks"

	"kigen/internal/imei"
	"kigen/internal/jst"
	"kigen/starter/api"
	"kigen/starter/engine"
)

// expecting is a console whose replacement's old device is still to come; it
// counts the parcels that its process was told of.
func expecting(t *testing.T) (*world, *int) {
	t.Helper()
	told := new(int)
	w := newWorld(t, func(d *api.Deps) {
		client := &mocks.Client{}
		count := func(mock.Arguments) { *told++ }
		client.On("SignalWithStartWorkflow", mock.Anything, mock.Anything, mock.Anything, mock.Anything, mock.Anything, mock.Anything, mock.Anything).
			Run(count).Return(&mocks.WorkflowRun{}, nil)
		client.On("SignalWorkflow", mock.Anything, mock.Anything, mock.Anything, mock.Anything, mock.Anything).Run(count).Return(nil)
		d.Engine = engine.New(client, func() time.Time { return morning })
	})
	_, err := w.ledger.Pool.Exec(context.Background(), `insert into returns (id, case_id, member_id, kind, imei, slip_no, requested_at)
		values ('ret_1c0z2s7w9e3k7q2m9d5x8n4b6v', $1, $2, 'old-device', $3, 'RT-0001', $4)`,
		claim, taro, number, jst.MakeDay(2026, time.November, 1).At(12, 0))
	require.NoError(t, err)
	return w, told
}

var number = imei.WithCheck("35349108123456")

// TestAParcelIsBookedIn covers C-11.
func TestAParcelIsBookedIn(t *testing.T) {
	w, told := expecting(t)
	b := w.as(api.ReturnCentre)
	p := b.open("/console/returns")
	require.Equal(t, http.StatusOK, p.status)
	require.Contains(t, p.text, "まだありません。")

	p = b.submit("/console/returns", url.Values{"number": {"rt-unknown"}, "do": {"book"}})
	require.Equal(t, http.StatusNotFound, p.status)
	require.Contains(t, p.text, "返却予定がありません")
	require.Contains(t, p.text, `value="rt-unknown"`)
	require.Equal(t, http.StatusUnprocessableEntity, b.submit("/console/returns", url.Values{"number": {"　"}, "do": {"book"}}).status)

	p = b.submit("/console/returns", url.Values{"number": {"RT-0001"}, "do": {"look"}})
	require.Contains(t, p.text, claim)
	require.Equal(t, http.StatusOK, b.open("/console/rules/N-5").status)
	require.Zero(t, *told)

	p = b.submit("/console/returns", url.Values{"number": {"ＲＴ－０００１"}, "at": {"2026-11-16T09:30"}, "do": {"book"}})
	require.Contains(t, p.text, "受け付けました。")
	require.Equal(t, 1, *told)
	require.Contains(t, b.open("/console/returns").text, "RT-0001", "what was booked in stays in sight")
	require.NotContains(t, p.path, number)
}

// TestABatchHasAResultForEachLine covers C-11.
func TestABatchHasAResultForEachLine(t *testing.T) {
	w, told := expecting(t)
	b := w.as(api.ReturnCentre)
	lines := strings.Join([]string{
		"RT-0001\t2026-11-16 09:30", number + ", 2026-11-16 09:30", "RT-9999, 2026-11-16 09:30", "RT-0001, someday", "RT-0001, 2027-02-01 10:00", `<script>alert(1)</script>`,
	}, "\r\n")
	p := b.submit("/console/returns/batch", url.Values{"lines": {lines}})
	require.Equal(t, http.StatusOK, p.status)
	require.Equal(t, 2, strings.Count(p.text, "受け付けました</span>"))
	require.Equal(t, 4, strings.Count(p.text, "受け付けられません</span>"))
	require.Contains(t, p.text, "現在より後の日時です。")
	require.Contains(t, p.text, "日時を読み取れません")
	require.NotContains(t, p.text, "<script>alert")
	require.Contains(t, p.text, "RT-9999, 2026-11-16 09:30\nRT-0001, someday", "what was refused is left to be mended")
	require.Equal(t, 2, *told)
	require.Equal(t, w.console.parcel("RT-0001", morning).Reference, w.console.parcel("rt0001", morning).Reference, "one parcel, however it is written")

	require.Equal(t, http.StatusUnprocessableEntity, b.submit("/console/returns/batch", url.Values{"lines": {" \n"}}).status)
	for _, lines := range []int{maxBookings + 1, 20 * maxBookings} {
		many := strings.Repeat("RT-0001\n", lines)
		require.Contains(t, b.submit("/console/returns/batch", url.Values{"lines": {many}}).text, "500行まで")
	}
}

// TestABatchThatFailsIsLeftInItsForm covers C-11: it is sent again as it is.
func TestABatchThatFailsIsLeftInItsForm(t *testing.T) {
	w, _ := expecting(t)
	client := &mocks.Client{}
	for _, call := range []string{"SignalWithStartWorkflow", "SignalWorkflow"} {
		client.On(call, mock.Anything, mock.Anything, mock.Anything, mock.Anything, mock.Anything, mock.Anything, mock.Anything).
			Return(nil, serviceerror.NewUnavailable("away")).Maybe()
		client.On(call, mock.Anything, mock.Anything, mock.Anything, mock.Anything, mock.Anything).
			Return(serviceerror.NewUnavailable("away")).Maybe()
	}
	w.api.Engine = engine.New(client, func() time.Time { return morning })
	p := w.as(api.ReturnCentre).submit("/console/returns/batch", url.Values{"lines": {"RT-0001\t2026-11-16 09:30"}})
	require.GreaterOrEqual(t, p.status, http.StatusInternalServerError)
	require.Contains(t, p.text, "RT-0001\t2026-11-16 09:30</textarea>")
}

func TestOthersOnlyLookParcelsUp(t *testing.T) {
	w, told := expecting(t)
	b := w.as(api.Support)
	require.NotContains(t, b.open("/console/returns").text, `value="book"`)
	p := b.submit("/console/returns", url.Values{"number": {number}, "do": {"book"}})
	require.Contains(t, p.text, "/console/cases/"+claim)
	require.Zero(t, *told)
	require.Equal(t, http.StatusForbidden, b.submit("/console/returns/batch", url.Values{"lines": {"RT-0001"}}).status)
}
