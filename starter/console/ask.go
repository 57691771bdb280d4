package console

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

// input is what an operation is called with.
type input struct {
	path  map[string]string
	query url.Values
	body  any
	// key makes a command safe to repeat.
	key string
}

// byID is an input that names one thing.
func byID(id string) input { return input{path: map[string]string{"id": id}} }

// ask calls an operation of the API as the person who is signed in. What it
// refuses comes back as an *api.Problem.
func ask[Out any](v *visit, operation string, in input) (out Out, err error) {
	method, path := v.console.API.Route(operation)
	for _, name := range slices.Sorted(maps.Keys(in.path)) {
		path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(in.path[name]))
	}
	var body bytes.Buffer
	if in.body != nil {
		if err := json.NewEncoder(&body).Encode(in.body); err != nil {
			return out, fmt.Errorf("%s: %w", operation, err)
		}
	}
	if len(in.query) > 0 {
		path += "?" + in.query.Encode()
	}
	r, err := http.NewRequestWithContext(api.As(v.ctx(), v.who.Principal), method, path, &body)
	if err != nil {
		return out, fmt.Errorf("%s: %w", operation, err)
	}
	r.RemoteAddr = v.r.RemoteAddr
	r.Header.Set("Accept-Language", v.lang)
	if in.body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if in.key != "" {
		r.Header.Set("Idempotency-Key", in.key)
	}
	w := &answer{header: http.Header{}, status: http.StatusOK}
	v.console.API.ServeHTTP(w, r)
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
	if raw, ok := any(&out).(*file); ok {
		raw.contentType, raw.content = w.header.Get("Content-Type"), w.body.Bytes()
		return out, nil
	}
	if err := json.Unmarshal(w.body.Bytes(), &out); err != nil {
		return out, fmt.Errorf("%s: read the answer: %w", operation, err)
	}
	return out, nil
}

// file is an answer that is no JSON.
type file struct {
	contentType string
	content     []byte
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

// problem is an error as it is shown; what people have no words for is logged.
func (c *Console) problem(v *visit, err error) *api.Problem {
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
	c.Log.Error("a page failed", zap.String("pattern", v.r.Pattern), zap.Error(err))
	return &api.Problem{
		Status: http.StatusInternalServerError, Code: "internal",
		JA: "申し訳ございません。システムの不具合により表示できませんでした。",
		EN: "Something went wrong on our side.",
	}
}

// failed answers with a page that says what went wrong.
func (c *Console) failed(v *visit, err error) {
	p := c.problem(v, err)
	if p.Status == http.StatusUnauthorized {
		_ = v.redirect(root + "/sign-in?expired=1")
		return
	}
	if err := v.show(p.Status, problemView(v, p)); err != nil {
		c.Log.Error("the page of an error failed", zap.Error(err))
		http.Error(v.w, p.EN, p.Status)
	}
}

func (c *Console) missing(*visit) error {
	return &api.Problem{
		Status: http.StatusNotFound, Code: refusal.NotFound,
		JA: "お探しのページは見つかりませんでした。", EN: "There is no such page.",
	}
}
