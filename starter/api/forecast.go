package api

import (
	"context"
	"net/http"
	"time"

	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/postgres"
	"kigen/internal/terms"
)

func registerForecasts(a *API) {
	query(a, Op{
		ID: "countTasks", Method: http.MethodGet, Path: "/v1/task-counts", Tag: "tasks",
		EN: "How many tasks each desk has open, overdue, due today, and taken up by nobody",
		JA: "担当部署ごとに、未完了・期限超過・本日期限・担当者未定の作業の件数を表示します。",
	}, a.countTasks)
	query(a, Op{
		ID: "forecastDeadlines", Method: http.MethodGet, Path: "/v1/deadline-forecast", Tag: "deadlines",
		Rules: []terms.ID{terms.C5},
		EN:    "How many deadlines and tasks fall due at each desk, day by day",
		JA:    "担当部署ごとに、期限を迎える件数と作業の件数を日別に表示します。",
	}, a.forecastDeadlines)
	query(a, Op{
		ID: "countDeadlines", Method: http.MethodGet, Path: "/v1/deadline-days", Tag: "deadlines",
		Rules: []terms.ID{terms.C5},
		EN:    "How many deadlines are due on each day, by their rule", JA: "期限の件数を、日別・規則別に表示します。",
	}, a.countDeadlines)
	query(a, Op{
		ID: "listLapses", Method: http.MethodGet, Path: "/v1/lapses", Tag: "deadlines",
		EN: "Deadlines that lapsed, the last first, with what their lapse did", JA: "到来した期限と、それによって行われたことを、新しい順に表示します。",
	}, a.listLapses)
	query(a, Op{
		ID: "countLapses", Method: http.MethodGet, Path: "/v1/lapse-counts", Tag: "deadlines",
		EN: "What the deadlines came to that lapsed, by their rule", JA: "到来した期限の件数と、それによる請求・通知・作業の件数を表示します。",
	}, a.countLapses)
}

var allDesks = []string{journal.DeskIdentity, journal.DeskShipping, journal.DeskRepair, journal.DeskBilling, journal.DeskSupport}

// sight is the time of a test clock, or the machine's.
func (a *API) sight(ctx context.Context, clock string) (postgres.Sight, error) {
	at, err := a.instant(ctx, clock)
	return postgres.Sight{At: at, Clock: clock, Clocks: a.Clocks != nil}, err
}

// TaskCounts are the open tasks of all desks.
type TaskCounts struct {
	Desks []DeskTasks `json:"desks" nullable:"false"`
}

// DeskTasks counts a desk's open tasks. A count of 1000 says 1000 or more.
type DeskTasks struct {
	Desk      string `json:"desk" enum:"identity,shipping,repair,billing,support"`
	Open      int    `json:"open"`
	Unclaimed int    `json:"unclaimed" doc:"Nobody has taken them up."`
	Mine      int    `json:"mine" doc:"The caller has taken them up."`
	Overdue   int    `json:"overdue"`
	DueToday  int    `json:"due_today" doc:"By the end of the day in Japan, and not overdue."`
}

type countTasks struct {
	Clock string `query:"clock" doc:"Those on this test clock. Without one all are counted, each by its own clock."`
}

func (a *API) countTasks(ctx context.Context, r *Request, in *countTasks) (TaskCounts, error) {
	sight, err := a.sight(ctx, in.Clock)
	if err != nil {
		return TaskCounts{}, err
	}
	rows, err := postgres.TaskCounts(ctx, a.Pool, allDesks, r.Actor().ID, sight)
	return TaskCounts{Desks: views(rows, func(c postgres.TaskCountRow) DeskTasks { return DeskTasks(c) })}, err
}

// Forecast is what falls due at the desks in the days to come.
type Forecast struct {
	Days  []jst.Day      `json:"days" nullable:"false" doc:"In Japan; what lapses at 00:00 is due on the day before (C-5)."`
	Desks []DeskForecast `json:"desks" nullable:"false"`
}

// DeskForecast counts for each of the days. A count of 1000 says 1000 or more.
type DeskForecast struct {
	Desk      string `json:"desk" enum:"identity,shipping,repair,billing,support"`
	Deadlines []int  `json:"deadlines" nullable:"false" doc:"Open deadlines that the desk watches."`
	Tasks     []int  `json:"tasks" nullable:"false" doc:"Its open tasks."`
}

type forecastDeadlines struct {
	Days  int    `query:"days" minimum:"1" maximum:"31" default:"14" doc:"How many, from today on."`
	Clock string `query:"clock" doc:"On this test clock; without one, of the machine's time."`
}

