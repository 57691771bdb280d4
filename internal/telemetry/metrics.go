package telemetry

import (
	"context"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	otelprom "go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/metric"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
)

// readyWithin is how long a readiness check may take.
const readyWithin = 3 * time.Second

type metrics struct {
	registry *prometheus.Registry
	provider *sdkmetric.MeterProvider
	ready    atomic.Pointer[func(context.Context) error]
}

func newMetrics(about *resource.Resource) (*metrics, error) {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	exporter, err := otelprom.New(otelprom.WithRegisterer(registry), otelprom.WithoutScopeInfo())
	if err != nil {
		return nil, fmt.Errorf("telemetry: metrics: %w", err)
	}
	provider := sdkmetric.NewMeterProvider(sdkmetric.WithResource(about), sdkmetric.WithReader(exporter))
	return &metrics{registry: registry, provider: provider}, nil
}

// Meter makes the instruments of one package. Labels have few values: never an ID.
func (t *Telemetry) Meter(name string) metric.Meter { return t.metrics.provider.Meter(name) }

// Ready says how to find out whether the process can do its work; until it is
// called the process is not ready.
func (t *Telemetry) Ready(check func(context.Context) error) { t.metrics.ready.Store(&check) }

// Endpoint serves /metrics for Prometheus, /healthz (the process lives) and
// /readyz (it can do its work). It is not for the public.
func (t *Telemetry) Endpoint() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(t.metrics.registry, promhttp.HandlerOpts{Registry: t.metrics.registry}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		check := t.metrics.ready.Load()
		if check == nil {
			http.Error(w, "starting", http.StatusServiceUnavailable)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), readyWithin)
		defer cancel()
		if err := (*check)(ctx); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write([]byte("ready\n"))
	})
	return mux
}
