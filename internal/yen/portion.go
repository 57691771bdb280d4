package yen

import (
	"fmt"

	"github.com/shopspring/decimal"
)

var hundred = decimal.NewFromInt(100)

// Portion is floor(a × num / den), exact before the one floor (C-9). It panics if den is 0.
func Portion(a Amount, num, den decimal.Decimal) Amount {
	quotient, rest := a.Decimal().Mul(num).QuoRem(den, 0)
	// QuoRem cuts toward zero: step down where the exact quotient is negative and has a fraction.
	if rest.Sign()*den.Sign() < 0 {
		quotient = quotient.Sub(decimal.NewFromInt(1))
	}
	return Floor(quotient)
}

// Percent is floor(a × percent / 100): 3.5 for 3.5 % (C-9).
func Percent(a Amount, percent decimal.Decimal) Amount { return Portion(a, percent, hundred) }

// Prorate is a monthly fee by days (日割, B-2): floor(fee × used / days). used is the number of days of use,
// its first and last day included; days is the number of days of the month. It panics unless
// 0 ≤ used ≤ days and days > 0.
func Prorate(fee Amount, used, days int) Amount {
	if used < 0 || days <= 0 || used > days {
		panic(fmt.Sprintf("yen: %d of %d days", used, days))
	}
	return Portion(fee, decimal.NewFromInt(int64(used)), decimal.NewFromInt(int64(days)))
}

// TaxInside is the consumption tax inside a tax-included total (内消費税, C-9): floor(total × rate /
// (100 + rate)), with rate in percent. An invoice states it once per rate; 不課税 amounts are no part of the
// total.
func TaxInside(taxableTotal Amount, rate int) Amount {
	percent := decimal.NewFromInt(int64(rate))
	return Portion(taxableTotal, percent, hundred.Add(percent))
}

// Split is total in n parts of which the first takes the remainder (instalments, P-3): every other part is
// total / n cut toward zero, and the parts add up to total. It panics unless n > 0.
func Split(total Amount, n int) []Amount {
	if n <= 0 {
		panic(fmt.Sprintf("yen: split into %d parts", n))
	}
	part := total / Amount(n)
	parts := make([]Amount, n)
	for i := range parts {
		parts[i] = part
	}
	parts[0] = total - part*Amount(n-1)
	return parts
}
