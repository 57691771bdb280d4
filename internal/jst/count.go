package jst

import (
	"fmt"
	"time"
)

// Way is how a period is counted from its event day.
type Way string

// The ways of counting; the values are stored and sent.
const (
	// ByWithin does not count the event day: "n日以内 from d" (C-2).
	ByWithin Way = "within"
	// ByCounting counts the event day as the first: "d を含めn日" (C-3).
	ByCounting Way = "counting"
	// ByMonths does not count the event day and runs n calendar months (C-4).
	ByMonths Way = "months"
)

// Count is a period counted from a day: which way, and what comes of it. It is the answer to "why is this due
// on that day?". Way, Event and N determine the rest; NewCount works it out again from stored columns and the
// result is == to the first. Counted from no day, nothing is ever in time.
type Count struct {
	Way   Way `json:"way"`
	Event Day `json:"event"`
	// N is in days, or in months when Way is ByMonths.
	N int `json:"n"`
	// LastGoodDay is the last day on which the act is in time.
	LastGoodDay Day `json:"last_good_day"`
	// Lapse is 00:00 in Japan of the day after LastGoodDay, in UTC. An act at this instant is late (C-5).
	Lapse time.Time `json:"lapse"`
}

// Within counts n days from the day after event (n日以内, Civil Code 140; C-2). The last good day is event+n:
// 14 days within 1 November end with 15 November and lapse on 16 November at 00:00.
func Within(event Day, n int) Count {
	return newCount(ByWithin, event, n, event.AddDays(n))
}

// Counting counts n days with event as the first of them (発行日を含め, 起算日; C-3). The last good day is
// event+n−1: 15 days counting 1 November end with 15 November.
func Counting(event Day, n int) Count {
	return newCount(ByCounting, event, n, event.AddDays(n-1))
}

// Months counts n calendar months from the day after event (Civil Code 140, 143; C-4). The period ends on the
// eve of the day of the same number as that day after, n months later, or on the last day of that month if it
// has no such day: 1 November and 3 months end with 1 February, 31 August and 1 month with 30 September.
func Months(event Day, n int) Count {
	first := event.AddDays(1)
	month := first.Month().AddMonths(n)
	last := month.Last()
	if first.DayOfMonth() <= month.Days() {
		last = month.First().AddDays(first.DayOfMonth() - 2)
	}
	return newCount(ByMonths, event, n, last)
}

// NewCount counts n from event by way. It is the way back from stored columns, and for a way that the terms
// name. It refuses a way it does not know.
func NewCount(way Way, event Day, n int) (Count, error) {
	switch way {
	case ByWithin:
		return Within(event, n), nil
	case ByCounting:
		return Counting(event, n), nil
	case ByMonths:
		return Months(event, n), nil
	default:
		return Count{}, fmt.Errorf("way of counting %q: want within, counting or months", way)
	}
}

func newCount(way Way, event Day, n int, last Day) Count {
	return Count{Way: way, Event: event, N: n, LastGoodDay: last, Lapse: last.End()}
}

// IsZero tells whether c counts nothing.
func (c Count) IsZero() bool { return c == Count{} }

// InTime tells whether an act at the instant at is in time: before Lapse. At the instant of lapse it is late
// (C-5).
func (c Count) InTime(at time.Time) bool { return at.Before(c.Lapse) }

// Remaining is the number of days from d to the last good day: 0 on the last good day itself, negative after
// it.
func (c Count) Remaining(d Day) int { return c.LastGoodDay.Sub(d) }

// Rule is the convention that c is counted by: C-2, C-3 or C-4.
func (c Count) Rule() string {
	switch c.Way {
	case ByWithin:
		return "C-2"
	case ByCounting:
		return "C-3"
	case ByMonths:
		return "C-4"
	default:
		return ""
	}
}

// JA explains c in Japanese: the event day, how it is counted, the last good day, the lapse and the rule.
func (c Count) JA() string {
	var counted string
	switch c.Way {
	case ByWithin:
		counted = fmt.Sprintf("%sの翌日から数えて%d日以内です。", c.Event.JA(), c.N)
	case ByCounting:
		counted = fmt.Sprintf("%sを1日目として数えて%d日以内です。", c.Event.JA(), c.N)
	case ByMonths:
		counted = fmt.Sprintf("%sの翌日から数えて%dか月以内です。", c.Event.JA(), c.N)
	default:
		return ""
	}
	return fmt.Sprintf("%s最終日は%sで、%sに期限が過ぎます。(%s)", counted, c.LastGoodDay.JA(), InstantJA(c.Lapse), c.Rule())
}

// EN explains c in English: the event day, how it is counted, the last good day, the lapse and the rule.
func (c Count) EN() string {
	var counted string
	switch c.Way {
	case ByWithin:
		counted = fmt.Sprintf("Within %s of %s, that day not counted.", plural(c.N, "day"), c.Event.EN())
	case ByCounting:
		counted = fmt.Sprintf("Within %s counting %s as the first.", plural(c.N, "day"), c.Event.EN())
	case ByMonths:
		counted = fmt.Sprintf("Within %s of %s, that day not counted.", plural(c.N, "month"), c.Event.EN())
	default:
		return ""
	}
	return fmt.Sprintf("%s The last good day is %s; the period lapses on %s Japan time. (%s)",
		counted, c.LastGoodDay.EN(), InstantEN(c.Lapse), c.Rule())
}

func plural(n int, unit string) string {
	if n == 1 {
		return fmt.Sprintf("%d %s", n, unit)
	}
	return fmt.Sprintf("%d %ss", n, unit)
}
