package console

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"kigen/internal/jst"
	"kigen/internal/postgres"
	"kigen/starter/api"
	"kigen/starter/pages"
	"kigen/starter/words"
)

// workRoutes are the pages about the work of the desks.
func (c *Console) workRoutes(signedIn func(pattern string, p page)) {
	signedIn("GET /{$}", c.today)
	signedIn("GET /tasks", c.tasks)
	signedIn("GET /tasks/events", c.taskEvents)
	signedIn("POST /tasks/{id}/{what}", c.moveTask)
	signedIn("GET /lapses", c.lapses)
	signedIn("GET /cases", c.cases)
	signedIn("GET /deadlines", c.deadlines)
	signedIn("GET /deadlines.csv", c.deadlinesCSV)
	signedIn("GET /deadlines/events", c.deadlineEvents)
	signedIn("POST /views", c.saveView)
	signedIn("POST /views/{id}/delete", c.deleteView)
	signedIn("GET /search", c.searchPage)
	signedIn("POST /search", c.search)
	signedIn("GET /members/{id}", c.member)
	signedIn("GET /lines/{id}/cancellation", c.lineEndPage)
	signedIn("POST /lines/{id}/cancellation", c.cancelLine)
}

// shownToday is what a person begins the day with.
type shownToday struct {
	now      time.Time
	clock    string
	clocks   []api.TestClock // to choose from, in development
	counts   []api.DeskTasks
	tasks    []deskTask
	more     bool // there are more tasks
	night    api.LapseCounts
	forecast api.Forecast
}

// atOnce is how many tasks the first page shows.
const atOnce = "5"

func (c *Console) today(v *visit) error {
	if !v.May("listTasks") {
		return v.Redirect(root + "/returns") // the return centre has no tasks
	}
	t := shownToday{clock: v.R.FormValue("clock")}
	var err error
	if t.now, err = v.Clock(t.clock); err != nil {
		return err
	}
	if t.clocks, err = v.clocks(); err != nil {
		return err
	}
	q := url.Values{}
	if t.clock != "" {
		q.Set("clock", t.clock)
	}
	counts, err := pages.Ask[api.TaskCounts](v.Visit, "countTasks", pages.Input{Query: q})
	if err != nil {
		return err
	}
	t.counts = v.ownFirst(counts.Desks)
	if t.night, err = pages.Ask[api.LapseCounts](v.Visit, "countLapses", pages.Input{Query: q}); err != nil {
		return err
	}
	if t.forecast, err = pages.Ask[api.Forecast](v.Visit, "forecastDeadlines", pages.Input{Query: q}); err != nil {
		return err
	}
	q = url.Values{"limit": {atOnce}, "clock": {t.clock}}
	page, err := pages.Ask[api.Page[api.Task]](v.Visit, "listTasks", pages.Input{Query: q})
	if err != nil {
		return err
	}
	t.more = page.Next != ""
	if t.tasks, err = v.deskTasks(page.Items); err != nil {
		return err
	}
	return v.Show(http.StatusOK, todayView(v, t))
}

// clocks are the test clocks to choose from; none in production.
func (v *visit) clocks() ([]api.TestClock, error) {
	if v.console.API.Clocks == nil {
		return nil, nil
	}
	page, err := pages.Ask[api.Page[api.TestClock]](v.Visit, "listTestClocks", pages.Input{Query: url.Values{"limit": {"200"}}})
	slices.SortFunc(page.Items, func(a, b api.TestClock) int { return b.Instant.Compare(a.Instant) })
	return page.Items, err
}

// ownFirst puts the person's own desk before the others.
func (v *visit) ownFirst(desks []api.DeskTasks) []api.DeskTasks {
	slices.SortStableFunc(desks, func(a, b api.DeskTasks) int {
		switch {
		case v.ofDesk(a.Desk):
			return -1
		case v.ofDesk(b.Desk):
			return 1
		}
		return 0
	})
	return desks
}

// counted writes a count that ends at postgres.CountedUpTo.
func (v *visit) counted(n int) string {
	if n >= postgres.CountedUpTo {
		return pages.Figures.Sprintf("%d+", postgres.CountedUpTo)
	}
	return pages.Figures.Sprint(n)
}

// things counts in words: 3件, 3.
func (v *visit) things(n int) string {
	return v.T(v.counted(n)+"件", v.counted(n))
}

