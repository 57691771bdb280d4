package rehearsal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/stretchr/testify/mock"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"kigen/activities"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/workflows"
)

// Message is what an engine would be asked to bring to a process.
type Message struct {
	// Workflow is the ID of the process that it is for.
	Workflow string
	// Process and In start it where none of that ID runs; both empty where it must run.
	Process string
	In      any
	// Name is the update's or signal's, ID the update's own.
	Name, ID string
	Content  any
}

// Stage stands in for the engine under the context of an act: what it is asked
// to bring to a process goes to the one that is played.
type Stage struct {
	ctx   context.Context
	env   *testsuite.TestWorkflowEnvironment
	db    *scratch
	play  Play
	roles map[string]*role // of the processes on stage, by workflow ID

	entering []entrance
	acts     int // that are not over
	curtain  bool
	cut      bool // a process would have gone on by itself

	mu      sync.Mutex
	now     time.Time
	told    []string
	errs    []error // of the acts
	failure error
	missed  bool // a process was over before what started it reached it
}

// role is a process on stage.
type role struct {
	begun   bool
	waiting []func()            // what is for it, until it has begun
	asked   map[int]func(error) // who waits for an answer of it
	no      int
}

type stageKey struct{}

// On gives the stage that what is done under ctx is played on; nil where it is done in truth.
func On(ctx context.Context) *Stage {
	s, _ := ctx.Value(stageKey{}).(*Stage)
	return s
}

// Plays tells a stage from none, and from one that is only tried (Player.Try).
func (s *Stage) Plays() bool { return s != nil && s.env != nil }

// Now is the business time there: that of the act under way.
func (s *Stage) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// director is the name of the process that lets the others enter.
const director = "rehearsal"

// goOn wakes the director.
const goOn = "go-on"

