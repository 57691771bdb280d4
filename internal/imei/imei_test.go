package imei_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"kigen/internal/imei"
	"kigen/internal/terms"
)

var digits = terms.Embedded().Versions()[0].W3.IMEIDigits

// W-3, N-3: an IMEI has 15 digits and the right check digit.
func TestValid(t *testing.T) {
	require.Equal(t, 15, digits)
	for number, valid := range map[string]bool{
		"490154203237518": true, "356938035643809": true, "000000000000000": true,
		"490154203237519": false, "49015420323751": false, "4901542032375180": false, "49015420323751a": false,
		"4901542032375１8": false, "-90154203237518": false, "": false,
	} {
		require.Equal(t, valid, imei.Valid(number, digits), number)
	}
}

// W-3: of the ten numbers that differ in the check digit one is right, and a
// single wrong digit elsewhere is found out.
func TestCheckDigit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		right := imei.WithCheck(rapid.StringMatching(`[0-9]{14}`).Draw(t, "number"))
		require.True(t, imei.Valid(right, digits))
		at := rapid.IntRange(0, 14).Draw(t, "at")
		for d := byte('0'); d <= '9'; d++ {
			wrong := []byte(right)
			wrong[at] = d
			require.Equal(t, d == right[at], imei.Valid(string(wrong), digits))
		}
	})
}
