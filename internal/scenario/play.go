package scenario

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"kigen/internal/jst"
)

// Player plays scenarios against one running product.
type Player struct {
	// Base is the API's address, "http://127.0.0.1:8080".
	Base string
	// HTTP is the client to call it with; http.DefaultClient where nil.
	HTTP *http.Client
	// Token gives the token of a role other than public and member. Person
	// tells people of one role apart, empty for the first.
	Token func(ctx context.Context, role, person string) (string, error)
	// Letters reads the mails to an address that arrived since, oldest first.
	// Nil where mails can't be read.
	Letters func(ctx context.Context, to string, since time.Time) ([]Letter, error)
	// Restart restarts "worker", "temporal" or "postgres". Nil where that is not to be done.
	Restart func(ctx context.Context, part string) error
	// Stop and Start stop "worker" and start it again. Nil as above.
	Stop, Start func(ctx context.Context, part string) error
	// Observe is told each step when it is done. It may be nil.
	Observe func(Done)
	// Keep is given where the play stands before each step, and once more at
	// its end. It may be nil.
	Keep func(Bookmark) error
}

// Letter is a mail as it arrived.
type Letter struct {
	ID      string `json:"id"`
	Subject string `json:"subject"`
	Text    string `json:"text"`
}

// Play plays a scenario on a test clock of its own, or in the machine's time
// where it names no clock. What the product does otherwise than the scenario
// says is in the result's failures; a step that fails ends the play. The error
// is for a product that can't be played against.
func (p *Player) Play(ctx context.Context, s *Scenario) (*Result, error) {
	return p.GoOn(ctx, s, Bookmark{})
}

// GoOn is Play from where another play of the same scenario was ended; its
// result holds the steps from there.
func (p *Player) GoOn(ctx context.Context, s *Scenario, from Bookmark) (*Result, error) {
	began := time.Now()
	client := p.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	a, err := connect(ctx, p.Base, client)
	if err != nil {
		return nil, err
	}
	l := &play{
		player: p, api: a, scenario: s, tokens: map[Caller]string{},
		result: &Result{Name: s.Name, File: s.File, Rules: s.Rules, Failures: []Failure{}, Steps: []Done{}},
	}
	if err := l.open(ctx, from); err != nil {
		return nil, err
	}
	for l.next < len(s.Steps) {
		step := s.Steps[l.next]
		if err := l.step(ctx, l.next, step); err != nil {
			l.result.fail(step.File, step.Line, "%s", err)
		}
		if len(l.result.Failures) > 0 {
			break
		}
		l.next++
	}
	if err := l.finish(ctx); err != nil {
		return nil, err
	}
	l.result.Took = time.Since(began)
	return l.result, ctx.Err()
}

// play is one scenario being played.
type play struct {
	player   *Player
	api      *api
	scenario *Scenario
	started  time.Time
	next     int       // the step to do
	redo     bool      // the step may have been done before, as of now
	now      time.Time // the clock's instant
	down     bool      // the worker is
	vars     variables
	tokens   map[Caller]string
	read     map[string]bool // mails that a step has taken
	result   *Result
}

func (l *play) makeClock(ctx context.Context) error {
	token, err := l.token(ctx, Caller{Role: "admin"})
	if err != nil {
		return err
	}
	got, err := l.api.call(ctx, "createTestClock", sending{
		with:  map[string]any{"name": l.scenario.Name, "instant": l.scenario.Clock.Format(time.RFC3339Nano)},
		token: token, key: "clock-" + plain(l.vars["play"]),
	})
	if err != nil {
		return err
	}
	if got.refused() {
		return fmt.Errorf("make a test clock: %s", got.problem())
	}
	var clock struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(got.raw, &clock); err != nil || clock.ID == "" {
		return fmt.Errorf("make a test clock: its answer has no id: %s", got.raw)
	}
	l.result.Clock, l.vars["clock"] = clock.ID, clock.ID
	return nil
}

