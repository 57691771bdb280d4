package telemetry

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"kigen/internal/config"
)

func assembled(t *testing.T) (*Telemetry, *tracetest.InMemoryExporter, *bytes.Buffer) {
	t.Helper()
	spans, lines := tracetest.NewInMemoryExporter(), &bytes.Buffer{}
	core := zapcore.NewCore(zapcore.NewJSONEncoder(zap.NewProductionEncoderConfig()), zapcore.AddSync(lines), zapcore.InfoLevel)
	tel, err := assemble("starter", &config.Config{}, zap.New(core), spans)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, tel.Stop(context.Background())) })
	return tel, spans, lines
}

func TestARequestIsTracedByItsRouteOnly(t *testing.T) {
	tel, spans, _ := assembled(t)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /links/{token}", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	server := httptest.NewServer(tel.Handler(mux))
	defer server.Close()

	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/links/secret-token?birth=19900101", nil)
	require.NoError(t, err)
	request.Header.Set("User-Agent", "marked-browser")
	request.Header.Set("X-Forwarded-For", "192.0.2.77")
	response, err := (&http.Client{Transport: tel.Transport(nil)}).Do(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.NoError(t, tel.traces.ForceFlush(t.Context()))

	got := spans.GetSpans()
	require.Len(t, got, 2)
	names := []string{got[0].Name, got[1].Name}
	require.ElementsMatch(t, []string{"GET /links/{token}", "GET 127.0.0.1"}, names)
	text := fmt.Sprintf("%+v", got)
	for _, secret := range []string{"secret-token", "19900101", "marked-browser", "192.0.2.77"} {
		require.NotContains(t, text, secret)
	}
}

func TestEndpointTellsMetricsHealthAndReadiness(t *testing.T) {
	tel, _, _ := assembled(t)
	counter, err := tel.Meter("kigen").Int64Counter("kigen.letters", metric.WithDescription("Letters sent."))
	require.NoError(t, err)
	counter.Add(t.Context(), 3)

	get := func(path string) (int, string) {
		w := httptest.NewRecorder()
		tel.Endpoint().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		body, err := io.ReadAll(w.Body)
		require.NoError(t, err)
		return w.Code, string(body)
	}
	_, body := get("/metrics")
	require.Contains(t, body, "kigen_letters_total 3")
	require.Contains(t, body, "go_goroutines")

	code, _ := get("/healthz")
	require.Equal(t, http.StatusOK, code)
	code, _ = get("/readyz")
	require.Equal(t, http.StatusServiceUnavailable, code)
	tel.Ready(func(context.Context) error { return errors.New("no database") })
	code, body = get("/readyz")
	require.Equal(t, http.StatusServiceUnavailable, code)
	require.Contains(t, body, "no database")
	tel.Ready(func(context.Context) error { return nil })
	code, _ = get("/readyz")
	require.Equal(t, http.StatusOK, code)
}

func TestTemporalClientIsCovered(t *testing.T) {
	tel, spans, lines := assembled(t)
	var options client.Options
	require.NoError(t, tel.Temporal(&options))
	require.NotNil(t, options.MetricsHandler)
	require.Len(t, options.Interceptors, 1)

	options.Logger.Info("a worker starts", "TaskQueue", "kigen")
	require.Contains(t, lines.String(), `"TaskQueue":"kigen"`)
	options.MetricsHandler.Counter("temporal_request").Inc(1)

	var suite testsuite.WorkflowTestSuite
	env := suite.NewTestWorkflowEnvironment()
	env.SetWorkerOptions(workerOptions(options))
	env.ExecuteWorkflow(func(workflow.Context) error { return nil })
	require.NoError(t, env.GetWorkflowError())
	require.NoError(t, tel.traces.ForceFlush(t.Context()))
	require.NotEmpty(t, spans.GetSpans())
}

func workerOptions(options client.Options) (w worker.Options) {
	for _, i := range options.Interceptors {
		w.Interceptors = append(w.Interceptors, i.(interceptor.Interceptor))
	}
	return w
}

func TestStartAndStop(t *testing.T) {
	tel, err := Start(t.Context(), "worker", &config.Config{MetricsListen: "127.0.0.1:0", TracesURL: "http://127.0.0.1:1"})
	require.NoError(t, err)
	_, err = Start(t.Context(), "worker", &config.Config{MetricsListen: "256.0.0.1:0"})
	require.ErrorContains(t, err, "metrics")
	require.NoError(t, tel.Stop(t.Context()))

	quiet, err := Start(t.Context(), "worker", &config.Config{Development: true})
	require.NoError(t, err)
	var options client.Options
	require.NoError(t, quiet.Temporal(&options))
	require.Empty(t, options.Interceptors)
	w := httptest.NewRecorder()
	quiet.Handler(http.NotFoundHandler()).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	require.Equal(t, http.StatusNotFound, w.Code)
	require.NoError(t, quiet.Stop(t.Context()))
}
