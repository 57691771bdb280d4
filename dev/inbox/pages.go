package inbox

import (
	"embed"
	"encoding/json"
	"errors"
	"html/template"
	"mime"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

//go:embed pages
var files embed.FS

const pageSize = 50

var jst = time.FixedZone("JST", 9*60*60)

var templates = template.Must(template.New("").Funcs(template.FuncMap{
	"when": func(t time.Time) string {
		if t.IsZero() {
			return "日付なし"
		}
		return t.In(jst).Format("2006-01-02 15:04")
	},
	"iso":   func(t time.Time) string { return t.In(jst).Format(time.RFC3339) },
	"links": links,
}).ParseFS(files, "pages/*.html"))

var urlPattern = regexp.MustCompile(`https?://[^\s<>"「」（）]+`)

// links escapes a text and makes its addresses clickable.
func links(text string) template.HTML {
	var out strings.Builder
	rest := 0
	for _, at := range urlPattern.FindAllStringIndex(text, -1) {
		u := template.HTMLEscapeString(text[at[0]:at[1]])
		out.WriteString(template.HTMLEscapeString(text[rest:at[0]]))
		out.WriteString(`<a href="` + u + `" rel="noreferrer">` + u + `</a>`)
		rest = at[1]
	}
	out.WriteString(template.HTMLEscapeString(text[rest:]))
	return template.HTML(out.String())
}

// Handler serves the list of mails, each mail, its parts and its source; /mails.json?to=ADDRESS is
// for programs.
func (in *Inbox) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", in.list)
	mux.HandleFunc("GET /mails.json", in.json)
	mux.HandleFunc("GET /mails/{id}", in.show)
	mux.HandleFunc("GET /mails/{id}/html", in.html)
	mux.HandleFunc("GET /mails/{id}/source", in.source)
	mux.HandleFunc("GET /mails/{id}/files/{n}", in.file)
	return mux
}

type listPage struct {
	Query string
	Mails []Mail
	Total int
	Older string // ID of the last mail shown, if there are older ones
}

func (in *Inbox) list(w http.ResponseWriter, r *http.Request) {
	ids, err := in.store.ids()
	if err != nil {
		fail(w, err)
		return
	}
	page := listPage{Query: strings.TrimSpace(r.FormValue("q")), Total: len(ids)}
	before := r.FormValue("before")
	for _, id := range ids {
		if before != "" && id >= before {
			continue
		}
		raw, err := in.store.raw(id)
		if err != nil {
			continue
		}
		m, err := parseHeader(id, raw)
		if err != nil {
			m = Mail{ID: id, Subject: "読めないメール"}
		}
		if !m.matches(page.Query) {
			continue
		}
		if len(page.Mails) == pageSize {
			page.Older = page.Mails[pageSize-1].ID
			break
		}
		page.Mails = append(page.Mails, m)
	}
	render(w, "list.html", page)
}

func (m Mail) matches(query string) bool {
	query = strings.ToLower(query)
	return strings.Contains(strings.ToLower(m.Subject+"\n"+m.To+"\n"+strings.Join(m.Delivered, "\n")), query)
}

func (in *Inbox) json(w http.ResponseWriter, r *http.Request) {
	mails, err := in.Mails(r.FormValue("to"))
	if err != nil {
		fail(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(mails)
}

func (in *Inbox) mail(w http.ResponseWriter, r *http.Request) (Mail, bool) {
	id := r.PathValue("id")
	raw, err := in.store.raw(id)
	if err != nil {
		fail(w, err)
		return Mail{}, false
	}
	m, err := parse(id, raw)
	if err != nil && m.Text == "" {
		m.ID, m.Text = id, string(raw)
	}
	return m, true
}

func (in *Inbox) show(w http.ResponseWriter, r *http.Request) {
	if m, ok := in.mail(w, r); ok {
		render(w, "mail.html", m)
	}
}

// html serves the HTML part alone, for a frame: no scripts, no requests to anywhere, links in a new window.
func (in *Inbox) html(w http.ResponseWriter, r *http.Request) {
	m, ok := in.mail(w, r)
	if !ok {
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy",
		"sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:")
	_, _ = w.Write([]byte(`<base target="_blank">` + m.HTML))
}

func (in *Inbox) source(w http.ResponseWriter, r *http.Request) {
	raw, err := in.store.raw(r.PathValue("id"))
	if err != nil {
		fail(w, err)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(raw)
}

func (in *Inbox) file(w http.ResponseWriter, r *http.Request) {
	m, ok := in.mail(w, r)
	if !ok {
		return
	}
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || n < 0 || n >= len(m.Files) {
		fail(w, errNoMail)
		return
	}
	f := m.Files[n]
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	_, _ = w.Write(f.content)
}

func render(w http.ResponseWriter, name string, data any) {
	var page strings.Builder
	if err := templates.ExecuteTemplate(&page, name, data); err != nil {
		fail(w, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'; base-uri 'none'")
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write([]byte(page.String()))
}

func fail(w http.ResponseWriter, err error) {
	if errors.Is(err, errNoMail) {
		http.Error(w, "メールが見つかりません。 / No such mail.", http.StatusNotFound)
		return
	}
	http.Error(w, "メールを表示できません。 / The mail can't be shown: "+err.Error(), http.StatusInternalServerError)
}
