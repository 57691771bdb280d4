// Package telemetry makes logs, metrics and traces of one process.
//
// None of them may carry personal data: log IDs, codes and durations, never
// names, addresses, birth dates, mail or phone numbers, documents or request
// bodies. Traces drop what identifies a caller (see anonymous).
package telemetry

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.temporal.io/sdk/client"
	temporalotel "go.temporal.io/sdk/contrib/opentelemetry"
	"go.temporal.io/sdk/log"
	"go.uber.org/zap"
	"go.uber.org/zap/exp/zapslog"
	"go.uber.org/zap/zapcore"

	"kigen/internal/config"
)

// Telemetry is started once a process and stopped last.
type Telemetry struct {
	// Log is the process's logger: JSON lines on standard error or in the
	// configured file, on standard error in development a readable form.
	Log *zap.Logger

	name    string
	metrics *metrics
	traces  *trace.TracerProvider // nil where traces go nowhere
	server  *http.Server          // nil where KIGEN_METRICS_LISTEN is empty
}

// Start begins logging, counting and tracing for the program of that name, and
// serves metrics and health where c says so.
func Start(ctx context.Context, name string, c *config.Config) (*Telemetry, error) {
	logger, err := newLogger(name, c)
	if err != nil {
		return nil, err
	}
	var exporter trace.SpanExporter
	if c.TracesURL != "" {
		if exporter, err = otlptracegrpc.New(ctx, otlptracegrpc.WithEndpointURL(c.TracesURL)); err != nil {
			return nil, fmt.Errorf("telemetry: traces: %w", err)
		}
	}
	t, err := assemble(name, c, logger, exporter)
	if err != nil {
		return nil, err
	}
	if err := t.serve(ctx, c.MetricsListen); err != nil {
		return nil, errors.Join(err, t.Stop(ctx))
	}
	return t, nil
}

func newLogger(name string, c *config.Config) (*zap.Logger, error) {
	settings := zap.NewProductionConfig()
	settings.EncoderConfig.EncodeTime = zapcore.RFC3339NanoTimeEncoder
	settings.EncoderConfig.TimeKey = "time"
	if c.Development && c.LogFile == "" {
		settings = zap.NewDevelopmentConfig()
		settings.EncoderConfig.EncodeTime = zapcore.TimeEncoderOfLayout(time.TimeOnly)
	}
	settings.Level = zap.NewAtomicLevelAt(c.LogLevel)
	settings.DisableStacktrace = true
	if c.LogFile != "" {
		settings.OutputPaths = []string{c.LogFile}
	}
	logger, err := settings.Build()
	if err != nil {
		return nil, fmt.Errorf("telemetry: log: %w", err)
	}
	return logger.Named(name), nil
}

func assemble(name string, c *config.Config, logger *zap.Logger, exporter trace.SpanExporter) (*Telemetry, error) {
	about := resource.NewSchemaless(
		attribute.String("service.namespace", "kigen"),
		attribute.String("service.name", name),
		attribute.String("service.version", c.Worker.BuildID),
	)
	m, err := newMetrics(about)
	if err != nil {
		return nil, err
	}
	t := &Telemetry{Log: logger, name: name, metrics: m}
	if exporter != nil {
		t.traces = trace.NewTracerProvider(
			trace.WithResource(about),
			trace.WithBatcher(anonymous{exporter}),
		)
	}
	return t, nil
}

// Stop sends what is still to be sent and ends within ctx.
func (t *Telemetry) Stop(ctx context.Context) error {
	var errs []error
	if t.server != nil {
		errs = append(errs, t.server.Shutdown(ctx))
	}
	if t.traces != nil {
		errs = append(errs, t.traces.Shutdown(ctx))
	}
	errs = append(errs, t.metrics.provider.Shutdown(ctx))
	_ = t.Log.Sync() // standard error can't be synced on every system
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("telemetry: stop: %w", err)
	}
	return nil
}

// Temporal adds logger, metrics and tracing to a client's options. Workers of
// that client are covered too.
func (t *Telemetry) Temporal(options *client.Options) error {
	options.Logger = t.TemporalLogger()
	options.MetricsHandler = temporalotel.NewMetricsHandler(temporalotel.MetricsHandlerOptions{
		Meter:                t.metrics.provider.Meter("temporal-sdk-go"),
		UseMonotonicCounters: true,
		OnError:              func(err error) { t.Log.Warn("a Temporal metric is lost", zap.Error(err)) },
	})
	if t.traces == nil {
		return nil
	}
	tracing, err := temporalotel.NewTracingInterceptor(temporalotel.TracerOptions{
		Tracer:            t.traces.Tracer("temporal-sdk-go"),
		TextMapPropagator: propagation.TraceContext{}, // baggage would be stored in histories
		DisableBaggage:    true,
	})
	if err != nil {
		return fmt.Errorf("telemetry: %w", err)
	}
	options.Interceptors = append(options.Interceptors, tracing)
	return nil
}

// TemporalLogger returns the process's logger in the form of the Temporal SDK.
func (t *Telemetry) TemporalLogger() log.Logger {
	core := t.Log.Core()
	handler := zapslog.NewHandler(core, zapslog.WithName(t.name+".temporal"), zapslog.AddStacktraceAt(slog.LevelError+1))
	return log.NewStructuredLogger(slog.New(handler))
}

// Handler wraps next so that each request is a span and is counted, named by
// its route and never by its path.
func (t *Telemetry) Handler(next http.Handler) http.Handler {
	return otelhttp.NewHandler(next, t.name, t.options(func(_ string, r *http.Request) string {
		if r.Pattern == "" {
			return r.Method
		}
		return r.Pattern
	})...)
}

// Transport wraps base (http.DefaultTransport if nil) so that each call to an
// outside service is a span and is counted.
func (t *Telemetry) Transport(base http.RoundTripper) http.RoundTripper {
	return otelhttp.NewTransport(base, t.options(func(_ string, r *http.Request) string {
		return r.Method + " " + r.URL.Hostname()
	})...)
}

func (t *Telemetry) options(name func(string, *http.Request) string) []otelhttp.Option {
	options := []otelhttp.Option{
		otelhttp.WithMeterProvider(t.metrics.provider),
		otelhttp.WithPropagators(propagation.TraceContext{}),
		otelhttp.WithPublicEndpointFn(func(*http.Request) bool { return true }),
		otelhttp.WithSpanNameFormatter(name),
	}
	if t.traces == nil {
		return append(options, otelhttp.WithTracerProvider(nowhere))
	}
	return append(options, otelhttp.WithTracerProvider(t.traces))
}

func (t *Telemetry) serve(ctx context.Context, address string) error {
	if address == "" {
		return nil
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("telemetry: metrics: %w", err)
	}
	t.server = &http.Server{Handler: t.Endpoint(), ReadHeaderTimeout: 5 * time.Second}
	go func() {
		if err := t.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			t.Log.Error("metrics are not served any more", zap.Error(err))
		}
	}()
	return nil
}
