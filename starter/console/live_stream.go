package console

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/words"
)

const (
	// beatEvery keeps a proxy from closing a silent stream, and is how soon one
	// ends after its session has.
	beatEvery = 15 * time.Second
	// writeWithin is how long a browser may take for an event.
	writeWithin = 10 * time.Second
)

// stream is one browser's stream of server-sent events.
type stream struct {
	*visit
	*listener
	shown *shown         // nil for a page of one case
	known postgres.Pulse // what the page shows, as far as it was told
	seen  string         // who it was told looks at the case
}

// shown is what a page shows that is about more than one case.
type shown struct {
	mark    func(v *visit) (string, error) // stands for it: another mark is another page
	changed terms.Text                     // says that it has changed
}

// caseEvents streams what happens to a case, and who looks at it.
func (c *Console) caseEvents(v *visit) error {
	if !v.May("getCase") {
		return refusedAs(http.StatusForbidden, notToLookOn)
	}
	id := v.R.PathValue("id")
	if _, err := postgres.Case(v.Ctx(), c.API.Pool, id); err != nil {
		return err
	}
	return c.stream(v, id, nil)
}

// deskEvents streams that the work at the desks has changed.
func (c *Console) deskEvents(v *visit) error {
	if !v.May("countTasks") {
		return refusedAs(http.StatusForbidden, notToLookOn)
	}
	return c.stream(v, desks, &shown{
		mark:    func(v *visit) (string, error) { return postgres.DeskPulse(v.Ctx(), c.API.Pool) },
		changed: tasksChanged,
	})
}

var notToLookOn = refusal.New(refusal.Forbidden, "",
	"現在の担当窓口では、この画面の更新を受け取れません。", "The desk at which you work is not told of this.")

var crowded = refusal.New(refusal.RateLimited, "",
	"開いている画面が多すぎるため、自動更新を利用できません。", "Too many pages are open to keep this one up to date.")

func (c *Console) stream(v *visit, topic string, what *shown) error {
	l, leave, ok := c.live.listen(topic, onlooker{v.Who.Token, v.Who.Name, string(v.Who.Role)})
	if !ok {
		return &api.Problem{Status: http.StatusServiceUnavailable, Code: crowded.Code, JA: crowded.JA, EN: crowded.EN}
	}
	defer leave()
	h := v.W.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no") // nginx would keep events back
	// The connection may serve other requests after this one.
	defer func() { _ = http.NewResponseController(v.W).SetWriteDeadline(time.Time{}) }()
	s := &stream{visit: v, listener: l, shown: what}
	s.known, ok = parsePulse(v.R.Header.Get("Last-Event-ID"))
	if !ok {
		s.known, _ = parsePulse(v.R.FormValue("seen"))
	}
	s.known.Case = topic
	if err := s.write("retry: 3000\n\n"); err != nil {
		return nil
	}
	s.run(c)
	return nil
}

// run tells of changes until the browser, the session or the server ends it.
func (s *stream) run(c *Console) {
	beat := time.NewTicker(beatEvery)
	defer beat.Stop()
	for {
		var err error
		select {
		case <-s.Ctx().Done():
			return
		case <-c.live.ended:
			return
		case <-s.wake:
			err = s.tell(c.live)
		case <-beat.C:
			if !c.stillSignedIn(s.R) {
				_ = s.event("ended", "", nil)
				return
			}
			err = s.write(": \n\n")
		}
		if err != nil {
			return
		}
	}
}

// tell says what has changed since the page was told last, and who looks at it.
func (s *stream) tell(h *hub) error {
	if s.shown != nil {
		return s.tellShown()
	}
	list, err := postgres.Pulses(s.Ctx(), h.db, []string{s.topic})
	if err != nil || len(list) == 0 {
		return err
	}
	if p := list[0]; p != s.known {
		text, err := s.news(h.db, p)
		if err != nil {
			return err
		}
		s.known = p
		if err := s.event("changed", pulseText(p), map[string]any{"text": text}); err != nil {
			return err
		}
	}
	others := s.others()
	if others == s.seen {
		return nil
	}
	s.seen = others
	return s.event("people", "", map[string]any{"text": others})
}

