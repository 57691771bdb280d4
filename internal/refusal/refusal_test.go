package refusal_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"testing"

	"kigen/internal/refusal"
)

func TestRefusalCrossesWrappingAndJSON(t *testing.T) {
	e := refusal.New(refusal.TooLate, "K-2", "取り消しの締切を過ぎています。", "The cut-off has passed.").
		With("line", "この回線です。", "This line.")
	wrapped := fmt.Errorf("withdraw: %w", e)

	got, ok := refusal.As(wrapped)
	if !ok || got != e {
		t.Fatalf("As = %v, %v", got, ok)
	}
	if !errors.Is(wrapped, &refusal.Error{Code: refusal.TooLate}) {
		t.Error("does not match by code")
	}
	if errors.Is(wrapped, &refusal.Error{Code: refusal.TooLate, Rule: "K-1"}) {
		t.Error("matches another rule")
	}

	data, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"code":"too_late","rule":"K-2","ja":"取り消しの締切を過ぎています。","en":"The cut-off has passed.",` +
		`"fields":[{"path":"line","ja":"この回線です。","en":"This line."}]}`
	if string(data) != want {
		t.Errorf("JSON = %s", data)
	}
	back, err := refusal.Parse(data)
	if err != nil || back.Error() != e.Error() || len(back.Fields) != 1 {
		t.Errorf("Parse = %v, %v", back, err)
	}
}

func TestWithLeavesTheOriginalAlone(t *testing.T) {
	e := refusal.New(refusal.Invalid, "", "入力に誤りがあります。", "The request is malformed.")
	a, b := e.With("a", "", ""), e.With("b", "", "")
	if len(e.Fields) != 0 || a.Fields[0].Path != "a" || b.Fields[0].Path != "b" {
		t.Errorf("fields are shared: %v %v %v", e.Fields, a.Fields, b.Fields)
	}
}

func TestOtherErrorsAreNoRefusals(t *testing.T) {
	if _, ok := refusal.As(errors.New("disk full")); ok {
		t.Error("an ordinary error is taken for a refusal")
	}
	if _, ok := refusal.As(nil); ok {
		t.Error("nil is taken for a refusal")
	}
	for _, text := range []string{``, `{}`, `{"rule":"N-5"}`, `[]`} {
		if _, err := refusal.Parse([]byte(text)); err == nil {
			t.Errorf("Parse(%q) succeeds", text)
		}
	}
}

func TestCodesAreSnakeCaseAndUnique(t *testing.T) {
	snake, seen := regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`), map[string]bool{}
	for _, code := range refusal.Codes() {
		if !snake.MatchString(code) || seen[code] {
			t.Errorf("code %q", code)
		}
		seen[code] = true
	}
}
