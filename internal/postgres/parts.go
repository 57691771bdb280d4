package postgres

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"kigen/internal/ids"
	"kigen/internal/journal"
	"kigen/internal/terms"
)

// columns gathers the rows of one statement column by column: a step is
// committed by the same statements whether it is of one case or of ten thousand.
type columns [][]any

func (c *columns) add(values ...any) {
	if *c == nil {
		*c = make([][]any, len(values))
	}
	for i, v := range values {
		(*c)[i] = append((*c)[i], v)
	}
}

func (c columns) rows() int {
	if len(c) == 0 {
		return 0
	}
	return len(c[0])
}

// few rows are those of one case's step.
const few = 8

// of makes the change that runs sql over the rows, which it reads as "{rows}"
// under the name e, with a name and type for each column; false where there
// are no rows. Few rows go as plain values: PostgreSQL plans those once, while
// of arrays it cannot tell how many rows they are, plans anew each time, at a
// third of the cost of a commit, and may read a table for two rows of it.
func (c columns) of(names, sql string) (Change, bool) {
	if c.rows() == 0 {
		return Change{}, false
	}
	var columns, kinds []string
	for column := range strings.SplitSeq(names, ", ") {
		name, kind, _ := strings.Cut(column, " ")
		columns, kinds = append(columns, name), append(kinds, kind)
	}
	source := c.arrays
	if c.rows() <= few {
		source = c.values
	}
	rows, args := source(kinds)
	return Exec(strings.Replace(sql, "{rows}", rows+" as e ("+strings.Join(columns, ", ")+")", 1), args...), true
}

func (c columns) arrays(kinds []string) (sql string, args []any) {
	params := make([]string, len(c))
	for i, kind := range kinds {
		params[i], args = fmt.Sprintf("$%d::%s[]", i+1, kind), append(args, c[i])
	}
	return "unnest(" + strings.Join(params, ", ") + ")", args
}

func (c columns) values(kinds []string) (sql string, args []any) {
	rows := make([]string, c.rows())
	for row := range rows {
		params := make([]string, len(c))
		for i, kind := range kinds {
			args = append(args, c[i][row])
			params[i] = fmt.Sprintf("$%d::%s", len(args), kind)
		}
		rows[row] = "(" + strings.Join(params, ", ") + ")"
	}
	return "(values " + strings.Join(rows, ", ") + ")", args
}

// expected is of, and fails the whole step unless as many rows are touched.
func (c columns) expected(what, names, sql string) (Change, bool) {
	change, any := c.of(names, sql)
	if !any {
		return change, false
	}
	return expect(c.rows(), what, change.SQL, change.Args...), true
}

// casesOf opens the cases that the entries begin; false where none does.
func casesOf(entries []journal.Entry) (Change, bool) {
	var c columns
	for _, e := range entries {
		if o := e.Opens; o != nil {
			c.add(e.Case, o.Kind, o.WorkflowID, null(o.Member), null(o.Clock), o.Subject, e.State, e.At)
		}
	}
	return c.of(`id text, kind text, workflow_id text, member_id text, clock_id text, subject text, state text, opened_at timestamptz`,
		`insert into cases (id, kind, workflow_id, member_id, clock_id, subject, state, opened_at) select * from {rows}`)
}

// journalOf writes the entries under their keys.
func journalOf(entries []journal.Entry, results []json.RawMessage) Change {
	var c columns
	for i, e := range entries {
		c.add(e.Case, e.Step, e.At, e.Actor.Role, e.Actor.ID, joined(e.Rules), e.Terms, facts(e.Facts), string(results[i]), null(e.State))
	}
	written, _ := c.of(`c text, s text, at timestamptz, role text, actor text, rules text, terms text, facts jsonb, result text, state text`,
		`insert into journal (case_id, step, at, actor_role, actor_id, rules, terms, facts, result, state)
		select c, s, at, role, actor, string_to_array(rules, ' '), terms, facts, result::json, state from {rows}`)
	return written
}

