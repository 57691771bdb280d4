package scenario

import (
	"context"
	"crypto/rand"
	"maps"
	"slices"
	"strings"
	"time"
)

// Bookmark is where a play stands: with it another program goes on where one
// was killed. The step that was under way is done again, under the same key.
type Bookmark struct {
	Play    string         `json:"play"`
	Clock   string         `json:"clock,omitempty"`
	Step    int            `json:"step"` // the next one; their number when all are done
	Now     time.Time      `json:"now"`
	Started time.Time      `json:"started"`
	Vars    map[string]any `json:"vars"` // what was saved
	Read    []string       `json:"read"` // mails that were taken
}

// Done tells that the play has come to its end.
func (b Bookmark) Done(s *Scenario) bool { return b.Play != "" && b.Step >= len(s.Steps) }

// open begins the play, or goes on from a bookmark.
func (l *play) open(ctx context.Context, from Bookmark) error {
	fresh := from.Play == ""
	if fresh {
		from = Bookmark{Play: strings.ToLower(rand.Text()[:10]), Now: l.scenario.Clock, Started: time.Now(), Vars: map[string]any{allIMEIs: imeis()}}
	}
	l.next, l.redo, l.started = from.Step, !fresh, from.Started
	l.vars = maps.Clone(variables(from.Vars))
	l.vars["play"] = from.Play
	l.read = map[string]bool{}
	for _, id := range from.Read {
		l.read[id] = true
	}
	l.stand(from.Now)
	// The clock's key is the play's: it must be known before there is a clock.
	if err := l.keep(); err != nil || l.scenario.Clock.IsZero() {
		return err
	}
	return l.makeClock(ctx)
}

func (l *play) keep() error {
	if l.player.Keep == nil {
		return nil
	}
	return l.player.Keep(Bookmark{
		Play: plain(l.vars["play"]), Clock: l.result.Clock, Step: l.next, Now: l.now, Started: l.started,
		Vars: maps.Clone(map[string]any(l.vars)), Read: slices.Sorted(maps.Keys(l.read)),
	})
}
