package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"kigen/internal/journal"
)

// Decision is what a rule made of a step: the entry, the answer to the
// workflow, and the writes to the domain's tables.
type Decision[R any] struct {
	Entry   journal.Entry
	Result  R
	Changes []Change
}

// decideTries bounds how often a step that another case overtook is decided
// again; each try sees the state the other one left.
const decideTries = 5

// Step answers what was committed under (caseID, step); where nothing was, it
// decides and commits. Decide loads what it needs and asks the rules; it is
// asked again when another case changes that state in between.
func Step[R any](ctx context.Context, l *Ledger, caseID, step string, decide func(context.Context) (Decision[R], error)) (R, error) {
	var zero R
	var conflict *Conflict
	var last journal.Entry
	for range decideTries {
		stored, found, err := l.Find(ctx, caseID, step)
		if err != nil {
			return zero, err
		}
		if found {
			return parse[R](stored)
		}
		d, err := decide(ctx)
		if err != nil {
			return zero, err
		}
		d.Entry.Case, d.Entry.Step = caseID, step
		r, err := Record(ctx, l, d)
		if errors.As(err, &conflict) {
			last = d.Entry
			continue
		}
		return r, err
	}
	return zero, l.Stuck(ctx, last, conflict)
}

// Record commits a decision that needed nothing from the database: one round
// trip, with the same guarantee as Step.
func Record[R any](ctx context.Context, l *Ledger, d Decision[R]) (R, error) {
	var zero R
	result, err := journal.Result(d.Result)
	if err != nil {
		return zero, fmt.Errorf("result of step %s: %w", d.Entry.Step, err)
	}
	stored, err := l.Commit(ctx, d.Entry, result, d.Changes...)
	if err != nil {
		return zero, err
	}
	return parse[R](stored)
}

func parse[R any](stored json.RawMessage) (R, error) {
	var r R
	if err := json.Unmarshal(stored, &r); err != nil {
		return r, fmt.Errorf("stored result: %w", err)
	}
	return r, nil
}
