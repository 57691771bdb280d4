package jst_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"kigen/internal/jst"
)

// The examples of C-2, C-3 and C-4, then month ends of 28 to 31 days.
func TestCounts(t *testing.T) {
	for _, c := range []struct {
		rule  string
		count func(jst.Day, int) jst.Count
		event string
		n     int
		last  string
		lapse string
	}{
		{"C-2", jst.Within, "2026-11-01", 14, "2026-11-15", "2026-11-16T00:00:00+09:00"},
		{"C-2", jst.Within, "2026-02-14", 14, "2026-02-28", "2026-03-01T00:00:00+09:00"},
		{"C-2", jst.Within, "2028-02-15", 14, "2028-02-29", "2028-03-01T00:00:00+09:00"},
		{"C-2", jst.Within, "2026-12-20", 14, "2027-01-03", "2027-01-04T00:00:00+09:00"},
		{"C-2", jst.Within, "2026-11-01", 0, "2026-11-01", "2026-11-02T00:00:00+09:00"},

		{"C-3", jst.Counting, "2026-11-01", 15, "2026-11-15", "2026-11-16T00:00:00+09:00"},
		{"C-3", jst.Counting, "2026-11-01", 8, "2026-11-08", "2026-11-09T00:00:00+09:00"},
		{"C-3", jst.Counting, "2026-11-01", 1, "2026-11-01", "2026-11-02T00:00:00+09:00"},
		{"C-3", jst.Counting, "2028-02-29", 30, "2028-03-29", "2028-03-30T00:00:00+09:00"},

		{"C-4", jst.Months, "2026-11-01", 3, "2027-02-01", "2027-02-02T00:00:00+09:00"},
		{"C-4", jst.Months, "2026-11-30", 3, "2027-02-28", "2027-03-01T00:00:00+09:00"},
		{"C-4", jst.Months, "2026-02-28", 1, "2026-03-31", "2026-04-01T00:00:00+09:00"},
		{"C-4", jst.Months, "2026-08-31", 1, "2026-09-30", "2026-10-01T00:00:00+09:00"},
		// From 28, 29, 30 and 31 January: the period starts on the day after.
		{"C-4", jst.Months, "2026-01-27", 1, "2026-02-27", "2026-02-28T00:00:00+09:00"},
		{"C-4", jst.Months, "2026-01-28", 1, "2026-02-28", "2026-03-01T00:00:00+09:00"},
		{"C-4", jst.Months, "2026-01-29", 1, "2026-02-28", "2026-03-01T00:00:00+09:00"},
		{"C-4", jst.Months, "2026-01-30", 1, "2026-02-28", "2026-03-01T00:00:00+09:00"},
		{"C-4", jst.Months, "2026-01-31", 1, "2026-02-28", "2026-03-01T00:00:00+09:00"},
		{"C-4", jst.Months, "2028-01-28", 1, "2028-02-28", "2028-02-29T00:00:00+09:00"},
		{"C-4", jst.Months, "2028-01-29", 1, "2028-02-29", "2028-03-01T00:00:00+09:00"},
		{"C-4", jst.Months, "2028-01-31", 1, "2028-02-29", "2028-03-01T00:00:00+09:00"},
		{"C-4", jst.Months, "2026-09-29", 1, "2026-10-29", "2026-10-30T00:00:00+09:00"},
		{"C-4", jst.Months, "2026-09-30", 1, "2026-10-31", "2026-11-01T00:00:00+09:00"},
		{"C-4", jst.Months, "2026-10-30", 1, "2026-11-30", "2026-12-01T00:00:00+09:00"},
		{"C-4", jst.Months, "2028-02-28", 12, "2029-02-28", "2029-03-01T00:00:00+09:00"},
		{"C-4", jst.Months, "2028-02-29", 12, "2029-02-28", "2029-03-01T00:00:00+09:00"},
		{"C-4", jst.Months, "2027-02-28", 12, "2028-02-29", "2028-03-01T00:00:00+09:00"},
		{"C-4", jst.Months, "2026-12-31", 24, "2028-12-31", "2029-01-01T00:00:00+09:00"},
	} {
		t.Run(c.rule+" "+c.event, func(t *testing.T) {
			got := c.count(day(t, c.event), c.n)
			require.Equal(t, day(t, c.event), got.Event)
			require.Equal(t, c.n, got.N)
			require.Equal(t, day(t, c.last), got.LastGoodDay)
			require.Equal(t, instant(t, c.lapse), got.Lapse)
			require.Equal(t, c.rule, got.Rule())

			// C-5: the instant of lapse is late.
			require.True(t, got.InTime(got.Lapse.Add(-time.Second)))
			require.False(t, got.InTime(got.Lapse))
			require.False(t, got.InTime(got.Lapse.Add(time.Second)))
		})
	}
}

// C-6: deadlines do not roll over weekends or holidays.
func TestCountsEndOnHolidays(t *testing.T) {
	newYear := jst.Within(day(t, "2026-12-18"), 14).LastGoodDay
	require.Equal(t, day(t, "2027-01-01"), newYear)
	require.True(t, jst.IsHoliday(newYear))
}

