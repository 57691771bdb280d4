package activities

import (
	"context"
	"time"

	"kigen/internal/casefile"
	"kigen/internal/journal"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/terms"
	"kigen/internal/usestart"
)

// UseStarts commits the corrections of a use start day (C-13, S-19).
type UseStarts struct {
	Ledger    *postgres.Ledger
	Terms     *terms.Book
	Processes Processes
}

// CorrectUseStart replaces the fact from which lines or a device are in use, and
// moves what is counted from it.
func (a *UseStarts) CorrectUseStart(ctx context.Context, in message.UseStartCorrectionInput) (message.UseStartMoved, error) {
	c := casefile.DeliveryCorrection(in.DeliveryCorrection)
	id := usestart.Case(in.Application, in.Fact)
	return answer(postgres.Step(ctx, a.Ledger, id, usestart.Step(c), func(ctx context.Context) (d postgres.Decision[message.UseStartMoved], err error) {
		application, err := postgres.LoadUseStart(ctx, a.Ledger.Pool, in.Application)
		if err != nil {
			return d, err
		}
		var moved usestart.Moved
		if d.Entry, moved, err = usestart.Correct(a.Terms, application, c); err != nil {
			return d, err
		}
		d.Entry.Opens = &journal.Case{
			Kind: usestart.Diagram.Kind, WorkflowID: message.UseStartCorrectionID(in.Application, in.Fact),
			Member: application.Member, Clock: in.Clock, Subject: in.Application,
		}
		d.Result = message.UseStartMoved{Case: id, Member: application.Member, Guarantees: moved.Guarantees, At: in.At, Actor: in.Actor}
		d.Changes = postgres.MoveUseStart(application, moved)
		return d, nil
	}))
}

// RegistrationToMove is the registration of a guarantee whose line is in use
// from another day.
type RegistrationToMove struct {
	Option string    `json:"option"`
	Member string    `json:"member"`
	Clock  string    `json:"clock,omitempty"`
	Now    time.Time `json:"now"` // business time
	message.RegistrationMove
}

// TellRegistration has a registration counted anew (W-3); one that has ended
// goes on for it.
func (a *UseStarts) TellRegistration(ctx context.Context, in RegistrationToMove) error {
	return a.Processes.Begin(ctx, Beginning{
		Process: message.GuaranteeRegistration.Name, ID: message.GuaranteeRegistrationID(in.Option), Member: in.Member,
		Summary: "W-3: a registration that is counted anew",
		In:      message.GuaranteeRegistrationInput{Option: in.Option, Clock: in.Clock, Resume: true},
		Await:   message.MoveRegistration.Name, Ask: in.RegistrationMove, AskID: "move/" + in.Correction,
		Clock: in.Clock, Now: in.Now,
	})
}