func newStage(ctx context.Context, p *Player, db *scratch, play Play) *Stage {
	s := &Stage{
		ctx: ctx, db: db, play: play, roles: map[string]*role{}, acts: len(play.Acts), now: play.From,
		errs: make([]error, len(play.Acts)),
	}
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(log.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	s.env = suite.NewTestWorkflowEnvironment()
	s.env.SetStartTime(play.From)
	s.env.SetTestTimeout(budget)
	s.env.SetWorkerOptions(worker.Options{BackgroundActivityContext: ctx, DeadlockDetectionTimeout: budget})
	activities.RegisterCases(s.env, activities.Dependencies{
		Ledger: &postgres.Ledger{Pool: db, Tries: activities.Tries}, Terms: p.Terms, Cards: accepting{}, EKYC: p.EKYC, Processes: s,
	})
	workflows.RegisterCases(s.env)
	s.env.RegisterWorkflowWithOptions(s.direct, workflow.RegisterOptions{Name: director})
	// Cases that are not on stage are told nothing.
	s.env.OnSignalExternalWorkflow(mock.Anything, mock.Anything, mock.Anything, mock.Anything, mock.Anything).
		Return(func(_, workflowID, _, _ string, _ any) error {
			s.mu.Lock()
			defer s.mu.Unlock()
			if !slices.Contains(s.told, workflowID) {
				s.told = append(s.told, workflowID)
			}
			return nil
		})
	return s
}

// perform plays until the end, or until the play's last instant.
func (s *Stage) perform(first []entrance) (err error) {
	defer func() {
		if broken := recover(); broken != nil {
			err = errors.Join(s.failure, fmt.Errorf("rehearse: %v", broken))
		}
	}()
	s.entering = first
	s.db.onLost = s.fail
	s.env.RegisterDelayedCallback(s.end, s.play.Until.Sub(s.play.From))
	defer context.AfterFunc(s.ctx, func() { s.fail(context.Cause(s.ctx)) })()
	s.env.ExecuteWorkflow(director)
	s.mu.Lock()
	defer s.mu.Unlock()
	return errors.Join(s.failure, s.env.GetWorkflowError())
}

// fail ends the play.
func (s *Stage) fail(err error) {
	s.mu.Lock()
	s.failure = errors.Join(s.failure, err)
	s.mu.Unlock()
	s.next(func() { s.curtain = true })
}

// next does something when the environment comes to it, and wakes the director.
func (s *Stage) next(do func()) {
	s.env.RegisterDelayedCallback(func() {
		do()
		s.env.SignalWorkflow(goOn, nil)
	}, 0)
}

// direct lets the processes enter and the acts happen at their time.
func (s *Stage) direct(ctx workflow.Context) error {
	workflow.GoNamed(ctx, "acts", s.direction)
	workflow.GoNamed(ctx, "entrances", func(ctx workflow.Context) {
		for workflow.Await(ctx, func() bool { return len(s.entering) > 0 }) == nil {
			e := s.entering[0]
			s.entering = s.entering[1:]
			s.enter(ctx, e)
		}
	})
	return workflow.Await(ctx, func() bool {
		return s.curtain || s.acts == 0 && len(s.entering) == 0 && len(s.roles) == 0
	})
}

// end lets the curtain fall at the play's last instant, and finds out whether a
// process waits for another one.
func (s *Stage) end() {
	for id := range s.roles {
		var wakes []message.Wake
		value, err := s.env.QueryWorkflowByID(id, message.Wakes)
		if err == nil {
			err = value.Get(&wakes)
		}
		s.cut = s.cut || err != nil || len(wakes) > 0
	}
	s.curtain = true
	s.env.SignalWorkflow(goOn, nil)
}

func (s *Stage) direction(ctx workflow.Context) {
	ctx = workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{
		StartToCloseTimeout: budget, RetryPolicy: &temporal.RetryPolicy{MaximumAttempts: 1},
	})
	for i, act := range s.play.Acts {
		if wait := act.At.Sub(workflow.Now(ctx)); wait > 0 {
			if workflow.Sleep(ctx, wait) != nil {
				return
			}
		}
		// As a local activity it holds the time while it lasts.
		if err := workflow.ExecuteLocalActivity(ctx, s.act, i).Get(ctx, nil); err != nil {
			s.fail(err) // it broke; what is refused is no error here
			return
		}
		s.acts--
		if s.errs[i] != nil && s.play.Case == "" {
			s.curtain = true
		}
	}
}

// act does what somebody does, and keeps how it was refused.
func (s *Stage) act(_ context.Context, i int) error {
	act := s.play.Acts[i]
	s.mu.Lock()
	s.now = act.At
	s.mu.Unlock()
	s.errs[i] = act.Do(s.under(s.ctx))
	return nil
}

// under is the context that lets the engine and the pools play along.
func (s *Stage) under(ctx context.Context) context.Context {
	return postgres.Instead(context.WithValue(ctx, stageKey{}, s), s.db)
}

func (s *Stage) enter(ctx workflow.Context, e entrance) {
	r := s.role(e.workflow)
	child := workflow.ExecuteChildWorkflow(workflow.WithChildOptions(ctx, workflow.ChildWorkflowOptions{
		WorkflowID: e.workflow, ParentClosePolicy: enumspb.PARENT_CLOSE_POLICY_TERMINATE,
	}), e.process, e.in)
	workflow.GoNamed(ctx, e.workflow, func(ctx workflow.Context) {
		if child.GetChildWorkflowExecution().Get(ctx, nil) == nil {
			r.begun = true
			for _, bring := range r.waiting {
				bring()
			}
		}
		err := child.Get(ctx, nil)
		delete(s.roles, e.workflow)
		for _, answer := range r.asked {
			answer(gone(e.workflow))
		}
		if err != nil && !s.curtain {
			s.fail(err)
		}
	})
}

func (s *Stage) role(workflowID string) *role {
	r := s.roles[workflowID]
	if r == nil {
		r = &role{asked: map[int]func(error){}}
		s.roles[workflowID] = r
	}
	return r
}

// errReached ends a try at the first message.
var errReached = errors.New("a process was reached")