func (a *API) forecastDeadlines(ctx context.Context, _ *Request, in *forecastDeadlines) (Forecast, error) {
	sight, err := a.sight(ctx, in.Clock)
	if err != nil {
		return Forecast{}, err
	}
	f := Forecast{Days: make([]jst.Day, in.Days), Desks: []DeskForecast{}}
	for i := range f.Days {
		f.Days[i] = jst.DayOf(sight.At).AddDays(i)
	}
	rows, err := postgres.Forecast(ctx, a.Pool, allDesks, f.Days, sight)
	if err != nil {
		return f, err
	}
	for _, row := range rows {
		if n := len(f.Desks); n == 0 || f.Desks[n-1].Desk != row.Desk {
			f.Desks = append(f.Desks, DeskForecast{Desk: row.Desk})
		}
		d := &f.Desks[len(f.Desks)-1]
		d.Deadlines, d.Tasks = append(d.Deadlines, row.Deadlines), append(d.Tasks, row.Tasks)
	}
	return f, nil
}

// DueDays counts deadlines day by day.
type DueDays struct {
	Days []DueDay `json:"days" nullable:"false" doc:"Those on which something is due."`
}

// DueDay is what is due on a day.
type DueDay struct {
	Day   jst.Day    `json:"day" format:"date"`
	Items []DueCount `json:"items" nullable:"false"`
	More  bool       `json:"more,omitempty" doc:"There are more than were counted."`
}

// DueCount counts the deadlines of one name.
type DueCount struct {
	Rule    terms.ID `json:"rule" example:"N-5"`
	Name    string   `json:"name" example:"old-device-back"`
	Outcome string   `json:"outcome" enum:"open,met,lapsed,moved,void"`
	Count   int      `json:"count"`
}

// DeadlineChoice is how deadlines are picked.
type DeadlineChoice struct {
	Outcome string   `query:"outcome" enum:"open,met,lapsed,moved,void" default:"open"`
	Rule    terms.ID `query:"rule" example:"N-5"`
	Desk    string   `query:"desk" enum:"identity,shipping,repair,billing,support"`
	Kind    string   `query:"kind" doc:"Of cases of this kind." example:"replacement"`
	From    jst.Day  `query:"from" format:"date" doc:"Due on this day or later; what lapses at 00:00 is due on the day before (C-5)."`
	Through jst.Day  `query:"through" format:"date" doc:"Due on this day or earlier."`
	Clock   string   `query:"clock" doc:"Those on this test clock."`
}

func (c DeadlineChoice) filter() postgres.DeadlineFilter {
	f := postgres.DeadlineFilter{Rule: string(c.Rule), Desk: c.Desk, Kind: c.Kind, Clock: c.Clock, From: c.From, Through: c.Through}
	if c.Outcome != open {
		f.Outcome = c.Outcome
	}
	return f
}

const mostDays = 62

func (a *API) countDeadlines(ctx context.Context, r *Request, in *DeadlineChoice) (DueDays, error) {
	from, through := in.From, in.Through
	if from.IsZero() {
		from = jst.DayOf(r.At)
	}
	if through.IsZero() {
		through = from.Month().Last()
	}
	n := through.Sub(from) + 1
	if n < 1 || n > mostDays {
		return DueDays{}, invalid("through", "2か月以内の期間を指定してください。", "Give a time of no more than two months.")
	}
	days := make([]jst.Day, n)
	for i := range days {
		days[i] = from.AddDays(i)
	}
	rows, err := postgres.DueDays(ctx, a.Pool, in.filter(), days)
	all := DueDays{Days: []DueDay{}}
	counted := 0
	for _, row := range rows {
		day := jst.DayOf(row.From)
		if n := len(all.Days); n == 0 || all.Days[n-1].Day != day {
			all.Days, counted = append(all.Days, DueDay{Day: day}), 0
		}
		d := &all.Days[len(all.Days)-1]
		counted += row.Count
		d.Items = append(d.Items, DueCount{Rule: terms.ID(row.Rule), Name: row.Name, Outcome: row.Outcome, Count: row.Count})
		d.More = counted >= postgres.CountedUpTo
	}
	return all, err
}

// Overnight is how lapses are picked: those since the last working day's evening
// unless told.
type Overnight struct {
	From  time.Time `query:"from" doc:"Lapsed after this instant; since 18:00 in Japan of the last business day before today unless told."`
	Until time.Time `query:"until" doc:"Lapsed no later; now unless told."`
	Desk  string    `query:"desk" enum:"identity,shipping,repair,billing,support" doc:"Watched by this desk."`
	Clock string    `query:"clock" doc:"On this test clock; without one, of the machine's time."`
}