// ofTasks says how a desk's open tasks stand.
func (v *visit) ofTasks(d api.DeskTasks) (parts []string) {
	if d.Overdue > 0 {
		parts = append(parts, v.T("期限超過 "+v.things(d.Overdue), v.counted(d.Overdue)+" past due"))
	}
	if d.DueToday > 0 {
		parts = append(parts, v.T("本日まで "+v.things(d.DueToday), v.counted(d.DueToday)+" due today"))
	}
	if d.Unclaimed > 0 {
		parts = append(parts, v.T("担当者未定 "+v.things(d.Unclaimed), v.counted(d.Unclaimed)+" not taken up"))
	} else if d.Open > 0 {
		parts = append(parts, v.T("すべて対応中", "all taken up"))
	}
	if d.Mine > 0 {
		parts = append(parts, v.T("あなたが対応中 "+v.things(d.Mine), v.counted(d.Mine)+" yours"))
	}
	return parts
}

// did says what the lapses of a deadline came to.
func (v *visit) did(l api.LapseCount) (parts []string) {
	if l.Charges > 0 {
		parts = append(parts, v.T("請求 "+v.things(l.Charges)+"("+v.Yen(l.Amount)+")", pages.Plural(l.Charges, "charge")+" ("+v.Yen(l.Amount)+")"))
	}
	if l.Notices > 0 {
		parts = append(parts, v.T("通知 "+v.things(l.Notices), pages.Plural(l.Notices, "letter")))
	}
	if l.Tasks > 0 {
		parts = append(parts, v.T("作業 "+v.things(l.Tasks), pages.Plural(l.Tasks, "task")))
	}
	if l.Closed > 0 {
		parts = append(parts, v.T("終了した案件 "+v.things(l.Closed), pages.Plural(l.Closed, "case")+" ended"))
	}
	return parts
}

// heat is how dark a count of a table is beside the largest of them.
func heat(n, most int) string {
	if n == 0 {
		return "h0"
	}
	return fmt.Sprintf("h%d", (4*n+most-1)/most)
}

// most is the largest sum that a desk has on a day of the forecast.
func most(f api.Forecast) (n int) {
	for _, d := range f.Desks {
		for i := range d.Deadlines {
			n = max(n, d.Deadlines[i]+d.Tasks[i])
		}
	}
	return n
}

// shortDesk is a desk for the head of a narrow column.
func (v *visit) shortDesk(desk string) string {
	name := v.Text(words.Desk(desk))
	for _, end := range []string{"担当", "窓口", " desk"} {
		name = strings.TrimSuffix(name, end)
	}
	return name
}

// dueOn is the board with what is due at a desk on a day.
func dueOn(desk string, day jst.Day, clock string) string {
	q := url.Values{"desk": {desk}, "from": {day.String()}, "through": {day.String()}}
	if clock != "" {
		q.Set("clock", clock)
	}
	return root + "/deadlines?" + q.Encode()
}

// tasksOf is the list of a desk's tasks.
func tasksOf(desk, held, clock string) string {
	q := url.Values{}
	if desk != "" {
		q.Set("desk", desk)
	}
	if held != "" {
		q.Set("held", held)
	}
	if clock != "" {
		q.Set("clock", clock)
	}
	return root + "/tasks?" + q.Encode()
}

// lapsesOf is the list of what lapsed in a night, case by case.
func lapsesOf(n api.LapseCounts, clock string) string {
	q := url.Values{"from": {n.From.UTC().Format(time.RFC3339)}, "until": {n.Until.UTC().Format(time.RFC3339Nano)}}
	if clock != "" {
		q.Set("clock", clock)
	}
	return root + "/lapses?" + q.Encode()
}

// lapses lists deadlines that lapsed, each with what that did, a day a group.
func (c *Console) lapses(v *visit) error {
	page, err := pages.Ask[api.Page[api.Lapse]](v.Visit, "listLapses", v.Listed("from", "until", "desk", "clock"))
	if err != nil {
		return err
	}
	var days []lapsedDay
	for _, l := range page.Items {
		day := jst.DayOf(l.Lapse)
		if n := len(days); n == 0 || days[n-1].day != day {
			days = append(days, lapsedDay{day: day})
		}
		last := &days[len(days)-1]
		last.lapses = append(last.lapses, l)
	}
	return v.Show(http.StatusOK, lapsesView(v, days, page.Next))
}

type lapsedDay struct {
	day    jst.Day
	lapses []api.Lapse
}
