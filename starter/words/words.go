// Package words says what people call the things whose wire names are codes:
// the kinds of cases and where they stand, steps, deadlines, tasks, charges,
// letters, roles and facts. The console and the terminal show them; a name
// without words of its own is shown as it is.
package words

import (
	"fmt"
	"strconv"
	"strings"

	"kigen/internal/terms"
)

// Kind names a process: 端末の交換.
func Kind(kind string) terms.Text { return look(kinds, kind) }

// Kinds lists the wire names of the processes that people deal with.
func Kinds() []string {
	return []string{"signup", "replacement", "repair", "exchange", "maker-swap", "instalment-payment", "guarantee-registration", "guarantee-claim", "cancellation", "option-cancellation", "waiver", "stock-check", "stock-intake", "use-start-correction", "month-end"}
}

// State says in a sentence where a case of that kind stands.
func State(kind, state string) terms.Text {
	if text, ok := find(states, kind+" "+state); ok {
		return text
	}
	return terms.Text{JA: state, EN: state}
}

// Step says what a step of the journal did. What follows a slash in its name
// tells several of one kind apart.
func Step(kind, step string) terms.Text {
	name, rest, _ := strings.Cut(step, "/")
	outcome := rest[strings.LastIndexByte(rest, '/')+1:]
	first, no := numbered(name)
	text, ok := find(steps, kind+" "+first+"/"+outcome, kind+" "+first, "any "+first+"/"+outcome)
	if !ok {
		return terms.Text{JA: step, EN: step}
	}
	return counted(text, first, no)
}

// Deadline names what is due, with the number of the SIM or the device where it
// is about one of several.
func Deadline(name string) terms.Text {
	first, no := numbered(name)
	return counted(look(deadlines, first), first, no)
}

// numbered parts a number from the end of a name: "mnp-number-2".
func numbered(name string) (first, no string) {
	at := strings.LastIndexByte(name, '-')
	if at < 0 || at == len(name)-1 || strings.Trim(name[at+1:], "0123456789") != "" {
		return name, ""
	}
	return name[:at], name[at+1:]
}

func counted(text terms.Text, name, no string) terms.Text {
	switch {
	case no == "":
		return text
	case !strings.HasSuffix(name, "mnp-number"):
		return terms.Text{JA: text.JA + "(" + no + "台目)", EN: text.EN + " (no. " + no + ")"}
	}
	return terms.Text{JA: text.JA + "(SIM " + no + ")", EN: text.EN + " (SIM " + no + ")"}
}

// Outcome says how a deadline or a task ended.
func Outcome(outcome string) terms.Text { return look(outcomes, outcome) }

// Task names the work for a desk.
func Task(kind string) terms.Text { return look(tasks, kind) }

// Charge says what an amount is for.
func Charge(name string) terms.Text {
	first, no := numbered(name)
	return counted(look(charges, first), first, no)
}

// ChargeKind tells a charge from what takes one back.
func ChargeKind(kind string) terms.Text { return look(chargeKinds, kind) }

// Letter names a letter by its template.
func Letter(template string) terms.Text { return look(letters, template) }

// LetterStatus says how far a letter's sending is.
func LetterStatus(status string) terms.Text { return look(letterStatuses, status) }

// Role names who acts.
func Role(role string) terms.Text { return look(roles, role) }

// Desk names a desk.
func Desk(desk string) terms.Text { return look(roles, "desk:"+desk) }

// Fact labels a fact of a step, a charge or a task.
func Fact(key string) terms.Text { return look(facts, key) }

// Field names a part of a request by its path, one of a list by its place in it:
// sims[0].phone_number is SIM(1件目)の電話番号.
func Field(path string) terms.Text {
	list, rest, listed := strings.Cut(path, "[")
	index, part, closed := strings.Cut(rest, "]")
	i, err := strconv.Atoi(index)
	if !listed || !closed || err != nil {
		return Fact(path)
	}
	of := Fact(list)
	text := terms.Text{JA: fmt.Sprintf("%s(%d件目)", of.JA, i+1), EN: fmt.Sprintf("%s (no. %d)", of.EN, i+1)}
	if part = strings.TrimPrefix(part, "."); part != "" {
		text.JA, text.EN = text.JA+"の"+Fact(part).JA, text.EN+", "+Fact(part).EN
	}
	return text
}

// Value is a fact's coded value in words, where it has some.
func Value(value string) (terms.Text, bool) {
	for _, table := range []map[string]terms.Text{values, ofTerms(), outcomes} {
		if text, ok := table[value]; ok {
			return text, true
		}
	}
	return terms.Text{}, false
}

// look gives the words of a key; without any it stands for itself.
func look(table map[string]terms.Text, key string) terms.Text {
	if text, ok := table[key]; ok {
		return text
	}
	return terms.Text{JA: key, EN: key}
}

// find gives the words of the first key that has some.
func find(table map[string]terms.Text, keys ...string) (terms.Text, bool) {
	for _, key := range keys {
		if text, ok := table[key]; ok {
			return text, true
		}
	}
	return terms.Text{}, false
}
