// Package message names what the processes, their starters and their tests say
// to each other: process IDs, updates, signals and queries, each with its wire
// name and its types, in one place. What crosses here ends in histories and
// holds no personal data.
package message

import (
	"errors"

	"go.temporal.io/sdk/temporal"

	"kigen/internal/refusal"
)

// Task queues. What a person waits for and what runs for all at once are kept
// apart so that a batch never delays a command.
const (
	QueueCases = "cases"
	QueueBatch = "batch"
)

// SearchSubject is the one search attribute: the member a case belongs to.
const SearchSubject = "KigenSubject"

// Process is a workflow type with what it takes and what it answers.
type Process[In, Out any] struct{ Name string }

// Update is a command to a running process: the caller learns at once whether
// it was accepted or which rule refuses it.
type Update[In, Out any] struct{ Name string }

// Signal is a fact that a machine reports.
type Signal[In any] struct{ Name string }

// None is the content of a message that says all by its name.
type None struct{}

// Refuse turns a refusal into the error that crosses from activities and
// workflows to callers; other errors are left as they are.
func Refuse(err error) error {
	r, ok := refusal.As(err)
	if !ok {
		return err
	}
	return temporal.NewApplicationErrorWithOptions(r.Error(), r.Code, temporal.ApplicationErrorOptions{
		NonRetryable: true,
		Details:      []any{*r},
	})
}

// Refused finds the refusal in an error that came from a process or an
// activity.
func Refused(err error) (*refusal.Error, bool) {
	if r, ok := refusal.As(err); ok {
		return r, true
	}
	var app *temporal.ApplicationError
	if !errors.As(err, &app) || !app.HasDetails() {
		return nil, false
	}
	var r refusal.Error
	if app.Details(&r) != nil || r.Code == "" || r.Code != app.Type() {
		return nil, false
	}
	return &r, true
}
