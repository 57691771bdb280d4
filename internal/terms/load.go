package terms

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"kigen/internal/jst"
)

//go:embed versions/*.yaml
var shipped embed.FS

// Load reads the versions that ship with the program and those in the
// operator's directories (files *.yaml, not their subdirectories). The error
// is Problems, all of them, where files can be read but not accepted.
func Load(dirs ...string) (*Book, error) {
	files, err := read(shipped, "versions", "versions")
	if err != nil {
		return nil, err
	}
	for _, dir := range dirs {
		more, err := read(os.DirFS(dir), ".", dir)
		if err != nil {
			return nil, err
		}
		files = append(files, more...)
	}
	book, problems := assemble(files)
	if len(problems) > 0 {
		return nil, problems
	}
	return book, nil
}

// Check reads a directory of versions as Load would, beside the shipped
// versions, and returns everything that is wrong, ordered by file and line.
// The error is for a directory that cannot be read.
func Check(dir string) (Problems, error) {
	_, err := Load(dir)
	if problems, ok := errors.AsType[Problems](err); ok {
		return problems, nil
	}
	return nil, err
}

// file is the text of one version.
type file struct {
	name string // for messages
	base string // "2026-04-01.yaml"
	text []byte
}

func read(tree fs.FS, dir, shown string) ([]file, error) {
	entries, err := fs.ReadDir(tree, dir)
	if err != nil {
		return nil, fmt.Errorf("terms: directory %s: %w", shown, err)
	}
	var files []file
	for _, e := range entries {
		if e.IsDir() || path.Ext(e.Name()) != ".yaml" {
			continue
		}
		text, err := fs.ReadFile(tree, path.Join(dir, e.Name()))
		if err != nil {
			return nil, fmt.Errorf("terms: %w", err)
		}
		files = append(files, file{name: filepath.Join(shown, e.Name()), base: e.Name(), text: text})
	}
	return files, nil
}

// assemble decodes the files in the order of their names, which are days, so
// that a version finds the one it amends.
func assemble(files []file) (*Book, Problems) {
	slices.SortStableFunc(files, func(a, b file) int { return strings.Compare(a.base, b.base) })
	var (
		book     Book
		problems Problems
		broken   = map[string]bool{}
	)
	for _, f := range files {
		v, wrong := book.parse(f, broken)
		if len(wrong) > 0 {
			broken[strings.TrimSuffix(f.base, ".yaml")] = true
			problems = append(problems, wrong...)
			continue
		}
		book.versions = append(book.versions, v)
	}
	slices.SortStableFunc(problems, func(a, b Problem) int {
		if c := strings.Compare(a.File, b.File); c != 0 {
			return c
		}
		return a.Line - b.Line
	})
	return &book, problems
}

// head is a version's file; rules are read after it is known what it amends.
type head struct {
	Effective jst.Day         `json:"effective"`
	Amends    jst.Day         `json:"amends" terms:"optional"`
	Note      Text            `json:"note"`
	Sources   map[string]Text `json:"sources" terms:"optional"`
	Contacts  section         `json:"contacts" terms:"optional"`
	House     section         `json:"house" terms:"optional"`
	Rules     section         `json:"rules"`
}

// section is a part of the file that is decoded later.
type section struct{ node *yaml.Node }

func (b *Book) parse(f file, broken map[string]bool) (*Version, Problems) {
	d := &decoder{file: f.name, lines: map[string]int{}}
	var root yaml.Node
	if err := yaml.Load(f.text, &root); err != nil {
		return nil, Problems{syntaxProblem(f.name, err)}
	}
	if len(root.Content) == 0 {
		return nil, Problems{{File: f.name, Line: 1, Message: "is empty"}}
	}
	top := root.Content[0]
	var h head
	d.decode(top, "", reflect.ValueOf(&h).Elem())
	v := b.start(d, f, &h, broken)
	if v == nil {
		return nil, d.problems
	}
	whole := h.Amends.IsZero()
	if h.Sources != nil {
		v.Sources = h.Sources
	} else if whole {
		d.report(top, "sources", "is missing")
	}
	d.section(h.Contacts, top, "contacts", whole, &v.Contacts)
	d.section(h.House, top, "house", whole, &v.House)
	if h.Rules.node != nil {
		d.rules(h.Rules.node, v, whole)
	}
	if len(d.problems) == 0 {
		v.lines = d.lines
		d.problems = v.contradictions()
	}
	return v, d.problems
}

