package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"time"

	"kigen/internal/letters"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/rehearsal"
)

// What a rehearsal is bounded by.
const (
	rehearsedDays  = 400
	rehearsedSteps = 200
)

func registerRehearsals(a *API) {
	query(a, Op{
		ID: "rehearseCase", Method: http.MethodPost, Path: "/v1/cases/{id}/rehearsal", Tag: "cases",
		EN: "What would happen to a case: if nobody does anything more, or if these things are done. It reads only: " +
			"the case's own process is played on a copy, and nothing is done",
		JA: "案件がこれからどう進むかを予行します(何もしない場合、または指定した操作を行った場合)。実際の案件には何も行いません。",
	}, a.rehearseCase)
}

type rehearseCase struct {
	ID   string `path:"id"`
	Body struct {
		Steps []ToRehearse `json:"steps,omitempty" maxItems:"20" doc:"What is done, each at its instant. None: nothing is done."`
		Until time.Time    `json:"until,omitzero" doc:"No further than this; at most 400 days on, and so far unless told."`
	}
}

// ToRehearse is an operation of the API as it would be called at an instant.
type ToRehearse struct {
	At        time.Time      `json:"at" doc:"Not before the case's own time."`
	Operation string         `json:"operation" example:"reportParcelBookedIn"`
	With      map[string]any `json:"with,omitempty" doc:"Its body, and the parts of its path; id is the case unless told."`
}

// Rehearsal is what would happen, and did not.
type Rehearsal struct {
	Case   string          `json:"case_id,omitempty" doc:"The case; the one that a command would open."`
	From   time.Time       `json:"from" doc:"The case's time when it was rehearsed."`
	Until  time.Time       `json:"until"`
	Steps  []RehearsedStep `json:"steps" nullable:"false" doc:"In the order of their happening."`
	Acts   []RehearsedAct  `json:"acts" nullable:"false" doc:"What was asked to be done."`
	Open   []Deadline      `json:"open" nullable:"false" doc:"Deadlines that are open in the end."`
	State  string          `json:"state,omitempty" doc:"Of the case in the end."`
	Closed bool            `json:"closed"`
	More   bool            `json:"more" doc:"More would follow after the end of the rehearsal."`
	Total  int64           `json:"total" doc:"The sum of the charges, with what takes some back, in yen."`
	Told   []string        `json:"told" nullable:"false" doc:"The processes of other cases that would be told something."`
}

// RehearsedStep is a step that would be taken, with all it would do.
type RehearsedStep struct {
	Entry
	State   string            `json:"state,omitempty" doc:"The case's after it, where it changes."`
	Armed   []Deadline        `json:"armed" nullable:"false" doc:"Deadlines that it arms, with how they would end."`
	Settled []Deadline        `json:"settled" nullable:"false" doc:"Deadlines that it ends."`
	Charges []Charge          `json:"charges" nullable:"false"`
	Letters []RehearsedLetter `json:"letters" nullable:"false"`
	Tasks   []Task            `json:"tasks" nullable:"false" doc:"Tasks that it gives to desks."`
	Done    []Task            `json:"done" nullable:"false" doc:"Tasks that it ends."`
}

// RehearsedLetter is a letter that would be sent, as it would read.
type RehearsedLetter struct {
	Notice
	Subject string `json:"subject"`
	Text    string `json:"text"`
}

// RehearsedAct is something that was asked to be done, and whether it was taken in.
type RehearsedAct struct {
	At        time.Time `json:"at"`
	Operation string    `json:"operation"`
	Role      Role      `json:"role" doc:"Who would do it."`
	Problem   *Problem  `json:"problem,omitempty" doc:"Why it would be refused."`
}

func (a *API) rehearseCase(ctx context.Context, r *Request, in *rehearseCase) (Rehearsal, error) {
	c, err := a.caseFor(ctx, r, in.ID, "")
	if err != nil {
		return Rehearsal{}, err
	}
	until, err := rehearsedUntil(r.At, in.Body.Until)
	if err != nil {
		return Rehearsal{}, err
	}
	leave, err := a.rehearsers.enter(r.Principal.scope())
	if err != nil {
		return Rehearsal{}, err
	}
	defer leave()
	play := rehearsal.Play{Case: c.ID, From: r.At, Until: until}
	steps := slices.SortedStableFunc(slices.Values(in.Body.Steps), func(x, y ToRehearse) int { return x.At.Compare(y.At) })
	acts := make([]RehearsedAct, len(steps))
	for i, step := range steps {
		step.At = step.At.UTC().Truncate(time.Microsecond)
		if err := rehearsedAt(step.At, r.At, until); err != nil {
			return Rehearsal{}, err
		}
		if !Rehearsable(step.Operation) {
			return Rehearsal{}, notRehearsable("operation")
		}
		who := r.actingAs(step.Operation, c.Member)
		acts[i] = RehearsedAct{At: step.At, Operation: step.Operation, Role: who.Role}
		play.Acts = append(play.Acts, rehearsal.Act{At: step.At, Do: func(ctx context.Context) error {
			return a.callAs(ctx, who, r.Language, step, c.ID)
		}})
	}
	course, err := a.player.Play(ctx, play)
	if err != nil {
		return Rehearsal{}, err
	}
	for i, err := range course.Errs {
		if err != nil {
			acts[i].Problem = a.problem(r, err)
		}
	}
	return a.rehearsalView(ctx, r, play, course, acts)
}

