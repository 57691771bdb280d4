// Package pages is what the console and the member pages have in common: how a
// page is answered, reads an operation of the API, words days, amounts and
// facts, and shows a form, a deadline, a clause or a refusal.
//
// A page holds no data and no rules of its own. Whatever it shows or does goes
// through an operation of the API, called in the process as the person who is
// signed in: who may see or do what stands in the API's access table alone.
//
// Pages work without any script; those in static only add comfort.
package pages
