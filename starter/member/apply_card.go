package member

import (
	"net/http"

	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/starter/pages"
)

// cardReferenceKey is under which the browser's session names the card that is
// being registered with the card network.
const cardReferenceKey = "card_reference"

// carded gives the form whose card is asked for, or sends the browser where it has to go.
func (v *visit) carded() (*filling, error) {
	f, err := v.filled()
	switch {
	case err != nil:
		return nil, err
	case f == nil:
		return nil, v.Redirect(applyRoot + lostForm)
	case f.Application != "":
		return nil, v.Redirect(applyRoot + "/login")
	case v.member.Cards == nil:
		return nil, pages.Missing()
	case !f.reached(stepCard):
		return nil, v.Redirect(f.path(f.next()))
	}
	return f, nil
}

// applyRegisterCard leads to the page of the card network on which a card is
// registered. It is a link, not a form: a page's policy lets forms lead to the
// site itself only.
func (m *Pages) applyRegisterCard(v *visit) error {
	f, err := v.carded()
	if f == nil || err != nil {
		return err
	}
	public := m.API.Office(f.Now).PublicURL + applyRoot + "/" + stepCard
	address, reference, err := m.Cards.Begin(v.Ctx(), public+"/registered", public)
	if err != nil {
		return noCards(err)
	}
	m.Sessions.Put(v.Ctx(), cardReferenceKey, reference)
	return v.Redirect(address)
}

// applyCardRegistered takes the card that was registered there.
func (m *Pages) applyCardRegistered(v *visit) error {
	f, err := v.carded()
	if f == nil || err != nil {
		return err
	}
	reference := m.Sessions.PopString(v.Ctx(), cardReferenceKey)
	if reference == "" {
		return v.Redirect(applyRoot + "/" + stepCard)
	}
	token, err := m.Cards.Finish(v.Ctx(), reference)
	if no, ok := refusal.As(err); ok {
		f.Shown.Problem = problemOf(http.StatusConflict, no)
		return f.show(findStep(stepCard), http.StatusConflict)
	}
	if err != nil {
		return noCards(err)
	}
	err = postgres.FillForm(v.Ctx(), m.API.Pool, f.ID, map[string]string{"card_token": token}, nil, stepCard, true, v.Now())
	if err != nil {
		return err
	}
	f.Done = append(f.Done, stepCard)
	return v.Redirect(f.path(f.next()))
}

// noCards words what may be over with the next try.
func noCards(err error) error {
	if no, ok := refusal.As(err); ok {
		return problemOf(http.StatusConflict, no)
	}
	return refusal.New(refusal.Unavailable, terms.S1,
		"ただいまカードの登録画面を開けません。入力した内容は保存されています。しばらくしてから、もう一度お試しください。",
		"The page to register a card does not answer right now. What you have entered is saved. Please try again in a moment.")
}
