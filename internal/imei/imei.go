// Package imei tells right IMEIs, the numbers of mobile devices, from wrong ones.
package imei

import "strconv"

// Valid tells whether s has that many digits, the last of which is the check
// digit of the others (W-3; the figure is terms.Version.W3.IMEIDigits).
func Valid(s string, digits int) bool {
	return len(s) == digits && digits > 1 && WithCheck(s[:digits-1]) == s
}

// WithCheck is the number with its check digit behind it, by Luhn's algorithm as
// 3GPP TS 23.003 has it; empty where it is not of decimal digits alone.
func WithCheck(number string) string {
	sum := 0
	for i, c := range []byte(number) {
		if c < '0' || c > '9' {
			return ""
		}
		d := int(c - '0')
		if (len(number)-i)%2 == 1 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return number + strconv.Itoa((10-sum%10)%10)
}
