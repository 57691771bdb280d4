package api

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/refusal"
)

// Nobody keeps the others' rehearsals waiting.
func TestOneCallerHasFewRehearsalsAtOnce(t *testing.T) {
	var r rehearsers
	var leave []func()
	for range mostOfOne {
		one, err := r.enter("stf_1")
		require.NoError(t, err)
		leave = append(leave, one)
	}
	_, err := r.enter("stf_1")
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.Unavailable})
	other, err := r.enter("mem_1")
	require.NoError(t, err)
	other()
	for _, one := range leave {
		one()
	}
	require.Empty(t, r.byOne)
	_, err = r.enter("stf_1")
	require.NoError(t, err)
}
