package pages

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"go.uber.org/zap"

	"kigen/internal/refusal"
	"kigen/starter/api"
)

// Input is what an operation is called with.
type Input struct {
	Path  map[string]string
	Query url.Values
	Body  any
	// Raw is sent in place of a body in JSON: a form with files.
	Raw *File
	// Key makes a command safe to repeat.
	Key string
}

// ByID is an input that names one thing.
func ByID(id string) Input { return Input{Path: map[string]string{"id": id}} }

// Ask calls an operation of the API as the person who is signed in. What it
// refuses comes back as an *api.Problem.
func Ask[Out any](v *Visit, operation string, in Input) (out Out, err error) {
	method, path := v.Site.API.Route(operation)
	for _, name := range slices.Sorted(maps.Keys(in.Path)) {
		path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(in.Path[name]))
	}
	var body bytes.Buffer
	if in.Body != nil {
		if err := json.NewEncoder(&body).Encode(in.Body); err != nil {
			return out, fmt.Errorf("%s: %w", operation, err)
		}
	}
	if in.Raw != nil {
		body.Write(in.Raw.Content)
	}
	if len(in.Query) > 0 {
		path += "?" + in.Query.Encode()
	}
	r, err := http.NewRequestWithContext(api.As(v.Ctx(), v.Who.Principal), method, path, &body)
	if err != nil {
		return out, fmt.Errorf("%s: %w", operation, err)
	}
	r.RemoteAddr = v.R.RemoteAddr
	r.Header.Set("Accept-Language", v.Lang)
	if in.Body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if in.Raw != nil {
		r.Header.Set("Content-Type", in.Raw.ContentType)
	}
	if in.Key != "" {
		r.Header.Set("Idempotency-Key", in.Key)
	}
	w := &answer{header: http.Header{}, status: http.StatusOK}
	v.Site.API.ServeHTTP(w, r)
	if w.status >= http.StatusBadRequest {
		p := &api.Problem{}
		if err := json.Unmarshal(w.body.Bytes(), p); err != nil {
			return out, fmt.Errorf("%s answered %d", operation, w.status)
		}
		return out, p
	}
	if w.body.Len() == 0 {
		return out, nil
	}
	if raw, ok := any(&out).(*File); ok {
		raw.ContentType, raw.Content = w.header.Get("Content-Type"), w.body.Bytes()
		return out, nil
	}
	if err := json.Unmarshal(w.body.Bytes(), &out); err != nil {
		return out, fmt.Errorf("%s: read the answer: %w", operation, err)
	}
	return out, nil
}

// File is an answer, or what is sent, that is no JSON.
type File struct {
	ContentType string
	Content     []byte
}

// answer takes what the API writes.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header         { return a.header }
func (a *answer) Write(p []byte) (int, error) { return a.body.Write(p) }
func (a *answer) WriteHeader(status int)      { a.status = status }

// Problem is an error as it is shown; what people have no words for is logged.
func (s *Site) Problem(v *Visit, err error) *api.Problem {
	if p, ok := errors.AsType[*api.Problem](err); ok {
		return p
	}
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return &api.Problem{
			Status: http.StatusRequestEntityTooLarge, Code: refusal.Invalid, JA: "送信された内容が大きすぎます。",
			EN: fmt.Sprintf("More than %d bytes were sent.", tooLarge.Limit),
		}
	}
	if no, ok := refusal.As(err); ok {
		status := http.StatusServiceUnavailable
		if no.Code == refusal.NotFound {
			status = http.StatusNotFound
		}
		return &api.Problem{Status: status, Code: no.Code, Rule: no.Rule, JA: no.JA, EN: no.EN}
	}
	s.Log.Error("a page failed", zap.String("pattern", v.R.Pattern), zap.Error(err))
	return &api.Problem{
		Status: http.StatusInternalServerError, Code: "internal",
		JA: "申し訳ございません。システムの不具合により表示できませんでした。",
		EN: "Something went wrong on our side.",
	}
}

// Failed answers with a page that says what went wrong.
func (s *Site) Failed(v *Visit, err error) {
	p := s.Problem(v, err)
	if p.Status == http.StatusUnauthorized {
		_ = v.Redirect(s.Root + "/sign-in?expired=1")
		return
	}
	if err := v.Show(p.Status, s.Error(v, p)); err != nil {
		s.Log.Error("the page of an error failed", zap.Error(err))
		http.Error(v.W, p.EN, p.Status)
	}
}

// Missing is the answer where there is no such page.
func Missing() error {
	return &api.Problem{
		Status: http.StatusNotFound, Code: refusal.NotFound,
		JA: "お探しのページは見つかりませんでした。", EN: "There is no such page.",
	}
}

var unavailable = refusal.New(refusal.Unavailable, "",
	"ただいまご利用いただけません。しばらくしてからもう一度お試しください。",
	"The service does not answer right now. Please try again in a moment.")
