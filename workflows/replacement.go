package workflows

import (
	"slices"
	"time"

	"go.temporal.io/sdk/workflow"

	"kigen/activities"
	"kigen/internal/devices"
	"kigen/internal/message"
)

// Replacement is a claim for an insured device (端末補償, O) and its replacement
// (N): decided at once, shipped, delivered; then two promises run side by side,
// the return of the old device (N-5) and the check of the new one (N-4).
//
// A claim that has ended goes on when it is started with Resume: for a parcel
// that came late, or a delivery that was recorded wrongly (C-13).
func Replacement(ctx workflow.Context, in message.ReplacementInput) (message.ReplacementResult, error) {
	r := &replacement{claim: activities.OfClaim{Claim: in.Claim}, turn: workflow.NewMutex(ctx)}
	if err := r.listen(ctx); err != nil {
		return message.ReplacementResult{}, err
	}
	if err := r.begin(ctx, in); err != nil {
		return message.ReplacementResult{}, err
	}
	if !r.accepted {
		return message.ReplacementResult{State: string(r.verdict.Outcome)}, drained(ctx)
	}

	// N-6: as a rule delivered within 2 days of acceptance, else an alert.
	r.keep(ctx, r.target)
	// N-5: the old device is back within 14 days of the delivery, else ¥40,000.
	r.keep(ctx, r.oldDevice)
	// N-4: the member checks the replacement within 14 days of its delivery.
	r.keep(ctx, r.check)
	// What courier and return centre report.
	workflow.GoNamed(ctx, "facts", r.record)

	err := workflow.Await(ctx, func() bool { return r.failed != nil || r.over(ctx) })
	if err == nil {
		err = r.failed
	}
	return message.ReplacementResult{State: string(r.progress.State)}, err
}

// replacements names the activities; the worker has the real ones.
var replacements *activities.Replacements

type replacement struct {
	claim    activities.OfClaim
	waits    *waits
	turn     workflow.Mutex // one step at a time: a command never overtakes a deadline's step
	begun    bool
	accepted bool
	verdict  devices.Verdict
	refused  error
	asked    int // commands and facts that wait for their turn or have it
	progress devices.Progress
	facts    []fact
	failed   error
}

// begin decides the claim, or reads where it stands.
func (r *replacement) begin(ctx workflow.Context, in message.ReplacementInput) (err error) {
	if in.Resume {
		r.progress, err = step[devices.Progress](ctx, replacements.ReadReplacement, r.claim)
		r.accepted = err == nil
	} else {
		r.verdict, err = step[devices.Verdict](ctx, replacements.FileClaim, in)
		r.progress, r.accepted = r.verdict.Progress, err == nil && r.verdict.Outcome == devices.Accepted
		if r.verdict.Refusal != nil {
			r.refused = r.verdict.Refusal
		}
	}
	if no, ok := message.Refused(err); ok {
		r.refused, r.verdict.Outcome, err = no, devices.Refused, nil
	}
	r.begun = true
	return err
}

// promised is a step that is due at an instant.
type promised struct {
	name string
	at   time.Time
	step any
}

// target is N-6.
func (r *replacement) target() promised {
	return promised{devices.DeadlineDelivered, r.progress.DeliverBy, replacements.AlertOfDelivery}
}

// oldDevice is N-5: reminders, then the decision when the centre's books of
// the last good day are in (C-12).
func (r *replacement) oldDevice() promised {
	due := r.progress.Return
	if !due.RemindAt.IsZero() {
		return promised{"return-reminder", due.RemindAt, replacements.RemindOfReturn}
	}
	return promised{devices.DeadlineReturn, due.SettlesAt, replacements.SettleReturn}
}

// check is N-4.
func (r *replacement) check() promised {
	return promised{devices.DeadlineCheck, r.progress.Check.Lapse, replacements.EndCheck}
}

