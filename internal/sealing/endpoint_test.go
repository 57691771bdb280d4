package sealing_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	"google.golang.org/protobuf/encoding/protojson"
)

func TestCodecEndpointOpensOnlyForThoseAllowed(t *testing.T) {
	keys := newKeys(t)
	sealed, err := keys.DataConverter().ToPayload("clm_1")
	require.NoError(t, err)
	body, err := protojson.Marshal(&commonpb.Payloads{Payloads: []*commonpb.Payload{sealed}})
	require.NoError(t, err)

	const ui = "https://temporal.example.jp"
	handler := keys.Endpoint([]string{ui}, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") != "Bearer right" {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			next.ServeHTTP(w, r)
		})
	})
	call := func(method, origin, token string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, "/codec/decode", strings.NewReader(string(body)))
		r.Header.Set("Content-Type", "application/json")
		if origin != "" {
			r.Header.Set("Origin", origin)
		}
		if token != "" {
			r.Header.Set("Authorization", "Bearer "+token)
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w
	}

	require.Equal(t, http.StatusUnauthorized, call("POST", ui, "").Code)
	require.Equal(t, http.StatusUnauthorized, call("POST", "", "wrong").Code)
	require.Equal(t, http.StatusForbidden, call("POST", "https://evil.example", "right").Code)
	require.Equal(t, http.StatusForbidden, call("OPTIONS", "https://evil.example", "").Code)

	preflight := call("OPTIONS", ui, "")
	require.Equal(t, http.StatusNoContent, preflight.Code)
	require.Equal(t, ui, preflight.Header().Get("Access-Control-Allow-Origin"))

	for _, origin := range []string{ui, ""} {
		w := call("POST", origin, "right")
		require.Equal(t, http.StatusOK, w.Code)
		var opened commonpb.Payloads
		require.NoError(t, protojson.Unmarshal(w.Body.Bytes(), &opened))
		require.Equal(t, `"clm_1"`, string(opened.GetPayloads()[0].GetData()))
	}
}
