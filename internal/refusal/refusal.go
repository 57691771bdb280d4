// Package refusal holds the one error that is worded for people: a command was
// understood and a rule forbids it.
package refusal

import (
	"encoding/json"
	"errors"
	"fmt"

	"kigen/internal/terms"
)

// Error says that a rule refuses a command, and in words why. It carries no
// personal data: it crosses activity boundaries, logs and histories.
type Error struct {
	// Code is one of the constants of this package; callers branch on it.
	Code string `json:"code"`
	// Rule is the ID of the rule that refuses, empty where none of the
	// rulebook does (a malformed request, a missing login).
	Rule terms.ID `json:"rule,omitempty"`
	// JA and EN are whole sentences for the person who asked.
	JA string `json:"ja"`
	EN string `json:"en"`
	// Fields name the parts of the request at fault, as paths in its JSON
	// ("names.family_kana"). Empty when the request as a whole is refused.
	Fields []Field `json:"fields,omitempty"`
}

// Field is one part of a request and what is wrong with it.
type Field struct {
	Path string `json:"path"`
	JA   string `json:"ja"`
	EN   string `json:"en"`
}

// New returns a refusal of code under rule with its sentence in Japanese and English.
func New(code string, rule terms.ID, ja, en string) *Error {
	return &Error{Code: code, Rule: rule, JA: ja, EN: en}
}

// With returns a copy of e that also names a field at fault.
func (e *Error) With(path, ja, en string) *Error {
	c := *e
	c.Fields = append(append([]Field(nil), e.Fields...), Field{Path: path, JA: ja, EN: en})
	return &c
}

// Error is for logs: the code, the rule and the English sentence.
func (e *Error) Error() string {
	if e.Rule == "" {
		return fmt.Sprintf("%s: %s", e.Code, e.EN)
	}
	return fmt.Sprintf("%s (%s): %s", e.Code, e.Rule, e.EN)
}

// Is makes errors.Is(err, &Error{Code: …}) match on the code, and on the rule
// where the target names one.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code && (t.Rule == "" || t.Rule == e.Rule)
}

// As finds the refusal in err's chain.
func As(err error) (*Error, bool) {
	e, ok := errors.AsType[*Error](err)
	return e, ok && e != nil
}

// Parse reads a refusal from its JSON. It fails where the text has no code.
func Parse(data []byte) (*Error, error) {
	var e Error
	if err := json.Unmarshal(data, &e); err != nil {
		return nil, fmt.Errorf("refusal: %w", err)
	}
	if e.Code == "" {
		return nil, errors.New("refusal: no code")
	}
	return &e, nil
}
