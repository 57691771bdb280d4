package terms

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"kigen/internal/jst"
	"kigen/internal/yen"
)

// Figure is one figure of a version, named as in its file.
type Figure struct {
	Path  string `json:"path"`  // "N-5.within", "O-7.exclusions.new.looks.ja"
	Type  string `json:"type"`  // "integer", "yen", "time", "text", "list of integer" …
	Value string `json:"value"` // as the file writes it; a list is joined by ", "
}

// FiguresOf are the figures of a rule in the order of its fields.
func (v *Version) FiguresOf(id ID) []Figure {
	holder, ok := v.holders()[id]
	if !ok {
		return nil
	}
	return list(nil, string(id), holder)
}

// All is everything the version states, by path: sources, contacts, house
// figures, and each rule's clauses, sentences and figures.
func (v *Version) All() []Figure {
	all := list(nil, "sources", reflect.ValueOf(v.Sources))
	all = list(all, "contacts", reflect.ValueOf(v.Contacts))
	all = list(all, "house", reflect.ValueOf(v.House))
	holders := v.holders()
	for _, r := range v.Rules() {
		path := string(r.ID)
		all = list(all, path+".clauses", reflect.ValueOf(r.Clauses))
		all = list(all, path+".ja", reflect.ValueOf(r.JA))
		all = list(all, path+".en", reflect.ValueOf(r.EN))
		if h, ok := holders[r.ID]; ok {
			all = list(all, path, h)
		}
	}
	return all
}

// list appends the single values and plain lists inside v.
func list(all []Figure, path string, v reflect.Value) []Figure {
	if text, ok := single(v); ok {
		return append(all, Figure{Path: path, Type: typeName(v.Type()), Value: text})
	}
	switch v.Kind() {
	case reflect.Slice:
		if plain(v.Type().Elem()) {
			items := make([]string, v.Len())
			for i := range items {
				items[i], _ = single(v.Index(i))
			}
			return append(all, Figure{Path: path, Type: typeName(v.Type()), Value: strings.Join(items, ", ")})
		}
		for i := range v.Len() {
			all = list(all, path+element(v.Index(i), i), v.Index(i))
		}
	case reflect.Map:
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, k := range keys {
			all = list(all, path+"."+k.String(), v.MapIndex(k))
		}
	case reflect.Struct:
		for _, f := range fields(v) {
			if f.optional && f.value.IsZero() {
				continue
			}
			all = list(all, path+"."+f.key, f.value)
		}
	}
	return all
}

// element names an item of a list: by its ID where it has one, so that a
// difference between versions does not shift with the order.
func element(v reflect.Value, i int) string {
	if v.Kind() == reflect.Struct {
		if id := v.FieldByName("ID"); id.IsValid() && id.Kind() == reflect.String {
			return "." + id.String()
		}
	}
	return "[" + strconv.Itoa(i) + "]"
}

func plain(t reflect.Type) bool {
	_, ok := single(reflect.Zero(t))
	return ok
}

// single is the text of a value without parts.
func single(v reflect.Value) (string, bool) {
	if t, ok := v.Interface().(encoding.TextMarshaler); ok {
		text, err := t.MarshalText()
		if err != nil {
			panic(fmt.Sprintf("terms: %v", err))
		}
		return string(text), true
	}
	switch v.Kind() {
	case reflect.String:
		return v.String(), true
	case reflect.Int, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10), true
	case reflect.Bool:
		return strconv.FormatBool(v.Bool()), true
	default:
		return "", false
	}
}

func typeName(t reflect.Type) string {
	if t.Kind() == reflect.Slice {
		return "list of " + typeName(t.Elem())
	}
	switch t {
	case reflect.TypeFor[yen.Amount]():
		return "yen"
	case reflect.TypeFor[jst.Clock]():
		return "time"
	case reflect.TypeFor[jst.Weekday]():
		return "weekday"
	}
	switch t.Kind() {
	case reflect.Int, reflect.Int64:
		return "integer"
	case reflect.Bool:
		return "switch"
	case reflect.Struct:
		return "decimal"
	}
	if _, ok := choices[t]; ok {
		return "choice"
	}
	return "text"
}

// Stated is a rule with its figures as JSON shows them.
type Stated struct {
	Rule
	Figures any `json:"figures,omitempty"` // the struct of the rule's field in Figures
}

// Stated is the rule with its figures.
func (v *Version) Stated(id ID) Stated {
	s := Stated{Rule: v.Rule(id)}
	if h, ok := v.holders()[id]; ok {
		s.Figures = h.Interface()
	}
	return s
}

// MarshalJSON writes the version with all its rules.
func (v *Version) MarshalJSON() ([]byte, error) {
	rules := make([]Stated, 0, len(v.rules))
	for _, r := range v.Rules() {
		rules = append(rules, v.Stated(r.ID))
	}
	return json.Marshal(struct {
		Name      string          `json:"name"`
		Effective jst.Day         `json:"effective"`
		Amends    string          `json:"amends,omitempty"`
		Note      Text            `json:"note"`
		Sources   map[string]Text `json:"sources"`
		Contacts  Contacts        `json:"contacts"`
		House     House           `json:"house"`
		Rules     []Stated        `json:"rules"`
	}{v.Name, v.Effective, v.Amends, v.Note, v.Sources, v.Contacts, v.House, rules})
}
