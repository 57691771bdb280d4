// Package engine is the typed front to Temporal: it starts processes, sends
// them updates and signals, and words what goes wrong for people.
//
// Every call is safe to repeat: an update with the ID of an earlier one gives
// the earlier one's answer, and a process whose ID is taken is the running one.
//
// Under the context of a rehearsal nothing reaches Temporal: the processes on its
// stage are asked in place of the real ones.
package engine

import (
	"context"
	"fmt"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"kigen/internal/businesstime"
	"kigen/internal/message"
	"kigen/internal/rehearsal"
)

// answerWithin bounds how long a person waits for a process. Past it the
// answer is that it isn't known yet: the same command may be sent again.
const answerWithin = 20 * time.Second

// Engine sends messages to processes.
type Engine struct {
	temporal client.Client
	now      func() time.Time
}

// New wraps a connected client. Now is the machine's clock, from which the
// distance of a test clock is measured.
func New(c client.Client, now func() time.Time) *Engine {
	return &Engine{temporal: c, now: now}
}

// Temporal is the client itself, for what has no typed front.
func (e *Engine) Temporal() client.Client { return e.temporal }

// Run is one process instance to start, should it not run already.
type Run struct {
	// ID is the workflow ID, from package message.
	ID string
	// Subject is the member the case belongs to; empty for none. It is the
	// one search attribute.
	Subject string
	// Summary stands in the Temporal UI's list: what the process is, with IDs only.
	Summary string
	// Clock is the test clock that the process lives on, At the clock's
	// instant. Empty in production: the process lives in the engine's time.
	Clock string
	At    time.Time
	// Batch marks work for all cases at once, which runs on a queue of its own
	// and behind what a person waits for.
	Batch bool
}

// Priorities, the lower the sooner.
const (
	priorityPerson = 2
	priorityBatch  = 4
)

func (e *Engine) options(r Run) client.StartWorkflowOptions {
	o := client.StartWorkflowOptions{
		ID:                       r.ID,
		TaskQueue:                message.QueueCases,
		WorkflowIDConflictPolicy: enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
		WorkflowIDReusePolicy:    enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
		StaticSummary:            r.Summary,
		Priority:                 temporal.Priority{PriorityKey: priorityPerson},
	}
	if r.Batch {
		o.TaskQueue, o.Priority.PriorityKey = message.QueueBatch, priorityBatch
	}
	if r.Subject != "" {
		o.TypedSearchAttributes = temporal.NewSearchAttributes(
			temporal.NewSearchAttributeKeyKeyword(message.SearchSubject).ValueSet(r.Subject))
	}
	return o
}

// shifted lets a process that is started under ctx live in its clock's time.
func (e *Engine) shifted(ctx context.Context, r Run) context.Context {
	if r.Clock == "" {
		return ctx
	}
	return businesstime.Shift(ctx, r.At.Sub(e.now()))
}

// Start starts a process and does not wait for it. Where one of that ID runs,
// it is that one.
func Start[In, Out any](ctx context.Context, e *Engine, p message.Process[In, Out], r Run, in In) error {
	if stage := rehearsal.On(ctx); stage != nil {
		return rehearsed(stage.Start(ctx, rehearsal.Message{Workflow: r.ID, Process: p.Name, In: in}), p.Name, r.ID)
	}
	ctx, cancel := context.WithTimeout(e.shifted(ctx, r), answerWithin)
	defer cancel()
	if _, err := e.temporal.ExecuteWorkflow(ctx, e.options(r), p.Name, in); err != nil {
		return worded(fmt.Errorf("start %s %s: %w", p.Name, r.ID, err))
	}
	return nil
}

