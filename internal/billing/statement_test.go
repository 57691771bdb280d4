package billing_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/billing"
	"kigen/internal/jst"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

// TestStatement: P-9, C-9: the tax is cut off once for the month's total, 不課税
// amounts carry none, and the instant of a charge says whose month it is.
func TestStatement(t *testing.T) {
	november := jst.MakeMonth(2026, time.November)
	s := billing.SumUp(terms.Embedded().At(november.Start()), november, []billing.Posting{
		{Amount: 5_500, Tax: terms.Taxed, At: november.Start()},
		{Amount: 105, Tax: terms.Taxed, At: november.End().Add(-time.Second)},
		{Amount: 105, Tax: terms.Taxed, At: november.Start()},
		{Amount: -105, Tax: terms.Taxed, At: november.Start()},
		{Amount: 40_000, Tax: terms.NotTaxed, At: november.Start()},
		{Amount: 8_800, Tax: terms.Taxed, At: november.End()},
		{Amount: 8_800, Tax: terms.Taxed, At: november.Start().Add(-time.Second)},
	})
	require.Equal(t, billing.Statement{Month: november, Taxable: 5_605, Tax: 509, Untaxed: 40_000}, s)
	require.Equal(t, yen.Of(45_605), s.Total())
}

// TestMonthsOfStatements: P-9 on the last second of a month and the first of the next.
func TestMonthsOfStatements(t *testing.T) {
	november := jst.MakeMonth(2026, time.November)
	v := terms.Embedded().At(november.Start())
	for _, at := range []time.Time{november.Start(), november.End().Add(-time.Second)} {
		require.NoError(t, billing.MayRead(v, november, at))
		require.NoError(t, billing.MayRead(v, jst.MakeMonth(2025, time.November), at))
		for month, code := range map[jst.Month]string{
			jst.MakeMonth(2025, time.October):  refusal.TooOld,
			jst.MakeMonth(2026, time.December): refusal.TooEarly,
		} {
			r, ok := refusal.As(billing.MayRead(v, month, at))
			require.True(t, ok)
			require.Equal(t, []string{code, "P-9"}, []string{r.Code, string(r.Rule)})
		}
	}
	require.Error(t, billing.MayRead(v, jst.MakeMonth(2025, time.November), november.End()))

	months := billing.StatementMonths(v, jst.MakeMonth(2020, time.January).Start(), november.Start())
	require.Len(t, months, 13)
	require.Equal(t, november, months[0])
	require.Equal(t, jst.MakeMonth(2025, time.November), months[12])
	require.Len(t, billing.StatementMonths(v, jst.MakeMonth(2026, time.October).End().Add(-time.Second), november.Start()), 2)
}
