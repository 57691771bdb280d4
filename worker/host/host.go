// Package host is the worker: it runs the processes and their activities and
// sends the queued letters, until it is told to stop.
package host

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"

	"kigen/activities"
	"kigen/internal/config"
	"kigen/internal/connection"
	"kigen/internal/ekyc"
	"kigen/internal/mail"
	"kigen/internal/message"
	"kigen/internal/payment"
	"kigen/internal/postgres"
	"kigen/internal/sealing"
	"kigen/internal/telemetry"
	"kigen/internal/terms"
	"kigen/workflows"
)

// Needs are the parts of the configuration that the worker can't do without.
var Needs = []config.Need{
	config.NeedDatabase, config.NeedTemporal, config.NeedKeys, config.NeedMail, config.NeedCards,
}

// drain bounds how long running steps may go on after the worker is told to
// stop; what is cut off is done again by another worker under the same key.
const drain = 20 * time.Second

// Run hosts everything until ctx ends, then drains.
func Run(ctx context.Context, c *config.Config) (err error) {
	tel, err := telemetry.Start(ctx, "kigen-worker", c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, tel.Stop(context.WithoutCancel(ctx))) }()
	keys, err := connection.Keys(c)
	if err != nil {
		return err
	}
	book, err := connection.Terms(c)
	if err != nil {
		return err
	}
	pool, err := postgres.Open(ctx, c.DatabaseURL.Reveal())
	if err != nil {
		return err
	}
	defer pool.Close()
	temporal, err := connection.Temporal(ctx, c, keys, tel)
	if err != nil {
		return err
	}
	defer temporal.Close()

	told := ctx
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	workers, err := Workers(temporal, c, Dependencies{Pool: pool, Terms: book, Fail: fail})
	if err != nil {
		return err
	}
	defer stop(workers)
	if err := scheduleMonthEnds(ctx, temporal); err != nil {
		return err
	}
	tel.Ready(pool.Ping)
	letters, err := outbox(c, keys, book, pool, tel)
	if err != nil {
		return err
	}
	err = letters.Run(ctx)
	if told.Err() == nil {
		err = errors.Join(err, context.Cause(ctx)) // the workers broke
	}
	return err
}

// Dependencies are what the activities work with.
type Dependencies struct {
	Pool  *pgxpool.Pool
	Terms *terms.Book
	// Fail is told of an error after which the workers ask for no more work. It may be nil.
	Fail func(error)
}

// Workers starts what runs the processes and their activities, without the outbox.
func Workers(temporal client.Client, c *config.Config, d Dependencies) ([]worker.Worker, error) {
	providers, err := ekyc.Trusted(c)
	if err != nil {
		return nil, err
	}
	deps := activities.Dependencies{
		Ledger: &postgres.Ledger{Pool: d.Pool, Tries: activities.Tries}, Terms: d.Terms, Cards: payment.New(c.Cards), EKYC: providers,
		Processes: processes{temporal: temporal, now: time.Now},
	}
	cases := worker.New(temporal, message.QueueCases, options(c, 40, d.Fail))
	workflows.RegisterCases(cases)
	activities.RegisterCases(cases, deps)
	batches := worker.New(temporal, message.QueueBatch, options(c, 4, d.Fail))
	workflows.RegisterBatches(batches)
	activities.RegisterBatches(batches, deps)
	var started []worker.Worker
	for _, w := range []worker.Worker{cases, batches} {
		if err := w.Start(); err != nil {
			stop(started)
			return nil, fmt.Errorf("start the worker: %w", err)
		}
		started = append(started, w)
	}
	return started, nil
}

// stop drains all at once: an orchestrator's patience is one drain, not two.
func stop(workers []worker.Worker) {
	var all sync.WaitGroup
	for _, w := range workers {
		all.Go(w.Stop)
	}
	all.Wait()
}

// options let pollers follow the load up to a maximum. A short sticky timeout
// lets the first command after a worker was killed pass in under two seconds.
func options(c *config.Config, pollers int, fail func(error)) worker.Options {
	autoscaling := worker.NewPollerBehaviorAutoscaling(worker.PollerBehaviorAutoscalingOptions{MaximumNumberOfPollers: pollers})
	o := worker.Options{
		WorkerStopTimeout:            drain,
		OnFatalError:                 fail,
		StickyScheduleToStartTimeout: 1500 * time.Millisecond,
		WorkflowTaskPollerBehavior:   autoscaling,
		ActivityTaskPollerBehavior:   autoscaling,
	}
	if c.Worker.BuildID != "" {
		o.DeploymentOptions = worker.DeploymentOptions{
			UseVersioning: true,
			Version:       worker.WorkerDeploymentVersion{DeploymentName: c.Worker.Deployment, BuildID: c.Worker.BuildID},
		}
	}
	return o
}

func outbox(c *config.Config, keys *sealing.Keys, book *terms.Book, pool *pgxpool.Pool, tel *telemetry.Telemetry) (*mail.Outbox, error) {
	sender, err := mail.NewSMTP(mail.Server{
		Host: c.Mail.Host, Port: c.Mail.Port, TLS: mail.TLS(c.Mail.TLS),
		Username: c.Mail.Username, Password: c.Mail.Password.Reveal(), From: c.Mail.From,
	})
	if err != nil {
		return nil, err
	}
	_, domain, _ := strings.Cut(c.Mail.From.Address, "@")
	return &mail.Outbox{
		Store:  &postgres.Outbox{Pool: pool},
		Sender: sender,
		Office: connection.Office(c, book, keys),
		Domain: domain,
		Now:    time.Now,
		Log:    tel.Log,
	}, nil
}
