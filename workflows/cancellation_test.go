package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/activities"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/lines"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/workflows"
)

var member = journal.Actor{Role: "member", ID: "mem_1"}

func withLine(w *world) {
	w.exec(`insert into lines (id, member_id, kind, plan, use_start, activated_at)
		values ('lin_1', 'mem_1', 'voice', 'light_start', '2026-01-01', '2026-01-01')`)
	w.exec(`insert into line_options (id, line_id, kind, started_on) values ('opt_1', 'lin_1', 'device_cover', '2026-01-01')`)
}

func cancelAt(at time.Time) message.CancellationInput {
	return message.CancellationInput{Case: "can_1", Line: "lin_1", Channel: "member_page", ReceivedAt: at, Actor: member}
}

// K-1, K-2, K-4, K-5: reserved on the 10th, reminded on the 28th, effective at
// month end, the SIM card missing after 14 days and 12 hours.
func TestCancellationEndsTheLineAtMonthEnd(t *testing.T) {
	start := on(11, 10, 15, 0)
	w := newWorld(t, start)
	withLine(w)
	filed := w.update(start.Add(time.Second), message.FileCancellation.Name, message.Filing{Case: "can_1"})
	second := w.update(start.Add(time.Hour), message.FileCancellation.Name, message.Filing{Case: "can_2"})
	late := w.update(on(11, 30, 20, 0), message.WithdrawCancellation.Name, message.Withdrawal{Case: "can_1", At: on(11, 30, 20, 0), Actor: member})
	w.ExecuteWorkflow(workflows.Cancellation, cancelAt(start))
	w.ran()

	require.NoError(t, filed.err)
	refused(t, second.err, refusal.AlreadyOpen, terms.K1)
	refused(t, late.err, refusal.TooLate, terms.K2)
	require.Equal(t, []string{"reserved", "reminded", "withdrawal-cut-off", "effected", "equipment-lapsed"}, w.steps("can_1"))
	require.Equal(t, []string{"cancellation-confirmed 11-10 15:00", "cancellation-reminder 11-28 09:00", "cancellation-effected 12-01 00:00"}, w.letters("can_1"))
	require.Equal(t, []string{"effect 12-01 00:00 met", "withdrawal 11-30 20:00 lapsed", "equipment-back 12-16 00:00 lapsed"}, w.deadlines("can_1"))
	require.Equal(t, []string{"t t t t"}, w.column(`select concat_ws(' ', l.ended_at = $1, o.ended_at = $1, s.requested_at = $1, r.booked_at is null)
		from lines l join line_options o on o.line_id = l.id join final_statements s on s.line_id = l.id join returns r on r.case_id = s.case_id`, on(12, 1, 0, 0)))
	require.Equal(t, []string{"ask-for-equipment support"}, w.column(`select kind || ' ' || desk from tasks where closed_at is null`))
}

// K-2: 19:59:59 of the last day is in time, also where the command arrives
// after 20:00; the cut-off waits for commands in flight.
func TestCancellationWithdrawnInTheLastSecond(t *testing.T) {
	start := on(2, 10, 9, 0)
	w := newWorld(t, start)
	withLine(w)
	lastGood := on(2, 28, 20, 0).Add(-time.Second)
	a := w.update(lastGood.Add(30*time.Second), message.WithdrawCancellation.Name, message.Withdrawal{Case: "can_1", At: lastGood, Actor: member})
	w.ExecuteWorkflow(workflows.Cancellation, cancelAt(start))
	w.ran()

	require.NoError(t, a.err)
	require.Equal(t, []string{"reserved", "reminded", "withdrawn"}, w.steps("can_1"))
	require.Equal(t, []string{"effect 03-01 00:00 void", "withdrawal 02-28 20:00 met"}, w.deadlines("can_1"))
	require.Empty(t, w.column(`select id from lines where ended_at is not null`))
	require.Equal(t, []string{"withdrawn"}, w.column(`select state from cases where closed_at = $1`, lastGood))
}

// K-1, K-2, K-4: a request in the last hours of the month is effective hours
// later; its withdrawal and reminder have passed.
func TestCancellationOnTheLastEvening(t *testing.T) {
	start := on(4, 30, 23, 59)
	w := newWorld(t, start)
	withLine(w)
	a := w.update(start.Add(10*time.Second), message.WithdrawCancellation.Name, message.Withdrawal{Case: "can_1", At: start.Add(10 * time.Second), Actor: member})
	w.ExecuteWorkflow(workflows.Cancellation, cancelAt(start))
	w.ran()

	refused(t, a.err, refusal.TooLate, terms.K2)
	require.Equal(t, []string{"reserved", "effected", "equipment-lapsed"}, w.steps("can_1"))
	require.Equal(t, []string{"effect 05-01 00:00 met", "equipment-back 05-16 00:00 lapsed"}, w.deadlines("can_1"))
}

