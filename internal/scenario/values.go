package scenario

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"

	"github.com/itchyny/gojq"
)

// builtin are the variables that every play has: clock, the ID of its test
// clock; play, a short text that no other play has; now and today, the clock's
// instant and its day in Japan; and imei_1, imei_2 and so on, IMEIs that no other
// play has.
var builtin = map[string]bool{"clock": true, "play": true, "now": true, "today": true, allIMEIs: true}

var (
	reference = regexp.MustCompile(`\$\{([^}]*)\}`)
	naming    = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
)

func isName(s string) bool { return naming.MatchString(s) }

// references lists the variables that a value uses.
func references(v any) (names []string) {
	switch v := v.(type) {
	case string:
		for _, m := range reference.FindAllStringSubmatch(v, -1) {
			names = append(names, m[1])
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			names = append(names, references(v[key])...)
		}
	case []any:
		for _, item := range v {
			names = append(names, references(item)...)
		}
	}
	return names
}

// variables are what a play has saved so far.
type variables map[string]any

// fill replaces every ${name} of a value. A text that is nothing but one
// reference becomes the saved value itself, of whatever type.
func (vars variables) fill(v any) (any, error) {
	switch v := v.(type) {
	case string:
		return vars.text(v)
	case map[string]any:
		filled := make(map[string]any, len(v))
		for key, item := range v {
			x, err := vars.fill(item)
			if err != nil {
				return nil, err
			}
			filled[key] = x
		}
		return filled, nil
	case []any:
		filled := make([]any, 0, len(v))
		for _, item := range v {
			x, err := vars.fill(item)
			if err != nil {
				return nil, err
			}
			filled = append(filled, x)
		}
		return filled, nil
	}
	return v, nil
}

func (vars variables) fields(v map[string]any) (map[string]any, error) {
	filled, err := vars.fill(v)
	if err != nil {
		return nil, err
	}
	return filled.(map[string]any), nil
}

func (vars variables) text(s string) (any, error) {
	if m := reference.FindStringSubmatch(s); m != nil && m[0] == s {
		v, ok := vars.get(m[1])
		if !ok {
			return nil, fmt.Errorf("${%s} is not saved", m[1])
		}
		return v, nil
	}
	var missing error
	filled := reference.ReplaceAllStringFunc(s, func(ref string) string {
		v, ok := vars.get(ref[2 : len(ref)-1])
		if !ok {
			missing = fmt.Errorf("%s is not saved", ref)
		}
		return plain(v)
	})
	return filled, missing
}

func (vars variables) get(name string) (any, bool) {
	if rooted(name) == allIMEIs {
		return numbered(plain(vars[allIMEIs]), name), true
	}
	v, ok := vars[name]
	return v, ok
}

// plain writes a value into a text, whole numbers as such.
func plain(v any) string {
	if f, ok := v.(float64); ok {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}

// query is a path into an answer, in jq's language.
type query struct {
	text string
	code *gojq.Code
}

func parseQuery(text string) (query, error) {
	parsed, err := gojq.Parse(text)
	if err != nil {
		return query{}, err
	}
	code, err := gojq.Compile(parsed)
	return query{text: text, code: code}, err
}

// of gives the one value that the path leads to.
func (q query) of(answer any) (any, error) {
	results := q.code.Run(answer)
	v, ok := results.Next()
	if err, failed := v.(error); failed {
		return nil, fmt.Errorf("%s: %w", q.text, err)
	}
	if !ok || v == nil {
		return nil, fmt.Errorf("%s leads to nothing", q.text)
	}
	if _, more := results.Next(); more {
		return nil, fmt.Errorf("%s leads to several values", q.text)
	}
	return v, nil
}

// pattern finds one value in a text.
type pattern struct{ *regexp.Regexp }

func parsePattern(text string) (pattern, error) {
	p, err := regexp.Compile(text)
	if err != nil {
		return pattern{}, err
	}
	if p.NumSubexp() != 1 {
		return pattern{}, errors.New("a pattern has one group, for the value to keep")
	}
	return pattern{p}, nil
}

func (p pattern) in(text string) (string, bool) {
	m := p.FindStringSubmatch(text)
	if m == nil {
		return "", false
	}
	return m[1], true
}

// file gives the name of the file that a value stands for: {file: NAME}.
func file(v any) (string, bool) {
	m, ok := v.(map[string]any)
	if !ok || len(m) != 1 {
		return "", false
	}
	name, ok := m["file"].(string)
	return name, ok
}

// files lists the files that a value uses.
func files(v any) (names []string) {
	if name, ok := file(v); ok {
		return []string{name}
	}
	switch v := v.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			names = append(names, files(v[key])...)
		}
	case []any:
		for _, item := range v {
			names = append(names, files(item)...)
		}
	}
	return names
}
