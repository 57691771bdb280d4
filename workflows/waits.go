package workflows

import (
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"go.temporal.io/sdk/workflow"

	"kigen/internal/businesstime"
	"kigen/internal/message"
)

// waits is how a process waits for time, and the only way it does: every wait
// has the name of what it waits for, fires late enough for commands in flight,
// and is told by the query message.Wakes.
type waits struct {
	open   []message.Wake
	spread time.Duration
	told   int // others that are being told something
}

func newWaits(ctx workflow.Context) (*waits, error) {
	w := &waits{spread: spreadOf(workflow.GetInfo(ctx).WorkflowExecution.ID)}
	err := workflow.SetQueryHandlerWithOptions(ctx, message.Wakes,
		func() ([]message.Wake, error) { return w.now(), nil },
		workflow.QueryHandlerOptions{Description: "the instants the process waits for"})
	if err != nil {
		return nil, fmt.Errorf("query %s: %w", message.Wakes, err)
	}
	return w, nil
}

// now are the wakes as the query tells them.
func (w *waits) now() []message.Wake {
	if w.told > 0 {
		return append(slices.Clone(w.open), message.Wake{Name: message.Telling})
	}
	return w.open
}

// telling lets the query know that another process is being told something.
func (w *waits) telling(tell func() error) error {
	w.told++
	defer func() { w.told-- }()
	return tell()
}

// spreadOf is between one minute and one minute + spreadOver, the same for an
// ID at all times, so that the cases of one instant do not wake as one.
func spreadOf(id string) time.Duration {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id))
	return time.Minute + time.Duration(h.Sum32())%spreadOver
}

// FiresAt is when the process of that workflow ID wakes for an instant.
func FiresAt(workflowID string, at time.Time) time.Time {
	return at.Add(grace + spreadOf(workflowID))
}

// until blocks until the condition holds or the instant has passed with its
// minutes of grace, and tells which: true where the condition holds. An instant
// that passed long ago, while no worker ran, fires at once.
func (w *waits) until(ctx workflow.Context, name string, at time.Time, condition func() bool) (bool, error) {
	return w.untilAfter(ctx, name, at, grace+w.spread, condition)
}

// at is until without the minutes of grace, for an instant that no command can
// be late for.
func (w *waits) at(ctx workflow.Context, name string, at time.Time, condition func() bool) (bool, error) {
	return w.untilAfter(ctx, name, at, 0, condition)
}

func (w *waits) untilAfter(ctx workflow.Context, name string, at time.Time, delay time.Duration, condition func() bool) (bool, error) {
	if condition() {
		return true, nil
	}
	fire := at.Add(delay)
	left := fire.Sub(businesstime.Now(ctx))
	if left <= 0 {
		return lastWord(ctx, condition)
	}
	wake := message.Wake{Name: name, At: at, FireAt: fire, Timer: businesstime.Engine(ctx, fire)}
	w.open = append(w.open, wake)
	defer func() {
		w.open = slices.DeleteFunc(w.open, func(o message.Wake) bool { return o == wake })
	}()
	held, err := workflow.AwaitWithOptions(ctx, workflow.AwaitOptions{
		Timeout:      left,
		TimerOptions: workflow.TimerOptions{Summary: name},
	}, condition)
	if held || err != nil {
		return held, err
	}
	return lastWord(ctx, condition)
}

// lastWord lets everything that the process was told be taken in before an
// instant counts as passed: after an outage a parcel's signal and the timer that
// it was in time for arrive in one task, and the timer would be seen first.
func lastWord(ctx workflow.Context, condition func() bool) (bool, error) {
	heard := false
	// A new coroutine runs after all that are there.
	workflow.GoNamed(ctx, "last word", func(workflow.Context) { heard = true })
	if err := workflow.Await(ctx, func() bool { return heard }); err != nil {
		return false, err
	}
	return condition(), nil
}

// never is the condition of a wait that only time ends.
func never() bool { return false }
