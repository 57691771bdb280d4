package jst

import "time"

// UseYear is the use year (年2回, C-8) of an option started on start that holds the day at: a window of 12
// months between anniversaries of start, from its first day through its last, both inclusive. An option of
// 29 February has its anniversary on 28 February in common years. The windows also run backwards, so a day
// before start gives the window before the first.
func UseYear(start, at Day) (from, to Day) {
	years := at.Year() - start.Year()
	if at.Before(anniversary(start, years)) {
		years--
	}
	return anniversary(start, years), anniversary(start, years+1).AddDays(-1)
}

func anniversary(start Day, years int) Day {
	year, month, day := start.Date()
	year += years
	if month == time.February && day == 29 {
		day = min(day, MakeMonth(year, month).Days())
	}
	return MakeDay(year, month, day)
}
