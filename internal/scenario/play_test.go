package scenario

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const described = `{"openapi": "3.1.0", "components": {"parameters": {"Id": {"name": "id", "in": "path"}}}, "paths": {
	"/v1/test-clocks": {"post": {"operationId": "createTestClock", "requestBody": {"content": {"application/json": {}}}}},
	"/v1/test-clocks/{id}/advance": {"post": {"operationId": "advanceTestClock",
		"parameters": [{"$ref": "#/components/parameters/Id"}], "requestBody": {"content": {"application/json": {}}}}},
	"/v1/loans": {"post": {"operationId": "lend", "parameters": [{"name": "dry", "in": "query"}],
		"requestBody": {"content": {"application/json": {}}}}},
	"/v1/loans/{id}/papers": {"post": {"operationId": "file", "parameters": [{"name": "id", "in": "path"}],
		"requestBody": {"content": {"multipart/form-data": {}}}}},
	"/v1/loans/{id}/photo": {"put": {"operationId": "photograph", "parameters": [{"name": "id", "in": "path"}],
		"requestBody": {"content": {"image/jpeg": {}}}}},
	"/v1/loans/{id}": {"get": {"operationId": "getLoan", "parameters": [{"name": "id", "in": "path"}]}},
	"/v1/cases": {"get": {"operationId": "listCases", "parameters": [{"name": "clock", "in": "query"}, {"name": "cursor", "in": "query"}, {"name": "limit", "in": "query"}]}},
	"/v1/charges": {"get": {"operationId": "listCharges", "parameters": [{"name": "clock", "in": "query"}, {"name": "cursor", "in": "query"}, {"name": "limit", "in": "query"}]}},
	"/v1/notices": {"get": {"operationId": "listNotices", "parameters": [{"name": "clock", "in": "query"}, {"name": "cursor", "in": "query"}, {"name": "limit", "in": "query"}]}},
	"/v1/deadlines": {"get": {"operationId": "listDeadlines", "parameters": [{"name": "clock", "in": "query"}, {"name": "cursor", "in": "query"}, {"name": "limit", "in": "query"}, {"name": "outcome", "in": "query"}]}},
	"/v1/tasks": {"get": {"operationId": "listTasks", "parameters": [{"name": "clock", "in": "query"}, {"name": "cursor", "in": "query"}, {"name": "limit", "in": "query"}, {"name": "state", "in": "query"}]}},
	"/v1/journal": {"get": {"operationId": "listJournal", "parameters": [{"name": "clock", "in": "query"}, {"name": "cursor", "in": "query"}, {"name": "limit", "in": "query"}]}}
}}`

// lender is a product with one rule: a loan is back within a week, else it
// costs 1000 yen; one loan at a time.
type lender struct {
	*httptest.Server
	mu      sync.Mutex
	now     time.Time
	due     time.Time
	kept    map[string][]byte
	charges []map[string]any
	tasks   []map[string]any
	seen    []string // method, path and who
	down    int      // so many calls are answered "unavailable"
	forgets bool     // idempotency keys
}

