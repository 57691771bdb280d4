package payment

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/jst"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// intent is the shape of Stripe's answer to GET /v1/setup_intents/{id}.
func intent(status, funding, name string) string {
	return fmt.Sprintf(`{"id":"seti_1","object":"setup_intent","status":%q,"payment_method":{"id":"pm_1","object":"payment_method",
		"type":"card","billing_details":{"name":%q},
		"card":{"brand":"jcb","exp_month":11,"exp_year":2030,"funding":%q,"last4":"0505"}}}`, status, name, funding)
}

func TestStripeCards(t *testing.T) {
	answers := map[string]struct {
		status int
		body   string
	}{
		"seti_credit":  {200, intent("succeeded", "credit", "Yamada Taro")},
		"seti_debit":   {200, intent("succeeded", "debit", "TARO YAMADA")},
		"seti_prepaid": {200, intent("succeeded", "prepaid", "TARO YAMADA")},
		"seti_unknown": {200, intent("succeeded", "unknown", "JIRO YAMADA")},
		"seti_open":    {200, intent("requires_action", "credit", "TARO YAMADA")},
		"seti_failed":  {200, intent("requires_payment_method", "credit", "TARO YAMADA")},
		"seti_bank":    {200, `{"id":"seti_1","status":"succeeded","payment_method":{"id":"pm_1","type":"konbini"}}`},
		"seti_none":    {404, `{"error":{"type":"invalid_request_error","code":"resource_missing","message":"No such setupintent: 'secret'"}}`},
		"seti_card":    {402, `{"error":{"type":"card_error","code":"card_declined","message":"declined"}}`},
		"seti_busy":    {429, `{"error":{"type":"invalid_request_error","code":"rate_limit","message":"secret"}}`},
		"seti_down":    {500, `<html>`},
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/setup_intents/{id}", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer sk_test" || r.URL.Query().Get("expand[0]") != "payment_method" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		answer := answers[r.PathValue("id")]
		w.WriteHeader(answer.status)
		fmt.Fprint(w, answer.body)
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	cards := newStripe("sk_test", server.Client(), &server.URL)
	check := func(token string) (Card, error) { return cards.Check(t.Context(), token, "TARO YAMADA") }

	card, err := check("seti_credit")
	require.NoError(t, err)
	require.Equal(t, Card{
		Kind: terms.CreditCard, OwnName: true, ValidThrough: jst.MakeMonth(2030, time.November), Brand: "jcb", Last4: "0505",
	}, card)
	for token, want := range map[string]terms.CardKind{"seti_debit": terms.DebitCard, "seti_prepaid": terms.PrepaidCard, "seti_unknown": ""} {
		card, err := check(token)
		require.NoError(t, err)
		require.Equal(t, want, card.Kind)
		require.Equal(t, token != "seti_unknown", card.OwnName)
	}

	for token, code := range map[string]string{
		"": refusal.CardRefused, "seti_none": refusal.CardRefused, "seti_card": refusal.CardRefused,
		"seti_failed": refusal.CardRefused, "seti_bank": refusal.CardRefused, "seti_open": refusal.State,
	} {
		_, err := check(token)
		require.ErrorIs(t, err, &refusal.Error{Code: code, Rule: "S-1"}, token)
		require.NotContains(t, err.Error(), "secret")
	}
	for _, token := range []string{"seti_busy", "seti_down"} {
		_, err := check(token)
		require.Error(t, err)
		_, final := refusal.As(err)
		require.False(t, final, token)
		require.NotContains(t, err.Error(), "secret")
	}
}
