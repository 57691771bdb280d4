package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/activities"
	"kigen/internal/message"
	"kigen/internal/options"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/workflows"
)

func cancelOptionAt(at time.Time) message.OptionCancellationInput {
	return message.OptionCancellationInput{Case: "ocn_1", Option: "cmp_1", Channel: "member_page", ReceivedAt: at, Actor: member}
}

// O-3, O-5, O-8: cancelled on the 10th, the option bears its end at once and
// ends at month end; a second wish while it runs is refused.
func TestOptionEndsAtMonthEnd(t *testing.T) {
	start := on(11, 10, 15, 0)
	w := newWorld(t, start)
	withDevice(w)
	filed := w.update(start.Add(time.Second), message.FileOptionCancellation.Name, message.Filing{Case: "ocn_1"})
	second := w.update(start.Add(time.Hour), message.FileOptionCancellation.Name, message.Filing{Case: "ocn_2"})
	w.at(start.Add(time.Hour), func() {
		require.Equal(t, []string{"2026-11-10 true"}, w.column(`select cancelled_on || ' ' || (ends_at = $1) from compensations`, on(12, 1, 0, 0)))
	})
	w.ExecuteWorkflow(workflows.OptionCancellation, cancelOptionAt(start))
	w.ran()

	require.NoError(t, filed.err)
	require.True(t, filed.value.(options.Cancellation).EndsAt.Equal(on(12, 1, 0, 0)))
	refused(t, second.err, refusal.AlreadyOpen, terms.O5)
	require.Equal(t, []string{"cancelled", "ended"}, w.steps("ocn_1"))
	require.Equal(t, []string{"option-cancelled 11-10 15:00", "option-ended 12-01 00:00"}, w.letters("ocn_1"))
	require.Equal(t, []string{"option-ends 12-01 00:00 met"}, w.deadlines("ocn_1"))
	require.Equal(t, []string{"ended dev_1 true"}, w.column(`select state || ' ' || subject || ' ' || (closed_at = $1) from cases`, on(12, 1, 0, 0)))
}

// O-3, C-7: the last second of the month and the first of the next.
func TestOptionCancelledAtTheMonthsEdge(t *testing.T) {
	for received, ends := range map[time.Time]time.Time{
		on(11, 30, 23, 59).Add(59 * time.Second): on(12, 1, 0, 0),
		on(12, 1, 0, 0):                          on(12, 31, 0, 0).Add(24 * time.Hour),
	} {
		w := newWorld(t, received)
		withDevice(w)
		w.ExecuteWorkflow(workflows.OptionCancellation, cancelOptionAt(received))
		w.ran()
		require.Equal(t, []string{"true"}, w.column(`select (ends_at = $1)::text from compensations`, ends))
	}
}

// O-3: what is cancelled or has ended is refused by the tables too, and a
// command that is sent again after the end says so.
func TestOptionIsCancelledOnce(t *testing.T) {
	start := on(11, 10, 15, 0)
	w := newWorld(t, start)
	withDevice(w)
	w.ExecuteWorkflow(workflows.OptionCancellation, cancelOptionAt(start))
	w.ran()

	a := activities.OptionCancellations{Ledger: &postgres.Ledger{Pool: w.pool}, Terms: terms.Embedded()}
	_, err := a.CancelOption(t.Context(), cancelOptionAt(start))
	refused(t, err, refusal.State, terms.O3)
	again := cancelOptionAt(on(12, 1, 0, 0))
	again.Case = "ocn_2"
	_, err = a.CancelOption(t.Context(), again)
	refused(t, err, refusal.State, terms.O3)
	again.ReceivedAt, again.Option = start, "cmp_0"
	_, err = a.CancelOption(t.Context(), again)
	refused(t, err, refusal.NotFound, "")
}

// withGuarantee gives mem_1 a line since 10 November with its guarantee, for
// which no device is registered.
func withGuarantee(w *world) {
	w.exec(`insert into lines (id, member_id, kind, plan, use_start, activated_at)
		values ('lin_1', 'mem_1', 'voice', 'light_start', '2026-11-10', $1)`, on(11, 10, 9, 0))
	w.exec(`insert into line_options (id, line_id, kind, started_on) values ('opt_1', 'lin_1', 'connected_device_guarantee', '2026-11-10')`)
	w.exec(`insert into guarantees (id, member_id, line_id, applied_on, use_start) values ('opt_1', 'mem_1', 'lin_1', '2026-11-05', '2026-11-10')`)
}

// W-1, W-2: the guarantee is cancelled on its own from its use start on, ends
// at month end and stops on its line, whether or not a device is registered.
func TestGuaranteeEndsAtMonthEnd(t *testing.T) {
	early := on(11, 9, 23, 59)
	w := newWorld(t, early)
	withGuarantee(w)
	in := cancelOptionAt(early)
	in.Option = "opt_1"
	a := activities.OptionCancellations{Ledger: &postgres.Ledger{Pool: w.pool}, Terms: terms.Embedded()}
	_, err := a.CancelOption(t.Context(), in)
	refused(t, err, refusal.State, terms.W2)

	in.Case, in.ReceivedAt = "ocn_2", on(11, 25, 12, 0)
	w.begin(in.ReceivedAt)
	w.ExecuteWorkflow(workflows.OptionCancellation, in)
	w.ran()
	require.Equal(t, []string{"cancelled", "ended"}, w.steps("ocn_2"))
	require.Equal(t, []string{"2026-11-25 true true"}, w.column(`select g.cancelled_on || ' ' || (g.ends_at = $1) || ' ' || (o.ended_at = $1)
		from guarantees g join line_options o on o.id = g.id`, on(12, 1, 0, 0)))
	require.Equal(t, []string{"ended lin_1"}, w.column(`select state || ' ' || subject from cases`))
}

