// Package console is what the carrier's staff work with in a browser: the tasks
// of their desk, cases with all that happened and is due, the deadline board
// and, in development, the test clocks.
//
// What its pages have in common with those of members is in package pages.
//
// # Adding an action
//
// What a person can have done to a case is one entry of the table in actions.go:
// the operation, the kind of case and the states in which it has a meaning, and
// the fields of its form. Page, form, refusal and idempotency come with it.
package console
