package activities

import (
	"context"
	"errors"

	"kigen/internal/casefile"
	"kigen/internal/journal"
	"kigen/internal/postgres"
)

// steps takes the steps of cases of one type: load the case, ask the rule,
// commit what it made.
type steps[C, P any] struct {
	ledger *postgres.Ledger
	load   func(ctx context.Context, l *postgres.Ledger, id string) (C, error)
	save   func(before, after C) []postgres.Change
	// stands is what the process goes by.
	stands func(C) P
}

// read tells where a case stands.
func (s steps[C, P]) read(ctx context.Context, id string) (P, error) {
	c, err := s.load(ctx, s.ledger, id)
	return answer(s.stands(c), err)
}

// named is a step that a command or a fact names: asked again, it answers what
// it answered first, which may be less than the case has come to since.
func (s steps[C, P]) named(ctx context.Context, id, step string, rule func(C) (casefile.Outcome[C], error)) (P, error) {
	return answer(postgres.Step(ctx, s.ledger, id, step, func(ctx context.Context) (d postgres.Decision[P], err error) {
		before, err := s.load(ctx, s.ledger, id)
		if err != nil {
			return d, err
		}
		o, err := rule(before)
		if err != nil {
			return d, err
		}
		return s.decided(before, o), nil
	}))
}

// due is the step of a deadline, which knows its own name. Where the case no
// longer waits for it, it only tells where the case stands, or what the step
// answered that was committed before its worker could say so: others may have to
// be told of what it gave them.
func (s steps[C, P]) due(ctx context.Context, id string, rule func(C) (casefile.Outcome[C], bool)) (P, error) {
	var none P
	var conflict *postgres.Conflict
	var last journal.Entry
	for range tries {
		before, err := s.load(ctx, s.ledger, id)
		if err != nil {
			return answer(none, err)
		}
		o, ok := rule(before)
		if !ok {
			p, found, err := postgres.Taken[P](ctx, s.ledger, id)
			if err != nil || found {
				return answer(p, err)
			}
			return s.stands(before), nil
		}
		p, err := postgres.Record(ctx, s.ledger, s.decided(before, o))
		if errors.As(err, &conflict) {
			last = o.Entry
			continue
		}
		return answer(p, err)
	}
	return answer(none, s.ledger.Stuck(ctx, last, conflict))
}

// tries bounds how often a deadline's step that another case overtook is decided again.
const tries = 5

func (s steps[C, P]) decided(before C, o casefile.Outcome[C]) postgres.Decision[P] {
	return postgres.Decision[P]{Entry: o.Entry, Result: s.stands(o.Case), Changes: s.save(before, o.Case)}
}
