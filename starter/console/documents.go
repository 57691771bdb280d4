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

func (c *Console) letterBody(v *visit) error { return v.LetterBody() }

// document shows a file of a proof of identity as it was uploaded, also in the
// page of its review.
func (c *Console) document(v *visit) error { return v.FramedFile("getDocument") }
