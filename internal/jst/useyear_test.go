package jst_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"kigen/internal/jst"
)

// C-8
func TestUseYear(t *testing.T) {
	for _, c := range []struct{ start, at, from, to string }{
		{"2026-11-15", "2026-11-15", "2026-11-15", "2027-11-14"},
		{"2026-11-15", "2027-11-14", "2026-11-15", "2027-11-14"},
		{"2026-11-15", "2027-11-15", "2027-11-15", "2028-11-14"},
		{"2026-01-01", "2028-12-31", "2028-01-01", "2028-12-31"},
		// An option of 29 February.
		{"2028-02-29", "2028-02-29", "2028-02-29", "2029-02-27"},
		{"2028-02-29", "2029-02-27", "2028-02-29", "2029-02-27"},
		{"2028-02-29", "2029-02-28", "2029-02-28", "2030-02-27"},
		{"2028-02-29", "2032-02-28", "2031-02-28", "2032-02-28"},
		{"2028-02-29", "2032-02-29", "2032-02-29", "2033-02-27"},
		{"2027-02-28", "2028-02-29", "2028-02-28", "2029-02-27"},
	} {
		from, to := jst.UseYear(day(t, c.start), day(t, c.at))
		require.Equal(t, [2]string{c.from, c.to}, [2]string{from.String(), to.String()}, "%s at %s", c.start, c.at)
	}

	rapid.Check(t, func(t *rapid.T) {
		start := anyDay().Draw(t, "start")
		at := start.AddDays(rapid.IntRange(-4_000, 8_000).Draw(t, "days"))
		from, to := jst.UseYear(start, at)
		require.False(t, at.Before(from))
		require.False(t, at.After(to))
		require.Contains(t, []int{364, 365, 366}, to.Sub(from))
		next, _ := jst.UseYear(start, to.AddDays(1))
		require.Equal(t, to.AddDays(1), next, "windows leave no gap")
	})
}
