package ekyc_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/config"
	"kigen/internal/ekyc"
	"kigen/internal/refusal"
)

var at = time.Date(2026, 11, 2, 1, 0, 0, 0, time.UTC)

func result() ekyc.Result {
	return ekyc.Result{Reference: "r1", Application: "app_1", ReadAt: at.Unix(), Expires: at.Add(time.Hour).Unix(), Name: "見本 太郎"}
}

// TestVerify covers S-20: signed by a trusted provider, for this application, in time.
func TestVerify(t *testing.T) {
	s := ekyc.NewSimulator()
	signed, err := s.Sign(result())
	require.NoError(t, err)
	read, err := s.Providers().Verify(signed, "app_1", at)
	require.NoError(t, err)
	require.Equal(t, "見本 太郎", read.Name)
	_, err = s.Providers().Verify(signed, "app_1", at.Add(time.Hour-time.Second))
	require.NoError(t, err)

	parts := strings.Split(signed, ".")
	b64 := base64.RawURLEncoding
	none := b64.EncodeToString([]byte(`{"alg":"none","kid":"simulator"}`))
	other := b64.EncodeToString([]byte(`{"iss":"simulator","jti":"r1","aud":"app_1","name":"別人"}`))
	unnamed := result()
	unnamed.Reference = ""
	nameless, err := s.Sign(unnamed)
	require.NoError(t, err)
	for name, forged := range map[string]string{
		"empty": "", "text": "a.b.c", "no signature": parts[0] + "." + parts[1] + ".", "other content": parts[0] + "." + other + "." + parts[2],
		"alg none": none + "." + parts[1] + ".", "more parts": signed + ".x", "no reference": nameless,
	} {
		_, err := s.Providers().Verify(forged, "app_1", at)
		require.ErrorIs(t, err, &refusal.Error{Code: refusal.Mismatch, Rule: "S-20"}, name)
	}
	_, err = ekyc.Providers{}.Verify(signed, "app_1", at)
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.Mismatch, Rule: "S-20"}, "not trusted")
	_, err = s.Providers().Verify(signed, "app_2", at)
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.Mismatch, Rule: "S-20"}, "another application")
	for _, wrong := range []time.Time{at.Add(-time.Second), at.Add(time.Hour)} {
		_, err = s.Providers().Verify(signed, "app_1", wrong)
		require.ErrorIs(t, err, &refusal.Error{Code: refusal.Expired, Rule: "S-20"})
	}
}

func TestProvidersAreThoseOfTheConfiguration(t *testing.T) {
	public, _, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "keys.json")
	set := fmt.Sprintf(`{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"ekyc-1","x":%q}]}`, base64.RawURLEncoding.EncodeToString(public))
	require.NoError(t, os.WriteFile(path, []byte(set), 0o600))

	trusted, err := ekyc.Trusted(&config.Config{EKYCKeys: path})
	require.NoError(t, err)
	require.Equal(t, ekyc.Providers{"ekyc-1": public}, trusted, "the simulator is trusted in development only")
	trusted, err = ekyc.Trusted(&config.Config{EKYCKeys: path, Development: true})
	require.NoError(t, err)
	require.Len(t, trusted, 2)

	for _, broken := range []string{`{`, `{"keys":[{"kty":"RSA","kid":"a"}]}`, strings.Replace(set, "ekyc-1", "", 1)} {
		_, err := ekyc.Parse([]byte(broken))
		require.Error(t, err)
	}
	_, err = ekyc.Trusted(&config.Config{EKYCKeys: path + ".gone"})
	require.Error(t, err)
}
