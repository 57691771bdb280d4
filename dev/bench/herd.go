package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"time"

	"kigen/activities"
	"kigen/internal/businesstime"
	"kigen/internal/journal"
	"kigen/internal/lines"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/starter/engine"
	"kigen/workflows"
)

const herdPattern = "cancellation/lin_herd%"

// herd measures what the cases do by themselves after the month end's batch has committed their effect:
// each wakes, finds its step done and ends. Kigen spreads them over minutes; here all fire at one
// instant, which is the worst that can happen.
func (s *stage) herd(ctx context.Context) ([]Measure, error) {
	s.Progress("F-3: the cases' own follow-ups")
	stop, err := s.work()
	if err != nil {
		return nil, err
	}
	defer stop()
	const single = 20
	n := s.size(600)
	ids, err := s.seedLines(ctx, "herd", n+2*single)
	if err != nil {
		return nil, err
	}
	// One after the other for the processor time of one; idle time is taken off. The first are to warm up.
	var one time.Duration
	for round := range 2 {
		at := time.Now().Add(startTime(single))
		if err := s.reserveFor(ctx, ids[round*single:(round+1)*single], at, 100*time.Millisecond); err != nil {
			return nil, err
		}
		if one, err = s.follow(ctx, at, single*100*time.Millisecond, single); err != nil {
			return nil, err
		}
	}
	at := time.Now().Add(startTime(n))
	if err := s.reserveFor(ctx, ids[2*single:], at, 0); err != nil {
		return nil, err
	}
	if !time.Now().Before(at) {
		return nil, fmt.Errorf("%d cases were not opened in time: the machine is too busy", n)
	}
	time.Sleep(time.Until(at))
	took, err := s.untilClosed(ctx, herdPattern, at)
	if err != nil {
		return nil, err
	}
	bound := time.Duration(n) * one / time.Duration(runtime.NumCPU())
	return []Measure{
		atMost("F-3", fmt.Sprintf("follow-ups of %d cases at one instant", n), "s", took.Seconds(), bound.Seconds(), 1.25).
			noted("the floor is cases × processor time of one (%s ms) ÷ cores; Kigen itself spreads them over four minutes", number(milliseconds(one))),
	}, nil
}

// reserveFor opens a cancellation of each line whose effect fires at that instant of the machine, the next
// one apart later. The effect itself is committed as the month end would.
func (s *stage) reserveFor(ctx context.Context, lineIDs []string, at time.Time, apart time.Duration) error {
	effectAt := monthOfHerd.End()
	cases := make([]string, len(lineIDs))
	for i := range cases {
		cases[i] = s.id("can")
	}
	if err := together(ctx, len(lineIDs), callers, func(ctx context.Context, i int) error {
		id := message.CancellationID(lineIDs[i])
		by := workflows.FiresAt(id, effectAt).Sub(at.Add(time.Duration(i) * apart))
		_, err := engine.UpdateWithStart(businesstime.Shift(ctx, by), s.engine, message.Cancellation, engine.Run{ID: id, Subject: member},
			message.CancellationInput{
				Case: cases[i], Line: lineIDs[i], Channel: "member_page", ReceivedAt: monthOfHerd.Start().Add(3 * day),
				Actor: journal.Actor{Role: "member", ID: member},
			}, message.FileCancellation, cases[i], message.Filing{Case: cases[i]})
		return err
	}); err != nil {
		return err
	}
	return s.commitEffects(ctx, cases, lineIDs)
}

// follow waits until the cases that fire within the span have ended, and gives the processor time of one.
func (s *stage) follow(ctx context.Context, at time.Time, span time.Duration, n int) (time.Duration, error) {
	time.Sleep(time.Until(at.Add(-span)))
	var marks [3]usage
	for i := range marks {
		time.Sleep(time.Until(at.Add(time.Duration(i-1) * span)))
		var err error
		if marks[i], err = s.usage(ctx); err != nil {
			return 0, err
		}
	}
	if _, err := s.untilClosed(ctx, herdPattern, at); err != nil {
		return 0, err
	}
	idle, busy := marks[1].since(marks[0]), marks[2].since(marks[1])
	return (busy.processor - idle.processor) / time.Duration(n), nil
}

// commitEffects does what MonthEnd's batch does for these cases.
func (s *stage) commitEffects(ctx context.Context, cases, lineIDs []string) error {
	t := s.book.At(monthOfHerd.End())
	reservation := lines.MonthOf(t, monthOfHerd)
	entries, results := make([]journal.Entry, len(cases)), make([]json.RawMessage, len(cases))
	for i, id := range cases {
		e, done := lines.Effect(t, id, "", lines.Line{ID: lineIDs[i], Member: member}, reservation)
		e.Case, e.Step = id, activities.StepEffected
		result, err := journal.Result(done)
		if err != nil {
			return err
		}
		entries[i], results[i] = e, result
	}
	ledger := &postgres.Ledger{Pool: s.pool}
	_, err := ledger.CommitAll(ctx, entries, results, func(fresh []string) []postgres.Change {
		return postgres.EffectCancellations(reservation.EffectAt, fresh...)
	})
	return err
}