// partsOf writes all that the entries did besides: a statement a table, in the
// order in which they depend on each other.
func partsOf(entries []journal.Entry) ([]Change, error) {
	notices, err := noticesOf(entries)
	if err != nil {
		return nil, err
	}
	var parts []Change
	for _, part := range []func([]journal.Entry) (Change, bool){
		statesOf, settledOf, armedOf, redecidedOf, chargesOf, closedOf, tasksOf,
	} {
		if change, any := part(entries); any {
			parts = append(parts, change)
		}
	}
	return append(parts, notices...), nil
}

func statesOf(entries []journal.Entry) (Change, bool) {
	var c columns
	for _, e := range entries {
		if e.Ends || e.Reopens || e.State != "" && e.Opens == nil {
			c.add(e.Case, e.State, e.Ends, e.Reopens, e.At)
		}
	}
	// A case ends no earlier than it opened, even where what ended it is dated
	// before: a parcel booked in before the process was resumed.
	return c.of(`c text, state text, ends bool, reopens bool, at timestamptz`,
		`update cases set state = coalesce(nullif(e.state, ''), cases.state),
			closed_at = case when e.ends then greatest(e.at, opened_at) when e.reopens then null else closed_at end
		from {rows} where id = e.c`)
}

func settledOf(entries []journal.Entry) (Change, bool) {
	var c columns
	for _, e := range entries {
		for _, s := range e.Settled {
			c.add(e.Case, s.Name, string(s.Outcome), e.At, e.Step)
		}
	}
	return c.expected("open deadline", `c text, name text, outcome text, at timestamptz, step text`,
		`update deadlines set outcome = e.outcome, settled_at = e.at, settled_step = e.step
		from {rows} where case_id = e.c and deadlines.name = e.name and deadlines.outcome is null`)
}

const deadlineColumns = `case_id text, name text, rule text, terms text, armed_step text, desk text, way text, event_day date, n int, ` +
	`last_good_day date, lapse timestamptz, settles_at timestamptz`

// deadlineRow is a deadline as deadlineColumns have it.
func deadlineRow(e journal.Entry, d journal.Deadline, terms string) []any {
	var way, event, n, last any
	if !d.Count.IsZero() {
		way, event, n, last = string(d.Count.Way), d.Count.Event, d.Count.N, d.Count.LastGoodDay
	}
	settles := d.SettlesAt
	if settles.IsZero() {
		settles = d.Lapse
	}
	return []any{e.Case, d.Name, string(d.Rule), terms, e.Step, d.Desk, way, event, n, last, d.Lapse, settles}
}

func armedOf(entries []journal.Entry) (Change, bool) {
	var c columns
	for _, e := range entries {
		for _, d := range e.Armed {
			c.add(deadlineRow(e, d, e.Terms)...)
		}
	}
	return c.of(deadlineColumns,
		`insert into deadlines (case_id, name, rule, terms, armed_step, desk, way, event_day, n, last_good_day, lapse, settles_at)
		select * from {rows}`)
}

func redecidedOf(entries []journal.Entry) (Change, bool) {
	var c columns
	for _, e := range entries {
		for _, d := range e.Redecided {
			c.add(append(deadlineRow(e, d.Deadline, d.Terms), string(d.Outcome), e.At, e.Step)...)
		}
	}
	return c.of(deadlineColumns+`, outcome text, settled_at timestamptz, settled_step text`,
		`insert into deadlines (case_id, name, rule, terms, armed_step, desk, way, event_day, n, last_good_day, lapse, settles_at,
			outcome, settled_at, settled_step)
		select * from {rows}`)
}