func anyWay() *rapid.Generator[jst.Way] {
	return rapid.SampledFrom([]jst.Way{jst.ByWithin, jst.ByCounting, jst.ByMonths})
}

func TestCountProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		way, event := anyWay().Draw(t, "way"), anyDay().Draw(t, "event")
		n := rapid.IntRange(1, 60).Draw(t, "n")
		count, err := jst.NewCount(way, event, n)
		require.NoError(t, err)

		require.Equal(t, count.LastGoodDay.AddDays(1).Start(), count.Lapse)
		require.True(t, count.InTime(count.LastGoodDay.Start()))
		require.False(t, count.InTime(count.Lapse))
		require.Zero(t, count.Remaining(count.LastGoodDay))
		require.Equal(t, -1, count.Remaining(jst.DayOf(count.Lapse)))

		longer, err := jst.NewCount(way, event, n+1)
		require.NoError(t, err)
		require.True(t, longer.LastGoodDay.After(count.LastGoodDay), "longer by one ends later")
		later, err := jst.NewCount(way, event.AddDays(1), n)
		require.NoError(t, err)
		require.False(t, later.LastGoodDay.Before(count.LastGoodDay), "a later event never ends earlier")

		switch way {
		case jst.ByWithin:
			require.Equal(t, n, count.Remaining(event))
			require.Equal(t, jst.Counting(event.AddDays(1), n).LastGoodDay, count.LastGoodDay)
		case jst.ByCounting:
			require.Equal(t, n-1, count.Remaining(event))
		case jst.ByMonths:
			require.Equal(t, civilCodeMonths(event, n), count.LastGoodDay)
		}
	})
}

// civilCodeMonths walks the days as article 143 tells it.
func civilCodeMonths(event jst.Day, n int) jst.Day {
	first := event.AddDays(1)
	target := first.Month().AddMonths(n)
	for d := first; ; d = d.AddDays(1) {
		if d.Month() == target && d.DayOfMonth() == first.DayOfMonth() {
			return d.AddDays(-1)
		}
		if d == target.Last() {
			return d
		}
	}
}

func TestCountComesBackFromStorage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		count, err := jst.NewCount(anyWay().Draw(t, "way"), anyDay().Draw(t, "event"), rapid.IntRange(0, 60).Draw(t, "n"))
		require.NoError(t, err)

		again, err := jst.NewCount(jst.Way(string(count.Way)), count.Event, count.N)
		require.NoError(t, err)
		require.True(t, count == again)

		data, err := json.Marshal(count)
		require.NoError(t, err)
		var read jst.Count
		require.NoError(t, json.Unmarshal(data, &read))
		require.True(t, count == read)
	})
	_, err := jst.NewCount("until", day(t, "2026-11-01"), 1)
	require.Error(t, err)
}

func TestCountFromNoDay(t *testing.T) {
	for _, way := range []jst.Way{jst.ByWithin, jst.ByCounting, jst.ByMonths} {
		count, err := jst.NewCount(way, jst.Day{}, 14)
		require.NoError(t, err)
		require.True(t, count.LastGoodDay.IsZero())
		require.True(t, count.Lapse.IsZero())
		require.False(t, count.InTime(instant(t, "2026-11-01T00:00:00Z")))
	}
}

func TestCountJSON(t *testing.T) {
	data, err := json.Marshal(jst.Within(day(t, "2026-11-01"), 14))
	require.NoError(t, err)
	require.JSONEq(t, `{"way":"within","event":"2026-11-01","n":14,"last_good_day":"2026-11-15","lapse":"2026-11-15T15:00:00Z"}`, string(data))
}

func TestCountExplains(t *testing.T) {
	d := day(t, "2026-11-01")
	for _, c := range []struct {
		count  jst.Count
		ja, en string
	}{
		{
			jst.Within(d, 14),
			"2026年11月1日(日)の翌日から数えて14日以内です。最終日は2026年11月15日(日)で、2026年11月16日(月)0時に期限が過ぎます。(C-2)",
			"Within 14 days of Sun 1 Nov 2026, that day not counted. The last good day is Sun 15 Nov 2026; the period lapses on Mon 16 Nov 2026, 00:00 Japan time. (C-2)",
		},
		{
			jst.Counting(d, 15),
			"2026年11月1日(日)を1日目として数えて15日以内です。最終日は2026年11月15日(日)で、2026年11月16日(月)0時に期限が過ぎます。(C-3)",
			"Within 15 days counting Sun 1 Nov 2026 as the first. The last good day is Sun 15 Nov 2026; the period lapses on Mon 16 Nov 2026, 00:00 Japan time. (C-3)",
		},
		{
			jst.Months(d, 1),
			"2026年11月1日(日)の翌日から数えて1か月以内です。最終日は2026年12月1日(火)で、2026年12月2日(水)0時に期限が過ぎます。(C-4)",
			"Within 1 month of Sun 1 Nov 2026, that day not counted. The last good day is Tue 1 Dec 2026; the period lapses on Wed 2 Dec 2026, 00:00 Japan time. (C-4)",
		},
	} {
		require.Equal(t, c.ja, c.count.JA())
		require.Equal(t, c.en, c.count.EN())
	}
	require.Empty(t, jst.Count{}.JA())
	require.Empty(t, jst.Count{}.EN())
}
