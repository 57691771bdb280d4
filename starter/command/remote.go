package command

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"kigen/internal/ids"
	"kigen/internal/refusal"
	"kigen/internal/scenario"
)

// Remote is how commands reach a running API.
type Remote struct {
	URL   *url.URL `env:"KIGEN_URL" default:"http://localhost:8080" help:"Address of the API."`
	Token string   `env:"KIGEN_TOKEN" help:"Your access token." placeholder:"TOKEN"`
	Clock string   `help:"In development: the test clock to act on." placeholder:"CLOCK"`
}

func (r *Remote) connect(ctx context.Context) (*scenario.Session, error) {
	s, err := scenario.Connect(ctx, strings.TrimSuffix(r.URL.String(), "/"), http.DefaultClient)
	if err != nil {
		return nil, fmt.Errorf("%w; does it run, and is this its address (--url, KIGEN_URL)?", err)
	}
	s.Token, s.Clock = r.Token, r.Clock
	return s, nil
}

// get reads the answer of an operation into v and gives its bytes.
func (r *Remote) get(ctx context.Context, o *Output, operation string, with map[string]any, v any) ([]byte, error) {
	s, err := r.connect(ctx)
	if err != nil {
		return nil, err
	}
	raw, err := s.Call(ctx, operation, "", with)
	if err != nil {
		return nil, o.worded(err)
	}
	if err := json.Unmarshal(raw, v); err != nil {
		return nil, fmt.Errorf("%s: %w", operation, err)
	}
	return raw, nil
}

// worded puts a refusal into the language asked for, with its code and rule.
func (o *Output) worded(err error) error {
	known, ok := refusal.As(err)
	if !ok {
		return err
	}
	text := o.say(known.JA, known.EN) + " [" + strings.TrimSpace(known.Code+" "+string(known.Rule)) + "]"
	for _, f := range known.Fields {
		text += "\n  " + strings.TrimPrefix(f.Path+": ", ": ") + o.say(f.JA, f.EN)
	}
	return errors.New(text)
}

// Act calls any operation of the API.
type Act struct {
	Remote

	Key       string   `help:"Idempotency key; made up unless told. Repeat a command with it to get the same answer." placeholder:"KEY"`
	Operation string   `arg:"" optional:"" help:"Operation ID, as in the API's description; all are listed without one."`
	Fields    []string `arg:"" optional:"" help:"Fields as name=value; a dot steps into one (names.family=山田), name:=JSON gives numbers and lists, name=@FILE a file."`
}

// Run calls the operation and prints its answer.
func (a *Act) Run(o *Output) error {
	ctx := context.Background()
	s, err := a.connect(ctx)
	if err != nil {
		return err
	}
	if a.Operation == "" {
		if o.JSON {
			return o.json(s.Operations())
		}
		return o.printf("%s", strings.Join(s.Operations(), "\n"))
	}
	with, err := fields(a.Fields)
	if err != nil {
		return err
	}
	key := a.Key
	if key == "" {
		key = ids.New("cli")
	}
	raw, err := s.Call(ctx, a.Operation, key, with)
	if err != nil {
		return o.worded(err)
	}
	if len(bytes.TrimSpace(raw)) == 0 {
		return o.printf("%s", o.say("完了しました。", "Done."))
	}
	var answer any
	if err := json.Unmarshal(raw, &answer); err != nil {
		return o.printf("%s", raw)
	}
	return o.json(answer)
}

// fields reads name=value, name:=JSON and name=@FILE into the fields of a call.
func fields(args []string) (map[string]any, error) {
	with := map[string]any{}
	for _, arg := range args {
		name, text, ok := strings.Cut(arg, "=")
		if !ok || name == "" {
			return nil, fmt.Errorf("%q: want name=value", arg)
		}
		var value any = text
		if path, file := strings.CutPrefix(text, "@"); file {
			value = map[string]any{"file": path}
		}
		if typed, ok := strings.CutSuffix(name, ":"); ok {
			name = typed
			if err := json.Unmarshal([]byte(text), &value); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
		if err := put(with, strings.Split(name, "."), value); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return with, nil
}

// put sets the value at a path of names; a name that was given before makes a list.
func put(into map[string]any, path []string, value any) error {
	name := path[0]
	before, there := into[name]
	if len(path) > 1 {
		if !there {
			before = map[string]any{}
			into[name] = before
		}
		inner, ok := before.(map[string]any)
		if !ok {
			return fmt.Errorf("%s is a value and can't have parts", name)
		}
		return put(inner, path[1:], value)
	}
	switch before := before.(type) {
	case nil:
		into[name] = value
	case []any:
		into[name] = append(before, value)
	default:
		into[name] = []any{before, value}
	}
	return nil
}
