package jst

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"time"
)

const (
	isoDay       = "2006-01-02"
	secondsOfDay = 24 * 60 * 60
	zoneOffset   = 9 * 60 * 60
	unixEpochDay = 719_163 // ordinal of 1 January 1970
)

// Day is a calendar day in Asia/Tokyo (C-1), years 1 to 9999. Days are comparable with ==. The zero value is
// no day: "" as text, null in JSON, NULL in the database.
type Day struct {
	// ordinal counts from 1 January of year 1, which is 1, so that the zero value is free for "no day".
	ordinal int32
}

// MakeDay is the day of year, month and day. Values out of range carry over as with time.Date: day 0 of a
// month is the last day of the month before.
func MakeDay(year int, month time.Month, day int) Day {
	return Day{ordinal: int32(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix()/secondsOfDay) + unixEpochDay}
}

// DayOf is the day in Japan that holds the instant t (C-1). The zero time gives no day.
func DayOf(t time.Time) Day {
	if t.IsZero() {
		return Day{}
	}
	return MakeDay(t.In(Zone).Date())
}

// ParseDay reads a day written as "2026-11-01". It refuses days that the calendar does not have.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(isoDay, s)
	if err != nil || t.Year() < 1 {
		return Day{}, fmt.Errorf("day %q: want a calendar day such as 2026-11-01", s)
	}
	return MakeDay(t.Date()), nil
}

// IsZero tells whether d is no day.
func (d Day) IsZero() bool { return d == Day{} }

// Date returns the year, month and day of the month.
func (d Day) Date() (year int, month time.Month, day int) { return d.date().Date() }

// Year is the year of d.
func (d Day) Year() int { return d.date().Year() }

// Month is the calendar month that holds d.
func (d Day) Month() Month {
	if d.IsZero() {
		return Month{}
	}
	year, month, _ := d.Date()
	return MakeMonth(year, month)
}

// DayOfMonth is the number of d in its month, from 1.
func (d Day) DayOfMonth() int { return d.date().Day() }

// Weekday is the day of the week of d.
func (d Day) Weekday() time.Weekday { return d.date().Weekday() }

// AddDays is the day n days after d, before it for negative n. From no day it gives no day.
func (d Day) AddDays(n int) Day {
	if d.IsZero() {
		return d
	}
	return Day{ordinal: d.ordinal + int32(n)}
}

// Sub is the number of days from e to d: positive if d is the later one, 0 for the same day.
func (d Day) Sub(e Day) int { return int(d.ordinal) - int(e.ordinal) }

// Compare is -1, 0 or +1 as d is before, equal to or after e. No day comes before every day.
func (d Day) Compare(e Day) int { return cmp.Compare(d.ordinal, e.ordinal) }

// Before tells whether d is an earlier day than e.
func (d Day) Before(e Day) bool { return d.ordinal < e.ordinal }

// After tells whether d is a later day than e.
func (d Day) After(e Day) bool { return d.ordinal > e.ordinal }

// Equal is ==; go-cmp compares by it.
func (d Day) Equal(e Day) bool { return d == e }

// Start is 00:00 of d in Japan, the first instant of the day (C-1), in UTC. The start of no day is the zero
// time.
func (d Day) Start() time.Time { return d.at(0) }

// End is 00:00 of the day after d in Japan, the first instant that is no longer d (C-1), in UTC.
func (d Day) End() time.Time { return d.at(secondsOfDay) }

// At is the instant of hour:minute in Japan on d, in UTC: At(9, 0) is 09:00.
func (d Day) At(hour, minute int) time.Time { return d.at(int64(hour*60+minute) * 60) }

// AtClock is the instant of the time of day c in Japan on d, in UTC.
func (d Day) AtClock(c Clock) time.Time { return d.at(int64(c.minute) * 60) }

// Holds tells whether the instant t lies in d, from 00:00 to before 24:00 in Japan (C-1).
func (d Day) Holds(t time.Time) bool { return !d.IsZero() && DayOf(t) == d }

// String is the day as "2026-11-01", or "" for no day.
func (d Day) String() string {
	if d.IsZero() {
		return ""
	}
	return d.date().Format(isoDay)
}

// JA is the day for Japanese texts: 2026年11月15日(日).
func (d Day) JA() string {
	if d.IsZero() {
		return ""
	}
	year, month, day := d.Date()
	return fmt.Sprintf("%d年%d月%d日(%s)", year, month, day, weekdayJA(d.Weekday()))
}

// EN is the day for English texts: Sun 15 Nov 2026.
func (d Day) EN() string {
	if d.IsZero() {
		return ""
	}
	return d.date().Format("Mon 2 Jan 2006")
}

// MarshalText writes the day as "2026-11-01", no day as "". YAML uses it too.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (d *Day) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Day{}
		return nil
	}
	parsed, err := ParseDay(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// MarshalJSON writes the day as "2026-11-01", no day as null.
func (d Day) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	return []byte(`"` + d.String() + `"`), nil
}

// UnmarshalJSON reads a day as "2026-11-01"; null and "" are no day.
func (d *Day) UnmarshalJSON(data []byte) error { return unmarshalJSONText(data, d) }

// date is the day as a date in UTC, for the calendar arithmetic of package time.
func (d Day) date() time.Time {
	return time.Unix(int64(d.ordinal-unixEpochDay)*secondsOfDay, 0).UTC()
}

func (d Day) at(seconds int64) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return time.Unix(int64(d.ordinal-unixEpochDay)*secondsOfDay+seconds-zoneOffset, 0).UTC()
}

func unmarshalJSONText(data []byte, into interface{ UnmarshalText(text []byte) error }) error {
	if bytes.Equal(data, []byte("null")) {
		return into.UnmarshalText(nil)
	}
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return fmt.Errorf("want a string: %w", err)
	}
	return into.UnmarshalText([]byte(text))
}

func weekdayJA(w time.Weekday) string {
	return [...]string{"日", "月", "火", "水", "木", "金", "土"}[w]
}