func gone(workflowID string) error {
	return serviceerror.NewNotFound("process " + workflowID + " is not running")
}

func isGone(err error) bool {
	_, ok := errors.AsType[*serviceerror.NotFound](err)
	return ok
}

// Update brings a command to a process and reads its answer into answer.
func (s *Stage) Update(ctx context.Context, m Message, answer any) error {
	return s.bring(ctx, m, func(r *role, reply func(error)) {
		r.no++
		no := r.no
		heard := func(err error) {
			s.late(m, err)
			reply(err)
		}
		r.asked[no] = heard
		once := func(err error) {
			if r.asked[no] != nil {
				delete(r.asked, no)
				heard(err)
			}
		}
		if err := s.env.UpdateWorkflowByID(m.Workflow, m.Name, m.ID, callbacks{answer, once}, m.Content); err != nil {
			once(err)
		}
	})
}

// Signal tells a process a fact.
func (s *Stage) Signal(ctx context.Context, m Message) error {
	return s.bring(ctx, m, func(_ *role, reply func(error)) {
		err := s.env.SignalWorkflowByID(m.Workflow, m.Name, m.Content)
		s.late(m, err)
		reply(err)
	})
}

// late notes a message that came to a process which it started when that was over.
func (s *Stage) late(m Message, err error) {
	s.missed = s.missed || m.Process != "" && isGone(err)
}

// Start starts a process, unless it runs.
func (s *Stage) Start(ctx context.Context, m Message) error {
	return s.bring(ctx, m, func(_ *role, reply func(error)) { reply(nil) })
}

// Begin starts a process that another one asks for, and waits until it has begun.
func (s *Stage) Begin(ctx context.Context, b activities.Beginning) error {
	m := Message{Workflow: b.ID, Process: b.Process, In: b.In, Name: b.Await, ID: b.AskID, Content: b.Ask}
	if m.ID == "" {
		m.ID = b.Await
	}
	if m.Content == nil {
		m.Content = struct{}{}
	}
	return s.Update(ctx, m, nil)
}

// bring has a message delivered and waits for the reply.
func (s *Stage) bring(ctx context.Context, m Message, deliver func(*role, func(error))) error {
	if !s.Plays() {
		return errReached
	}
	replied := make(chan error, 1)
	reply := func(err error) { replied <- err }
	s.next(func() {
		r := s.roles[m.Workflow]
		if r == nil {
			e, err := s.entrance(m)
			if err != nil {
				reply(err)
				return
			}
			r = s.role(e.workflow)
			s.entering = append(s.entering, e)
		}
		if !r.begun {
			r.waiting = append(r.waiting, func() { s.next(func() { deliver(r, reply) }) })
			return
		}
		deliver(r, reply)
	})
	select {
	case err := <-replied:
		return err
	case <-ctx.Done():
		return ctx.Err()
	case <-s.ctx.Done():
		return context.Cause(s.ctx)
	}
}

// entrance is how the process that a message is for comes on stage: as that of
// the case that is open, else as the message starts it.
func (s *Stage) entrance(m Message) (entrance, error) {
	c, found, err := postgres.OpenCase(s.ctx, s.db, m.Workflow)
	switch {
	case err != nil:
		return entrance{}, err
	case found:
		return whereItStands(c)
	case m.Process != "":
		return entrance{m.Workflow, m.Process, m.In}, nil
	}
	return entrance{}, gone(m.Workflow)
}

// callbacks take the answer of an update.
type callbacks struct {
	into  any
	reply func(error)
}

// Accept has nothing to say.
func (c callbacks) Accept() {}

// Reject refuses.
func (c callbacks) Reject(err error) { c.reply(err) }

// Complete answers, in the form in which answers cross to callers.
func (c callbacks) Complete(answer any, err error) {
	if err == nil && c.into != nil {
		var text []byte
		if text, err = json.Marshal(answer); err == nil {
			err = json.Unmarshal(text, c.into)
		}
	}
	c.reply(err)
}
