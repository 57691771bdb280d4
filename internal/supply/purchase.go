// Package supply holds the rules of the devices that the carrier sells
// (サプライサービス, P) once they are in use: how one is paid, its maker's
// warranty, the exchange of a used one, and the swap by its maker.
package supply

import (
	"kigen/internal/jst"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// Schedule is a price in that many monthly parts, tax included: one for a lump
// sum. The first takes the remainder (P-3). It panics unless parts > 0.
func Schedule(price yen.Amount, parts int) []yen.Amount { return yen.Split(price, parts) }

// Purchase is a device that is paid, at once or in parts (P-3). It goes on when
// the line is cancelled or changed, and when the device is exchanged.
type Purchase struct {
	Price yen.Amount `json:"price"`
	Parts int        `json:"parts"`
	Paid  int        `json:"paid"` // how many of the parts are paid
}

// Schedule is what its parts amount to, the first one first.
func (p Purchase) Schedule() []yen.Amount { return Schedule(p.Price, p.Parts) }

// Remaining is what is still to be paid.
func (p Purchase) Remaining() yen.Amount { return yen.Sum(p.Schedule()[p.Paid:]...) }

// Warranty (メーカー保証) is the maker's warranty of a new device, in which its
// faults go to the maker: months from use start, that day not counted (P-6, C-4).
func Warranty(t *terms.Version, useStart jst.Day) jst.Count {
	return jst.Months(useStart, t.P6.WarrantyMonths)
}

// ExchangePeriod is when a malfunction of a used device must be reported:
// counting from use start, which is the first day (P-7, C-3).
func ExchangePeriod(t *terms.Version, useStart jst.Day) jst.Count {
	return jst.Counting(useStart, t.P7.Counting)
}
