package postgres_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/postgres"
	"kigen/internal/postgres/pgtest"
)

// What was received before the instant is gone, what was received at it stays.
func TestPurgeAnswers(t *testing.T) {
	pool := pgtest.New(t, postgres.MigrateURL)
	at := time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)
	for key, received := range map[string]time.Time{"old-command": at.Add(-time.Microsecond), "new-command": at} {
		_, err := postgres.RecallAnswer(t.Context(), pool, "tok_1", key, "cancelLine", [32]byte{}, received)
		require.NoError(t, err)
		_, err = postgres.KeepAnswer(t.Context(), pool, "tok_1", key, postgres.Answer{Status: 204})
		require.NoError(t, err)
	}
	n, err := postgres.PurgeAnswers(t.Context(), pool, at)
	require.NoError(t, err)
	require.EqualValues(t, 1, n)
	kept, err := postgres.RecallAnswer(t.Context(), pool, "tok_1", "new-command", "cancelLine", [32]byte{}, at)
	require.NoError(t, err)
	require.Equal(t, 204, kept.Status)
	gone, err := postgres.RecallAnswer(t.Context(), pool, "tok_1", "old-command", "cancelLine", [32]byte{}, at)
	require.NoError(t, err)
	require.Zero(t, gone.Status)
}
