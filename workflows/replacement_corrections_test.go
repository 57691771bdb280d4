package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/devices"
	"kigen/internal/message"
	"kigen/workflows"
)

func (w *world) rebook(at, booked time.Time) *answer {
	return w.update(at, message.CorrectBooking.Name, message.BookingCorrection{
		Return: devices.ReturnOf("clm_1"), BookedAt: booked, At: at, Actor: shippingDesk,
	})
}

// C-13, N-5 after the end: booked late and charged, in truth it was in time: the
// charge is reversed, and posted anew where that turns out to be wrong too.
func TestReplacementBookingCorrected(t *testing.T) {
	w := replacing(t)
	w.ExecuteWorkflow(workflows.Replacement, claimAt(on(10, 30, 15, 0)))
	w.ran()
	resume := message.ReplacementInput{Claim: "clm_1", Resume: true}
	w.begin(on(11, 18, 9, 0))
	w.booked(on(11, 18, 8, 0), on(11, 18, 9, 0), "bk-1")
	w.ExecuteWorkflow(workflows.Replacement, resume)
	w.ran()
	w.begin(on(11, 20, 10, 0))
	in := w.rebook(on(11, 20, 10, 0), on(11, 15, 23, 59))
	w.ExecuteWorkflow(workflows.Replacement, resume)
	w.ran()

	require.NoError(t, in.err)
	reversed := append(toTheLapse, "N-5 reversal -40000 11-20 10:00")
	require.Equal(t, reversed, w.charges("clm_1"))
	require.Equal(t, []string{"old-device-back 11-16 00:00 lapsed", "old-device-back 11-16 00:00 met"}, w.deadlines("clm_1")[2:])
	require.Equal(t, []string{"booking-corrected 11-20 10:00", "charge-reversed 11-20 10:00"}, w.letters("clm_1")[7:])
	require.Equal(t, []string{"consider-waiver reversed"}, w.column(`select concat(kind, ' ', outcome) from tasks where kind = 'consider-waiver'`))
	require.Equal(t, []string{"closed"}, w.column(`select state from cases where closed_at is not null`))

	w.begin(on(11, 21, 10, 0))
	again := w.rebook(on(11, 21, 10, 0), on(11, 16, 0, 0))
	same := w.rebook(on(11, 21, 10, 0), on(11, 16, 0, 0))
	w.ExecuteWorkflow(workflows.Replacement, resume)
	w.ran()
	require.NoError(t, again.err)
	require.NoError(t, same.err, "the same words at the same time are the same correction")
	require.ElementsMatch(t, append(reversed, "N-5 charge 40000 11-16 00:00"), w.charges("clm_1"))
	require.Equal(t, "old-device-back 11-16 00:00 lapsed", w.deadlines("clm_1")[4])
	require.Equal(t, []string{"closed"}, w.column(`select state from cases where closed_at is not null`))
}

// C-13, N-5 beside the open check: in time, in truth late: charged at the lapse
// while the case goes on.
func TestReplacementBookingCorrectedToACharge(t *testing.T) {
	w := replacing(t)
	w.booked(on(11, 15, 23, 0), on(11, 15, 23, 30), "bk-1")
	fault := w.update(on(11, 15, 23, 40), message.ReportFault.Name, message.Fault{ID: "flt_1", At: on(11, 15, 23, 40), Actor: member})
	late := w.rebook(on(11, 17, 10, 0), on(11, 16, 8, 0))
	w.update(on(11, 18, 12, 0), message.DecideFault.Name, message.FaultDecision{Outcome: "not_reproduced", At: on(11, 18, 12, 0), Actor: repairDesk})
	w.ExecuteWorkflow(workflows.Replacement, claimAt(on(10, 30, 15, 0)))
	w.ran()

	require.NoError(t, fault.err)
	require.NoError(t, late.err)
	require.Equal(t, toTheLapse, w.charges("clm_1"))
	require.Equal(t, []string{"old-device-back 11-16 00:00 met", "old-device-back 11-16 00:00 lapsed"}, w.deadlines("clm_1")[2:])
	require.Equal(t, []string{"consider-waiver"}, w.column(`select kind from tasks where closed_at is null`))
	require.Contains(t, w.letters("clm_1"), "non-return-charged 11-17 10:00")
	require.Equal(t, []string{"closed"}, w.column(`select state from cases where closed_at is not null`))
}

// N-6, C-13: a delivery that was recorded late was by the target in truth.
func TestReplacementTargetMetAfterAll(t *testing.T) {
	w := newWorld(t, on(10, 30, 15, 0))
	withDevice(w)
	w.ship(on(10, 30, 18, 0), "shp_1", newIMEI)
	w.delivered(on(11, 2, 8, 0), on(11, 2, 8, 5), "shp_1")
	w.correct(on(11, 3, 10, 0), 1, on(11, 1, 20, 0))
	w.booked(on(11, 5, 9, 0), on(11, 5, 9, 10), "bk-1")
	w.ExecuteWorkflow(workflows.Replacement, claimAt(on(10, 30, 15, 0)))
	w.ran()

	require.Equal(t, []string{
		"replacement-delivered 11-02 00:00 lapsed", "replacement-checked 11-17 00:00 moved", "old-device-back 11-17 00:00 moved",
		"replacement-checked 11-16 00:00 lapsed", "old-device-back 11-16 00:00 met", "replacement-delivered 11-02 00:00 met",
	}, w.deadlines("clm_1"))
}
