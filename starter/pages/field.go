package pages

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
	"golang.org/x/text/unicode/norm"

	"kigen/internal/jst"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/starter/api"
)

// Field is one entry of a form that calls an operation.
type Field struct {
	// Name in the operation's body; a dot leads into an object. A name in the
	// operation's path goes there.
	Name        string
	Label, Hint terms.Text
	Input       InputKind
	Required    bool
	// Whole makes a choice, or what is typed, a whole number.
	Whole   bool
	Options []Option
	// Grounds are what an input of that kind offers.
	Grounds []terms.Ground
	// Value is what stands there at first, and all there is of a hidden one.
	Value string
}

// InputKind is how a field is filled in, and what its value becomes.
type InputKind int

// The ways of filling in.
const (
	Line      InputKind = iota // text
	Prose                      // text of several lines
	Date                       // a day
	Moment                     // an instant, given in Japan's time
	One                        // one of the options
	Several                    // any of the options
	Tick                       // yes or no
	Ground                     // one of the grounds, shown with its clause
	Unchanged                  // hidden
)

// Option is one thing to choose.
type Option struct {
	Value string
	Label terms.Text
}

// Items are the options of a list of the terms.
func Items(list []terms.Item) []Option {
	options := make([]Option, len(list))
	for i, item := range list {
		options[i] = Option{Value: item.ID, Label: terms.Text{JA: item.JA, EN: item.EN}}
	}
	return options
}

// Picked are the grounds that a person may pick.
func (f Field) Picked() (list []terms.Ground) {
	for _, g := range f.Grounds {
		if g.DecidedBy == "" {
			list = append(list, g)
		}
	}
	return list
}

// Found are those that a rule finds from data.
func (f Field) Found() (list []terms.Ground) {
	for _, g := range f.Grounds {
		if g.DecidedBy != "" {
			list = append(list, g)
		}
	}
	return list
}

// NewKey is an Idempotency-Key, made when a form is shown.
func NewKey() string { return rand.Text() }

// Put sets a value in nested objects: Put(b, "a.b", 1) makes {"a": {"b": 1}}.
func Put(object map[string]any, name string, value any) {
	first, rest, nested := strings.Cut(name, ".")
	if !nested {
		object[name] = value
		return
	}
	inner, ok := object[first].(map[string]any)
	if !ok {
		inner = map[string]any{}
		object[first] = inner
	}
	Put(inner, rest, value)
}

// Fill makes of a form what the operation is called with; of what is not filled
// in rightly, the problem.
func (s *Site) Fill(operation string, in Input, fields []Field, form url.Values) (Input, error) {
	_, path := s.API.Route(operation)
	in.Key = form.Get("key")
	body, _ := in.Body.(map[string]any)
	if body == nil {
		body = map[string]any{}
	}
	for _, f := range fields {
		value, err := f.Read(form[f.Name])
		if err == nil && value == nil && f.Required {
			err = f.Wrong("入力または選択してください。", "Please fill this in.")
		}
		if err != nil {
			return in, err
		}
		if text, ok := value.(string); ok && strings.Contains(path, "{"+f.Name+"}") {
			in.Path[f.Name] = text
		} else if value != nil {
			Put(body, f.Name, value)
		}
	}
	in.Body = body
	return in, nil
}

// Read gives what was filled in as the API takes it, nil for nothing.
func (f Field) Read(given []string) (any, error) {
	var text string
	if len(given) > 0 {
		text = strings.TrimSpace(strings.ReplaceAll(given[0], "\r\n", "\n"))
	}
	switch f.Input {
	case Several:
		if len(given) == 0 {
			return nil, nil
		}
		return given, nil
	case Tick:
		return text != "", nil
	}
	if text == "" {
		return nil, nil
	}
	if f.Whole {
		n, err := strconv.ParseInt(strings.ReplaceAll(norm.NFKC.String(text), ",", ""), 10, 64)
		switch {
		case err == nil:
			return n, nil
		case f.Input == One:
			return nil, f.Wrong("選び直してください。", "Please choose again.")
		}
		return nil, f.Wrong("数字で入力してください(例: 8000)。", "Give a number such as 8000.")
	}
	switch f.Input {
	case Date:
		day, err := jst.ParseDay(text)
		if err != nil {
			return nil, f.Wrong("日付を入力してください。", "Give a day.")
		}
		return day.String(), nil
	case Moment:
		at, err := time.ParseInLocation("2006-01-02T15:04", text, jst.Zone)
		if err != nil {
			return nil, f.Wrong("日時を入力してください。", "Give a day and a time.")
		}
		return at.Format(time.RFC3339), nil
	}
	return text, nil
}

// Wrong is the problem of what was filled in.
func (f Field) Wrong(ja, en string) *api.Problem {
	return &api.Problem{
		Status: http.StatusUnprocessableEntity, Code: refusal.Invalid,
		JA: "ご入力の内容に誤りがあります。", EN: "The form is not right.",
		Fields: []refusal.Field{{Path: f.Name, JA: ja, EN: en}},
	}
}

// Form is a form with what was filled in, and what is wrong with it.
type Form struct {
	// ID of the form, which those of its fields begin with.
	ID     string
	Fields []Field
	// Key makes a second click do nothing.
	Key    string
	Values url.Values
	// Problem is why the API refused it; nil if it wasn't tried.
	Problem *api.Problem
}

// NewForm is a form that nobody has filled in.
func NewForm(id string, fields []Field) Form {
	f := Form{ID: id, Fields: fields, Key: NewKey(), Values: url.Values{}}
	for _, field := range fields {
		if field.Value != "" {
			f.Values.Set(field.Name, field.Value)
		}
	}
	return f
}

// Fault is what the API says of one field, empty for nothing.
func (f Form) Fault(v *Visit, name string) string {
	if f.Problem == nil {
		return ""
	}
	for _, wrong := range f.Problem.Fields {
		if wrong.Path == name {
			return v.T(wrong.JA, wrong.EN)
		}
	}
	return ""
}

// Value is what the field has been filled in with.
func (f Form) Value(name string) string { return f.Values.Get(name) }

// Chosen tells whether the field's option is chosen.
func (f Form) Chosen(name, value string) bool {
	for _, one := range f.Values[name] {
		if one == value {
			return true
		}
	}
	return false
}

// HTML is the type of the field's input.
func (k InputKind) HTML() string {
	switch k {
	case Date:
		return "date"
	case Moment:
		return "datetime-local"
	}
	return "text"
}

// Described ties a field to its hint and to what is wrong with it.
func (f Field) Described(v *Visit, o Form, id string) templ.Attributes {
	var by []string
	if v.Text(f.Hint) != "" {
		by = append(by, id+"-hint")
	}
	attributes := templ.Attributes{}
	if o.Fault(v, f.Name) != "" {
		by = append(by, id+"-fault")
		attributes["aria-invalid"] = "true"
	}
	if len(by) > 0 {
		attributes["aria-describedby"] = strings.Join(by, " ")
	}
	return attributes
}
