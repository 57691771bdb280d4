package account_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kigen/internal/account"
	"kigen/internal/jst"
	"kigen/internal/refusal"
)

var noon = jst.MakeDay(2026, time.November, 22).At(12, 0)

func TestLogins(t *testing.T) {
	for typed, want := range map[string]string{
		"taro.mihon": "taro.mihon", " TARO.Mihon ": "taro.mihon", "ｔａｒｏ２０２６": "taro2026", "0-9_az": "0-9_az",
		strings.Repeat("a", 32): strings.Repeat("a", 32),
	} {
		require.Equal(t, want, account.Login(typed))
		require.NoError(t, account.CheckLogin(want), want)
	}
	for _, typed := range []string{
		"", "short", strings.Repeat("a", 33), ".taro1", "_taro1", "taro mihon", "山田太郎太郎", "taro@example.jp", "taro'--1", "taro\n1", "ta\u202ero12",
	} {
		no, ok := refusal.As(account.CheckLogin(account.Login(typed)))
		require.True(t, ok, typed)
		require.Equal(t, refusal.Invalid, no.Code)
		require.Equal(t, "login", no.Fields[0].Path)
	}
}

func TestSuggestions(t *testing.T) {
	for _, c := range [][4]string{
		{"TARO", "MIHON", "482", "taro.mihon482"},
		{"Zoë", "O'Brien", "7", "zoe.obrien7"},
		{"", "LI", "1", ""},
		{"太郎", "見本", "482", ""},
		{strings.Repeat("A", 40), "B", "482", strings.Repeat("a", 29) + "482"},
	} {
		got := account.SuggestLogin(c[0], c[1], c[2])
		require.Equal(t, c[3], got)
		if got != "" {
			require.NoError(t, account.CheckLogin(got))
		}
	}
}

// entered gives so many wrong passwords at an instant.
func entered(t *testing.T, tries account.Tries, n int, at time.Time) account.Tries {
	t.Helper()
	for range n {
		var err error
		tries, err = tries.Enter(at)
		require.NoError(t, err)
		require.Error(t, tries.Wrong())
	}
	return tries
}

func TestFiveWrongPasswordsLock(t *testing.T) {
	four := entered(t, account.Tries{}, 4, noon)
	require.True(t, four.LockedUntil.IsZero())
	no, _ := refusal.As(four.Wrong())
	require.Equal(t, refusal.Unauthenticated, no.Code)
	require.Contains(t, no.JA, "あと1回")

	// The fifth counts up to the window's last second, and begins a new one from its end.
	last := noon.Add(account.Window - time.Second)
	five := entered(t, four, 1, last)
	no, _ = refusal.As(five.Wrong())
	require.Equal(t, refusal.Locked, no.Code)
	require.Equal(t, noon.Add(30*time.Minute), five.LockedUntil, "to the end of the minute")
	require.Contains(t, no.JA, "12:30")
	fresh := entered(t, four, 1, noon.Add(account.Window))
	require.Equal(t, 1, fresh.Count)

	_, err := five.Enter(five.LockedUntil.Add(-time.Second))
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.Locked})
	open, err := five.Enter(five.LockedUntil)
	require.NoError(t, err)
	require.Equal(t, account.Tries{Count: 1, Since: five.LockedUntil}, open)
}

func TestALockIsOfWholeMinutes(t *testing.T) {
	for second, minute := range map[time.Duration]time.Duration{0: 15, 1: 16, 59: 16} {
		five := entered(t, account.Tries{}, 5, noon.Add(second*time.Second))
		require.Equal(t, noon.Add(minute*time.Minute), five.LockedUntil)
	}
}

func TestALinkOpensOnceAndForAnHour(t *testing.T) {
	r := account.Reset{ExpiresAt: noon}
	require.NoError(t, r.Open(noon.Add(-time.Second)))
	require.ErrorIs(t, r.Open(noon), &refusal.Error{Code: refusal.Expired})
	r.UsedAt = noon.Add(-time.Minute)
	require.ErrorIs(t, r.Open(noon.Add(-time.Second)), &refusal.Error{Code: refusal.Used})
}

func TestBrowsers(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1": "Safari, iPhone",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari Line/14.18.0":       "LINE, iPhone",
		"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36":     "Samsung Internet, Android",
		"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36":                         "Chrome, Android",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0":           "Edge, Windows",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:144.0) Gecko/20100101 Firefox/144.0":                                                    "Firefox, Mac",
		"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36":                          "Chrome, ChromeOS",
		"curl/8.5.0": "", "": "", "<script>alert(1)</script>": "", "Lynx/2.9 (Linux)": "Linux",
	} {
		require.Equal(t, want, account.Browser(agent))
	}
}