func startLender(t *testing.T) *lender {
	l := &lender{kept: map[string][]byte{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /openapi.json", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, described) })
	mux.HandleFunc("POST /v1/test-clocks", func(w http.ResponseWriter, r *http.Request) {
		l.now = body(t, r)["instant"].(time.Time)
		reply(w, 201, map[string]any{"id": "clk_1"})
	})
	mux.HandleFunc("POST /v1/test-clocks/clk_1/advance", func(w http.ResponseWriter, r *http.Request) {
		l.now = body(t, r)["to"].(time.Time)
		if !l.due.IsZero() && !l.now.Before(l.due) {
			l.charges = append(l.charges, map[string]any{"rule": "N-5", "name": "late", "kind": "charge", "amount": 1000, "at": l.due.UTC()})
			l.due = time.Time{}
		}
		reply(w, 200, map[string]any{})
	})
	mux.HandleFunc("POST /v1/loans", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("dry") == "true" {
			reply(w, 200, map[string]any{"dry": true})
			return
		}
		if !l.due.IsZero() {
			refuse(w, 409, "already_open", "U-3")
			return
		}
		l.due = l.now.AddDate(0, 0, 7)
		l.tasks = append(l.tasks, map[string]any{"kind": "ship", "desk": "shipping", "rule": "U-3", "opened_at": l.now, "why": body(t, r)})
		reply(w, 201, map[string]any{"id": "loan_1", "tokens": []any{map[string]any{"secret": "tok-hanako"}}, "key": r.Header.Get("Idempotency-Key")})
	})
	mux.HandleFunc("POST /v1/loans/loan_1/papers", func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseMultipartForm(1 << 20); err != nil {
			refuse(w, 422, "invalid", "")
			return
		}
		var parts []string
		for _, f := range r.MultipartForm.File["documents"] {
			parts = append(parts, f.Filename+" "+f.Header.Get("Content-Type"))
		}
		reply(w, 200, map[string]any{"parts": parts, "kind": r.FormValue("kind")})
	})
	mux.HandleFunc("PUT /v1/loans/loan_1/photo", func(w http.ResponseWriter, r *http.Request) {
		content, _ := io.ReadAll(r.Body)
		reply(w, 200, map[string]any{"type": r.Header.Get("Content-Type"), "bytes": len(content)})
	})
	mux.HandleFunc("GET /v1/loans/loan_1", func(w http.ResponseWriter, r *http.Request) {
		reply(w, 200, map[string]any{"id": "loan_1", "state": "lent", "amount": 1000000.0})
	})
	for name, list := range map[string]*[]map[string]any{"charges": &l.charges, "tasks": &l.tasks} {
		mux.HandleFunc("GET /v1/"+name, func(w http.ResponseWriter, r *http.Request) {
			items := *list
			if r.URL.Query().Get("clock") != "clk_1" || r.URL.Query().Get("state") == "closed" {
				items = nil
			}
			page := map[string]any{"items": items}
			if len(items) > 1 && r.URL.Query().Get("cursor") == "" {
				page = map[string]any{"items": items[:1], "next": "c"}
			} else if len(items) > 1 {
				page = map[string]any{"items": items[1:]}
			}
			reply(w, 200, page)
		})
	}
	for _, name := range []string{"cases", "notices", "deadlines", "journal"} {
		mux.HandleFunc("GET /v1/"+name, func(w http.ResponseWriter, _ *http.Request) { reply(w, 200, map[string]any{"items": []any{}}) })
	}
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.seen = append(l.seen, fmt.Sprintf("%s %s %s %s", r.Method, r.URL.Path, r.Header.Get("Authorization"), r.Header.Get("Test-Clock")))
		if l.down > 0 && strings.HasPrefix(r.URL.Path, "/v1/loans") {
			l.down--
			refuse(w, 503, "unavailable", "")
			return
		}
		key := r.URL.Path + r.Header.Get("Idempotency-Key")
		if old, ok := l.kept[key]; ok && r.Header.Get("Idempotency-Key") != "" && !l.forgets {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(201)
			_, _ = w.Write(old)
			return
		}
		record := httptest.NewRecorder()
		mux.ServeHTTP(record, r)
		if record.Code == 201 {
			l.kept[key] = record.Body.Bytes()
		}
		w.Header().Set("Content-Type", record.Header().Get("Content-Type"))
		w.WriteHeader(record.Code)
		_, _ = w.Write(record.Body.Bytes())
	}))
	t.Cleanup(l.Close)
	return l
}

func body(t *testing.T, r *http.Request) map[string]any {
	t.Helper()
	var fields map[string]any
	require.NoError(t, json.NewDecoder(r.Body).Decode(&fields))
	for name, v := range fields {
		if at, err := time.Parse(time.RFC3339, fmt.Sprint(v)); err == nil {
			fields[name] = at
		}
	}
	return fields
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

func refuse(w http.ResponseWriter, status int, code, rule string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"code": code, "rule": rule, "en": "No."})
}

func (l *lender) player() *Player {
	return &Player{Base: l.URL, Token: func(_ context.Context, role, person string) (string, error) {
		if role == "courier" {
			return "", errors.New("no such token")
		}
		return "tok-" + role + person, nil
	}}
}

func (l *lender) play(t *testing.T, p *Player, steps string) *Result {
	t.Helper()
	s, err := Load(write(t, "name: Loan\nrules: [U-3]\nclock: 2026-11-01T10:00:00+09:00\n"+steps))
	require.NoError(t, err)
	r, err := p.Play(t.Context(), s)
	require.NoError(t, err)
	return r
}