// O-3, C-7: the month's batch ends all options under each case's key; the
// case's own process finds it done, and a batch that runs again does nothing twice.
func TestMonthEndEndsOptions(t *testing.T) {
	start := on(11, 10, 15, 0)
	w := newWorld(t, start)
	withDevice(w)
	a := activities.OptionCancellations{Ledger: &postgres.Ledger{Pool: w.pool}, Terms: terms.Embedded()}
	_, err := a.CancelOption(t.Context(), cancelOptionAt(start))
	require.NoError(t, err)
	monthEnd := func() {
		w.begin(on(11, 1, 0, 0))
		w.ExecuteWorkflow(workflows.MonthEnd, message.MonthEndInput{})
		w.ran()
		var done message.MonthEndResult
		require.NoError(t, w.GetWorkflowResult(&done))
		require.Equal(t, message.MonthEndResult{OptionsEnded: 1}, done)
	}
	monthEnd()
	require.Equal(t, []string{"cancelled", "ended"}, w.steps("ocn_1"))
	require.Equal(t, []string{"ended"}, w.column(`select state from option_cancellations`))

	w.begin(start)
	w.ExecuteWorkflow(workflows.OptionCancellation, cancelOptionAt(start))
	w.ran()
	monthEnd()
	require.Equal(t, []string{"cancelled", "ended"}, w.steps("ocn_1"))
	require.Len(t, w.letters("ocn_1"), 2)
}

// O-3, W-1: options of both kinds end in one batch; those of another month stay.
func TestMonthEndEndsOptionsOfBothKinds(t *testing.T) {
	w := newWorld(t, on(11, 1, 0, 0))
	withDevice(w)
	withGuarantee(w)
	a := activities.OptionCancellations{Ledger: &postgres.Ledger{Pool: w.pool}, Terms: terms.Embedded()}
	_, err := a.CancelOption(t.Context(), cancelOptionAt(on(12, 1, 0, 0)))
	require.NoError(t, err)
	_, err = a.CancelOption(t.Context(), message.OptionCancellationInput{Case: "ocn_2", Option: "opt_1", Channel: "support_desk", ReceivedAt: on(11, 30, 23, 59), Actor: member})
	require.NoError(t, err)
	w.ExecuteWorkflow(workflows.MonthEnd, message.MonthEndInput{})
	w.ran()
	require.Equal(t, []string{"cancelled cmp_1", "ended opt_1"}, w.column(`select state || ' ' || coalesce(compensation_id, guarantee_id)
		from option_cancellations order by 1`))
	require.Equal(t, []string{"true"}, w.column(`select (ended_at = $1)::text from line_options`, on(12, 1, 0, 0)))
}

// O-3: a herd of options is ended page by page, each once, with its letter.
func TestMonthEndEndsAHerdOfOptions(t *testing.T) {
	const herd = 1_001 // one more than a page holds
	w := newWorld(t, on(11, 1, 0, 0))
	withDevice(w)
	w.exec(`insert into devices (id, member_id, model, colour, imei, purchased_on, use_start, state)
		select 'dev_h' || i, 'mem_1', 'sky-9', 'black', lpad(i::text, 15, '0'), '2026-01-01', '2026-01-01', 'in_use' from generate_series(1, $1::int) i`, herd)
	w.exec(`insert into compensations (id, member_id, device_id, class, monthly_fee, started_on, cancelled_on, ends_at)
		select 'cmp_h' || i, 'mem_1', 'dev_h' || i, 'new', 550, '2026-01-01', '2026-11-10', $2 from generate_series(1, $1::int) i`, herd, on(12, 1, 0, 0))
	w.exec(`insert into cases (id, kind, workflow_id, member_id, subject, state, opened_at)
		select 'ocn_h' || i, 'option-cancellation', 'option-cancellation/cmp_h' || i, 'mem_1', 'dev_h' || i, 'cancelled', $2
		from generate_series(1, $1::int) i`, herd, on(11, 10, 9, 0))
	w.exec(`insert into journal (case_id, step, at, actor_role, rules, terms, facts, result)
		select 'ocn_h' || i, 'cancelled', $2, 'member', '{O-5}', '2026-04-01', '{}',
			'{"cancelled_on": "2026-11-10", "ends_at": "2026-11-30T15:00:00Z", "last_fee": 550}' from generate_series(1, $1::int) i`, herd, on(11, 10, 9, 0))
	w.exec(`insert into deadlines (case_id, name, rule, terms, armed_step, lapse, settles_at)
		select 'ocn_h' || i, 'option-ends', 'O-3', '2026-04-01', 'cancelled', $2, $2 from generate_series(1, $1::int) i`, herd, on(12, 1, 0, 0))
	w.exec(`insert into option_cancellations (id, compensation_id, channel, received_at, effect_at, state)
		select 'ocn_h' || i, 'cmp_h' || i, 'member_page', $2, $3, 'cancelled' from generate_series(1, $1::int) i`, herd, on(11, 10, 9, 0), on(12, 1, 0, 0))

	w.ExecuteWorkflow(workflows.MonthEnd, message.MonthEndInput{})
	w.ran()
	var done message.MonthEndResult
	require.NoError(t, w.GetWorkflowResult(&done))
	require.Equal(t, message.MonthEndResult{OptionsEnded: herd}, done)
	require.Equal(t, []string{"1001 1001 1001"}, w.column(`select concat_ws(' ',
		(select count(*) from option_cancellations where state = 'ended'),
		(select count(*) from notices where template = 'option-ended'),
		(select count(*) from cases where kind = 'option-cancellation' and closed_at = $1))`, on(12, 1, 0, 0)))
}
