package console

import (
	"net/http"

	"kigen/starter/api"
)

// letter shows a letter in a frame that may do nothing.
func (c *Console) letter(v *visit) error {
	letter, err := ask[api.LetterPage](v, "getNotice", byID(v.r.PathValue("id")))
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, letterView(v, letter))
}

// letterPolicy keeps a letter from doing anything: it has its own style in it,
// and no script, form or link works.
const letterPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; base-uri 'none'; frame-ancestors 'self'"

func (c *Console) letterBody(v *visit) error {
	letter, err := ask[api.LetterPage](v, "getNotice", byID(v.r.PathValue("id")))
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", letterPolicy)
	h.Set("X-Frame-Options", "SAMEORIGIN")
	_, _ = v.w.Write([]byte(letter.HTML))
	return nil
}

// document shows a file of a proof of identity as it was uploaded.
func (c *Console) document(v *visit) error {
	f, err := ask[file](v, "getDocument", byID(v.r.PathValue("id")))
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", f.contentType)
	h.Set("Content-Disposition", "inline")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'")
	_, _ = v.w.Write(f.content)
	return nil
}
