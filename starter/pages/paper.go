package pages

import "net/http"

// paperPolicy lets the browser show a PDF, and the PDF load nothing.
const paperPolicy = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"

// Paper shows the PDF that an operation gives for what the address names.
func (v *Visit) Paper(operation string) error {
	f, err := Ask[File](v, operation, ByID(v.R.PathValue("id")))
	if err != nil {
		return err
	}
	h := v.W.Header()
	h.Set("Content-Type", f.ContentType)
	h.Set("Content-Disposition", "inline")
	h.Set("Content-Security-Policy", paperPolicy)
	v.W.WriteHeader(http.StatusOK)
	_, _ = v.W.Write(f.Content)
	return nil
}
