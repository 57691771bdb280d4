package console

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"kigen/internal/jst"
	"kigen/internal/refusal"
	"kigen/starter/api"
	"kigen/starter/pages"
)

// clocks lists the test clocks. They exist in development only.
func (c *Console) clocks(v *visit) error { return c.showClocks(v, http.StatusOK, nil) }

func (c *Console) showClocks(v *visit, status int, no *api.Problem) error {
	page, err := pages.Ask[api.Page[api.TestClock]](v.Visit, "listTestClocks", v.Listed())
	if err != nil {
		return err
	}
	return v.Show(status, clocksView(v, page.Items, page.Next, no))
}

func (c *Console) clock(v *visit) error {
	return c.clockPage(v, http.StatusOK, nil)
}

// shownClock is a clock as it is shown: what comes next on it, and what happened
// since the instant that the address names.
type shownClock struct {
	api.TestClockPage
	cases   []api.Case
	due     []deadlineRow
	problem *api.Problem

	moved    bool
	from     time.Time
	happened []api.Entry
	charges  []api.Charge
	letters  []api.Notice
}

// total is the sum of what was charged on the way.
func (s shownClock) total() (sum int64) {
	for _, c := range s.charges {
		sum += c.Amount
	}
	return sum
}

// monthEnd is the end of the clock's month.
func (s shownClock) monthEnd() time.Time { return jst.MonthOf(s.Instant).End() }

// morrow is the beginning of the clock's next day.
func (s shownClock) morrow() time.Time { return jst.DayOf(s.Instant).End() }

// clockPage shows a clock.
func (c *Console) clockPage(v *visit, status int, no *api.Problem) error {
	id := v.R.PathValue("id")
	s := shownClock{problem: no}
	var err error
	if s.TestClockPage, err = pages.Ask[api.TestClockPage](v.Visit, "getTestClock", pages.ByID(id)); err != nil {
		return err
	}
	on := pages.Input{Query: url.Values{"clock": {id}, "limit": {"30"}}}
	cases, err := pages.Ask[api.Page[api.Case]](v.Visit, "listCases", on)
	if err != nil {
		return err
	}
	s.cases = cases.Items
	due, err := pages.Ask[api.Page[api.Deadline]](v.Visit, "listDeadlines", pages.Input{Query: url.Values{"clock": {id}, "limit": {"10"}}})
	if err != nil {
		return err
	}
	for _, d := range due.Items {
		s.due = append(s.due, deadlineRow{d, s.Instant})
	}
	if s.from, err = time.Parse(time.RFC3339Nano, v.R.URL.Query().Get("from")); err == nil {
		s.moved = true
		if err := s.onTheWay(v); err != nil {
			return err
		}
	}
	return v.Show(status, clockView(v, s))
}

// onTheWay reads what happened since the clock was moved, the first first.
func (s *shownClock) onTheWay(v *visit) error {
	in := pages.Input{Query: url.Values{"clock": {s.ID}, "limit": {"200"}}}
	if v.May("listJournal") {
		entries, err := pages.Ask[api.Page[api.Entry]](v.Visit, "listJournal", in)
		if err != nil {
			return err
		}
		s.happened = since(entries.Items, s.from, func(e api.Entry) time.Time { return e.At })
	}
	charges, err := pages.Ask[api.Page[api.Charge]](v.Visit, "listCharges", in)
	if err != nil {
		return err
	}
	s.charges = since(charges.Items, s.from, func(c api.Charge) time.Time { return c.At })
	letters, err := pages.Ask[api.Page[api.Notice]](v.Visit, "listNotices", in)
	if err != nil {
		return err
	}
	s.letters = since(letters.Items, s.from, func(n api.Notice) time.Time { return n.At })
	return nil
}

// since are those of a list that has the last first which are after an instant, the
// first first: what was due at the instant itself happened as the clock got there.
// Charges and letters of one instant have no order among them.
func since[T any](list []T, from time.Time, at func(T) time.Time) []T {
	list = slices.DeleteFunc(slices.Clone(list), func(one T) bool { return !at(one).After(from) })
	slices.Reverse(list)
	slices.SortStableFunc(list, func(a, b T) int { return at(a).Compare(at(b)) })
	return list
}

// addClock makes a clock that stands at a day and time.
func (c *Console) addClock(v *visit) error {
	at, err := target(v.R)
	var made api.TestClock
	if err == nil {
		body := map[string]any{"name": strings.TrimSpace(v.R.PostFormValue("name")), "instant": at}
		made, err = pages.Ask[api.TestClock](v.Visit, "createTestClock", pages.Input{Body: body, Key: v.R.PostFormValue("key")})
	}
	if err != nil {
		p := c.Problem(v.Visit, err)
		return c.showClocks(v, p.Status, p)
	}
	v.Say(v.T("時計を作りました。", "The clock was made."))
	return v.Redirect(root + "/clocks/" + url.PathEscape(made.ID))
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
