package testclock

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/fieldmaskpb"
)

// margin is skipped beyond a timer, which may be set some moments after the
// wait was computed.
const margin = time.Second

// retrySkip is the longest back-off of a failed activity that rest skips; a
// longer one is passed on the way to the process's next wake.
const retrySkip = time.Minute

// wake skips the process's time to the wake's timer and past it; further with every try.
func (e *Engine) wake(ctx context.Context, w Woken, try int) error {
	now, open, err := e.now(ctx, w.Process)
	if err != nil || !open {
		return err
	}
	ahead := max(w.Wake.Timer.Sub(now), 0) + margin<<try
	if err := e.skip(ctx, w.Process, ahead); err != nil {
		return fmt.Errorf("wake %s for %s: %w", w.Process, w.Wake.Name, err)
	}
	return nil
}

// now is the time that the process's timers go by.
func (e *Engine) now(ctx context.Context, id string) (now time.Time, open bool, err error) {
	d, open, err := e.describe(ctx, id)
	if err != nil || !open {
		return time.Time{}, open, err
	}
	if skipped := d.GetWorkflowExtendedInfo().GetTimeSkippingInfo(); skipped.GetCurrentTime() != nil {
		return skipped.GetCurrentTime().AsTime(), true, nil
	}
	return time.Now(), true, nil
}

func (e *Engine) describe(ctx context.Context, id string) (d *workflowservice.DescribeWorkflowExecutionResponse, open bool, err error) {
	err = e.patiently(ctx, func(ctx context.Context) error {
		d, err = e.client.DescribeWorkflowExecution(ctx, id, "")
		return err
	})
	if ended(err) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("describe %s: %w", id, err)
	}
	return d, d.GetWorkflowExecutionInfo().GetStatus() == enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING, nil
}

// skip moves the process ahead and returns when it got there with nothing in
// hand, or has ended on the way. Timers on the way fire in their order; running
// activities and children are waited for, back-offs of failed ones are skipped.
func (e *Engine) skip(ctx context.Context, id string, ahead time.Duration) error {
	execution := &commonpb.WorkflowExecution{WorkflowId: id}
	name := uuid.NewString()
	err := e.patiently(ctx, func(ctx context.Context) error {
		_, err := e.client.WorkflowService().UpdateWorkflowExecutionOptions(ctx, &workflowservice.UpdateWorkflowExecutionOptionsRequest{
			Namespace:         e.namespace,
			WorkflowExecution: execution,
			WorkflowExecutionOptions: &workflowpb.WorkflowExecutionOptions{TimeSkippingConfig: &commonpb.TimeSkippingConfig{
				Enabled:           true,
				FastForwardConfig: &commonpb.FastForwardConfig{Duration: durationpb.New(ahead), Id: name},
			}},
			UpdateMask: &fieldmaskpb.FieldMask{Paths: []string{"time_skipping_config"}},
		})
		return err
	})
	if ended(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("skip %s: %w", ahead, err)
	}
	return e.skipped(ctx, execution, name)
}

// skipped waits for a skip that was asked for. The server answers a poll at the
// latest after some 20 seconds; one that ran into a limit of skips or found
// the process ended says FAILED, and what is left to do shows at the next look.
func (e *Engine) skipped(ctx context.Context, execution *commonpb.WorkflowExecution, name string) error {
	limited, cancel := context.WithTimeout(ctx, e.Patience)
	defer cancel()
	for {
		var answer *workflowservice.PollWorkflowExecutionTimeSkippingResponse
		err := e.patiently(limited, func(ctx context.Context) (err error) {
			answer, err = e.client.WorkflowService().PollWorkflowExecutionTimeSkipping(ctx,
				&workflowservice.PollWorkflowExecutionTimeSkippingRequest{
					Namespace: e.namespace, WorkflowExecution: execution, FastForwardId: name,
				})
			return err
		})
		switch {
		case ended(err):
			return nil
		case limited.Err() != nil && ctx.Err() == nil:
			return fmt.Errorf("%s did not come to rest within %s: %s", execution.WorkflowId, e.Patience, e.inHand(ctx, execution.WorkflowId))
		case err != nil:
			return err
		case answer.GetFastForwardPollingResult() != enumspb.FAST_FORWARD_POLLING_RESULT_POLL_TIMEOUT:
			return nil
		}
	}
}

// rest waits until the process has nothing in hand but waits, and gives how many
// events it has had then.
func (e *Engine) rest(ctx context.Context, id string) (int64, error) {
	deadline := time.Now().Add(e.Patience)
	for wait := 2 * time.Millisecond; ; wait = min(2*wait, 100*time.Millisecond) {
		d, open, err := e.describe(ctx, id)
		if err != nil || !open {
			return eventsOf(d, open), err
		}
		busy, retry := inHand(d)
		if busy == "" {
			if retry <= 0 || retry > retrySkip {
				return eventsOf(d, open), nil
			}
			if err := e.skip(ctx, id, retry+margin); err != nil {
				return 0, err
			}
		} else if time.Now().After(deadline) {
			return 0, fmt.Errorf("%s did not come to rest within %s: %s", id, e.Patience, busy)
		}
		if err := pause(ctx, wait); err != nil {
			return 0, err
		}
	}
}

// eventsOf is how many events an open process has had; one that has ended has no more.
func eventsOf(d *workflowservice.DescribeWorkflowExecutionResponse, open bool) int64 {
	if !open {
		return -1
	}
	return d.GetWorkflowExecutionInfo().GetHistoryLength()
}

func (e *Engine) inHand(ctx context.Context, id string) string {
	d, _, err := e.describe(ctx, id)
	if err != nil {
		return err.Error()
	}
	busy, _ := inHand(d)
	return busy
}

// inHand says what a process is at, empty for nothing, and how long until the
// first of its failed activities is tried again, zero for none.
func inHand(d *workflowservice.DescribeWorkflowExecutionResponse) (busy string, retry time.Duration) {
	now := time.Now()
	if skipped := d.GetWorkflowExtendedInfo().GetTimeSkippingInfo().GetCurrentTime(); skipped != nil {
		now = skipped.AsTime()
	}
	if task := d.GetPendingWorkflowTask(); task != nil {
		return fmt.Sprintf("its workflow task is not done, attempt %d", task.GetAttempt()), 0
	}
	for _, child := range d.GetPendingChildren() {
		return fmt.Sprintf("its child %s is open", child.GetWorkflowId()), 0
	}
	for _, activity := range d.GetPendingActivities() {
		until := activity.GetNextAttemptScheduleTime().AsTime().Sub(now)
		if activity.GetAttempt() > 1 && activity.GetState() == enumspb.PENDING_ACTIVITY_STATE_SCHEDULED && until > 0 {
			if retry == 0 || until < retry {
				retry = until
			}
			continue
		}
		return fmt.Sprintf("activity %s is not done, attempt %d: %s", activity.GetActivityType().GetName(),
			activity.GetAttempt(), activity.GetLastFailure().GetMessage()), 0
	}
	return "", retry
}
