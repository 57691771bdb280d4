package console

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"go.uber.org/zap"

	"kigen/internal/postgres"
)

const (
	// pollEvery is how soon a change of a case is told to those who look at it.
	pollEvery = time.Second
	// deskEvery and boardEvery are how many polls apart the desks' work and the
	// steps of all cases are looked at.
	deskEvery  = 3
	boardEvery = 5
	// mostListeners bounds the pages that are kept up to date at once, and
	// mostOfOne those of one person.
	mostListeners = 2000
	mostOfOne     = 24
)

// Topics of what waits at the desks and of the steps of all cases; all others are
// cases.
const (
	desks    = "desks"
	allCases = "cases"
)

// onlooker is a person who has a page open.
type onlooker struct{ id, name, role string }

// listener is an open page that is told of changes.
type listener struct {
	topic string
	who   onlooker
	// wake says that something of the topic, or who looks at it, has changed.
	wake chan struct{}
}

// hub wakes pages when what they show has changed. While anybody listens it asks
// the database once a second, for all of them together. Who looks at a case is
// known for the pages of this process.
type hub struct {
	db    postgres.DB
	log   *zap.Logger
	every time.Duration // how often it asks

	mu        sync.Mutex
	listeners map[*listener]bool
	pulses    map[string]postgres.Pulse // the last seen, by topic
	polling   bool
	over      bool
	ended     chan struct{} // closed when the hub is
	polls     sync.WaitGroup
}

func newHub(db postgres.DB, log *zap.Logger) *hub {
	return &hub{db: db, log: log, every: pollEvery, listeners: map[*listener]bool{}, pulses: map[string]postgres.Pulse{}, ended: make(chan struct{})}
}

// listen has a page told of changes until leave; false where too many are.
func (h *hub) listen(topic string, who onlooker) (l *listener, leave func(), ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	same := 0
	for other := range h.listeners {
		if other.who.id == who.id {
			same++
		}
	}
	if h.over || len(h.listeners) >= mostListeners || same >= mostOfOne {
		return nil, nil, false
	}
	l = &listener{topic: topic, who: who, wake: make(chan struct{}, 1)}
	h.listeners[l] = true
	h.rouse(topic)
	if !h.polling {
		h.polling = true
		h.polls.Go(h.poll)
	}
	return l, func() { h.leave(l) }, true
}

func (h *hub) leave(l *listener) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.listeners, l)
	h.rouse(l.topic)
	if len(h.of(l.topic)) == 0 {
		delete(h.pulses, l.topic)
	}
}

// onlookers are the people who have a page of the topic open, but for one.
func (h *hub) onlookers(topic, but string) []onlooker {
	h.mu.Lock()
	defer h.mu.Unlock()
	var list []onlooker
	for _, l := range h.of(topic) {
		if l.who.id != but && !slices.Contains(list, l.who) {
			list = append(list, l.who)
		}
	}
	slices.SortFunc(list, func(a, b onlooker) int { return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.role, b.role)) })
	return list
}

func (h *hub) of(topic string) (list []*listener) {
	for l := range h.listeners {
		if l.topic == topic {
			list = append(list, l)
		}
	}
	return list
}

// rouse wakes the topic's listeners. One that is awake looks once more.
func (h *hub) rouse(topic string) {
	for _, l := range h.of(topic) {
		select {
		case l.wake <- struct{}{}:
		default:
		}
	}
}

// poll asks for changes until nobody listens.
func (h *hub) poll() {
	ticker := time.NewTicker(h.every)
	defer ticker.Stop()
	for n := 0; ; n++ {
		select {
		case <-h.ended:
			return
		case <-ticker.C:
		}
		topics, ok := h.topics()
		if !ok {
			return
		}
		if err := h.look(topics, n); err != nil {
			h.log.Warn("open pages are not told of changes for now", zap.Error(err))
		}
	}
}

// topics are those that somebody listens to; false where the polling ends, as
// nobody does.
func (h *hub) topics() ([]string, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := map[string]bool{}
	for l := range h.listeners {
		all[l.topic] = true
	}
	h.polling = len(all) > 0
	return slices.Sorted(maps.Keys(all)), h.polling
}

// look is the nth look at what has changed.
func (h *hub) look(topics []string, n int) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	cases := slices.DeleteFunc(slices.Clone(topics), func(t string) bool { return t == desks || t == allCases })
	found, err := postgres.Pulses(ctx, h.db, cases)
	if err != nil {
		return err
	}
	for _, of := range []struct {
		topic string
		every int
		pulse func(context.Context, postgres.DB) (string, error)
	}{{desks, deskEvery, postgres.DeskPulse}, {allCases, boardEvery, postgres.StepPulse}} {
		if n%of.every != 0 || !slices.Contains(topics, of.topic) {
			continue
		}
		mark, err := of.pulse(ctx, h.db)
		if err != nil {
			return err
		}
		found = append(found, postgres.Pulse{Case: of.topic, Mark: mark})
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, p := range found {
		if h.pulses[p.Case] != p {
			h.pulses[p.Case] = p
			h.rouse(p.Case)
		}
	}
	return nil
}

// close ends all streams, so that a server that is told to end need not wait for
// them. Browsers come back to the next one.
func (h *hub) close() {
	h.mu.Lock()
	if !h.over {
		h.over = true
		close(h.ended)
	}
	h.mu.Unlock()
	h.polls.Wait()
}
