package console

import (
	"slices"

	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/pages"
)

// action is something that a person can have done to a case.
type action struct {
	// name is the action's in addresses, unique among those of a kind.
	name string
	// operation of the API; its access table says who is offered the action.
	operation string
	kind      string
	// states in which it has a meaning; any, where empty.
	states []string
	// closed offers it also when the case is closed.
	closed bool
	// when says more about the case than its state can; nil for nothing. Why
	// says in words what is missing where it does not hold.
	when func(subject) bool
	why  func(subject) terms.Text
	// among are the kinds of cases that it may become possible in, of an action
	// that is not one kind's own.
	among []string

	title, help, done terms.Text
	// grave sets it off: it can't be taken back.
	grave bool
	// fields of its form, as they begin; nil for none.
	fields func(subject) []pages.Field
	// fixed is what the body always says.
	fixed map[string]any
	// shape brings the body into the operation's form, where names alone can't.
	shape func(body map[string]any)
}

// subject is what an action is about.
type subject struct {
	api.CasePage
	// Application is that of a sign-up, nil where the person may not see it.
	Application *api.Application
	// Shops are those to which a device may be brought, of a repair.
	Shops []api.RepairShop
	// Device is that of a device's page, nil on a case's.
	Device *shownDevice
	// Waivers are those that wait for a second person, by charge.
	Waivers map[string]string
	// Terms are those in force for the case.
	Terms *terms.Version
	// Who looks at it.
	Who string
}

// actions are all that the console can have done, in the order in which a page
// offers them.
var actions = slices.Concat(signupActions, replacementActions, exchangeActions, repairActions, loanerActions, guaranteeActions, correctionActions, cancellationActions, chargeActions)

// offer is an action that is possible now, with the values of its form.
type offer struct {
	action
	pages.Form
	// seen is how many steps the case had as the form was shown; -1 where the
	// form is of no case.
	seen int
	// meanwhile are the steps since the form was shown that was refused for them.
	meanwhile []api.Entry
	// preview is what would follow; nil where nobody asked.
	preview *api.Rehearsal
}

// offers are the actions that the person may take on the case where it stands.
func (v *visit) offers(s subject) []offer {
	var list []offer
	for _, a := range actions {
		if a.possible(s) && v.May(a.operation) {
			list = append(list, a.offered(s))
		}
	}
	return list
}

func (a action) offered(s subject) offer {
	var fields []pages.Field
	if a.fields != nil {
		fields = a.fields(s)
	}
	seen := len(s.Timeline)
	if s.Device != nil {
		seen = -1
	}
	return offer{action: a, Form: pages.NewForm(a.name, fields), seen: seen}
}

func (a action) possible(s subject) bool {
	return a.concerns(s) && (s.ClosedAt == nil || a.closed) &&
		(len(a.states) == 0 || slices.Contains(a.states, s.State)) &&
		(a.when == nil || a.when(s))
}

// concerns tells whether the action is one for cases of that kind, or for all.
func (a action) concerns(s subject) bool { return a.kind == "" || a.kind == s.Kind }

// dueOpen tells whether a deadline of that name is open.
func dueOpen(name string) func(subject) bool {
	return func(s subject) bool {
		return slices.ContainsFunc(s.Deadlines, func(d api.Deadline) bool { return d.Name == name && d.Outcome == "open" })
	}
}

// taskOpen tells whether a task of one of the kinds is open.
func taskOpen(kinds ...string) func(subject) bool {
	return func(s subject) bool {
		_, open := s.task(kinds...)
		return open
	}
}

// task is the open task of one of the kinds.
func (s subject) task(kinds ...string) (api.Task, bool) {
	i := slices.IndexFunc(s.Tasks, func(t api.Task) bool { return t.ClosedAt == nil && slices.Contains(kinds, t.Kind) })
	if i < 0 {
		return api.Task{}, false
	}
	return s.Tasks[i], true
}
