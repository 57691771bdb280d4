package jst

import (
	"cmp"
	"fmt"
	"time"
)

const isoMonth = "2006-01"

// Month is a calendar month in Asia/Tokyo (C-1). Months are comparable with ==. The zero value is no month:
// "" as text, null in JSON, NULL in the database.
type Month struct {
	// ordinal counts months from January of year 0, which is 0 and outside the calendar.
	ordinal int32
}

// MakeMonth is the month of a year. Months out of range carry over to other years.
func MakeMonth(year int, month time.Month) Month {
	return Month{ordinal: int32(year*12 + int(month) - 1)}
}

// MonthOf is the month in Japan that holds the instant t (C-1). The zero time gives no month.
func MonthOf(t time.Time) Month { return DayOf(t).Month() }

// ParseMonth reads a month written as "2026-11".
func ParseMonth(s string) (Month, error) {
	t, err := time.Parse(isoMonth, s)
	if err != nil || t.Year() < 1 {
		return Month{}, fmt.Errorf("month %q: want a calendar month such as 2026-11", s)
	}
	return MakeMonth(t.Year(), t.Month()), nil
}

// IsZero tells whether m is no month.
func (m Month) IsZero() bool { return m == Month{} }

// Date returns the year and the month of the year.
func (m Month) Date() (year int, month time.Month) {
	return int(m.ordinal / 12), time.Month(m.ordinal%12 + 1)
}

// First is the first day of m.
func (m Month) First() Day {
	if m.IsZero() {
		return Day{}
	}
	year, month := m.Date()
	return MakeDay(year, month, 1)
}

// Last is the last day of m.
func (m Month) Last() Day {
	return m.Next().First().AddDays(-1)
}

// Days is the number of days of m, 28 to 31.
func (m Month) Days() int {
	return m.Next().First().Sub(m.First())
}

// Next is the month after m.
func (m Month) Next() Month { return m.AddMonths(1) }

// Previous is the month before m.
func (m Month) Previous() Month { return m.AddMonths(-1) }

// AddMonths is the month n months after m, before it for negative n. From no month it gives no month.
func (m Month) AddMonths(n int) Month {
	if m.IsZero() {
		return m
	}
	return Month{ordinal: m.ordinal + int32(n)}
}

// Sub is the number of months from o to m: positive if m is the later one.
func (m Month) Sub(o Month) int { return int(m.ordinal) - int(o.ordinal) }

// Compare is -1, 0 or +1 as m is before, equal to or after o.
func (m Month) Compare(o Month) int { return cmp.Compare(m.ordinal, o.ordinal) }

// Before tells whether m is an earlier month than o.
func (m Month) Before(o Month) bool { return m.ordinal < o.ordinal }

// After tells whether m is a later month than o.
func (m Month) After(o Month) bool { return m.ordinal > o.ordinal }

// Equal is ==.
func (m Month) Equal(o Month) bool { return m == o }

// Start is 00:00 of the 1st of m in Japan, in UTC.
func (m Month) Start() time.Time { return m.First().Start() }

// End is the month end (C-7): 00:00 of the 1st of the next month in Japan, in UTC. It is the first instant
// that no longer belongs to m.
func (m Month) End() time.Time { return m.Last().End() }

// Holds tells whether the instant t lies in m: Start included, End excluded.
func (m Month) Holds(t time.Time) bool { return !m.IsZero() && MonthOf(t) == m }

// String is the month as "2026-11", or "" for no month.
func (m Month) String() string {
	if m.IsZero() {
		return ""
	}
	return m.First().date().Format(isoMonth)
}

// JA is the month for Japanese texts: 2026年11月.
func (m Month) JA() string {
	if m.IsZero() {
		return ""
	}
	year, month := m.Date()
	return fmt.Sprintf("%d年%d月", year, month)
}

// EN is the month for English texts: November 2026.
func (m Month) EN() string {
	if m.IsZero() {
		return ""
	}
	return m.First().date().Format("January 2006")
}

// MarshalText writes the month as "2026-11", no month as "". YAML uses it too.
func (m Month) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (m *Month) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*m = Month{}
		return nil
	}
	parsed, err := ParseMonth(string(text))
	if err != nil {
		return err
	}
	*m = parsed
	return nil
}

// MarshalJSON writes the month as "2026-11", no month as null.
func (m Month) MarshalJSON() ([]byte, error) {
	if m.IsZero() {
		return []byte("null"), nil
	}
	return []byte(`"` + m.String() + `"`), nil
}

// UnmarshalJSON reads a month as "2026-11"; null and "" are no month.
func (m *Month) UnmarshalJSON(data []byte) error { return unmarshalJSONText(data, m) }
