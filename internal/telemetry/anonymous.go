package telemetry

import (
	"context"
	"slices"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace/noop"
)

// nowhere takes the spans of a process whose traces are not exported.
var nowhere = noop.NewTracerProvider()

// anonymous exports spans without what instrumentation records of a caller by
// default: the network address, the browser, and the path, which may hold a
// signed link.
type anonymous struct{ trace.SpanExporter }

var dropped = []attribute.Key{
	"client.address", "client.port", "network.peer.address", "network.peer.port",
	"user_agent.original", "url.path", "url.query", "url.full",
}

func (a anonymous) ExportSpans(ctx context.Context, spans []trace.ReadOnlySpan) error {
	clean := make([]trace.ReadOnlySpan, len(spans))
	for i, span := range spans {
		clean[i] = anonymousSpan{span}
	}
	return a.SpanExporter.ExportSpans(ctx, clean)
}

type anonymousSpan struct{ trace.ReadOnlySpan }

func (s anonymousSpan) Attributes() []attribute.KeyValue {
	return slices.DeleteFunc(slices.Clone(s.ReadOnlySpan.Attributes()), func(a attribute.KeyValue) bool {
		return slices.Contains(dropped, a.Key)
	})
}
