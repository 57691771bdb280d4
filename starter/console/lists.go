package console

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"
	"time"

	"kigen/internal/jst"
	"kigen/starter/api"
	"kigen/starter/pages"
)

// tasks are those of the person's desk, the most urgent first; an
// administrator sees those of all desks.
func (c *Console) tasks(v *visit) error {
	page, err := pages.Ask[api.Page[api.Task]](v.Visit, "listTasks", v.Listed("desk", "state"))
	if err != nil {
		return err
	}
	rows := make([]taskRow, len(page.Items))
	for i, t := range page.Items {
		now, err := v.Clock(t.Clock)
		if err != nil {
			return err
		}
		rows[i] = taskRow{t, now}
	}
	return v.Show(http.StatusOK, tasksView(v, rows, page.Next))
}

type taskRow struct {
	api.Task
	now time.Time
}

// moveTask takes a task up, gives it back, or ends one that the desk's word ends.
func (c *Console) moveTask(v *visit) error {
	in := pages.ByID(v.R.PathValue("id"))
	operation, done := "claimTask", v.T("作業を引き受けました。", "You have taken the task up.")
	switch v.R.PathValue("what") {
	case "claim":
	case "release":
		operation, done = "releaseTask", v.T("作業を戻しました。", "You have given the task back.")
	case "finish":
		operation, done = "finishTask", v.T("作業を完了にしました。", "The task is done.")
		in.Body = map[string]any{"outcome": v.R.PostFormValue("outcome")}
	default:
		return pages.Missing()
	}
	in.Key = v.R.PostFormValue("key")
	if _, err := pages.Ask[api.Task](v.Visit, operation, in); err != nil {
		return err
	}
	v.Say(done)
	return v.Redirect(v.Back())
}

// cases lists cases; the number of a case leads to it.
func (c *Console) cases(v *visit) error {
	in := v.Listed("kind", "state", "clock")
	switch number := strings.TrimSpace(v.R.FormValue("number")); {
	case number == "":
	case strings.HasPrefix(number, "mem_"):
		in.Query.Set("member", number)
	case strings.HasPrefix(number, "lin_"), strings.HasPrefix(number, "dev_"):
		in.Query.Set("subject", number)
	default:
		return v.Redirect(root + "/cases/" + url.PathEscape(number))
	}
	page, err := pages.Ask[api.Page[api.Case]](v.Visit, "listCases", in)
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, casesView(v, page.Items, page.Next))
}

// deadlines is the board: what is open by its lapse, a day a group.
func (c *Console) deadlines(v *visit) error {
	page, err := pages.Ask[api.Page[api.Deadline]](v.Visit, "listDeadlines", v.Listed("rule", "desk", "clock"))
	if err != nil {
		return err
	}
	var days []dueDay
	for _, d := range page.Items {
		now, err := v.Clock(d.Clock)
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
	return v.Show(http.StatusOK, deadlinesView(v, days, page.Next))
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
	return cmp.Or(v.R.FormValue("desk"), strings.TrimPrefix(string(v.Who.Role), "desk:"))
}

// ofDesk tells whether the person works at the desk.
func (v *visit) ofDesk(desk string) bool { return string(v.Who.Role) == "desk:"+desk }

// heading is what a page is called that could not be shown.
func (v *visit) Heading(status int) string {
	switch status {
	case http.StatusNotFound:
		return v.T("見つかりません", "Not found")
	case http.StatusForbidden:
		return v.T("権限がありません", "Not permitted")
	case http.StatusServiceUnavailable, http.StatusTooManyRequests:
		return v.T("ただいまご利用いただけません", "Not available right now")
	case http.StatusInternalServerError:
		return v.T("表示できませんでした", "Something went wrong")
	}
	return v.T("受け付けられませんでした", "Not accepted")
}
