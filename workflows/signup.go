package workflows

import (
	"slices"

	"go.temporal.io/sdk/workflow"

	"kigen/activities"
	"kigen/internal/businesstime"
	"kigen/internal/identity"
	"kigen/internal/message"
	"kigen/internal/refusal"
	"kigen/internal/terms"
)

// Signup is the life of an application (申し込み, S-1…S-20): it is accepted or
// refused, the applicant proves the identity, the parcel is sent, and it ends
// when every line is in use, or when it was withdrawn, rejected or has lapsed.
//
// What happens by itself stands in whenDue, what people do in listen, what
// machines report in the signals there. Which of them has a meaning at which
// point is decided by the rules, in the step; each step answers what the
// application waits for next.
func Signup(ctx workflow.Context, in message.SignupInput) (message.SignupResult, error) {
	s := &signup{in: in, turn: workflow.NewMutex(ctx)}
	if err := s.listen(ctx); err != nil {
		return message.SignupResult{}, err
	}
	if err := s.run(ctx); err != nil {
		return message.SignupResult{}, err
	}
	if s.refused != nil {
		return message.SignupResult{State: "refused"}, drained(ctx)
	}
	return message.SignupResult{State: s.standing.State}, drained(ctx)
}

// signups names the activities; the worker has the real ones.
var signups *activities.Signups

// whenDue is what happens by itself, unless the application goes on before.
var whenDue = map[string]any{
	identity.DeadlineInvitation: signups.InviteApplicant,    // S-8: at once, or after the maintenance
	identity.ReminderOfProof:    signups.RemindApplicant,    // S-15: on the 3rd and 7th day
	identity.DeadlineProof:      signups.LapseApplication,   // S-15: after the 14th
	identity.ReminderOfResult:   signups.RemindIdentityDesk, // S-12: on the 2nd day
	identity.DeadlineResult:     signups.EscalateIdentity,   // S-12: after the 3rd
	identity.DeadlineDelivery:   signups.AlertShippingDesk,  // S-13: after the 7th
	identity.DeadlineNumber:     signups.AskForNumber,       // S-7: the number has run out
	identity.DeadlineNewNumber:  signups.GiveUpNumber,       // S-7: no new one came
}

type signup struct {
	in       message.SignupInput
	waits    *waits
	turn     workflow.Mutex // one step at a time: a command never overtakes a timer's step
	standing identity.Standing
	facts    []func(workflow.Context) error // reported and not yet recorded
	decided  bool
	refused  error
}

func (s *signup) run(ctx workflow.Context) error {
	if err := s.apply(ctx); err != nil || s.refused != nil {
		return err
	}
	for !s.standing.Ended {
		if len(s.facts) > 0 {
			record := s.facts[0]
			s.facts = s.facts[1:]
			if err := record(ctx); err != nil {
				return err
			}
			continue
		}
		due, waited, err := s.wait(ctx)
		if err != nil {
			return err
		}
		if waited {
			if err := s.happen(ctx, due); err != nil {
				return err
			}
		}
	}
	return nil
}

// apply has the card checked (S-1), commits the first step and lets the update
// "file" answer.
func (s *signup) apply(ctx workflow.Context) error {
	err := workflow.ExecuteActivity(asksCard(ctx), signups.CheckCard, s.in).Get(ctx, nil)
	if err == nil {
		s.standing, err = step[identity.Standing](ctx, signups.AcceptApplication, s.in)
	}
	if r, ok := message.Refused(err); ok {
		s.refused, err = r, nil
	} else if unanswered(err) {
		s.refused, err = refusal.New(refusal.Unavailable, terms.S1,
			"ただいまカード会社の確認が取れません。しばらくしてから、あらためてお申し込みください。",
			"The card network does not answer right now. Please apply again in a moment."), nil
	}
	s.decided = true
	workflow.SetCurrentDetails(ctx, "S: "+s.standing.State)
	return err
}

// wait blocks until the next thing is due, and tells which; false where the
// application went on before.
func (s *signup) wait(ctx workflow.Context) (identity.Due, bool, error) {
	steps := s.standing.Steps
	moved := func() bool { return s.standing.Steps != steps || len(s.facts) > 0 }
	if len(s.standing.Due) == 0 {
		return identity.Due{}, false, workflow.Await(ctx, moved)
	}
	due := s.standing.Due[0]
	until := s.waits.until
	if due.What == identity.DeadlineInvitation {
		until = s.waits.at // nobody's command can be late for it
	}
	went, err := until(ctx, due.Name(), due.At, moved)
	return due, !went, err
}

