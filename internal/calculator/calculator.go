// Package calculator works out by hand what a rule promises: from the day of an
// event, the last good day, the instant of the lapse and the days of reminders,
// as the processes count them.
package calculator

import (
	"slices"
	"time"

	"kigen/internal/jst"
	"kigen/internal/terms"
)

// Question is one thing that a rule lets somebody ask: what follows from an
// event on a day in Japan.
type Question struct {
	// ID names the question within its rule, kebab-case.
	ID   string
	Rule terms.ID
	// Event is what happened on the day, and Until what may be done until the
	// last good day.
	Event, Until terms.Text

	// byParcel: the lapse hangs on a parcel and is decided when the centre's books
	// of the last good day are in (C-12).
	byParcel bool
	count    func(*terms.Version, jst.Day) jst.Count
	// reminders are days of reminders: negative before the last good day,
	// positive after the event.
	reminders func(*terms.Version) []int
	answer    func(*terms.Version, jst.Day) Answer
}

// Answer is what follows.
type Answer struct {
	// Counted says how, with the convention (C-2, C-3, C-4) that it was counted by.
	Counted terms.Text
	// Points are the days and instants that follow, in their order.
	Points []Point
}

// Point is a day or an instant that follows from an event.
type Point struct {
	Label terms.Text
	Day   jst.Day
	// At is the instant, zero where the whole day counts.
	At time.Time
}

// Of are the questions of a rule, none where it counts nothing.
func Of(rule terms.ID) (list []Question) {
	for _, q := range questions {
		if q.Rule == rule {
			list = append(list, q)
		}
	}
	return list
}

// Find is the question of a rule by its ID.
func Find(rule terms.ID, id string) (Question, bool) {
	i := slices.IndexFunc(questions, func(q Question) bool { return q.Rule == rule && q.ID == id })
	if i < 0 {
		return Question{}, false
	}
	return questions[i], true
}

var (
	lastGoodDay = terms.Text{JA: "最終日", EN: "Last good day"}
	lapse       = terms.Text{JA: "期限が過ぎる時刻", EN: "Lapse"}
	reminder    = terms.Text{JA: "お知らせの送付", EN: "Reminder"}
	settled     = terms.Text{JA: "帳簿の確定(C-12)", EN: "Decided by the centre's books (C-12)"}
)

// Answer works the question out under a version of the terms.
func (q Question) Answer(t *terms.Version, day jst.Day) Answer {
	if q.answer != nil {
		return q.answer(t, day)
	}
	c := q.count(t, day)
	var points []Point
	if q.reminders != nil {
		for _, n := range q.reminders(t) {
			on := c.LastGoodDay.AddDays(n)
			if n > 0 {
				on = jst.Within(c.Event, n).LastGoodDay
			}
			points = append(points, Point{Label: reminder, Day: on, At: on.AtClock(t.House.ReminderAt)})
		}
	}
	points = append(points, Point{Label: lastGoodDay, Day: c.LastGoodDay}, Point{Label: lapse, Day: jst.DayOf(c.Lapse), At: c.Lapse})
	if q.byParcel {
		at := c.Lapse.Add(t.Settle())
		points = append(points, Point{Label: settled, Day: jst.DayOf(at), At: at})
	}
	return Answer{Counted: terms.Text{JA: c.JA(), EN: c.EN()}, Points: points}
}

func within(n func(*terms.Version) int) func(*terms.Version, jst.Day) jst.Count {
	return func(t *terms.Version, day jst.Day) jst.Count { return jst.Within(day, n(t)) }
}

func counting(n func(*terms.Version) int) func(*terms.Version, jst.Day) jst.Count {
	return func(t *terms.Version, day jst.Day) jst.Count { return jst.Counting(day, n(t)) }
}

func months(n func(*terms.Version) int) func(*terms.Version, jst.Day) jst.Count {
	return func(t *terms.Version, day jst.Day) jst.Count { return jst.Months(day, n(t)) }
}

// before turns days before the last good day into reminders.
func before(days []int) []int {
	list := make([]int, len(days))
	for i, n := range days {
		list[i] = -n
	}
	return list
}