// keep takes the promise's steps at their time, until the process ends. A fact
// or a correction that moves the promise moves the wait.
func (r *replacement) keep(ctx workflow.Context, next func() promised) {
	workflow.GoNamed(ctx, next().name, func(ctx workflow.Context) {
		for r.failed == nil {
			p := next()
			moved := func() bool { n := next(); return n.name != p.name || !n.at.Equal(p.at) }
			if err := r.keepOnce(ctx, p, moved); err != nil {
				r.failed = err
			}
		}
	})
}

func (r *replacement) keepOnce(ctx workflow.Context, p promised, moved func() bool) error {
	if p.at.IsZero() {
		return workflow.Await(ctx, moved)
	}
	if ended, err := r.waits.until(ctx, p.name, p.at, moved); ended || err != nil {
		return err
	}
	// What the process was told before comes first: a booking in time, of several
	// reports that an outage held back, must not find its lapse settled.
	told := func() bool { return r.asked > 0 || slices.ContainsFunc(r.facts, fact.isReady) }
	if err := workflow.Await(ctx, func() bool { return moved() || !told() && !r.turn.IsLocked() }); err != nil || moved() {
		return err
	}
	if err := r.turn.Lock(ctx); err != nil {
		return err
	}
	defer r.turn.Unlock()
	return r.commit(ctx, p.step, r.claim)
}

// commit takes a step and goes on from where it left the case. A step that was
// taken in an earlier run answers what it answered then: the case is read anew.
func (r *replacement) commit(ctx workflow.Context, activity, in any) error {
	p, err := step[devices.Progress](ctx, activity, in)
	if err == nil && p.Steps <= r.progress.Steps {
		p, err = step[devices.Progress](ctx, replacements.ReadReplacement, r.claim)
	}
	if err != nil {
		return err
	}
	r.progress = p
	workflow.SetCurrentDetails(ctx, "N: "+string(p.State))
	return nil
}

// over tells whether nothing is open and nobody waits for an answer.
func (r *replacement) over(ctx workflow.Context) bool {
	return r.progress.State == devices.CaseClosed && len(r.facts) == 0 && workflow.AllHandlersFinished(ctx)
}

// fact is what a machine reported and the case has not recorded.
type fact struct {
	ready  func() bool
	record func(workflow.Context) error
}

func (f fact) isReady() bool { return f.ready() }

// record takes in the facts as they come, each once the case is ready for it.
// One that a rule refuses is of no case of ours: it is logged and left.
func (r *replacement) record(ctx workflow.Context) {
	for r.failed == nil {
		i := -1
		if err := workflow.Await(ctx, func() bool {
			i = slices.IndexFunc(r.facts, fact.isReady)
			return i >= 0
		}); err != nil {
			r.failed = err
			return
		}
		if err := r.alone(ctx, r.facts[i].record); err != nil {
			if _, ok := message.Refused(err); !ok {
				r.failed = err
				return
			}
			workflow.GetLogger(ctx).Warn("a fact was refused", "error", err)
		}
		r.facts = slices.Delete(r.facts, i, i+1)
	}
}

// alone does a step of a command or a fact when it is its turn.
func (r *replacement) alone(ctx workflow.Context, do func(workflow.Context) error) error {
	r.asked++
	defer func() { r.asked-- }()
	if err := r.turn.Lock(ctx); err != nil {
		return err
	}
	defer r.turn.Unlock()
	return do(ctx)
}

// undecided tells whether a booking could only be recorded as late while the
// lapse is not settled: then it waits, so that the charge comes first (C-12).
func (r *replacement) undecided(b message.Booking) bool {
	due := r.progress.Return
	return !due.Lapse.IsZero() && b.Return == devices.ReturnOf(r.claim.Claim) &&
		!devices.CountsAsBack(b.BookedAt, b.ReportedAt, due.Lapse, due.SettlesAt)
}

