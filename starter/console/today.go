package console

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
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
	signedIn("POST /tasks/{id}/{what}", c.moveTask)
	signedIn("GET /lapses", c.lapses)
	signedIn("GET /cases", c.cases)
	signedIn("GET /deadlines", c.deadlines)
	signedIn("GET /deadlines.csv", c.deadlinesCSV)
	signedIn("POST /views", c.saveView)
	signedIn("POST /views/{id}/delete", c.deleteView)
	signedIn("GET /search", c.searchPage)
	signedIn("POST /search", c.search)
	signedIn("GET /members/{id}", c.member)
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
const atOnce = "6"

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

// forecastRows are a line for each desk's deadlines and one for its tasks, the
// person's own desk first.
func (v *visit) forecastRows(f api.Forecast) (rows []forecastRow, most int) {
	for _, d := range f.Desks {
		name := v.Text(words.Desk(d.Desk))
		pair := []forecastRow{
			{desk: d.Desk, name: name + v.T(" 期限", ": deadlines"), counts: d.Deadlines, linked: true},
			{desk: d.Desk, name: name + v.T(" 作業", ": tasks"), counts: d.Tasks},
		}
		if v.ofDesk(d.Desk) {
			rows = append(pair, rows...)
		} else {
			rows = append(rows, pair...)
		}
		most = max(most, slices.Max(d.Deadlines), slices.Max(d.Tasks))
	}
	return rows, most
}

type forecastRow struct {
	desk, name string
	counts     []int
	linked     bool // to the deadlines of the day
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
	q := url.Values{"desk": {desk}}
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

// lapses lists deadlines that lapsed, each with what that did.
func (c *Console) lapses(v *visit) error {
	page, err := pages.Ask[api.Page[api.Lapse]](v.Visit, "listLapses", v.Listed("from", "until", "desk", "clock"))
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, lapsesView(v, page.Items, page.Next))
}
