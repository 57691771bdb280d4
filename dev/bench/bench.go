// Package bench measures what Kigen costs beside the least that the same work can cost, both in one
// run on one machine: the goals F-1 to F-8 of docs/performance.md.
package bench

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"
)

// Options say how much to measure.
type Options struct {
	// Quick takes a tenth of everything: to see that it works, not for figures to keep.
	Quick bool
	// Only are the goals to measure; all where it is empty.
	Only []string
	// Cases is how many cases each variant of F-1 runs; zero for the default.
	Cases int
	// Seconds is how long each variant of F-2 and F-4 is driven; zero for the default.
	Seconds int
	// Program is the built program, started for what has to be killed (F-6) or begun from nothing (F-8).
	Program string
	// Progress hears what is being measured. It may be nil.
	Progress func(what string)
}

// goals in the order in which they are measured: those that need a quiet database before the one that fills it.
var goals = []struct {
	name, about string
	measure     func(ctx context.Context, s *stage) ([]Measure, error)
}{
	{"F-1", "a typical case", typicalCase},
	{"F-2", "a commit", commitRate},
	{"F-4", "a command", commands},
	{"F-5", "an open case at rest", storage},
	{"F-6", "a killed worker", killedWorker},
	{"F-3", "a month end", monthEnd},
	{"F-7", "reads among a million cases", reads},
	{"F-8", "a first start", firstStart},
}

// Goals are the names that Options.Only takes.
func Goals() []string {
	var names []string
	for _, g := range goals {
		names = append(names, g.name)
	}
	return slices.Sorted(slices.Values(names))
}

// Run measures. A goal that can't be measured is in the report as such; only a stack that does not
// start, or the end of ctx, is an error, and then the report has what was measured before.
func Run(ctx context.Context, o Options) (*Report, error) {
	for _, name := range o.Only {
		if !slices.Contains(Goals(), name) {
			return nil, fmt.Errorf("there is no goal %s: choose from %v", name, Goals())
		}
	}
	if o.Progress == nil {
		o.Progress = func(string) {}
	}
	r := &Report{Began: time.Now(), Quick: o.Quick, Cores: runtime.NumCPU()}
	o.Progress("starting PostgreSQL and Temporal")
	s, err := setStage(ctx, o)
	if err != nil {
		return nil, err
	}
	for _, g := range goals {
		if len(o.Only) > 0 && !slices.Contains(o.Only, g.name) {
			continue
		}
		o.Progress(g.name + ": " + g.about)
		measured, err := s.analysed(ctx, g.measure)
		if ctx.Err() != nil {
			r.Took = time.Since(r.Began)
			return r, errors.Join(ctx.Err(), s.close())
		}
		if err != nil {
			measured = append(measured, Measure{Goal: g.name, Name: g.about, Failure: err.Error()})
		}
		r.Measures = append(r.Measures, measured...)
	}
	slices.SortStableFunc(r.Measures, func(a, b Measure) int { return strings.Compare(a.Goal, b.Goal) })
	r.Took = time.Since(r.Began)
	return r, s.close()
}
