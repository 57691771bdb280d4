package workflows

import (
	"go.temporal.io/sdk/workflow"

	"kigen/activities"
	"kigen/internal/casefile"
	"kigen/internal/guarantee"
	"kigen/internal/message"
)

// GuaranteeRegistration is the device of a guarantee (つながる端末保証, W-3): the
// member registers it within 14 days of use start, is reminded of it, and at the
// lapse the guarantee ends unbilled.
func GuaranteeRegistration(ctx workflow.Context, in message.GuaranteeRegistrationInput) (message.GuaranteeResult, error) {
	r := &registration{of: activities.OfGuarantee{Option: in.Option}}
	if err := r.listen(ctx); err != nil {
		return message.GuaranteeResult{}, err
	}
	err := r.begin(ctx, in.Resume, func(ctx workflow.Context) (casefile.Progress, error) {
		return step[casefile.Progress](ctx, registrations.OpenRegistration, in)
	})
	if err != nil {
		return message.GuaranteeResult{}, err
	}
	if r.refused != nil {
		return message.GuaranteeResult{}, drained(ctx)
	}
	// W-3: reminders, then the lapse at the end of the 14th day.
	r.keep(ctx, r.due)
	err = r.over(ctx, func(p casefile.Progress) bool { return p.Closed })
	return message.GuaranteeResult{State: r.progress.State}, err
}

// registrations names the activities; the worker has the real ones.
var registrations *activities.GuaranteeRegistrations

type registration struct {
	*course[casefile.Progress]
	of activities.OfGuarantee
}

func (r *registration) due() promised {
	reminder := casefile.Reminder(guarantee.DeadlineRegistration)
	if at := r.progress.Next(reminder); !at.IsZero() {
		return promised{reminder, at, registrations.RemindOfRegistration}
	}
	return promised{guarantee.DeadlineRegistration, r.progress.Next(guarantee.DeadlineRegistration), registrations.LapseRegistration}
}

func (r *registration) listen(ctx workflow.Context) (err error) {
	if r.course, err = newCourse[casefile.Progress](ctx, "W-3: ", registrations.ReadRegistration, r.of); err != nil {
		return err
	}
	err = handle(ctx, message.AwaitRegistration, nil, func(ctx workflow.Context, _ message.None) (message.None, error) {
		return message.None{}, workflow.Await(ctx, func() bool { return r.begun })
	})
	if err != nil {
		return err
	}
	err = handle(ctx, message.MoveRegistration, nil, func(ctx workflow.Context, m message.RegistrationMove) (message.None, error) {
		return r.command(ctx, registrations.MoveRegistration, func() any {
			return activities.RegistrationMoved{OfGuarantee: r.of, RegistrationMove: m}
		})
	})
	if err != nil {
		return err
	}
	return handle(ctx, message.RegisterDevice,
		func(d message.GuaranteedDevice) error {
			return r.may(func(p casefile.Progress) error { return guarantee.MayRegister(p, d.At) })
		},
		func(ctx workflow.Context, d message.GuaranteedDevice) (message.None, error) {
			return r.command(ctx, registrations.RegisterDevice, func() any {
				return activities.DeviceToRegister{OfGuarantee: r.of, GuaranteedDevice: d}
			})
		})
}