// finish lets all come to rest, checks the last expectations and keeps what came of the play.
func (l *play) finish(ctx context.Context) error {
	if l.down {
		if err := l.resume(ctx, 0); err != nil {
			return err
		}
	}
	if err := l.keep(); err != nil {
		return err
	}
	if l.result.Clock == "" {
		l.result.Passed = len(l.result.Failures) == 0
		return nil
	}
	if err := l.advance(ctx, 0, l.now); err != nil {
		l.result.fail(l.scenario.File, 1, "%s", err)
	}
	token, err := l.token(ctx, Caller{Role: "admin"})
	if err != nil {
		return err
	}
	l.result.Lists = map[string][]map[string]any{}
	for _, name := range Lists {
		if l.result.Lists[name], err = l.api.list(ctx, name, l.result.Clock, token); err != nil {
			return err
		}
	}
	if len(l.result.Failures) == 0 {
		err = l.check(l.scenario.Expect, l.result.Lists)
	}
	l.result.Passed = len(l.result.Failures) == 0
	return err
}

func (l *play) step(ctx context.Context, n int, step Step) error {
	if err := l.reach(ctx, step); err != nil {
		return err
	}
	if err := l.keep(); err != nil {
		return err
	}
	key := fmt.Sprintf("%s-step-%d", l.vars["play"], n+1)
	switch {
	case step.Uses != nil:
		return l.given(*step.Uses)
	case step.Call != nil:
		return l.call(ctx, *step.Call, key)
	case step.Together != nil:
		return l.together(ctx, step, key)
	case step.Mail != nil:
		return l.mail(ctx, step)
	case step.Restart != "":
		if l.player.Restart == nil {
			return fmt.Errorf("%s can't be restarted here: restart needs the development stack", step.Restart)
		}
		if err := l.player.Restart(ctx, step.Restart); err != nil {
			return fmt.Errorf("restart %s: %w", step.Restart, err)
		}
		l.done(Done{Line: step.Line, Kind: "restart", What: step.Restart})
	case step.Down != "":
		return l.halt(ctx, step)
	case step.Up != "":
		return l.resume(ctx, step.Line)
	case step.Check != nil:
		return l.checkNow(ctx, step.Check)
	}
	return nil
}

// reach goes to the instant of a step.
func (l *play) reach(ctx context.Context, step Step) error {
	if l.result.Clock == "" {
		// A step that is done again says the same as before.
		if !l.redo {
			l.stand(time.Now().Truncate(time.Microsecond))
		}
		l.redo = false
		return nil
	}
	to := l.now
	for _, later := range []time.Time{step.At, step.Until} {
		if later.After(to) {
			to = later
		}
	}
	if l.down && to.Equal(l.now) {
		return nil
	}
	// Advancing to where the clock stands lets the steps before come to rest.
	return l.advance(ctx, step.Line, to)
}

// stand notes where the clock stands.
func (l *play) stand(at time.Time) {
	l.now = at
	l.vars["now"], l.vars["today"] = at.In(jst.Zone).Format(time.RFC3339Nano), jst.DayOf(at).String()
}

func (l *play) done(d Done) {
	d.At = l.now
	l.result.Steps = append(l.result.Steps, d)
	if l.player.Observe != nil {
		l.player.Observe(d)
	}
}

// advance moves the clock and notes what woke on the way.
func (l *play) advance(ctx context.Context, line int, to time.Time) error {
	token, err := l.token(ctx, Caller{Role: "admin"})
	if err != nil {
		return err
	}
	with := map[string]any{"id": l.result.Clock, "to": to.Format(time.RFC3339Nano)}
	if l.down {
		with["asleep"] = true
	}
	got, err := l.api.call(ctx, "advanceTestClock", sending{with: with, token: token})
	if err != nil {
		return err
	}
	if got.refused() {
		return fmt.Errorf("advance the clock to %s: %s", to.Format(time.RFC3339), got.problem())
	}
	went := to.After(l.now)
	l.stand(to)
	var advanced struct {
		Woken []any `json:"woken"`
	}
	if err := json.Unmarshal(got.raw, &advanced); err != nil {
		return fmt.Errorf("advance the clock: %w", err)
	}
	if went || len(advanced.Woken) > 0 {
		l.done(Done{Line: line, Kind: "advance", What: fmt.Sprintf("%d woken", len(advanced.Woken)), Status: got.status, Answer: got.raw})
	}
	return nil
}

