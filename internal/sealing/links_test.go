package sealing_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/ids"
	"kigen/internal/refusal"
	"kigen/internal/sealing"
)

// TestSignedLinks covers the link of S-9: who holds it gets in until it
// expires, for one use, and nobody can make or change one.
func TestSignedLinks(t *testing.T) {
	keys := newKeys(t)
	expires := time.Date(2026, 11, 15, 15, 0, 0, 0, time.UTC)
	claims := sealing.Claims{Use: "documents", Subject: ids.Derived("app", "x"), Serial: 2, Expires: expires}
	token, err := keys.Sign(claims)
	require.NoError(t, err)
	again, err := keys.Sign(claims)
	require.NoError(t, err)
	require.Equal(t, token, again)
	require.Regexp(t, `^[A-Za-z0-9_.-]+$`, token)

	got, err := keys.Verify(token, "documents", expires.Add(-time.Second))
	require.NoError(t, err)
	require.Equal(t, claims, got)

	refused := func(keys *sealing.Keys, token, use string, at time.Time, code string) {
		t.Helper()
		_, err := keys.Verify(token, use, at)
		require.ErrorIs(t, err, &refusal.Error{Code: code, Rule: "S-9"})
	}
	refused(keys, token, "documents", expires, refusal.Expired)
	refused(keys, token, "mail", expires.Add(-time.Hour), refusal.NotFound)
	refused(newKeys(t), token, "documents", expires.Add(-time.Hour), refusal.NotFound)

	other, err := keys.Sign(sealing.Claims{Use: "documents", Subject: ids.Derived("app", "y"), Expires: expires})
	require.NoError(t, err)
	body, _, _ := strings.Cut(token, ".")
	_, tag, _ := strings.Cut(other, ".")
	for _, forged := range []string{"", ".", body, body + ".", body + "." + tag, "x" + token, token + "x", token + "=", token + "\n"} {
		refused(keys, forged, "documents", expires.Add(-time.Hour), refusal.NotFound)
	}
}

func TestALinkCarriesNoPersonalData(t *testing.T) {
	for _, subject := range []string{"taro@example.jp", "山田太郎", "19900101", ""} {
		_, err := newKeys(t).Sign(sealing.Claims{Use: "documents", Subject: subject})
		require.Error(t, err)
		if subject != "" {
			require.NotContains(t, err.Error(), subject)
		}
	}
}

func TestALinkOutlivesARotation(t *testing.T) {
	keys := newKeys(t)
	token, err := keys.Sign(sealing.Claims{Use: "u", Subject: ids.New("app"), Expires: time.Unix(2e9, 0)})
	require.NoError(t, err)
	_, errAdd := keys.Add(sealing.Links)
	_, errPromote := keys.Promote(sealing.Links)
	require.NoError(t, errors.Join(errAdd, errPromote))
	_, err = keys.Verify(token, "u", time.Unix(1e9, 0))
	require.NoError(t, err)
}
