package scenario

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"go.yaml.in/yaml/v4"
)

// Problem is one thing wrong with a scenario's text.
type Problem struct {
	File    string `json:"file"`
	Line    int    `json:"line"` // from 1
	Message string `json:"message"`
}

func (p Problem) Error() string { return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Message) }

// reader walks the nodes of one file and collects all that is wrong with them.
type reader struct {
	file     string
	within   []string // the files that led to this one, by their uses
	problems []error
}

func (r *reader) wrong(n *yaml.Node, format string, args ...any) {
	r.wrongAt(r.file, n.Line, format, args...)
}

func (r *reader) wrongAt(file string, line int, format string, args ...any) {
	r.problems = append(r.problems, Problem{File: file, Line: line, Message: fmt.Sprintf(format, args...)})
}

// mapping calls take for each key of a mapping; take says whether it knows the key.
func (r *reader) mapping(n *yaml.Node, what string, take func(key string, value *yaml.Node) bool) {
	n = resolve(n)
	if n.Kind != yaml.MappingNode {
		r.wrong(n, "%s must be a mapping", what)
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch {
		case seen[key.Value]:
			r.wrong(key, "%s has %s twice", what, key.Value)
		case !take(key.Value, resolve(value)):
			r.wrong(key, "%s has no key %s", what, key.Value)
		}
		seen[key.Value] = true
	}
}

func (r *reader) sequence(n *yaml.Node, what string, take func(*yaml.Node)) {
	if n.Kind != yaml.SequenceNode {
		r.wrong(n, "%s must be a list", what)
		return
	}
	for _, item := range n.Content {
		take(resolve(item))
	}
}

func (r *reader) text(n *yaml.Node, what string) string {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" || n.Value == "" {
		r.wrong(n, "%s must be a text", what)
		return ""
	}
	return n.Value
}

func (r *reader) instant(n *yaml.Node, what string) time.Time {
	at, err := time.Parse(time.RFC3339, n.Value)
	if n.Kind != yaml.ScalarNode || err != nil {
		r.wrong(n, "%s must be an instant such as 2026-11-01T10:00:00+09:00", what)
		return time.Time{}
	}
	return at
}

func (r *reader) yes(n *yaml.Node, what string) bool {
	b, err := strconv.ParseBool(n.Value)
	if n.Kind != yaml.ScalarNode || err != nil {
		r.wrong(n, "%s must be true or false", what)
	}
	return b
}

func (r *reader) whole(n *yaml.Node, what string) int {
	i, err := strconv.Atoi(n.Value)
	if n.Kind != yaml.ScalarNode || err != nil || i < 1 {
		r.wrong(n, "%s must be a whole number from 1", what)
	}
	return i
}

// value turns a node into what JSON would make of it. Instants and days stay texts.
func (r *reader) value(n *yaml.Node) any {
	n = resolve(n)
	switch n.Kind {
	case yaml.MappingNode:
		return r.values(n, "the value")
	case yaml.SequenceNode:
		list := make([]any, 0, len(n.Content))
		for _, item := range n.Content {
			list = append(list, r.value(item))
		}
		return list
	}
	switch n.Tag {
	case "!!null":
		return nil
	case "!!bool":
		return r.yes(n, "the value")
	case "!!int":
		if i, err := strconv.ParseInt(n.Value, 10, 64); err == nil {
			return i
		}
	case "!!float":
		if f, err := strconv.ParseFloat(n.Value, 64); err == nil {
			return f
		}
	}
	return n.Value
}

// values reads a mapping. One with json: FILE stands for the object in that
// file; what else it has replaces the object's own, mapping by mapping.
func (r *reader) values(n *yaml.Node, what string) map[string]any {
	fields := map[string]any{}
	var from *yaml.Node
	r.mapping(n, what, func(key string, value *yaml.Node) bool {
		if key == "json" {
			from = value
			return true
		}
		fields[key] = r.value(value)
		return true
	})
	if from == nil {
		return fields
	}
	var object map[string]any
	text, err := os.ReadFile(beside(r.file, from.Value))
	if err == nil {
		err = json.Unmarshal(text, &object)
	}
	if err != nil {
		r.wrong(from, "json: %s: %s", from.Value, err)
	}
	return merge(object, fields)
}

func merge(object, changes map[string]any) map[string]any {
	if object == nil {
		object = map[string]any{}
	}
	for key, change := range changes {
		inner, ok := object[key].(map[string]any)
		if deeper, both := change.(map[string]any); ok && both {
			change = merge(inner, deeper)
		}
		object[key] = change
	}
	return object
}

// beside is the path of a file that a scenario names, relative to its own.
func beside(scenario, name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(filepath.Dir(scenario), name)
}

func resolve(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}
