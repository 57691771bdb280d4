package console

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"kigen/internal/jst"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/starter/api"
)

// field is one entry of an action's form.
type field struct {
	// name in the operation's body; a dot leads into an object. A name in the
	// operation's path goes there.
	name        string
	label, hint terms.Text
	input       inputKind
	required    bool
	// whole makes a choice a number.
	whole   bool
	options []option
	// grounds are what an input of that kind offers.
	grounds []terms.Ground
	// value is what stands there at first, and all there is of a hidden one.
	value string
}

// inputKind is how a field is filled in, and what its value becomes.
type inputKind int

const (
	line      inputKind = iota // text
	prose                      // text of several lines
	date                       // a day
	moment                     // an instant, given in Japan's time
	one                        // one of the options
	several                    // any of the options
	tick                       // yes or no
	ground                     // one of the grounds, shown with its clause
	unchanged                  // hidden
)

// option is one thing to choose.
type option struct {
	value string
	label terms.Text
}

// items are the options of a list of the terms.
func items(list []terms.Item) []option {
	options := make([]option, len(list))
	for i, item := range list {
		options[i] = option{item.ID, terms.Text{JA: item.JA, EN: item.EN}}
	}
	return options
}

// groundField has a person pick the ground for which a rule leaves a device of
// a class uncovered (O-7, P-7, W-9), from a list that shows each clause.
func groundField(s subject, name string, rule terms.ID, class terms.DeviceClass, required bool) field {
	return field{
		name: name, input: ground, required: required, grounds: s.Terms.Exclusions(rule, class),
		label: terms.Text{JA: "補償の対象とならない事由", EN: "Ground for which it is not covered"},
		hint: terms.Text{
			JA: "お客様への通知には、この説明と原文を記載します。",
			EN: "The member is told these words and the clause.",
		},
	}
}

// picked are the grounds that a person may pick; found are those that a rule
// finds from data.
func (f field) picked() (list []terms.Ground) {
	for _, g := range f.grounds {
		if g.DecidedBy == "" {
			list = append(list, g)
		}
	}
	return list
}

func (f field) found() (list []terms.Ground) {
	for _, g := range f.grounds {
		if g.DecidedBy != "" {
			list = append(list, g)
		}
	}
	return list
}

// newKey is an Idempotency-Key, made when a form is shown.
func newKey() string { return rand.Text() }

// act has an action done. What the API refuses is told beside the form, which
// keeps what was filled in.
func (c *Console) act(v *visit) error {
	shown, err := c.shown(v, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	a, ok := find(shown.subject, v.r.PathValue("action"))
	if !ok || !v.may(a.operation) {
		return c.missing(v)
	}
	if err := v.r.ParseForm(); err != nil {
		return err
	}
	in, err := a.input(v.console.API, shown.subject, v.r.PostForm)
	if err == nil {
		_, err = ask[any](v, a.operation, in)
	}
	if err == nil {
		c.sessions.Put(v.ctx(), flash, v.text(a.done))
		return v.redirect(root + "/cases/" + url.PathEscape(shown.ID))
	}
	p := c.problem(v, err)
	if p.Status == http.StatusUnauthorized {
		return p
	}
	// The case may have moved on meanwhile: it is shown as it stands now.
	if shown, err = c.shown(v, shown.ID); err != nil {
		return err
	}
	shown.problem = p
	for i, o := range shown.offers {
		if o.name == a.name {
			shown.offers[i].values, shown.offers[i].problem, shown.problem = v.r.PostForm, p, nil
		}
	}
	return v.show(p.Status, caseView(v, shown))
}

func find(s subject, name string) (action, bool) {
	for _, a := range actions {
		if a.concerns(s) && a.name == name {
			return a, true
		}
	}
	return action{}, false
}

// input is what the action's operation is called with.
func (a action) input(description *api.API, s subject, form url.Values) (input, error) {
	_, path := description.Route(a.operation)
	in := byID(s.ID)
	in.key = form.Get("key")
	body := map[string]any{}
	for name, value := range a.fixed {
		put(body, name, value)
	}
	for _, f := range a.offered(s).form {
		value, err := f.read(form[f.name])
		if err == nil && value == nil && f.required {
			err = f.wrong("入力または選択してください。", "Please fill this in.")
		}
		if err != nil {
			return in, err
		}
		if text, ok := value.(string); ok && strings.Contains(path, "{"+f.name+"}") {
			in.path[f.name] = text
		} else if value != nil {
			put(body, f.name, value)
		}
	}
	if a.shape != nil {
		a.shape(body)
	}
	in.body = body
	return in, nil
}

// put sets a value in nested objects: put(b, "a.b", 1) makes {"a": {"b": 1}}.
func put(object map[string]any, name string, value any) {
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
	put(inner, rest, value)
}

// read gives what was filled in as the API takes it, nil for nothing.
func (f field) read(given []string) (any, error) {
	var text string
	if len(given) > 0 {
		text = strings.TrimSpace(strings.ReplaceAll(given[0], "\r\n", "\n"))
	}
	switch f.input {
	case several:
		if len(given) == 0 {
			return nil, nil
		}
		return given, nil
	case tick:
		return text != "", nil
	}
	if text == "" {
		return nil, nil
	}
	if f.whole {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, f.wrong("選び直してください。", "Please choose again.")
		}
		return n, nil
	}
	switch f.input {
	case date:
		day, err := jst.ParseDay(text)
		if err != nil {
			return nil, f.wrong("日付を入力してください。", "Give a day.")
		}
		return day.String(), nil
	case moment:
		at, err := time.ParseInLocation("2006-01-02T15:04", text, jst.Zone)
		if err != nil {
			return nil, f.wrong("日時を入力してください。", "Give a day and a time.")
		}
		return at.Format(time.RFC3339), nil
	}
	return text, nil
}

func (f field) wrong(ja, en string) *api.Problem {
	return &api.Problem{
		Status: http.StatusUnprocessableEntity, Code: refusal.Invalid,
		JA: "ご入力の内容に誤りがあります。", EN: "The form is not right.",
		Fields: []refusal.Field{{Path: f.name, JA: ja, EN: en}},
	}
}

// fault is what the API says of one field, empty for nothing.
func (o offer) fault(v *visit, name string) string {
	if o.problem == nil {
		return ""
	}
	for _, f := range o.problem.Fields {
		if f.Path == name {
			return v.t(f.JA, f.EN)
		}
	}
	return ""
}

func (o offer) value(name string) string { return url.Values(o.values).Get(name) }

func (o offer) chosen(name, value string) bool {
	for _, one := range o.values[name] {
		if one == value {
			return true
		}
	}
	return false
}

// html is the type of the field's input.
func (k inputKind) html() string {
	switch k {
	case date:
		return "date"
	case moment:
		return "datetime-local"
	}
	return "text"
}

// described ties a field to its hint and to what is wrong with it.
func (f field) described(v *visit, o offer, id string) templ.Attributes {
	var by []string
	if v.text(f.hint) != "" {
		by = append(by, id+"-hint")
	}
	attributes := templ.Attributes{}
	if o.fault(v, f.name) != "" {
		by = append(by, id+"-fault")
		attributes["aria-invalid"] = "true"
	}
	if len(by) > 0 {
		attributes["aria-describedby"] = strings.Join(by, " ")
	}
	return attributes
}
