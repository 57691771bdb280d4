package postalcode_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/postalcode"
)

func TestFind(t *testing.T) {
	for code, want := range map[string]postalcode.Place{
		"1000001": {Prefecture: "東京都", City: "千代田区", Town: "千代田"},
		"1020071": {Prefecture: "東京都", City: "千代田区", Town: "富士見"},
		"0600001": {Prefecture: "北海道", City: "札幌市中央区", Town: "北一条西"},
		"9000000": {Prefecture: "沖縄県", City: "那覇市"},
	} {
		places := postalcode.Find(code)
		require.NotEmpty(t, places, code)
		require.Contains(t, places, want, code)
	}
	for _, code := range []string{"", "0000000", "9999999", "100", "10000010", "abcdefg"} {
		require.Empty(t, postalcode.Find(code), code)
	}
	require.Greater(t, len(postalcode.Find("4980000")), 1, "one code, several cities")
}
