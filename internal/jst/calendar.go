package jst

import (
	"sync"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/jp"
)

// Calendar tells business days (営業日, C-6). It is safe for concurrent use.
type Calendar struct {
	closed map[Day]struct{}
}

// NewCalendar is the calendar of an operator who is closed on the days closed, besides Saturdays, Sundays,
// national holidays and 29 December to 3 January (C-6).
func NewCalendar(closed ...Day) *Calendar {
	c := &Calendar{closed: make(map[Day]struct{}, len(closed))}
	for _, day := range closed {
		c.closed[day] = struct{}{}
	}
	return c
}

// IsBusinessDay tells whether d is a business day: not a Saturday, Sunday, national holiday, 29 December to
// 3 January, nor a closed day of the operator (C-6).
func (c *Calendar) IsBusinessDay(d Day) bool {
	if weekday := d.Weekday(); weekday == time.Saturday || weekday == time.Sunday {
		return false
	}
	if _, closed := c.closed[d]; closed {
		return false
	}
	return !isYearEnd(d) && !IsHoliday(d)
}

// NextBusinessDay is the first business day after d; d itself is never the answer (C-6).
func (c *Calendar) NextBusinessDay(d Day) Day { return c.AddBusinessDays(d, 1) }

// AddBusinessDays is the nth business day after d, before it for negative n (C-6). d is not counted and need
// not be a business day; with n = 0 the answer is d.
func (c *Calendar) AddBusinessDays(d Day, n int) Day {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		d = d.AddDays(step)
		if c.IsBusinessDay(d) {
			n--
		}
	}
	return d
}

func isYearEnd(d Day) bool {
	_, month, day := d.Date()
	return month == time.December && day >= 29 || month == time.January && day <= 3
}

var holidays struct {
	sync.Mutex
	years map[int]map[Day]struct{}
}

// IsHoliday tells whether d is a national holiday (国民の祝日, substitute days and days between two holidays
// included) by the Act on National Holidays as it stands since 2022.
func IsHoliday(d Day) bool {
	holidays.Lock()
	defer holidays.Unlock()
	year, ok := holidays.years[d.Year()]
	if !ok {
		year = holidaysOf(d.Year())
		if holidays.years == nil {
			holidays.years = make(map[int]map[Day]struct{})
		}
		holidays.years[d.Year()] = year
	}
	_, holiday := year[d]
	return holiday
}

// holidaysOf runs under the lock of holidays: package jp writes the equinoxes to shared variables.
func holidaysOf(year int) map[Day]struct{} {
	cal.DefaultLoc = time.UTC // the host's zone may have days without a midnight
	named, all := make(map[Day]struct{}), make(map[Day]struct{})
	for _, holiday := range jp.Holidays {
		actual, observed := holiday.Calc(year)
		if actual.IsZero() {
			continue
		}
		named[MakeDay(actual.Date())] = struct{}{}
		all[MakeDay(actual.Date())] = struct{}{}
		all[MakeDay(observed.Date())] = struct{}{}
	}
	// Article 3(3): a day between two named holidays. The package lists those until 2032 only.
	for day := MakeDay(year, time.January, 2); day.Year() == year; day = day.AddDays(1) {
		_, eve := named[day.AddDays(-1)]
		_, morrow := named[day.AddDays(1)]
		if eve && morrow {
			all[day] = struct{}{}
		}
	}
	return all
}
