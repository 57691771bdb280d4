package main

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"kigen/internal/terms"
)

// Where code and tests live, and what in there only lists or imitates rules.
var (
	roots     = []string{"activities", "dev", "internal", "starter", "worker", "workflows"}
	scenarios = "examples/scenarios"
	lists     = []string{"dev/bench", "internal/rulesdoc", "internal/terms"}
)

// places are the files that name a rule, sorted.
type places struct {
	code, tests []string
}

// scan finds the files that name each rule.
func scan(tree fs.FS) (map[terms.ID]places, error) {
	found := map[terms.ID]places{}
	for _, root := range roots {
		err := fs.WalkDir(tree, root, func(name string, e fs.DirEntry, err error) error {
			switch {
			case err != nil && name == root:
				return fs.SkipDir // a root may be missing
			case err != nil:
				return err
			case e.IsDir() && (slices.Contains(lists, name) || e.Name() == "testdata"):
				return fs.SkipDir
			case e.IsDir() || !readable(name):
				return nil
			}
			text, err := fs.ReadFile(tree, name)
			if err != nil {
				return err
			}
			test := strings.HasSuffix(name, "_test.go")
			for id := range named(string(text)) {
				p := found[id]
				p.add(name, test)
				found[id] = p
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("rulesdoc: %w", err)
		}
	}
	return found, scanScenarios(tree, found)
}

func (p *places) add(name string, test bool) {
	if test {
		p.tests = append(p.tests, name)
	} else {
		p.code = append(p.code, name)
	}
}

// readable tells whether a file is written by people in a language that names rules.
func readable(name string) bool {
	switch path.Ext(name) {
	case ".go":
		return !strings.HasSuffix(name, "_templ.go")
	case ".sql", ".templ":
		return true
	default:
		return false
	}
}

var (
	constant = regexp.MustCompile(`\bterms\.([A-Z])(\d{1,2})\b`)
	figure   = regexp.MustCompile(`\.([A-Z])(\d{1,2})\.([A-Z]\w*)`)
	literal  = regexp.MustCompile(`\b([A-Z])-(\d{1,2})\b`)
)

// named are the rules that a source text names: as the constant terms.N5, as
// a figure t.N5.Within, or written "N-5" in a string or comment.
func named(text string) map[terms.ID]bool {
	ids := map[terms.ID]bool{}
	add := func(m []string) {
		if id := terms.ID(m[1] + "-" + m[2]); slices.Contains(terms.IDs(), id) {
			ids[id] = true
		}
	}
	for _, m := range constant.FindAllStringSubmatch(text, -1) {
		add(m)
	}
	for _, m := range literal.FindAllStringSubmatch(text, -1) {
		add(m)
	}
	for _, m := range figure.FindAllStringSubmatch(text, -1) {
		if isFigure(m[1]+m[2], m[3]) {
			add(m)
		}
	}
	return ids
}

// isFigure tells t.S3.Plans from an S3 that is no rule.
func isFigure(rule, name string) bool {
	holder, ok := reflect.TypeFor[terms.Figures]().FieldByName(rule)
	if !ok {
		return false
	}
	if _, ok := holder.Type.FieldByName(name); ok {
		return true
	}
	_, ok = holder.Type.MethodByName(name)
	return ok
}

// scanScenarios adds the scenarios, which are tests: each lists its rules and
// names them in what it expects.
func scanScenarios(tree fs.FS, found map[terms.ID]places) error {
	files, err := fs.Glob(tree, scenarios+"/*.yaml")
	if err != nil {
		return fmt.Errorf("rulesdoc: %w", err)
	}
	for _, name := range files {
		text, err := fs.ReadFile(tree, name)
		if err != nil {
			return fmt.Errorf("rulesdoc: %w", err)
		}
		var scenario any
		if err := yaml.Load(text, &scenario); err != nil {
			return fmt.Errorf("rulesdoc: %s: %w", name, err)
		}
		ids := map[terms.ID]bool{}
		rulesIn(scenario, ids)
		for _, id := range slices.Sorted(maps.Keys(ids)) {
			if !slices.Contains(terms.IDs(), id) {
				return fmt.Errorf("rulesdoc: %s names rule %s, which the rulebook has not", name, id)
			}
			p := found[id]
			p.add(name, true)
			found[id] = p
		}
	}
	return nil
}

// rulesIn collects the values of the keys "rule" and "rules".
func rulesIn(node any, ids map[terms.ID]bool) {
	switch n := node.(type) {
	case []any:
		for _, item := range n {
			rulesIn(item, ids)
		}
	case map[string]any:
		for key, value := range n {
			list, isList := value.([]any)
			switch text, isText := value.(string); {
			case key == "rule" && isText:
				ids[terms.ID(text)] = true
			case key == "rules" && isList:
				for _, item := range list {
					ids[terms.ID(fmt.Sprint(item))] = true
				}
			default:
				rulesIn(value, ids)
			}
		}
	}
}