// closing is when desks close, for what happened since.
var closing = jst.MakeClock(18, 0)

func (a *API) overnight(ctx context.Context, in Overnight) (postgres.DeadlineFilter, error) {
	sight, err := a.sight(ctx, in.Clock)
	f := postgres.DeadlineFilter{Outcome: "lapsed", Since: in.From, By: in.Until, Desk: in.Desk, Sight: sight}
	if err != nil {
		return f, err
	}
	if f.By.IsZero() {
		f.By = sight.At
	}
	if f.Since.IsZero() {
		today := jst.DayOf(sight.At)
		closed, err := postgres.ClosedDays(ctx, a.Pool, today.AddDays(-31), today)
		if err != nil {
			return f, err
		}
		calendar := jst.NewCalendar(views(closed, func(d postgres.ClosedDay) jst.Day { return d.Day })...)
		day := today.AddDays(-1)
		for !calendar.IsBusinessDay(day) && today.Sub(day) < 31 {
			day = day.AddDays(-1)
		}
		f.Since = day.AtClock(closing)
	}
	return f, nil
}

// LapseCounts sum up what lapsed.
type LapseCounts struct {
	From  time.Time    `json:"from"`
	Until time.Time    `json:"until"`
	Items []LapseCount `json:"items" nullable:"false"`
	More  bool         `json:"more,omitempty" doc:"Only the last 5000 lapses were looked at."`
}

// LapseCount is what the lapses of one deadline came to.
type LapseCount struct {
	Rule    terms.ID `json:"rule" example:"N-5"`
	Name    string   `json:"name" example:"old-device-back"`
	Desk    string   `json:"desk,omitempty"`
	Count   int      `json:"count"`
	Charges int      `json:"charges" doc:"That they posted."`
	Amount  int64    `json:"amount" doc:"The sum of these, in yen."`
	Notices int      `json:"notices"`
	Tasks   int      `json:"tasks"`
	Closed  int      `json:"closed" doc:"Cases that they ended."`
}

func (a *API) countLapses(ctx context.Context, _ *Request, in *Overnight) (LapseCounts, error) {
	f, err := a.overnight(ctx, *in)
	if err != nil {
		return LapseCounts{}, err
	}
	rows, err := postgres.LapseCounts(ctx, a.Pool, f)
	all := LapseCounts{From: f.Since, Until: f.By, Items: views(rows, func(l postgres.LapseCountRow) LapseCount {
		return LapseCount{
			Rule: terms.ID(l.Rule), Name: l.Name, Desk: l.Desk, Count: l.Count, Charges: l.Charges, Amount: l.Amount.Int64(),
			Notices: l.Notices, Tasks: l.Tasks, Closed: l.Closed,
		}
	})}
	n := 0
	for _, l := range rows {
		n += l.Count
	}
	all.More = n == postgres.LapsesCounted
	return all, err
}

// Lapse is a deadline that lapsed, with what that did.
type Lapse struct {
	Deadline
	State   string   `json:"state,omitempty" doc:"Of the case after it, where it changed."`
	Charges []Charge `json:"charges" nullable:"false"`
	Notices []Notice `json:"notices" nullable:"false"`
	Tasks   []Task   `json:"tasks" nullable:"false"`
}

type listLapses struct {
	Paging
	Overnight
}

func (a *API) listLapses(ctx context.Context, _ *Request, in *listLapses) (Page[Lapse], error) {
	f, err := a.overnight(ctx, in.Overnight)
	if err != nil {
		return Page[Lapse]{}, err
	}
	var did map[postgres.StepKey]*postgres.Effects
	return pageOf(in.Paging, func(after postgres.Place, limit int) ([]postgres.DeadlineRow, error) {
		rows, err := postgres.Deadlines(ctx, a.Pool, f, after, limit)
		if err == nil {
			did, err = postgres.EffectsOf(ctx, a.Pool, views(rows, stepOf))
		}
		return rows, err
	}, func(d postgres.DeadlineRow) Lapse {
		e := did[stepOf(d)]
		return Lapse{
			Deadline: a.deadline(d), State: e.State, Charges: views(e.Charges, a.charge), Notices: views(e.Notices, noticeView), Tasks: views(e.Tasks, taskView),
		}
	}, func(d postgres.DeadlineRow) postgres.Place { return postgres.Place{At: d.Lapse, No: d.ID} })
}

func stepOf(d postgres.DeadlineRow) postgres.StepKey {
	return postgres.StepKey{Case: d.Case, Step: *d.SettledStep}
}