// K-5, C-11, C-12: booked in one second before the lapse and reported eleven
// hours after it counts; booked in at the lapse does not.
func TestCancellationEquipmentIsSettledByTheCentresBooks(t *testing.T) {
	lapse := on(12, 16, 0, 0)
	for name, c := range map[string]struct {
		booked, reported time.Time
		last             string
	}{
		"in time, reported late": {lapse.Add(-time.Second), lapse.Add(11 * time.Hour), "equipment-back"},
		"at the lapse":           {lapse, lapse.Add(time.Hour), "equipment-lapsed"},
	} {
		t.Run(name, func(t *testing.T) {
			start := on(11, 10, 15, 0)
			w := newWorld(t, start)
			withLine(w)
			w.at(c.reported, func() {
				w.SignalWorkflow(message.ParcelBookedIn.Name, message.Booking{Reference: "bk_1", BookedAt: c.booked, ReportedAt: c.reported, Actor: journal.Actor{Role: "return-centre"}})
			})
			w.ExecuteWorkflow(workflows.Cancellation, cancelAt(start))
			w.ran()
			require.Equal(t, c.last, w.steps("can_1")[4])
		})
	}
}

// K-1: a second request while one is open is refused, and changes nothing.
func TestCancellationOnlyOneOpenALine(t *testing.T) {
	start := on(11, 10, 15, 0)
	w := newWorld(t, start)
	withLine(w)
	first := cancelAt(start)
	w.exec(`insert into cases (id, kind, workflow_id, member_id, subject, state, opened_at)
		values ('can_0', 'cancellation', 'cancellation/lin_1', 'mem_1', 'lin_1', 'reserved', $1)`, start)
	w.ExecuteWorkflow(workflows.Cancellation, first)
	w.ran()
	var result message.CancellationResult
	require.NoError(t, w.GetWorkflowResult(&result))
	require.Equal(t, "refused", result.State)
	require.Empty(t, w.steps("can_1"))
}

// K-1, K-2, K-4, C-7: the month's batches commit the shared steps under each
// case's key; the case's own process finds them done and goes on; a batch that
// runs again does nothing twice and answers the same.
func TestMonthEndAndCaseMeetUnderOneKey(t *testing.T) {
	start := on(11, 10, 15, 0)
	w := newWorld(t, start)
	withLine(w)
	a := activities.Cancellations{Ledger: &postgres.Ledger{Pool: w.pool}, Terms: terms.Embedded()}
	_, err := a.ReserveCancellation(t.Context(), cancelAt(start))
	require.NoError(t, err)

	monthEnd := func() {
		w.begin(on(11, 1, 0, 0))
		w.ExecuteWorkflow(workflows.MonthEnd, message.MonthEndInput{})
		w.ran()
		var done message.MonthEndResult
		require.NoError(t, w.GetWorkflowResult(&done))
		require.Equal(t, message.MonthEndResult{Reminded: 1, CutOff: 1, Effected: 1}, done)
	}
	monthEnd()
	require.Equal(t, []string{"reserved", "reminded", "withdrawal-cut-off", "effected"}, w.steps("can_1"))

	w.begin(start)
	w.ExecuteWorkflow(workflows.Cancellation, cancelAt(start))
	w.ran()
	monthEnd()
	require.Equal(t, []string{"reserved", "reminded", "withdrawal-cut-off", "effected", "equipment-lapsed"}, w.steps("can_1"))
	require.Len(t, w.letters("can_1"), 3)
	require.Equal(t, []string{"closed closed"}, w.column(`select string_agg(state, ' ') from cases where closed_at is not null`))
}

// K-2: a withdrawal that was received in time counts although the month's batch,
// or the case itself, has recorded the cut-off before it arrives; after the
// effect it is refused.
func TestCancellationWithdrawnAfterTheCutOffWasRecorded(t *testing.T) {
	lastGood := on(11, 30, 20, 0).Add(-time.Second)
	for name, c := range map[string]struct {
		batch, arrives time.Time
		step, last     string
		code           string
	}{
		"after the batch":      {on(11, 30, 20, 1), on(11, 30, 20, 1).Add(5 * time.Second), activities.StepCutOff, "withdrawn", ""},
		"after its own":        {time.Time{}, on(11, 30, 22, 0), activities.StepCutOff, "withdrawn", ""},
		"after the line ended": {on(12, 1, 0, 1), on(12, 1, 0, 1).Add(5 * time.Second), activities.StepEffected, "equipment-lapsed", refusal.State},
	} {
		t.Run(name, func(t *testing.T) {
			start := on(11, 10, 15, 0)
			w := newWorld(t, start)
			withLine(w)
			ledger := &postgres.Ledger{Pool: w.pool}
			if !c.batch.IsZero() {
				w.at(c.batch, func() {
					steps := activities.Cancellations{Ledger: ledger, Terms: terms.Embedded()}
					of := activities.CancellationStep{Case: "can_1", Line: "lin_1", Reservation: lines.MonthOf(terms.Embedded().At(start), jst.MonthOf(start))}
					var err error
					if c.step == activities.StepCutOff {
						_, err = steps.CutOffWithdrawal(t.Context(), of)
					} else {
						_, err = steps.EffectCancellation(t.Context(), of)
					}
					require.NoError(t, err)
				})
			}
			a := w.update(c.arrives, message.WithdrawCancellation.Name, message.Withdrawal{Case: "can_1", At: lastGood, Actor: member})
			w.ExecuteWorkflow(workflows.Cancellation, cancelAt(start))
			w.ran()
			require.True(t, a.done)
			if c.code == "" {
				require.NoError(t, a.err)
			} else {
				refused(t, a.err, c.code, terms.K2)
			}
			steps := w.steps("can_1")
			require.Equal(t, c.last, steps[len(steps)-1])
		})
	}
}

