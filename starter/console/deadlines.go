package console

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"kigen/internal/jst"
	"kigen/internal/refusal"
	"kigen/starter/api"
	"kigen/starter/pages"
	"kigen/starter/words"
)

// board is the deadline board as it is shown.
type board struct {
	mark  string     // stands for the deadlines that it shows
	view  string     // "list" or "calendar"
	query url.Values // its filters, as they are saved
	views []api.View
	now   time.Time

	days []dueDay // of the list
	next string

	month jst.Month // of the calendar
	due   []api.DueDay
}

// filters of the board; a saved view has these and the view.
var boardFilters = []string{"rule", "desk", "kind", "outcome", "from", "through", "clock"}

const (
	asList     = "list"
	asCalendar = "calendar"
)

// deadlines is the board: what is due, a day a group, or a month.
func (c *Console) deadlines(v *visit) error {
	b, err := v.readBoard()
	if err != nil {
		return err
	}
	views, err := pages.Ask[api.Views](v.Visit, "listViews", pages.Input{})
	if err != nil {
		return err
	}
	b.views = views.Items
	return v.Show(http.StatusOK, deadlinesView(v, b))
}

// readBoard reads the deadlines that the address names.
func (v *visit) readBoard() (b board, err error) {
	b = board{view: asList, query: v.boardQuery()}
	if b.now, err = v.Clock(v.R.FormValue("clock")); err != nil {
		return b, err
	}
	if v.R.FormValue("view") == asCalendar {
		b.view = asCalendar
		err = b.readMonth(v)
	} else {
		err = b.readList(v)
	}
	return b, err
}

// boardQuery are the board's filters that the address gives.
func (v *visit) boardQuery() url.Values {
	q := url.Values{}
	for _, name := range boardFilters {
		value := strings.TrimSpace(v.R.FormValue(name))
		if name == "rule" {
			value = ruleID(value)
		}
		if value != "" {
			q.Set(name, value)
		}
	}
	if v.R.FormValue("view") == asCalendar {
		q.Set("view", asCalendar)
	}
	return q
}

// ruleID reads a rule as people write it: n5 is N-5.
func ruleID(text string) string {
	text = strings.ToUpper(strings.ReplaceAll(text, " ", ""))
	if len(text) > 1 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= '0' && text[1] <= '9' {
		return text[:1] + "-" + text[1:]
	}
	return text
}

// listed is what the list asks for: the filters, and the place in it.
func (b board) listed(v *visit) pages.Input {
	in := v.Listed()
	for _, name := range boardFilters {
		if value := b.query.Get(name); value != "" {
			in.Query.Set(name, value)
		}
	}
	return in
}