func failures(r *Result) string {
	var lines []string
	for _, f := range r.Failures {
		lines = append(lines, f.String())
	}
	return strings.Join(lines, "\n")
}

func TestPlayTellsTheStory(t *testing.T) {
	l := startLender(t)
	p := l.player()
	restarted, observed := "", 0
	p.Restart = func(_ context.Context, part string) error { restarted = part; return nil }
	halted := []string{}
	p.Stop = func(_ context.Context, part string) error { halted = append(halted, "stop "+part); return nil }
	p.Start = func(_ context.Context, part string) error { halted = append(halted, "start "+part); return nil }
	p.Observe = func(Done) { observed++ }
	p.Letters = func(_ context.Context, to string, since time.Time) ([]Letter, error) {
		require.WithinDuration(t, time.Now(), since, time.Minute)
		require.Regexp(t, `^hanako-[a-z0-9]{10}@example.jp$`, to)
		return []Letter{
			{ID: "1", Subject: "確認コード", Text: "コード: 111"},
			{ID: "2", Subject: "お知らせ", Text: "コード: 999"},
			{ID: "3", Subject: "確認コード", Text: "コード: 222"},
		}, nil
	}
	l.down = 2
	r := l.play(t, p, `
steps:
  - call: lend
    as: desk:repair#2
    with: {device: A}
    twice: true
    save: {loan: .id, member_token: '.tokens[0].secret'}
    answer: {id: loan_1}
  - mail: hanako-${play}@example.jp
    subject: 確認
    find: {first: 'コード: (\d+)'}
  - mail: hanako-${play}@example.jp
    subject: 確認
    find: {second: 'コード: (\d+)'}
  - call: lend
    with: {device: B, dry: true}
    answer: {dry: true}
  - call: file
    as: member
    with: {id: "${loan}", kind: "${first}/${second}", documents: [{file: card.jpg}, {file: card.jpg}]}
    answer: {kind: 111/222, parts: [card.jpg image/jpeg, card.jpg image/jpeg]}
  - call: photograph
    as: member
    with: {id: "${loan}", photo: {file: card.jpg}}
    answer: {type: image/jpeg, bytes: 10}
  - restart: temporal
  - down: worker
  - up: worker
  - expect:
      charges: []
      tasks: [{desk: shipping, why: {device: A}}]
  - at: 2026-11-08T09:59:59+09:00
    call: lend
    refused: {code: already_open, rule: U-3}
  - until: 2026-11-08T10:00:00+09:00
  - at: 2026-11-09T10:00:00+09:00
    together:
      - {call: lend, as: member, with: {device: C}}
      - {call: lend, as: admin, with: {device: D}}
    refused: {code: already_open}
    save: {again: .id}
  - call: getLoan
    with: {id: "${again}"}
    save: {amount: .amount}
  - until: 2026-11-30T10:00:00+09:00
expect:
  charges:
    - {rule: N-5, amount: 1000, at: 2026-11-16T10:00:00+09:00}
    - {rule: N-5, at: 2026-11-08T10:00:00+09:00}
  tasks: {only: {desk: shipping}, are: [{why: {device: A}}, {}]}
  notices: []
`)
	require.True(t, r.Passed, failures(r))
	require.Equal(t, "temporal", restarted)
	require.Equal(t, []string{"stop worker", "start worker"}, halted)
	require.Equal(t, len(r.Steps), observed)
	require.Contains(t, l.seen, "POST /v1/loans/loan_1/papers Bearer tok-hanako clk_1")
	require.Contains(t, l.seen, "POST /v1/loans Bearer tok-desk:repair2 clk_1")

	var text, doc bytes.Buffer
	r.Print(&text)
	for _, line := range []string{
		"✓ Loan  [U-3]", "2026-11-01(日) 10:00:00 │ desk:repair#2 │ lend", "✗ lend", "already_open (U-3): No.",
		"2026-11-08(日) 10:00:00", "¥ late", "charge 1,000円", "☐ ship", "restart temporal", "確認コード",
	} {
		require.Contains(t, text.String(), line)
	}
	require.NoError(t, PrintJSON(&doc, []*Result{r}))
	var back []Result
	require.NoError(t, json.Unmarshal(doc.Bytes(), &back))
	require.Equal(t, "1 of 1 scenarios passed", Summary([]*Result{r}))
	require.Len(t, back[0].Lists["charges"], 2)
}

