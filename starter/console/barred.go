package console

import (
	"fmt"
	"slices"
	"strings"

	"kigen/internal/casefile"
	"kigen/internal/jst"
	"kigen/internal/states"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/words"
)

// barred is an action that is not possible where the case stands, or not for
// the person, with why.
type barred struct {
	action
	reason terms.Text
}

// barred are the actions that could have been done to the case, or may be later,
// or are another desk's. Those that its course never comes by are left out.
func (v *visit) barred(s subject) (list []barred) {
	for _, a := range actions {
		if reason, ok := a.barred(s); ok && v.May(a.operation) {
			list = append(list, barred{a, reason})
		} else if a.possible(s) && !v.May(a.operation) {
			list = append(list, barred{a, another(a.operation)})
		}
	}
	return list
}

// another names the desks whose an operation is.
func another(operation string) terms.Text {
	var ja, en []string
	for _, role := range api.Access()[operation] {
		if strings.HasPrefix(string(role), "desk:") {
			name := words.Role(string(role))
			ja, en = append(ja, name.JA), append(en, name.EN)
		}
	}
	return terms.Text{
		JA: strings.Join(ja, "・") + "が行う操作です。", EN: "This is for the " + strings.Join(en, " or the ") + ".",
	}
}

// barred says why the action is not possible; false where it is, or never was
// and never will be.
func (a action) barred(s subject) (terms.Text, bool) {
	own := a.kind != "" && a.kind == s.Kind
	switch {
	case !own && !slices.Contains(a.among, s.Kind), a.possible(s):
		return terms.Text{}, false
	case len(a.states) > 0 && !slices.Contains(a.states, s.State):
		return a.otherState(s)
	case s.ClosedAt != nil && !a.closed:
		return terms.Text{JA: "この案件は終了しています。", EN: "The case is closed."}, true
	}
	return a.why(s), true
}

// otherState says in which state the action is possible, by the states that
// lead to where the case stands, and those it leads to.
func (a action) otherState(s subject) (terms.Text, bool) {
	var past, next []string
	for _, state := range a.states {
		switch {
		case leads(s.Kind, s.State, state) && s.ClosedAt == nil:
			next = append(next, state)
		case leads(s.Kind, state, s.State):
			past = append(past, state)
		}
	}
	switch {
	case len(next) > 0:
		ja, en := inWords(s.Kind, next)
		return terms.Text{JA: "次の段階になると行えます：" + ja, EN: "Possible when: " + en}, true
	case len(past) > 0 && s.ClosedAt != nil:
		return terms.Text{JA: "この案件は終了しています。", EN: "The case is closed."}, true
	case len(past) > 0:
		ja, en := inWords(s.Kind, past)
		return terms.Text{JA: "次の段階でのみ行えます：" + ja, EN: "Possible only while: " + en}, true
	}
	return terms.Text{}, false
}

func inWords(kind string, list []string) (ja, en string) {
	var all, allEN []string
	for _, state := range list {
		text := words.State(kind, state)
		all, allEN = append(all, "「"+strings.TrimSuffix(text.JA, "。")+"」"), append(allEN, "“"+strings.TrimSuffix(text.EN, ".")+"”")
	}
	return strings.Join(all, "、"), strings.Join(allEN, ", ")
}

// leads tells whether cases of that kind can come from one state to another.
func leads(kind, from, to string) bool {
	i := slices.IndexFunc(diagrams, func(d casefile.Diagram) bool { return d.Kind == kind })
	if i < 0 {
		return false
	}
	seen, open := map[string]bool{}, []string{from}
	for len(open) > 0 {
		state := open[0]
		open = open[1:]
		for _, t := range diagrams[i].Transitions {
			if t.From != state || seen[t.To] {
				continue
			}
			if t.To == to {
				return true
			}
			seen[t.To] = true
			open = append(open, t.To)
		}
	}
	return false
}

var diagrams = states.Diagrams()

// because is a reason that is the same in all cases.
func because(ja, en string) func(subject) terms.Text {
	return func(subject) terms.Text { return terms.Text{JA: ja, EN: en} }
}

// whyNotDue says why no deadline of that name is open: it has not begun, is
// over, or is no longer asked for.
func whyNotDue(name string) func(subject) terms.Text {
	return func(s subject) terms.Text {
		var latest *api.Deadline
		for i, d := range s.Deadlines {
			if d.Name == name || strings.TrimRight(d.Name, "-0123456789") == name {
				latest = &s.Deadlines[i]
			}
		}
		what := words.Deadline(name)
		switch {
		case latest == nil:
			return terms.Text{
				JA: fmt.Sprintf("「%s」の期間がまだ始まっていません。", what.JA), EN: fmt.Sprintf("“%s” has not begun yet.", what.EN),
			}
		case latest.Outcome == "lapsed":
			return terms.Text{
				JA: fmt.Sprintf("「%s」の期限(%s)を過ぎています。", what.JA, jst.InstantJA(latest.Lapse)),
				EN: fmt.Sprintf("“%s” is over; it ended on %s.", what.EN, jst.InstantEN(latest.Lapse)),
			}
		}
		return terms.Text{
			JA: fmt.Sprintf("「%s」はすでに終わっています。", what.JA), EN: fmt.Sprintf("“%s” is settled already.", what.EN),
		}
	}
}
