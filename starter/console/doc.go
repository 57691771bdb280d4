// Package console is what the carrier's staff work with in a browser: the tasks
// of their desk, cases with all that happened and is due, the deadline board
// and, in development, the test clocks.
//
// The console holds no data and no rules of its own. Whatever it shows or does
// goes through an operation of the API, called in the process as the person who
// is signed in: who may see or do what stands in the API's access table alone.
//
// Its pages are plain HTML: they need no script, and the policy that they are
// sent with forbids any.
//
// # Adding an action
//
// What a person can have done to a case is one entry of the table in actions.go:
// the operation, the kind of case and the states in which it has a meaning, and
// the fields of its form. Page, form, refusal and idempotency come with it.
package console