func (r *replacement) listen(ctx workflow.Context) (err error) {
	if r.waits, err = newWaits(ctx); err != nil {
		return err
	}
	always := func() bool { return true }
	receive(ctx, message.ParcelDelivered, func(_ workflow.Context, d message.Delivery) {
		r.facts = append(r.facts, fact{always, func(ctx workflow.Context) error {
			return r.commit(ctx, replacements.RecordDelivery, activities.Reported{OfClaim: r.claim, Delivery: d})
		}})
	})
	receive(ctx, message.ParcelCameBack, func(_ workflow.Context, d message.Delivery) {
		r.facts = append(r.facts, fact{always, func(ctx workflow.Context) error {
			return r.commit(ctx, replacements.RecordComeBack, activities.Reported{OfClaim: r.claim, Delivery: d})
		}})
	})
	receive(ctx, message.ParcelBookedIn, func(_ workflow.Context, b message.Booking) {
		r.facts = append(r.facts, fact{func() bool { return !r.undecided(b) }, func(ctx workflow.Context) error {
			return r.commit(ctx, replacements.BookDeviceIn, activities.BookedIn{OfClaim: r.claim, Booking: b})
		}})
	})
	if err := handle(ctx, message.FileClaim, nil, r.file); err != nil {
		return err
	}
	if err := handle(ctx, message.ShipReplacement, r.mayShip, r.ship); err != nil {
		return err
	}
	if err := handle(ctx, message.ReportFault, r.mayReportFault, r.reportFault); err != nil {
		return err
	}
	if err := handle(ctx, message.DecideFault, r.mayDecideFault, r.decideFault); err != nil {
		return err
	}
	return handle(ctx, message.CorrectDelivery, nil, r.correctDelivery)
}

func (r *replacement) file(ctx workflow.Context, _ message.None) (devices.Verdict, error) {
	if err := workflow.Await(ctx, func() bool { return r.begun }); err != nil {
		return devices.Verdict{}, err
	}
	return r.verdict, r.refused
}

func (r *replacement) mayShip(message.Parcel) error {
	if !r.begun {
		return nil
	}
	return devices.MayShip(r.progress)
}

func (r *replacement) ship(ctx workflow.Context, p message.Parcel) (message.None, error) {
	return r.command(ctx, replacements.ShipReplacement, func() any { return activities.ToShip{OfClaim: r.claim, Parcel: p} })
}

func (r *replacement) mayReportFault(f message.Fault) error {
	if !r.begun {
		return nil
	}
	return devices.MayReportFault(r.progress, f.At)
}

func (r *replacement) reportFault(ctx workflow.Context, f message.Fault) (message.None, error) {
	return r.command(ctx, replacements.ReportReplacementFault, func() any {
		return activities.FaultReported{OfClaim: r.claim, Fault: f}
	})
}

func (r *replacement) mayDecideFault(d message.FaultDecision) error {
	if !r.begun {
		return nil
	}
	return devices.MayDecideFault(r.progress, devices.FaultDecision(d))
}

func (r *replacement) decideFault(ctx workflow.Context, d message.FaultDecision) (message.None, error) {
	return r.command(ctx, replacements.DecideReplacementFault, func() any {
		if d.Fault == "" {
			d.Fault = r.progress.Fault
		}
		return activities.FaultDecided{OfClaim: r.claim, FaultDecision: d}
	})
}

func (r *replacement) correctDelivery(ctx workflow.Context, c message.Correction) (message.None, error) {
	return r.command(ctx, replacements.CorrectDelivery, func() any {
		return activities.Corrected{OfClaim: r.claim, Correction: c}
	})
}

// command takes the step of a command, once the case has begun.
func (r *replacement) command(ctx workflow.Context, activity any, in func() any) (message.None, error) {
	if err := workflow.Await(ctx, func() bool { return r.begun }); err != nil {
		return message.None{}, err
	}
	if r.refused != nil {
		return message.None{}, r.refused
	}
	return message.None{}, r.alone(ctx, func(ctx workflow.Context) error { return r.commit(ctx, activity, in()) })
}
