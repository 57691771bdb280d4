package scenario

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// api is the running product as a scenario sees it.
type api struct {
	base       string
	http       *http.Client
	operations map[string]operation
}

const (
	keyHeader   = "Idempotency-Key"
	clockHeader = "Test-Clock"
)

func connect(ctx context.Context, base string, c *http.Client) (*api, error) {
	a := &api{base: strings.TrimSuffix(base, "/"), http: c}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.base+"/openapi.json", http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("the API's address: %w", err)
	}
	res, err := c.Do(req)
	if err != nil {
		return nil, fmt.Errorf("reach the API: %w", err)
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s/openapi.json answers %s", a.base, res.Status)
	}
	a.operations, err = operations(res.Body)
	return a, err
}

// answer is what a call came back with.
type answer struct {
	status int
	raw    []byte
	value  any
}

// problem is the part of a refusal (RFC 9457) that scenarios look at.
type problem struct {
	Code   string `json:"code"`
	Rule   string `json:"rule"`
	EN     string `json:"en"`
	Fields []struct {
		Path string `json:"path"`
		EN   string `json:"en"`
	} `json:"fields"`
}

func (a answer) refused() bool { return a.status >= http.StatusBadRequest }

func (a answer) problem() (p problem) {
	_ = json.Unmarshal(a.raw, &p)
	return p
}

func (p problem) String() string {
	s := p.Code
	if p.Rule != "" {
		s += " (" + p.Rule + ")"
	}
	if p.EN != "" {
		s += ": " + p.EN
	}
	for _, f := range p.Fields {
		s += fmt.Sprintf(" [%s: %s]", f.Path, f.EN)
	}
	return s
}

// sending is everything about one call but its operation.
type sending struct {
	file  string // the scenario's
	with  map[string]any
	token string
	clock string
	key   string
}

// patience is how long a call is repeated while a part of the product is down
// or asks for a pause. The idempotency key makes that safe.
const patience = time.Minute

func (a *api) call(ctx context.Context, id string, s sending) (answer, error) {
	o, err := find(a.operations, id)
	if err != nil {
		return answer{}, err
	}
	deadline := time.Now().Add(patience)
	for {
		req, err := o.request(ctx, a.base, s.file, s.with)
		if err != nil {
			return answer{}, err
		}
		got, err := a.send(req, s)
		if err != nil {
			err = fmt.Errorf("%s: %w", id, err)
		}
		again := err != nil || got.status == http.StatusTooManyRequests || got.status == http.StatusBadGateway ||
			(got.status == http.StatusServiceUnavailable && got.problem().Code == "unavailable")
		if !again || ctx.Err() != nil || time.Now().After(deadline) {
			return got, err
		}
		select {
		case <-ctx.Done():
			return got, ctx.Err()
		case <-time.After(300 * time.Millisecond):
		}
	}
}

func (a *api) send(req *http.Request, s sending) (answer, error) {
	for name, value := range map[string]string{keyHeader: s.key, clockHeader: s.clock} {
		if value != "" && req.Header.Get(name) == "" {
			req.Header.Set(name, value)
		}
	}
	if s.token != "" {
		req.Header.Set("Authorization", "Bearer "+s.token)
	}
	req.Header.Set("Accept-Language", "en")
	res, err := a.http.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = res.Body.Close() }()
	got := answer{status: res.StatusCode}
	if got.raw, err = io.ReadAll(res.Body); err != nil {
		return answer{}, err
	}
	if len(bytes.TrimSpace(got.raw)) > 0 && strings.Contains(res.Header.Get("Content-Type"), "json") {
		if err := json.Unmarshal(got.raw, &got.value); err != nil {
			return answer{}, fmt.Errorf("its answer is no JSON: %w", err)
		}
	}
	return got, nil
}

// reads are the operations behind the lists that expectations name. Some give
// one kind of entry at a time: by is the parameter, each of kinds a read.
var reads = map[string]struct {
	operation string
	by        string
	kinds     []string
}{
	"cases":     {operation: "listCases"},
	"charges":   {operation: "listCharges"},
	"notices":   {operation: "listNotices"},
	"deadlines": {operation: "listDeadlines", by: "outcome", kinds: []string{"open", "met", "lapsed", "moved", "void"}},
	"tasks":     {operation: "listTasks", by: "state", kinds: []string{"open", "closed"}},
	"journal":   {operation: "listJournal"},
}

// list reads all entries of a clock's list.
func (a *api) list(ctx context.Context, name, clock, token string) ([]map[string]any, error) {
	read, entries := reads[name], []map[string]any{}
	if read.by == "" {
		return a.pages(ctx, read.operation, map[string]any{"clock": clock}, token)
	}
	for _, kind := range read.kinds {
		more, err := a.pages(ctx, read.operation, map[string]any{"clock": clock, read.by: kind}, token)
		if err != nil {
			return nil, err
		}
		entries = append(entries, more...)
	}
	return entries, nil
}

func (a *api) pages(ctx context.Context, operation string, with map[string]any, token string) ([]map[string]any, error) {
	entries := []map[string]any{}
	with["limit"] = 200
	for {
		got, err := a.call(ctx, operation, sending{with: with, token: token})
		if err != nil {
			return nil, err
		}
		if got.refused() {
			return nil, fmt.Errorf("%s: %s", operation, got.problem())
		}
		var page struct {
			Items []map[string]any `json:"items"`
			Next  string           `json:"next"`
		}
		if err := json.Unmarshal(got.raw, &page); err != nil {
			return nil, fmt.Errorf("%s: %w", operation, err)
		}
		entries = append(entries, page.Items...)
		if page.Next == "" {
			return entries, nil
		}
		with["cursor"] = page.Next
	}
}
