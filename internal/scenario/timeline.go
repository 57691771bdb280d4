package scenario

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"kigen/internal/jst"
)

// happening is one line of a timeline.
type happening struct {
	at   time.Time
	rank int // among those of one instant
	who  string
	what string
	more string
}

// timeline tells the play in the order of its instants: what was called, what
// the processes did, and what came of it.
func (r *Result) timeline() []happening {
	var all []happening
	for _, d := range r.Steps {
		h := happening{at: d.At, rank: 0, who: d.As, what: d.What}
		switch d.Kind {
		case "advance":
			continue // the journal says what came of it
		case "refused":
			h.what, h.more = "✗ "+d.What, d.Refused
		case "mail":
			h.who, h.what, h.more = "inbox", "mail", d.What
		case "restart", "down", "up":
			h.who, h.what = "machine", d.Kind+" "+d.What
		}
		all = append(all, h)
	}
	// The API lists the newest first.
	for _, e := range slices.Backward(r.Lists["journal"]) {
		actor, _ := e["actor"].(map[string]any)
		who := said(actor["role"])
		if who == "timer" {
			who = "⏰ timer"
		}
		all = append(all, happening{
			at: instantOf(e["at"]), rank: 1, who: who,
			what: "  " + said(e["step"]), more: strings.TrimSpace(join(e["rules"]) + "  " + said(e["case_id"])),
		})
	}
	for _, e := range slices.Backward(r.Lists["charges"]) {
		all = append(all, happening{
			at: instantOf(e["at"]), rank: 2, what: "    ¥ " + said(e["name"]),
			more: fmt.Sprintf("%s  %s %s円", said(e["rule"]), said(e["kind"]), thousands(e["amount"])),
		})
	}
	for _, e := range slices.Backward(r.Lists["notices"]) {
		all = append(all, happening{at: instantOf(e["at"]), rank: 3, what: "    ✉ " + said(e["template"]), more: said(e["rule"])})
	}
	for _, e := range r.Lists["tasks"] {
		all = append(all, happening{at: instantOf(e["opened_at"]), rank: 4, what: "    ☐ " + said(e["kind"]), more: said(e["rule"]) + "  for desk " + said(e["desk"])})
		if closed := instantOf(e["closed_at"]); !closed.IsZero() {
			all = append(all, happening{at: closed, rank: 4, what: "    ☑ " + said(e["kind"]), more: said(e["outcome"])})
		}
	}
	for _, e := range r.Lists["deadlines"] {
		if settled := instantOf(e["settled_at"]); !settled.IsZero() {
			all = append(all, happening{
				at: settled, rank: 5, what: "    ⏳ " + said(e["name"]),
				more: said(e["rule"]) + "  " + said(e["outcome"]) + due(e),
			})
		}
	}
	slices.SortStableFunc(all, func(a, b happening) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.rank, b.rank))
	})
	return all
}

func due(deadline map[string]any) string {
	if day := said(deadline["last_good_day"]); day != "" {
		return ", last good day " + day
	}
	return ", lapse " + stamp(instantOf(deadline["lapse"]))
}

// Print writes the result for people: the timeline in Japan's time, deadlines
// that are still open, and what failed.
func (r *Result) Print(w io.Writer) {
	mark := "✓"
	if !r.Passed {
		mark = "✗"
	}
	fmt.Fprintf(w, "%s %s  [%s]  %s\n", mark, r.Name, strings.Join(r.Rules, ", "), r.Took.Round(10*time.Millisecond))
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Options.SeparateRows = false
	t.Style().Format.Header = text.FormatDefault
	t.AppendHeader(table.Row{"日時 (JST)", "who", "what", ""})
	t.SetColumnConfigs([]table.ColumnConfig{{Number: 4, WidthMax: 72}})
	last := ""
	for _, h := range r.timeline() {
		at := stamp(h.at)
		if at == last {
			at = ""
		} else {
			last = at
		}
		t.AppendRow(table.Row{at, h.who, h.what, h.more})
	}
	for _, e := range r.Lists["deadlines"] {
		if instantOf(e["settled_at"]).IsZero() {
			t.AppendRow(table.Row{"open", "", "    ⏳ " + said(e["name"]), said(e["rule"]) + due(e)})
		}
	}
	fmt.Fprintln(w, t.Render())
	for _, f := range r.Failures {
		fmt.Fprintf(w, "✗ %s\n", f)
	}
	if !r.Passed {
		fmt.Fprintf(w, "  played on test clock %s\n", r.Clock)
	}
}

// PrintJSON writes results as one JSON document.
func PrintJSON(w io.Writer, results []*Result) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(results)
}

// Summary is one line about several plays.
func Summary(results []*Result) string {
	passed := 0
	for _, r := range results {
		if r.Passed {
			passed++
		}
	}
	return fmt.Sprintf("%d of %d scenarios passed", passed, len(results))
}

var weekdays = []string{"日", "月", "火", "水", "木", "金", "土"}

func stamp(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	at = at.In(jst.Zone)
	return at.Format("2006-01-02") + "(" + weekdays[at.Weekday()] + ") " + at.Format("15:04:05")
}

func instantOf(v any) time.Time {
	at, err := time.Parse(time.RFC3339, said(v))
	if err != nil {
		return time.Time{}
	}
	return at
}

func said(v any) string {
	if v == nil {
		return ""
	}
	return plain(v)
}

func join(v any) string {
	list, _ := v.([]any)
	parts := make([]string, 0, len(list))
	for _, item := range list {
		parts = append(parts, said(item))
	}
	return strings.Join(parts, ", ")
}

// thousands groups the digits of an amount.
func thousands(v any) string {
	digits := said(v)
	sign := ""
	if rest, negative := strings.CutPrefix(digits, "-"); negative {
		sign, digits = "−", rest
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}
