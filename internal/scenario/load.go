package scenario

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// noClock in place of an instant is a story in the machine's own time.
const noClock = "none"

var ruleID = regexp.MustCompile(`^[A-Z]-\d+$`)

// Load reads a scenario and checks all that can be told without playing it:
// keys, callers, instants that only go forward, files that exist, variables
// that an earlier step saves. The error holds a Problem for everything found.
func Load(file string) (*Scenario, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the scenario: %w", err)
	}
	return parse(file, text)
}

func parse(file string, text []byte) (*Scenario, error) {
	r := &reader{file: file}
	top, err := document(file, text)
	if err != nil {
		return nil, err
	}
	s := &Scenario{File: file}
	clocked := true
	r.mapping(top, "the scenario", func(key string, n *yaml.Node) bool {
		switch key {
		case "name":
			s.Name = r.text(n, "name")
		case "about":
			s.About = r.text(n, "about")
		case "rules":
			r.sequence(n, "rules", func(n *yaml.Node) {
				if !ruleID.MatchString(n.Value) {
					r.wrong(n, "%q is no rule ID such as N-5", n.Value)
				}
				s.Rules = append(s.Rules, n.Value)
			})
		case "clock":
			if clocked = n.Value != noClock; clocked {
				s.Clock = r.instant(n, "clock")
			}
		case "steps":
			s.Steps = r.steps(n)
		case "expect":
			s.Expect = r.expect(n)
		default:
			return false
		}
		return true
	})
	for name, missing := range map[string]bool{
		"name": s.Name == "", "rules": len(s.Rules) == 0, "clock": clocked && s.Clock.IsZero(), "steps": len(s.Steps) == 0,
	} {
		if missing {
			r.wrong(top, "the scenario needs %s", name)
		}
	}
	r.check(s)
	if len(r.problems) > 0 {
		slices.SortStableFunc(r.problems, func(a, b error) int { return lineOf(a) - lineOf(b) })
		return nil, errors.Join(r.problems...)
	}
	return s, nil
}

func lineOf(err error) int {
	p, _ := errors.AsType[Problem](err)
	return p.Line
}

// document is the top node of a file.
func document(file string, text []byte) (*yaml.Node, error) {
	var root yaml.Node
	if err := yaml.Load(text, &root); err != nil {
		var at *yaml.LoadError
		if errors.As(err, &at) {
			return nil, Problem{File: file, Line: max(at.Mark.Line, 1), Message: at.Message}
		}
		return nil, Problem{File: file, Line: 1, Message: err.Error()}
	}
	return root.Content[0], nil
}

func (r *reader) step(n *yaml.Node) Step {
	s := Step{File: r.file, Line: n.Line}
	if n.Kind != yaml.MappingNode {
		r.wrong(n, "a step must be a mapping")
		return s
	}
	call := &Call{File: r.file, Line: n.Line}
	together, mail, uses := &Together{}, &Mail{}, &Uses{}
	kinds := []string{}
	rest := map[string]*yaml.Node{} // keys whose meaning depends on the kind
	r.mapping(n, "a step", func(key string, v *yaml.Node) bool {
		switch key {
		case "at":
			s.At = r.instant(v, key)
			return true
		case "until":
			s.Until = r.instant(v, key)
		case "call":
			s.Call = call
			call.Operation = r.text(v, key)
		case "together":
			s.Together = together
			r.sequence(v, key, func(n *yaml.Node) { together.Calls = append(together.Calls, r.oneOfTogether(n)) })
			if len(together.Calls) < 2 {
				r.wrong(v, "together needs two calls or more")
			}
		case "mail":
			s.Mail = mail
			mail.To = r.text(v, key)
		case "restart":
			s.Restart = r.text(v, key)
			if !slices.Contains([]string{worker, "temporal", "postgres"}, s.Restart) {
				r.wrong(v, "restart knows worker, temporal and postgres")
			}
		case "down", "up":
			part := r.text(v, key)
			if part != worker {
				r.wrong(v, "%s knows the worker only", key)
			}
			if key == "down" {
				s.Down = part
			} else {
				s.Up = part
			}
		case "expect":
			s.Check = r.expect(v)
		case "uses":
			s.Uses = uses
			uses.Part = beside(r.file, r.text(v, key))
		default:
			rest[key] = v
			return true
		}
		kinds = append(kinds, key)
		return true
	})
	if len(kinds) != 1 {
		r.wrong(n, "a step is one of until, call, together, mail, restart, down, up, uses and expect; this one is %s", orNone(kinds))
		return s
	}
	if s.Call != nil && call.As.Role == "" {
		call.As.Role = public
	}
	if !s.Until.IsZero() && !s.At.IsZero() {
		r.wrong(n, "until only advances the clock: it has no at")
	}
	for key, v := range rest {
		known := false
		switch {
		case s.Call != nil:
			known = r.callKey(call, key, v)
		case s.Together != nil && key == "save":
			together.Save, known = r.saves(v), true
		case s.Together != nil && key == "refused":
			together.Refused, known = r.refused(v), true
		case s.Mail != nil && key == "subject":
			mail.Subject, known = r.text(v, key), true
		case s.Uses != nil && key == "with":
			uses.Given, known = r.values(v, key), true
		case s.Mail != nil && key == "find":
			mail.Find, known = r.finds(v), true
		}
		if !known {
			r.wrong(v, "a step with %s has no key %s", kinds[0], key)
		}
	}
	return s
}

