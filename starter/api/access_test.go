package api

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAccessTableIsComplete(t *testing.T) {
	a := New(Deps{})
	require.ElementsMatch(t, slices.Collect(maps.Keys(Access())), a.Operations(),
		"every operation stands in the access table, and nothing else does")
	known := append(Roles(), Public)
	for operation, roles := range Access() {
		for _, role := range roles {
			require.Contains(t, known, role, operation)
		}
	}
	require.Panics(t, func() { allowed("dropTables") })
}
