package console

import (
	"net/http"

	"kigen/starter/api"
	"kigen/starter/pages"
)

// letter shows a letter in a frame that may do nothing.
func (c *Console) letter(v *visit) error {
	letter, err := pages.Ask[api.LetterPage](v.Visit, "getNotice", pages.ByID(v.R.PathValue("id")))
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, letterView(v, letter))
}

// letterPolicy keeps a letter from doing anything: it has its own style in it,
// and no script, form or link works.
const letterPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; base-uri 'none'; frame-ancestors 'self'"

func (c *Console) letterBody(v *visit) error {
	letter, err := pages.Ask[api.LetterPage](v.Visit, "getNotice", pages.ByID(v.R.PathValue("id")))
	if err != nil {
		return err
	}
	h := v.W.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", letterPolicy)
	h.Set("X-Frame-Options", "SAMEORIGIN")
	_, _ = v.W.Write([]byte(letter.HTML))
	return nil
}

// document shows a file of a proof of identity as it was uploaded.
func (c *Console) document(v *visit) error {
	f, err := pages.Ask[pages.File](v.Visit, "getDocument", pages.ByID(v.R.PathValue("id")))
	if err != nil {
		return err
	}
	h := v.W.Header()
	h.Set("Content-Type", f.ContentType)
	h.Set("Content-Disposition", "inline")
	// The page of the review shows a PDF beside what is registered.
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'")
	h.Set("X-Frame-Options", "SAMEORIGIN")
	_, _ = v.W.Write(f.Content)
	return nil
}
