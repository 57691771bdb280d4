package config_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/zap/zapcore"

	"kigen/internal/config"
)

var all = []config.Need{
	config.NeedDatabase, config.NeedTemporal, config.NeedKeys, config.NeedServe,
	config.NeedMail, config.NeedVault, config.NeedCards,
}

func complete(extra ...string) []string {
	return append([]string{
		"HOME=/nonexistent", "TEMPORAL_CONFIG_FILE=", "TEMPORAL_ADDRESS=temporal:7233", "TEMPORAL_NAMESPACE=kigen",
		"DATABASE_URL=postgres://kigen:hunter2@db/kigen",
		"KIGEN_KEYS_FILE=/run/secrets/keys", "KIGEN_PUBLIC_URL=https://kigen.example.jp/",
		"SMTP_HOST=mail", "SMTP_FROM=期限 <info@example.jp>", "KIGEN_VAULT=/var/lib/kigen", "STRIPE_API_KEY=sk_1",
	}, extra...)
}

func TestACompleteEnvironment(t *testing.T) {
	c, err := config.Load(complete("KIGEN_TEST_ANYTHING=1", "KIGEN_DEV_ANYTHING=1", "KIGEN_LOG_LEVEL=warn", "KIGEN_TEMPORAL_UI=https://temporal.example.jp", "SMTP_PORT=25",
		"KIGEN_PROXIES=10.1.0.0/16, 2001:db8::1"), all...)
	require.NoError(t, err)
	require.Equal(t, "temporal:7233", c.Temporal.HostPort)
	require.Equal(t, "kigen", c.Temporal.Namespace)
	require.Equal(t, "https://kigen.example.jp", c.Serve.PublicURL.String())
	require.Equal(t, "https://temporal.example.jp", c.Serve.TemporalUI.String())
	require.Equal(t, []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16"), netip.MustParsePrefix("2001:db8::1/128")}, c.Serve.Proxies)
	require.Equal(t, ":8080", c.Serve.Listen)
	require.Equal(t, "期限", c.Mail.From.Name)
	require.Equal(t, 25, c.Mail.Port)
	require.Equal(t, config.StartTLS, c.Mail.TLS)
	require.Equal(t, "/var/lib/kigen", c.Vault.Directory)
	require.Equal(t, zapcore.WarnLevel, c.LogLevel)
	require.True(t, c.Cards.Stripe)
	require.False(t, c.Development)
}

func TestNothingIsMissedThatIsNotNeeded(t *testing.T) {
	c, err := config.Load(nil)
	require.NoError(t, err)
	require.Empty(t, c.DatabaseURL)
	c, err = config.Load([]string{"DATABASE_URL=postgresql:///kigen?host=/run/pg"}, config.NeedDatabase)
	require.NoError(t, err)
	require.Equal(t, "postgresql:///kigen?host=/run/pg", c.DatabaseURL.Reveal())
}

func TestAllProblemsAreToldAtOnce(t *testing.T) {
	_, err := config.Load([]string{
		"HOME=/nonexistent", "TEMPORAL_TLS_CLIENT_CERT_PATH=/nonexistent/cert", "DATABASE_URL=mysql://secret-host",
		"KIGEN_LISTEN=8080", "KIGEN_PUBLIC_URL=kigen.example.jp", "KIGEN_VAULT=documents", "KIGEN_DEVELOPMENT=yes",
		"KIGEN_LOG_LEVEL=loud", "SMTP_PORT=0", "SMTP_TLS=maybe", "SMTP_FROM=info", "SMTP_USERNAME=u", "KIGEN_CARDS=paypal",
		"KIGEN_LISTENN=:1", "KIGEN_S3_SECRET_KEY_FILE=/nonexistent/key",
	}, all...)
	problems, ok := errors.AsType[config.Problems](err)
	require.True(t, ok)
	for _, name := range []string{
		"TEMPORAL_*", "DATABASE_URL", "KIGEN_LISTEN", "KIGEN_PUBLIC_URL", "KIGEN_VAULT", "KIGEN_DEVELOPMENT", "KIGEN_LOG_LEVEL",
		"SMTP_HOST", "SMTP_PORT", "SMTP_TLS", "SMTP_FROM", "SMTP_USERNAME", "KIGEN_CARDS", "KIGEN_LISTENN", "KIGEN_KEYS_FILE",
		"KIGEN_S3_SECRET_KEY_FILE",
	} {
		count := 0
		for _, p := range problems {
			var first string
			_, _ = fmt.Sscan(p, &first)
			if first == name {
				count++
			}
		}
		require.Equal(t, 1, count, "%s in %v", name, problems)
	}
	require.NotContains(t, err.Error(), "secret-host", "a secret is quoted")
	require.Contains(t, err.Error(), "\n  KIGEN_LISTENN is not a setting")
}

func TestSingleProblems(t *testing.T) {
	for name, extra := range map[string][]string{
		"http in public":        {"KIGEN_PUBLIC_URL=http://kigen.example.jp"},
		"an address with query": {"KIGEN_PUBLIC_URL=https://kigen.example.jp?x=1"},
		"no network":            {"KIGEN_PROXIES=10.1.0.0/16,balancer"},
		"simulated cards":       {"KIGEN_CARDS=simulator"},
		"password in clear":     {"SMTP_TLS=none", "SMTP_USERNAME=u", "SMTP_PASSWORD=p"},
		"half a login":          {"SMTP_PASSWORD=p"},
		"half an S3 login":      {"KIGEN_S3_ACCESS_KEY=a"},
		"no bucket":             {"KIGEN_VAULT=s3:///x"},
		"no Stripe key":         {"STRIPE_API_KEY="},
		"no address":            {"KIGEN_PUBLIC_URL="},
		"no profile":            {"TEMPORAL_PROFILE=missing"},
	} {
		_, err := config.Load(complete(extra...), all...)
		problems, _ := errors.AsType[config.Problems](err)
		require.Len(t, problems, 1, name)
	}
}

func TestDevelopmentAllowsPlainHTTPAndSimulatedCards(t *testing.T) {
	c, err := config.Load(complete("KIGEN_DEVELOPMENT=1", "KIGEN_PUBLIC_URL=http://localhost:8080", "KIGEN_CARDS=simulator",
		"SMTP_TLS=none", "STRIPE_API_KEY="), all...)
	require.NoError(t, err)
	require.True(t, c.Development)
	require.False(t, c.Cards.Stripe)
}

func TestS3Vault(t *testing.T) {
	c, err := config.Load(complete("KIGEN_VAULT=s3://documents/kigen/a", "KIGEN_S3_ENDPOINT=http://minio:9000",
		"KIGEN_S3_ACCESS_KEY=a", "KIGEN_S3_SECRET_KEY=b"), all...)
	require.NoError(t, err)
	require.Equal(t, "documents", c.Vault.Bucket)
	require.Equal(t, "kigen/a", c.Vault.Prefix)
	require.Equal(t, "minio:9000", c.Vault.Endpoint.Host)
	require.Empty(t, c.Vault.Directory)
}

func TestSecretsFromFilesStayHidden(t *testing.T) {
	dir := t.TempDir()
	path, empty := filepath.Join(dir, "password"), filepath.Join(dir, "empty")
	require.NoError(t, os.WriteFile(path, []byte("hunter2\n"), 0o600))
	require.NoError(t, os.WriteFile(empty, []byte("\n"), 0o600))

	c, err := config.Load(complete("SMTP_USERNAME=u", "SMTP_PASSWORD_FILE="+path), all...)
	require.NoError(t, err)
	require.Equal(t, "hunter2", c.Mail.Password.Reveal())
	text, err := json.Marshal(map[string]any{"password": c.Mail.Password, "database": c.DatabaseURL})
	require.NoError(t, err)
	for _, printed := range []string{fmt.Sprintf("%v %+v %#v %s", c.Mail, c.Mail, c.Mail, c.DatabaseURL), string(text)} {
		require.NotContains(t, printed, "hunter2")
		require.Contains(t, printed, "[secret]")
	}

	for _, extra := range [][]string{
		{"SMTP_USERNAME=u", "SMTP_PASSWORD_FILE=" + empty},
		{"SMTP_USERNAME=u", "SMTP_PASSWORD_FILE=" + path, "SMTP_PASSWORD=x"},
		{"SMTP_USERNAME=u", "SMTP_PASSWORD_FILE=" + dir},
	} {
		_, err := config.Load(complete(extra...), all...)
		problems, _ := errors.AsType[config.Problems](err)
		require.Len(t, problems, 1, extra)
	}
}
