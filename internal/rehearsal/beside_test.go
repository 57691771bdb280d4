package rehearsal_test

import (
	"context"
	"errors"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/devices"
	"kigen/internal/ekyc"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/rehearsal"
	"kigen/internal/terms"
)

func filedClaim(t *testing.T) (house, story, rehearsal.Player) {
	s := replaced()
	h := newHouse(t, s)
	h.play(s, on(10, 30, 16, 0))
	return h, s, rehearsal.Player{Pool: h.Pool, Terms: terms.Embedded(), EKYC: ekyc.NewSimulator().Providers()}
}

// somebodyWaits returns when a statement waits for another one's lock.
func (h house) somebodyWaits(ctx context.Context) error {
	for waits := false; !waits; {
		err := h.QueryRow(ctx, `select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')`).Scan(&waits)
		if err != nil {
			return err
		}
	}
	return nil
}

// A real step that meets a rehearsal's lock has it at the rehearsal's next step,
// and the rehearsal begins anew with what the real step did.
func TestARealStepIsNotHeldUp(t *testing.T) {
	h, s, p := filedClaim(t)
	acts := s.acts(on(10, 30, 16, 0))
	real := make(chan time.Duration, 1)
	var tries atomic.Int32
	beside := rehearsal.Act{At: on(10, 31, 9, 0), Do: func(ctx context.Context) error {
		if tries.Add(1) > 1 {
			return nil
		}
		go func() {
			began := time.Now()
			h.exec(`update tasks set claimed_by = 'tok_1', claimed_at = $1 where case_id = 'clm_1' and kind = 'ship-replacement'`, on(10, 30, 16, 0))
			real <- time.Since(began)
		}()
		return h.somebodyWaits(ctx) // for the lock of the rehearsed parcel's step
	}}
	play := rehearsal.Play{Case: "clm_1", From: on(10, 30, 16, 0), Until: on(12, 31, 0, 0), Acts: []rehearsal.Act{acts[0], beside, acts[1]}}
	c, err := p.Play(t.Context(), play)
	require.NoError(t, err)
	require.Less(t, <-real, 4*time.Second, "sooner than a rehearsal is over")
	require.Equal(t, int32(2), tries.Load())
	require.Len(t, c.Steps, 6)
	for _, task := range c.Tasks {
		if task.Kind == devices.TaskShip {
			require.Equal(t, "tok_1", *task.ClaimedBy, "the second try saw what the real step did")
		}
	}
}

// A rehearsal that can't have a lock leaves the step that has it in peace.
func TestARehearsalDoesNotWaitForARealStep(t *testing.T) {
	h, s, p := filedClaim(t)
	tx, err := h.Pool.Begin(t.Context())
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), `select from tasks where case_id = 'clm_1' for update`)
	require.NoError(t, err)
	began := time.Now()
	_, err = p.Play(t.Context(), rehearsal.Play{Case: "clm_1", From: on(10, 30, 16, 0), Until: on(12, 31, 0, 0), Acts: s.acts(on(10, 30, 16, 0))})
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.Unavailable})
	require.Less(t, time.Since(began), 4900*time.Millisecond, "sooner than its time is up")
	require.NoError(t, tx.Rollback(t.Context()))
}

// A rehearsal sees the database as it was when it began, whatever is committed
// meanwhile.
func TestARehearsalSeesNoHalfOfAStep(t *testing.T) {
	h, _, p := filedClaim(t)
	var before, after int
	pool := postgres.Choosing(h.Pool)
	count := func(ctx context.Context, into *int) error {
		return pool.QueryRow(ctx, `select count(*) from cases`).Scan(into)
	}
	_, err := p.Play(t.Context(), rehearsal.Play{Case: "clm_1", From: on(10, 30, 16, 0), Until: on(12, 31, 0, 0), Acts: []rehearsal.Act{{
		At: on(10, 30, 17, 0), Do: func(ctx context.Context) error {
			err := count(ctx, &before)
			h.exec(`insert into cases (id, kind, workflow_id, subject, state, opened_at) values ('rpr_9', 'repair', 'repair/rpr_9', 'dev_1', 'received', now())`)
			return errors.Join(err, count(ctx, &after))
		},
	}}})
	require.NoError(t, err)
	require.Equal(t, 1, before)
	require.Equal(t, 1, after)
}

// What a rule or a process refuses is refused, and the rest is played.
func TestWhatIsRefusedIsTold(t *testing.T) {
	h, s, _ := filedClaim(t)
	twice := s.acts(on(10, 30, 16, 0))
	at := on(10, 30, 17, 0)
	early := rehearsal.Act{At: at, Do: func(ctx context.Context) error {
		return rehearsal.On(ctx).Update(ctx, rehearsal.Message{
			Workflow: s.workflow, Name: message.ReportFault.Name, ID: "early", Content: message.Fault{ID: "flt_1", At: at, Actor: member},
		}, nil)
	}}
	nobody := rehearsal.Act{At: at, Do: func(ctx context.Context) error {
		return rehearsal.On(ctx).Signal(ctx, rehearsal.Message{Workflow: "replacement/clm_x", Name: message.ParcelDelivered.Name, Content: message.Delivery{}})
	}}
	c := h.rehearse("clm_1", on(10, 30, 16, 0), on(12, 31, 0, 0), append([]rehearsal.Act{early, nobody}, twice...)...)
	no, ok := message.Refused(c.Errs[0])
	require.True(t, ok)
	require.Equal(t, terms.N4, no.Rule)
	require.ErrorContains(t, c.Errs[1], "not running")
	require.NoError(t, c.Errs[2])
	require.Len(t, c.Steps, 6)
}

