// Package payment asks the card network about cards. Kigen never sees a card
// number: the member's browser gives it to the network and hands Kigen a token.
package payment

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"kigen/internal/config"
	"kigen/internal/jst"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// Cards is the card network.
type Cards interface {
	// Check asks about the card behind token, and whether it is in the name of
	// holder, the applicant's name in Roman letters. The error is a refusal
	// (S-1) with code card_refused where the network knows no such token or
	// declines the card; any other error may be gone at the next try.
	Check(ctx context.Context, token, holder string) (Card, error)
}

// Card is what the network says of a card.
type Card struct {
	// Kind is credit, debit or prepaid; empty where the network doesn't know.
	Kind terms.CardKind
	// OwnName: the name on the card is the holder's that was asked for.
	OwnName bool
	// ValidThrough is the card's last month, with its last day (Asia/Tokyo).
	ValidThrough jst.Month
	// Brand ("visa") and Last4 let the member recognize the card.
	Brand, Last4 string
}

// New returns the adapter that c names.
func New(c config.Cards) Cards {
	if c.Stripe {
		return NewStripe(c.StripeKey, nil)
	}
	return Simulator{}
}

// Accept decides S-1: a card that is valid at the instant, of a kind that the
// terms don't refuse, in the applicant's own name. A card of unknown kind is
// taken for a credit card.
func (c Card) Accept(refused []terms.CardKind, at time.Time) error {
	switch {
	case slices.Contains(refused, c.Kind):
		return refuse(
			"デビットカードおよびプリペイドカードはご利用いただけません。クレジットカードをご登録ください。",
			"Debit and prepaid cards can't be used. Please register a credit card.")
	case !at.Before(c.ValidThrough.End()):
		return refuse(
			"このカードは有効期限が切れています。別のクレジットカードをご登録ください。",
			"This card has expired. Please register another credit card.")
	case !c.OwnName:
		return refuse(
			"お申込者ご本人名義のクレジットカードをご登録ください。",
			"Please register a credit card in your own name.")
	}
	return nil
}

func refuse(ja, en string) error { return refusal.New(refusal.CardRefused, "S-1", ja, en) }

func unknownToken() error {
	return refuse(
		"カード情報を確認できませんでした。もう一度カードをご登録ください。",
		"The card could not be found. Please register it again.")
}

func declined() error {
	return refuse(
		"カード会社でこのカードを承認できませんでした。別のカードをご登録いただくか、カード会社へお問い合わせください。",
		"The card company did not approve this card. Please register another one or ask the card company.")
}

// sameName compares names in Roman letters: case, width, punctuation and the
// order of family and given name don't count.
func sameName(a, b string) bool {
	x, y := words(a), words(b)
	return len(x) > 0 && slices.Equal(x, y)
}

func words(name string) []string {
	fields := strings.FieldsFunc(strings.ToUpper(norm.NFKC.String(name)), func(r rune) bool { return !unicode.IsLetter(r) })
	slices.Sort(fields)
	return fields
}
