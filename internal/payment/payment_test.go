package payment

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/config"
	"kigen/internal/jst"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

var refusedKinds = []terms.CardKind{terms.DebitCard, terms.PrepaidCard}

// TestCardsOfSignup covers S-1: a credit card in the applicant's own name.
func TestCardsOfSignup(t *testing.T) {
	at := time.Date(2026, 11, 1, 1, 0, 0, 0, time.UTC)
	cards := New(config.Cards{})
	for token, want := range map[string]string{
		CreditToken: "", DebitToken: "Debit", PrepaidToken: "prepaid", OtherNameToken: "own name",
		ExpiredToken: "expired", DeclinedToken: "not approve", "tok_4711": "could not be found", "": "could not be found",
	} {
		card, err := cards.Check(t.Context(), token, "TARO YAMADA")
		if err == nil {
			err = card.Accept(refusedKinds, at)
		}
		if want == "" {
			require.NoError(t, err)
			require.Len(t, card.Last4, 4)
			continue
		}
		require.ErrorIs(t, err, &refusal.Error{Code: refusal.CardRefused, Rule: "S-1"}, token)
		require.ErrorContains(t, err, want, token)
	}
	_, err := cards.Check(t.Context(), UnavailableToken, "")
	_, final := refusal.As(err)
	require.Error(t, err)
	require.False(t, final, "a network that is down refuses nobody")

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = cards.Check(ctx, CreditToken, "")
	require.ErrorIs(t, err, context.Canceled)
}

func TestACardIsValidThroughItsLastDayInJapan(t *testing.T) {
	card := Card{OwnName: true, ValidThrough: jst.MakeMonth(2026, time.November)}
	end := time.Date(2026, 11, 30, 15, 0, 0, 0, time.UTC)
	require.NoError(t, card.Accept(refusedKinds, end.Add(-time.Second)))
	require.Error(t, card.Accept(refusedKinds, end))
}

func TestDebitIsTakenWhereTheTermsSaySo(t *testing.T) {
	card := Card{Kind: terms.DebitCard, OwnName: true, ValidThrough: jst.MakeMonth(2099, time.May)}
	require.NoError(t, card.Accept([]terms.CardKind{terms.PrepaidCard}, time.Unix(0, 0)))
}

func TestSameName(t *testing.T) {
	for _, pair := range [][2]string{
		{"TARO YAMADA", "Yamada Taro"}, {"ＴＡＲＯ　ＹＡＭＡＤＡ", "TARO YAMADA"}, {"YAMADA, TARO", "taro yamada"}, {"ANNE-MARIE LEE", "Lee Anne Marie"},
	} {
		require.True(t, sameName(pair[0], pair[1]), pair)
	}
	for _, pair := range [][2]string{{"TARO YAMADA", "JIRO YAMADA"}, {"", ""}, {"TARO", "TARO YAMADA"}, {"123", "456"}} {
		require.False(t, sameName(pair[0], pair[1]), pair)
	}
}
