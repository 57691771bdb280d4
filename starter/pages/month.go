package pages

import (
	"time"

	"kigen/internal/jst"
)

// Month is a month as a grid of days, each with what falls on it. Weeks begin
// on Sunday, as calendars in Japan do.
type Month struct {
	Month jst.Month
	// Today is marked.
	Today jst.Day
	// On is what falls on a day, by the day.
	On map[jst.Day][]Event
}

// Event is an entry of a day, with a page of its own.
type Event struct {
	Text, Address string
	// Urgency is "past", "today", "soon", "met", or empty.
	Urgency string
}

// weeks are the month's, whole: the first and the last reach into the months
// beside it.
func (m Month) weeks() (weeks [][]jst.Day) {
	day := m.Month.First()
	day = day.AddDays(-int(day.Weekday()))
	for last := m.Month.Last(); !day.After(last); {
		week := make([]jst.Day, 7)
		for i := range week {
			week[i] = day
			day = day.AddDays(1)
		}
		weeks = append(weeks, week)
	}
	return weeks
}

// class says how a day of the grid looks.
func (m Month) class(day jst.Day) (class string) {
	add := func(name string) {
		if class != "" {
			class += " "
		}
		class += name
	}
	if day.Month() != m.Month {
		add("out")
	}
	if day.Weekday() == time.Sunday || jst.IsHoliday(day) {
		add("off")
	}
	if day == m.Today {
		add("now")
	}
	return class
}

// events are those of a day of the month; those of the months beside it have
// their place there.
func (m Month) events(day jst.Day) []Event {
	if day.Month() != m.Month {
		return nil
	}
	return m.On[day]
}

var weekdays = map[string][]string{
	Japanese: {"日", "月", "火", "水", "木", "金", "土"},
	English:  {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
}
