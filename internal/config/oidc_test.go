package config_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"kigen/internal/config"
)

func TestAnIdentityProvider(t *testing.T) {
	c, err := config.Load(complete(
		"KIGEN_OIDC_ISSUER=https://login.example.jp/", "KIGEN_OIDC_CLIENT_ID=kigen", "KIGEN_OIDC_CLIENT_SECRET=hunter2",
		"KIGEN_OIDC_ROLES_CLAIM=groups", "KIGEN_OIDC_ROLES=kigen billing=desk:billing, admins=admin",
	), all...)
	require.NoError(t, err)
	require.Equal(t, "https://login.example.jp/", c.OIDC.Issuer.String(), "as the provider writes it")
	require.Equal(t, "kigen", c.OIDC.ClientID)
	require.Equal(t, "hunter2", c.OIDC.Secret.Reveal())
	require.Equal(t, map[string]string{"kigen billing": "desk:billing", "admins": "admin"}, c.OIDC.Roles)

	c, err = config.Load(complete(), all...)
	require.NoError(t, err)
	require.Nil(t, c.OIDC.Issuer)

	base := []string{"KIGEN_OIDC_ISSUER=https://login.example.jp", "KIGEN_OIDC_CLIENT_ID=kigen", "KIGEN_OIDC_CLIENT_SECRET=x"}
	for name, extra := range map[string][]string{
		"no issuer":       {"KIGEN_OIDC_ISSUER="},
		"http":            {"KIGEN_OIDC_ISSUER=http://login.example.jp"},
		"no address":      {"KIGEN_OIDC_ISSUER=login.example.jp"},
		"no client":       {"KIGEN_OIDC_CLIENT_ID="},
		"no secret":       {"KIGEN_OIDC_CLIENT_SECRET="},
		"a claim alone":   {"KIGEN_OIDC_ROLES_CLAIM=groups"},
		"roles alone":     {"KIGEN_OIDC_ROLES=a=admin"},
		"no such role":    {"KIGEN_OIDC_ROLES_CLAIM=groups", "KIGEN_OIDC_ROLES=a=member"},
		"a role of a bot": {"KIGEN_OIDC_ROLES_CLAIM=groups", "KIGEN_OIDC_ROLES=a=courier"},
	} {
		_, err := config.Load(complete(append(base[:3:3], extra...)...), all...)
		problems, _ := errors.AsType[config.Problems](err)
		require.Len(t, problems, 1, "%s: %v", name, problems)
	}
}