func (b *board) readList(v *visit) error {
	page, err := pages.Ask[api.Page[api.Deadline]](v.Visit, "listDeadlines", b.listed(v))
	if err != nil {
		return err
	}
	b.next, b.mark = page.Next, markOf(page)
	for _, d := range page.Items {
		now, err := v.Clock(d.Clock)
		if err != nil {
			return err
		}
		// What lapses at 00:00 is due on the day before.
		day := jst.DayOf(d.Lapse.Add(-time.Nanosecond))
		if n := len(b.days); n == 0 || !b.days[n-1].day.Equal(day) {
			b.days = append(b.days, dueDay{day: day})
		}
		last := &b.days[len(b.days)-1]
		last.due = append(last.due, deadlineRow{d, now})
	}
	return nil
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

// readMonth counts what is due in the month that the address names.
func (b *board) readMonth(v *visit) error {
	b.month = jst.MonthOf(b.now)
	if text := v.R.FormValue("month"); text != "" {
		month, err := jst.ParseMonth(text)
		if err != nil {
			return noMonth
		}
		b.month = month
	}
	in := b.listed(v)
	in.Query.Del("limit")
	in.Query.Del("cursor")
	in.Query.Set("from", b.month.First().String())
	in.Query.Set("through", b.month.Last().String())
	days, err := pages.Ask[api.DueDays](v.Visit, "countDeadlines", in)
	b.due, b.mark = days.Days, markOf(days)
	return err
}

var noMonth = &api.Problem{
	Status: http.StatusUnprocessableEntity, Code: refusal.Invalid,
	JA: "月を「2026-11」の形で指定してください。", EN: "Give a month such as 2026-11.",
}

// perDay is how many kinds of deadlines a day of the calendar names.
const perDay = 4

// calendar is the month with what is due on its days.
func (b board) calendar(v *visit) pages.Month {
	today := jst.DayOf(b.now)
	m := pages.Month{Month: b.month, Today: today, On: map[jst.Day][]pages.Event{}}
	for _, d := range b.due {
		rest := 0
		for i, item := range d.Items {
			if i >= perDay {
				rest += item.Count
				continue
			}
			m.On[d.Day] = append(m.On[d.Day], pages.Event{
				Text: v.Text(words.Deadline(item.Name)) + " " + v.things(item.Count), Address: b.on(d.Day, string(item.Rule)),
				Urgency: urgency(item.Outcome, d.Day, today),
			})
		}
		if rest > 0 || d.More {
			m.On[d.Day] = append(m.On[d.Day], pages.Event{Text: v.rest(rest, d.More), Address: b.on(d.Day, "")})
		}
	}
	return m
}

func (v *visit) rest(n int, more bool) string {
	switch {
	case more && n == 0:
		return v.T("ほかにもあります", "and more")
	case more:
		return v.T(fmt.Sprintf("ほか%d件以上", n), fmt.Sprintf("%d others or more", n))
	}
	return v.T(fmt.Sprintf("ほか%d件", n), fmt.Sprintf("%d others", n))
}

func urgency(outcome string, day, today jst.Day) string {
	switch {
	case outcome == "met":
		return "met"
	case outcome == "lapsed":
		return "past"
	case outcome != "open":
		return ""
	case day.Before(today):
		return "past"
	case day == today:
		return "today"
	case day.Sub(today) <= 3:
		return "soon"
	}
	return ""
}

// on is the list of what is due on a day.
func (b board) on(day jst.Day, rule string) string {
	q := b.with("view", "")
	q.Set("from", day.String())
	q.Set("through", day.String())
	if rule != "" {
		q.Set("rule", rule)
	}
	return root + "/deadlines?" + q.Encode()
}

// with are the filters with one of them changed.
func (b board) with(name, value string) url.Values {
	q := url.Values{}
	for key := range b.query {
		q.Set(key, b.query.Get(key))
	}
	q.Del(name)
	if value != "" {
		q.Set(name, value)
	}
	return q
}

// address is the board with one filter changed.
func (b board) address(name, value string) string {
	return root + "/deadlines?" + b.with(name, value).Encode()
}

// of is the calendar of a month.
func (b board) of(m jst.Month) string {
	q := b.with("view", asCalendar)
	q.Set("month", m.String())
	return root + "/deadlines?" + q.Encode()
}

// shows tells whether the board shows a saved view.
func (b board) shows(saved api.View) bool { return saved.Query == b.query.Encode() }

// csvRows is how many deadlines one file has at most.
const csvRows = 10_000

// deadlinesCSV sends the board's deadlines as a table. It holds no personal data.
func (c *Console) deadlinesCSV(v *visit) error {
	b := board{query: v.boardQuery()}
	in := b.listed(v)
	in.Query.Set("limit", "200")
	in.Query.Del("cursor")
	page, err := pages.Ask[api.Page[api.Deadline]](v.Visit, "listDeadlines", in)
	if err != nil {
		return err
	}
	h := v.W.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="deadlines.csv"`)
	flush := http.NewResponseController(v.W)
	var buffer bytes.Buffer
	buffer.WriteString("\uFEFF") // spreadsheets take it for the encoding's sign
	table := csv.NewWriter(&buffer)
	table.UseCRLF = true
	record := func(cells ...string) {
		for i := range cells {
			cells[i] = cell(cells[i])
		}
		_ = table.Write(cells) // into memory
	}
	record(v.csvHead()...)
	for sent := 0; ; {
		for _, d := range page.Items {
			record(v.csvLine(d)...)
		}
		sent += len(page.Items)
		if page.Next != "" && sent >= csvRows {
			record(v.T(fmt.Sprintf("%d件を超えたため、ここまでを出力しました。条件を絞り込んでください。", csvRows),
				fmt.Sprintf("Cut off after %d lines. Please narrow the filters.", csvRows)))
			page.Next = ""
		}
		table.Flush()
		if _, err := buffer.WriteTo(v.W); err != nil {
			return nil // the reader has gone
		}
		_ = flush.Flush()
		if page.Next == "" {
			return nil
		}
		in.Query.Set("cursor", page.Next)
		if page, err = pages.Ask[api.Page[api.Deadline]](v.Visit, "listDeadlines", in); err != nil {
			panic(http.ErrAbortHandler) // half a file must not look like a whole one
		}
	}
}

func (v *visit) csvHead() []string {
	return []string{
		v.T("案件番号", "Case"), v.T("案件の種類", "Kind"), v.T("会員番号", "Member"), v.T("期限", "Deadline"), v.T("規則", "Rule"), v.T("担当", "Desk"),
		v.T("最終日", "Last good day"), v.T("期限となる時刻(日本時間)", "Late from (Japan time)"), v.T("状態", "State"),
		v.T("確定した時刻(日本時間)", "Settled (Japan time)"), v.T("理由", "Why"),
	}
}

func (v *visit) csvLine(d api.Deadline) []string {
	var desk, settled string
	if d.Desk != "" {
		desk = v.Text(words.Desk(d.Desk))
	}
	if d.SettledAt != nil {
		settled = minute(*d.SettledAt)
	}
	return []string{
		d.Case, v.Text(words.Kind(d.CaseKind)), d.Member, v.Text(words.Deadline(d.Name)), string(d.Rule), desk, d.LastGoodDay, minute(d.Lapse),
		v.Text(words.Outcome(d.Outcome)), settled, v.T(d.Why.JA, d.Why.EN),
	}
}

func minute(at time.Time) string { return at.In(jst.Zone).Format("2006-01-02 15:04") }

// cell keeps a spreadsheet from taking a text for a formula.
func cell(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\n", rune(text[0])) {
		return "'" + text
	}
	return text
}