// start makes the version to fill: a bare one, or a copy of the one it amends.
// It is nil where that one is not known.
func (b *Book) start(d *decoder, f file, h *head, broken map[string]bool) *Version {
	name := strings.TrimSuffix(f.base, ".yaml")
	switch day := h.Effective; {
	case day.IsZero(): // reported already
	case day.String() != name:
		d.at("effective", "is %s, but the file is named %s", day, f.base)
	default:
		if other, err := b.Named(name); err == nil {
			d.at("effective", "%s has a version already, %s", day, other.file)
		}
	}
	v := &Version{rules: map[ID]Rule{}}
	if _, given := d.lines["amends"]; given {
		base, err := b.Named(h.Amends.String())
		switch {
		case h.Amends.IsZero():
			return nil
		case broken[h.Amends.String()]:
			d.at("amends", "version %s has problems of its own", h.Amends)
			return nil
		case err != nil || !h.Amends.Before(h.Effective):
			d.at("amends", "there is no version %s before this one", h.Amends)
			return nil
		}
		v = base.amended()
	}
	v.Name, v.Effective, v.Amends, v.Note, v.file = name, h.Effective, h.Amends.String(), h.Note, f.name
	return v
}

// section decodes a part that a whole version must have.
func (d *decoder) section(s section, top *yaml.Node, path string, required bool, into any) {
	switch {
	case s.node != nil:
		d.decode(s.node, path, reflect.ValueOf(into).Elem())
	case required:
		d.report(top, path, "is missing")
	}
}

// ruleHead is a rule of the file without its figures.
type ruleHead struct {
	Clauses []Clause `json:"clauses"`
	JA      string   `json:"ja"`
	EN      string   `json:"en"`
	Figures section  `json:"figures" terms:"optional"`
}

// rules decodes the rules of a file into v; all of them must be there in a
// whole version. A rule is always given whole.
func (d *decoder) rules(n *yaml.Node, v *Version, whole bool) {
	given := map[ID]bool{}
	ok := d.pairs(n, "rules", func(key, value *yaml.Node) {
		id, at := ID(key.Value), join("rules", key.Value)
		if !slices.Contains(IDs(), id) {
			d.report(key, at, "is no rule of the rulebook")
			return
		}
		given[id] = true
		var h ruleHead
		d.decode(value, at, reflect.ValueOf(&h).Elem())
		if len(h.Clauses) == 0 && value.Kind == yaml.MappingNode {
			d.report(value, join(at, "clauses"), "must have one clause at least")
		}
		for i, c := range h.Clauses {
			if _, known := v.Sources[c.Source]; !known && c.Source != "" {
				d.at(fmt.Sprintf("%s.clauses[%d].source", at, i), "%q is not among the sources", c.Source)
			}
		}
		v.rules[id] = Rule{ID: id, Clauses: h.Clauses, JA: h.JA, EN: h.EN}
		d.figures(h.Figures, key, at, v.holder(id))
	})
	if !ok || !whole {
		return
	}
	for _, id := range IDs() {
		if !given[id] {
			d.report(n, join("rules", string(id)), "is missing")
		}
	}
}

func (d *decoder) figures(s section, key *yaml.Node, at string, holder reflect.Value) {
	switch path := join(at, "figures"); {
	case !holder.IsValid() && s.node != nil:
		d.report(s.node, path, "this rule has no figures")
	case holder.IsValid() && s.node == nil:
		d.report(key, path, "is missing")
	case holder.IsValid():
		holder.SetZero()
		d.decode(s.node, path, holder)
	}
}

// holder is the field that takes a rule's figures, N5 for "N-5"; the zero Value
// where the rule has none.
func (v *Version) holder(id ID) reflect.Value {
	return reflect.ValueOf(&v.Figures).Elem().FieldByName(strings.Replace(string(id), "-", "", 1))
}

// syntaxProblem is an error of the YAML reader at its line.
func syntaxProblem(name string, err error) Problem {
	if e, ok := errors.AsType[*yaml.LoadError](err); ok {
		return Problem{File: name, Line: max(e.Mark.Line, 1), Message: e.Message}
	}
	return Problem{File: name, Line: 1, Message: err.Error()}
}
