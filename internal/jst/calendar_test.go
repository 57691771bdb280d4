package jst_test

import (
	"bufio"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"kigen/internal/jst"
)

func officialHolidays(t *testing.T) map[jst.Day]string {
	file, err := os.Open("testdata/national_holidays.txt")
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	holidays := make(map[jst.Day]string)
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if date, name, ok := strings.Cut(lines.Text(), " "); ok && date != "#" {
			holidays[day(t, date)] = name
		}
	}
	return holidays
}

// C-6: every day of the published years is a holiday exactly if the list has it.
func TestHolidaysMatchTheOfficialList(t *testing.T) {
	official := officialHolidays(t)
	require.NotEmpty(t, official)
	for d := day(t, "2022-01-01"); d.Year() < 2028; d = d.AddDays(1) {
		name, holiday := official[d]
		require.Equal(t, holiday, jst.IsHoliday(d), "%s %s", d, name)
	}
}

// C-6
func TestBusinessDays(t *testing.T) {
	calendar := jst.NewCalendar(day(t, "2026-06-10"))
	for date, business := range map[string]bool{
		"2026-11-13": true,  // Friday
		"2026-11-14": false, // Saturday
		"2026-11-15": false, // Sunday
		"2026-11-23": false, // 勤労感謝の日
		"2026-05-06": false, // 振替休日
		"2026-09-22": false, // 国民の休日
		"2026-12-28": true,
		"2026-12-29": false,
		"2026-12-31": false,
		"2028-01-03": false,
		"2028-01-04": true,
		"2026-06-10": false, // closed by the operator
		"2026-06-11": true,
	} {
		require.Equal(t, business, calendar.IsBusinessDay(day(t, date)), date)
	}
	require.True(t, jst.NewCalendar().IsBusinessDay(day(t, "2026-06-10")))

	require.Equal(t, day(t, "2026-11-16"), calendar.NextBusinessDay(day(t, "2026-11-13")))
	require.Equal(t, day(t, "2027-01-04"), calendar.NextBusinessDay(day(t, "2026-12-28")))
	require.Equal(t, day(t, "2026-05-07"), calendar.NextBusinessDay(day(t, "2026-05-01")))
	require.Equal(t, day(t, "2026-09-25"), calendar.AddBusinessDays(day(t, "2026-09-18"), 2))
	require.Equal(t, day(t, "2026-09-18"), calendar.AddBusinessDays(day(t, "2026-09-25"), -2))
	require.Equal(t, day(t, "2026-11-15"), calendar.AddBusinessDays(day(t, "2026-11-15"), 0))
}

func TestBusinessDayProperties(t *testing.T) {
	calendar := jst.NewCalendar()
	rapid.Check(t, func(t *rapid.T) {
		d := jst.MakeDay(2024, time.January, 1).AddDays(rapid.IntRange(0, 10*365).Draw(t, "day"))
		n := rapid.IntRange(1, 30).Draw(t, "n")
		last := calendar.AddBusinessDays(d, n)
		counted := 0
		for e := d.AddDays(1); !e.After(last); e = e.AddDays(1) {
			if calendar.IsBusinessDay(e) {
				counted++
			}
		}
		require.Equal(t, n, counted)
		require.True(t, calendar.IsBusinessDay(last))
	})
}

func TestHolidaysFromManyGoroutines(t *testing.T) {
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			for year := 2040; year < 2050; year++ {
				jst.IsHoliday(jst.MakeDay(year+worker%3, time.March, 20))
			}
		})
	}
	all.Wait()
	require.True(t, jst.IsHoliday(day(t, "2040-03-20")))
}
