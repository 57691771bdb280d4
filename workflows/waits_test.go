package workflows

import (
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	taskqueuepb "go.temporal.io/api/taskqueue/v1"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	"kigen/internal/message"
)

// C-12: a booking that was reported in time counts also where no worker ran
// until its timer had fired, so that both arrive in one task.
func TestSignalBeforeTimerInOneTask(t *testing.T) {
	for name, lapse := range map[string]time.Duration{"the timer fires": time.Hour, "the instant has passed": -time.Hour} {
		t.Run(name, func(t *testing.T) {
			start := time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC)
			var inTime, taken, behind bool
			process := func(ctx workflow.Context) error {
				receive(ctx, message.ParcelBookedIn, func(workflow.Context, message.Booking) { taken = true })
				w, err := newWaits(ctx)
				if err != nil {
					return err
				}
				workflow.Go(ctx, func(ctx workflow.Context) {
					_ = workflow.Await(ctx, func() bool { return taken })
					behind = true
				})
				inTime, err = w.at(ctx, "lapse", start.Add(lapse), func() bool { return taken && behind })
				return err
			}
			h := &recorded{at: start}
			h.started()
			if lapse > 0 {
				h.task()
				h.add(enumspb.EVENT_TYPE_TIMER_STARTED, &historypb.HistoryEvent{Attributes: &historypb.HistoryEvent_TimerStartedEventAttributes{
					TimerStartedEventAttributes: &historypb.TimerStartedEventAttributes{
						TimerId: "5", StartToFireTimeout: durationpb.New(lapse), WorkflowTaskCompletedEventId: 4,
					},
				}})
				h.signalled(t)
				h.at = start.Add(lapse)
				h.add(enumspb.EVENT_TYPE_TIMER_FIRED, &historypb.HistoryEvent{Attributes: &historypb.HistoryEvent_TimerFiredEventAttributes{
					TimerFiredEventAttributes: &historypb.TimerFiredEventAttributes{TimerId: "5", StartedEventId: 5},
				}})
			} else {
				h.signalled(t)
			}
			h.task()
			h.add(enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED, &historypb.HistoryEvent{Attributes: &historypb.HistoryEvent_WorkflowExecutionCompletedEventAttributes{
				WorkflowExecutionCompletedEventAttributes: &historypb.WorkflowExecutionCompletedEventAttributes{WorkflowTaskCompletedEventId: int64(len(h.events))},
			}})
			r := worker.NewWorkflowReplayer()
			r.RegisterWorkflowWithOptions(process, workflow.RegisterOptions{Name: "process"})
			require.NoError(t, r.ReplayWorkflowHistory(log.NewStructuredLogger(slog.New(slog.DiscardHandler)), &historypb.History{Events: h.events}))
			require.True(t, inTime)
		})
	}
}

// recorded is a history that is written by hand.
type recorded struct {
	at     time.Time
	events []*historypb.HistoryEvent
}

func (h *recorded) add(kind enumspb.EventType, e *historypb.HistoryEvent) {
	e.EventId, e.EventType, e.EventTime = int64(len(h.events)+1), kind, timestamppb.New(h.at)
	h.events = append(h.events, e)
}

func (h *recorded) started() {
	h.add(enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED, &historypb.HistoryEvent{Attributes: &historypb.HistoryEvent_WorkflowExecutionStartedEventAttributes{
		WorkflowExecutionStartedEventAttributes: &historypb.WorkflowExecutionStartedEventAttributes{
			WorkflowType: &commonpb.WorkflowType{Name: "process"}, TaskQueue: &taskqueuepb.TaskQueue{Name: "cases"},
			WorkflowTaskTimeout: durationpb.New(10 * time.Second), OriginalExecutionRunId: "run", FirstExecutionRunId: "run",
		},
	}})
}

func (h *recorded) task() {
	h.add(enumspb.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED, &historypb.HistoryEvent{Attributes: &historypb.HistoryEvent_WorkflowTaskScheduledEventAttributes{
		WorkflowTaskScheduledEventAttributes: &historypb.WorkflowTaskScheduledEventAttributes{},
	}})
	h.add(enumspb.EVENT_TYPE_WORKFLOW_TASK_STARTED, &historypb.HistoryEvent{Attributes: &historypb.HistoryEvent_WorkflowTaskStartedEventAttributes{
		WorkflowTaskStartedEventAttributes: &historypb.WorkflowTaskStartedEventAttributes{ScheduledEventId: int64(len(h.events))},
	}})
	h.add(enumspb.EVENT_TYPE_WORKFLOW_TASK_COMPLETED, &historypb.HistoryEvent{Attributes: &historypb.HistoryEvent_WorkflowTaskCompletedEventAttributes{
		WorkflowTaskCompletedEventAttributes: &historypb.WorkflowTaskCompletedEventAttributes{
			ScheduledEventId: int64(len(h.events) - 1), StartedEventId: int64(len(h.events)),
		},
	}})
}

func (h *recorded) signalled(t *testing.T) {
	t.Helper()
	input, err := converter.GetDefaultDataConverter().ToPayloads(message.Booking{Reference: "bk_1"})
	require.NoError(t, err)
	h.add(enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED, &historypb.HistoryEvent{Attributes: &historypb.HistoryEvent_WorkflowExecutionSignaledEventAttributes{
		WorkflowExecutionSignaledEventAttributes: &historypb.WorkflowExecutionSignaledEventAttributes{SignalName: message.ParcelBookedIn.Name, Input: input},
	}})
}
