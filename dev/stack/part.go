package stack

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// Part is one of the things that make up the stack. The stack starts parts in order, each when the
// one before is ready, and stops them in reverse.
type Part interface {
	Name() string
	// Start returns when the part is ready.
	Start(ctx context.Context) error
	// Stop returns when the part has let go of everything. Stopping one that doesn't run is no error.
	Stop(ctx context.Context) error
	// Died yields the reason when the part ended without being stopped.
	Died() <-chan error
}

const readyTimeout = 60 * time.Second

// Task is a part that does its work while starting, as a migration does.
func Task(name string, do func(ctx context.Context) error) Part { return task{name, do} }

type task struct {
	name string
	do   func(ctx context.Context) error
}

func (t task) Name() string                    { return t.name }
func (t task) Start(ctx context.Context) error { return t.do(ctx) }
func (t task) Stop(context.Context) error      { return nil }
func (t task) Died() <-chan error              { return nil }

// Service is a part that runs until its context ends, as a program's main does. ready is asked
// again and again until it agrees; nil means ready at once.
func Service(name string, run, ready func(ctx context.Context) error) Part {
	return &service{name: name, run: run, ready: ready, died: make(chan error, 1)}
}

type service struct {
	name       string
	run, ready func(ctx context.Context) error
	died       chan error

	mu      sync.Mutex
	running *serviceRun
}

type serviceRun struct {
	cancel context.CancelFunc
	ended  chan struct{} // closed after err is set
	err    error
	ready  atomic.Bool
}

func (s *service) Name() string { return s.name }

func (s *service) Died() <-chan error { return s.died }

func (s *service) Start(ctx context.Context) error {
	runCtx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	r := &serviceRun{cancel: cancel, ended: make(chan struct{})}
	go func() {
		r.err = s.run(runCtx)
		died := runCtx.Err() == nil && r.ready.Load()
		close(r.ended)
		if died {
			s.died <- unasked(r.err)
		}
	}()
	s.mu.Lock()
	s.running = r
	s.mu.Unlock()
	if err := s.awaitReady(ctx, r); err != nil {
		stopCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
		defer cancel()
		return errors.Join(err, s.Stop(stopCtx))
	}
	r.ready.Store(true)
	return nil
}

func (s *service) awaitReady(ctx context.Context, r *serviceRun) error {
	if s.ready == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	for {
		err := s.ready(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-r.ended:
			return unasked(r.err)
		case <-ctx.Done():
			return fmt.Errorf("not ready: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (s *service) Stop(ctx context.Context) error {
	s.mu.Lock()
	r := s.running
	s.running = nil
	s.mu.Unlock()
	if r == nil {
		return nil
	}
	select {
	case <-r.ended: // its end was told by Died or Start
		return nil
	default:
	}
	r.cancel()
	select {
	case <-r.ended:
		if r.err != nil && !errors.Is(r.err, context.Canceled) {
			return r.err
		}
		return nil
	case <-ctx.Done():
		return fmt.Errorf("does not stop: %w", ctx.Err())
	}
}

// unasked is the error of a service that ended although nobody stopped it.
func unasked(err error) error {
	if err == nil {
		return errors.New("ended by itself")
	}
	return err
}
