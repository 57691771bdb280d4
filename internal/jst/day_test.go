package jst_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
	"pgregory.net/rapid"

	"kigen/internal/jst"
)

func day(t require.TestingT, s string) jst.Day {
	d, err := jst.ParseDay(s)
	require.NoError(t, err)
	return d
}

func instant(t require.TestingT, s string) time.Time {
	at, err := time.Parse(time.RFC3339, s)
	require.NoError(t, err)
	return at.UTC()
}

// anyDay draws days of two centuries, leap years of all kinds included.
func anyDay() *rapid.Generator[jst.Day] {
	first := jst.MakeDay(1900, time.January, 1)
	return rapid.Custom(func(t *rapid.T) jst.Day {
		return first.AddDays(rapid.IntRange(0, 200*365).Draw(t, "days since 1900"))
	})
}

// C-1: a day is [00:00, 24:00) in Asia/Tokyo.
func TestDayOfInstant(t *testing.T) {
	for at, want := range map[string]string{
		"2026-11-14T14:59:59Z":      "2026-11-14",
		"2026-11-14T15:00:00Z":      "2026-11-15",
		"2026-11-15T14:59:59Z":      "2026-11-15",
		"2026-11-15T15:00:00Z":      "2026-11-16",
		"2026-11-15T00:00:00+09:00": "2026-11-15",
		"2028-02-29T23:59:59+09:00": "2028-02-29",
		"2026-12-31T10:30:00-05:00": "2027-01-01",
	} {
		require.Equal(t, want, jst.DayOf(instant(t, at)).String(), at)
	}
	require.True(t, jst.DayOf(time.Time{}).IsZero())
}

// C-1
func TestDayBounds(t *testing.T) {
	d := day(t, "2026-11-15")
	require.Equal(t, instant(t, "2026-11-14T15:00:00Z"), d.Start())
	require.Equal(t, instant(t, "2026-11-15T15:00:00Z"), d.End())
	require.Equal(t, time.UTC, d.Start().Location())
	require.Equal(t, instant(t, "2026-11-15T09:00:00+09:00"), d.At(9, 0))
	require.Equal(t, d.At(23, 30), d.AtClock(jst.MakeClock(23, 30)))
	require.False(t, d.Holds(d.Start().Add(-time.Second)))
	require.True(t, d.Holds(d.Start()))
	require.True(t, d.Holds(d.End().Add(-time.Second)))
	require.False(t, d.Holds(d.End()))
}

func TestDayArithmetic(t *testing.T) {
	require.Equal(t, day(t, "2026-03-01"), day(t, "2026-02-28").AddDays(1))
	require.Equal(t, day(t, "2028-02-29"), day(t, "2028-02-28").AddDays(1))
	require.Equal(t, day(t, "2026-02-28"), jst.MakeDay(2026, time.March, 0))
	require.Equal(t, 15, day(t, "2026-11-16").Sub(day(t, "2026-11-01")))
	require.Equal(t, time.Sunday, day(t, "2026-11-15").Weekday())
	require.Equal(t, -1, day(t, "2026-11-15").Compare(day(t, "2026-11-16")))
	require.True(t, jst.Day{}.Before(day(t, "0001-01-01")))

	rapid.Check(t, func(t *rapid.T) {
		d, n := anyDay().Draw(t, "day"), rapid.IntRange(-40_000, 40_000).Draw(t, "n")
		e := d.AddDays(n)
		require.Equal(t, n, e.Sub(d))
		require.Equal(t, d, e.AddDays(-n))
		require.Equal(t, n > 0, e.After(d))
		require.Equal(t, n < 0, e.Before(d))
		require.Equal(t, n == 0, e == d)

		year, month, dayOfMonth := d.Date()
		require.Equal(t, d.String(), time.Date(year, month, dayOfMonth, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
		require.Equal(t, time.Date(year, month, dayOfMonth+n, 0, 0, 0, 0, jst.Zone).UTC(), e.Start())
		require.Equal(t, d.AddDays(1).Start(), d.End())
		require.Equal(t, d, day(t, d.String()))

		within := d.Start().Add(time.Duration(rapid.Int64Range(0, int64(24*time.Hour)-1).Draw(t, "offset")))
		require.Equal(t, d, jst.DayOf(within))
		require.Equal(t, jst.MonthOf(within), d.Month())
	})
}

func TestParseDayRefuses(t *testing.T) {
	for _, s := range []string{"", "2026-02-29", "2026-13-01", "2026-11-1", "20261101", "2026-11-01T00:00:00Z", "0000-01-01"} {
		_, err := jst.ParseDay(s)
		require.Error(t, err, s)
	}
}

func TestDayForLetters(t *testing.T) {
	require.Equal(t, "2026年11月15日(日)", day(t, "2026-11-15").JA())
	require.Equal(t, "Sun 15 Nov 2026", day(t, "2026-11-15").EN())
	require.Equal(t, "2026年11月16日(月)0時", jst.InstantJA(instant(t, "2026-11-15T15:00:00Z")))
	require.Equal(t, "Mon 16 Nov 2026, 00:00", jst.InstantEN(instant(t, "2026-11-15T15:00:00Z")))
	require.Equal(t, "2026年11月30日(月)20時", jst.InstantJA(day(t, "2026-11-30").At(20, 0)))
	require.Equal(t, "2026年11月22日(日)23時30分", jst.InstantJA(day(t, "2026-11-22").At(23, 30)))
}

type document struct {
	Day   jst.Day   `json:"day"   yaml:"day"`
	Month jst.Month `json:"month" yaml:"month"`
	Clock jst.Clock `json:"clock" yaml:"clock"`
}

func TestTextForms(t *testing.T) {
	full := document{
		Day: day(t, "2026-11-01"), Month: jst.MakeMonth(2026, time.November), Clock: jst.MakeClock(23, 30),
	}
	for name, c := range map[string]struct {
		value document
		json  string
		yaml  string
	}{
		"full":  {full, `{"day":"2026-11-01","month":"2026-11","clock":"23:30"}`, "day: 2026-11-01\nmonth: 2026-11\nclock: 23:30\n"},
		"empty": {document{}, `{"day":null,"month":null,"clock":"00:00"}`, "day: \"\"\nmonth: \"\"\nclock: 00:00\n"},
	} {
		t.Run(name, func(t *testing.T) {
			data, err := json.Marshal(c.value)
			require.NoError(t, err)
			require.Equal(t, c.json, string(data))
			read := full
			require.NoError(t, json.Unmarshal(data, &read))
			require.Empty(t, cmp.Diff(c.value, read))

			read = full
			require.NoError(t, yaml.Unmarshal([]byte(c.yaml), &read))
			require.Equal(t, c.value, read)
			data, err = yaml.Marshal(c.value)
			require.NoError(t, err)
			var again document
			require.NoError(t, yaml.Unmarshal(data, &again))
			require.Equal(t, c.value, again)
		})
	}

	var keyed map[jst.Day]int
	require.NoError(t, json.Unmarshal([]byte(`{"2026-11-01":1}`), &keyed))
	require.Equal(t, map[jst.Day]int{full.Day: 1}, keyed)

	for _, bad := range []string{`{"day":"2026-02-30"}`, `{"day":20261101}`, `{"month":"2026-13"}`, `{"clock":"24:00"}`} {
		require.Error(t, json.Unmarshal([]byte(bad), &document{}), bad)
	}
}