func rehearsedUntil(from, until time.Time) (time.Time, error) {
	most := from.AddDate(0, 0, rehearsedDays)
	switch {
	case until.IsZero():
		return most, nil
	case !until.After(from):
		return until, invalid("until", "予行の終わりは、現在より後の日時を指定してください。", "The end must be after the case's own time.")
	case until.After(most):
		return until, invalid("until", "予行できるのは400日先までです。", "A rehearsal goes 400 days on at most.")
	}
	return until.UTC().Truncate(time.Microsecond), nil
}

func rehearsedAt(at, from, until time.Time) error {
	switch {
	case at.Before(from):
		return refusal.New(refusal.TooLate, "",
			"過去の日時では予行できません。", "What is past can't be rehearsed.").
			With("at", "現在以降の日時を指定してください。", "Give an instant that is not before the case's own time.")
	case at.After(until):
		return invalid("at", "予行の終わりより前の日時を指定してください(400日先まで)。",
			"Give an instant before the end of the rehearsal, 400 days on at most.")
	}
	return nil
}

func notRehearsable(field string) *refusal.Error {
	return refusal.New(refusal.NotOffered, "",
		"この操作は予行できません。", "This operation can't be rehearsed.").
		With(field, "案件に対する操作を指定してください。", "Give an operation that is done to a case.")
}

type rehearseKey struct{}

// Rehearse makes a command that is called under ctx a rehearsal: everything is
// checked and decided as for the command itself, and a refusal is the command's
// own; what would happen comes back as a Rehearsal, and nothing is done or kept.
func Rehearse(ctx context.Context) context.Context {
	return context.WithValue(ctx, rehearseKey{}, true)
}

// rehearsing tells whether a command is to be rehearsed.
func rehearsing(ctx context.Context) bool { return ctx.Value(rehearseKey{}) != nil }

// rehearse plays what a command would do, and what would follow from it.
func (a *API) rehearse(ctx context.Context, r *Request, do func(context.Context) error) (Rehearsal, error) {
	if !Rehearsable(r.Operation) {
		return Rehearsal{}, notRehearsable("operation")
	}
	leave, err := a.rehearsers.enter(r.Principal.scope())
	if err != nil {
		return Rehearsal{}, err
	}
	defer leave()
	if a.Clocks != nil && r.Clock == "" {
		// The command itself finds out on which test clock it is.
		if err := a.player.Try(ctx, do); err != nil {
			return Rehearsal{}, err
		}
	}
	play := rehearsal.Play{From: r.At, Until: r.At.AddDate(0, 0, rehearsedDays), Acts: []rehearsal.Act{{At: r.At, Do: do}}}
	course, err := a.player.Play(ctx, play)
	if err == nil {
		err = course.Errs[0]
	}
	if err != nil {
		return Rehearsal{}, err
	}
	return a.rehearsalView(ctx, r, play, course, []RehearsedAct{{At: r.At, Operation: r.Operation, Role: r.Principal.Role}})
}

// rehearsed answers a command with what it would do.
func (a *API) rehearsed(ctx context.Context, r *Request, do func(context.Context) error) *written {
	out, err := a.rehearse(ctx, r, do)
	return write(a.answer(r, http.StatusOK, out, err))
}

func (a *API) rehearsalView(ctx context.Context, r *Request, play rehearsal.Play, c rehearsal.Course, acts []RehearsedAct) (Rehearsal, error) {
	v := Rehearsal{
		Case: play.Case, From: play.From, Until: play.Until, Steps: []RehearsedStep{}, Acts: acts, Open: []Deadline{}, More: c.Cut, Told: []string{},
	}
	if r.Principal.Role == Member {
		c.Steps = ownSteps(c, r.Principal.Member)
	}
	if len(c.Steps) > rehearsedSteps {
		c.Steps, v.More = c.Steps[:rehearsedSteps], true
	}
	if v.Case == "" && len(c.Steps) > 0 {
		v.Case = c.Steps[0].Case
	}
	for _, k := range c.Cases {
		if k.ID == v.Case {
			v.State, v.Closed = k.State, k.ClosedAt != nil
		}
	}
	for _, d := range c.Open {
		if d.Case == v.Case {
			v.Open = append(v.Open, a.deadline(d))
		}
	}
	to := map[string]letters.Recipient{}
	for i, s := range c.Steps {
		step, err := a.rehearsedStep(ctx, r, c, s, to)
		if err != nil {
			return v, err
		}
		for _, charge := range step.Charges {
			v.Total += charge.Amount
		}
		v.Steps = append(v.Steps, step)
		if r.Principal.Role == Member {
			v.Steps[i] = step.forMember()
		}
	}
	if r.Principal.Role != Member {
		v.Told = append(v.Told, c.Told...)
	}
	return v, nil
}

