package api

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/mocks"

	"kigen/internal/message"
	"kigen/internal/refusal"
	"kigen/starter/engine"
)

// withEngine is an API whose processes are played by a mock.
func withEngine(t *testing.T) (*world, *mocks.Client) {
	t.Helper()
	client := mocks.NewClient(t)
	return newWorld(t, func(d *Deps) { d.Engine = engine.New(client, d.Now) }), client
}

func (w *world) post(path string, role Role, body any, headers ...string) reply {
	w.t.Helper()
	return w.call(http.MethodPost, path, w.token[role], body, headers...)
}

func (w *world) exec(sql string, args ...any) {
	w.t.Helper()
	_, err := w.Pool.Exec(context.Background(), sql, args...)
	require.NoError(w.t, err)
}

// withReturns has a claim whose old device is to come back, one whose device is
// back, and a cancelled line that has ended.
func (w *world) withReturns() {
	for _, c := range []string{"clm_1", "clm_2", "can_1"} {
		w.commit(c, w.taro, noon.AddDate(0, 0, -10))
	}
	w.exec(`update cases set kind = 'cancellation', workflow_id = 'cancellation/lin_1', closed_at = opened_at where id = 'can_1'`)
	w.exec(`insert into shipments (id, case_id, kind, tracking_no, shipped_at) values ('shp_1', 'clm_1', 'replacement', 'trk-1', $1)`, noon.AddDate(0, 0, -9))
	w.exec(`insert into returns (id, case_id, member_id, slip_no, imei, requested_at, booked_at, booking_ref) values
		('ret_1', 'clm_1', $1, 'slip-1', '490154203237518', $2, null, null),
		('ret_2', 'clm_2', $1, 'slip-2', '356938035643809', $2, $2, 'bk-2'),
		('ret_3', 'can_1', $1, 'slip-3', null, $2, null, null)`, w.taro, noon.AddDate(0, 0, -9))
}

// C-11, C-12: a booking goes to the case that waits for it with the centre's own
// date and the instant of the report, however the parcel was recognised.
func TestReportParcelBookedIn(t *testing.T) {
	w, client := withEngine(t)
	w.withReturns()
	booked := noon.Add(-20 * time.Hour).UTC()
	client.On("SignalWithStartWorkflow", mock.Anything, "replacement/clm_1", message.ParcelBookedIn.Name,
		mock.MatchedBy(func(b message.Booking) bool {
			return b.Return == "ret_1" && b.BookedAt.Equal(booked) && b.ReportedAt.Equal(noon) && b.Actor.Role == string(ReturnCentre)
		}), mock.Anything, message.Replacement.Name, message.ReplacementInput{Claim: "clm_1", Resume: true}).
		Return(nil, nil).Times(3)
	for label, value := range map[string]string{"slip_no": "slip-1", "imei": "490154203237518", "tracking_no": "trk-1"} {
		var result BookingResult
		w.post("/v1/facts/parcel-booked-in", ReturnCentre, map[string]any{"reference": "bk-1", "booked_at": booked, label: value}).into(&result)
		require.Equal(t, BookingResult{Reference: "bk-1", Result: "accepted", Case: "clm_1"}, result)
	}
	w.post("/v1/facts/parcel-booked-in", Support, map[string]any{"reference": "bk-1", "booked_at": booked, "slip_no": "slip-1"}).
		problem(http.StatusForbidden, refusal.Forbidden)
}

// C-11, N-5, B-9: every line of a batch has its own result; what was recorded
// before, or stands twice in the batch, is told to be known.
func TestReportParcelsBookedInAsABatch(t *testing.T) {
	w, client := withEngine(t)
	w.withReturns()
	client.On("SignalWithStartWorkflow", mock.Anything, "replacement/clm_1", mock.Anything, mock.Anything, mock.Anything, mock.Anything, mock.Anything).
		Return(nil, nil).Once()
	client.On("SignalWithStartWorkflow", mock.Anything, "cancellation/lin_1", message.ParcelBookedIn.Name,
		mock.Anything, mock.Anything, message.Cancellation.Name, mock.Anything).
		Return(nil, nil).Once()
	line := func(reference, slip string, at time.Time) map[string]any {
		return map[string]any{"reference": reference, "slip_no": slip, "booked_at": at}
	}
	before := noon.Add(-time.Hour)
	var all BookingResults
	w.post("/v1/facts/parcels-booked-in", ReturnCentre, map[string]any{"parcels": []any{
		line("bk-1", "slip-1", before),
		line("bk-1", "slip-1", before),
		line("bk-1", "slip-2", before),
		line("bk-2", "slip-2", before),
		line("bk-2", "slip-3", before),
		line("bk-4", "slip-9", before),
		line("bk-5", "slip-1", noon.Add(time.Second)),
		line("bk-6", "slip-3", before),
		map[string]any{"reference": "bk-7", "booked_at": before},
	}}).into(&all)
	results := make([]string, len(all.Results))
	for i, r := range all.Results {
		results[i] = r.Result
		if r.Problem != nil {
			results[i] = r.Problem.Code
		}
	}
	require.Equal(t, []string{
		"accepted", "already_known", refusal.Conflict, "already_known", refusal.Conflict, refusal.NotFound, refusal.Invalid, "accepted", refusal.Invalid,
	}, results)
}

// C-12: a batch that the engine could not take is no answer line by line: it is
// to be sent again.
func TestReportParcelsWhileTheEngineIsDown(t *testing.T) {
	w, client := withEngine(t)
	w.withReturns()
	client.On("SignalWithStartWorkflow", mock.Anything, mock.Anything, mock.Anything, mock.Anything, mock.Anything, mock.Anything, mock.Anything).
		Return(nil, serviceerror.NewUnavailable("down"))
	w.post("/v1/facts/parcels-booked-in", ReturnCentre, map[string]any{"parcels": []any{
		map[string]any{"reference": "bk-1", "slip_no": "slip-1", "booked_at": noon},
	}}).problem(http.StatusServiceUnavailable, refusal.Unavailable)
}

// O-7: a member does not pick exclusions, nor claim for another's device.
func TestFileClaimOfAMember(t *testing.T) {
	w, _ := withEngine(t)
	w.exec(`insert into device_models (code, name, maker, os, class, price) values ('sky-9', 'Sky 9', 'Sora', 'android', 'new', 72000)`)
	w.exec(`insert into devices (id, member_id, model, colour, imei, purchased_on, use_start, state) values
		('dev_1', $1, 'sky-9', 'black', '490154203237518', '2025-06-01', '2025-06-01', 'in_use'),
		('dev_2', $2, 'sky-9', 'black', '356938035643809', '2025-06-01', '2025-06-01', 'in_use')`, w.taro, w.hanae)
	claim := map[string]any{"cause": "water", "fault_day": "2026-11-19"}
	w.post("/v1/devices/dev_2/claims", Member, claim).problem(http.StatusNotFound, refusal.NotFound)
	claim["exclusion"] = "wear"
	w.post("/v1/devices/dev_1/claims", Member, claim).problem(http.StatusUnprocessableEntity, refusal.Invalid)
	w.post("/v1/claims/clm_none/shipments", Shipping, map[string]any{"tracking_no": "trk-1", "imei": "1", "model": "sky-9", "colour": "black"}).
		problem(http.StatusNotFound, refusal.NotFound)
	w.post("/v1/charges/chg_none/waivers", Billing, map[string]any{"reason": "illness"}).problem(http.StatusNotFound, refusal.NotFound)
}
