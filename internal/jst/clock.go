package jst

import (
	"cmp"
	"fmt"
	"time"
)

// Clock is a time of day in Asia/Tokyo to the minute, 00:00 to 23:59. The zero value is 00:00.
type Clock struct {
	minute int16 // since 00:00
}

// MakeClock is the time of day hour:minute. It panics if there is no such time, as a literal out of range is
// a programming error; ParseClock reads input.
func MakeClock(hour, minute int) Clock {
	if hour < 0 || hour > 23 || minute < 0 || minute > 59 {
		panic(fmt.Sprintf("jst: no time of day %d:%02d", hour, minute))
	}
	return Clock{minute: int16(hour*60 + minute)}
}

// ClockOf is the time of day in Japan at the instant t; seconds are cut off.
func ClockOf(t time.Time) Clock {
	local := t.In(Zone)
	return MakeClock(local.Hour(), local.Minute())
}

// ParseClock reads a time of day written as "23:30", from 00:00 to 23:59.
func ParseClock(s string) (Clock, error) {
	t, err := time.Parse("15:04", s)
	if err != nil || len(s) != len("15:04") {
		return Clock{}, fmt.Errorf("time of day %q: want hours and minutes such as 09:00", s)
	}
	return MakeClock(t.Hour(), t.Minute()), nil
}

// Hour is the hour of c, 0 to 23.
func (c Clock) Hour() int { return int(c.minute / 60) }

// Minute is the minute of the hour, 0 to 59.
func (c Clock) Minute() int { return int(c.minute % 60) }

// Compare is -1, 0 or +1 as c is earlier in the day than, equal to or later than o.
func (c Clock) Compare(o Clock) int { return cmp.Compare(c.minute, o.minute) }

// Equal is ==.
func (c Clock) Equal(o Clock) bool { return c == o }

// String is the time of day as "23:30".
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", c.Hour(), c.Minute()) }

// JA is the time of day for Japanese texts: 9時, 23時30分.
func (c Clock) JA() string {
	if c.Minute() == 0 {
		return fmt.Sprintf("%d時", c.Hour())
	}
	return fmt.Sprintf("%d時%d分", c.Hour(), c.Minute())
}

// MarshalText writes the time of day as "23:30". JSON and YAML use it too.
func (c Clock) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (c *Clock) UnmarshalText(text []byte) error {
	parsed, err := ParseClock(string(text))
	if err != nil {
		return err
	}
	*c = parsed
	return nil
}

// InstantJA is the instant t in Japan to the minute, for Japanese texts: 2026年11月16日(月)0時.
func InstantJA(t time.Time) string { return DayOf(t).JA() + ClockOf(t).JA() }

// InstantEN is the instant t in Japan to the minute, for English texts: Mon 16 Nov 2026, 00:00.
func InstantEN(t time.Time) string { return DayOf(t).EN() + ", " + ClockOf(t).String() }
