package bench

import (
	"context"
	"fmt"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	"kigen/dev/temporal"
	"kigen/internal/ids"
	"kigen/internal/journal"
	"kigen/internal/jst"
	"kigen/internal/message"
	"kigen/internal/terms"
	"kigen/starter/engine"
)

const day = 24 * time.Hour

// callers drive the cases of F-1 at a time.
const callers = 20

// typical is one way to run a replacement from its acceptance to the lapse of the old device.
type typical struct {
	name   string
	start  func(ctx context.Context) (stop func(), err error)
	client client.Client
	// open files the claim, ships, and reports the delivery; it returns the workflow's ID.
	open  func(ctx context.Context, i int) (string, error)
	skips bool // it is told to skip its waits

	cases     int
	took      time.Duration
	processor time.Duration
	// Of one case that runs alone; where many run at a time, tasks now and then fall together.
	statements, events, moves int64
}

// typicalCase is F-1. The waits of weeks are real timers; each process is told to skip time once it has
// nothing but waits. That costs both sides the same, and is measured by a floor whose timers are short
// and really wait: its price is taken off the processor time of both, for a ratio of the work alone. The
// variants take turns, so that a machine that slows down slows all of them.
func typicalCase(ctx context.Context, s *stage) ([]Measure, error) {
	n := s.Cases
	if n == 0 {
		n = s.size(300)
	}
	rounds := 2
	if n < 100 {
		rounds = 1
	}
	plain, err := s.dialPlain(ctx)
	if err != nil {
		return nil, err
	}
	defer plain.Close()
	devices, err := s.seedDevices(ctx, n+rounds*(warmUp+lone))
	if err != nil {
		return nil, err
	}
	floor := &typical{name: "floor", client: s.floor, open: s.openFloor(s.floor, floorQueue, s.waits(), false), skips: true}
	floor.start = func(context.Context) (func(), error) { return s.workFloor(nil) }
	short := &typical{name: "floor with short timers", client: s.floor, open: s.openFloor(s.floor, floorQueue, shortWaits, false)}
	short.start = floor.start
	sdk := &typical{name: "plain SDK", client: plain, open: s.openFloor(plain, plainQueue, s.waits(), true), skips: true}
	sdk.start = func(context.Context) (func(), error) { return s.workPlain(plain, nil) }
	ours := &typical{name: "ours", client: s.client, open: s.openClaim(devices), skips: true}
	ours.start = func(context.Context) (func(), error) { return s.work() }

	for round := range rounds {
		for _, t := range []*typical{floor, ours, short, sdk} {
			share := n / rounds
			if t == sdk {
				share = max(share/2, 1) // its rate is all that is asked for
			}
			if err := t.run(ctx, s, round*(n/rounds+warmUp+lone), share); err != nil {
				return nil, fmt.Errorf("%s: %w", t.name, err)
			}
		}
	}
	skipping := max(floor.each()-short.each(), 0)
	return []Measure{
		atMost("F-1", "processor time of a case", "ms", ours.each()-skipping, floor.each()-skipping, 1.15).
			noted("Temporal, worker, callers and PostgreSQL together, %d cases each, %d at a time; %s ms of skipping time are taken off both, with them the ratio is %s",
				ours.cases, callers, number(skipping), number(ours.each()/floor.each())),
		atLeast("F-1", "rate", "cases/s", ours.rate(), floor.rate(), 0.85),
		atMost("F-1", "history of a case", "events", float64(ours.events), float64(floor.events), 1),
		atMost("F-1", "state transitions of a case", "", float64(ours.moves), float64(floor.moves), 1),
		atMost("F-1", "Temporal's statements a case", "", float64(ours.statements), float64(floor.statements), 1.01).
			noted("of a case that runs alone, the fewest of %d; without the polling of Temporal's queues", lone),
		atLeast("F-1", "rate against plain SDK code", "cases/s", ours.rate(), sdk.rate(), 1.8).
			noted("ordinary activities, a worker and a client without options"),
	}, nil
}

// shortWaits are over in two seconds.
var shortWaits = floorWaits{
	Target: time.Minute, Reminders: []time.Duration{time.Second / 2, time.Second / 2}, Settle: time.Second, Check: 1800 * time.Millisecond,
}

const (
	warmUp = 24
	lone   = 6
)

func (t *typical) rate() float64 { return float64(t.cases) / t.took.Seconds() }

// each is the processor time of a case in milliseconds.
func (t *typical) each() float64 { return milliseconds(t.processor) / float64(t.cases) }

// run drives n cases, after some that warm everything up and some that run alone.
func (t *typical) run(ctx context.Context, s *stage, from, n int) error {
	stop, err := t.start(ctx)
	if err != nil {
		return err
	}
	defer stop()
	if err := together(ctx, warmUp, warmUp, func(ctx context.Context, i int) error {
		_, err := t.toTheEnd(ctx, from+i)
		return err
	}); err != nil {
		return err
	}
	for i := range lone {
		if err := t.alone(ctx, s, from+warmUp+i); err != nil {
			return err
		}
	}
	before, err := s.usage(ctx)
	if err != nil {
		return err
	}
	if err := together(ctx, n, callers, func(ctx context.Context, i int) (err error) {
		_, err = t.toTheEnd(ctx, from+warmUp+lone+i)
		return err
	}); err != nil {
		return err
	}
	after, err := s.usage(ctx)
	if err != nil {
		return err
	}
	t.cases, t.took, t.processor = t.cases+n, t.took+after.at.Sub(before.at), t.processor+after.since(before).processor
	return nil
}

