package workflows

import (
	"go.temporal.io/sdk/workflow"

	"kigen/activities"
	"kigen/internal/billing"
	"kigen/internal/message"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// Waiver lets a charge go (免除): one person asks, another approves or rejects
// (N-5, B-9). It waits for the second person as long as it takes; the charge
// stands until then.
func Waiver(ctx workflow.Context, in message.WaiverInput) (message.WaiverResult, error) {
	w := &waiver{in: in, turn: workflow.NewMutex(ctx)}
	if err := w.listen(ctx); err != nil {
		return message.WaiverResult{}, err
	}
	if err := w.ask(ctx); err != nil {
		return message.WaiverResult{}, err
	}
	if err := workflow.Await(ctx, func() bool { return w.state != "asked" }); err != nil {
		return message.WaiverResult{}, err
	}
	return message.WaiverResult{State: w.state}, drained(ctx)
}

// waivers names the activities; the worker has the real ones.
var waivers *activities.Waivers

type waiver struct {
	in      message.WaiverInput
	turn    workflow.Mutex // of two decisions at once, the first stands
	state   string         // empty until the first step is taken
	refused error
}

func (w *waiver) ask(ctx workflow.Context) error {
	_, err := step[message.None](ctx, waivers.AskForWaiver, w.in)
	w.state = "asked"
	if no, ok := message.Refused(err); ok {
		w.refused, w.state, err = no, "refused", nil
	}
	workflow.SetCurrentDetails(ctx, "B-9: waits for the second person")
	return err
}

func (w *waiver) listen(ctx workflow.Context) error {
	if _, err := newWaits(ctx); err != nil {
		return err
	}
	if err := handle(ctx, message.AskForWaiver, w.mayAsk, w.asked); err != nil {
		return err
	}
	return handle(ctx, message.DecideWaiver, w.mayDecide, w.decide)
}

func (w *waiver) mayAsk(f message.Filing) error {
	if f.Case == w.in.Case {
		return nil
	}
	return refusal.New(refusal.AlreadyOpen, terms.B9,
		"このご請求の免除はすでに申請されています。", "A waiver of this charge is open already.")
}

func (w *waiver) asked(ctx workflow.Context, _ message.Filing) (message.None, error) {
	err := workflow.Await(ctx, func() bool { return w.state != "" })
	if err == nil {
		err = w.refused
	}
	return message.None{}, err
}

func (w *waiver) mayDecide(d message.WaiverDecision) error {
	if d.Case == w.in.Case && (w.state == "" || w.state == "asked") {
		return nil
	}
	return billing.Over()
}

func (w *waiver) decide(ctx workflow.Context, d message.WaiverDecision) (message.None, error) {
	if err := workflow.Await(ctx, func() bool { return w.state != "" }); err != nil {
		return message.None{}, err
	}
	if err := w.turn.Lock(ctx); err != nil {
		return message.None{}, err
	}
	defer w.turn.Unlock()
	if err := w.mayDecide(d); err != nil {
		return message.None{}, err
	}
	none, err := step[message.None](ctx, waivers.DecideWaiver, d)
	if err == nil {
		w.state = "rejected"
		if d.Approve {
			w.state = "approved"
		}
	}
	return none, err
}
