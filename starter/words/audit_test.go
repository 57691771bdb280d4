package words_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/refusal"
	"kigen/starter/words"
)

func TestEveryRefusalHasWords(t *testing.T) {
	for _, code := range append(refusal.Codes(), "internal") {
		text := words.Refusal(code)
		require.NotEqual(t, code, text.JA)
		require.NotEmpty(t, text.EN)
	}
	for _, action := range words.Actions() {
		text, ok := words.Action(action)
		require.True(t, ok)
		require.NotEmpty(t, text.JA)
		require.NotEmpty(t, text.EN)
	}
}
