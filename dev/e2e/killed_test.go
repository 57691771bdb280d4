package e2e_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"kigen/dev/temporal"
	"kigen/internal/ids"
	"kigen/internal/jst"
	"kigen/internal/message"
	"kigen/internal/testclock"
)

// TestWorkerKilledMidStep kills a worker between a commit and its answer: another one answers what
// was committed, and nothing is done twice (B-9, K-1, K-4).
func TestWorkerKilledMidStep(t *testing.T) {
	p := theProduct(t)
	p.ownWorkers(t)
	clock := p.clockAt(t, "killed mid-step", jst.MakeDay(2026, 11, 10).At(15, 0))
	line := p.withLines(t, clock, 1)[0]
	gate := openGate(t, p.DatabaseURL, func() bool {
		return p.holds(`select exists (select from journal join cases on cases.id = case_id where subject = $1)`, line)
	})
	doomed := p.startWorker(t, gate.url)
	support := p.as(t, "desk:support")

	type reservation struct {
		ID       string    `json:"id"`
		EffectAt time.Time `json:"effect_at"`
	}
	var first reservation
	answered := make(chan error, 1)
	key := ids.New("key")
	file := func(ctx context.Context) ([]byte, error) {
		return support.Call(ctx, "cancelLine", key, map[string]any{"id": line})
	}
	go func() {
		raw, err := file(context.WithoutCancel(t.Context()))
		if err == nil {
			err = json.Unmarshal(raw, &first)
		}
		answered <- err
	}()
	gate.wait(t)
	doomed.kill()
	second := p.startWorker(t, p.DatabaseURL)
	require.NoError(t, <-answered, "the caller is answered by the second worker")
	require.True(t, first.EffectAt.Equal(jst.MakeDay(2026, 12, 1).At(0, 0)))

	again, err := file(t.Context())
	require.NoError(t, err)
	var repeated reservation
	require.NoError(t, json.Unmarshal(again, &repeated))
	require.Equal(t, first, repeated)
	require.Equal(t, 1, p.count(t, `select count(*) from journal where case_id = $1`, first.ID))
	require.Equal(t, 1, p.count(t, `select count(*) from notices where case_id = $1`, first.ID))
	require.Equal(t, 2, p.count(t, `select count(*) from deadlines where case_id = $1`, first.ID))

	// The process is kept by the second worker, which is killed at rest: the first command after is answered at once.
	second.kill()
	p.startWorker(t, p.DatabaseURL)
	began := time.Now()
	call(t, support, "withdrawCancellation", map[string]any{"id": first.ID}, nil)
	took := time.Since(began)
	t.Logf("the first command after a killed worker took %s", took.Round(time.Millisecond))
	require.Less(t, took, 2*time.Second)
	require.Equal(t, 1, p.count(t, `select count(*) from cases where id = $1 and state = 'withdrawn'`, first.ID))
}

const herd = 300

// TestMonthEndKilledHalfWay kills the worker when the batch of a month end has committed and not
// answered: another one goes on, no case has a step twice, and the cases find theirs done. Of the
// next month a batch fails: its cases do their own (K-1, K-2, K-5, C-7).
func TestMonthEndKilledHalfWay(t *testing.T) {
	p := theProduct(t)
	p.ownWorkers(t)
	begin := jst.MakeDay(2026, 11, 10).At(15, 0)
	clock := p.clockAt(t, "killed at month end", begin)
	lines := p.withLines(t, clock, herd)
	gate := openGate(t, p.DatabaseURL, func() bool {
		return p.holds(`select exists (select from journal join cases on cases.id = case_id where clock_id = $1 and step = 'effected')`, clock)
	})
	doomed := p.startWorker(t, gate.url)
	p.cancelAll(t, lines)
	require.Equal(t, herd, p.done(t, clock, "reserved"))

	// Only the month end moves; its cases stay where they are.
	admin := p.as(t, "admin")
	call(t, admin, "advanceTestClock", map[string]any{"id": clock, "to": begin.Format(time.RFC3339)}, nil)
	connected, _, err := p.Connect(t.Context())
	require.NoError(t, err)
	defer connected.Close()
	engine := testclock.New(connected, temporal.Namespace)
	effect := jst.MakeDay(2026, 12, 1).At(0, 0)
	moved := make(chan error, 1)
	go func() {
		_, err := engine.Advance(t.Context(), begin, effect, only(message.MonthEndID(clock, jst.MakeMonth(2026, 11))))
		moved <- err
	}()
	gate.wait(t)
	doomed.kill()
	p.startWorker(t, p.DatabaseURL)
	require.NoError(t, <-moved)
	for _, step := range []string{"reserved", "reminded", "withdrawal-cut-off", "effected"} {
		require.Equal(t, herd, p.done(t, clock, step), step)
	}
	require.Equal(t, 4*herd, p.count(t, `select count(*) from journal join cases on cases.id = case_id where clock_id = $1 and kind = 'cancellation'`, clock))
	require.Equal(t, 3*herd, p.count(t, `select count(*) from notices join cases on cases.id = case_id where clock_id = $1`, clock))
	require.Equal(t, herd, p.count(t, `select count(*) from lines where id = any($1) and ended_at = $2`, lines, effect))

	few := []string{message.CancellationID(lines[0]), message.CancellationID(lines[herd-1])}
	back := effect.AddDate(0, 0, 15).Add(12 * time.Hour)
	_, err = engine.Advance(t.Context(), effect, back, only(few...))
	require.NoError(t, err)
	require.Equal(t, 4*herd+2, p.count(t, `select count(*) from journal join cases on cases.id = case_id where clock_id = $1 and kind = 'cancellation'`, clock),
		"the cases found the month's steps done, and went on with their own")
	require.Equal(t, 2, p.done(t, clock, "equipment-lapsed"))
}

