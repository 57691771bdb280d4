// Package testclock moves open processes through time on a server that allows
// its workflows to skip it. A clock has an instant; the processes that live on
// it are woken one by one, in the order of what they wait for, until none waits
// for that instant or an earlier one. It serves development and tests only.
package testclock

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"golang.org/x/sync/errgroup"

	"kigen/internal/message"
)

// Engine moves processes on one Temporal namespace.
type Engine struct {
	client    client.Client
	namespace string
	// Patience is how long a process may take to come to rest once it was
	// woken: long enough for a worker or the server to be restarted meanwhile.
	Patience time.Duration
}

// New returns an engine for the namespace that c is connected to.
func New(c client.Client, namespace string) *Engine {
	return &Engine{client: c, namespace: namespace, Patience: time.Minute}
}

// Processes are those that live on one clock.
type Processes struct {
	// Open gives the workflow IDs of the clock's open processes. An ID whose
	// process has ended does no harm.
	Open func(ctx context.Context) ([]string, error)
	// Ensure starts, before time moves, the processes that the clock itself
	// needs on the way: the month ends of every month from that of `from` to that of
	// `to`, inclusive. It gives the IDs of those that Open may not know yet. It may be nil.
	Ensure func(ctx context.Context, from, to time.Time) ([]string, error)
}

// with gives the open processes and those started meanwhile.
func (p Processes) with(started []string) func(context.Context) ([]string, error) {
	return func(ctx context.Context) ([]string, error) {
		ids, err := p.Open(ctx)
		ids = slices.Concat(ids, started)
		slices.Sort(ids)
		return slices.Compact(ids), err
	}
}

// Woken is a wait that ended because its time came.
type Woken struct {
	Process string       `json:"process"` // workflow ID
	Wake    message.Wake `json:"wake"`
}

// same compares what was waited for; equal instants may differ in their zone.
func (w Woken) same(o Woken) bool {
	return w.Process == o.Process && w.Wake.Name == o.Wake.Name && w.Wake.At.Equal(o.Wake.At) && w.Wake.Timer.Equal(o.Wake.Timer)
}

// Advance wakes the processes for everything they wait for from now up to and
// including `to`, each where its own turn comes, and returns when all are at
// rest. It tells what it woke, in order, also where it fails; repeating it goes
// on from there. With from = to it waits for rest.
func (e *Engine) Advance(ctx context.Context, from, to time.Time, p Processes) ([]Woken, error) {
	if to.Before(from) {
		return nil, fmt.Errorf("a clock does not go back from %s to %s", from.Format(time.RFC3339), to.Format(time.RFC3339))
	}
	if p.Ensure != nil {
		started, err := p.Ensure(ctx, from, to)
		if err != nil {
			return nil, fmt.Errorf("prepare the way to %s: %w", to.Format(time.RFC3339), err)
		}
		p.Open = p.with(started)
	}
	var woken []Woken
	stuck := 0
	for {
		look := p
		if n := len(woken); n > 0 { // its case may have ended, and it may have told others so
			look.Open = p.with([]string{woken[n-1].Process})
		}
		next, found, err := e.Next(ctx, look)
		if err != nil {
			return woken, err
		}
		if !found || next.Wake.At.After(to) {
			return woken, nil
		}
		// A timer may be set a little later than its wait began: the first skip
		// can fall short of it.
		if n := len(woken); n > 0 && woken[n-1].same(next) {
			if stuck++; stuck > 5 {
				return woken, fmt.Errorf("%s still waits for %s after its time came", next.Process, next.Wake.Name)
			}
		} else {
			stuck = 0
			woken = append(woken, next)
		}
		if err := e.wake(ctx, next, stuck); err != nil {
			return woken, err
		}
	}
}

