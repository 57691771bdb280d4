package scenario

import (
	"maps"
	"os"
	"slices"
	"time"
)

// check tells what only shows when the steps are read in their order.
func (r *reader) check(s *Scenario) {
	c := &checker{reader: r, now: s.Clock, known: maps.Clone(builtin)}
	for _, step := range s.Steps {
		c.step(step)
	}
	if c.down {
		c.wrongAt(s.File, 1, "the worker is down at the end of the story")
	}
	if s.Clock.IsZero() && len(s.Expect) > 0 {
		c.wrongAt(s.File, s.Expect[0].Line, "a story without a clock expects nothing")
	}
	c.expect(s.File, s.Expect)
}

// checker goes through a story and remembers which variables there are.
type checker struct {
	*reader
	now   time.Time
	known map[string]bool
	down  bool // the worker is
}

func (c *checker) step(s Step) {
	if c.now.IsZero() && (!s.At.IsZero() || !s.Until.IsZero() || s.Check != nil || s.Restart != "" || s.Down != "" || s.Up != "") {
		c.wrongAt(s.File, s.Line, "a story without a clock has no at, until, expect, restart, down and up")
		return
	}
	for _, to := range []time.Time{s.At, s.Until} {
		if to.IsZero() {
			continue
		}
		if to.Before(c.now) {
			c.wrongAt(s.File, s.Line, "the clock stands at %s already", c.now.Format(time.RFC3339))
		}
		c.now = to
	}
	switch {
	case s.Down != "" && c.down, s.Up != "" && !c.down:
		c.wrongAt(s.File, s.Line, "the worker is so already")
	case s.Down != "", s.Up != "":
		c.down = s.Down != ""
	case s.Uses != nil:
		c.use(s.File, s.Line, s.Uses.Given)
		c.know(slices.Collect(maps.Keys(s.Uses.Given))...)
	case s.Call != nil:
		c.call(*s.Call)
		c.saves(s.Call.Save)
	case s.Together != nil:
		for _, call := range s.Together.Calls {
			c.call(call)
		}
		c.saves(s.Together.Save)
	case s.Mail != nil:
		c.use(s.File, s.Line, s.Mail.To)
		c.use(s.File, s.Line, s.Mail.Subject)
		for _, f := range s.Mail.Find {
			c.know(f.Name)
		}
	}
	c.expect(s.File, s.Check)
}

func (c *checker) call(call Call) {
	c.use(call.File, call.Line, call.With)
	c.use(call.File, call.Line, call.Key)
	c.use(call.File, call.Line, call.Answer)
	if call.As.Role == member && !c.known[call.As.token()] {
		c.wrongAt(call.File, call.Line, "as: %s needs an earlier step that saves %s", call.As, call.As.token())
	}
	for _, name := range files(call.With) {
		// A name with a variable in it is known when the scenario is played.
		if _, err := os.Stat(beside(call.File, name)); err != nil && len(references(name)) == 0 {
			c.wrongAt(call.File, call.Line, "there is no file %s beside this one", name)
		}
	}
}

func (c *checker) expect(file string, e Expect) {
	for _, list := range e {
		c.use(file, list.Line, list.Only)
		for _, item := range list.Are {
			c.use(file, item.Line, item.Fields)
		}
	}
}

// use tells which variables of a value nothing has saved.
func (c *checker) use(file string, line int, v any) {
	for _, name := range references(v) {
		if !c.known[rooted(name)] {
			c.wrongAt(file, line, "${%s} is not saved by an earlier step", name)
		}
	}
}

func (c *checker) saves(saves []Save) {
	for _, s := range saves {
		c.know(s.Name)
	}
}

func (c *checker) know(names ...string) {
	for _, name := range names {
		c.known[name] = true
	}
}
