package activities

import (
	"context"
	"errors"

	"kigen/internal/identity"
	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
)

// CheckCard asks the card network about an applicant's card, which must be a
// valid credit card in the own name (S-1). Nothing of the card is answered. A
// member who applies again without one stays with the registered card.
func (a *Signups) CheckCard(ctx context.Context, in message.SignupInput) (message.None, error) {
	application, err := postgres.LoadDraft[identity.Application](ctx, a.Ledger.Pool, in.Draft)
	if errors.Is(err, &refusal.Error{Code: refusal.NotFound}) {
		return message.None{}, nil // decided already
	}
	if err != nil {
		return message.None{}, err
	}
	known, err := postgres.LoadKnown(ctx, a.Ledger.Pool, application, in.At)
	if err != nil {
		return answer(message.None{}, err)
	}
	_, _, refused := identity.Accept(a.Terms.At(in.At), application, known, identity.Filing{Case: in.Application, Member: in.Member, At: in.At, Actor: in.Actor})
	if refused != nil || application.CardToken == "" {
		return message.None{}, nil // the next step refuses it; the network need not hear of it
	}
	person := application.Person
	if known.Person != nil {
		person = known.Person
	}
	card, err := a.Cards.Check(ctx, application.CardToken, person.Names.Holder())
	if err == nil {
		err = card.Accept(a.Terms.At(in.At).S1.RefusedCards, in.At)
	}
	_, err = a.drafted(ctx, in.Draft)(identity.Standing{}, err)
	return answer(message.None{}, err)
}