// send makes a call and notes its answer.
func (l *play) send(ctx context.Context, c Call, key string) (answer, error) {
	with, err := l.vars.fields(c.With)
	if err != nil {
		return answer{}, err
	}
	if c.Key != "" {
		filled, err := l.vars.text(c.Key)
		if err != nil {
			return answer{}, err
		}
		key = plain(filled)
	}
	token, err := l.token(ctx, c.As)
	if err != nil {
		return answer{}, err
	}
	return l.api.call(ctx, c.Operation, sending{file: c.File, with: with, token: token, clock: l.result.Clock, key: key})
}

func (l *play) note(c Call, got answer) {
	d := Done{Line: c.Line, Kind: "call", As: c.As.String(), What: c.Operation, Status: got.status}
	if json.Valid(got.raw) {
		d.Answer = got.raw
	}
	if got.refused() {
		d.Kind, d.Refused = "refused", got.problem().String()
	}
	l.done(d)
}

func (l *play) call(ctx context.Context, c Call, key string) error {
	got, err := l.send(ctx, c, key)
	if err != nil {
		return err
	}
	l.note(c, got)
	if c.Twice {
		again, err := l.send(ctx, c, key)
		if err != nil {
			return err
		}
		if again.status != got.status || !bytes.Equal(again.raw, got.raw) {
			return fmt.Errorf("%s answers otherwise the second time: %d %s, then %d %s", c.Operation, got.status, got.raw, again.status, again.raw)
		}
	}
	if err := matches(c.Refused, c.Operation, got); err != nil || got.refused() {
		return err
	}
	if c.Answer != nil {
		want, err := l.vars.fields(c.Answer)
		if err != nil {
			return err
		}
		fields, _ := got.value.(map[string]any)
		if wrong := differing(want, fields); len(wrong) > 0 {
			m := Mismatch{List: "the answer", Expected: want, Got: fields, Fields: wrong}
			return fmt.Errorf("%s", m)
		}
	}
	return l.saveOf(ctx, c, key, got)
}

// soon is how long a play without a clock waits for what is under way.
const soon = 15 * time.Second

// saveOf keeps values of a call's answer. Without a clock that says when all is
// at rest, what a read lacks may be under way.
func (l *play) saveOf(ctx context.Context, c Call, key string, got answer) error {
	err := l.save(c.Save, got)
	if l.result.Clock != "" || l.api.operations[c.Operation].method != http.MethodGet {
		return err
	}
	for deadline := time.Now().Add(soon); err != nil && time.Now().Before(deadline); {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
		if got, err = l.send(ctx, c, key); err != nil {
			return err
		}
		err = l.save(c.Save, got)
	}
	return err
}

// matches compares a call's outcome with what the scenario says of it.
func matches(want *Refused, operation string, got answer) error {
	switch p := got.problem(); {
	case want == nil && got.refused():
		return fmt.Errorf("%s is refused with %d: %s", operation, got.status, p)
	case want == nil:
		return nil
	case !got.refused():
		return fmt.Errorf("%s should be refused with %s, but is not", operation, want)
	case !want.is(p):
		return fmt.Errorf("%s should be refused with %s, but is with %s", operation, want, p)
	}
	return nil
}

func (f Refused) is(p problem) bool { return f.Code == p.Code && (f.Rule == "" || f.Rule == p.Rule) }

func (f Refused) String() string {
	if f.Rule == "" {
		return f.Code
	}
	return f.Code + " (" + f.Rule + ")"
}

func (l *play) save(saves []Save, got answer) error {
	for _, s := range saves {
		v, err := s.Query.of(got.value)
		if err != nil {
			return fmt.Errorf("save %s: %w", s.Name, err)
		}
		l.vars[s.Name] = v
	}
	return nil
}