// alone runs one case and counts what there is to count of it.
func (t *typical) alone(ctx context.Context, s *stage, i int) error {
	time.Sleep(200 * time.Millisecond) // what the one before left in Temporal's queues
	before, err := s.usage(ctx)
	if err != nil {
		return err
	}
	id, err := t.toTheEnd(ctx, i)
	if err != nil {
		return err
	}
	time.Sleep(200 * time.Millisecond)
	after, err := s.usage(ctx)
	if err != nil {
		return err
	}
	d, err := t.client.DescribeWorkflowExecution(ctx, id, "")
	if err != nil {
		return err
	}
	fewest := func(into *int64, n int64) {
		if *into == 0 || n < *into {
			*into = n
		}
	}
	fewest(&t.statements, after.since(before).statements)
	fewest(&t.events, d.GetWorkflowExecutionInfo().GetHistoryLength())
	fewest(&t.moves, d.GetWorkflowExecutionInfo().GetStateTransitionCount())
	return nil
}

func (t *typical) toTheEnd(ctx context.Context, i int) (string, error) {
	id, err := t.open(ctx, i)
	if err != nil {
		return id, err
	}
	if t.skips {
		if err := skipWaits(ctx, t.client, id); err != nil {
			return id, err
		}
	}
	return id, t.client.GetWorkflow(ctx, id, "").Get(ctx, nil)
}

// skipWaits lets a process skip its waits from here on.
func skipWaits(ctx context.Context, c client.Client, id string) error {
	_, err := c.WorkflowService().UpdateWorkflowExecutionOptions(ctx, &workflowservice.UpdateWorkflowExecutionOptionsRequest{
		Namespace:         temporal.Namespace,
		WorkflowExecution: &commonpb.WorkflowExecution{WorkflowId: id},
		WorkflowExecutionOptions: &workflowpb.WorkflowExecutionOptions{
			TimeSkippingConfig: &commonpb.TimeSkippingConfig{Enabled: true},
		},
		UpdateMask: &fieldmaskpb.FieldMask{Paths: []string{"time_skipping_config"}},
	})
	if err != nil {
		return fmt.Errorf("skip the waits of %s: %w", id, err)
	}
	return nil
}

// openFloor opens a floor case as far as its delivery.
func (s *stage) openFloor(c client.Client, queue string, waits floorWaits, plain bool) func(ctx context.Context, i int) (string, error) {
	return func(ctx context.Context, i int) (string, error) {
		id := fmt.Sprintf("%s/%d-%s", queue, i, ids.New("flr"))
		start := c.NewWithStartWorkflowOperation(client.StartWorkflowOptions{
			ID: id, TaskQueue: queue, WorkflowIDConflictPolicy: useExisting,
		}, floorCase, floorInput{Case: id, Plain: plain, Waits: waits})
		filed, err := c.UpdateWithStartWorkflow(ctx, client.UpdateWithStartWorkflowOptions{
			StartWorkflowOperation: start,
			UpdateOptions:          client.UpdateWorkflowOptions{WorkflowID: id, UpdateName: "file", WaitForStage: client.WorkflowUpdateStageCompleted},
		})
		if err == nil {
			err = filed.Get(ctx, nil)
		}
		if err != nil {
			return id, err
		}
		if err := update(ctx, c, id, "ship"); err != nil {
			return id, err
		}
		return id, c.SignalWorkflow(ctx, id, "", "delivered", nil)
	}
}

func update(ctx context.Context, c client.Client, id, name string) error {
	done, err := c.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{
		WorkflowID: id, UpdateName: name, WaitForStage: client.WorkflowUpdateStageCompleted,
	})
	if err != nil {
		return err
	}
	return done.Get(ctx, nil)
}

// waits are those that the terms in force give a replacement.
func (s *stage) waits() floorWaits {
	t := s.book.At(time.Now())
	w := floorWaits{Target: time.Duration(t.N6.Within) * day, Check: time.Duration(t.N4.Within) * day}
	var at time.Duration
	for _, before := range t.N5.ReminderDaysBefore {
		wait := time.Duration(t.N5.Within-before)*day - at
		w.Reminders, at = append(w.Reminders, wait), at+wait
	}
	w.Settle = time.Duration(t.N5.Within+1)*day - at
	return w
}

// openClaim opens one of ours as far as its delivery.
func (s *stage) openClaim(devices []string) func(ctx context.Context, i int) (string, error) {
	return func(ctx context.Context, i int) (string, error) {
		claim, shipment, now := ids.New("clm"), ids.New("shp"), time.Now().UTC().Truncate(time.Microsecond)
		id := message.ReplacementID(claim)
		desk := journal.Actor{Role: "desk:shipping", ID: "tok_bench"}
		_, err := engine.UpdateWithStart(ctx, s.engine, message.Replacement,
			engine.Run{ID: id, Subject: member, Summary: "N-1: a replacement"},
			message.ReplacementInput{
				Claim: claim, Device: devices[i], Cause: terms.PartialDamage, FaultDay: jst.DayOf(now), ReceivedAt: now,
				Actor: journal.Actor{Role: "member", ID: member},
			}, message.FileClaim, ids.New("upd"), message.None{})
		if err != nil {
			return id, err
		}
		if _, err := engine.Update(ctx, s.engine, id, message.ShipReplacement, ids.New("upd"), message.Parcel{
			Shipment: shipment, Tracking: shipment, IMEI: numbered(newIMEIs + int(s.shipped.Add(1))), Model: "bench-1", Colour: "black", At: now, Actor: desk,
		}); err != nil {
			return id, err
		}
		return id, engine.Signal(ctx, s.engine, id, message.ParcelDelivered, message.Delivery{
			Reference: ids.New("cou"), Shipment: shipment, At: now, ReportedAt: now, Actor: journal.Actor{Role: "courier", ID: "tok_bench"},
		})
	}
}
