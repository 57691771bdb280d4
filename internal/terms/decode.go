package terms

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// decoder fills Go values from YAML nodes and collects everything that is
// wrong with them: unknown and repeated keys, missing figures, wrong types.
// Keys are the fields' json names; every field is required unless tagged
// `terms:"optional"`.
type decoder struct {
	file     string
	problems Problems
	lines    map[string]int // line of every path that was decoded
	aliases  int            // that were followed
}

const (
	// mostAliases bounds how much larger than its text a version can become.
	mostAliases = 100
	// largestCount bounds numbers of days, months, times and the like: they are counted out.
	largestCount = 100_000
)

func (d *decoder) report(n *yaml.Node, path, format string, args ...any) {
	d.problems = append(d.problems, Problem{File: d.file, Line: n.Line, Path: path, Message: fmt.Sprintf(format, args...)})
}

// at reports a problem with a path that was decoded.
func (d *decoder) at(path, format string, args ...any) {
	d.report(&yaml.Node{Line: d.lines[path]}, path, format, args...)
}

// decode fills v, which must be addressable, from n.
func (d *decoder) decode(n *yaml.Node, path string, v reflect.Value) {
	if n.Kind == yaml.AliasNode {
		if d.aliases++; d.aliases > mostAliases {
			d.report(n, path, "is an alias, of which there are more than %d", mostAliases)
			return
		}
		n = n.Alias
	}
	d.lines[path] = n.Line
	if s, ok := v.Addr().Interface().(*section); ok {
		s.node = n
		return
	}
	if t, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		d.text(n, path, t)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		d.mapping(n, path, fields(v))
	case reflect.Slice:
		d.slice(n, path, v)
	case reflect.Map:
		d.dictionary(n, path, v)
	case reflect.String:
		if d.scalar(n, path, "a text", "!!str") {
			if strings.TrimSpace(n.Value) == "" {
				d.report(n, path, "is empty")
			}
			v.SetString(n.Value)
			d.choice(n, path, v)
		}
	case reflect.Int, reflect.Int64:
		if d.scalar(n, path, "a whole number", "!!int") {
			i, err := strconv.ParseInt(n.Value, 10, 64)
			if err != nil || i < 0 {
				d.report(n, path, "%q is not a whole number of 0 or more", n.Value)
				return
			}
			if v.Kind() == reflect.Int && i > largestCount {
				d.report(n, path, "%q is more than %d", n.Value, largestCount)
				return
			}
			v.SetInt(i)
		}
	case reflect.Bool:
		if d.scalar(n, path, "true or false", "!!bool") {
			b, err := strconv.ParseBool(n.Value)
			if err != nil {
				d.report(n, path, "%q is neither true nor false", n.Value)
				return
			}
			v.SetBool(b)
		}
	default:
		panic(fmt.Sprintf("terms: figures of type %s cannot be read", v.Type()))
	}
}

// choice reports a value that is not one of its type's.
func (d *decoder) choice(n *yaml.Node, path string, v reflect.Value) {
	if all, ok := choices[v.Type()]; ok && !slices.Contains(all, v.String()) {
		d.report(n, path, "%q is none of %s", n.Value, strings.Join(all, ", "))
	}
}

func (d *decoder) scalar(n *yaml.Node, path, want string, tags ...string) bool {
	if n.Kind != yaml.ScalarNode || !slices.Contains(tags, n.Tag) {
		d.report(n, path, "must be %s, is %s", want, describe(n))
		return false
	}
	return true
}

func (d *decoder) text(n *yaml.Node, path string, t encoding.TextUnmarshaler) {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" || n.Value == "" {
		d.report(n, path, "must be a single value, is %s", describe(n))
		return
	}
	if err := t.UnmarshalText([]byte(n.Value)); err != nil {
		d.report(n, path, "%v", err)
	}
}

func (d *decoder) slice(n *yaml.Node, path string, v reflect.Value) {
	if n.Kind != yaml.SequenceNode {
		d.report(n, path, "must be a list, is %s", describe(n))
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
	for i, item := range n.Content {
		d.decode(item, path+"["+strconv.Itoa(i)+"]", v.Index(i))
	}
}

func (d *decoder) dictionary(n *yaml.Node, path string, v reflect.Value) {
	v.Set(reflect.MakeMap(v.Type()))
	d.pairs(n, path, func(key, value *yaml.Node) {
		k, e := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		d.decode(key, path+"."+key.Value, k)
		d.decode(value, path+"."+key.Value, e)
		v.SetMapIndex(k, e)
	})
}

// field is one key that a mapping may have.
type field struct {
	key      string
	value    reflect.Value
	optional bool
}

// fields lists the keys of a struct; those of embedded structs belong to it.
func fields(v reflect.Value) []field {
	var all []field
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Anonymous && f.Type.Kind() == reflect.Struct {
			all = append(all, fields(v.Field(i))...)
			continue
		}
		key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		all = append(all, field{key: key, value: v.Field(i), optional: f.Tag.Get("terms") == "optional"})
	}
	return all
}

// mapping fills fields from the pairs of n.
func (d *decoder) mapping(n *yaml.Node, path string, all []field) {
	given := map[string]bool{}
	ok := d.pairs(n, path, func(key, value *yaml.Node) {
		i := slices.IndexFunc(all, func(f field) bool { return f.key == key.Value })
		if i < 0 {
			d.report(key, join(path, key.Value), "is not a key known here")
			return
		}
		given[key.Value] = true
		d.decode(value, join(path, key.Value), all[i].value)
	})
	if !ok {
		return
	}
	for _, f := range all {
		if !given[f.key] && !f.optional {
			d.report(n, join(path, f.key), "is missing")
		}
	}
}

// pairs calls visit for each pair of a mapping and reports repeated keys.
func (d *decoder) pairs(n *yaml.Node, path string, visit func(key, value *yaml.Node)) bool {
	if n.Kind != yaml.MappingNode {
		d.report(n, path, "must have keys and values, is %s", describe(n))
		return false
	}
	first := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if line, again := first[key.Value]; again {
			d.report(key, join(path, key.Value), "stands twice, first in line %d", line)
			continue
		}
		first[key.Value] = key.Line
		visit(key, n.Content[i+1])
	}
	return true
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func describe(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Kind == yaml.MappingNode:
		return "keys and values"
	case n.Tag == "!!null":
		return "empty"
	default:
		return strconv.Quote(n.Value)
	}
}
