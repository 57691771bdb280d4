// Package yen is money: whole yen, tax-included, and the few divisions that the terms ask for (C-9).
//
// Every division cuts fractions of a yen off with floor, once, exactly; nothing is rounded on the way. Floor
// means toward minus infinity, so half a yen of credit becomes a whole one: −0.5 gives −1. A reversal is
// the negative of the amount posted and is never divided again.
package yen

import (
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5/pgtype"
	"github.com/shopspring/decimal"
)

// Amount is an amount of money in whole yen (C-9), negative for credits and reversals. It is an integer in
// JSON and YAML and numeric in the database. Amounts compare with == and <.
type Amount int64

// Of is n yen.
func Of(n int64) Amount { return Amount(n) }

// Floor cuts the fraction of a yen off d, toward minus infinity (C-9). It panics beyond ±9.2 × 10¹⁸ yen.
func Floor(d decimal.Decimal) Amount {
	whole := d.Floor().BigInt()
	if !whole.IsInt64() {
		panic(fmt.Sprintf("yen: %s is out of range", d))
	}
	return Amount(whole.Int64())
}

// Int64 is a as a number of yen.
func (a Amount) Int64() int64 { return int64(a) }

// Decimal is a for calculations with fractions, which end in Floor.
func (a Amount) Decimal() decimal.Decimal { return decimal.NewFromInt(int64(a)) }

// Add is a + b.
func (a Amount) Add(b Amount) Amount { return a + b }

// Sub is a − b.
func (a Amount) Sub(b Amount) Amount { return a - b }

// Neg is −a, the reversal of a.
func (a Amount) Neg() Amount { return -a }

// MulInt is a × n.
func (a Amount) MulInt(n int) Amount { return a * Amount(n) }

// Cmp is -1, 0 or +1 as a is less than, equal to or more than b.
func (a Amount) Cmp(b Amount) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}

// Sign is -1, 0 or +1 as a is negative, zero or positive.
func (a Amount) Sign() int { return a.Cmp(0) }

// IsZero tells whether a is 0 yen.
func (a Amount) IsZero() bool { return a == 0 }

// Sum adds up amounts.
func Sum(amounts ...Amount) Amount {
	var total Amount
	for _, a := range amounts {
		total += a
	}
	return total
}

// String is a for English texts: ¥40,000, or -¥40,000.
func (a Amount) String() string {
	sign, digits := a.grouped()
	return sign + "¥" + digits
}

// JA is a for Japanese texts: 40,000円, or -40,000円.
func (a Amount) JA() string {
	sign, digits := a.grouped()
	return sign + digits + "円"
}

func (a Amount) grouped() (sign, digits string) {
	digits = strconv.FormatInt(int64(a), 10)
	if digits[0] == '-' {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign, digits
}

// UnmarshalYAML reads a whole number of yen. It refuses a fraction, which YAML's own integers would drop.
func (a *Amount) UnmarshalYAML(construct func(any) error) error {
	var text string
	if err := construct(&text); err != nil {
		return fmt.Errorf("amount in yen: %w", err)
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return fmt.Errorf("amount in yen %q: want a whole number", text)
	}
	*a = Amount(n)
	return nil
}

// NumericValue gives a to a column of type numeric. It makes pgx encode Amount without a codec of its own.
func (a Amount) NumericValue() (pgtype.Numeric, error) {
	return pgtype.Numeric{Int: a.Decimal().BigInt(), Valid: true}, nil
}

// ScanNumeric takes a from a column of type numeric. It refuses NULL (scan into *Amount for that), fractions
// of a yen, NaN, infinities and numbers beyond 64 bits.
func (a *Amount) ScanNumeric(v pgtype.Numeric) error {
	switch {
	case !v.Valid:
		return fmt.Errorf("amount in yen is NULL")
	case v.NaN || v.InfinityModifier != pgtype.Finite:
		return fmt.Errorf("amount in yen is not finite")
	}
	d := decimal.NewFromBigInt(v.Int, v.Exp)
	if !d.IsInteger() || !d.BigInt().IsInt64() {
		return fmt.Errorf("amount %s is not a whole number of yen", d)
	}
	*a = Amount(d.BigInt().Int64())
	return nil
}
