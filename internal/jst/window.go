package jst

import (
	"fmt"
	"strings"
	"time"
)

// Weekday is a day of the week whose text is its English name in lower case: "sunday".
type Weekday time.Weekday

// String is the English name, "Sunday".
func (w Weekday) String() string { return time.Weekday(w).String() }

// MarshalText writes the weekday as "sunday". JSON and YAML use it too.
func (w Weekday) MarshalText() ([]byte, error) { return []byte(strings.ToLower(w.String())), nil }

// UnmarshalText reads a weekday by its English name, in any case.
func (w *Weekday) UnmarshalText(text []byte) error {
	for day := time.Sunday; day <= time.Saturday; day++ {
		if strings.EqualFold(day.String(), string(text)) {
			*w = Weekday(day)
			return nil
		}
	}
	return fmt.Errorf("weekday %q: want a name such as sunday", text)
}

// MonthlyWindow is a maintenance window (S-8) that opens once a month on the Nth Weekday at From, inclusive,
// and ends on the next day at Until, exclusive, both in Japan. A month without an Nth Weekday has none.
type MonthlyWindow struct {
	Weekday Weekday `json:"weekday" yaml:"weekday"`
	// Nth is 1 for the first Weekday of the month, to 5.
	Nth   int   `json:"nth"   yaml:"nth"`
	From  Clock `json:"from"  yaml:"from"`
	Until Clock `json:"until" yaml:"until"`
}

// Contains tells whether the instant at lies in a window, and if so when that window ends.
func (w MonthlyWindow) Contains(at time.Time) (ends time.Time, inside bool) {
	today := DayOf(at)
	for _, opening := range [...]Day{today.AddDays(-1), today} {
		if w.opening(opening.Month()) != opening {
			continue
		}
		starts, ends := w.on(opening)
		if !at.Before(starts) && at.Before(ends) {
			return ends, true
		}
	}
	return time.Time{}, false
}

// Next is the first window that starts after the instant at. If w can never open both times are zero.
func (w MonthlyWindow) Next(at time.Time) (starts, ends time.Time) {
	// A fifth weekday comes within any three months.
	for month, ahead := MonthOf(at), 0; ahead <= 4; month, ahead = month.Next(), ahead+1 {
		opening := w.opening(month)
		if opening.IsZero() {
			continue
		}
		if starts, ends = w.on(opening); starts.After(at) {
			return starts, ends
		}
	}
	return time.Time{}, time.Time{}
}

func (w MonthlyWindow) on(opening Day) (starts, ends time.Time) {
	return opening.AtClock(w.From), opening.AddDays(1).AtClock(w.Until)
}

func (w MonthlyWindow) opening(month Month) Day {
	if w.Nth < 1 {
		return Day{}
	}
	first := month.First()
	ahead := (int(w.Weekday) - int(first.Weekday()) + 7) % 7
	day := first.AddDays(ahead + (w.Nth-1)*7)
	if day.Month() != month {
		return Day{}
	}
	return day
}
