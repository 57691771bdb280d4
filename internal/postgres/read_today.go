package postgres

import (
	"context"
	"time"

	"kigen/internal/jst"
)

// CountedUpTo bounds what is counted one by one: a count of that many says "or more".
const CountedUpTo = 1000

// Sight is the time on which rows are looked at. In production there are no test
// clocks, and all rows are of one time.
type Sight struct {
	// At is the instant of that time.
	At time.Time
	// Clock picks the rows of a test clock.
	Clock string
	// Clocks tells that there are test clocks. Without Clock, the rows are then
	// those of the machine's time.
	Clocks bool
}

// on narrows rows of cases to those of the sight's time.
func (s *selection) on(sight Sight, caseColumn string) {
	switch {
	case sight.Clock != "":
		s.and("(select clock_id from cases of where of.id = "+caseColumn+") = ?", sight.Clock)
	case sight.Clocks:
		s.and("(select clock_id from cases of where of.id = " + caseColumn + ") is null")
	}
}

// TaskCountRow counts a desk's open tasks, each kind up to CountedUpTo.
type TaskCountRow struct {
	Desk      string `db:"desk"`
	Open      int    `db:"open"`
	Unclaimed int    `db:"unclaimed"`
	Mine      int    `db:"mine"`
	Overdue   int    `db:"overdue"`
	DueToday  int    `db:"due_today"` // and not overdue
}

// TaskCounts counts the open tasks of each desk, and those that the person has
// taken up. Where there are test clocks and none is picked, the tasks of all are
// counted, each by its own clock's instant.
func TaskCounts(ctx context.Context, db DB, desks []string, person string, sight Sight) ([]TaskCountRow, error) {
	now, of := "$3::timestamptz", ""
	args := []any{desks, person, sight.At, CountedUpTo}
	switch {
	case sight.Clock != "":
		of = " and (select clock_id from cases c where c.id = t.case_id) = $5"
		args = append(args, sight.Clock)
	case sight.Clocks:
		now = "coalesce((select k.instant from cases c join test_clocks k on k.id = c.clock_id where c.id = t.case_id), $3::timestamptz)"
	}
	const due = "coalesce(due, 'infinity'::timestamptz)"
	midnight := "((date_trunc('day', " + now + " at time zone 'Asia/Tokyo') + interval '1 day') at time zone 'Asia/Tokyo')"
	count := func(name, condition string) string {
		return "(select count(*) from (select from tasks t where t.closed_at is null and t.desk = d.desk" + of + condition + " limit $4) of) as " + name
	}
	s := selecting(`select d.desk, ` + count("open", "") + ", " + count("unclaimed", " and t.claimed_by is null") + ", " +
		count("mine", " and t.claimed_by = $2") + ", " + count("overdue", " and "+due+" <= "+now) + ", " +
		count("due_today", " and "+due+" > "+now+" and "+due+" <= "+midnight) +
		` from unnest($1::text[]) with ordinality as d(desk, no) order by d.no`)
	s.args = args
	return list[TaskCountRow](ctx, db, s)
}

// ForecastRow counts what falls due at a desk on a day, up to CountedUpTo each.
type ForecastRow struct {
	Desk      string    `db:"desk"`
	From      time.Time `db:"from"` // the day's first instant
	Deadlines int       `db:"deadlines"`
	Tasks     int       `db:"tasks"`
}

// Forecast counts, for each desk and day, the open deadlines that the desk
// watches and its open tasks. What lapses at 00:00 is due on the day before (C-5).
func Forecast(ctx context.Context, db DB, desks []string, days []jst.Day, sight Sight) ([]ForecastRow, error) {
	var of string
	args := []any{desks, starts(days), CountedUpTo}
	switch {
	case sight.Clock != "":
		of = " and (select clock_id from cases c where c.id = x.case_id) = $4"
		args = append(args, sight.Clock)
	case sight.Clocks:
		of = " and (select clock_id from cases c where c.id = x.case_id) is null"
	}
	s := selecting(`select d.desk, t.day as "from",
		(select count(*) from (select from deadlines x where x.outcome is null and x.desk = d.desk
			and x.lapse > t.day and x.lapse <= t.day + interval '24 hours'` + of + ` limit $3) of) as deadlines,
		(select count(*) from (select from tasks x where x.closed_at is null and x.desk = d.desk
			and coalesce(x.due, 'infinity'::timestamptz) > t.day and coalesce(x.due, 'infinity'::timestamptz) <= t.day + interval '24 hours'` + of + ` limit $3) of) as tasks
		from unnest($1::text[]) with ordinality as d(desk, no) cross join unnest($2::timestamptz[]) as t(day) order by d.no, t.day`)
	s.args = args
	return list[ForecastRow](ctx, db, s)
}

func starts(days []jst.Day) []time.Time {
	all := make([]time.Time, len(days))
	for i, d := range days {
		all[i] = d.Start()
	}
	return all
}

// DueRow counts the deadlines of one name that are due on a day.
type DueRow struct {
	From    time.Time `db:"from"` // the day's first instant
	Rule    string    `db:"rule"`
	Name    string    `db:"name"`
	Outcome string    `db:"outcome"`
	Count   int       `db:"count"`
}

// DueDays counts deadlines by their day and name: open ones, or those of the
// filter's outcome. Of a day the first CountedUpTo are counted.
func DueDays(ctx context.Context, db DB, f DeadlineFilter, days []jst.Day) ([]DueRow, error) {
	if err := f.findCases(ctx, db); err != nil {
		return nil, err
	}
	inner := selecting("")
	inner.add(`select t.day as "from", x.rule, x.name, x.outcome, count(*) from unnest(?::timestamptz[]) as t(day)
		cross join lateral (select rule, name, coalesce(outcome, 'open') as outcome from deadlines`, starts(days))
	f.narrow(inner)
	inner.and("lapse > t.day and lapse <= t.day + interval '24 hours'")
	inner.add(` order by lapse limit ?) x group by 1, 2, 3, 4 order by 1, 2, 3`, CountedUpTo)
	return list[DueRow](ctx, db, inner)
}
