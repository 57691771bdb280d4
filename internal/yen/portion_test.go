package yen_test

import (
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"kigen/internal/yen"
)

// B-2: fee × days used ÷ days of the month, floor.
func TestProrate(t *testing.T) {
	for _, c := range []struct {
		fee        yen.Amount
		used, days int
		want       yen.Amount
	}{
		{550, 30, 30, 550},
		{550, 16, 30, 293}, // 293.33…: 15 to 30 November
		{418, 1, 31, 13},   // 13.48…
		{418, 15, 28, 223}, // 223.92…
		{418, 15, 29, 216}, // 216.20…
		{550, 0, 30, 0},
		{-550, 16, 30, -294},
	} {
		require.Equal(t, c.want, yen.Prorate(c.fee, c.used, c.days), "%+v", c)
	}
	for _, bad := range [][2]int{{-1, 30}, {31, 30}, {0, 0}} {
		require.Panics(t, func() { yen.Prorate(550, bad[0], bad[1]) })
	}
}

// C-9: the tax inside a taxable total is floor(total × 10/110).
func TestTaxInside(t *testing.T) {
	for total, want := range map[yen.Amount]yen.Amount{
		0: 0, 1: 0, 10: 0, 11: 1, 109: 9, 110: 10, 418: 38, 550: 50, 5_500: 500, 8_800: 800, 4_400: 400,
		550 + 418: 88, -550: -50, -551: -51,
	} {
		require.Equal(t, want, yen.TaxInside(total, 10), "%s", total)
	}
	require.Equal(t, yen.Of(80), yen.TaxInside(1_080, 8))
	require.Equal(t, yen.Of(0), yen.TaxInside(40_000, 0))
}

func TestPercent(t *testing.T) {
	require.Equal(t, yen.Of(350), yen.Percent(10_000, dec(t, "3.5")))
	require.Equal(t, yen.Of(349), yen.Percent(9_999, dec(t, "3.5")))
	require.Equal(t, yen.Of(-350), yen.Percent(-9_999, dec(t, "3.5")))
}

// P-3: the first part takes the remainder.
func TestSplit(t *testing.T) {
	require.Equal(t, []yen.Amount{34, 33, 33}, yen.Split(100, 3))
	require.Equal(t, []yen.Amount{-34, -33, -33}, yen.Split(-100, 3))
	require.Equal(t, []yen.Amount{40_000}, yen.Split(40_000, 1))
	require.Equal(t, []yen.Amount{2, 0, 0}, yen.Split(2, 3))
	parts := yen.Split(69_800, 24)
	require.Len(t, parts, 24)
	require.Equal(t, yen.Of(2_916), parts[0])
	require.Equal(t, yen.Of(2_908), parts[23])
	require.Panics(t, func() { yen.Split(100, 0) })

	rapid.Check(t, func(t *rapid.T) {
		total := yen.Of(rapid.Int64Range(-10_000_000, 10_000_000).Draw(t, "total"))
		n := rapid.IntRange(1, 60).Draw(t, "n")
		parts := yen.Split(total, n)
		require.Len(t, parts, n)
		require.Equal(t, total, yen.Sum(parts...))
		for _, part := range parts[1:] {
			require.Equal(t, total/yen.Amount(n), part)
		}
	})
}

// Portion against exact rational arithmetic.
func TestPortionIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.Int64Range(-1_000_000_000_000, 1_000_000_000_000).Draw(t, "amount")
		num := rapid.Int64Range(-1_000_000, 1_000_000).Draw(t, "num")
		den := rapid.Int64Range(-1_000_000, 1_000_000).Filter(func(n int64) bool { return n != 0 }).Draw(t, "den")
		scale := rapid.Int32Range(0, 4).Draw(t, "scale")

		product := new(big.Int).Mul(big.NewInt(a), big.NewInt(num))
		divisor := new(big.Int).Mul(big.NewInt(den), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil))
		exact := new(big.Rat).SetFrac(product, divisor)
		floor := new(big.Int).Div(exact.Num(), exact.Denom()) // Euclidean, and the denominator is positive

		got := yen.Portion(yen.Of(a), decimal.New(num, -scale), decimal.NewFromInt(den))
		require.Equal(t, floor.Int64(), got.Int64())
	})
}
