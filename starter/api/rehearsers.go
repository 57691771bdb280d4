package api

import (
	"sync"

	"kigen/internal/refusal"
)

// mostOfOne bounds the rehearsals of one caller at a time: few are played side by
// side, and nobody is to keep the others waiting.
const mostOfOne = 2

// rehearsers counts who rehearses. The zero value is nobody.
type rehearsers struct {
	mu    sync.Mutex
	byOne map[string]int
}

// enter lets a caller have one more rehearsal until leave, or refuses it with code
// unavailable.
func (r *rehearsers) enter(caller string) (leave func(), err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byOne[caller] >= mostOfOne {
		return nil, refusal.New(refusal.Unavailable, "",
			"前の予行がまだ終わっていません。しばらくしてからもう一度お試しください。",
			"Your rehearsals before are not over yet. Please try again in a moment.")
	}
	if r.byOne == nil {
		r.byOne = map[string]int{}
	}
	r.byOne[caller]++
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.byOne[caller]--; r.byOne[caller] == 0 {
			delete(r.byOne, caller)
		}
	}, nil
}
