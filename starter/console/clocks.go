package console

import (
	"net/http"
	"net/url"
	"time"

	"kigen/internal/jst"
	"kigen/internal/refusal"
	"kigen/starter/api"
	"kigen/starter/pages"
)

// clocks lists the test clocks. They exist in development only.
func (c *Console) clocks(v *visit) error {
	page, err := pages.Ask[api.Page[api.TestClock]](v.Visit, "listTestClocks", v.Listed())
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, clocksView(v, page.Items, page.Next))
}

func (c *Console) clock(v *visit) error {
	return c.clockPage(v, http.StatusOK, nil)
}

// clockPage shows a clock, what comes next on it, and what happened since the
// instant that the address names.
func (c *Console) clockPage(v *visit, status int, no *api.Problem) error {
	id := v.R.PathValue("id")
	clock, err := pages.Ask[api.TestClockPage](v.Visit, "getTestClock", pages.ByID(id))
	if err != nil {
		return err
	}
	var happened []api.Entry
	from, err := time.Parse(time.RFC3339Nano, v.R.URL.Query().Get("from"))
	moved := err == nil
	if moved && v.May("listJournal") {
		page, err := pages.Ask[api.Page[api.Entry]](v.Visit, "listJournal", pages.Input{Query: url.Values{"clock": {id}, "limit": {"200"}}})
		if err != nil {
			return err
		}
		for i := len(page.Items) - 1; i >= 0; i-- {
			if e := page.Items[i]; !e.At.Before(from) {
				happened = append(happened, e)
			}
		}
	}
	return v.Show(status, clockView(v, clock, from, moved, happened, no))
}

// advance moves a clock: to the instant that its form names, or to a day and
// time in Japan.
func (c *Console) advance(v *visit) error {
	id := v.R.PathValue("id")
	clock, err := pages.Ask[api.TestClockPage](v.Visit, "getTestClock", pages.ByID(id))
	if err != nil {
		return err
	}
	to, err := target(v.R)
	if err == nil {
		in := pages.ByID(id)
		in.Key, in.Body = v.R.PostFormValue("key"), map[string]time.Time{"to": to}
		_, err = pages.Ask[api.Advanced](v.Visit, "advanceTestClock", in)
	}
	if err != nil {
		p := c.Problem(v.Visit, err)
		return c.clockPage(v, p.Status, p)
	}
	q := url.Values{"from": {clock.Instant.UTC().Format(time.RFC3339Nano)}}
	return v.Redirect(root + "/clocks/" + url.PathEscape(id) + "?" + q.Encode())
}

// target is the instant that the form asks for.
func target(r *http.Request) (time.Time, error) {
	if to := r.PostFormValue("to"); to != "" {
		if at, err := time.Parse(time.RFC3339Nano, to); err == nil {
			return at, nil
		}
	}
	day, err := jst.ParseDay(r.PostFormValue("day"))
	if err != nil {
		return time.Time{}, noDay
	}
	var hour jst.Clock
	if text := r.PostFormValue("time"); text != "" {
		if hour, err = jst.ParseClock(text); err != nil {
			return time.Time{}, noDay
		}
	}
	return day.AtClock(hour), nil
}

var noDay = &api.Problem{
	Status: http.StatusUnprocessableEntity, Code: refusal.Invalid,
	JA: "日付と時刻を入力してください。", EN: "Give a day and a time.",
}
