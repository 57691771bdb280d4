package member

import (
	"net/http"

	"kigen/starter/api"
	"kigen/starter/pages"
)

func letterRoutes(r routes) {
	r.signedIn("GET "+root+"/letters", r.letters)
	r.signedIn("GET "+root+"/letters/{id}", r.letter)
	r.signedIn("GET "+root+"/letters/{id}/body", r.letterBody)
}

func (m *Pages) letters(v *visit) error {
	list, err := pages.Ask[api.Page[api.Notice]](v.Visit, "listNotices", v.Listed())
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, lettersView(v, list))
}

func (m *Pages) letter(v *visit) error {
	l, err := pages.Ask[api.LetterPage](v.Visit, "getNotice", pages.ByID(v.R.PathValue("id")))
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, letterView(v, l))
}

func (m *Pages) letterBody(v *visit) error { return v.LetterBody() }
