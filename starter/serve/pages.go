package serve

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/http"

	"go.uber.org/zap"

	"kigen/internal/connection"
	"kigen/internal/terms"
)

//go:embed pages.html
var pagesHTML string

var pages = template.Must(template.New("pages").Parse(pagesHTML))

// uploads serves the address that an invitation leads to (S-9), which tells where
// documents go instead of there, and whom to ask, under the terms in force. The
// token in a link is not read, and leaves the page with no request.
func (s *Server) uploads() {
	s.mux.Handle("GET /upload/{token}", s.page("upload"))
}

func (s *Server) page(name string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		var page bytes.Buffer
		err := pages.ExecuteTemplate(&page, name, struct {
			terms.Contacts
			Carrier terms.Text
		}{s.API.Terms.At(s.API.Now()).Contacts, connection.Carrier})
		if err != nil {
			s.API.Log.Error("a page broke", zap.String("page", name), zap.Error(err))
			http.Error(w, "500", http.StatusInternalServerError)
			return
		}
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Robots-Tag", "noindex")
		h.Set("Cache-Control", "no-store")
		_, _ = w.Write(page.Bytes())
	})
}
