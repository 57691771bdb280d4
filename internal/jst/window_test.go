package jst_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
	"pgregory.net/rapid"

	"kigen/internal/jst"
)

const identityMaintenance = `
weekday: sunday
nth: 4
from: 23:30
until: 09:00
`

func window(t require.TestingT, text string) jst.MonthlyWindow {
	var w jst.MonthlyWindow
	require.NoError(t, yaml.Unmarshal([]byte(text), &w))
	return w
}

// S-8: from 23:30 of the 4th Sunday to 09:00 next day. November 2026 has five Sundays, the 4th is the 22nd.
func TestMonthlyWindowContains(t *testing.T) {
	w := window(t, identityMaintenance)
	for at, inside := range map[string]bool{
		"2026-11-22T23:29:59+09:00": false,
		"2026-11-22T23:30:00+09:00": true,
		"2026-11-23T00:00:00+09:00": true,
		"2026-11-23T08:59:59+09:00": true,
		"2026-11-23T09:00:00+09:00": false,
		"2026-11-15T23:45:00+09:00": false,
		"2026-11-29T23:45:00+09:00": false,
		"2026-11-30T01:00:00+09:00": false,
		// In a February of 28 days that begins on a Monday the 4th Sunday is the last day.
		"2027-02-28T23:59:59+09:00": true,
		"2027-03-01T08:59:59+09:00": true,
		"2027-03-01T09:00:00+09:00": false,
	} {
		ends, ok := w.Contains(instant(t, at))
		require.Equal(t, inside, ok, at)
		if inside {
			require.Equal(t, jst.MakeClock(9, 0), jst.ClockOf(ends), at)
			require.Equal(t, time.Monday, jst.DayOf(ends).Weekday(), at)
		}
	}
}

// S-8
func TestMonthlyWindowNext(t *testing.T) {
	w := window(t, identityMaintenance)
	for at, want := range map[string][2]string{
		"2026-11-01T00:00:00+09:00": {"2026-11-22T23:30:00+09:00", "2026-11-23T09:00:00+09:00"},
		"2026-11-22T23:29:59+09:00": {"2026-11-22T23:30:00+09:00", "2026-11-23T09:00:00+09:00"},
		"2026-11-22T23:30:00+09:00": {"2026-12-27T23:30:00+09:00", "2026-12-28T09:00:00+09:00"},
		"2026-12-31T00:00:00+09:00": {"2027-01-24T23:30:00+09:00", "2027-01-25T09:00:00+09:00"},
	} {
		starts, ends := w.Next(instant(t, at))
		require.Equal(t, instant(t, want[0]), starts, at)
		require.Equal(t, instant(t, want[1]), ends, at)
	}

	for _, never := range []jst.MonthlyWindow{{}, {Nth: 6}} {
		starts, ends := never.Next(instant(t, "2026-11-01T00:00:00+09:00"))
		require.True(t, starts.IsZero() && ends.IsZero())
	}
}

func TestMonthlyWindowProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := jst.MonthlyWindow{
			Weekday: jst.Weekday(rapid.IntRange(0, 6).Draw(t, "weekday")),
			Nth:     rapid.IntRange(1, 5).Draw(t, "nth"),
			From:    jst.MakeClock(rapid.IntRange(0, 23).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute")),
			Until:   jst.MakeClock(rapid.IntRange(0, 23).Draw(t, "until hour"), 0),
		}
		at := anyDay().Draw(t, "day").Start().Add(time.Duration(rapid.IntRange(0, 86_399).Draw(t, "s")) * time.Second)
		starts, ends := w.Next(at)
		require.True(t, starts.After(at))
		opening := jst.DayOf(starts)
		require.Equal(t, time.Weekday(w.Weekday), opening.Weekday())
		require.Equal(t, w.Nth, (opening.DayOfMonth()-1)/7+1)
		require.Equal(t, w.From, jst.ClockOf(starts))
		require.Equal(t, opening.AddDays(1).AtClock(w.Until), ends)

		got, inside := w.Contains(starts)
		require.True(t, inside)
		require.Equal(t, ends, got)
		_, inside = w.Contains(ends.Add(-time.Second))
		require.True(t, inside)
		_, inside = w.Contains(ends)
		require.False(t, inside)
		_, inside = w.Contains(starts.Add(-time.Second))
		require.False(t, inside)
	})
}

func TestWindowFiguresAreChecked(t *testing.T) {
	for _, bad := range []string{"weekday: someday", "from: 24:00", "until: 9:00", "from: 23:60"} {
		require.Error(t, yaml.Unmarshal([]byte(bad), &jst.MonthlyWindow{}), bad)
	}
	require.Panics(t, func() { jst.MakeClock(24, 0) })
	text, err := jst.Weekday(time.Sunday).MarshalText()
	require.NoError(t, err)
	require.Equal(t, "sunday", string(text))
}
