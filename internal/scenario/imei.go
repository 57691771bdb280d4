package scenario

import (
	"fmt"
	"math/rand/v2"
	"regexp"

	"kigen/internal/imei"
)

var imeiName = regexp.MustCompile(`^imei_[1-9][0-9]?$`)

// allIMEIs is the name under which a play keeps what imei_1, imei_2 … have in common.
const allIMEIs = "imei_*"

// rooted is the builtin behind a variable's name: allIMEIs for imei_3.
func rooted(name string) string {
	if imeiName.MatchString(name) {
		return allIMEIs
	}
	return name
}

// imeis is what the IMEIs of one play have in common.
func imeis() string { return fmt.Sprintf("35%010d", rand.Int64N(1e10)) }

// numbered is the IMEI of a name such as imei_3, with its check digit.
func numbered(series, name string) string {
	var no int
	_, _ = fmt.Sscanf(name, "imei_%d", &no)
	return imei.WithCheck(fmt.Sprintf("%s%02d", series, no))
}
