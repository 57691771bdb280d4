package command

import (
	"context"

	"github.com/jedib0t/go-pretty/v6/table"

	"kigen/starter/api"
	"kigen/starter/words"
)

// List lists cases.
type List struct {
	Remote

	Kind   string `help:"Only those of this process." placeholder:"KIND"`
	State  string `enum:"open,closed,all" default:"open" help:"open, closed or all."`
	Member string `help:"Only those of this member." placeholder:"MEMBER"`
	Limit  int    `default:"50" help:"How many at most, up to 200."`
	Cursor string `help:"Where the previous page ended." placeholder:"CURSOR"`
}

// Run prints a table of cases, the newest first.
func (l *List) Run(o *Output) error {
	with := map[string]any{"limit": l.Limit}
	for name, value := range map[string]string{
		"kind": l.Kind, "member": l.Member, "clock": l.Clock, "cursor": l.Cursor, "state": l.State,
	} {
		if value != "" && value != "all" {
			with[name] = value
		}
	}
	var page api.Page[api.Case]
	remote := l.Remote
	remote.Clock = "" // a filter here, not where the call lives
	if _, err := remote.get(context.Background(), o, "listCases", with, &page); err != nil {
		return err
	}
	if o.JSON {
		return o.json(page)
	}
	if len(page.Items) == 0 {
		return o.printf("%s", o.say("該当する案件はありません。", "No cases."))
	}
	rows := make([]table.Row, len(page.Items))
	for i, c := range page.Items {
		rows[i] = table.Row{c.ID, o.text(words.Kind(c.Kind)), o.text(words.State(c.Kind, c.State)), o.instant(c.OpenedAt), c.Member, c.Subject}
	}
	header := table.Row{
		o.say("案件", "case"), o.say("手続き", "process"), o.say("状態", "state"), o.say("開始", "opened"),
		o.say("会員", "member"), o.say("対象", "about"),
	}
	if err := o.table(header, rows, 0, 0, 40); err != nil {
		return err
	}
	if page.Next == "" {
		return nil
	}
	return o.printf("%s --cursor %s", o.say("続き:", "More:"), page.Next)
}

// Show shows a case.
type Show struct {
	Remote

	Case string `arg:"" help:"The case's ID."`
}

// Run prints a case as a readable timeline, with its deadlines and why they
// are due, its charges and their arithmetic, its letters and tasks.
func (s *Show) Run(o *Output) error {
	var c api.CasePage
	remote := s.Remote
	remote.Clock = ""
	if _, err := remote.get(context.Background(), o, "getCase", map[string]any{"id": s.Case}, &c); err != nil {
		return err
	}
	if o.JSON {
		return o.json(c)
	}
	for _, part := range []func(api.CasePage) error{o.head, o.timeline, o.deadlines, o.charges, o.letters, o.tasks} {
		if err := part(c); err != nil {
			return err
		}
	}
	return nil
}
