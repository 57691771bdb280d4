package yen_test

import (
	"encoding/json"
	"math"
	"math/big"
	"testing"

	"github.com/jackc/pgx/v5/pgtype"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
	"pgregory.net/rapid"

	"kigen/internal/yen"
)

func dec(t require.TestingT, s string) decimal.Decimal {
	d, err := decimal.NewFromString(s)
	require.NoError(t, err)
	return d
}

// C-9: fractions of a yen are cut off.
func TestFloor(t *testing.T) {
	for s, want := range map[string]int64{
		"0": 0, "0.999": 0, "417.99999999999999999": 417, "418": 418, "4e4": 40_000,
		"-0.001": -1, "-418": -418, "-418.5": -419,
	} {
		require.Equal(t, yen.Of(want), yen.Floor(dec(t, s)), s)
	}
	require.Panics(t, func() { yen.Floor(dec(t, "9223372036854775808")) })
	require.Equal(t, yen.Of(math.MaxInt64), yen.Floor(dec(t, "9223372036854775807.9")))
}

func TestTexts(t *testing.T) {
	for n, want := range map[int64][2]string{
		0:             {"¥0", "0円"},
		999:           {"¥999", "999円"},
		1_000:         {"¥1,000", "1,000円"},
		40_000:        {"¥40,000", "40,000円"},
		-40_000:       {"-¥40,000", "-40,000円"},
		-999:          {"-¥999", "-999円"},
		1_234_567_890: {"¥1,234,567,890", "1,234,567,890円"},
	} {
		require.Equal(t, want, [2]string{yen.Of(n).String(), yen.Of(n).JA()})
	}
}

func TestArithmetic(t *testing.T) {
	a, b := yen.Of(5_500), yen.Of(8_800)
	require.Equal(t, yen.Of(14_300), a.Add(b))
	require.Equal(t, yen.Of(-3_300), a.Sub(b))
	require.Equal(t, yen.Of(11_000), a.MulInt(2))
	require.True(t, a.Add(a.Neg()).IsZero())
	require.Equal(t, []int{-1, 0, 1}, []int{a.Cmp(b), a.Cmp(a), b.Cmp(a)})
	require.Equal(t, []int{1, 0, -1}, []int{a.Sign(), yen.Of(0).Sign(), a.Neg().Sign()})
	require.Equal(t, yen.Of(14_300), yen.Sum(a, b))
	require.Equal(t, yen.Of(0), yen.Sum())
}

func TestTextForms(t *testing.T) {
	type line struct {
		Amount yen.Amount `json:"amount" yaml:"amount"`
	}
	data, err := json.Marshal(line{yen.Of(-40_000)})
	require.NoError(t, err)
	require.Equal(t, `{"amount":-40000}`, string(data))
	var read line
	require.NoError(t, json.Unmarshal(data, &read))
	require.Equal(t, yen.Of(-40_000), read.Amount)
	for _, bad := range []string{`{"amount":418.5}`, `{"amount":"418"}`, `{"amount":9223372036854775808}`} {
		require.Error(t, json.Unmarshal([]byte(bad), &read), bad)
	}

	require.NoError(t, yaml.Unmarshal([]byte("amount: 5500"), &read))
	require.Equal(t, yen.Of(5_500), read.Amount)
	data, err = yaml.Marshal(read)
	require.NoError(t, err)
	require.Equal(t, "amount: 5500\n", string(data))
	for _, bad := range []string{"amount: 418.5", "amount: many", "amount: ''", "amount: [1]"} {
		require.Error(t, yaml.Unmarshal([]byte(bad), &read), bad)
	}
}

func TestDatabaseForm(t *testing.T) {
	codecs := pgtype.NewMap()
	rapid.Check(t, func(t *rapid.T) {
		a := yen.Of(rapid.Int64().Draw(t, "amount"))
		format := rapid.SampledFrom([]int16{pgtype.BinaryFormatCode, pgtype.TextFormatCode}).Draw(t, "format")
		data, err := codecs.Encode(pgtype.NumericOID, format, a, nil)
		require.NoError(t, err)
		var read yen.Amount
		require.NoError(t, codecs.Scan(pgtype.NumericOID, format, data, &read))
		require.Equal(t, a, read)
	})

	amounts := []yen.Amount{5_500, -8_800, 0}
	data, err := codecs.Encode(pgtype.NumericArrayOID, pgtype.BinaryFormatCode, amounts, nil)
	require.NoError(t, err)
	var read []yen.Amount
	require.NoError(t, codecs.Scan(pgtype.NumericArrayOID, pgtype.BinaryFormatCode, data, &read))
	require.Equal(t, amounts, read)

	var none *yen.Amount
	require.NoError(t, codecs.Scan(pgtype.NumericOID, pgtype.BinaryFormatCode, nil, &none))
	require.Nil(t, none)

	var a yen.Amount
	require.NoError(t, a.ScanNumeric(pgtype.Numeric{Int: big.NewInt(4), Exp: 4, Valid: true}))
	require.Equal(t, yen.Of(40_000), a)
	for name, bad := range map[string]pgtype.Numeric{
		"NULL":     {},
		"NaN":      {NaN: true, Valid: true},
		"infinite": {InfinityModifier: pgtype.Infinity, Valid: true},
		"fraction": {Int: big.NewInt(4185), Exp: -1, Valid: true},
		"too big":  {Int: big.NewInt(1), Exp: 19, Valid: true},
	} {
		require.Error(t, a.ScanNumeric(bad), name)
	}
}
