package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"go.uber.org/zap"

	"kigen/internal/message"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/rehearsal"
	"kigen/internal/terms"
)

// Op describes an operation.
type Op struct {
	ID, Method, Path, Tag string
	// EN and JA say in one sentence what it does.
	EN, JA string
	Rules  []terms.ID
	// Status of the answer; 200, or 204 where it has no content, unless told.
	Status int
	// MaxBytes bounds the request's body; 1 MiB unless told.
	MaxBytes int64
	// Secret answers are not kept: a repeated command runs again.
	Secret bool
}

// Handler carries an operation out.
type Handler[In, Out any] func(ctx context.Context, r *Request, in *In) (Out, error)

// query registers a read.
func query[In, Out any](a *API, op Op, read Handler[In, Out]) {
	type output struct{ Body Out }
	huma.Register(a.huma, a.described(op), func(ctx context.Context, in *In) (*output, error) {
		r := Of(ctx)
		out, err := read(ctx, r, in)
		if err != nil {
			return nil, a.problem(r, err)
		}
		return &output{out}, nil
	})
}

// written is an answer whose bytes are decided already.
type written struct {
	Body func(huma.Context)
}

// command registers an operation that changes something. What it answers under
// an Idempotency-Key is kept and given again, byte for byte.
func command[In, Out any](a *API, op Op, do Handler[In, Out]) {
	if op.Status == 0 {
		op.Status = http.StatusOK
		if empty[Out]() {
			op.Status = http.StatusNoContent
		}
	}
	o := a.described(op)
	a.watched[op.ID] = true
	o.DefaultStatus = op.Status
	o.Parameters = append(o.Parameters, &huma.Param{
		Name: keyHeader, In: "header", Schema: &huma.Schema{Type: huma.TypeString, MinLength: ptr(keyMin), MaxLength: ptr(keyMax)},
		Description: "Makes the command safe to repeat: the same key gives the same answer.",
	})
	o.Responses = map[string]*huma.Response{strconv.Itoa(op.Status): answerOf[Out](a, op)}
	o.Errors = append(o.Errors, http.StatusConflict, http.StatusServiceUnavailable)
	huma.Register(a.huma, o, func(ctx context.Context, in *In) (*written, error) {
		r := Of(ctx)
		switch {
		case rehearsal.On(ctx) != nil:
			out, err := do(ctx, r, in)
			return write(a.answer(r, op.Status, out, err)), nil
		case rehearsing(ctx):
			return a.rehearsed(ctx, r, func(ctx context.Context) error {
				_, err := do(ctx, r, in)
				return err
			}), nil
		}
		var failed error
		run := func() (postgres.Answer, error) {
			var out Out
			out, failed = do(ctx, r, in)
			answer := a.answer(r, op.Status, out, failed)
			// The work is done: it is audited also where the caller has hung up.
			return answer, a.auditCommand(context.WithoutCancel(ctx), r, answer.Body, failed)
		}
		if !r.keyGiven || op.Secret {
			answer, err := run()
			if err != nil {
				return nil, a.problem(r, err)
			}
			return write(answer), nil
		}
		hash, err := fingerprint(r, in)
		if err != nil {
			return nil, a.problem(r, err)
		}
		answer, err := postgres.RecallAnswer(ctx, a.Pool, r.Principal.scope(), r.Key, op.ID, hash, r.At)
		if err != nil {
			return nil, a.problem(r, err)
		}
		if answer.Status != 0 {
			return write(answer), nil
		}
		// Whoever sends a command again, as its answer was lost, was in time if the first one was.
		r.At = answer.ReceivedAt
		if answer, err = run(); err != nil {
			return nil, a.problem(r, err)
		}
		if !final(answer.Status) {
			if no, ok := message.Refused(failed); ok && no.Code == refusal.Maintenance {
				err = postgres.ForgetAnswer(context.WithoutCancel(ctx), a.Pool, r.Principal.scope(), r.Key)
			}
			if err != nil {
				return nil, a.problem(r, err)
			}
			return write(answer), nil
		}
		// The work is done: the answer is kept also for a caller who has hung up.
		answer, err = postgres.KeepAnswer(context.WithoutCancel(ctx), a.Pool, r.Principal.scope(), r.Key, answer)
		if err != nil {
			return nil, a.problem(r, err)
		}
		return write(answer), nil
	})
}