// A withdrawal that arrives with the first task, as after a worker was killed
// between commit and answer, waits for the reservation.
func TestCancellationWithdrawnBeforeTheProcessKnowsItsReservation(t *testing.T) {
	start := on(11, 10, 15, 0)
	w := newWorld(t, start)
	withLine(w)
	a := w.update(start, message.WithdrawCancellation.Name, message.Withdrawal{Case: "can_1", At: start.Add(time.Second), Actor: member})
	w.ExecuteWorkflow(workflows.Cancellation, cancelAt(start))
	w.ran()
	require.NoError(t, a.err)
	require.Equal(t, []string{"reserved", "withdrawn"}, w.steps("can_1"))
}

// K-5: an effect that the tables refuse is told to the support desk, tried on
// every ten minutes, and committed once it can be.
func TestCancellationTriesAStuckEffectOn(t *testing.T) {
	start := on(11, 10, 15, 0)
	w := newWorld(t, start)
	withLine(w)
	w.at(on(11, 20, 0, 0), func() { w.exec(`update lines set ended_at = $1`, on(11, 20, 0, 0)) })
	var told []string
	w.at(on(12, 1, 1, 0), func() {
		told = w.column(`select kind || ' ' || desk from tasks where closed_at is null`)
		w.exec(`update lines set ended_at = null`)
	})
	w.ExecuteWorkflow(workflows.Cancellation, cancelAt(start))
	w.ran()
	require.Equal(t, []string{"stuck-step support"}, told)
	require.Equal(t, []string{"reserved", "reminded", "withdrawal-cut-off", "effected", "equipment-lapsed"}, w.steps("can_1"))
	require.Equal(t, []string{"done"}, w.column(`select outcome from tasks where kind = 'stuck-step'`))
}

// K-1: a database that is away for a day delays the effect; it neither ends the
// process nor moves the instant that the effect bears.
func TestCancellationOutlastsTheDatabase(t *testing.T) {
	start := on(11, 10, 15, 0)
	w := newWorld(t, start)
	withLine(w)
	w.at(on(11, 30, 23, 0), func() { w.exec(`alter table lines rename to lines_away`) })
	w.at(on(12, 2, 0, 0), func() { w.exec(`alter table lines_away rename to lines`) })
	w.ExecuteWorkflow(workflows.Cancellation, cancelAt(start))
	w.ran()
	require.Equal(t, []string{"reserved", "reminded", "withdrawal-cut-off", "effected", "equipment-lapsed"}, w.steps("can_1"))
	require.Equal(t, []string{"true"}, w.column(`select (ended_at = $1)::text from lines`, on(12, 1, 0, 0)))
}

// K-5, C-11, C-12: equipment that comes late, or a second parcel, is recorded,
// also after the case has ended; the desk need not ask any more.
func TestCancellationEquipmentThatComesLateIsRecorded(t *testing.T) {
	lapse := on(12, 16, 0, 0)
	settles := lapse.Add(12 * time.Hour)
	start := on(11, 10, 15, 0)
	w := newWorld(t, start)
	withLine(w)
	booked := func(reference string, booked, reported time.Time) message.Booking {
		return message.Booking{Reference: reference, BookedAt: booked, ReportedAt: reported, Actor: journal.Actor{Role: "return-centre"}}
	}
	w.at(lapse.Add(time.Hour), func() {
		w.SignalWorkflow(message.ParcelBookedIn.Name, booked("bk_1", lapse, lapse.Add(time.Hour)))
	})
	w.at(settles.Add(time.Second), func() {
		w.SignalWorkflow(message.ParcelBookedIn.Name, booked("bk_2", lapse.Add(-time.Second), settles.Add(time.Second)))
	})
	w.ExecuteWorkflow(workflows.Cancellation, cancelAt(start))
	w.ran()
	steps := w.steps("can_1")
	require.Equal(t, []string{"equipment-lapsed", "parcel-booked-in/bk_1", "parcel-booked-in/bk_2"}, steps[len(steps)-3:])
	require.Equal(t, []string{"came-late"}, w.column(`select outcome from tasks where kind = 'ask-for-equipment'`))
	require.Equal(t, []string{"bk_1"}, w.column(`select booking_ref from returns`))

	w.begin(lapse.AddDate(0, 1, 0))
	w.at(lapse.AddDate(0, 1, 0), func() {
		w.SignalWorkflow(message.ParcelBookedIn.Name, booked("bk_3", lapse.AddDate(0, 1, 0), lapse.AddDate(0, 1, 0)))
	})
	w.ExecuteWorkflow(workflows.Cancellation, message.CancellationInput{Case: "can_1", Resume: true})
	w.ran()
	steps = w.steps("can_1")
	require.Equal(t, "parcel-booked-in/bk_3", steps[len(steps)-1])
	require.Equal(t, []string{"closed"}, w.column(`select state from cases where closed_at is not null`))
}

