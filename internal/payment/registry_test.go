package payment

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/refusal"
)

// TestStripeRegistersCards covers S-1: the number is entered at Stripe, and what
// comes of it is a token that can be checked.
func TestStripeRegistersCards(t *testing.T) {
	answers := map[string]string{
		"cs_done": `{"id":"cs_done","object":"checkout.session","status":"complete","setup_intent":"seti_1"}`,
		"cs_open": `{"id":"cs_open","object":"checkout.session","status":"open","setup_intent":"seti_1"}`,
		"cs_none": `{"id":"cs_none","object":"checkout.session","status":"complete","setup_intent":null}`,
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/checkout/sessions", func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("mode") != "setup" || r.FormValue("success_url") != "https://kigen.example/done" ||
			r.FormValue("cancel_url") != "https://kigen.example/back" || r.FormValue("payment_method_types[0]") != "card" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		_, _ = fmt.Fprint(w, `{"id":"cs_done","object":"checkout.session","url":"https://checkout.example/cs_done"}`)
	})
	mux.HandleFunc("GET /v1/checkout/sessions/{id}", func(w http.ResponseWriter, r *http.Request) {
		answer, ok := answers[r.PathValue("id")]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
			answer = `{"error":{"type":"invalid_request_error","code":"resource_missing"}}`
		}
		_, _ = fmt.Fprint(w, answer)
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	var cards Registry = newStripe("sk_test", server.Client(), &server.URL)

	address, reference, err := cards.Begin(t.Context(), "https://kigen.example/done", "https://kigen.example/back")
	require.NoError(t, err)
	require.Equal(t, "https://checkout.example/cs_done", address)
	token, err := cards.Finish(t.Context(), reference)
	require.NoError(t, err)
	require.Equal(t, "seti_1", token)
	for _, reference := range []string{"cs_open", "cs_none"} {
		_, err = cards.Finish(t.Context(), reference)
		require.ErrorIs(t, err, &refusal.Error{Code: refusal.State, Rule: "S-1"}, reference)
	}
	_, err = cards.Finish(t.Context(), "cs_unknown")
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.CardRefused})
	_, _, err = cards.Begin(t.Context(), "https://kigen.example/elsewhere", "")
	_, final := refusal.As(err)
	require.Error(t, err)
	require.False(t, final)
}