// final tells an answer that stands from one that may be another next time.
func final(status int) bool {
	return status < http.StatusInternalServerError && status != http.StatusTooManyRequests
}

func (a *API) answer(r *Request, status int, out any, err error) postgres.Answer {
	if err != nil {
		p := a.problem(r, err)
		return postgres.Answer{Status: p.Status, ContentType: problemJSON, Body: encode(p)}
	}
	if status == http.StatusNoContent {
		return postgres.Answer{Status: status}
	}
	return postgres.Answer{Status: status, ContentType: "application/json", Body: encode(out)}
}

func encode(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(fmt.Sprintf("api: %T has no JSON: %v", v, err))
	}
	return b.Bytes()
}

func write(a postgres.Answer) *written {
	return &written{Body: func(c huma.Context) {
		if a.Status == http.StatusServiceUnavailable {
			c.SetHeader("Retry-After", "1")
		}
		if a.ContentType != "" {
			c.SetHeader("Content-Type", a.ContentType)
		}
		c.SetStatus(a.Status)
		_, _ = c.BodyWriter().Write(a.Body)
	}}
}

// fingerprinted is an input that JSON does not show in full, such as one with files.
type fingerprinted interface {
	Fingerprint() ([]byte, error)
}

// fingerprint tells one request from another under the same key.
func fingerprint(r *Request, in any) ([32]byte, error) {
	var (
		text []byte
		err  error
	)
	if f, ok := in.(fingerprinted); ok {
		text, err = f.Fingerprint()
	} else {
		text, err = json.Marshal(in)
	}
	if err != nil {
		return [32]byte{}, fmt.Errorf("fingerprint of %s: %w", r.Operation, err)
	}
	return sha256.Sum256(text), nil
}

// problem words an error for the caller. What is no refusal is logged, not told.
func (a *API) problem(r *Request, err error) *Problem {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p
	}
	if known, ok := message.Refused(err); ok {
		if known.Code == refusal.Unavailable {
			a.Log.Warn("unavailable", zap.String("operation", r.Operation), zap.Error(err))
		}
		return problemOf(known, r.Language, 0)
	}
	if postgres.Unreachable(err) {
		a.Log.Warn("unavailable", zap.String("operation", r.Operation), zap.Error(err))
		return problemOf(unavailable, r.Language, 0)
	}
	a.Log.Error("operation failed", zap.String("operation", r.Operation), zap.Error(err))
	return problemOf(broken, r.Language, 0)
}

func empty[T any]() bool {
	t := reflect.TypeFor[T]()
	return t.Kind() == reflect.Struct && t.NumField() == 0
}

func answerOf[Out any](a *API, op Op) *huma.Response {
	response := &huma.Response{Description: http.StatusText(op.Status)}
	if !empty[Out]() {
		schema := a.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Out](), true, op.ID+"Answer")
		response.Content = map[string]*huma.MediaType{"application/json": {Schema: schema}}
	}
	return response
}

// described is the operation in the OpenAPI document.
func (a *API) described(op Op) huma.Operation {
	roles := allowed(op.ID)
	names := make([]string, len(roles))
	for i, role := range roles {
		names[i] = string(role)
	}
	o := huma.Operation{
		OperationID: op.ID, Method: op.Method, Path: op.Path, Tags: []string{op.Tag},
		Summary: op.EN, Description: op.JA, MaxBodyBytes: op.MaxBytes,
		Extensions: map[string]any{"x-roles": names},
		Errors:     []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusUnprocessableEntity, http.StatusTooManyRequests},
		Parameters: []*huma.Param{{
			Name: clockHeader, In: "header", Schema: &huma.Schema{Type: huma.TypeString},
			Description: "In development: the test clock to act on.",
		}},
	}
	if len(op.Rules) > 0 {
		o.Extensions["x-rules"] = op.Rules
	}
	if slices.Contains(roles, Public) {
		o.Security = []map[string][]string{{}, {"token": {}}}
	}
	a.registered = append(a.registered, op.ID)
	return o
}

// Operations lists the IDs of all operations, in order.
func (a *API) Operations() []string { return slices.Sorted(slices.Values(a.registered)) }

// Route gives the method and the path template of an operation.
func (a *API) Route(operation string) (method, path string) {
	_, method, path = find(a.huma.OpenAPI(), operation)
	return method, path
}

// Access gives the roles that may call each operation.
func Access() map[string][]Role { return maps.Clone(access) }

func ptr[T any](v T) *T { return &v }
