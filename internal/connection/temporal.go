// Package connection opens what worker and starter both connect to, the same
// way in both.
package connection

import (
	"context"
	"fmt"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/workflow"

	"kigen/internal/businesstime"
	"kigen/internal/config"
	"kigen/internal/sealing"
	"kigen/internal/telemetry"
)

// Temporal dials the server that the configuration names. Payloads and
// failures are sealed, processes carry their business time. The caller closes
// the client.
func Temporal(ctx context.Context, c *config.Config, keys *sealing.Keys, t *telemetry.Telemetry) (client.Client, error) {
	options := c.Temporal
	options.DataConverter = keys.DataConverter()
	options.FailureConverter = keys.FailureConverter()
	options.ContextPropagators = append([]workflow.ContextPropagator{businesstime.Propagator()}, options.ContextPropagators...)
	// Sealed payloads don't shrink: compressing them costs the worker a fifth of its time.
	options.ConnectionOptions.GrpcCompression = &client.GrpcCompressionNone{}
	if err := t.Temporal(&options); err != nil {
		return nil, err
	}
	temporal, err := client.DialContext(ctx, options)
	if err != nil {
		return nil, fmt.Errorf("Temporal at %s: %w", options.HostPort, err)
	}
	return temporal, nil
}
