package command

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"

	"kigen/internal/jst"
	"kigen/internal/terms"
)

// Terms looks into the versions of the terms (G-2).
type Terms struct {
	Dir string `env:"KIGEN_TERMS_DIR" type:"existingdir" help:"Directory with further versions, beside those that ship with the program."`

	List  TermsList  `cmd:"" help:"All versions and which is in force."`
	Show  TermsShow  `cmd:"" help:"A version, or one of its rules with clauses and figures."`
	Check TermsCheck `cmd:"" help:"Everything wrong with a directory of versions, with file and line."`
	Diff  TermsDiff  `cmd:"" help:"What one version states differently from another."`
}

func (t *Terms) load() (*terms.Book, error) {
	if t.Dir == "" {
		return terms.Load()
	}
	return terms.Load(t.Dir)
}

// TermsList lists the versions.
type TermsList struct{}

// Run prints a table of versions, the earliest first.
func (TermsList) Run(o *Output, t *Terms) error {
	book, err := t.load()
	if err != nil {
		return err
	}
	inForce := book.At(time.Now())
	type listed struct {
		Name      string     `json:"name"`
		Effective jst.Day    `json:"effective"`
		Amends    string     `json:"amends,omitempty"`
		InForce   bool       `json:"in_force"`
		Note      terms.Text `json:"note"`
	}
	var (
		all  []listed
		rows []table.Row
	)
	for _, v := range book.Versions() {
		l := listed{Name: v.Name, Effective: v.Effective, Amends: v.Amends, InForce: v == inForce, Note: v.Note}
		all = append(all, l)
		mark := ""
		if l.InForce {
			mark = o.say("施行中", "in force")
		}
		rows = append(rows, table.Row{l.Name, mark, l.Amends, o.text(l.Note)})
	}
	if o.JSON {
		return o.json(all)
	}
	return o.table(table.Row{o.say("版", "Version"), "", o.say("改定元", "Amends"), o.say("説明", "Note")}, rows, 0, 0, 0, 70)
}

// TermsShow shows a version or a rule.
type TermsShow struct {
	ID string  `arg:"" optional:"" help:"Rule, such as N-5. The whole version unless told."`
	At jst.Day `help:"The version in force at the end of this day in Japan (2026-11-01); today unless told." placeholder:"DAY"`
}

// Run prints the rule or the version.
func (s *TermsShow) Run(o *Output, t *Terms) error {
	book, err := t.load()
	if err != nil {
		return err
	}
	at := time.Now()
	if !s.At.IsZero() {
		at = s.At.End().Add(-time.Nanosecond)
	}
	v := book.At(at)
	switch {
	case s.ID == "" && o.JSON:
		return o.json(v)
	case s.ID == "":
		return o.version(v)
	}
	id := terms.ID(strings.ToUpper(s.ID))
	if !slices.Contains(terms.IDs(), id) {
		return fmt.Errorf("no rule %s in the rulebook; `terms show` lists them", s.ID)
	}
	if o.JSON {
		return o.json(struct {
			Version string `json:"version"`
			terms.Stated
		}{v.Name, v.Stated(id)})
	}
	return o.rule(v, id)
}

func (o *Output) version(v *terms.Version) error {
	if err := o.printf("%s\n%s", v.Name, o.text(v.Note)); err != nil {
		return err
	}
	var rows []table.Row
	for _, r := range v.Rules() {
		rows = append(rows, table.Row{r.ID, o.say(r.JA, r.EN), r.Source()})
	}
	return o.table(table.Row{o.say("規則", "Rule"), o.say("内容", "What it says"), o.say("根拠", "Source")}, rows, 0, 90, 0)
}

func (o *Output) rule(v *terms.Version, id terms.ID) error {
	r := v.Rule(id)
	if err := o.printf("%s (%s)\n%s\n", id, v.Name, o.say(r.JA, r.EN)); err != nil {
		return err
	}
	var clauses []table.Row
	for _, c := range r.Clauses {
		clauses = append(clauses, table.Row{o.text(v.Cite(c)), c.Passage})
	}
	err := o.table(table.Row{o.say("根拠", "Source"), o.say("条文・該当箇所", "Passage")}, clauses, 30, 80)
	if err != nil {
		return err
	}
	figures := v.FiguresOf(id)
	if len(figures) == 0 {
		return o.printf("%s", o.say("この規則に数値はありません。", "This rule has no figures."))
	}
	var rows []table.Row
	for _, f := range figures {
		rows = append(rows, table.Row{o.text(f.Name), o.text(f.Reads), strings.TrimPrefix(f.Path, string(id)+"."), f.Type})
	}
	return o.table(table.Row{o.say("数値", "Figure"), o.say("値", "Value"), o.say("キー", "Key"), o.say("種類", "Type")}, rows, 56, 50, 0, 0)
}

// TermsCheck checks a directory.
type TermsCheck struct {
	Dir string `arg:"" type:"existingdir" help:"Directory with versions, files named by their effective day."`
}

// Run prints each problem on a line and fails where there is one.
func (c *TermsCheck) Run(o *Output) error {
	problems, err := terms.Check(c.Dir)
	if err != nil {
		return err
	}
	if o.JSON {
		if problems == nil {
			problems = terms.Problems{}
		}
		if err := o.json(problems); err != nil {
			return err
		}
	} else {
		for _, p := range problems {
			if err := o.printf("%s", p.Error()); err != nil {
				return err
			}
		}
	}
	if len(problems) > 0 {
		return fmt.Errorf("%s: %s", c.Dir, o.say(
			fmt.Sprintf("%d件の問題があります。", len(problems)), plural(len(problems), "problem")))
	}
	if o.JSON {
		return nil
	}
	return o.printf("%s", o.say("問題はありません。", "Nothing is wrong."))
}

// TermsDiff compares two versions.
type TermsDiff struct {
	A string `arg:"" help:"Version to compare with, by its name (2025-07-18)."`
	B string `arg:"" help:"Version that is compared."`
}

// Run prints a table of what B states differently.
func (d *TermsDiff) Run(o *Output, t *Terms) error {
	book, err := t.load()
	if err != nil {
		return err
	}
	a, err := book.Named(d.A)
	if err != nil {
		return err
	}
	b, err := book.Named(d.B)
	if err != nil {
		return err
	}
	changes := terms.Diff(a, b)
	if o.JSON {
		if changes == nil {
			changes = []terms.Change{}
		}
		return o.json(changes)
	}
	if len(changes) == 0 {
		return o.printf("%s", o.say("違いはありません。", "They state the same."))
	}
	var rows []table.Row
	for _, c := range changes {
		rows = append(rows, table.Row{o.text(c.Name) + "\n" + c.Path, o.text(c.FromReads), o.text(c.ToReads)})
	}
	return o.table(table.Row{o.say("項目とキー", "Figure and key"), a.Name, b.Name}, rows, 50, 50, 50)
}

func plural(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}