// happen commits what is due, unless the application went on meanwhile.
func (s *signup) happen(ctx workflow.Context, due identity.Due) error {
	if err := s.turn.Lock(ctx); err != nil {
		return err
	}
	defer s.turn.Unlock()
	if !slices.Contains(s.standing.Due, due) {
		return nil
	}
	activity, known := whenDue[due.What]
	if !known {
		workflow.GetLogger(ctx).Warn("nothing is known to happen", "due", due.What)
		s.drop(due)
		return nil
	}
	next, err := step[identity.Standing](ctx, activity, activities.ApplicationDue{Application: s.in.Application, Due: due})
	if _, refused := message.Refused(err); refused {
		s.drop(due)
		return nil
	}
	s.goOn(ctx, next, err)
	return err
}

func (s *signup) drop(due identity.Due) {
	s.standing.Due = slices.DeleteFunc(slices.Clone(s.standing.Due), func(d identity.Due) bool { return d == due })
}

// goOn takes the standing after a step; an older answer that came again says
// nothing new.
func (s *signup) goOn(ctx workflow.Context, next identity.Standing, err error) {
	if err == nil && next.Steps > s.standing.Steps {
		s.standing = next
		workflow.SetCurrentDetails(ctx, "S: "+next.State)
	}
}

func (s *signup) listen(ctx workflow.Context) (err error) {
	if s.waits, err = newWaits(ctx); err != nil {
		return err
	}
	report(ctx, s, message.ParcelDelivered, signups.TakeDelivery) // S-13, S-19
	report(ctx, s, message.ParcelCameBack, signups.TakeReturn)    // S-16
	report(ctx, s, message.LineActivated, signups.TakeActivation) // S-19
	report(ctx, s, message.LinkLocked, signups.TellOfLock)        // S-9
	if err := handle(ctx, message.FileApplication, nil, s.file); err != nil {
		return err
	}
	for _, listen := range []error{
		command(ctx, s, message.SubmitProof, signups.TakeProof),                   // S-10, S-12, S-20
		command(ctx, s, message.DecideIdentity, signups.DecideProof),              // S-13, S-14, S-18
		command(ctx, s, message.RenewInvitation, signups.SendNewLink),             // S-9
		command(ctx, s, message.GiveNumber, signups.TakeNumber),                   // S-7
		command(ctx, s, message.ShipParcel, signups.SendParcel),                   // S-13, P-5
		command(ctx, s, message.VerifyAddress, signups.TakeAddress),               // S-16
		command(ctx, s, message.WithdrawApplication, signups.TakeBackApplication), // S-4
	} {
		if listen != nil {
			return listen
		}
	}
	return nil
}

func (s *signup) file(ctx workflow.Context, _ message.None) (identity.Standing, error) {
	if err := workflow.Await(ctx, func() bool { return s.decided }); err != nil {
		return identity.Standing{}, err
	}
	return s.standing, s.refused
}

// command commits what a person asks for, in its turn.
func command[C any](ctx workflow.Context, s *signup, u message.Update[C, identity.Standing], activity any) error {
	return handle(ctx, u, func(C) error { return s.mayAct() }, func(ctx workflow.Context, c C) (identity.Standing, error) {
		if err := workflow.Await(ctx, func() bool { return s.decided }); err != nil {
			return identity.Standing{}, err
		}
		if err := s.turn.Lock(ctx); err != nil {
			return identity.Standing{}, err
		}
		defer s.turn.Unlock()
		if err := s.mayAct(); err != nil {
			return identity.Standing{}, err
		}
		next, err := step[identity.Standing](ctx, activity, activities.ApplicationCommand[C]{Application: s.in.Application, Command: c})
		s.goOn(ctx, next, err)
		return next, err
	})
}

// report keeps what a machine reports until its turn comes.
func report[F any](ctx workflow.Context, s *signup, signal message.Signal[F], activity any) {
	receive(ctx, signal, func(_ workflow.Context, fact F) {
		s.facts = append(s.facts, func(ctx workflow.Context) error {
			if err := s.turn.Lock(ctx); err != nil {
				return err
			}
			defer s.turn.Unlock()
			next, err := step[identity.Standing](ctx, activity, activities.ApplicationCommand[F]{Application: s.in.Application, Command: fact})
			if _, refused := message.Refused(err); refused {
				return nil
			}
			s.goOn(ctx, next, err)
			if err != nil {
				return err
			}
			return s.guarantee(ctx, next.Guaranteed)
		})
	})
}

// guarantee starts the registration of the device of each line whose guarantee
// has begun (W-2, W-3).
func (s *signup) guarantee(ctx workflow.Context, lines []string) error {
	for _, line := range lines {
		err := workflow.ExecuteActivity(startsProcess(ctx), registrations.StartRegistration, activities.LineWithGuarantee{
			Line: line, Member: s.in.Member, Clock: s.in.Clock, Now: businesstime.Now(ctx),
		}).Get(ctx, nil)
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *signup) mayAct() error {
	if s.refused == nil && !s.standing.Ended {
		return nil
	}
	return refusal.New(refusal.State, terms.S14,
		"このお申し込みはすでに終了しています。", "This application is no longer open.")
}