func (s *stream) tellShown() error {
	mark, err := s.shown.mark(s.visit)
	if err != nil || mark == s.known.Mark {
		return err
	}
	first := s.known.Mark == ""
	s.known.Mark = mark
	if first {
		return nil // nobody knows what the page shows
	}
	return s.event("changed", pulseText(s.known), map[string]any{"text": s.Text(s.shown.changed)})
}

// news says in words what has happened to the case, and by whom.
func (s *stream) news(db postgres.DB, p postgres.Pulse) (string, error) {
	if p.Steps <= s.known.Steps {
		return s.T("この案件の作業または請求が、ほかの担当者により更新されました。", "A colleague changed who has a task, or a charge of this case."), nil
	}
	steps, err := postgres.StepsAfter(s.Ctx(), db, s.topic, s.known.Steps)
	if err != nil || len(steps) == 0 {
		return "", err
	}
	last := steps[len(steps)-1]
	names, err := s.staffNames([]string{last.ActorID})
	if err != nil {
		return "", err
	}
	who, what := s.calls(names, api.Actor{Role: last.ActorRole, ID: last.ActorID}), s.Text(words.Step(last.CaseKind, last.Step))
	return fmt.Sprintf(s.T("この案件は%sにより更新されました：%s", "This case was changed by %s: %s"), who, what), nil
}

// others says who else has the case open; empty for nobody.
func (s *stream) others() string { return s.lookingOn(s.topic) }

func (v *visit) lookingOn(topic string) string {
	var names []string
	for _, o := range v.console.live.onlookers(topic, v.Who.Token) {
		names = append(names, v.colleague(o.name, o.role))
	}
	if len(names) == 0 {
		return ""
	}
	return v.T("ほかに見ている人：", "Also looking at this: ") + strings.Join(names, v.T("、", ", "))
}

// deskPulse is that of the desks' work as a page shows it; without one, the page
// is told of what changes from its stream's beginning on.
func (v *visit) deskPulse() string {
	mark, err := postgres.DeskPulse(v.Ctx(), v.console.API.Pool)
	if err != nil {
		return ""
	}
	return pulseText(postgres.Pulse{Mark: mark})
}

// liveWords are what a page says that is kept up to date.
func (v *visit) liveWords() templ.Attributes {
	return templ.Attributes{
		"data-again":   v.T("再表示する", "Show it anew"),
		"data-ended":   v.T("サインアウトしたため、自動更新を終了しました。", "You are signed out; the page is no longer kept up to date."),
		"data-sign-in": v.T("サインインする", "Sign in"),
	}
}

// event writes an event; id is what the browser says it knows when it comes back.
func (s *stream) event(name, id string, data any) error {
	text, err := json.Marshal(data)
	if err != nil {
		return err
	}
	if id != "" {
		id = "id: " + id + "\n"
	}
	return s.write(id + "event: " + name + "\ndata: " + string(text) + "\n\n")
}

func (s *stream) write(text string) error {
	to := http.NewResponseController(s.W)
	if err := to.SetWriteDeadline(time.Now().Add(writeWithin)); err != nil {
		return err
	}
	if _, err := s.W.Write([]byte(text)); err != nil {
		return err
	}
	return to.Flush()
}

// stillSignedIn asks the store anew: a session may end while its stream is open.
func (c *Console) stillSignedIn(r *http.Request) bool {
	cookie, err := r.Cookie(sessionCookie)
	if err != nil {
		return false
	}
	ctx, cancel := context.WithTimeout(context.Background(), beatEvery/2)
	defer cancel()
	ctx, err = c.Sessions.Load(ctx, cookie.Value)
	if err != nil {
		return true // the database is away; the session may still be good
	}
	_, ok := c.signedInAs(ctx)
	return ok
}

// pulseText is a pulse as an address and an event's ID have it: 12-9f8a….
func pulseText(p postgres.Pulse) string { return strconv.Itoa(p.Steps) + "-" + p.Mark }

func parsePulse(text string) (postgres.Pulse, bool) {
	steps, mark, ok := strings.Cut(text, "-")
	n, err := strconv.Atoi(steps)
	if !ok || err != nil || n < 0 {
		return postgres.Pulse{}, false
	}
	return postgres.Pulse{Steps: n, Mark: mark}, true
}