// UpdateWithStart starts a process, or takes the one that runs, and gives the
// answer of its update. A command that was sent with the same update ID before
// gets the same answer.
func UpdateWithStart[In, Out, Ask, Answer any](
	ctx context.Context, e *Engine, p message.Process[In, Out], r Run, in In,
	u message.Update[Ask, Answer], updateID string, ask Ask,
) (Answer, error) {
	var answer Answer
	if stage := rehearsal.On(ctx); stage != nil {
		m := rehearsal.Message{Workflow: r.ID, Process: p.Name, In: in, Name: u.Name, ID: updateID, Content: ask}
		err := stage.Update(ctx, m, &answer)
		return answer, rehearsed(err, u.Name, r.ID)
	}
	ctx, cancel := context.WithTimeout(e.shifted(ctx, r), answerWithin)
	defer cancel()
	handle, err := e.temporal.UpdateWithStartWorkflow(ctx, client.UpdateWithStartWorkflowOptions{
		StartWorkflowOperation: e.temporal.NewWithStartWorkflowOperation(e.options(r), p.Name, in),
		UpdateOptions: client.UpdateWorkflowOptions{
			UpdateID: updateID, WorkflowID: r.ID, UpdateName: u.Name, Args: []any{ask},
			WaitForStage: client.WorkflowUpdateStageCompleted,
		},
	})
	if err == nil {
		err = handle.Get(ctx, &answer)
	}
	if err != nil {
		return answer, worded(fmt.Errorf("%s of %s: %w", u.Name, r.ID, err))
	}
	return answer, nil
}

// Update asks a running process and gives its answer. A process that has
// ended, or never was, refuses with code state.
func Update[Ask, Answer any](
	ctx context.Context, e *Engine, workflowID string, u message.Update[Ask, Answer], updateID string, ask Ask,
) (Answer, error) {
	var answer Answer
	if stage := rehearsal.On(ctx); stage != nil {
		m := rehearsal.Message{Workflow: workflowID, Name: u.Name, ID: updateID, Content: ask}
		err := stage.Update(ctx, m, &answer)
		return answer, rehearsed(err, u.Name, workflowID)
	}
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	handle, err := e.temporal.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{
		UpdateID: updateID, WorkflowID: workflowID, UpdateName: u.Name, Args: []any{ask},
		WaitForStage: client.WorkflowUpdateStageCompleted,
	})
	if err == nil {
		err = handle.Get(ctx, &answer)
	}
	if err != nil {
		return answer, worded(fmt.Errorf("%s of %s: %w", u.Name, workflowID, err))
	}
	return answer, nil
}

// SignalWithStart tells a process a fact, starting it where none of that ID runs.
func SignalWithStart[In, Out, Fact any](
	ctx context.Context, e *Engine, p message.Process[In, Out], r Run, in In, s message.Signal[Fact], fact Fact,
) error {
	if stage := rehearsal.On(ctx); stage != nil {
		m := rehearsal.Message{Workflow: r.ID, Process: p.Name, In: in, Name: s.Name, Content: fact}
		return rehearsed(stage.Signal(ctx, m), s.Name, r.ID)
	}
	ctx, cancel := context.WithTimeout(e.shifted(ctx, r), answerWithin)
	defer cancel()
	if _, err := e.temporal.SignalWithStartWorkflow(ctx, r.ID, s.Name, fact, e.options(r), p.Name, in); err != nil {
		return worded(fmt.Errorf("%s to %s: %w", s.Name, r.ID, err))
	}
	return nil
}

// Signal tells a running process a fact. A process that has ended, or never
// was, refuses with code state.
func Signal[Fact any](ctx context.Context, e *Engine, workflowID string, s message.Signal[Fact], fact Fact) error {
	if stage := rehearsal.On(ctx); stage != nil {
		return rehearsed(stage.Signal(ctx, rehearsal.Message{Workflow: workflowID, Name: s.Name, Content: fact}), s.Name, workflowID)
	}
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	if err := e.temporal.SignalWorkflow(ctx, workflowID, "", s.Name, fact); err != nil {
		return worded(fmt.Errorf("%s to %s: %w", s.Name, workflowID, err))
	}
	return nil
}

// rehearsed words what a stage answers as what Temporal answers.
func rehearsed(err error, name, workflowID string) error {
	if err == nil {
		return nil
	}
	return worded(fmt.Errorf("%s of %s: %w", name, workflowID, err))
}