func orNone(kinds []string) string {
	if len(kinds) == 0 {
		return "none"
	}
	return strings.Join(kinds, " and ")
}

// oneOfTogether reads a call that is sent with others.
func (r *reader) oneOfTogether(n *yaml.Node) Call {
	c := Call{File: r.file, Line: n.Line, As: Caller{Role: public}}
	r.mapping(n, "a call", func(key string, v *yaml.Node) bool {
		switch key {
		case "call":
			c.Operation = r.text(v, key)
			return true
		case "save", "refused", "answer", "twice":
			return false
		}
		return r.callKey(&c, key, v)
	})
	if c.Operation == "" {
		r.wrong(n, "together holds calls")
	}
	return c
}

func (r *reader) callKey(c *Call, key string, v *yaml.Node) bool {
	switch key {
	case "as":
		as, err := parseCaller(r.text(v, key))
		if err != nil {
			r.wrong(v, "%s", err)
		}
		c.As = as
	case "with":
		c.With = r.values(v, key)
	case "key":
		c.Key = r.text(v, key)
	case "twice":
		c.Twice = r.yes(v, key)
	case "save":
		c.Save = r.saves(v)
	case "refused":
		c.Refused = r.refused(v)
	case "answer":
		c.Answer = r.values(v, key)
	default:
		return false
	}
	return true
}

func (r *reader) saves(n *yaml.Node) (saves []Save) {
	r.mapping(n, "save", func(name string, v *yaml.Node) bool {
		q, err := parseQuery(r.text(v, "a saved value"))
		if err != nil {
			r.wrong(v, "%s is no path into the answer: %s", v.Value, err)
		}
		saves = append(saves, Save{Name: r.name(v, name), Query: q})
		return true
	})
	return saves
}

func (r *reader) finds(n *yaml.Node) (finds []Find) {
	r.mapping(n, "find", func(name string, v *yaml.Node) bool {
		p, err := parsePattern(r.text(v, "a pattern"))
		if err != nil {
			r.wrong(v, "%s", err)
		}
		finds = append(finds, Find{Name: r.name(v, name), Pattern: p})
		return true
	})
	return finds
}

func (r *reader) name(n *yaml.Node, name string) string {
	if !isName(name) || builtin[rooted(name)] {
		r.wrong(n, "%q can't be the name of a variable", name)
	}
	return name
}

func (r *reader) refused(n *yaml.Node) *Refused {
	f := &Refused{Times: 1}
	r.mapping(n, "refused", func(key string, v *yaml.Node) bool {
		switch key {
		case "code":
			f.Code = r.text(v, key)
		case "rule":
			f.Rule = r.text(v, key)
		case "times":
			f.Times = r.whole(v, key)
		default:
			return false
		}
		return true
	})
	if f.Code == "" {
		r.wrong(n, "refused needs the code of the refusal")
	}
	return f
}

func (r *reader) expect(n *yaml.Node) (e Expect) {
	r.mapping(n, "expect", func(name string, v *yaml.Node) bool {
		if !slices.Contains(Lists, name) {
			return false
		}
		list := List{Line: v.Line, Name: name}
		items := v
		if v.Kind == yaml.MappingNode {
			items = nil
			r.mapping(v, name, func(key string, n *yaml.Node) bool {
				switch key {
				case "only":
					list.Only = r.values(n, key)
				case "are":
					items = n
				default:
					return false
				}
				return true
			})
			if items == nil || list.Only == nil {
				r.wrong(v, "%s needs only and are, or is a list", name)
				return true
			}
		}
		r.sequence(items, name, func(n *yaml.Node) {
			list.Are = append(list.Are, Item{Line: n.Line, Fields: r.values(n, "an entry of "+name)})
		})
		e = append(e, list)
		return true
	})
	return e
}
