package scenario

import (
	"context"
	"fmt"
	"sync"
)

// together sends calls at the same moment, each with its own key.
func (l *play) together(ctx context.Context, step Step, key string) error {
	t := step.Together
	answers, errs := make([]answer, len(t.Calls)), make([]error, len(t.Calls))
	for _, c := range t.Calls {
		if _, err := l.token(ctx, c.As); err != nil {
			return err
		}
	}
	var all sync.WaitGroup
	for i, c := range t.Calls {
		all.Go(func() { answers[i], errs[i] = l.send(ctx, c, fmt.Sprintf("%s-%d", key, i+1)) })
	}
	all.Wait()
	accepted, refused := []answer{}, 0
	for i, c := range t.Calls {
		if errs[i] != nil {
			return errs[i]
		}
		l.note(c, answers[i])
		switch p := answers[i].problem(); {
		case !answers[i].refused():
			accepted = append(accepted, answers[i])
		case t.Refused == nil || !t.Refused.is(p):
			return fmt.Errorf("%s is refused with %d: %s", c.Operation, answers[i].status, p)
		default:
			refused++
		}
	}
	if t.Refused != nil && refused != t.Refused.Times {
		return fmt.Errorf("%d of the %d calls should be refused with %s, but %d are", t.Refused.Times, len(t.Calls), t.Refused, refused)
	}
	if len(t.Save) > 0 && len(accepted) == 0 {
		return fmt.Errorf("all calls are refused: there is no answer to save from")
	}
	if len(t.Save) > 0 {
		return l.save(t.Save, accepted[0])
	}
	return nil
}
