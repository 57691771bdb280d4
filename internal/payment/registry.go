package payment

import (
	"context"
	"fmt"

	"github.com/stripe/stripe-go/v85"

	"kigen/internal/refusal"
)

// Registry lets people register a card on a page of the card network itself, so
// that its number is never entered on a page of ours.
type Registry interface {
	// Begin gives the address of such a page, and the reference of what is
	// registered there. The network's page leads to done or to cancelled.
	Begin(ctx context.Context, done, cancelled string) (address, reference string, err error)
	// Finish gives the token of the card that was registered under the reference. It
	// is refused with code state while none was.
	Finish(ctx context.Context, reference string) (token string, err error)
}

// Begin implements Registry: a Checkout Session that sets a card up for later.
func (s *Stripe) Begin(ctx context.Context, done, cancelled string) (address, reference string, err error) {
	session, err := s.client.V1CheckoutSessions.Create(ctx, &stripe.CheckoutSessionCreateParams{
		Mode:               stripe.String(string(stripe.CheckoutSessionModeSetup)),
		PaymentMethodTypes: []*string{stripe.String("card")},
		SuccessURL:         stripe.String(done),
		CancelURL:          stripe.String(cancelled),
	})
	if err != nil {
		return "", "", stripeError(err)
	}
	return session.URL, session.ID, nil
}

// Finish implements Registry.
func (s *Stripe) Finish(ctx context.Context, reference string) (string, error) {
	session, err := s.client.V1CheckoutSessions.Retrieve(ctx, reference, nil)
	if err != nil {
		return "", stripeError(err)
	}
	if session.Status != stripe.CheckoutSessionStatusComplete || session.SetupIntent == nil {
		return "", refusal.New(refusal.State, "S-1",
			"カードの登録がまだ完了していません。もう一度ご登録ください。", "No card was registered yet. Please register one.")
	}
	if session.SetupIntent.ID == "" {
		return "", fmt.Errorf("payment: checkout session %s has no setup intent", reference)
	}
	return session.SetupIntent.ID, nil
}
