package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/journal"
	"kigen/internal/message"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/workflows"
)

var (
	biller  = journal.Actor{Role: "desk:billing", ID: "tok_1"}
	another = journal.Actor{Role: "desk:billing", ID: "tok_2"}
)

// charged plays a replacement to its lapse and gives the charge of N-5; the
// engine stands at 18 November.
func charged(t *testing.T) (*world, string) {
	w := replacing(t)
	w.ExecuteWorkflow(workflows.Replacement, claimAt(on(10, 30, 15, 0)))
	w.ran()
	w.begin(on(11, 18, 9, 0))
	return w, w.column(`select id from charges where rule = 'N-5'`)[0]
}

func waive(charge string) message.WaiverInput {
	return message.WaiverInput{Case: "wvr_1", Charge: charge, Reason: "illness", AskedAt: on(11, 18, 9, 0), Actor: biller}
}

func (w *world) decide(at time.Time, approve bool, who journal.Actor) *answer {
	return w.update(at, message.DecideWaiver.Name, message.WaiverDecision{Case: "wvr_1", Approve: approve, At: at, Actor: who})
}

// N-5, B-9: who asked cannot approve; another person can, once, and the charge
// is taken back by an entry of its own.
func TestWaiverNeedsTwoPeople(t *testing.T) {
	w, charge := charged(t)
	asked := w.update(on(11, 18, 9, 0), message.AskForWaiver.Name, message.Filing{Case: "wvr_1"})
	second := w.update(on(11, 18, 9, 30), message.AskForWaiver.Name, message.Filing{Case: "wvr_2"})
	alone := w.decide(on(11, 18, 10, 0), true, biller)
	approved := w.decide(on(11, 18, 11, 0), true, another)
	w.ExecuteWorkflow(workflows.Waiver, waive(charge))
	w.ran()

	require.NoError(t, asked.err)
	refused(t, second.err, refusal.AlreadyOpen, terms.B9)
	refused(t, alone.err, refusal.NeedsSecondPerson, terms.N5)
	require.NoError(t, approved.err)
	require.Equal(t, []string{"N-5 waiver -40000 11-18 11:00"}, w.charges("wvr_1"))
	require.Equal(t, []string{"charge-waived 11-18 11:00"}, w.letters("wvr_1"))
	require.Equal(t, []string{"approved"}, w.column(`select w.state from waivers w join cases c on c.id = w.id where c.closed_at is not null`))

	// B-9: a charge that was waived is not waived again.
	w.begin(on(11, 19, 9, 0))
	again := w.update(on(11, 19, 9, 0), message.AskForWaiver.Name, message.Filing{Case: "wvr_3"})
	in := waive(charge)
	in.Case = "wvr_3"
	w.ExecuteWorkflow(workflows.Waiver, in)
	w.ran()
	refused(t, again.err, refusal.State, terms.B9)

	// C-13, N-5: nor is it charged again when a correction moves the lapse.
	w.begin(on(11, 20, 9, 0))
	w.correct(on(11, 20, 9, 0), 1, on(10, 31, 9, 0))
	w.ExecuteWorkflow(workflows.Replacement, message.ReplacementInput{Claim: "clm_1", Resume: true})
	w.ran()
	require.Equal(t, toTheLapse, w.charges("clm_1"))
	require.Contains(t, w.deadlines("clm_1"), "old-device-back 11-15 00:00 lapsed")
}

// B-9: a waiver that is asked for again after it was decided, as its answer was
// lost, does not wait for a second decision.
func TestWaiverSentAgainAfterItEnded(t *testing.T) {
	for _, approve := range []bool{true, false} {
		w, charge := charged(t)
		w.decide(on(11, 18, 11, 0), approve, another)
		w.ExecuteWorkflow(workflows.Waiver, waive(charge))
		w.ran()
		require.Equal(t, []string{"asked", "decided"}, w.steps("wvr_1"))

		w.begin(on(11, 18, 12, 0))
		again := w.update(on(11, 18, 12, 0), message.AskForWaiver.Name, message.Filing{Case: "wvr_1"})
		w.ExecuteWorkflow(workflows.Waiver, waive(charge))
		w.ran()
		refused(t, again.err, refusal.State, terms.B9)
		require.Equal(t, []string{"asked", "decided"}, w.steps("wvr_1"))
	}
}

// B-9: a rejected waiver leaves the charge as it is.
func TestWaiverRejected(t *testing.T) {
	w, charge := charged(t)
	w.decide(on(11, 18, 11, 0), false, another)
	w.ExecuteWorkflow(workflows.Waiver, waive(charge))
	w.ran()

	require.Empty(t, w.charges("wvr_1"))
	require.Empty(t, w.letters("wvr_1"))
	require.Equal(t, []string{"rejected"}, w.column(`select outcome from tasks where kind = 'decide-waiver'`))
}

// B-9, C-13: a charge that was reversed while the waiver was open is not taken
// back twice.
func TestWaiverOfAReversedCharge(t *testing.T) {
	w, charge := charged(t)
	w.exec(`insert into charges (id, case_id, member_id, step, name, rule, terms, kind, amount, tax, at, why, cancels)
		select 'chg_r', case_id, member_id, step, 'r', rule, terms, 'reversal', -amount, tax, at, why, id from charges where id = $1`, charge)
	a := w.update(on(11, 18, 9, 0), message.AskForWaiver.Name, message.Filing{Case: "wvr_1"})
	w.ExecuteWorkflow(workflows.Waiver, waive(charge))
	w.ran()
	refused(t, a.err, refusal.State, terms.B9)
}