// A fault of ours ends the rehearsal, and is no answer.
func TestAnActThatBreaks(t *testing.T) {
	h, _, p := filedClaim(t)
	_, err := p.Play(t.Context(), rehearsal.Play{Case: "clm_1", From: on(10, 30, 16, 0), Until: on(12, 31, 0, 0), Acts: []rehearsal.Act{{
		At: on(10, 30, 17, 0), Do: func(context.Context) error { panic("broken") },
	}}})
	require.ErrorContains(t, err, "broken")
	require.Zero(t, h.Stat().AcquiredConns())
}

// An act that waits for itself (a real pool would give it another connection) ends
// with its time, and keeps neither the connection nor the place of the next ones.
func TestAnActThatWaitsForItself(t *testing.T) {
	h, _, p := filedClaim(t)
	pool := postgres.Choosing(h.Pool)
	for range 3 {
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		_, err := p.Play(ctx, rehearsal.Play{Case: "clm_1", From: on(10, 30, 16, 0), Until: on(12, 31, 0, 0), Acts: []rehearsal.Act{{
			At: on(10, 30, 17, 0), Do: func(ctx context.Context) error {
				tx, err := pool.Begin(ctx)
				if err != nil {
					return err
				}
				defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
				_, err = pool.Exec(ctx, "select 1")
				return err
			},
		}}})
		cancel()
		require.Error(t, err)
	}
	require.Eventually(t, func() bool { return h.Stat().AcquiredConns() == 0 }, 5*time.Second, 10*time.Millisecond)
	_, err := p.Play(t.Context(), rehearsal.Play{Case: "clm_1", From: on(10, 30, 16, 0), Until: on(12, 31, 0, 0)})
	require.NoError(t, err)
}

// A course that is cut off says so.
func TestACourseIsCutOff(t *testing.T) {
	h, _, _ := filedClaim(t)
	c := h.rehearse("clm_1", on(10, 30, 16, 0), on(10, 31, 0, 0))
	require.Empty(t, c.Steps)
	require.True(t, c.Cut)
	require.Len(t, c.Open, 1)
}

// One that waits for somebody is not cut off, however long that takes.
func TestACourseThatWaitsForSomebody(t *testing.T) {
	s := waived()
	h := newHouse(t, s)
	h.play(s, on(11, 18, 12, 0))
	c := h.rehearse("wvr_1", on(11, 18, 12, 0), on(12, 31, 0, 0))
	require.Empty(t, c.Steps)
	require.False(t, c.Cut)
}

// What is done for all cases at once is no case's course.
func TestAMonthEndIsNotRehearsed(t *testing.T) {
	h := newHouse(t, story{stock: []string{`insert into cases (id, kind, workflow_id, subject, state, opened_at)
		values ('mth_1', 'month-end', 'month-end/2026-11', '2026-11', 'open', '2026-12-01')`}})
	p := rehearsal.Player{Pool: h.Pool, Terms: terms.Embedded()}
	_, err := p.Play(t.Context(), rehearsal.Play{Case: "mth_1", From: on(12, 1, 0, 0), Until: on(12, 31, 0, 0)})
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.NotOffered})
}

// A closed case has nothing to come, until something is done to it.
func TestAClosedCaseGoesOnForAFact(t *testing.T) {
	s := replaced()
	h := newHouse(t, s)
	h.play(s, on(12, 31, 0, 0))
	require.Empty(t, h.rehearse("clm_1", on(12, 31, 0, 0), on(12, 31, 0, 0).AddDate(0, 1, 0)).Steps)

	at := on(12, 31, 10, 0)
	late := bookedIn(at, "ret_1")
	content := late.content.(message.Booking)
	require.NoError(t, h.QueryRow(t.Context(), `select id from returns`).Scan(&content.Return))
	c := h.rehearse("clm_1", on(12, 31, 0, 0), on(12, 31, 0, 0).AddDate(0, 1, 0), rehearsal.Act{At: at, Do: func(ctx context.Context) error {
		return rehearsal.On(ctx).Signal(ctx, rehearsal.Message{
			Workflow: s.workflow, Process: s.process, In: message.ReplacementInput{Claim: "clm_1", Resume: true}, Name: late.name, Content: content,
		})
	}})
	require.NoError(t, c.Errs[0])
	require.Len(t, c.Steps, 1)
	require.Empty(t, c.Charges, "the charge stands")
}

// Rehearsals leave nothing behind in the server either.
func TestRehearsalsLeaveNoGoroutines(t *testing.T) {
	h, s, p := filedClaim(t)
	play := func(n int) {
		for range n {
			for _, until := range []time.Time{on(11, 5, 0, 0), on(12, 31, 0, 0)} { // cut off, and played to the end
				acts := s.acts(on(10, 30, 16, 0))
				_, err := p.Play(t.Context(), rehearsal.Play{Case: "clm_1", From: on(10, 30, 16, 0), Until: until, Acts: acts})
				require.NoError(t, err)
			}
		}
	}
	play(2)
	before := runtime.NumGoroutine()
	play(20)
	require.Eventually(t, func() bool { return runtime.NumGoroutine() <= before+5 }, 5*time.Second, 20*time.Millisecond,
		"%d goroutines, and %d after", before, runtime.NumGoroutine())
	require.Zero(t, h.Stat().AcquiredConns())
}
