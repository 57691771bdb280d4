package e2e_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/ids"
	"kigen/internal/scenario"
)

// clockAt makes a test clock.
func (p *running) clockAt(t *testing.T, name string, at time.Time) string {
	t.Helper()
	s := p.as(t, "admin")
	var clock struct {
		ID string `json:"id"`
	}
	call(t, s, "createTestClock", map[string]any{"name": name, "instant": at.Format(time.RFC3339)}, &clock)
	return clock.ID
}

// withLines gives a new member on the clock so many voice lines, all in use since January.
func (p *running) withLines(t *testing.T, clock string, n int) (lines []string) {
	t.Helper()
	member := ids.New("mem")
	_, err := p.pool.Exec(t.Context(), `insert into members (id, clock_id, family_name, given_name, family_kana, given_kana,
			family_roman, given_roman, birth_date, email, postal_code, prefecture, city, street, card_token, joined_at)
		values ($1, $2, '見本', '花子', 'ミホン', 'ハナコ', 'MIHON', 'HANAKO', '1990-01-01', $1 || '@example.jp',
			'100-0001', '東京都', '千代田区', '千代田1-1', 'tok_credit', '2026-01-01')`, member, clock)
	require.NoError(t, err)
	for range n {
		lines = append(lines, ids.New("lin"))
	}
	_, err = p.pool.Exec(t.Context(), `insert into lines (id, member_id, kind, plan, use_start, activated_at)
		select id, $2, 'voice', 'light_start', '2026-01-01', '2026-01-01' from unnest($1::text[]) as id`, lines, member)
	require.NoError(t, err)
	return lines
}

// as signs in to the API in a role.
func (p *running) as(t *testing.T, role string) *scenario.Session {
	t.Helper()
	token, err := p.Token(t.Context(), role, "")
	require.NoError(t, err)
	s, err := scenario.Connect(t.Context(), p.ConsoleURL(), http.DefaultClient)
	require.NoError(t, err)
	s.Token = token
	return s
}

func call(t *testing.T, s *scenario.Session, operation string, with map[string]any, answer any) {
	t.Helper()
	require.NoError(t, tryCall(t.Context(), s, operation, with, answer))
}

func tryCall(ctx context.Context, s *scenario.Session, operation string, with map[string]any, answer any) error {
	raw, err := s.Call(ctx, operation, ids.New("key"), with)
	if err != nil || answer == nil {
		return err
	}
	if err := json.Unmarshal(raw, answer); err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	return nil
}
