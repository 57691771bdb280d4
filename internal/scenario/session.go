package scenario

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"kigen/internal/refusal"
)

// Session calls the API's operations by their IDs outside of a story, in the
// way its steps do: fields go where the operation wants them, {file: PATH}
// stands for a file's content.
type Session struct {
	// Token is the caller's; empty for the public.
	Token string
	// Clock is the test clock to act on; empty for none.
	Clock string

	api *api
}

// Connect reads the API's description from its address.
func Connect(ctx context.Context, base string, c *http.Client) (*Session, error) {
	a, err := connect(ctx, base, c)
	if err != nil {
		return nil, err
	}
	return &Session{api: a}, nil
}

// Operations are the IDs of all operations, sorted.
func (s *Session) Operations() []string { return slices.Sorted(maps.Keys(s.api.operations)) }

// Call gives the answer of an operation, empty where it has no content. A
// refusal is a *refusal.Error. The key makes a repeated command answer the
// same; empty for none.
func (s *Session) Call(ctx context.Context, operation, key string, with map[string]any) (json.RawMessage, error) {
	got, err := s.api.call(ctx, operation, sending{with: with, token: s.Token, clock: s.Clock, key: key})
	if err != nil {
		return nil, err
	}
	if !got.refused() {
		return got.raw, nil
	}
	r, err := refusal.Parse(got.raw)
	if err != nil {
		return nil, fmt.Errorf("%s: the API answers %d", operation, got.status)
	}
	return nil, r
}
