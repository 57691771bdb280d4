package payment

import (
	"context"
	"errors"
	"time"

	"kigen/internal/jst"
	"kigen/internal/terms"
)

// Tokens of the simulator's test cards.
const (
	// CreditToken is a valid credit card in the applicant's own name.
	CreditToken = "tok_credit"
	// DebitToken is a valid debit card in the applicant's own name.
	DebitToken = "tok_debit"
	// PrepaidToken is a valid prepaid card in the applicant's own name.
	PrepaidToken = "tok_prepaid"
	// OtherNameToken is a valid credit card in another person's name.
	OtherNameToken = "tok_other_name"
	// ExpiredToken is a credit card that was valid through January 2020.
	ExpiredToken = "tok_expired"
	// DeclinedToken is a card that the network declines.
	DeclinedToken = "tok_declined"
	// UnavailableToken makes the network fail; every further try fails too.
	UnavailableToken = "tok_unavailable"
)

// Simulator is a card network of test cards, for development.
type Simulator struct{}

// Check implements Cards: the token alone decides. Any other token is unknown.
func (Simulator) Check(ctx context.Context, token, _ string) (Card, error) {
	if err := ctx.Err(); err != nil {
		return Card{}, err
	}
	card := Card{
		Kind: terms.CreditCard, OwnName: true, ValidThrough: jst.MakeMonth(2099, time.December), Brand: "visa", Last4: "4242",
	}
	switch token {
	case CreditToken:
	case DebitToken:
		card.Kind, card.Last4 = terms.DebitCard, "5556"
	case PrepaidToken:
		card.Kind, card.Last4 = terms.PrepaidCard, "5100"
	case OtherNameToken:
		card.OwnName = false
	case ExpiredToken:
		card.ValidThrough = jst.MakeMonth(2020, time.January)
	case DeclinedToken:
		return Card{}, declined()
	case UnavailableToken:
		return Card{}, errors.New("payment: the card network does not answer")
	default:
		return Card{}, unknownToken()
	}
	return card, nil
}