// Next lets the processes come to rest and gives the earliest of what they wait for.
func (e *Engine) Next(ctx context.Context, p Processes) (Woken, bool, error) {
	ids, err := p.Open(ctx)
	if err != nil {
		return Woken{}, false, fmt.Errorf("list the clock's processes: %w", err)
	}
	deadline := time.Now().Add(e.Patience)
	for {
		all, still, err := e.atRest(ctx, ids)
		switch {
		case err != nil || still && len(all) == 0:
			return Woken{}, false, err
		case still:
			return slices.MinFunc(all, func(a, b Woken) int {
				return cmp.Or(
					a.Wake.At.Compare(b.Wake.At), a.Wake.FireAt.Compare(b.Wake.FireAt), cmp.Compare(a.Process, b.Process),
				)
			}), true, nil
		case time.Now().After(deadline):
			return Woken{}, false, fmt.Errorf("the clock's processes did not come to rest within %s", e.Patience)
		}
		if err := pause(ctx, 5*time.Millisecond); err != nil {
			return Woken{}, false, err
		}
	}
}

// atRest lets each process come to rest and asks what it waits for. It is false
// where one of them has meanwhile told another something.
func (e *Engine) atRest(ctx context.Context, ids []string) (all []Woken, still bool, err error) {
	var mu sync.Mutex
	seen := make(map[string]int64, len(ids))
	telling := false
	err = each(ctx, ids, func(ctx context.Context, id string) error {
		events, err := e.rest(ctx, id)
		if err != nil {
			return err
		}
		wakes, err := e.wakes(ctx, id)
		mu.Lock()
		defer mu.Unlock()
		seen[id] = events
		for _, w := range wakes {
			telling = telling || w.Name == message.Telling
			all = append(all, Woken{Process: id, Wake: w})
		}
		return err
	})
	if err != nil || telling || len(ids) < 2 {
		return all, !telling, err
	}
	still = true
	err = each(ctx, ids, func(ctx context.Context, id string) error {
		d, open, err := e.describe(ctx, id)
		mu.Lock()
		defer mu.Unlock()
		still = still && eventsOf(d, open) == seen[id]
		return err
	})
	return all, still, err
}

// each does something for some processes at a time.
func each(ctx context.Context, ids []string, do func(ctx context.Context, id string) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(8)
	for _, id := range ids {
		group.Go(func() error { return do(ctx, id) })
	}
	return group.Wait()
}

// wakes asks an open process what it waits for; one that has ended waits for nothing.
func (e *Engine) wakes(ctx context.Context, id string) ([]message.Wake, error) {
	var wakes []message.Wake
	err := e.patiently(ctx, func(ctx context.Context) error {
		answer, err := e.client.QueryWorkflowWithOptions(ctx, &client.QueryWorkflowWithOptionsRequest{
			WorkflowID:           id,
			QueryType:            message.Wakes,
			QueryRejectCondition: enumspb.QUERY_REJECT_CONDITION_NOT_OPEN,
		})
		if err != nil || answer.QueryRejected != nil {
			return err
		}
		return answer.QueryResult.Get(&wakes)
	})
	if ended(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("ask %s what it waits for: %w", id, err)
	}
	return wakes, nil
}

// ended says that the error is the engine's word for a process that is not open.
func ended(err error) bool {
	var gone *serviceerror.NotFound
	return errors.As(err, &gone)
}

// patiently repeats do while the engine does not answer, as when it is being restarted, or has lost
// its database, which it reports as an error without a type; or while no worker does, which it
// reports as a failed precondition, or by not answering a question in time.
func (e *Engine) patiently(ctx context.Context, do func(context.Context) error) error {
	deadline := time.Now().Add(e.Patience)
	for {
		err := do(ctx)
		var (
			typed       serviceerror.ServiceError
			unavailable *serviceerror.Unavailable
			noWorker    *serviceerror.FailedPrecondition
			unanswered  *serviceerror.DeadlineExceeded
		)
		again := err != nil && ctx.Err() == nil &&
			(!errors.As(err, &typed) || errors.As(err, &unavailable) || errors.As(err, &noWorker) || errors.As(err, &unanswered))
		if !again || time.Now().After(deadline) {
			return err
		}
		if err := pause(ctx, 200*time.Millisecond); err != nil {
			return err
		}
	}
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
