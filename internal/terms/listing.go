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
	// Name is what people call it, without its rule; Reads is its value as
	// people read it: 14日, ¥40,000, 20:00 JST.
	Name  Text `json:"name"`
	Reads Text `json:"reads"`
}

// FiguresOf are the figures of a rule in the order of its fields.
func (v *Version) FiguresOf(id ID) []Figure {
	h := v.holder(id)
	if !h.IsValid() {
		return nil
	}
	return list(nil, at(string(id)), h)
}

// All is everything the version states, by path: sources, contacts, house
// figures, and each rule's clauses, sentences and figures.
func (v *Version) All() []Figure {
	all := list(nil, at("sources"), reflect.ValueOf(v.Sources))
	all = list(all, at("contacts"), reflect.ValueOf(v.Contacts))
	all = list(all, at("house"), reflect.ValueOf(v.House))
	for _, r := range v.Rules() {
		all = append(all, v.AllOf(r.ID)...)
	}
	return all
}

// AllOf is everything that the version states of a rule: its clauses, its
// sentences and its figures.
func (v *Version) AllOf(id ID) []Figure {
	r := v.Rule(id)
	all := list(nil, of(id).field("clauses"), reflect.ValueOf(r.Clauses))
	v.nameSources(all)
	all = list(all, of(id).field("ja"), reflect.ValueOf(r.JA))
	all = list(all, of(id).field("en"), reflect.ValueOf(r.EN))
	return append(all, v.FiguresOf(id)...)
}

// nameSources has the sources of clauses read as the documents' titles.
func (v *Version) nameSources(all []Figure) {
	for i, f := range all {
		if strings.HasSuffix(f.Path, "].source") {
			all[i].Reads = v.Sources[f.Value]
		}
	}
}

// list appends the single values and plain lists inside v. What an item is
// found by in a path is no figure besides.
func list(all []Figure, p place, v reflect.Value) []Figure {
	if text, ok := single(v); ok {
		name, u := p.name()
		return append(all, Figure{p.path, typeName(v.Type()), text, name, reading(v, text, u)})
	}
	switch v.Kind() {
	case reflect.Slice:
		if plain(v.Type().Elem()) {
			return append(all, plainList(p, v))
		}
		for i := range v.Len() {
			all = list(all, element(p, v.Index(i), i), v.Index(i))
		}
	case reflect.Map:
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, k := range keys {
			all = list(all, p.item("."+k.String(), choiceName(k.String())), v.MapIndex(k))
		}
	case reflect.Struct:
		_, found := idOf(v)
		for _, f := range fields(v) {
			if f.optional && f.value.IsZero() || found && f.key == "id" {
				continue
			}
			all = list(all, p.field(f.key), f.value)
		}
	}
	return all
}

func plainList(p place, v reflect.Value) Figure {
	name, u := p.name()
	items, reads := make([]string, v.Len()), make([]Text, v.Len())
	for i := range items {
		items[i], _ = single(v.Index(i))
		reads[i] = reading(v.Index(i), items[i], u)
	}
	return Figure{p.path, typeName(v.Type()), strings.Join(items, ", "), name, readingOf(reads)}
}

// element is the place of an item of a list: by its ID where it has one, so
// that a difference between versions does not shift with the order.
func element(p place, v reflect.Value, i int) place {
	name := Text{strconv.Itoa(i + 1), strconv.Itoa(i + 1)}
	if x, ok := v.Interface().(called); ok {
		name = x.called()
	}
	if id, ok := idOf(v); ok {
		return p.item("."+id, name)
	}
	return p.item("["+strconv.Itoa(i)+"]", name)
}

// called are items that have a name of their own.
type called interface{ called() Text }

func (i Item) called() Text           { return Text{i.JA, i.EN} }
func (g Ground) called() Text         { return Text{g.JA, g.EN} }
func (d Document) called() Text       { return Text{d.JA, d.EN} }
func (c CauseText) called() Text      { return Text{c.JA, c.EN} }
func (p PlanFigures) called() Text    { return Text{p.JA, p.EN} }
func (p PrepaidProduct) called() Text { return gigabytes(strconv.Itoa(p.GB)) }

func idOf(v reflect.Value) (string, bool) {
	if v.Kind() != reflect.Struct {
		return "", false
	}
	id := v.FieldByName("ID")
	if !id.IsValid() || id.Kind() != reflect.String {
		return "", false
	}
	return id.String(), true
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
	if h := v.holder(id); h.IsValid() {
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
