package member

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"kigen/starter/api"
	"kigen/starter/engine"
)

// processes answer what the pages have done, and remember what was asked.
type processes struct {
	client.Client
	answer any   // as JSON
	err    error // instead of an answer
	asked  []string
}

func (p *processes) NewWithStartWorkflowOperation(client.StartWorkflowOptions, any, ...any) client.WithStartWorkflowOperation {
	return nil
}

func (p *processes) UpdateWithStartWorkflow(_ context.Context, o client.UpdateWithStartWorkflowOptions) (client.WorkflowUpdateHandle, error) {
	p.asked = append(p.asked, o.UpdateOptions.UpdateName)
	return answered{p}, nil
}

func (p *processes) UpdateWorkflow(_ context.Context, o client.UpdateWorkflowOptions) (client.WorkflowUpdateHandle, error) {
	p.asked = append(p.asked, o.UpdateName)
	return answered{p}, nil
}

type answered struct{ *processes }

func (a answered) WorkflowID() string { return "" }
func (a answered) RunID() string      { return "" }
func (a answered) UpdateID() string   { return "" }

func (a answered) Get(_ context.Context, into any) error {
	if a.err != nil {
		return a.err
	}
	text, err := json.Marshal(a.answer)
	return errors.Join(err, json.Unmarshal(text, into))
}

// played is an owner's world whose processes are played.
func played(t *testing.T) (*world, *processes) {
	t.Helper()
	p := &processes{answer: map[string]any{}}
	w := owner(t, func(d *api.Deps) { d.Engine = engine.New(p, d.Now) })
	require.Empty(t, p.asked)
	return w, p
}
