// Package console is what the carrier's staff work with in a browser: the tasks
// of their desk, cases with all that happened and is due, the deadline board
// and, in development, the test clocks.
//
// What its pages have in common with those of members is in package pages.
//
// # Adding an action
//
// What a person can have done to a case is one entry of the table in actions.go:
// the operation, the kind of case and the states in which it has a meaning, what
// else it needs and why it is not possible without, and the fields of its form.
// Page, form, refusal, idempotency, preview, the reason where it is not possible
// and the kind word to a form on a state that has passed come with it.
//
// # Keeping a page up to date
//
// A page with live.js and an element data-live (live.templ) hears of changes by
// server-sent events; its parts data-part that nobody works in are shown anew.
package console
