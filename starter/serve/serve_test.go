package serve

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	"google.golang.org/protobuf/encoding/protojson"

	"kigen/internal/config"
	"kigen/internal/ids"
	"kigen/internal/letters"
	"kigen/internal/postgres"
	"kigen/internal/postgres/pgtest"
	"kigen/internal/sealing"
	"kigen/internal/telemetry"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/console"
	"kigen/starter/member"
)

func newServer(t *testing.T) (*Server, *sealing.Keys) {
	t.Helper()
	public, _ := url.Parse("https://kigen.example")
	ui, _ := url.Parse("https://temporal.example")
	s := &Server{
		config: &config.Config{Serve: config.Serve{PublicURL: public, TemporalUI: ui}},
		pool:   pgtest.New(t, postgres.MigrateURL), mux: http.NewServeMux(),
	}
	var err error
	s.Telemetry, err = telemetry.Start(context.Background(), "test", s.config)
	require.NoError(t, err)
	keys, err := sealing.New()
	require.NoError(t, err)
	s.API = api.New(api.Deps{Pool: s.pool, Keys: keys, Terms: terms.Embedded(), Office: func(time.Time) letters.Office { return letters.Office{} }})
	s.console = console.New(console.Deps{API: s.API})
	t.Cleanup(s.console.Close)
	s.member = member.New(member.Deps{API: s.API, Carrier: terms.Text{JA: "きげんモバイル", EN: "Kigen Mobile"}})
	t.Cleanup(s.member.Close)
	s.routes(keys)
	return s, keys
}

func (s *Server) ask(method, path string, body []byte, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, bytes.NewReader(body))
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w
}

func TestGuards(t *testing.T) {
	s, _ := newServer(t)
	w := s.ask(http.MethodGet, "/livez", nil)
	require.Equal(t, http.StatusOK, w.Code)
	require.Equal(t, "nosniff", w.Header().Get("X-Content-Type-Options"))
	require.Equal(t, "DENY", w.Header().Get("X-Frame-Options"))
	require.NotEmpty(t, w.Header().Get("Strict-Transport-Security"))
	require.Equal(t, "/my/", s.ask(http.MethodGet, "/", nil).Header().Get("Location"))
	require.Equal(t, http.StatusNotFound, s.ask(http.MethodGet, "/v1/nothing", nil).Code)

	w = s.ask(http.MethodPost, "/v1/entry-codes", []byte(`{}`), "Sec-Fetch-Site", "cross-site")
	require.Equal(t, http.StatusForbidden, w.Code)
	require.Equal(t, "application/problem+json", w.Header().Get("Content-Type"))
}

// TestTheUploadPageOfALetter covers S-9: a link that is none of ours opens nothing,
// and its token goes nowhere from the page.
func TestTheUploadPageOfALetter(t *testing.T) {
	s, _ := newServer(t)
	upload := s.ask(http.MethodGet, "/upload/eyJ1IjoidXBsb2FkIn0.c2lnbmVk", nil)
	require.Equal(t, http.StatusNotFound, upload.Code)
	require.Contains(t, upload.Body.String(), "本人確認のページを開けません")
	require.Equal(t, []string{"same-origin"}, upload.Header().Values("Referrer-Policy"))
	require.Equal(t, "no-store", upload.Header().Get("Cache-Control"))
	require.Contains(t, upload.Header().Get("Content-Security-Policy"), "default-src 'none'")
	require.Contains(t, upload.Body.String(), `<meta name="robots" content="noindex">`)
}

// TestOnlyAnAdminReadsPayloads covers the codec endpoint: with a token, and
// for pages of the Temporal UI alone.
func TestOnlyAnAdminReadsPayloads(t *testing.T) {
	s, keys := newServer(t)
	sealed, err := keys.DataConverter().ToPayloads("clm_1")
	require.NoError(t, err)
	body, err := protojson.Marshal(&commonpb.Payloads{Payloads: sealed.Payloads})
	require.NoError(t, err)
	decode := func(role api.Role, headers ...string) *httptest.ResponseRecorder {
		issued, err := api.Issue(context.Background(), s.pool, ids.New("tok"), role, "", "test", time.Unix(0, 0))
		require.NoError(t, err)
		return s.ask(http.MethodPost, "/codec/decode", body, append(headers,
			"Authorization", "Bearer "+issued.Text, "Content-Type", "application/json")...)
	}
	w := decode(api.Admin, "Origin", "https://temporal.example")
	require.Equal(t, http.StatusOK, w.Code, w.Body.String())
	require.Contains(t, w.Body.String(), "ImNsbV8xIg", "the payload's JSON in base64")
	require.Equal(t, http.StatusForbidden, decode(api.Support).Code)
	require.Equal(t, http.StatusForbidden, decode(api.Admin, "Origin", "https://evil.example").Code)
	require.Equal(t, http.StatusUnauthorized, s.ask(http.MethodPost, "/codec/decode", body).Code)
}
