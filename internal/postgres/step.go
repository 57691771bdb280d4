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

// Step decides and commits, or answers what was committed under (caseID, step)
// before. Decide loads what it needs and asks the rules; it is asked again when
// another case changes that state in between. It only reads: of a repeated step
// what it decides is thrown away, be it a refusal of what the first try has done.
func Step[R any](ctx context.Context, l *Ledger, caseID, step string, decide func(context.Context) (Decision[R], error)) (R, error) {
	r, _, err := StepAgain(ctx, l, caseID, step, decide)
	return r, err
}

// StepAgain is Step, and tells whether the step had been committed before.
func StepAgain[R any](
	ctx context.Context, l *Ledger, caseID, step string, decide func(context.Context) (Decision[R], error),
) (r R, again bool, err error) {
	var zero R
	var conflict *Conflict
	var last journal.Entry
	for range decideTries {
		d, err := decide(ctx)
		if err != nil {
			stored, found, lost := l.Find(ctx, caseID, step)
			switch {
			case lost != nil:
				return zero, false, lost
			case !found:
				return zero, false, l.troubled(ctx, caseID, step, err)
			}
			r, err := parse[R](stored)
			return r, true, err
		}
		d.Entry.Case, d.Entry.Step = caseID, step
		r, again, err := record(ctx, l, d)
		if errors.As(err, &conflict) {
			last = d.Entry
			continue
		}
		return r, again, l.troubled(ctx, caseID, step, err)
	}
	return zero, false, l.Stuck(ctx, last, conflict)
}

// Record commits a decision that needed nothing from the database: one round
// trip, with the same guarantee as Step.
func Record[R any](ctx context.Context, l *Ledger, d Decision[R]) (R, error) {
	r, _, err := record(ctx, l, d)
	return r, err
}

func record[R any](ctx context.Context, l *Ledger, d Decision[R]) (r R, again bool, err error) {
	result, err := journal.Result(d.Result)
	if err != nil {
		return r, false, fmt.Errorf("result of step %s: %w", d.Entry.Step, err)
	}
	stored, again, err := l.commit(ctx, d.Entry, result, d.Changes...)
	if err != nil {
		return r, again, err
	}
	r, err = parse[R](stored)
	return r, again, err
}

// Taken answers what the latest step of a case answered, where time caused it;
// false where it did not.
func Taken[R any](ctx context.Context, l *Ledger, caseID string) (r R, found bool, err error) {
	stored, found, err := l.LastOfTime(ctx, caseID)
	if err != nil || !found {
		return r, false, err
	}
	r, err = parse[R](stored)
	return r, true, err
}

func parse[R any](stored json.RawMessage) (R, error) {
	var r R
	if err := json.Unmarshal(stored, &r); err != nil {
		return r, fmt.Errorf("stored result: %w", err)
	}
	return r, nil
}
