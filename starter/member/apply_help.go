package member

import (
	"encoding/json"
	"net/http"

	"kigen/internal/kana"
	"kigen/internal/postalcode"
)

// codeTyped is a code as it stands in the letter, whatever keyboard it was typed on.
func codeTyped(v *visit) string { return kana.Digits(entry(v.R.PostFormValue("code"))) }

// helpful answers a script of the form's own pages. What is typed there comes in
// the request's body: addresses of pages are kept in logs.
func (v *visit) helpful(answer any) error {
	text, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	h := v.W.Header()
	h.Set("Content-Type", "application/json")
	_, _ = v.W.Write(text)
	return nil
}

// applyFindAddress tells where a postal code leads, by the names of the form.
func (m *Pages) applyFindAddress(v *visit) error {
	places := postalcode.Find(kana.Digits(entry(v.R.PostFormValue("postal_code"))))
	if len(places) == 0 {
		v.W.WriteHeader(http.StatusNotFound)
		return nil
	}
	return v.helpful(suggestAddress(places))
}

// applyRoman suggests the Roman letters of a reading.
func (m *Pages) applyRoman(v *visit) error {
	reading := entry(v.R.PostFormValue("kana"))
	return v.helpful(map[string]string{"kana": kana.Katakana(reading), "roman": kana.Roman(reading)})
}
