package workflows

import (
	"slices"
	"time"

	"go.temporal.io/sdk/workflow"

	"kigen/internal/message"
)

// course is the way of a case whose promises run side by side: it takes each
// promise's step at its time, takes in commands and facts one at a time, and
// goes on from where each step leaves the case.
type course[P standing] struct {
	waits    *waits
	turn     workflow.Mutex // one step at a time: a command never overtakes a deadline's step
	details  string         // what the case is, for Temporal's UI
	read     any            // the activity that tells where the case stands
	of       any            // its argument, which names the case
	begun    bool
	refused  error
	asked    int // commands and facts that wait for their turn or have it
	progress P
	facts    []fact
	failed   error
}

// standing is where a case stands.
type standing interface {
	// Taken is how many steps the case has had.
	Taken() int
	// Stands names its state.
	Stands() string
}

func newCourse[P standing](ctx workflow.Context, details string, read, of any) (*course[P], error) {
	w, err := newWaits(ctx)
	return &course[P]{waits: w, turn: workflow.NewMutex(ctx), details: details, read: read, of: of}, err
}

// begin takes the first step, which opens the case or refuses to; resume reads
// where a case stands that had ended. The refusal is kept for who asks.
func (c *course[P]) begin(ctx workflow.Context, resume bool, first func(workflow.Context) (P, error)) (err error) {
	if resume {
		c.progress, err = step[P](ctx, c.read, c.of)
	} else {
		c.progress, err = first(ctx)
	}
	if no, ok := message.Refused(err); ok {
		c.refused, err = no, nil
	}
	c.begun = true
	return err
}

// promised is a step that is due at an instant; at none while that is zero.
type promised struct {
	name string
	at   time.Time
	step any // an activity of the case, or one in a taking
}

// taking is an activity that takes more than the case.
type taking struct{ activity, in any }

// keep takes the promise's steps at their time, until the process ends. A fact
// or a correction that moves the promise moves the wait.
func (c *course[P]) keep(ctx workflow.Context, next func() promised) {
	workflow.GoNamed(ctx, next().name, func(ctx workflow.Context) {
		for c.failed == nil {
			p := next()
			moved := func() bool { n := next(); return n.name != p.name || !n.at.Equal(p.at) }
			if err := c.keepOnce(ctx, p, moved); err != nil {
				c.failed = err
			}
		}
	})
}

func (c *course[P]) keepOnce(ctx workflow.Context, p promised, moved func() bool) error {
	if p.at.IsZero() {
		return workflow.Await(ctx, moved)
	}
	if ended, err := c.waits.until(ctx, p.name, p.at, moved); ended || err != nil {
		return err
	}
	// What the process was told before comes first: a booking in time, of several
	// reports that an outage held back, must not find its lapse settled.
	told := func() bool { return c.asked > 0 || slices.ContainsFunc(c.facts, fact.isReady) }
	if err := workflow.Await(ctx, func() bool { return moved() || !told() && !c.turn.IsLocked() }); err != nil || moved() {
		return err
	}
	if err := c.turn.Lock(ctx); err != nil {
		return err
	}
	defer c.turn.Unlock()
	if t, ok := p.step.(taking); ok {
		return c.commit(ctx, t.activity, t.in)
	}
	return c.commit(ctx, p.step, c.of)
}

// commit takes a step and goes on from where it left the case. A step that was
// taken in an earlier run answers what it answered then: the case is read anew.
func (c *course[P]) commit(ctx workflow.Context, activity, in any) error {
	p, err := step[P](ctx, activity, in)
	if g, ok := any(p).(giver); ok && err == nil {
		err = c.waits.telling(func() error { return tellGiven(ctx, g.Gives()) })
	}
	if err == nil && p.Taken() <= c.progress.Taken() {
		p, err = step[P](ctx, c.read, c.of)
	}
	if err != nil {
		return err
	}
	c.progress = p
	workflow.SetCurrentDetails(ctx, c.details+p.Stands())
	return nil
}

// over waits until the case has ended, all facts are taken in and nobody waits
// for an answer.
func (c *course[P]) over(ctx workflow.Context, ended func(P) bool) error {
	err := workflow.Await(ctx, func() bool {
		return c.failed != nil || ended(c.progress) && len(c.facts) == 0 && workflow.AllHandlersFinished(ctx)
	})
	if err == nil {
		err = c.failed
	}
	return err
}

// fact is what a machine reported and the case has not recorded.
type fact struct {
	ready  func() bool
	record func(workflow.Context) error
}

func (f fact) isReady() bool { return f.ready() }

// always is the readiness of a fact that waits for nothing.
func always() bool { return true }

// tell keeps a fact until it is ready to be recorded by that step.
func (c *course[P]) tell(ready func() bool, activity, in any) {
	c.facts = append(c.facts, fact{ready, func(ctx workflow.Context) error { return c.commit(ctx, activity, in) }})
}

// record takes in the facts as they come, each once the case is ready for it.
// One that a rule refuses is of no case of ours: it is logged and left.
func (c *course[P]) record(ctx workflow.Context) {
	for c.failed == nil {
		i := -1
		if err := workflow.Await(ctx, func() bool {
			i = slices.IndexFunc(c.facts, fact.isReady)
			return i >= 0
		}); err != nil {
			c.failed = err
			return
		}
		if err := c.alone(ctx, c.facts[i].record); err != nil {
			if _, ok := message.Refused(err); !ok {
				c.failed = err
				return
			}
			workflow.GetLogger(ctx).Warn("a fact was refused", "error", err)
		}
		c.facts = slices.Delete(c.facts, i, i+1)
	}
}

// alone does a step of a command or a fact when it is its turn.
func (c *course[P]) alone(ctx workflow.Context, do func(workflow.Context) error) error {
	c.asked++
	defer func() { c.asked-- }()
	if err := c.turn.Lock(ctx); err != nil {
		return err
	}
	defer c.turn.Unlock()
	return do(ctx)
}

// command takes the step of a command, once the case has begun. What the step
// needs is asked for when it is its turn.
func (c *course[P]) command(ctx workflow.Context, activity any, in func() any) (message.None, error) {
	if err := workflow.Await(ctx, func() bool { return c.begun }); err != nil {
		return message.None{}, err
	}
	if c.refused != nil {
		return message.None{}, c.refused
	}
	return message.None{}, c.alone(ctx, func(ctx workflow.Context) error { return c.commit(ctx, activity, in()) })
}

// may asks a rule whether a command has a meaning where the case stands; one
// that comes before the first step is asked when it is its turn.
func (c *course[P]) may(rule func(P) error) error {
	if !c.begun || c.refused != nil {
		return nil
	}
	return rule(c.progress)
}
