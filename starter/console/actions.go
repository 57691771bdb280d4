package console

import (
	"slices"

	"kigen/internal/terms"
	"kigen/starter/api"
)

// action is something that a person can have done to a case.
type action struct {
	// name is the action's in addresses, unique among those of a kind.
	name string
	// operation of the API; its access table says who is offered the action.
	operation string
	kind      string
	// states in which it has a meaning; any while the case is open, where empty.
	states []string
	// closed offers it also when the case is closed.
	closed bool
	// when says more about the case than its state can; nil for nothing.
	when func(api.CasePage) bool

	title, help, done terms.Text
	// grave sets it off: it can't be taken back.
	grave  bool
	fields []field
	// fixed is what the body always says.
	fixed map[string]any
}

// offer is an action that is possible now, with the values of its form.
type offer struct {
	action
	key     string // makes a second click do nothing
	values  map[string][]string
	problem *api.Problem // why the API refused it; nil if it wasn't tried
}

// actions are all that the console can have done, in the order in which a page
// offers them.
var actions = []action{
	{
		name: "withdraw", operation: "withdrawCancellation", kind: "cancellation", states: []string{"reserved"},
		when:  dueOpen("withdrawal"),
		title: terms.Text{JA: "解約の予約を取り消す", EN: "Withdraw the cancellation"},
		help:  terms.Text{JA: "お客様のお申し出により、解約の予約を取り消します。回線はこれまでどおり使えます。", EN: "At the member's wish the line does not end at month end."},
		done:  terms.Text{JA: "解約の予約を取り消しました。", EN: "The cancellation was withdrawn."},
	},
}

// offers are the actions that the person may take on the case where it stands.
func (v *visit) offers(c api.CasePage) []offer {
	var list []offer
	for _, a := range actions {
		if a.possible(c) && v.may(a.operation) {
			list = append(list, offer{action: a, key: newKey(), values: a.initial(c)})
		}
	}
	return list
}

func (a action) possible(c api.CasePage) bool {
	return a.kind == c.Kind && (c.ClosedAt == nil || a.closed) &&
		(len(a.states) == 0 || slices.Contains(a.states, c.State)) &&
		(a.when == nil || a.when(c))
}

// dueOpen tells whether a deadline of that name is open.
func dueOpen(name string) func(api.CasePage) bool {
	return func(c api.CasePage) bool {
		return slices.ContainsFunc(c.Deadlines, func(d api.Deadline) bool { return d.Name == name && d.Outcome == "open" })
	}
}

// taskOpen tells whether a task of one of the kinds is open.
func taskOpen(kinds ...string) func(api.CasePage) bool {
	return func(c api.CasePage) bool {
		return slices.ContainsFunc(c.Tasks, func(t api.Task) bool { return t.ClosedAt == nil && slices.Contains(kinds, t.Kind) })
	}
}
