package product_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/dev/product"
	"kigen/dev/stack"
)

func start(t *testing.T, dir string) *product.Product {
	t.Helper()
	base, err := stack.FreePortBase()
	require.NoError(t, err)
	p, err := product.Start(t.Context(), stack.Options{Dir: dir, PortBase: base, Fast: true})
	require.NoError(t, err)
	t.Cleanup(func() { _ = p.Stop() })
	return p
}

// status of a read that only an admin may do.
func status(ctx context.Context, p *product.Product, token string) (int, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.ConsoleURL()+"/v1/tokens", http.NoBody)
	if err != nil {
		return 0, err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	return answer.StatusCode, answer.Body.Close()
}

func TestEveryRoleKeepsItsWayInAcrossRestarts(t *testing.T) {
	t.Setenv("DATABASE_URL", "")
	parent, err := os.MkdirTemp("", "kigen-product-")
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(parent) })
	require.NoError(t, os.Chmod(parent, 0o755))
	dir := filepath.Join(parent, "data")

	p := start(t, dir)
	roles, err := p.Roles(t.Context())
	require.NoError(t, err)
	tokens := map[string]string{}
	for _, r := range roles {
		tokens[r.Name] = r.Token
	}
	require.Len(t, tokens, 9, "all roles but the member's")
	second, err := p.Token(t.Context(), "admin", "second")
	require.NoError(t, err)
	require.NotEqual(t, tokens["admin"], second)

	mayList := func(token string) func() bool {
		return func() bool {
			got, err := status(t.Context(), p, token)
			return err == nil && got == http.StatusOK
		}
	}
	require.True(t, mayList(tokens["admin"])())
	require.True(t, mayList(second)())
	require.False(t, mayList(tokens["courier"])())

	for _, part := range []string{product.Worker, product.Starter, stack.Temporal, stack.Postgres} {
		require.NoError(t, p.Restart(t.Context(), part), part)
		require.Eventually(t, mayList(tokens["admin"]), 20*time.Second, 100*time.Millisecond, "after the restart of %s", part)
	}
	require.NoError(t, p.CrashPostgres(t.Context()))
	require.Eventually(t, mayList(tokens["admin"]), 20*time.Second, 100*time.Millisecond)
	require.Empty(t, p.Died())

	require.NoError(t, p.Stop())
	p = start(t, dir)
	same, err := p.Token(t.Context(), "admin", "")
	require.NoError(t, err)
	require.Equal(t, tokens["admin"], same)
	require.True(t, mayList(same)())
}
