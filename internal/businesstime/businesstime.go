// Package businesstime tells a process the time it lives in. In production
// that is the engine's; a process on a test clock lives in the clock's time,
// which may lie years before or after, so it carries the distance between the two.
package businesstime

import (
	"context"
	"fmt"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/workflow"
)

// header is the name under which the shift stands in the start event of a
// process and of all it starts itself.
const header = "business-time-shift"

type key struct{}

// Shift marks ctx so that a process started under it lives `by` after the
// engine's time (before it, where by is negative). A process that runs already
// keeps the shift it was started with.
func Shift(ctx context.Context, by time.Duration) context.Context {
	return context.WithValue(ctx, key{}, by)
}

// Now is the business time of the workflow. Workflows use it in place of
// workflow.Now, which knows nothing of test clocks.
func Now(ctx workflow.Context) time.Time {
	return workflow.Now(ctx).Add(shift(ctx))
}

// Engine turns a business instant into the engine's time for this workflow.
func Engine(ctx workflow.Context, business time.Time) time.Time {
	return business.Add(-shift(ctx))
}

func shift(ctx workflow.Context) time.Duration {
	by, _ := ctx.Value(key{}).(time.Duration)
	return by
}

// Propagator carries the shift from a caller to a process and from a process
// to its children and its next run. Every client and every replayer needs it.
func Propagator() workflow.ContextPropagator { return propagator{} }

type propagator struct{}

func (propagator) Inject(ctx context.Context, w workflow.HeaderWriter) error {
	return inject(ctx.Value(key{}), w)
}

func (propagator) InjectFromWorkflow(ctx workflow.Context, w workflow.HeaderWriter) error {
	return inject(ctx.Value(key{}), w)
}

func (propagator) Extract(ctx context.Context, r workflow.HeaderReader) (context.Context, error) {
	by, found, err := extract(r)
	if !found || err != nil {
		return ctx, err
	}
	return context.WithValue(ctx, key{}, by), nil
}

func (propagator) ExtractToWorkflow(ctx workflow.Context, r workflow.HeaderReader) (workflow.Context, error) {
	by, found, err := extract(r)
	if !found || err != nil {
		return ctx, err
	}
	return workflow.WithValue(ctx, key{}, by), nil
}

func inject(value any, w workflow.HeaderWriter) error {
	by, ok := value.(time.Duration)
	if !ok {
		return nil
	}
	payload, err := converter.GetDefaultDataConverter().ToPayload(by.String())
	if err != nil {
		return fmt.Errorf("write the business time shift: %w", err)
	}
	w.Set(header, payload)
	return nil
}

func extract(r workflow.HeaderReader) (by time.Duration, found bool, err error) {
	var payload *commonpb.Payload
	if payload, found = r.Get(header); !found {
		return 0, false, nil
	}
	var text string
	if err = converter.GetDefaultDataConverter().FromPayload(payload, &text); err == nil {
		by, err = time.ParseDuration(text)
	}
	if err != nil {
		return 0, true, fmt.Errorf("read the business time shift: %w", err)
	}
	return by, true, nil
}
