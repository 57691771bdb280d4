package scenario

import (
	"encoding/json"
	"fmt"
	"time"
)

// Result is what came of a play.
type Result struct {
	Name     string                      `json:"name"`
	File     string                      `json:"file"`
	Rules    []string                    `json:"rules"`
	Clock    string                      `json:"clock"` // the test clock's ID: look there for what the play left
	Passed   bool                        `json:"passed"`
	Failures []Failure                   `json:"failures"`
	Steps    []Done                      `json:"steps"`
	Lists    map[string][]map[string]any `json:"lists"` // by name, as the API gives them
	Took     time.Duration               `json:"took_ns"`
}

// Failure is one thing that went otherwise than the scenario says.
type Failure struct {
	File     string    `json:"file"`
	Line     int       `json:"line"`
	Message  string    `json:"message"`
	Mismatch *Mismatch `json:"mismatch,omitempty"`
}

func (f Failure) String() string { return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Message) }

// Done is one step as it was played.
type Done struct {
	Line    int             `json:"line"`
	At      time.Time       `json:"at"` // the clock's instant
	Kind    string          `json:"kind"`
	As      string          `json:"as,omitempty"`
	What    string          `json:"what"`
	Status  int             `json:"status,omitempty"`
	Answer  json.RawMessage `json:"answer,omitempty"`
	Refused string          `json:"refused,omitempty"`
}

func (r *Result) fail(file string, line int, format string, args ...any) {
	r.Failures = append(r.Failures, Failure{File: file, Line: line, Message: fmt.Sprintf(format, args...)})
}

func (r *Result) expect(e Expect, lists map[string][]map[string]any) {
	for _, list := range e {
		for _, m := range compare(list, lists[list.Name]) {
			r.Failures = append(r.Failures, Failure{File: r.File, Line: m.Line, Message: m.String(), Mismatch: &m})
		}
	}
}
