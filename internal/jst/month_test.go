package jst_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"kigen/internal/jst"
)

func month(t require.TestingT, s string) jst.Month {
	m, err := jst.ParseMonth(s)
	require.NoError(t, err)
	return m
}

// C-7: month end is 00:00 of the 1st of the next month.
func TestMonthEnd(t *testing.T) {
	for _, c := range []struct {
		month, last, end string
		days             int
	}{
		{"2026-01", "2026-01-31", "2026-02-01T00:00:00+09:00", 31},
		{"2026-02", "2026-02-28", "2026-03-01T00:00:00+09:00", 28},
		{"2028-02", "2028-02-29", "2028-03-01T00:00:00+09:00", 29},
		{"2100-02", "2100-02-28", "2100-03-01T00:00:00+09:00", 28},
		{"2026-11", "2026-11-30", "2026-12-01T00:00:00+09:00", 30},
		{"2026-12", "2026-12-31", "2027-01-01T00:00:00+09:00", 31},
	} {
		m := month(t, c.month)
		require.Equal(t, day(t, c.month+"-01"), m.First())
		require.Equal(t, day(t, c.last), m.Last())
		require.Equal(t, c.days, m.Days())
		require.Equal(t, instant(t, c.end), m.End())
		require.True(t, m.Holds(m.End().Add(-time.Second)))
		require.False(t, m.Holds(m.End()))
		require.Equal(t, m.Next(), jst.MonthOf(m.End()))
		require.Equal(t, c.month, m.String())
	}
}

func TestMonthArithmetic(t *testing.T) {
	require.Equal(t, month(t, "2027-01"), month(t, "2026-11").AddMonths(2))
	require.Equal(t, month(t, "2025-12"), month(t, "2026-01").Previous())
	require.Equal(t, 14, month(t, "2027-01").Sub(month(t, "2025-11")))
	require.Equal(t, "2026年11月", month(t, "2026-11").JA())
	require.Equal(t, "November 2026", month(t, "2026-11").EN())

	rapid.Check(t, func(t *rapid.T) {
		m := anyDay().Draw(t, "day").Month()
		n := rapid.IntRange(-600, 600).Draw(t, "n")
		require.Equal(t, m, m.AddMonths(n).AddMonths(-n))
		require.Equal(t, n, m.AddMonths(n).Sub(m))
		require.Equal(t, n > 0, m.AddMonths(n).After(m))
		require.Equal(t, n < 0, m.AddMonths(n).Before(m))
		require.Equal(t, m.Last().AddDays(1), m.Next().First())
		require.Equal(t, m.End(), m.Next().Start())
		require.Equal(t, m, m.Last().Month())
		require.Equal(t, m, month(t, m.String()))
	})
}

func TestParseMonthRefuses(t *testing.T) {
	for _, s := range []string{"", "2026-00", "2026-13", "2026-1", "202611", "2026-11-01"} {
		_, err := jst.ParseMonth(s)
		require.Error(t, err, s)
	}
}

func TestNoMonth(t *testing.T) {
	var none jst.Month
	require.True(t, none.IsZero())
	require.True(t, none.First().IsZero())
	require.True(t, none.Last().IsZero())
	require.True(t, none.End().IsZero())
	require.Zero(t, none.Days())
	require.True(t, none.Next().IsZero())
	require.Equal(t, none, jst.Day{}.Month())
}