func TestPlayTellsWhatWentOtherwise(t *testing.T) {
	const lend = "steps:\n  - call: lend\n    with: {device: A}\n    save: {loan: .id, member_token: .id}\n"
	for name, c := range map[string]struct{ steps, want string }{
		"refused":        {lend + "  - call: lend\n", "story.yaml:8: lend is refused with 409: already_open (U-3): No."},
		"not refused":    {"steps:\n  - call: lend\n    with: {}\n    refused: {code: too_late}\n", "story.yaml:5: lend should be refused with too_late, but is not"},
		"other refusal":  {lend + "  - call: lend\n    refused: {code: already_open, rule: N-5}\n", "should be refused with already_open (N-5), but is with already_open (U-3)"},
		"unknown":        {"steps:\n  - call: len\n", "the API has no operation len; did you mean lend?"},
		"other unknown":  {"steps:\n  - call: sing\n", "the API has no operation sing"},
		"no path":        {"steps:\n  - call: getLoan\n", "getLoan needs id"},
		"no such field":  {"steps:\n  - call: getLoan\n    with: {id: loan_1, b: 1}\n", "getLoan takes no b"},
		"no file":        {"steps:\n  - call: photograph\n    with: {id: loan_1, photo: card.jpg}\n", "its body is a file of type image/jpeg"},
		"nothing saved":  {"steps:\n  - call: lend\n    with: {dry: true}\n    save: {loan: .id}\n", "save loan: .id leads to nothing"},
		"other answer":   {lend + "  - call: getLoan\n    with: {id: '${loan}'}\n    answer: {state: back}\n", "the answer has an entry that differs in state:\n  - state: back\n  + state: lent"},
		"no token":       {"steps:\n  - call: lend\n    as: courier\n", "the token of courier: no such token"},
		"no inbox":       {"steps:\n  - mail: a@example.jp\n", "mail needs an inbox"},
		"no restart":     {"steps:\n  - restart: worker\n", "restart needs the development stack"},
		"both accepted":  {"steps:\n  - together:\n    - {call: lend, with: {dry: true}}\n    - {call: lend, with: {dry: true}}\n    refused: {code: already_open}\n", "1 of the 2 calls should be refused with already_open, but 0 are"},
		"one is refused": {"steps:\n  - together:\n    - {call: lend, with: {}}\n    - {call: lend, with: {}}\n", "lend is refused with 409"},
		"expectation":    {lend + "  - until: 2026-12-01T00:00:00+09:00\nexpect:\n  charges: []\n", "story.yaml:10: charges has an entry that nothing expects:\n  + {rule: N-5, name: late, kind: charge, amount: 1000"},
		"check":          {lend + "  - expect: {tasks: []}\n  - call: never\n", "tasks has an entry that nothing expects"},
	} {
		t.Run(name, func(t *testing.T) {
			l := startLender(t)
			r := l.play(t, l.player(), c.steps)
			require.False(t, r.Passed)
			require.Contains(t, failures(r), c.want)
			require.Len(t, r.Failures, 1)
			var text bytes.Buffer
			r.Print(&text)
			require.Contains(t, text.String(), "played on test clock clk_1")
		})
	}
}

func TestPlaySeesAnAnswerThatChanges(t *testing.T) {
	l := startLender(t)
	l.forgets = true
	r := l.play(t, l.player(), "steps:\n  - call: lend\n    with: {}\n    twice: true\n")
	require.Contains(t, failures(r), "lend answers otherwise the second time: 201")
}

func TestPlayNeedsAProduct(t *testing.T) {
	s, err := Load(write(t, "name: Loan\nrules: [U-3]\nclock: 2026-11-01T10:00:00+09:00\nsteps: [{call: lend}]\n"))
	require.NoError(t, err)
	_, err = (&Player{Base: "http://127.0.0.1:1"}).Play(t.Context(), s)
	require.ErrorContains(t, err, "reach the API")
	empty := httptest.NewServer(http.NotFoundHandler())
	defer empty.Close()
	_, err = (&Player{Base: empty.URL}).Play(t.Context(), s)
	require.ErrorContains(t, err, "/openapi.json answers 404")
}
