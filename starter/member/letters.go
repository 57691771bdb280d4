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

// letterBody is the letter's own HTML, shown in a frame that may do nothing.
func (m *Pages) letterBody(v *visit) error {
	l, err := pages.Ask[api.LetterPage](v.Visit, "getNotice", pages.ByID(v.R.PathValue("id")))
	if err != nil {
		return err
	}
	h := v.W.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", letterPolicy)
	h.Set("X-Frame-Options", "SAMEORIGIN")
	_, _ = v.W.Write([]byte(l.HTML))
	return nil
}

// letterPolicy lets a letter have its own styles, and nothing else.
const letterPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; base-uri 'none'; frame-ancestors 'self'"
