package console

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"
	"time"

	"kigen/internal/jst"
	"kigen/internal/postgres"
	"kigen/starter/api"
)

// perPage is how many rows a list shows at once.
const perPage = "30"

// listed asks for the page of a list that the address names: the filters are
// the operation's own, others are left out.
func (v *visit) listed(filters ...string) input {
	q := url.Values{"limit": {perPage}}
	for _, name := range append(filters, "cursor") {
		if value := strings.TrimSpace(v.r.FormValue(name)); value != "" {
			q.Set(name, value)
		}
	}
	return input{query: q}
}

// next is the address of the list's following page.
func (v *visit) next(cursor string) string {
	q := v.r.URL.Query()
	q.Set("cursor", cursor)
	return v.r.URL.Path + "?" + q.Encode()
}

// first is the address of the list's first page with the same filters.
func (v *visit) first() string {
	q := v.r.URL.Query()
	q.Del("cursor")
	if len(q) == 0 {
		return v.r.URL.Path
	}
	return v.r.URL.Path + "?" + q.Encode()
}

// clock is the time that something lives in: a test clock's, or the machine's
// where it names none.
func (v *visit) clock(id string) (time.Time, error) {
	if id == "" {
		return v.console.now(), nil
	}
	if at, ok := v.clocks[id]; ok {
		return at, nil
	}
	at, err := postgres.ClockInstant(v.ctx(), v.console.Pool, id)
	if err == nil {
		v.clocks[id] = at
	}
	return at, err
}

// tasks are those of the person's desk, the most urgent first; an
// administrator sees those of all desks.
func (c *Console) tasks(v *visit) error {
	page, err := ask[api.Page[api.Task]](v, "listTasks", v.listed("desk", "state"))
	if err != nil {
		return err
	}
	rows := make([]taskRow, len(page.Items))
	for i, t := range page.Items {
		now, err := v.clock(t.Clock)
		if err != nil {
			return err
		}
		rows[i] = taskRow{t, now}
	}
	return v.show(http.StatusOK, tasksView(v, rows, page.Next))
}

type taskRow struct {
	api.Task
	now time.Time
}

// moveTask takes a task up, gives it back, or ends one that the desk's word ends.
func (c *Console) moveTask(v *visit) error {
	in := byID(v.r.PathValue("id"))
	operation, done := "claimTask", v.t("作業を引き受けました。", "You have taken the task up.")
	switch v.r.PathValue("what") {
	case "claim":
	case "release":
		operation, done = "releaseTask", v.t("作業を戻しました。", "You have given the task back.")
	case "finish":
		operation, done = "finishTask", v.t("作業を完了にしました。", "The task is done.")
		in.body = map[string]any{"outcome": v.r.PostFormValue("outcome")}
	default:
		return c.missing(v)
	}
	in.key = v.r.PostFormValue("key")
	if _, err := ask[api.Task](v, operation, in); err != nil {
		return err
	}
	c.sessions.Put(v.ctx(), flash, done)
	return v.redirect(v.back())
}

// cases lists cases; the number of a case leads to it.
func (c *Console) cases(v *visit) error {
	in := v.listed("kind", "state", "clock")
	switch number := strings.TrimSpace(v.r.FormValue("number")); {
	case number == "":
	case strings.HasPrefix(number, "mem_"):
		in.query.Set("member", number)
	case strings.HasPrefix(number, "lin_"), strings.HasPrefix(number, "dev_"):
		in.query.Set("subject", number)
	default:
		return v.redirect(root + "/cases/" + url.PathEscape(number))
	}
	page, err := ask[api.Page[api.Case]](v, "listCases", in)
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, casesView(v, page.Items, page.Next))
}

// deadlines is the board: what is open by its lapse, a day a group.
func (c *Console) deadlines(v *visit) error {
	page, err := ask[api.Page[api.Deadline]](v, "listDeadlines", v.listed("rule", "desk", "clock"))
	if err != nil {
		return err
	}
	var days []dueDay
	for _, d := range page.Items {
		now, err := v.clock(d.Clock)
		if err != nil {
			return err
		}
		// What lapses at 00:00 is due on the day before.
		day := jst.DayOf(d.Lapse.Add(-time.Nanosecond))
		if n := len(days); n == 0 || !days[n-1].day.Equal(day) {
			days = append(days, dueDay{day: day})
		}
		last := &days[len(days)-1]
		last.due = append(last.due, deadlineRow{d, now})
	}
	return v.show(http.StatusOK, deadlinesView(v, days, page.Next))
}

type dueDay struct {
	day jst.Day
	due []deadlineRow
}

type deadlineRow struct {
	api.Deadline
	now time.Time
}

// settling tells that the lapse has passed and waits for the centre's books (C-12).
func (d deadlineRow) settling() bool {
	return d.Outcome == "open" && !d.now.Before(d.Lapse) && d.now.Before(d.SettlesAt)
}

// deskOf is the desk whose tasks a page shows: the one asked for, or the person's own.
func (v *visit) deskOf() string {
	return cmp.Or(v.r.FormValue("desk"), strings.TrimPrefix(string(v.who.Role), "desk:"))
}
