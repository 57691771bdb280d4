package sealing_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestCodes covers the code that proves an address (S-2).
func TestCodes(t *testing.T) {
	keys := newKeys(t)
	seen := map[string]bool{}
	for _, subject := range []string{"eml_a", "eml_b", "eml_c", "eml_d", "eml_e"} {
		code, err := keys.Code(subject, 6)
		require.NoError(t, err)
		require.Regexp(t, `^[0-9]{6}$`, code)
		again, err := keys.Code(subject, 6)
		require.NoError(t, err)
		require.Equal(t, code, again)
		seen[code] = true
	}
	require.Greater(t, len(seen), 3, "codes of other subjects are others")
	mine, err := keys.Code("eml_a", 12)
	require.NoError(t, err)
	other, err := newKeys(t).Code("eml_a", 12)
	require.NoError(t, err)
	require.NotEqual(t, mine, other)
}