func (a *API) rehearsedStep(ctx context.Context, r *Request, c rehearsal.Course, s postgres.CourseStep, to map[string]letters.Recipient) (RehearsedStep, error) {
	v := RehearsedStep{
		Entry: entryView(s.JournalRow), Armed: []Deadline{}, Settled: []Deadline{},
		Charges: []Charge{}, Letters: []RehearsedLetter{}, Tasks: []Task{}, Done: []Task{},
	}
	if s.State != nil {
		v.State = *s.State
	}
	for _, d := range c.Deadlines {
		if d.Case == s.Case && d.ArmedStep == s.Step {
			v.Armed = append(v.Armed, a.deadline(d))
		}
		if d.Case == s.Case && d.SettledStep != nil && *d.SettledStep == s.Step {
			v.Settled = append(v.Settled, a.deadline(d))
		}
	}
	for _, charge := range c.Charges {
		if charge.Case == s.Case && charge.Step == s.Step {
			v.Charges = append(v.Charges, a.chargeFor(r)(charge))
		}
	}
	for _, t := range c.Tasks {
		if t.Case == s.Case && t.Step == s.Step {
			v.Tasks = append(v.Tasks, taskView(t.TaskRow))
		}
		if t.Case == s.Case && t.ClosedStep != nil && *t.ClosedStep == s.Step {
			v.Done = append(v.Done, taskView(t.TaskRow))
		}
	}
	for _, n := range c.Notices {
		if n.Case != s.Case || n.Step != s.Step {
			continue
		}
		letter, err := a.rehearsedLetter(ctx, r, n, to)
		if err != nil {
			return v, err
		}
		v.Letters = append(v.Letters, letter)
	}
	return v, nil
}

// rehearsedLetter words a letter as its member would read it; to keeps who that is,
// by the member. A member who would only come to be is addressed by no name.
func (a *API) rehearsedLetter(ctx context.Context, r *Request, n postgres.NoticeRow, to map[string]letters.Recipient) (RehearsedLetter, error) {
	v := RehearsedLetter{Notice: noticeView(n)}
	reader, known := to[n.Member]
	if !known {
		m, err := postgres.Member(ctx, a.Pool, n.Member)
		switch no, refused := refusal.As(err); {
		case err == nil:
			reader = letters.Recipient{FamilyName: m.FamilyName, GivenName: m.GivenName, Lang: m.Language}
		case refused && no.Code == refusal.NotFound:
			reader.Lang = r.Language
		default:
			return v, err
		}
		to[n.Member] = reader
	}
	office := a.Office(n.At)
	office.Secrets = withheld{}
	words, err := letters.Render(n.Template, n.Version, n.Data, reader, office)
	v.Subject, v.Text = words.Subject, words.Text
	return v, err
}

// ownSteps are those in the member's own cases: what is released goes to whoever is
// next in line.
func ownSteps(c rehearsal.Course, member string) []postgres.CourseStep {
	return slices.DeleteFunc(slices.Clone(c.Steps), func(s postgres.CourseStep) bool {
		return !slices.ContainsFunc(c.Cases, func(k postgres.CaseRow) bool { return k.ID == s.Case && k.Member == member })
	})
}

// forMember keeps the house's own work inside.
func (s RehearsedStep) forMember() RehearsedStep {
	s.Actor, s.Tasks, s.Done = s.Actor.forMember(), []Task{}, []Task{}
	return s
}

// callAs carries out an operation in a rehearsal.
func (a *API) callAs(ctx context.Context, who Principal, language string, step ToRehearse, caseID string) error {
	hr, err := a.requestOf(As(ctx, who), step, caseID)
	if err != nil {
		return err
	}
	hr.Header.Set("Accept-Language", language)
	w := &inProcess{header: http.Header{}, status: http.StatusOK}
	a.ServeHTTP(w, hr)
	if w.status < http.StatusBadRequest {
		return nil
	}
	p := &Problem{}
	if err := json.Unmarshal(w.body.Bytes(), p); err != nil {
		return errors.Join(errors.New("rehearse "+step.Operation), err)
	}
	return p
}