// TestMonthEndLeavesAFailedBatchToItsCases fails a batch on a constraint: each of its cases does its own.
func TestMonthEndLeavesAFailedBatchToItsCases(t *testing.T) {
	p := theProduct(t)
	clock := p.clockAt(t, "failed batch", jst.MakeDay(2027, 1, 10).At(15, 0))
	lines := p.withLines(t, clock, 3)
	p.cancelAll(t, lines)
	// A sequence counts what is rolled back too.
	_, err := p.pool.Exec(t.Context(), fmt.Sprintf(`
		create sequence fails_once;
		create function fail_once() returns trigger language plpgsql as $$
		begin
			if new.line_id = '%s' and nextval('fails_once') <= 2 then
				raise exception 'made to fail' using errcode = 'unique_violation', constraint = 'made_to_fail';
			end if;
			return new;
		end $$;
		create trigger fails_once before insert on final_statements for each row execute function fail_once()`, lines[1]))
	require.NoError(t, err)
	t.Cleanup(func() {
		_, err := p.pool.Exec(context.WithoutCancel(t.Context()), `drop trigger fails_once on final_statements; drop function fail_once; drop sequence fails_once`)
		require.NoError(t, err)
	})
	effect := jst.MakeDay(2027, 2, 1).At(0, 0)
	call(t, p.as(t, "admin"), "advanceTestClock", map[string]any{"id": clock, "to": effect.Format(time.RFC3339)}, nil)
	require.Equal(t, 3, p.count(t, `select last_value from fails_once`), "the batch failed twice, the case did its own")
	require.Equal(t, 3, p.done(t, clock, "effected"))
	require.Equal(t, 3, p.count(t, `select count(*) from lines where id = any($1) and ended_at = $2`, lines, effect))
	require.Equal(t, 3, p.count(t, `select count(*) from notices join cases on cases.id = case_id where clock_id = $1 and template = 'cancellation-effected'`, clock))
}

func only(processes ...string) testclock.Processes {
	return testclock.Processes{Open: func(context.Context) ([]string, error) { return processes, nil }}
}

// done counts the cases on a clock that have done a step.
func (p *running) done(t *testing.T, clock, step string) int {
	t.Helper()
	return p.count(t, `select count(*) from journal join cases on cases.id = case_id
		where clock_id = $1 and step = $2 and kind = 'cancellation'`, clock, step)
}

// cancelAll cancels every line over the API.
func (p *running) cancelAll(t *testing.T, lines []string) {
	t.Helper()
	support := p.as(t, "desk:support")
	var group errgroup.Group
	group.SetLimit(8)
	for _, line := range lines {
		group.Go(func() error {
			if err := tryCall(t.Context(), support, "cancelLine", map[string]any{"id": line}, nil); err != nil {
				return fmt.Errorf("cancel %s: %w", line, err)
			}
			return nil
		})
	}
	require.NoError(t, group.Wait())
}
