package member

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"sync"

	"go.temporal.io/sdk/client"

	"kigen/activities"
	"kigen/internal/ekyc"
	"kigen/internal/identity"
	"kigen/internal/message"
	"kigen/internal/payment"
	"kigen/internal/postgres"
	"kigen/internal/terms"
)

// signups carries the steps of applications out at once, as their process does, on
// the real rules and tables. It stands in for Temporal, which only waits.
type signups struct {
	client.Client
	*activities.Signups
	mu    sync.Mutex
	filed int   // how many applications were sent
	down  error // what each command is answered with, while it is set
}

func newSignups(w *world) *signups {
	return &signups{Signups: &activities.Signups{
		Ledger: &postgres.Ledger{Pool: w.pool}, Terms: terms.Embedded(), Cards: payment.Simulator{}, EKYC: ekyc.NewSimulator().Providers(),
	}}
}

type started struct {
	client.WithStartWorkflowOperation
	in message.SignupInput
}

func (s *signups) NewWithStartWorkflowOperation(_ client.StartWorkflowOptions, _ any, args ...any) client.WithStartWorkflowOperation {
	return started{in: args[0].(message.SignupInput)}
}

// UpdateWithStartWorkflow files an application and invites its applicant.
func (s *signups) UpdateWithStartWorkflow(ctx context.Context, o client.UpdateWithStartWorkflowOptions) (client.WorkflowUpdateHandle, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.filed++
	in := o.StartWorkflowOperation.(started).in
	if _, err := s.CheckCard(ctx, in); err != nil {
		return nil, err
	}
	standing, err := s.AcceptApplication(ctx, in)
	if err != nil {
		return nil, err
	}
	return outcome{standing}, s.invite(ctx, in.Application, standing)
}

func (s *signups) invite(ctx context.Context, application string, standing identity.Standing) error {
	for _, due := range standing.Due {
		if due.What == identity.DeadlineInvitation {
			_, err := s.InviteApplicant(ctx, activities.ApplicationDue{Application: application, Due: due})
			return err
		}
	}
	return nil
}

// UpdateWorkflow carries a command out.
func (s *signups) UpdateWorkflow(ctx context.Context, o client.UpdateWorkflowOptions) (client.WorkflowUpdateHandle, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down != nil {
		return nil, s.down
	}
	application := o.WorkflowID[len("signup/"):]
	var standing identity.Standing
	var err error
	switch c := o.Args[0].(type) {
	case message.ProofSubmission:
		standing, err = s.TakeProof(ctx, activities.ApplicationCommand[message.ProofSubmission]{Application: application, Command: c})
	case message.LinkRenewal:
		standing, err = s.SendNewLink(ctx, activities.ApplicationCommand[message.LinkRenewal]{Application: application, Command: c})
	case message.NumberRenewal:
		standing, err = s.TakeNumber(ctx, activities.ApplicationCommand[message.NumberRenewal]{Application: application, Command: c})
	case message.Withdrawal:
		standing, err = s.TakeBackApplication(ctx, activities.ApplicationCommand[message.Withdrawal]{Application: application, Command: c})
	default:
		err = fmt.Errorf("no such command: %s", reflect.TypeOf(c))
	}
	if err != nil {
		return nil, err
	}
	return outcome{standing}, nil
}

// SignalWorkflow hears of locked links.
func (s *signups) SignalWorkflow(ctx context.Context, workflowID, _, _ string, fact any) error {
	locked := fact.(message.LockedLink)
	_, err := s.TellOfLock(ctx, activities.ApplicationCommand[message.LockedLink]{Application: workflowID[len("signup/"):], Command: locked})
	return err
}

// outcome is an update's answer.
type outcome struct{ standing identity.Standing }

func (outcome) WorkflowID() string { return "" }
func (outcome) RunID() string      { return "" }
func (outcome) UpdateID() string   { return "" }

func (o outcome) Get(_ context.Context, into any) error {
	text, err := json.Marshal(o.standing)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}