// K-1: a request that is sent again after its reservation was withdrawn, as its
// answer was lost, brings nothing back to life.
func TestCancellationSentAgainAfterItEnded(t *testing.T) {
	start := on(11, 10, 15, 0)
	w := newWorld(t, start)
	withLine(w)
	w.update(start.Add(time.Hour), message.WithdrawCancellation.Name, message.Withdrawal{Case: "can_1", At: start.Add(time.Hour), Actor: member})
	w.ExecuteWorkflow(workflows.Cancellation, cancelAt(start))
	w.ran()
	require.Equal(t, []string{"reserved", "withdrawn"}, w.steps("can_1"))

	w.begin(start.Add(2 * time.Hour))
	again := w.update(start.Add(2*time.Hour), message.FileCancellation.Name, message.Filing{Case: "can_1"})
	w.ExecuteWorkflow(workflows.Cancellation, cancelAt(start))
	w.ran()
	refused(t, again.err, refusal.State, terms.K2)
	require.Equal(t, []string{"reserved", "withdrawn"}, w.steps("can_1"))
}

// K-2, K-5: a case that the tables refuse keeps the month's batch from nothing but
// its own cases' step: the batch goes on, and what it left is done by the cases.
func TestMonthEndLeavesARefusedBatchToItsCases(t *testing.T) {
	start := on(11, 10, 15, 0)
	w := newWorld(t, start)
	withLine(w)
	a := activities.Cancellations{Ledger: &postgres.Ledger{Pool: w.pool}, Terms: terms.Embedded()}
	_, err := a.ReserveCancellation(t.Context(), cancelAt(start))
	require.NoError(t, err)
	w.exec(`update deadlines set outcome = 'lapsed', settled_at = lapse, settled_step = 'elsewhere' where name = 'withdrawal'`)
	w.begin(on(11, 1, 0, 0))
	w.ExecuteWorkflow(workflows.MonthEnd, message.MonthEndInput{})
	w.ran()
	var done message.MonthEndResult
	require.NoError(t, w.GetWorkflowResult(&done))
	require.Equal(t, message.MonthEndResult{Reminded: 1, Effected: 1}, done)
	require.Equal(t, []string{"1"}, w.column(`select facts->>'left_to_their_own' from journal where step = 'withdrawal-cut-off'`))
}

// K-1: a batch that one of its cases overtook is read again, and does the rest.
func TestMonthEndReadsAnOvertakenBatchAgain(t *testing.T) {
	start := on(11, 10, 15, 0)
	w := newWorld(t, start)
	withLine(w)
	a := activities.Cancellations{Ledger: &postgres.Ledger{Pool: w.pool}, Terms: terms.Embedded()}
	_, err := a.ReserveCancellation(t.Context(), cancelAt(start))
	require.NoError(t, err)
	w.exec(`create sequence tries`)
	w.exec(`create function fail_once() returns trigger language plpgsql as $$
		begin
			if nextval('tries') = 1 then
				raise exception 'overtaken' using errcode = 'unique_violation', constraint = 'overtaken';
			end if;
			return new;
		end $$`)
	w.exec(`create trigger fail_once before insert on final_statements for each row execute function fail_once()`)
	w.begin(on(11, 1, 0, 0))
	w.ExecuteWorkflow(workflows.MonthEnd, message.MonthEndInput{})
	w.ran()
	var done message.MonthEndResult
	require.NoError(t, w.GetWorkflowResult(&done))
	require.Equal(t, message.MonthEndResult{Reminded: 1, CutOff: 1, Effected: 1}, done)
	require.Equal(t, []string{"0"}, w.column(`select facts->>'left_to_their_own' from journal where step = 'effected' and case_id like 'mon%'`))
}
