package member

import (
	"strings"

	"github.com/a-h/templ"

	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
)

// input is a line that a person types into.
type input struct {
	Name        string
	Label, Hint terms.Text
	// Type is that of the HTML; text unless told.
	Type string
	// Fill is what the browser may fill in by itself: "username", "postal-code".
	Fill string
	// Keys are those of a phone's keyboard: "numeric", "email", "tel".
	Keys string
	// Optional inputs may be left empty.
	Optional bool
	// Class narrows it: "short", "tiny".
	Class string
	// Max is how many characters there may be; none unless told.
	Max int
	// First has the focus when the page opens.
	First bool
}

func (i input) kind() string {
	if i.Type == "" {
		return "text"
	}
	return i.Type
}

func (i input) fill() string {
	if i.Fill == "" {
		return "off"
	}
	return i.Fill
}

// id of the input within its form.
func (i input) id(f pages.Form) string { return f.ID + "-" + i.Name }

// described ties an input to its hint and to what is wrong with it.
func (i input) described(v *visit, f pages.Form) templ.Attributes {
	return pages.Field{Name: i.Name, Hint: i.Hint}.Described(v.Visit, f, i.id(f))
}

// named is the input of that name.
func named(inputs []input, name string) (input, bool) {
	for _, i := range inputs {
		if i.Name == name {
			return i, true
		}
	}
	return input{}, false
}

// onlyFault is the input at fault where there is one, and all is said with it.
func onlyFault(inputs []input, p *api.Problem) (input, bool) {
	if len(p.Fields) != 1 || p.Fields[0].JA != p.JA {
		return input{}, false
	}
	return named(inputs, p.Fields[0].Path)
}

// text is what both languages say.
func text(ja, en string) terms.Text { return terms.Text{JA: ja, EN: en} }

// formOf is a form as it was sent, with what is wrong with it. Passwords are
// never shown again.
func (v *visit) formOf(id string, problem *api.Problem) pages.Form {
	f := pages.NewForm(id, nil)
	if v.R.PostForm != nil && problem != nil {
		for name, values := range v.R.PostForm {
			if !strings.Contains(name, "password") {
				f.Values[name] = values
			}
		}
	}
	f.Problem, f.Key = problem, v.keyAfter(problem)
	return f
}
