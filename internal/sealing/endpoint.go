package sealing

import (
	"net/http"
	"slices"

	"go.temporal.io/sdk/converter"
)

// Endpoint serves POST …/encode and …/decode for the Temporal UI and CLI, which
// then show sealed payloads readable. authorize wraps the handler and lets only
// those pass who may read every payload; it must not be nil. origins are the
// addresses of the UIs whose pages may call it ("https://temporal.example.jp"):
// the browser asks for them before it sends a login.
func (k *Keys) Endpoint(origins []string, authorize func(http.Handler) http.Handler) http.Handler {
	guarded := authorize(converter.NewPayloadCodecHTTPHandler(k.Codec()))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Origin")
		origin := r.Header.Get("Origin")
		allowed := slices.Contains(origins, origin)
		if allowed {
			w.Header().Set("Access-Control-Allow-Origin", origin)
			w.Header().Set("Access-Control-Allow-Credentials", "true")
		}
		if r.Method == http.MethodOptions {
			if !allowed {
				w.WriteHeader(http.StatusForbidden)
				return
			}
			w.Header().Set("Access-Control-Allow-Methods", "POST")
			w.Header().Set("Access-Control-Allow-Headers", "Authorization, Content-Type, X-Namespace")
			w.WriteHeader(http.StatusNoContent)
			return
		}
		if origin != "" && !allowed {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		guarded.ServeHTTP(w, r)
	})
}
