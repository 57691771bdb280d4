package product

import (
	"context"
	"fmt"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/proxy"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/protobuf/proto"

	"kigen/internal/config"
	"kigen/internal/connection"
	"kigen/internal/sealing"
	"kigen/internal/telemetry"
)

// History is what the engine keeps of one process, its payloads opened.
type History struct {
	// Process is the workflow type: "Replacement".
	Process string
	// ID is the workflow ID: "replacement/clm_…".
	ID     string
	Info   *workflowpb.WorkflowExecutionInfo
	Events *historypb.History
}

// Connect opens a client to Temporal as worker and starter have it: what it sends is sealed. Keys
// open what others have sent. The caller closes the client.
func (p *Product) Connect(ctx context.Context) (client.Client, *sealing.Keys, error) {
	c, err := config.Load(p.Environ(), config.NeedTemporal, config.NeedKeys)
	if err != nil {
		return nil, nil, err
	}
	tel, err := telemetry.Start(ctx, "dev", c)
	if err != nil {
		return nil, nil, err
	}
	keys, err := connection.Keys(c)
	if err != nil {
		return nil, nil, err
	}
	temporal, err := connection.Temporal(ctx, c, keys, tel)
	return temporal, keys, err
}

// Histories reads those of all processes that the visibility query finds, empty for all, once it
// has found atLeast of them: a process is listed a moment after it began.
func (p *Product) Histories(ctx context.Context, query string, atLeast int) ([]History, error) {
	c, keys, err := p.Connect(ctx)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	listed, err := list(ctx, c, query, atLeast)
	if err != nil {
		return nil, err
	}
	histories := make([]History, 0, len(listed))
	for _, info := range listed {
		h := History{Process: info.GetType().GetName(), ID: info.GetExecution().GetWorkflowId(), Info: info}
		if h.Events, err = read(ctx, c, keys, info.GetExecution()); err != nil {
			return nil, fmt.Errorf("the history of %s: %w", h.ID, err)
		}
		if err := open(ctx, keys, info); err != nil {
			return nil, fmt.Errorf("what is kept of %s: %w", h.ID, err)
		}
		histories = append(histories, h)
	}
	return histories, nil
}

func list(ctx context.Context, c client.Client, query string, atLeast int) ([]*workflowpb.WorkflowExecutionInfo, error) {
	deadline := time.Now().Add(20 * time.Second)
	for {
		var all []*workflowpb.WorkflowExecutionInfo
		request := &workflowservice.ListWorkflowExecutionsRequest{Query: query, PageSize: 1000}
		for {
			page, err := c.ListWorkflow(ctx, request)
			if err != nil {
				return nil, fmt.Errorf("list the processes: %w", err)
			}
			all = append(all, page.GetExecutions()...)
			if request.NextPageToken = page.GetNextPageToken(); len(request.GetNextPageToken()) == 0 {
				break
			}
		}
		if len(all) >= atLeast {
			return all, nil
		}
		if time.Now().After(deadline) {
			return nil, fmt.Errorf("the engine lists %d processes where there are %d", len(all), atLeast)
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func read(ctx context.Context, c client.Client, keys *sealing.Keys, run *commonpb.WorkflowExecution) (*historypb.History, error) {
	h := &historypb.History{}
	events := c.GetWorkflowHistory(ctx, run.GetWorkflowId(), run.GetRunId(), false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		e, err := events.Next()
		if err != nil {
			return nil, err
		}
		h.Events = append(h.Events, e)
	}
	return h, open(ctx, keys, h)
}

// open replaces the sealed payloads within a message by what they hold.
func open(ctx context.Context, keys *sealing.Keys, m proto.Message) error {
	codec := keys.Codec()
	return proxy.VisitPayloads(ctx, m, proxy.VisitPayloadsOptions{
		Visitor: func(_ *proxy.VisitPayloadsContext, sealed []*commonpb.Payload) ([]*commonpb.Payload, error) {
			return codec.Decode(sealed)
		},
		// These are never sealed: the engine looks into them.
		SkipSearchAttributes: true,
	})
}
