package supply_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/letters"
	"kigen/internal/refusal"
	"kigen/internal/supply"
	"kigen/internal/terms"
	"kigen/internal/yen"
)

func in2026(month time.Month, day int) jst.Day { return jst.MakeDay(2026, month, day) }

func version() *terms.Version { return terms.Embedded().At(in2026(time.November, 1).Start()) }

// TestInstalments: P-3, the first part takes the remainder.
func TestInstalments(t *testing.T) {
	p := supply.Purchase{Price: 60_001, Parts: version().P3.Parts}
	require.Len(t, p.Schedule(), 24)
	require.Equal(t, yen.Of(2_501), p.Schedule()[0])
	require.Equal(t, yen.Of(2_500), p.Schedule()[23])
	require.Equal(t, p.Price, yen.Sum(p.Schedule()...))
	require.Equal(t, p.Price, p.Remaining())
	p.Paid = 1
	require.Equal(t, yen.Of(57_500), p.Remaining())
	p.Paid = 24
	require.Zero(t, p.Remaining())
	require.Equal(t, []yen.Amount{60_001}, supply.Schedule(60_001, 1), "a lump sum")
}

// TestDaysFromUseStart: P-6 by months (C-4), P-7 with use start as the first of
// its days (C-3).
func TestDaysFromUseStart(t *testing.T) {
	require.Equal(t, jst.MakeDay(2027, time.November, 1), supply.Warranty(version(), in2026(time.November, 1)).LastGoodDay)
	require.Equal(t, jst.MakeDay(2025, time.February, 28), supply.Warranty(version(), jst.MakeDay(2024, time.February, 29)).LastGoodDay)
	period := supply.ExchangePeriod(version(), in2026(time.November, 1))
	require.Equal(t, in2026(time.November, 30), period.LastGoodDay)
	require.Equal(t, in2026(time.December, 1).Start(), period.Lapse)
}

// TestPayingOff: P-3, the next parts are paid; the last one frees the place (P-2)
// and the member is told.
func TestPayingOff(t *testing.T) {
	at := in2026(time.November, 30).At(9, 0)
	pay := func(p supply.Purchase, parts int) (journal.Entry, supply.Purchase, error) {
		return supply.Pay(version(), used(), p, supply.Payment{Case: "ipm_1", Parts: parts, At: at})
	}
	p := supply.Purchase{Price: 60_001, Parts: 24}
	e, p, err := pay(p, 23)
	require.NoError(t, err)
	require.Equal(t, yen.Of(2_500), p.Remaining())
	require.Empty(t, e.Notices)
	_, _, err = pay(p, 2)
	refused(t, err, refusal.Invalid, terms.P3)
	e, p, err = pay(p, 1)
	require.NoError(t, err)
	require.Zero(t, p.Remaining())
	require.Contains(t, e.Rules, terms.P2)
	require.Equal(t, yen.Of(60_001), e.Notices[0].Letter.(letters.DevicePaidOff).Price)
	_, _, err = pay(p, 1)
	refused(t, err, refusal.State, terms.P3)
	_, _, err = pay(supply.Purchase{}, 1)
	refused(t, err, refusal.NotFound, terms.P3)
}
