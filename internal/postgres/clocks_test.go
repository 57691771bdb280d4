package postgres_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/postgres"
	"kigen/internal/refusal"
)

// As many clocks as the pool has connections, and one more, are moved at once,
// and the pool is still there for what their moves ask for.
func TestLockClockLeavesThePoolAlone(t *testing.T) {
	ledger, pool := newLedger(t)
	var release []func()
	for i := range pool.Config().MaxConns + 1 {
		r, err := postgres.LockClock(t.Context(), pool, fmt.Sprintf("clk_%d", i))
		require.NoError(t, err)
		release = append(release, r)
	}
	_, _, err := ledger.Find(t.Context(), "clm_1", "accepted")
	require.NoError(t, err)

	_, err = postgres.LockClock(t.Context(), pool, "clk_0")
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.Conflict})
	for _, r := range release {
		r()
	}
	r, err := postgres.LockClock(t.Context(), pool, "clk_0")
	require.NoError(t, err)
	r()
}
