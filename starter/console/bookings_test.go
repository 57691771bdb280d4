package console

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/jst"
)

// TestPastedBookingsAreRead covers C-11.
func TestPastedBookingsAreRead(t *testing.T) {
	now := jst.MakeDay(2027, time.January, 5).At(10, 0)
	on := func(year int, month time.Month, day, hour, minute int) time.Time {
		return jst.MakeDay(year, month, day).At(hour, minute)
	}
	for line, want := range map[string]booking{
		"RT-0001":                            {number: "RT-0001"},
		"RT-0001\t2026-11-16 09:30":          {number: "RT-0001", at: on(2026, 11, 16, 9, 30)},
		"RT-0001,2026/11/16 9:30":            {number: "RT-0001", at: on(2026, 11, 16, 9, 30)},
		"RT-0001, 2026-11-16T09:30:00+09:00": {number: "RT-0001", at: on(2026, 11, 16, 9, 30)},
		"RT-0001 2026-11-16T00:30:00Z":       {number: "RT-0001", at: on(2026, 11, 16, 9, 30)},
		"RT-0001、2026年11月16日 9時30分":          {number: "RT-0001", at: on(2026, 11, 16, 9, 30)},
		"RT-0001 12/31 23:59":                {number: "RT-0001", at: on(2026, 12, 31, 23, 59)},
		"RT-0001 1/5 09:59":                  {number: "RT-0001", at: on(2027, 1, 5, 9, 59)},
		"RT-0001 1/5 10:01":                  {number: "RT-0001", at: on(2026, 1, 5, 10, 1)},
		"RT-0001 9:30":                       {number: "RT-0001", at: on(2027, 1, 5, 9, 30)},
		"ＲＴ－０００１ 2026/11/16 09:30":           {number: "RT-0001", at: on(2026, 11, 16, 9, 30)},
		"353491081234569,2026-11-16 09:30":   {number: "353491081234569", at: on(2026, 11, 16, 9, 30)},
		"RT-0001 yesterday":                  {number: "RT-0001", fault: true},
		"RT-0001 2026-02-30 10:00":           {number: "RT-0001", fault: true},
		"RT-0001 25:00":                      {number: "RT-0001", fault: true},
	} {
		got := bookingsOf("\r\n  "+line+"\r\n\n", now)
		require.Len(t, got, 1, line)
		require.Equal(t, want.number, got[0].number, line)
		require.True(t, want.at.Equal(got[0].at), "%s: %s", line, got[0].at)
		require.Equal(t, want.fault, got[0].fault, line)
	}
	require.Empty(t, bookingsOf(" \r\n\t\n", now))
	require.Equal(t, "353491081234569", numberOf("35-349108-123456-9"))
	require.Equal(t, "353491081234569", numberOf("３５３４９１０８１２３４５６９"))
	require.Equal(t, "RT-0001-2", numberOf(" RT-0001-2 "))
}
