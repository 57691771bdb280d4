package activities

import (
	"context"
	"time"

	"kigen/internal/casefile"
	"kigen/internal/guarantee"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/terms"
)

// GuaranteeRegistrations commits the steps of W-3.
type GuaranteeRegistrations struct {
	Ledger    *postgres.Ledger
	Terms     *terms.Book
	Processes Processes
}

// Processes starts processes.
type Processes interface {
	// Begin starts the process, or finds the one of its ID that runs, and returns
	// once that has begun its case.
	Begin(ctx context.Context, b Beginning) error
}

// Beginning is a process that another one has started.
type Beginning struct {
	Process string // its name
	ID      string // its workflow ID
	Member  string // whom it is about
	Summary string // what it is, for Temporal's UI
	In      any
	// Await is the update that answers once the process has begun, Ask what it is
	// asked with, and AskID what tells that from others; both none where it has none.
	Await string
	Ask   any
	AskID string
	// Clock is the test clock that it lives on, Now the business time there.
	Clock string
	Now   time.Time
}

// LineWithGuarantee is a line whose guarantee has begun.
type LineWithGuarantee struct {
	Line   string    `json:"line"`
	Member string    `json:"member"`
	Clock  string    `json:"clock,omitempty"`
	Now    time.Time `json:"now"` // business time
}

// StartRegistration starts the registration of the device of a line's guarantee (W-2, W-3).
func (a *GuaranteeRegistrations) StartRegistration(ctx context.Context, in LineWithGuarantee) error {
	option := guarantee.OptionOf(in.Line)
	at, err := postgres.LineActivatedAt(ctx, a.Ledger.Pool, in.Line)
	if err != nil {
		return message.Refuse(err)
	}
	return a.Processes.Begin(ctx, Beginning{
		Process: message.GuaranteeRegistration.Name, ID: message.GuaranteeRegistrationID(option), Member: in.Member,
		Summary: "W-3: the device of a guarantee, until it is registered or the guarantee lapses",
		In:      message.GuaranteeRegistrationInput{Option: option, Clock: in.Clock, At: at},
		Await:   message.AwaitRegistration.Name, Clock: in.Clock, Now: in.Now,
	})
}

// OfGuarantee names the guarantee whose next step is due.
type OfGuarantee struct {
	Option string `json:"option"`
}

func (a *GuaranteeRegistrations) steps() steps[guarantee.Registration, casefile.Progress] {
	return steps[guarantee.Registration, casefile.Progress]{
		ledger: a.Ledger,
		load: func(ctx context.Context, l *postgres.Ledger, id string) (guarantee.Registration, error) {
			return postgres.LoadRegistration(ctx, l, id)
		},
		save:   postgres.SaveRegistration,
		stands: guarantee.Registration.Progress,
	}
}

// OpenRegistration opens the registration of a guarantee whose line is in use
// (W-3), and tells where it stands: a process that begins anew goes on from there.
func (a *GuaranteeRegistrations) OpenRegistration(ctx context.Context, in message.GuaranteeRegistrationInput) (casefile.Progress, error) {
	opened, err := answer(postgres.Step(ctx, a.Ledger, guarantee.RegistrationOf(in.Option), "opened",
		func(ctx context.Context) (d postgres.Decision[casefile.Progress], err error) {
			g, err := postgres.LoadGuarantee(ctx, a.Ledger.Pool, in.Option)
			if err != nil {
				return d, err
			}
			o := guarantee.OpenRegistration(a.Terms.At(in.At), g, in.Clock, message.GuaranteeRegistrationID(in.Option), in.At)
			return a.steps().decided(guarantee.Registration{Guarantee: g}, o), nil
		}))
	if err != nil {
		return opened, err
	}
	return a.steps().read(ctx, in.Option)
}

// ReadRegistration tells where a registration stands.
func (a *GuaranteeRegistrations) ReadRegistration(ctx context.Context, in OfGuarantee) (casefile.Progress, error) {
	return a.steps().read(ctx, in.Option)
}

// DeviceToRegister is a device for a guarantee.
type DeviceToRegister struct {
	OfGuarantee
	message.GuaranteedDevice
}

// RegisterDevice takes in the device that the guarantee is to cover (W-3, W-9, O-6).
func (a *GuaranteeRegistrations) RegisterDevice(ctx context.Context, in DeviceToRegister) (casefile.Progress, error) {
	s := a.steps()
	return answer(postgres.Step(ctx, a.Ledger, guarantee.RegistrationOf(in.Option), "registered/"+in.ID,
		func(ctx context.Context) (d postgres.Decision[casefile.Progress], err error) {
			before, err := s.load(ctx, a.Ledger, in.Option)
			if err != nil {
				return d, err
			}
			x, err := postgres.LoadSubmission(ctx, a.Ledger.Pool, in.Option, in.Model, guarantee.Submission{
				ID: in.ID, IMEI: in.IMEI, Colour: in.Colour, Confirmed: in.Confirmed, At: in.At, Actor: in.Actor,
			})
			if err != nil {
				return d, err
			}
			o, err := guarantee.Register(a.Terms.At(in.At), before, x)
			if err != nil {
				return d, err
			}
			return s.decided(before, o), nil
		}))
}

// RegistrationMoved is a registration whose line is in use from another day.
type RegistrationMoved struct {
	OfGuarantee
	message.RegistrationMove
}

// MoveRegistration counts a registration anew from the corrected use start day (C-13, W-3).
func (a *GuaranteeRegistrations) MoveRegistration(ctx context.Context, in RegistrationMoved) (casefile.Progress, error) {
	m := guarantee.Move(in.RegistrationMove)
	s := a.steps()
	return answer(postgres.Step(ctx, a.Ledger, guarantee.RegistrationOf(in.Option), m.Step(),
		func(ctx context.Context) (d postgres.Decision[casefile.Progress], err error) {
			before, err := s.load(ctx, a.Ledger, in.Option)
			if err != nil {
				return d, err
			}
			return s.decided(before, guarantee.MoveRegistration(a.Terms, before, m)), nil
		}))
}

// RemindOfRegistration reminds the member of the registration (W-3).
func (a *GuaranteeRegistrations) RemindOfRegistration(ctx context.Context, in OfGuarantee) (casefile.Progress, error) {
	return a.steps().due(ctx, in.Option, guarantee.RemindOfRegistration)
}

// LapseRegistration ends the guarantee of which no device was registered (W-3).
func (a *GuaranteeRegistrations) LapseRegistration(ctx context.Context, in OfGuarantee) (casefile.Progress, error) {
	return a.steps().due(ctx, in.Option, guarantee.LapseRegistration)
}
