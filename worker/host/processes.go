package host

import (
	"cmp"
	"context"
	"fmt"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"kigen/activities"
	"kigen/internal/businesstime"
	"kigen/internal/message"
)

// processes starts the processes that others ask for.
type processes struct {
	temporal client.Client
	now      func() time.Time
}

// Begin starts a process and waits until it has begun. One of that ID that runs
// answers in its place.
func (p processes) Begin(ctx context.Context, b activities.Beginning) error {
	if b.Clock != "" { // the clock has moved since whoever asks was started
		ctx = businesstime.Shift(ctx, b.Now.Sub(p.now()))
	}
	ask := b.Ask
	if ask == nil {
		ask = message.None{}
	}
	start := p.temporal.NewWithStartWorkflowOperation(client.StartWorkflowOptions{
		ID:                       b.ID,
		TaskQueue:                message.QueueCases,
		WorkflowIDConflictPolicy: enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
		WorkflowIDReusePolicy:    enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
		StaticSummary:            b.Summary,
		TypedSearchAttributes: temporal.NewSearchAttributes(
			temporal.NewSearchAttributeKeyKeyword(message.SearchSubject).ValueSet(b.Member)),
	}, b.Process, b.In)
	handle, err := p.temporal.UpdateWithStartWorkflow(ctx, client.UpdateWithStartWorkflowOptions{
		StartWorkflowOperation: start,
		UpdateOptions: client.UpdateWorkflowOptions{
			UpdateID: cmp.Or(b.AskID, b.Await), WorkflowID: b.ID, UpdateName: b.Await, Args: []any{ask},
			WaitForStage: client.WorkflowUpdateStageCompleted,
		},
	})
	if err == nil {
		err = handle.Get(ctx, nil)
	}
	if err != nil {
		return fmt.Errorf("begin %s %s: %w", b.Process, b.ID, err)
	}
	return nil
}
