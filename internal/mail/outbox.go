package mail

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"go.uber.org/zap"

	"kigen/internal/letters"
)

// Queued is a notice that waits to be sent, with the person it goes to.
type Queued struct {
	ID       string
	Template string
	Version  int
	Data     json.RawMessage
	At       time.Time // the business instant of the step that queued it
	Attempt  int       // of this sending, from 1
	Address  string
	To       letters.Recipient
}

// Store is where notices wait. Its times are the dispatcher's machine time.
type Store interface {
	// Claim takes up to limit notices that are due at now and hides them from
	// others until the lease ends, so that a dispatcher that dies loses none.
	Claim(ctx context.Context, limit int, now, lease time.Time) ([]Queued, error)
	// Sent records that the server took the message.
	Sent(ctx context.Context, id string, at time.Time) error
	// Retry makes the notice due again at an instant, with the failure so far.
	Retry(ctx context.Context, id, failure string, at time.Time) error
	// GiveUp marks the notice as failed and opens a task for the support desk.
	GiveUp(ctx context.Context, id, failure string) error
}

// Outbox sends queued notices at least once: one that was sent but not
// recorded, as when the process is killed in between, goes out again under the
// same Message-ID.
type Outbox struct {
	Store  Store
	Sender Sender
	// Office gives the sender's particulars and the terms in force at a
	// notice's instant.
	Office func(at time.Time) letters.Office
	// Domain is the right-hand side of the Message-IDs.
	Domain string
	// Now is the machine's clock.
	Now func() time.Time
	Log *zap.Logger

	// Poll is how often an empty queue is looked at; zero means a second.
	Poll time.Duration
	// Batch is how many notices go over one connection; zero means 20.
	Batch int
	// Attempts is how often a notice is tried; zero means 14, about a day.
	Attempts int
}

const (
	defaultPoll     = time.Second
	defaultBatch    = 20
	defaultAttempts = 14
	lease           = 10 * time.Minute
	firstWait       = 30 * time.Second
	longestWait     = 4 * time.Hour
	// drain bounds the batch that is under way when the outbox is told to end.
	drain = 20 * time.Second
)

// Run sends until ctx ends, then finishes the batch under way. A store that
// doesn't answer is logged and asked again.
func (o *Outbox) Run(ctx context.Context) error {
	poll := time.NewTimer(0)
	defer poll.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-poll.C:
		}
		if _, err := o.Flush(ctx); err != nil && ctx.Err() == nil {
			o.Log.Error("outbox", zap.Error(err))
		}
		poll.Reset(cmp.Or(o.Poll, defaultPoll))
	}
}

// Flush sends all that is due and returns how many messages the server took.
// It ends early when ctx ends, between two batches.
func (o *Outbox) Flush(ctx context.Context) (int, error) {
	sent := 0
	for ctx.Err() == nil {
		now := o.Now()
		claimed, err := o.Store.Claim(ctx, cmp.Or(o.Batch, defaultBatch), now, now.Add(lease))
		if err != nil {
			return sent, fmt.Errorf("claim notices: %w", err)
		}
		if len(claimed) == 0 {
			return sent, nil
		}
		n, err := o.sendBatch(ctx, claimed)
		sent += n
		if err != nil {
			return sent, err
		}
	}
	return sent, ctx.Err()
}

// sendBatch renders and sends what was claimed. It outlives ctx for a while: a
// batch is small, and what is left of it would wait for its lease.
func (o *Outbox) sendBatch(ctx context.Context, claimed []Queued) (int, error) {
	ctx, done := outlive(ctx, drain)
	defer done()
	var (
		mails   []Mail
		queued  []Queued
		trouble []error
	)
	for _, q := range claimed {
		m, err := o.compose(q)
		if err != nil {
			trouble = append(trouble, o.failed(ctx, q, err))
			continue
		}
		mails, queued = append(mails, m), append(queued, q)
	}
	sent := 0
	for i, err := range o.sendAll(ctx, mails) {
		if err != nil {
			trouble = append(trouble, o.failed(ctx, queued[i], err))
			continue
		}
		sent++
		if err := o.Store.Sent(ctx, queued[i].ID, o.Now()); err != nil {
			trouble = append(trouble, fmt.Errorf("record notice %s as sent: %w", queued[i].ID, err))
		}
	}
	return sent, errors.Join(trouble...)
}

// outlive gives a context that ends some time after ctx does.
func outlive(ctx context.Context, by time.Duration) (context.Context, func()) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(by, cancel) })
	return longer, func() {
		stop()
		cancel()
	}
}

func (o *Outbox) sendAll(ctx context.Context, mails []Mail) []error {
	if len(mails) == 0 {
		return nil
	}
	return o.Sender.Send(ctx, mails)
}

func (o *Outbox) compose(q Queued) (Mail, error) {
	m, err := letters.Render(q.Template, q.Version, q.Data, q.To, o.Office(q.At))
	if err != nil {
		return Mail{}, err
	}
	return Mail{
		ID: q.ID + "@" + o.Domain, To: q.Address, Lang: q.To.Lang, Date: o.Now(),
		Subject: m.Subject, Text: m.Text, HTML: m.HTML,
	}, nil
}

// failed puts a notice back, for later or for the support desk.
func (o *Outbox) failed(ctx context.Context, q Queued, cause error) error {
	log := o.Log.With(zap.String("notice", q.ID), zap.String("template", q.Template), zap.Int("attempt", q.Attempt), zap.Error(cause))
	if Permanent(cause) || q.Attempt >= cmp.Or(o.Attempts, defaultAttempts) {
		log.Error("notice given up")
		if err := o.Store.GiveUp(ctx, q.ID, cause.Error()); err != nil {
			return fmt.Errorf("give up notice %s: %w", q.ID, err)
		}
		return nil
	}
	again := o.Now().Add(wait(q.Attempt))
	log.Warn("notice not sent", zap.Time("again", again))
	if err := o.Store.Retry(ctx, q.ID, cause.Error(), again); err != nil {
		return fmt.Errorf("put back notice %s: %w", q.ID, err)
	}
	return nil
}

// wait doubles after each attempt, up to longestWait.
func wait(attempt int) time.Duration {
	return min(firstWait<<min(attempt-1, 20), longestWait)
}
