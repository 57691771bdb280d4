package e2e_test

import (
	"context"
	"net"
	"strings"
	"sync"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/protojson"
)

// spans receives the traces of worker and starter, as a collector does.
type spans struct {
	collector.UnimplementedTraceServiceServer

	url    string
	server *grpc.Server

	mu   sync.Mutex
	text strings.Builder
}

func collectSpans() (*spans, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &spans{url: "http://" + listener.Addr().String(), server: grpc.NewServer()}
	collector.RegisterTraceServiceServer(s.server, s)
	go func() { _ = s.server.Serve(listener) }()
	return s, nil
}

// Export implements collector.TraceServiceServer.
func (s *spans) Export(_ context.Context, r *collector.ExportTraceServiceRequest) (*collector.ExportTraceServiceResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	text, err := protojson.Marshal(r)
	s.text.Write(text)
	return &collector.ExportTraceServiceResponse{}, err
}

func (s *spans) all() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

func (s *spans) stop() error {
	s.server.Stop()
	return nil
}
