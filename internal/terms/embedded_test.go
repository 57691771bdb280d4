package terms_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/terms"
)

func TestShippedVersionsLoad(t *testing.T) {
	_, err := terms.Load()
	require.NoError(t, err)
}