func chargesOf(entries []journal.Entry) (Change, bool) {
	var c columns
	for _, e := range entries {
		for _, ch := range e.Charges {
			c.add(chargeID(e, ch), e.Case, e.Step, ch.Name, string(ch.Rule), e.Terms, string(ch.Kind),
				ch.Amount, string(ch.Tax), ch.At, facts(ch.Why), null(ch.Cancels))
		}
	}
	return c.of(`id text, c text, step text, name text, rule text, terms text, kind text, amount numeric, tax text, at timestamptz, `+
		`why jsonb, cancels text`,
		`insert into charges (id, case_id, member_id, step, name, rule, terms, kind, amount, tax, at, why, cancels)
		select e.id, e.c, member_id, step, name, rule, terms, e.kind, amount, tax, at, why, cancels
		from {rows} join cases on cases.id = e.c`)
}

// chargeID is the same at every try. A step may post a charge under the name of
// one that it takes back.
func chargeID(e journal.Entry, c journal.Charge) string {
	if c.Kind == journal.Posted {
		return journal.ChargeID(e.Case, e.Step, c.Name)
	}
	return ids.Derived("chg", e.Case, e.Step, c.Name, string(c.Kind))
}

func closedOf(entries []journal.Entry) (Change, bool) {
	var c columns
	for _, e := range entries {
		for _, cl := range e.Closed {
			c.add(e.Case, cl.Kind, e.At, e.Step, cl.Outcome)
		}
	}
	return c.expected("open task", `c text, kind text, at timestamptz, step text, outcome text`,
		`update tasks set closed_at = greatest(e.at, opened_at), closed_step = e.step, outcome = e.outcome
		from {rows} where case_id = e.c and tasks.kind = e.kind and closed_at is null`)
}

func tasksOf(entries []journal.Entry) (Change, bool) {
	var c columns
	for _, e := range entries {
		for _, t := range e.Tasks {
			var due any
			if !t.Due.IsZero() {
				due = t.Due
			}
			c.add(ids.Derived("tsk", e.Case, e.Step, t.Kind), e.Case, e.Step, t.Kind, t.Desk, string(t.Rule), facts(t.Why), e.At, due)
		}
	}
	return c.of(`id text, case_id text, step text, kind text, desk text, rule text, why jsonb, opened_at timestamptz, due timestamptz`,
		`insert into tasks (id, case_id, step, kind, desk, rule, why, opened_at, due) select * from {rows}`)
}

func noticesOf(entries []journal.Entry) ([]Change, error) {
	var c columns
	for _, e := range entries {
		sent := map[string]int{}
		for _, n := range e.Notices {
			data, err := json.Marshal(n.Letter)
			if err != nil {
				return nil, fmt.Errorf("letter %s: %w", n.Letter.Template(), err)
			}
			sent[n.Letter.Template()]++
			c.add(noticeID(e, n.Letter.Template(), sent[n.Letter.Template()]), e.Case, e.Step, null(n.Proof),
				string(n.Letter.Rule()), n.Letter.Template(), n.Letter.Version(), string(data), e.At)
		}
	}
	queued, any := c.of(`id text, c text, step text, proof text, rule text, template text, version int, data text, at timestamptz`,
		`insert into notices (id, case_id, step, member_id, proof_id, rule, template, version, data, at)
		select e.id, e.c, step, case when proof is null then member_id end, proof, rule, template, version, data::jsonb, at
		from {rows} join cases on cases.id = e.c`)
	if !any {
		return nil, nil
	}
	return []Change{queued}, nil
}

// noticeID is the same at every try. A step may send a letter more than once,
// about one thing each: of two charges that it takes back, say.
func noticeID(e journal.Entry, template string, no int) string {
	if no == 1 {
		return ids.Derived("ntc", e.Case, e.Step, template)
	}
	return ids.Derived("ntc", e.Case, e.Step, template, strconv.Itoa(no))
}

func facts(f journal.Facts) journal.Facts {
	if f == nil {
		return journal.Facts{}
	}
	return f
}

func null(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func joined(rules []terms.ID) string {
	words := make([]string, len(rules))
	for i, r := range rules {
		words[i] = string(r)
	}
	return strings.Join(words, " ")
}
