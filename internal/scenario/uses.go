package scenario

import (
	"maps"
	"os"
	"slices"

	"go.yaml.in/yaml/v4"
)

// steps reads a list of steps. One that uses a part is followed by the part's.
func (r *reader) steps(n *yaml.Node) (steps []Step) {
	r.sequence(n, "steps", func(n *yaml.Node) {
		s := r.step(n)
		steps = append(steps, s)
		if s.Uses != nil {
			steps = append(steps, r.part(n, s.Uses)...)
		}
	})
	return steps
}

// part reads the steps of the file that u names, and adds what the file has
// for those of its variables that u does not give.
func (r *reader) part(n *yaml.Node, u *Uses) (steps []Step) {
	if slices.Contains(append(r.within, r.file), u.Part) {
		r.wrong(n, "%s uses itself", u.Part)
		return nil
	}
	text, err := os.ReadFile(u.Part)
	if err != nil {
		r.wrong(n, "uses: %s", err)
		return nil
	}
	top, err := document(u.Part, text)
	if err != nil {
		r.problems = append(r.problems, err)
		return nil
	}
	p := &reader{file: u.Part, within: append(slices.Clip(r.within), r.file)}
	given := map[string]any{}
	p.mapping(top, "a part", func(key string, n *yaml.Node) bool {
		switch key {
		case "about":
			p.text(n, key)
		case "given":
			given = p.values(n, key)
			for name := range given {
				p.name(n, name)
			}
		case "steps":
			steps = p.steps(n)
		default:
			return false
		}
		return true
	})
	for name := range u.Given {
		if _, ok := given[name]; !ok {
			r.wrong(n, "%s has no given %s", u.Part, name)
		}
	}
	maps.Copy(given, u.Given)
	u.Given = given
	for _, s := range steps {
		if s.Check != nil {
			p.wrongAt(s.File, s.Line, "a part expects nothing: that is for its scenario")
		}
	}
	r.problems = append(r.problems, p.problems...)
	return steps
}

// given sets the variables of a part whose steps follow.
func (l *play) given(u Uses) error {
	values, err := l.vars.fields(u.Given)
	if err != nil {
		return err
	}
	maps.Copy(l.vars, values)
	return nil
}
