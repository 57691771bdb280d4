package payment

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/stripe/stripe-go/v85"

	"kigen/internal/config"
	"kigen/internal/jst"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// stripeWithin is how long one try may take.
const stripeWithin = 20 * time.Second

// Stripe asks Stripe. A token is the ID of a SetupIntent ("seti_…") that the
// member's browser has confirmed, with 3-D Secure where the issuer wants it;
// Stripe then has had the card verified by its issuer, and may charge it later.
//
// Issuers don't tell the name on a card: Stripe has the one that was typed
// beside the number. OwnName compares that one.
type Stripe struct{ client *stripe.Client }

// NewStripe returns the adapter for the account of key. client makes the
// calls; a plain one where it is nil.
func NewStripe(key config.Secret, client *http.Client) *Stripe { return newStripe(key, client, nil) }

func newStripe(key config.Secret, client *http.Client, address *string) *Stripe {
	if client == nil {
		client = &http.Client{Timeout: stripeWithin}
	}
	backends := stripe.NewBackendsWithConfig(&stripe.BackendConfig{
		URL:               address,
		HTTPClient:        client,
		LeveledLogger:     &stripe.LeveledLogger{Level: stripe.LevelNull}, // answers hold names
		MaxNetworkRetries: stripe.Int64(0),                                // the activity retries
		EnableTelemetry:   stripe.Bool(false),
	})
	return &Stripe{client: stripe.NewClient(key.Reveal(), stripe.WithBackends(backends))}
}

// Check implements Cards.
func (s *Stripe) Check(ctx context.Context, token, holder string) (Card, error) {
	if token == "" {
		return Card{}, unknownToken() // an empty ID would list all
	}
	params := &stripe.SetupIntentRetrieveParams{}
	params.AddExpand("payment_method")
	intent, err := s.client.V1SetupIntents.Retrieve(ctx, token, params)
	if err != nil {
		return Card{}, stripeError(err)
	}
	switch intent.Status {
	case stripe.SetupIntentStatusSucceeded:
	case stripe.SetupIntentStatusRequiresPaymentMethod, stripe.SetupIntentStatusCanceled:
		return Card{}, declined()
	default:
		return Card{}, refusal.New(refusal.State, "S-1",
			"カードの本人認証がまだ完了していません。カード会社の画面で認証を済ませてください。",
			"The card is not confirmed yet. Please finish the confirmation on your card company's page.")
	}
	method := intent.PaymentMethod
	if method == nil || method.Card == nil {
		return Card{}, refuse(
			"クレジットカード以外のお支払い方法はご利用いただけません。",
			"Only a credit card can be used for payment.")
	}
	card := Card{
		Kind:         kind(method.Card.Funding),
		ValidThrough: jst.MakeMonth(int(method.Card.ExpYear), time.Month(method.Card.ExpMonth)),
		Brand:        string(method.Card.Brand),
		Last4:        method.Card.Last4,
	}
	if method.BillingDetails != nil {
		card.OwnName = sameName(method.BillingDetails.Name, holder)
	}
	return card, nil
}

func kind(funding stripe.CardFunding) terms.CardKind {
	switch funding {
	case stripe.CardFundingCredit:
		return terms.CreditCard
	case stripe.CardFundingDebit:
		return terms.DebitCard
	case stripe.CardFundingPrepaid:
		return terms.PrepaidCard
	}
	return ""
}

// stripeError tells what is final from what a retry may mend. Stripe's message
// is left out: it may quote the request.
func stripeError(err error) error {
	e, ok := errors.AsType[*stripe.Error](err)
	switch {
	case !ok:
		return fmt.Errorf("payment: Stripe: %w", err)
	case e.Type == stripe.ErrorTypeCard:
		return declined()
	case e.HTTPStatusCode == http.StatusNotFound:
		return unknownToken()
	}
	return fmt.Errorf("payment: Stripe answers %d (%s, request %s)", e.HTTPStatusCode, e.Code, e.RequestID)
}
