package api

import (
	"net/http"
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

// A comparison of terms plays cases, too.
func TestComparedCasesAreRehearsals(t *testing.T) {
	w := newWorld(t)
	who, err := w.Authenticate(t.Context(), w.token[Support])
	require.NoError(t, err)
	for range mostOfOne {
		_, err := w.rehearsers.enter(who.scope())
		require.NoError(t, err)
	}
	compare := func(cases bool) reply {
		return w.post("/v1/terms/comparison", Support, map[string]any{"version": w.Terms.At(noon).Name, "cases": cases})
	}
	compare(true).problem(http.StatusServiceUnavailable, refusal.Unavailable)
	require.Equal(t, http.StatusOK, compare(false).status, "what is stated differently is told")
}
