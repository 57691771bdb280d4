package api

import (
	"net"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// visits bounds the calls without a token by network address.
type visits struct {
	limit rate.Limit
	burst int

	mu        sync.Mutex
	limiters  map[string]*visitor
	sweepNext time.Time
}

type visitor struct {
	*rate.Limiter
	last time.Time
}

// forgetAfter is how long a quiet address is remembered.
const forgetAfter = 10 * time.Minute

func newVisits(limit rate.Limit) *visits {
	return &visits{limit: limit, burst: max(int(4*limit), 1), limiters: map[string]*visitor{}}
}

// Admits tells whether that address may call once more without a token; a
// sign-in form counts by it too.
func (a *API) Admits(address string) bool { return a.visits.allow(address) }

func (v *visits) allow(address string) bool {
	if v.limit == rate.Inf {
		return true
	}
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		host = address
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	now := time.Now()
	if now.After(v.sweepNext) {
		for h, one := range v.limiters {
			if now.Sub(one.last) > forgetAfter {
				delete(v.limiters, h)
			}
		}
		v.sweepNext = now.Add(forgetAfter)
	}
	one := v.limiters[host]
	if one == nil {
		one = &visitor{Limiter: rate.NewLimiter(v.limit, v.burst)}
		v.limiters[host] = one
	}
	one.last = now
	return one.AllowN(now, 1)
}
