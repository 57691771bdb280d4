package pages

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/jst"
)

func TestMonthIsOfWholeWeeks(t *testing.T) {
	november := Month{Month: jst.MakeMonth(2026, time.November), Today: jst.MakeDay(2026, time.November, 20)}
	weeks := november.weeks() // it begins on a Sunday and ends on a Monday
	require.Len(t, weeks, 5)
	require.Equal(t, jst.MakeDay(2026, time.November, 1), weeks[0][0])
	require.Equal(t, jst.MakeDay(2026, time.December, 5), weeks[4][6])

	february := Month{Month: jst.MakeMonth(2026, time.February)} // four weeks to the day
	require.Len(t, february.weeks(), 4)
	require.Equal(t, jst.MakeDay(2026, time.February, 28), february.weeks()[3][6])

	require.Equal(t, "off", november.class(jst.MakeDay(2026, time.November, 23))) // Labour Thanksgiving Day
	require.Equal(t, "now", november.class(november.Today))
	require.Equal(t, "out", november.class(jst.MakeDay(2026, time.December, 1)))
	require.Empty(t, november.class(jst.MakeDay(2026, time.November, 19)))

	there := jst.MakeDay(2026, time.December, 1)
	november.On = map[jst.Day][]Event{there: {{Text: "x"}}}
	require.Empty(t, november.events(there), "what falls on another month's day has its place there")
}
